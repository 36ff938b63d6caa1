"""https on the local network in front of what the demo serves on this machine only."""

import asyncio
import socket
import ssl
from collections.abc import Coroutine, Iterable
from ipaddress import IPv4Address
from pathlib import Path
from threading import Thread
from typing import Final

from heller.demo.lan_keys import Address
from heller.operate.errors import OperateError

_CHUNK: Final = 65_536
_NOWHERE: Final = ("192.0.2.1", 9)  # a documentation address; nothing is sent


class NoNetwork(OperateError):
    """This machine has no address in a local network; connect it, or give --lan-address."""


def own_address() -> Address:
    """Give this machine's address in the network that leads outside; raises NoNetwork."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_NOWHERE)
        except OSError:
            raise NoNetwork from None
        found = IPv4Address(probe.getsockname()[0])
    if found.is_loopback or found.is_unspecified:
        raise NoNetwork
    return found


class Front:
    """Takes https at an address and hands it on, unpacked, to the same ports of this machine."""

    def __init__(self, address: Address, certificate: Path, key: Path) -> None:
        """Read the certificate that it shows."""
        self._address = address
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(lambda _loop, _context: None)  # phones break off; so what
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._servers: list[asyncio.Server] = []

    def start(self, ports: Iterable[int]) -> None:
        """Listen; raises OSError when a port is taken."""
        self._thread.start()
        for port in ports:
            self._do(self._listen(port))

    def stop(self) -> None:
        """Listen no longer, and drop the lines that are open."""
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _listen(self, port: int) -> None:
        async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await _hand_on(reader, writer, port)

        server = await asyncio.start_server(meet, str(self._address), port, ssl=self._context)
        self._servers.append(server)

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        lines = asyncio.all_tasks() - {asyncio.current_task()}
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)


async def _hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    """Carry bytes both ways until both sides have said all; a dead process is a closed line."""
    try:
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        writer.close()
        return
    await asyncio.gather(_carry(reader, inner_writer), _carry(inner_reader, writer))


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    except (OSError, ssl.SSLError):
        pass  # the other side has gone; so does this one
    finally:
        writer.close()
