"""The demo's host of the till app: a signed release with the tray in it, as no other build has."""

import asyncio
from pathlib import Path

import httpx
import pytest

from heller.claims.keyset import Endpoint, Role, open_keyset
from heller.claims.messages import Release, open_message
from heller.demo.app_host import LOOPBACK, SCRIPT, app_host, with_tray
from heller.demo.table import Table
from heller.demo.tray import Tray
from heller.keys import scope_of
from heller.till.app_files import INDEX, hashes, read_files
from heller.till.app_join import join_scripts
from heller.till.app_lean import lean


def get(public: Path, path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=app_host(public, Tray()))
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
            return await client.get(path)

    return asyncio.run(ask())


@pytest.fixture(scope="module")
def public(table: Table) -> Path:
    return table.build_app()


def test_the_release_is_signed_by_the_city_of_the_tills(table: Table, public: Path) -> None:
    home = table.cities["unna"].home
    root = next(iter(table.cities["unna"].tills.values())).identity.trust.keyset.root
    keyset = open_keyset(home.keyset(), root)
    key = next(key.public for key in keyset.keys if key.role == Role.RELEASE)
    message = (public / "release.bin").read_bytes()
    release = open_message(Release, scope_of(keyset.city, root), key, message)
    assert release.files == hashes(lean(join_scripts(with_tray(read_files()))))
    assert keyset.endpoints[Endpoint.TILL_APP] == (table.app_address,)


def test_only_the_demo_has_a_tray() -> None:
    plain = read_files()
    assert [name for name in plain if name.startswith("demo/")] == []
    assert not any(b"demo/next" in data or b"demo/tray" in data for data in plain.values())
    page = with_tray(plain)[INDEX].decode()
    assert f'<script type="module" src="{SCRIPT}"></script>' in page


def test_every_file_comes_with_policy_and_type(public: Path) -> None:
    page, worker, wasm = (get(public, p) for p in ("/", "/sw.js", "/vendor/zxing/reader.wasm"))
    for answer in (page, worker, wasm):
        assert answer.status_code == 200
        said = answer.headers["content-security-policy"]
        assert f"connect-src 'self' https: {' '.join(LOOPBACK)};" in said
    kinds = [answer.headers["content-type"].partition(";")[0] for answer in (page, worker, wasm)]
    assert kinds == ["text/html", "text/javascript", "application/wasm"]


def test_a_page_that_names_its_own_policy_may_ask_the_cities_too() -> None:
    page = with_tray(read_files())[INDEX].decode()
    for said in (part for part in page.split(";") if "connect-src" in part):
        assert all(host in said for host in LOOPBACK)


@pytest.mark.parametrize("path", ["/none.js", "/%2e%2e/nginx.conf", "/../nginx.conf", "/screens"])
def test_nothing_beside_the_app_is_served(public: Path, path: str) -> None:
    assert get(public, path).status_code == 404


def test_a_page_that_begins_to_listen_hears_nothing_old(public: Path) -> None:
    assert get(public, "/demo/next").json() == {"number": 0, "text": ""}
