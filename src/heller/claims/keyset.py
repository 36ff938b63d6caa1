"""KEYSET: the keys and addresses of a city, signed by ROOT. The highest number wins."""

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Final, Self

from heller.claims.maps import blob, distinct, number, read_map, rows, table, text, texts, write_map
from heller.claims.wire import demand
from heller.errors import BadSignature
from heller.keys import SIGNATURE_BYTES, scope_of, verify_message

_FIELDS: Final = 9
_ED25519_BYTES: Final = 32
_P256_BYTES: Final = 65
_UNCOMPRESSED: Final = 4


class Role(IntEnum):
    """What a key may sign (or, for UPLOAD, open)."""

    ISSUER = 1
    LEASE = 2
    ACK = 3
    HEAD = 4
    STANDIN = 5
    WITNESS = 6
    SNAP = 7
    RELEASE = 8
    UPLOAD = 9
    EMERGENCY = 10
    PROBE = 11


class Endpoint(IntEnum):
    """What an address is for."""

    DOOR = 1
    STANDIN = 2
    STATUS = 3
    TILL_APP = 4
    CARD_PAGE = 5


@dataclass(frozen=True, slots=True)
class CityKey:
    """One public key of a city; `not_before` in UTC seconds."""

    id: int
    role: Role
    public: bytes
    not_before: int


@dataclass(frozen=True, slots=True)
class Keyset:
    """The keys, endpoints, name and phone of a city; `root` is its ROOT public key."""

    domain: ClassVar = "keyset"

    city: int
    number: int
    issued: int
    root: bytes
    keys: tuple[CityKey, ...]
    endpoints: dict[Endpoint, tuple[str, ...]]
    name: str
    phone: str

    def pack(self) -> bytes:
        """Give the payload."""
        keys = [[key.id, key.role, key.public, key.not_before] for key in self.keys]
        head = (self.city, self.number, self.issued, self.root)
        return write_map(*head, keys, self.endpoints, self.name, self.phone)

    @classmethod
    def parse(cls, payload: bytes, city: int | None) -> Self:
        """Read a payload; raises Malformed or WrongCity (never with `city` None)."""
        own, serial, issued, root, keys, endpoints, name, phone = read_map(payload, city, _FIELDS)
        found = tuple(_key(row) for row in rows(keys, 4))
        distinct(key.id for key in found)
        return cls(
            city=own,
            number=number(serial),
            issued=number(issued, 32),
            root=blob(root, _ED25519_BYTES),
            keys=found,
            endpoints=_endpoints(endpoints),
            name=text(name),
            phone=text(phone),
        )

    def key(self, key_id: int, *roles: Role) -> bytes | None:
        """Give the public key with this id if it has one of these roles."""
        for key in self.keys:
            if key.id == key_id and key.role in roles:
                return key.public
        return None


def open_keyset(message: bytes, root_public: bytes, city: int | None = None) -> Keyset:
    """Read a signed KEYSET under the pinned ROOT key, of this city or of the one it names.

    Raises Malformed, WrongCity or BadSignature.
    """
    keyset = Keyset.parse(message[:-SIGNATURE_BYTES], city)
    scope = scope_of(keyset.city, root_public)
    if keyset.root != root_public or not verify_message(scope, Keyset.domain, root_public, message):
        raise BadSignature
    return keyset


def _key(row: list[object]) -> CityKey:
    key_id, role, public, not_before = row
    known = number(role, 8)
    demand(known in set(Role), "A key has an unknown role.")
    is_p256 = known == Role.UPLOAD
    found = blob(public, _P256_BYTES if is_p256 else _ED25519_BYTES)
    demand(not is_p256 or found[0] == _UNCOMPRESSED, "The UPLOAD key is compressed.")
    return CityKey(number(key_id, 8), Role(known), found, number(not_before, 32))


def _endpoints(value: object) -> dict[Endpoint, tuple[str, ...]]:
    found = table(value)
    demand(set(found) <= set(Endpoint), "An endpoint is of an unknown kind.")
    return {Endpoint(kind): texts(urls) for kind, urls in found.items()}
