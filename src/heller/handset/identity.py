"""Who an enrolled till is: its number, lease, names, and the city that it believes."""

from dataclasses import dataclass
from typing import Final

from heller.claims.keyset import Endpoint
from heller.claims.lease import MAY_SELL, Lease
from heller.claims.records import genesis_prev
from heller.handset.door import Admitted
from heller.handset.invite import Invite
from heller.handset.journal import Journal
from heller.handset.problems import JournalBroken, NotEnrolled
from heller.handset.trust import Trust, pinned
from heller.keys import Scope, SigningKey

_NAMES: Final = ("merchant", "point", "city")


@dataclass(frozen=True, slots=True)
class Identity:
    """An enrolled till. `door` is the address of the invitation; the KEYSET may name newer ones."""

    key: SigningKey
    lease: Lease
    trust: Trust
    door: str
    merchant: str
    point: str
    city: str

    @property
    def till(self) -> int:
        """Give the till's number."""
        return self.lease.till

    @property
    def scope(self) -> Scope:
        """Name the city."""
        return self.trust.scope

    @property
    def genesis(self) -> bytes:
        """Give the `prev` of the till's first record."""
        return genesis_prev(self.scope, self.till)

    @property
    def may_sell(self) -> bool:
        """Say whether the lease lets this till sell cards."""
        return bool(self.lease.role & MAY_SELL)

    @property
    def doors(self) -> list[str]:
        """Give the door's addresses, best first: the signed ones, then the invitation's."""
        listed = self.trust.keyset.endpoints.get(Endpoint.DOOR, ())
        return [*listed, *([] if self.door in listed else [self.door])]

    @property
    def standins(self) -> list[str]:
        """Give the stand-in's addresses; none in a city without one."""
        return list(self.trust.keyset.endpoints.get(Endpoint.STANDIN, ()))


def keep_admitted(journal: Journal, invite: Invite, admitted: Admitted, public: bytes) -> None:
    """Keep what an admitted till got, after checking it; raises Untrusted."""
    trust = Trust(pinned(admitted.keyset, invite.root))
    trust.lease(admitted.lease, admitted.till, public)
    names = (admitted.merchant, admitted.point, admitted.city)
    journal.keep(
        root=invite.root,
        door=invite.door.encode(),
        till=admitted.till.to_bytes(4),
        lease=admitted.lease,
        keyset=admitted.keyset,
        **{name: value.encode() for name, value in zip(_NAMES, names, strict=True)},
    )


def read_identity(journal: Journal, key: SigningKey) -> Identity:
    """Read who this till is; raises NotEnrolled, or JournalBroken when key and lease differ."""
    till = journal.fact("till")
    if till is None:
        raise NotEnrolled
    trust = Trust(pinned(_kept(journal, "keyset"), _kept(journal, "root")))
    lease = trust.lease(_kept(journal, "lease"), int.from_bytes(till), key.public)
    names = [_kept(journal, name).decode() for name in _NAMES]
    return Identity(key, lease, trust, _kept(journal, "door").decode(), *names)


def keep_keyset(journal: Journal, message: bytes) -> None:
    """Keep a KEYSET under the pinned ROOT if its number is the highest so far; raises Untrusted."""
    root = _kept(journal, "root")
    if pinned(message, root).number > pinned(_kept(journal, "keyset"), root).number:
        journal.keep(keyset=message)


def _kept(journal: Journal, name: str) -> bytes:
    value = journal.fact(name)
    if value is None:
        raise JournalBroken(f"({name} is missing)")
    return value
