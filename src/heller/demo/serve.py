"""Running the demo: lay the table, open the desk, and clear up when told."""

import asyncio
import datetime as dt
import os
import signal
from collections.abc import Callable
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server
from starlette.types import ASGIApp

from heller.demo.app_host import app_host
from heller.demo.desk import desk_app
from heller.demo.lan_front import Front
from heller.demo.lan_keys import Address, LanKeys, lan_keys
from heller.demo.lan_page import phones_app
from heller.demo.table import Table

Say = Callable[[str], None]


def run_demo(folder: Path, port: int, say: Say) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    _run(Table(folder, port), folder, port, say)


def run_on_lan(folder: Path, port: int, address: Address, say: Say) -> None:
    """The same for phones of the local network too, by https and with a certificate of its own.

    Its cities live in a folder of their own, because their KEYSETs name this address.
    """
    own = folder / f"lan-{address}"
    own.mkdir(parents=True, exist_ok=True)
    keys = lan_keys(own, address, dt.datetime.now(dt.UTC))
    os.environ["SSL_CERT_FILE"] = str(keys.authority)  # for the demo's own tills
    front, table = Front(address, keys.certificate, keys.key), Table(own, port, str(address))
    front.start(range(port, table.app_port + 1))
    try:
        _run(table, own, port, say, keys)
    finally:
        front.stop()


def _run(table: Table, folder: Path, port: int, say: Say, keys: LanKeys | None = None) -> None:
    say("Two cities are being made; this takes some seconds the first time.")
    try:
        table.lay()
        for line in _welcome(table, folder, port):
            say(line)
        asyncio.run(serve_desk(table, port, keys))
    finally:
        table.clear()


async def serve_desk(table: Table, port: int, keys: LanKeys | None = None) -> None:
    """Serve the desk, and the till app at its own address, until the process is told to end."""
    app = app_host(table.build_app(), table.tray)
    servers = [_server(desk_app(table), port), _server(app, table.app_port)]
    if keys:
        phones = phones_app(table.phone_address, keys)
        servers.append(_server(phones, table.phones_port, table.lan))
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, told.set)
    tasks = [asyncio.create_task(server.serve()) for server in servers]
    await told.wait()
    await table.tray.close()
    for server in servers:
        server.stop()  # type: ignore[no-untyped-call] # granian ships no types here
    await asyncio.wait(tasks, timeout=5)


def _server(app: ASGIApp, port: int, address: str = "127.0.0.1") -> Server:
    return Server(
        app,
        address=address,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        websockets=False,
        log_enabled=False,
    )


def _welcome(table: Table, folder: Path, port: int) -> list[str]:
    lines = ["", f"The demo desk:  http://unna.localhost:{port}/"]
    lines += [f"The till app:   {table.app_address}"]
    if table.lan:
        lines += [f"Phones begin at http://{table.lan}:{table.phones_port}/ (same network)"]
    lines += [""]
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
