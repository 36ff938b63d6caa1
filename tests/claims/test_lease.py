"""A lease gives rights that have a name, and no others."""

from dataclasses import replace

import pytest
from tests.claims.samples import LEASE, UNNA

from heller.claims.lease import MAY_REDEEM, MAY_SELL, OFFICE_DEVICE, Lease
from heller.errors import Malformed


@pytest.mark.parametrize("role", range(8))
def test_every_set_of_rights_is_read(role: int) -> None:
    lease = replace(LEASE, role=role)
    assert Lease.parse(lease.pack(), UNNA) == lease


def test_an_unknown_right_is_refused() -> None:
    payload = bytearray(LEASE.pack())
    payload[18] = (MAY_REDEEM | MAY_SELL | OFFICE_DEVICE) + 1
    with pytest.raises(Malformed):
        Lease.parse(bytes(payload), UNNA)


def test_the_fields_lie_in_the_order_of_the_page() -> None:
    payload = LEASE.pack()
    assert payload[:19].hex() == "20005b37b4" + "02" + "00000011" + "00000004" + "00000005" + "03"
    assert payload[59:63].hex() == "07d01388"
    assert payload[-8:].hex() == "0014" + "0096" + "00000003"
