"""The fund figure F: the most that trade without the book can cost a city within twelve months.

It is split beforehand into pots, one or more a merchant. All amounts in cents.
"""

from dataclasses import dataclass

ISOLATED_PER_MERCHANT = 50_000
STANDIN_LEAST = 50_000
BUSY_DAYS = 6
ASSOCIATION_CREDIT = 1_000_000
PARTNER_CREDIT = 200_000
RESERVE_STEP = 100_000


@dataclass(frozen=True, slots=True)
class Fund:
    """F and its parts, for a city of so many merchants."""

    merchants: int
    isolated: int
    standin: int
    sellers: int
    reserve: int
    standin_per_merchant: int

    @property
    def total(self) -> int:
        """Give F."""
        return self.isolated + self.standin + self.sellers + self.reserve


def busy_day(turnover_cents: int, merchants: int) -> int:
    """Give a merchant's busy day: 4 % of the year fall on the peak day, a tenth on top."""
    return turnover_cents * 4 * 11 // (100 * 10 * merchants)


def fund(merchants: int, turnover_cents: int, partners: int) -> Fund:
    """Compute F for a city with this yearly turnover and so many selling partners.

    Isolated pots of 500 euros a merchant, stand-in pots of six busy days (at least 500 euros),
    credits of the association and its partners, a reserve of about a thirteenth in whole thousands.
    """
    standin_per_merchant = max(STANDIN_LEAST, BUSY_DAYS * busy_day(turnover_cents, merchants))
    isolated, standin = merchants * ISOLATED_PER_MERCHANT, merchants * standin_per_merchant
    sellers = ASSOCIATION_CREDIT + partners * PARTNER_CREDIT
    wanted = (isolated + standin + sellers) * 23 // 300
    reserve = -(-wanted // RESERVE_STEP) * RESERVE_STEP
    return Fund(merchants, isolated, standin, sellers, reserve, standin_per_merchant)
