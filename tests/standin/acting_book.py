"""A test that speaks as the book does, with the book's own keys; true or not."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx
from tests.running_city import RunningCity

from heller.book.note import TreeHead, origin, sign_head
from heller.claims.between import Heartbeat, Stop, Stopped
from heller.claims.keyset import Role
from heller.claims.messages import seal
from heller.claims.witnessed import (
    LogEntry,
    Push,
    Stored,
    read_flushed,
    read_log,
    read_page,
    write_push,
)
from heller.keys import SigningKey
from heller.operate.home import key_of


@dataclass
class ActingBook:
    """Signs heartbeats, stops and heads; `epoch` is the one it claims to write in."""

    city: RunningCity
    side: httpx.Client
    epoch: int = 1

    def key(self, role: Role) -> tuple[int, SigningKey]:
        return key_of(self.city.home.secrets(), role)

    def heartbeat(self, seq: int = 1, at: int | None = None) -> bytes:
        number, key = self.key(Role.ACK)
        now = int(time.time()) if at is None else at
        scope = self.city.scope
        return seal(scope, key, Heartbeat(scope.city, number, 1, self.epoch, seq, now, 1))

    def note(self, size: int, root: bytes, key: SigningKey | None = None) -> str:
        head = TreeHead(origin(self.city.scope, 1), size, root)
        return sign_head(head, key or self.key(Role.HEAD)[1])

    def push(self, entries: Sequence[Stored] = (), note: str = "") -> httpx.Response:
        return self.post("push", write_push(Push(self.heartbeat(), note, tuple(entries))))

    def post(self, path: str, content: bytes) -> httpx.Response:
        return self.side.post(f"/v1/book/{path}", content=content)

    def kept(self) -> tuple[bytes, int, int]:
        """Ask the head: flush, length of the log, newest epoch heard."""
        return read_flushed(self.post("head", self.heartbeat()).content)

    def journal(self, start: int = 1) -> tuple[Stored, ...]:
        return read_page(self.post(f"journal?from={start}", self.heartbeat()).content)

    def log(self, start: int = 0) -> list[LogEntry]:
        return read_log(self.post(f"log?from={start}", self.heartbeat()).content)

    def stop(self, n: int = 0) -> httpx.Response:
        number, key = self.key(Role.ACK)
        scope = self.city.scope
        stop = Stop(scope.city, number, 1, self.epoch, n, int(time.time()))
        return self.post("stop", seal(scope, key, stop))

    def stopped(self, answer: httpx.Response) -> Stopped:
        return Stopped.parse(answer.content[:-64], self.city.scope.city)
