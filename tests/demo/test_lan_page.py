"""The page for phones: how to trust the demo's certificate, and how to stop."""

import asyncio
import datetime as dt
from ipaddress import IPv4Address
from pathlib import Path

import httpx
import pytest

from heller.demo.lan_keys import LanKeys, lan_keys
from heller.demo.lan_page import phones_app, render_page


@pytest.fixture
def keys(tmp_path: Path) -> LanKeys:
    return lan_keys(tmp_path, IPv4Address("127.0.0.2"), dt.datetime.now(dt.UTC))


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
