"""A server's process: how many files it may open, and how it learns that it shall end."""

import asyncio
import resource
import signal
from collections.abc import Coroutine, Sequence

OPEN_FILES = 16_384


async def until_told(
    ends: Sequence[Coroutine[None, None, None]], tasks: list[asyncio.Task[None]]
) -> bool:
    """Wait for SIGTERM; False when something came to one of the other ends, or a server ended."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, told.set)
    watches = [asyncio.create_task(told.wait()), *map(asyncio.create_task, ends)]
    await asyncio.wait([*watches, *tasks], return_when=asyncio.FIRST_COMPLETED)
    for watch in watches:
        watch.cancel()
    return told.is_set()


def allow_files() -> None:
    """Take as many open files as the system gives: each waiting till needs one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, OPEN_FILES), most))
