"""What the writer signs for its witness: heartbeats, tree heads, stops."""

from heller.book.note import TreeHead, origin, sign_head
from heller.claims.between import Heartbeat, Stop
from heller.claims.messages import seal
from heller.postgres.append import Head
from heller.postgres.batch_run import Clock, WriterKeys

DECIDING, RECONCILING, CLOSING = 1, 2, 3


class WitnessSigning:
    """Signs with the writer's keys."""

    def __init__(self, keys: WriterKeys, clock: Clock) -> None:
        """Sign with ACK and HEAD."""
        assert keys.head is not None
        self._scope, self._clock, self._head = keys.scope, clock, keys.head[1]
        self._ack = keys.ack

    def heartbeat(self, head: Head, state: int) -> bytes:
        """Say that the writer lives, and what it does."""
        number, key = self._ack
        body = Heartbeat(
            self._scope.city, number, head.generation, head.epoch, head.committed, self._now(),
            state,
        )  # fmt: skip
        return seal(self._scope, key, body)

    def note(self, generation: int, size: int, root: bytes) -> str:
        """Sign a tree head."""
        return sign_head(TreeHead(origin(self._scope, generation), size, root), self._head)

    def stop(self, head: Head, n: int) -> bytes:
        """Ask to stop deciding, having read `n` lines of the log."""
        number, key = self._ack
        body = Stop(self._scope.city, number, head.generation, head.epoch, n, self._now())
        return seal(self._scope, key, body)

    def _now(self) -> int:
        return int(self._clock.time())
