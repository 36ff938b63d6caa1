"""A certificate authority of the demo's own, so that real phones reach it by https.

It may vouch for one address of the local network and for nothing else, and ends after 30 days.
"""

import datetime as dt
import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from heller.operate.keyfile import write_secret

NAME: Final = "Heller Demo"
DAYS: Final = 30
_KEPT_DAYS: Final = 2  # with less left it is made anew

Address = ipaddress.IPv4Address


@dataclass(frozen=True, slots=True)
class LanKeys:
    """Files: what phones are asked to trust, and what the demo shows them."""

    authority: Path
    certificate: Path
    key: Path

    @property
    def fingerprint(self) -> str:
        """Give the authority's SHA-256, in groups, to compare on the phone."""
        found = x509.load_pem_x509_certificate(self.authority.read_bytes())
        return found.fingerprint(hashes.SHA256()).hex(":").upper()


def lan_keys(folder: Path, address: Address, now: dt.datetime) -> LanKeys:
    """Find the keys for this address in the folder, or make them."""
    keys = LanKeys(folder / "ca.crt", folder / "lan.crt", folder / "lan.key")
    if not _is_good(keys, now):
        folder.mkdir(parents=True, exist_ok=True)
        _make(keys, address, now)
    return keys


def _is_good(keys: LanKeys, now: dt.datetime) -> bool:
    if not all(path.exists() for path in (keys.authority, keys.certificate, keys.key)):
        return False
    shown = x509.load_pem_x509_certificate(keys.certificate.read_bytes())
    return shown.not_valid_after_utc > now + dt.timedelta(days=_KEPT_DAYS)


def _make(keys: LanKeys, address: Address, now: dt.datetime) -> None:
    root, own = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{NAME} {address}")])
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, str(address))])
    only = x509.NameConstraints([x509.IPAddress(ipaddress.ip_network(address))], None)
    authority = (
        _begun(issuer, issuer, root.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(only, critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(root, hashes.SHA256())
    )
    shown = (
        _begun(subject, issuer, own.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(address)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .sign(root, hashes.SHA256())
    )
    keys.authority.write_bytes(authority.public_bytes(Encoding.PEM))
    keys.certificate.write_bytes(shown.public_bytes(Encoding.PEM))
    secret = own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_secret(keys.key, secret)  # the authority's own key is not kept: it signs nothing more


def _begun(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, now: dt.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=DAYS))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
