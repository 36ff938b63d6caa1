"""The writer's side of the process that checks signatures: started when needed, replaced."""

import asyncio
import socket
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

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


_NOTHING = Check(bytes(32), bytes(64), b"")  # bad; that it is answered says that all is ready


class _Line:
    """The open line to one process; answers come in the order of the requests."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.process, self._reader, self._writer = process, reader, writer
        self._turns: deque[asyncio.Event] = deque()
        self._broken = False

    async def ask(self, checks: Sequence[Check]) -> bytes:
        """Give an answer's bytes. Once one was not read to its end, no other can be trusted."""
        turn, before = asyncio.Event(), self._turns[-1] if self._turns else None
        self._turns.append(turn)
        try:
            self._writer.write(checking.request(checks))
            if before is not None:
                await before.wait()
            return await self._answer(len(checks))
        except BaseException:
            self._broken = True
            raise
        finally:
            self._turns.remove(turn)
            turn.set()

    async def _answer(self, size: int) -> bytes:
        if self._broken:
            raise EOFError
        return await self._reader.readexactly(size)

    async def end(self) -> None:
        self._writer.close()
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await self.process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):  # it ended just now
                self.process.kill()
            await self.process.wait()


class Checker:
    """Says of each check whether the signature is good."""

    def __init__(self) -> None:
        """Make a checker; its process starts with the first larger request."""
        self._line: _Line | None = None
        self._starting: asyncio.Task[None] | None = None

    async def judge(self, checks: Sequence[Check]) -> Sequence[int]:
        """Give 1 or 0 for each check; while there is no process it is done here, only slower."""
        if len(checks) > FEW and (line := self._ready()) is not None:
            try:
                async with asyncio.timeout(ANSWER_SECONDS):
                    return await line.ask(checks)
            except _LOST as error:
                log.warning("checker_lost", error=repr(error), checks=len(checks))
                await self._drop(line)
        return [verifies(check.public, check.message, check.signature) for check in checks]

    def _ready(self) -> _Line | None:
        if self._line is None and self._starting is None:
            self._starting = asyncio.create_task(self._start())
        return self._line

    async def _start(self) -> None:
        try:
            self._line = await _open_line()
        except (OSError, EOFError) as error:  # no process to be had: the next request tries again
            log.warning("checker_not_started", error=repr(error))
        finally:
            self._starting = None

    async def _drop(self, line: _Line) -> None:
        if self._line is line:
            self._line = None
            await line.end()

    async def close(self) -> None:
        """End the process."""
        if self._starting is not None:
            await self._starting
        if self._line is not None:
            await self._drop(self._line)


async def _open_line() -> _Line:
    ours, theirs = socket.socketpair()
    try:
        with theirs:
            process = await _process(theirs.fileno())
    except BaseException:
        ours.close()
        raise
    line = _Line(process, *await asyncio.open_connection(sock=ours))
    await line.ask([_NOTHING])
    return line


async def _process(descriptor: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        checking.__file__,
        str(descriptor),
        pass_fds=[descriptor],
        stdin=asyncio.subprocess.DEVNULL,
    )
