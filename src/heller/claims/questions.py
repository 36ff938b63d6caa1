"""What a till asks outside its chain: ENROL, UNLOCK, HELLO, RENEW."""

import hashlib
from dataclasses import dataclass
from typing import ClassVar, Final

from heller.claims.kinds import ENROL, HELLO, RENEW, UNLOCK
from heller.claims.wire import Fixed, Layout, demand

NUMBERS: Final = 10**16
PINS: Final = 10**6


@dataclass(frozen=True, slots=True)
class Enrol(Fixed):
    """A new till asks to be admitted: its public key and the hash of its one-time code."""

    layout: ClassVar = Layout(ENROL, "I 32s 32s")

    city: int
    time: int
    public: bytes
    code: bytes


@dataclass(frozen=True, slots=True)
class Unlock(Fixed):
    """A till asks for ref and one-time token of the card with this number and PIN."""

    layout: ClassVar = Layout(UNLOCK, "I I 8s Q I")

    city: int
    till: int
    time: int
    nonce: bytes
    number: int
    pin: int

    def __post_init__(self) -> None:
        """Refuse what cannot be a number of 16 or a PIN of 6 digits."""
        demand(self.number < NUMBERS and self.pin < PINS, "Number or PIN has too many digits.")


@dataclass(frozen=True, slots=True)
class Hello(Fixed):
    """A till says who it is, to read what is only for it."""

    layout: ClassVar = Layout(HELLO, "I I 8s")

    city: int
    till: int
    time: int
    nonce: bytes


@dataclass(frozen=True, slots=True)
class Renew(Fixed):
    """A till asks for its next lease; `lease` is the number of the one that it holds."""

    layout: ClassVar = Layout(RENEW, "I I 8s I")

    city: int
    till: int
    time: int
    nonce: bytes
    lease: int


def code_hash(code: str) -> bytes:
    """Give the hash of a one-time enrolment code (32 bytes); small and capital letters are one."""
    return hashlib.sha256(b"heller/enrol-code/1\0" + code.upper().encode("ascii")).digest()
