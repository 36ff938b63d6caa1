"""The stand-in's disk: SQLite, one thread, many asked at once, one fsync for all of them.

Whatever is asked is work on the connection. All that waits is done in one transaction; nobody is
answered before it is on the disk. Work that raises is taken back alone.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from heller.errors import Busy, InDoubt
from heller.standin.schema import SCHEMA, VERSION

MAX_WAITING: Final = 2_048
MAX_TOGETHER: Final = 256
CLOSE_SECONDS: Final = 10.0
SAVEPOINT: Final = "one"  # around each piece of work

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


@dataclass(slots=True)
class _Asked:
    """Work, and the future of its result."""

    work: Work[Any]
    future: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = None


class Store:
    """The only door to the database file."""

    def __init__(self, path: Path, recover: Work[None]) -> None:
        """Name the file; `start` begins to work.

        `recover` is called when a whole transaction was taken back, so that nobody remembers it.
        """
        self._path, self._recover = path, recover
        self._waiting: queue.Queue[_Asked | None] = queue.Queue(MAX_WAITING)
        self._thread = threading.Thread(target=self._run, name="store", daemon=True)
        self.commits = 0

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to work for this loop."""
        self._loop = loop
        connect(self._path).close()  # a broken file is told here, not in the thread
        self._thread.start()

    def close(self) -> None:
        """Finish what waits, then close the file."""
        self._waiting.put(None)
        self._thread.join(CLOSE_SECONDS)

    async def run(self, work: Work[T]) -> T:
        """Do work and give its result when it is on the disk; raises what it raises, or Busy."""
        asked = _Asked(work, self._loop.create_future())
        try:
            self._waiting.put_nowait(asked)
        except queue.Full:
            raise Busy from None
        result: T = await asked.future
        return result

    def _run(self) -> None:
        connection = connect(self._path)
        try:
            while (together := self._next()) is not None:
                self._do(connection, together)
        finally:
            connection.close()

    def _next(self) -> list[_Asked] | None:
        first = self._waiting.get()
        if first is None:
            return None
        together = [first]
        while len(together) < MAX_TOGETHER and not self._waiting.empty():
            more = self._waiting.get_nowait()
            if more is None:
                self._waiting.put(None)  # first what came before the end
                break
            together.append(more)
        return together

    def _do(self, connection: sqlite3.Connection, together: list[_Asked]) -> None:
        try:
            connection.execute("BEGIN IMMEDIATE")
            for asked in together:
                _attempt(connection, asked)
            connection.execute("COMMIT")
            self.commits += 1
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._recover(connection)
            for asked in together:
                asked.error = InDoubt(f"({error})")
        self._loop.call_soon_threadsafe(_answer, together)


def _attempt(connection: sqlite3.Connection, asked: _Asked) -> None:
    connection.execute(f"SAVEPOINT {SAVEPOINT}")
    try:
        asked.result = asked.work(connection)
    except sqlite3.Error:
        raise
    except Exception as error:  # noqa: BLE001 - whoever asked is told
        asked.error = error
        connection.execute(f"ROLLBACK TO {SAVEPOINT}")
    connection.execute(f"RELEASE {SAVEPOINT}")


def _answer(together: list[_Asked]) -> None:
    for asked in together:
        if asked.future.cancelled():
            continue
        if asked.error is not None:
            asked.future.set_exception(asked.error)
        else:
            asked.future.set_result(asked.result)


def connect(path: Path) -> sqlite3.Connection:
    """Open the file, durable with every commit; makes its tables when it is new."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -8192")
    if connection.execute("PRAGMA user_version").fetchone() == (0,):
        connection.executescript(f"BEGIN; {SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
    return connection
