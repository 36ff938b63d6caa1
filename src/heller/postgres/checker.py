"""The writer's side of the process that checks signatures: started when needed, replaced."""

import asyncio
import socket
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple, cast

import structlog

from heller.keys import verifies
from heller.postgres import checking

log = structlog.get_logger()

FEW = 3  # so few checks are done at once here: handing them over costs as much
ANSWER_SECONDS = 5.0  # a full batch takes 40 ms
STOP_SECONDS = 2.0
_LOST = (OSError, EOFError, TimeoutError)


class Check(NamedTuple):
    """One signature to check: who should have signed what."""

    public: bytes
    signature: bytes
    message: bytes


class _Line(asyncio.Protocol):
    """The open line to one process; answers come in the order of the requests.

    The bytes of an answer that nobody waits for any more are taken all the same, so that they can
    never be another's.
    """

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self._waiting: deque[tuple[int, asyncio.Future[bytes]]] = deque()
        self._came = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is no child of that class

    def ask(self, checks: Sequence[Check]) -> asyncio.Future[bytes]:
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        if self.transport is None or self.transport.is_closing():
            answer.set_exception(EOFError())
        else:
            self._waiting.append((len(checks), answer))
            self.transport.write(checking.request(checks))
        return answer

    def data_received(self, data: bytes) -> None:
        self._came += data
        while self._waiting and len(self._came) >= self._waiting[0][0]:
            size, answer = self._waiting.popleft()
            if not answer.done():
                answer.set_result(self._came[:size])
            self._came = self._came[size:]

    def connection_lost(self, _error: Exception | None) -> None:
        while self._waiting:
            _, answer = self._waiting.popleft()
            if not answer.done():
                answer.set_exception(EOFError())

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()


@dataclass(frozen=True, slots=True)
class _Process:
    """A checking process and the line to it."""

    line: _Line
    process: asyncio.subprocess.Process

    async def end(self) -> None:
        self.line.close()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self.process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):  # it ended just now
                self.process.kill()
            await self.process.wait()


class Judgement:
    """A request under way: it has been sent, `good` waits for it."""

    def __init__(self, checker: "Checker", checks: Sequence[Check]) -> None:
        self._checker, self._checks = checker, checks
        self._process = checker.process if len(checks) > FEW else None
        self._answer = self._process.line.ask(checks) if self._process else None

    async def good(self) -> Sequence[int]:
        """Give 1 or 0 for each check; without the process it is done here, only slower."""
        if self._process is not None and self._answer is not None:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    return await self._answer
            except _LOST as error:
                log.warning("checker_lost", error=repr(error), checks=len(self._checks))
                await self._checker.drop(self._process)
        return [verifies(one.public, one.message, one.signature) for one in self._checks]


class Checker:
    """Says of each check whether the signature is good."""

    def __init__(self) -> None:
        """Make a checker; its process starts with the first larger request."""
        self._process: _Process | None = None
        self._starting: asyncio.Task[None] | None = None

    def judge(self, checks: Sequence[Check]) -> Judgement:
        """Send the checks to the process, if there is one."""
        return Judgement(self, checks)

    @property
    def process(self) -> _Process | None:
        """Give the process, or begin to start it."""
        if self._process is None and self._starting is None:
            self._starting = asyncio.create_task(self._start())
        return self._process

    async def _start(self) -> None:
        try:
            self._process = await _begin()
        except _LOST as error:  # no process to be had: the next request tries again
            log.warning("checker_not_started", error=repr(error))
        finally:
            self._starting = None

    async def drop(self, process: _Process) -> None:
        """End a process that does not answer; another one starts with the next larger request."""
        if self._process is process:
            self._process = None
            await process.end()

    async def close(self) -> None:
        """End the process."""
        if self._starting is not None:
            await self._starting
        if self._process is not None:
            await self.drop(self._process)


async def _begin() -> _Process:
    ours, theirs = socket.socketpair()
    try:
        with theirs:
            process = await _spawn(theirs.fileno())
    except BaseException:
        ours.close()
        raise
    ours.settimeout(0)
    _, line = await asyncio.get_running_loop().create_connection(_Line, sock=ours)
    begun = _Process(line, process)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            await line.ask([_NOTHING])
    except BaseException:
        await begun.end()
        raise
    return begun


async def _spawn(descriptor: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        checking.__file__,
        str(descriptor),
        pass_fds=[descriptor],
        stdin=asyncio.subprocess.DEVNULL,
    )


_NOTHING = Check(bytes(32), bytes(64), b"")  # bad; that it is answered says that all is ready
