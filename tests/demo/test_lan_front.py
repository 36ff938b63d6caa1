"""https in front of the demo: whoever trusts its authority reaches it, at one address only."""

import asyncio
import datetime as dt
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address
from threading import Thread

import httpx
import pytest

from heller.demo.lan_front import Front, NoNetwork, own_address
from heller.demo.lan_keys import LanKeys, lan_keys

HERE = IPv4Address("127.0.0.2")


class Hello(BaseHTTPRequestHandler):
    """Answers in plain http."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> LanKeys:
    return lan_keys(tmp_path_factory.mktemp("lan"), HERE, dt.datetime.now(dt.UTC))


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Hello) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def port(server: HTTPServer, keys: LanKeys) -> Iterator[int]:
    """A port that speaks https at HERE, in front of the same one in plain http."""
    front = Front(HERE, keys.certificate, keys.key)
    front.start([server.server_port])
    yield server.server_port
    front.stop()


def trusting(keys: LanKeys) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(keys.authority))


def test_whoever_trusts_the_demo_reaches_it(port: int, keys: LanKeys) -> None:
    with httpx.Client(verify=trusting(keys)) as client:
        for _ in range(3):
            assert client.get(f"https://{HERE}:{port}/").text == "hello"


def test_whoever_does_not_is_refused(port: int) -> None:
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"https://{HERE}:{port}/")


def test_a_dead_process_is_a_closed_line(server: HTTPServer, port: int, keys: LanKeys) -> None:
    server.shutdown()
    server.server_close()
    with httpx.Client(verify=trusting(keys)) as client, pytest.raises(httpx.TransportError):
        client.get(f"https://{HERE}:{port}/")


def test_the_certificate_is_for_one_address_only(port: int, keys: LanKeys) -> None:
    context = trusting(keys)
    loop = asyncio.new_event_loop()
    with pytest.raises(ssl.SSLCertVerificationError):
        loop.run_until_complete(
            asyncio.open_connection(str(HERE), port, ssl=context, server_hostname="unna.example")
        )
    loop.close()


def test_a_machine_without_a_network_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heller.demo.lan_front._NOWHERE", ("127.0.0.1", 9))
    with pytest.raises(NoNetwork, match="--lan-address"):
        own_address()
