"""The connection that commits money: it never takes a doubtful commit for a good one.

With a synchronous standby a commit waits until the standby has it. If that wait is cancelled, the
server reports success, with only a warning: the commit is on the primary alone and dies with it.
Three things follow, and this class does them:

1. nothing is ever cancelled. psycopg sends a cancel when an asyncio task is cancelled or Ctrl-C is
   pressed: here the socket is closed instead. The server then ends the commit in its own time;
2. the warning makes CommitInDoubt, whoever caused it (an administrator, a shutdown);
3. so does a connection that breaks: what was under way may be kept or not.

After any of them the connection is closed. Connect anew and look for the commit by its id, behind a
commit that writes WAL: a row that can be seen need not be on the standby yet.
"""

import sys

from psycopg import AsyncConnection, OperationalError
from psycopg.abc import RV, PQGen
from psycopg.errors import Diagnostic
from psycopg.pq import ConnStatus
from psycopg.pq.abc import PGconn
from psycopg.rows import TupleRow

from heller.postgres.connect import open_async
from heller.postgres.errors import CommitInDoubt

if sys.version_info >= (3, 12):
    from typing import override
else:
    from typing_extensions import override  # psycopg brings it where Python has none

WAIT_GIVEN_UP = "01000"
"""SQLSTATE of the warning; a general one, so other warnings make doubt too: rather once more."""
LOOK_EVERY_S = 0.1
"""Seconds after which a waiting psycopg looks whether it was interrupted; its own default."""


async def connect_committer(dsn: str, application: str) -> "CommitConnection":
    """Connect for commits that are acknowledged to others. Raises DurabilityLowered."""
    return await open_async(CommitConnection, dsn, application)


class CommitConnection(AsyncConnection[TupleRow]):
    """An asyncio connection whose commits either hold, fail, or raise CommitInDoubt."""

    def __init__(self, pgconn: PGconn) -> None:
        super().__init__(pgconn)
        self._doubt = ""
        self.add_notice_handler(self._note)

    def _note(self, notice: Diagnostic) -> None:
        if notice.sqlstate == WAIT_GIVEN_UP:
            self._doubt = notice.message_primary or WAIT_GIVEN_UP

    @override
    async def wait(
        self, gen: PQGen[RV], interval: float = LOOK_EVERY_S, timeout: float | None = None
    ) -> RV:
        """Wait for the server's answer. Raises CommitInDoubt."""
        try:
            answer = await super().wait(gen, interval, timeout)
        except OperationalError as error:
            if self.pgconn.status == ConnStatus.OK:
                raise
            raise CommitInDoubt(reason=error) from error
        if self._doubt:
            self.pgconn.finish()
            raise CommitInDoubt(reason=self._doubt)
        return answer

    @override
    async def cancel_safe(self, *, timeout: float = 0.0) -> None:
        """Close the socket; the server is not asked to cancel anything."""
        self.pgconn.finish()

    @override
    def cancel(self) -> None:
        """Close the socket; the server is not asked to cancel anything."""
        self.pgconn.finish()
