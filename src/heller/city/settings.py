"""Settings of a city: each an integer with a default; changed by an order of two people."""

from typing import Final, NamedTuple


class Setting(NamedTuple):
    """A setting: its default, the bounds it must keep, and what it means."""

    default: int
    low: int
    high: int
    meaning: str


SETTINGS: Final[dict[str, Setting]] = {
    "card_limit": Setting(25_000, 100, 100_000, "most a card may hold, in cents"),
    "fund": Setting(0, 0, 4_000_000_000, "the fund figure F that the board accepted, in cents"),
    "lease_days": Setting(7, 1, 30, "how long a lease lasts, in days"),
    "limit": Setting(
        2_000, 0, 10_000, "L: isolated limit per card, only this till cut off, in cents"
    ),
    "limit_outage": Setting(5_000, 0, 10_000, "L with an outage declared, in cents"),
    "isolated": Setting(15_000, 0, 1_000_000, "isolated pot of a shop, in cents"),
    "isolated_outage": Setting(
        50_000, 0, 1_000_000, "isolated pot with an outage declared, in cents"
    ),
    "standin": Setting(50_000, 0, 100_000_000, "stand-in pot of a shop, in cents"),
    "ops": Setting(20, 0, 1_000, "isolated operations of a till"),
    "ops_outage": Setting(150, 0, 10_000, "isolated operations with an outage declared"),
    "seller_credit": Setting(200_000, 0, 10_000_000, "credit of a partner that sells, in cents"),
    "association_credit": Setting(1_000_000, 0, 100_000_000, "credit of the association, in cents"),
    "day_limit": Setting(100_000, 0, 100_000_000, "what a sale point may sell in a day, in cents"),
    "new_device_wait": Setting(
        86_400, 0, 604_800, "seconds before a new till gets an isolated pot"
    ),
}
