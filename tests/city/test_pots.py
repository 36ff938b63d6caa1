"""What a lease grants, read out of its bytes, and how long it counts."""

import pytest
from tests.claims.samples import LEASE, SCOPE, key

from heller.city.pots import DAY, Grant, read_grant
from heller.claims.messages import seal

GRANT = read_grant(seal(SCOPE, key("LEASE"), LEASE))


def test_a_lease_is_read_where_its_fields_lie() -> None:
    assert (
        Grant(
            number=LEASE.number,
            till=LEASE.till,
            merchant=LEASE.merchant,
            point=LEASE.point,
            not_before=LEASE.not_before,
            expires=LEASE.expires,
            isolated=LEASE.isolated_outage,
            standin=LEASE.standin,
            credit=LEASE.credit,
        )
        == GRANT
    )


@pytest.mark.parametrize(
    ("days", "counts"),
    [(0, (1, 1, 1)), (60, (1, 1, 1)), (61, (0, 1, 0)), (90, (0, 1, 0)), (91, (0, 0, 0))],
)
def test_a_pot_counts_until_nothing_of_it_can_be_paid(days: int, counts: tuple[int, ...]) -> None:
    at = GRANT.expires + days * DAY
    found = (GRANT.isolated_at(at), GRANT.standin_at(at), GRANT.credit_at(at))
    whole = (GRANT.isolated, GRANT.standin, GRANT.credit)
    assert found == tuple(part * one for part, one in zip(whole, counts, strict=True))
