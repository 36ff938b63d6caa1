"""The demo's authority: kept, made anew before it ends, and its own key is thrown away."""

import datetime as dt
import stat
from ipaddress import IPv4Address, ip_network
from pathlib import Path

from cryptography import x509

from heller.demo.lan_keys import lan_keys

HERE = IPv4Address("127.0.0.2")
NOW = dt.datetime.now(dt.UTC)


def test_keys_are_kept_and_made_anew_before_they_end(tmp_path: Path) -> None:
    first = lan_keys(tmp_path, HERE, NOW).fingerprint
    assert stat.S_IMODE((tmp_path / "lan.key").stat().st_mode) == 0o600
    assert lan_keys(tmp_path, HERE, NOW + dt.timedelta(days=20)).fingerprint == first
    assert lan_keys(tmp_path, HERE, NOW + dt.timedelta(days=29)).fingerprint != first
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("ca.key")]


def test_the_authority_can_vouch_for_one_address_and_not_for_long(tmp_path: Path) -> None:
    found = x509.load_pem_x509_certificate(lan_keys(tmp_path, HERE, NOW).authority.read_bytes())
    only = found.extensions.get_extension_for_class(x509.NameConstraints)
    assert (only.critical, only.value.permitted_subtrees) == (
        True,
        [x509.IPAddress(ip_network("127.0.0.2/32"))],
    )
    assert found.not_valid_after_utc - NOW <= dt.timedelta(days=30)
