"""Pots: what each lease lets a merchant be paid without the book, and how long that counts.

A pot counts in full from its grant until it is closed (the book has the till's chain without gap up
to a CLOSE), or until nothing of it can be paid any more. Revoking a till closes nothing.
"""

from struct import Struct
from typing import Final, NamedTuple

DAY: Final = 86_400
EXTENSION: Final = 30 * DAY  # so long can an order extend a lease
UPLOAD: Final = 30 * DAY  # so long may a till take to hand in
STANDIN: Final = 60 * DAY  # so long is an expired lease good for the stand-in
YEAR: Final = 365 * DAY
BIG_POT: Final = 150_000  # cents: a big shop's isolated pot, by two people

_LEASE: Final = Struct(">BIBIIIB32sIIHHIIIIHHI")


class Grant(NamedTuple):
    """What a LEASE grants (docs/protocol.md, section 5): cents, and seconds UTC.

    `isolated` is the pot with an outage declared, for that is the one that counts.
    """

    number: int
    till: int
    merchant: int
    point: int
    not_before: int
    expires: int
    isolated: int
    standin: int
    credit: int

    def isolated_at(self, now: int) -> int:
        """Give the isolated pot as it counts at `now`, unless it was closed."""
        return self.isolated if now <= self.expires + EXTENSION + UPLOAD else 0

    def standin_at(self, now: int) -> int:
        """Give the stand-in pot as it counts at `now`, unless it was closed."""
        return self.standin if now <= self.expires + STANDIN + UPLOAD else 0

    def credit_at(self, now: int) -> int:
        """Give the seller's credit as it counts at `now`, unless it was closed."""
        return self.credit if now <= self.expires + EXTENSION + UPLOAD else 0


class Extra(NamedTuple):
    """What two people granted a point out of the reserve: cents, until a second (UTC)."""

    isolated: int
    standin: int
    until: int


NO_EXTRA: Final = Extra(0, 0, 0)


class Loss(NamedTuple):
    """What fell short in the last twelve months of payments under a lease (cents).

    `pot` says which one bore it: "isolated", "standin", or "" for what no pot bears.
    """

    merchant: int
    lease: int
    pot: str
    cents: int


def read_grant(message: bytes) -> Grant:
    """Read a signed LEASE of the register."""
    fields = _LEASE.unpack(message[: _LEASE.size])
    _type, _city, _key, till, merchant, point, _role, _public, since, expires = fields[:10]
    isolated, standin, credit = fields[13:16]
    return Grant(fields[18], till, merchant, point, since, expires, isolated, standin, credit)
