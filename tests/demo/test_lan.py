"""The demo on the local network: https that a phone can trust, for one address and no other."""

import asyncio
import datetime as dt
import ssl
import stat
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from threading import Thread

import httpx
import pytest

from heller.claims.keyset import Endpoint
from heller.demo.lan_front import Front, NoNetwork, own_address
from heller.demo.lan_keys import LanKeys, lan_keys
from heller.demo.lan_page import phones_app, render_page
from heller.demo.table import Table

NOW = dt.datetime.now(dt.UTC)
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
    return lan_keys(tmp_path_factory.mktemp("lan"), HERE, NOW)


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


def test_keys_are_kept_and_made_anew_before_they_end(tmp_path: Path) -> None:
    first = lan_keys(tmp_path, HERE, NOW).fingerprint
    assert stat.S_IMODE((tmp_path / "lan.key").stat().st_mode) == 0o600
    assert lan_keys(tmp_path, HERE, NOW + dt.timedelta(days=20)).fingerprint == first
    assert lan_keys(tmp_path, HERE, NOW + dt.timedelta(days=29)).fingerprint != first
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("ca.key")]


def test_phones_are_told_how_to_trust_and_how_to_stop(keys: LanKeys) -> None:
    async def ask(path: str) -> httpx.Response:
        transport = httpx.ASGITransport(app=phones_app("https://1.2.3.4:5/", keys))
        async with httpx.AsyncClient(transport=transport, base_url="http://phones") as client:
            return await client.get(path)

    page = asyncio.run(ask("/")).text
    for word in ("iPhone", "Android", "Zertifikatsvertrauenseinstellungen", "Trusted credentials"):
        assert word in page
    assert page.count(keys.fingerprint) == page.lower().count("sha-256") == 2
    assert page.count('href="https://1.2.3.4:5/"') == 2
    assert "{" not in render_page("a", "b")
    authority = asyncio.run(ask("/heller-demo.crt"))
    assert authority.content == keys.authority.read_bytes()
    assert authority.headers["content-type"] == "application/x-x509-ca-cert"


def test_the_keyset_names_the_networks_address_first(tmp_path: Path) -> None:
    table = Table(tmp_path, 8600, "192.168.1.20")
    found = table._endpoints(table.app_city, 8601)  # noqa: SLF001 - making a city takes long
    assert found == {
        Endpoint.DOOR: ["https://192.168.1.20:8601", "http://127.0.0.1:8601"],
        Endpoint.TILL_APP: ["https://192.168.1.20:8603/"],
    }


def test_a_machine_without_a_network_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("heller.demo.lan_front._NOWHERE", ("127.0.0.1", 9))
    with pytest.raises(NoNetwork, match="--lan-address"):
        own_address()
