"""What is held to the scanner is heard once by every page that listens, by none that came later."""

import asyncio

from heller.demo.tray import Tray


def test_every_page_that_waits_hears_it_once() -> None:
    async def play() -> list[tuple[int, str]]:
        tray = Tray()
        seen, nothing = await tray.after(None)
        assert nothing == ""
        waiting = [asyncio.create_task(tray.after(seen)) for _ in range(2)]
        await asyncio.sleep(0)
        await tray.hand("HG1:A")
        heard = [await task for task in waiting]
        return [*heard, await tray.after(heard[0][0], patience=0.01)]

    assert asyncio.run(play()) == [(1, "HG1:A"), (1, "HG1:A"), (1, "")]


def test_a_page_opened_later_does_not_hear_what_was_held_before() -> None:
    async def play() -> list[tuple[int, str]]:
        tray = Tray()
        await tray.hand("HG1:A")
        return [await tray.after(None), await tray.after(1, patience=0.01)]

    assert asyncio.run(play()) == [(1, ""), (1, "")]


def test_a_page_that_asks_late_still_hears_the_newest() -> None:
    async def play() -> tuple[int, str]:
        tray = Tray()
        await tray.hand("HG1:A")
        await tray.hand("HG1:B")
        return await tray.after(0)

    assert asyncio.run(play()) == (2, "HG1:B")


def test_nobody_holds_the_demo_up_when_it_ends() -> None:
    async def play() -> tuple[int, str]:
        tray = Tray()
        waiting = asyncio.create_task(tray.after(0))
        await asyncio.sleep(0)
        await tray.close()
        return await asyncio.wait_for(waiting, 1)

    assert asyncio.run(play()) == (0, "")
