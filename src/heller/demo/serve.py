"""Running the demo: lay the table, open the desk, and clear up when told."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from starlette.types import ASGIApp

from heller.demo.app_host import app_host
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
    """Serve the desk, and the till app at its own address, until the process is told to end."""
    app = app_host(table.build_app(), table.tray)
    servers = [_server(desk_app(table), port), _server(app, table.app_port)]
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, told.set)
    tasks = [asyncio.create_task(server.serve()) for server in servers]
    if ready is not None:
        ready.set()
    await told.wait()
    await table.tray.close()
    for server in servers:
        server.stop()  # type: ignore[no-untyped-call] # granian ships no types here
    await asyncio.wait(tasks, timeout=5)


def _server(app: ASGIApp, port: int) -> Server:
    return Server(
        app,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
    )


def _welcome(table: Table, folder: Path, port: int) -> list[str]:
    lines = ["", f"The demo desk:  http://unna.localhost:{port}/"]
    lines += [f"The till app:   {table.app_address}", ""]
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
