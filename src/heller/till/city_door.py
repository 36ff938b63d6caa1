"""What the till door works with: the writer, the store, the keys and the clock of one city."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from heller.city.register import Register
from heller.claims.keyset import Keyset
from heller.keys import Scope, SigningKey
from heller.postgres.batch_run import Clock, WriterKeys
from heller.postgres.store import Store
from heller.postgres.writer import Writer


@dataclass(frozen=True, slots=True)
class DoorKeys:
    """The server's secrets: signing keys by role, the pepper for PINs, the key around names."""

    scope: Scope
    ack: tuple[int, SigningKey]
    lease: tuple[int, SigningKey]
    head: tuple[int, SigningKey]
    pepper: bytes = field(repr=False)
    names: bytes = field(repr=False)

    @property
    def writer(self) -> WriterKeys:
        """Give what the writer signs with."""
        return WriterKeys(self.scope, self.ack, self.lease, self.head)


@dataclass(slots=True)
class CityDoor:
    """One city's door; everything a request handler may use."""

    keys: DoorKeys
    writer: Writer
    store: Store
    clock: Clock
    random_bytes: Callable[[int], bytes]
    snapshots: Path | None = None

    @property
    def scope(self) -> Scope:
        """Name the city."""
        return self.keys.scope

    @property
    def register(self) -> Register:
        """Give the register as the writer holds it."""
        return self.writer.session.register

    def now(self) -> int:
        """Give the city's clock in seconds UTC."""
        return int(self.clock.time())

    def keyset(self) -> Keyset:
        """Read the city's KEYSET."""
        return Keyset.parse(self.register.keyset[:-64], self.scope.city)
