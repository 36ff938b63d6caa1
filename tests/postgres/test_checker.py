"""Signatures are judged rightly whatever becomes of the process that judges them."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable

import pytest

from heller.keys import signing_key
from heller.postgres import checker
from heller.postgres.checker import Check, Checker

KEY = signing_key(b"k" * 32)
MANY = checker.FEW + 20
Scene = Callable[[Checker], Awaitable[None]]


def checks(pattern: str) -> list[Check]:
    """Make a check for each letter: g good, b bad."""
    made = []
    for number, letter in enumerate(pattern):
        message = b"%d" % number
        made.append(Check(KEY.public, KEY.sign_bare(message + b"!" * (letter == "b")), message))
    return made


def run(scene: Scene) -> None:
    async def whole() -> None:
        made = Checker()
        try:
            async with asyncio.timeout(60):
                await scene(made)
        finally:
            await made.close()

    asyncio.run(whole())


async def said(made: Checker, pattern: str) -> str:
    return "".join("bg"[good] for good in await made.judge(checks(pattern)).good())


async def process_of(made: Checker) -> asyncio.subprocess.Process:
    """Start the process by a larger request, and wait for it."""
    await made.judge(checks("g" * MANY)).good()
    if made._starting is not None:  # noqa: SLF001 - an event to wait for
        await made._starting  # noqa: SLF001
    found = made._process  # noqa: SLF001
    assert found is not None
    return found.process


def test_few_checks_start_no_process() -> None:
    async def scene(made: Checker) -> None:
        assert await said(made, "gbg") == "gbg"
        assert (made._starting, made._process) == (None, None)  # noqa: SLF001

    run(scene)


def test_answers_are_those_of_their_requests() -> None:
    """Many requests at once, before and after the process is there."""
    patterns = ["gb" * MANY, "b" * MANY, "g" * MANY, "bbg" * MANY, "g" * 2, "gggb" * MANY]

    async def scene(made: Checker) -> None:
        assert await asyncio.gather(*[said(made, one) for one in patterns]) == patterns
        process = await process_of(made)
        assert await asyncio.gather(*[said(made, one) for one in patterns * 3]) == patterns * 3
        assert await process_of(made) is process

    run(scene)


def test_a_killed_process_is_replaced_and_nothing_is_taken_for_good() -> None:
    bad = "gbg" * MANY

    async def scene(made: Checker) -> None:
        process = await process_of(made)
        asked = [asyncio.create_task(said(made, bad)) for _ in range(8)]
        await asyncio.sleep(0)
        os.kill(process.pid, signal.SIGKILL)
        assert await asyncio.gather(*asked) == [bad] * 8
        after = await process_of(made)
        assert after.pid != process.pid
        assert await said(made, bad) == bad

    run(scene)


def test_an_answer_that_nobody_read_is_never_another_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stopped process answers too late: its late bytes must not judge the next request."""
    monkeypatch.setattr(checker, "ANSWER_SECONDS", 0.2)

    async def scene(made: Checker) -> None:
        process = await process_of(made)
        process.send_signal(signal.SIGSTOP)
        first = asyncio.create_task(said(made, "g" * MANY))
        second = asyncio.create_task(said(made, "b" * MANY))
        while made._process is not None:  # noqa: ASYNC110, SLF001 - given up, but still there
            await asyncio.sleep(0.01)
        process.send_signal(signal.SIGCONT)
        assert (await first, await second) == ("g" * MANY, "b" * MANY)
        assert await process.wait() == 0
        assert await said(made, "bg" * MANY) == "bg" * MANY

    run(scene)


def test_a_cancelled_request_spoils_the_line_for_none() -> None:
    async def scene(made: Checker) -> None:
        await process_of(made)
        gone = asyncio.create_task(said(made, "g" * 400))
        await asyncio.sleep(0)
        gone.cancel()
        assert await said(made, "b" * 400) == "b" * 400

    run(scene)


def test_without_a_process_to_be_had_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async def none(*_arguments: object, **_more: object) -> None:
        raise OSError

    monkeypatch.setattr(asyncio, "create_subprocess_exec", none)

    async def scene(made: Checker) -> None:
        for _ in range(3):
            assert await said(made, "gb" * MANY) == "gb" * MANY

    run(scene)
