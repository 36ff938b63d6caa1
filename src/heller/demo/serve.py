"""Running the demo: lay the table, open the desk, and clear up when told."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from heller.demo.desk import desk_app
from heller.demo.table import Table

Say = Callable[[str], None]


def run_demo(folder: Path, port: int, say: Say) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    table = Table(folder, port)
    say("Two cities are being made; this takes some seconds the first time.")
    try:
        table.lay()
        for line in _welcome(table, folder, port):
            say(line)
        asyncio.run(serve_desk(table, port))
    finally:
        table.clear()


async def serve_desk(table: Table, port: int, ready: asyncio.Event | None = None) -> None:
    """Serve the desk until the process is told to end."""
    server = Server(
        desk_app(table),
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
    )
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, told.set)
    task = asyncio.create_task(server.serve())
    if ready is not None:
        ready.set()
    await told.wait()
    server.stop()  # type: ignore[no-untyped-call] # granian ships no types here
    await asyncio.wait([task], timeout=5)


def _welcome(table: Table, folder: Path, port: int) -> list[str]:
    lines = ["", f"The demo desk:  http://unna.localhost:{port}/", ""]
    for key, one in table.cities.items():
        door = one.process.address.replace("127.0.0.1", f"{key}.localhost")
        lines.append(f"  {one.city.name}: till door {door}/v1/docs")
        lines.append(f"    print sheet {folder / f'{key}-sheet.pdf'}")
    lines += [
        "",
        "Try: sell a card, pay with it in two shops, refund; kill the book, bring it back.",
        "All keys, PINs and passphrases of this demo lie in its folder.",
        "A real city never does that.",
        "Ctrl-C ends the demo; the cities stay in the folder.",
    ]
    return lines
