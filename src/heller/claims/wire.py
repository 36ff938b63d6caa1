"""The fixed layouts of docs/protocol.md: big-endian, exact length, `type u8, city u32` first."""

import re
from struct import Struct
from typing import Any, ClassVar, Self

from heller.claims.kinds import domain_name
from heller.errors import Malformed, WrongCity

_BYTES_CODE = re.compile(r"(\d+)s")


class Layout:
    """One message's payload: its type, its length and where each field lies.

    `fields` are codes of the struct module, separated by spaces, for what stands behind the city.
    """

    def __init__(self, kind: int, fields: str) -> None:
        codes = fields.split()
        self.kind = kind
        self._struct = Struct(">BI" + "".join(codes))
        self.size = self._struct.size
        self._widths = [int(found[1]) for code in codes if (found := _BYTES_CODE.fullmatch(code))]

    def pack(self, *values: Any) -> bytes:  # noqa: ANN401 - numbers and bytes, as the layout says
        """Put city and fields into bytes; a byte field of another width is a broken invariant."""
        assert [len(v) for v in values if isinstance(v, bytes)] == self._widths
        return self._struct.pack(self.kind, *values)

    def unpack(self, payload: bytes, city: int) -> tuple[Any, ...]:
        """Take city and fields out of a payload.

        Raises Malformed for another type or length, WrongCity for a message of another city.
        """
        if len(payload) != self.size or payload[0] != self.kind:
            raise Malformed(f"A message 0x{self.kind:02x} has {self.size} bytes.")
        values = self._struct.unpack(payload)
        if values[1] != city:
            raise WrongCity
        return values[1:]


class Fixed:
    """A message with a fixed layout; its fields stand in the order of the layout, city first.

    A subclass refuses codes and flags without a meaning in `__post_init__`, by raising Malformed.
    """

    __slots__: ClassVar[tuple[str, ...]] = ()
    layout: ClassVar[Layout]

    @property
    def domain(self) -> str:
        """Give the name under which this message is signed."""
        return domain_name(self.layout.kind)

    def pack(self) -> bytes:
        """Give the payload, without signature."""
        return self.layout.pack(*[getattr(self, name) for name in self.__slots__])

    @classmethod
    def parse(cls, payload: bytes, city: int) -> Self:
        """Read a payload; raises Malformed or WrongCity."""
        return cls(*cls.layout.unpack(payload, city))


def demand(good: bool, detail: str) -> None:  # noqa: FBT001 - reads as a sentence: demand(this, else that)
    """Refuse a message that breaks a rule of the protocol, saying which."""
    if not good:
        raise Malformed(detail)
