"""One stand-in: store, copy, presence, deciding, and the way to the book's door."""

import asyncio
import sqlite3
from pathlib import Path

from heller.claims.keyset import Endpoint
from heller.standin import log
from heller.standin.copy import Copy
from heller.standin.deciding import Deciding
from heller.standin.keys import StandinKeys
from heller.standin.presence import Clock, Presence
from heller.standin.relay import Relay
from heller.standin.store import Store, connect

DATABASE = "stand-in.db"


class Standin:
    """Everything that a request handler may use."""

    def __init__(self, keys: StandinKeys, folder: Path, clock: Clock) -> None:
        """Make a stand-in in its folder; `start` opens it."""
        self.keys, self.clock = keys, clock
        self._path = folder / DATABASE
        self.store = Store(self._path, self._read)
        self.copy, self.presence = Copy(keys), Presence(clock)
        self.deciding = Deciding(keys, self.copy, self.presence, clock)

    def start(self) -> None:
        """Open the file, read where it stands, and begin to listen for the book."""
        connection = connect(self._path)
        self._read(connection)
        connection.close()
        self.relay = Relay(self.keys.keyset.endpoints.get(Endpoint.DOOR, ()))
        self.store.start(asyncio.get_running_loop())

    def _read(self, connection: sqlite3.Connection) -> None:
        self.copy.load(connection)
        self.presence.remember(self.copy.head.epoch, log.fact(connection, "stopped_epoch"))

    async def close(self) -> None:
        """Finish what waits."""
        await self.relay.close()
        await asyncio.to_thread(self.store.close)

    def now(self) -> int:
        """Give the wall clock in seconds UTC."""
        return int(self.clock.time())
