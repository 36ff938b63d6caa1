"""The desk's side of the till app: what it holds to the app, whom it invites, whom it admits."""

import asyncio
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from heller.demo.app_desk import waiting
from heller.demo.desk import desk_app
from heller.demo.table import Table
from heller.handset.invite import read_invite
from heller.handset.till import Handset
from heller.postgres.waiting import until


def post(table: Table, path: str, body: dict[str, Any]) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=desk_app(table))
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
            return await client.post(path, json=body)

    return asyncio.run(ask())


def handed(table: Table) -> tuple[int, str]:
    return asyncio.run(table.tray.after(-1))


def test_a_card_of_the_tray_is_held_to_the_app(table: Table) -> None:
    assert post(table, "/app/hand", {"card": 2}).json() == {"handed": True}
    assert handed(table)[1] == table.cities["unna"].cards[2].pay_code


@pytest.mark.parametrize("card", [99, -1, "2", None])
def test_what_is_not_there_is_not_held(table: Table, card: object) -> None:
    assert post(table, "/app/hand", {"card": card}).json() == {"handed": False}


def test_an_invited_till_is_admitted_by_its_words(table: Table, tmp_path: Path) -> None:
    made = post(table, "/app/invite", {"shop": "buch"}).json()
    invite = read_invite(made["text"])
    assert invite.door == table.cities["unna"].process.address
    assert made["picture"].startswith("data:image/png;base64,")
    shown: list[tuple[str, ...]] = []
    with Handset(tmp_path) as handset:
        device = Thread(target=handset.enrol, args=(invite, shown.append))
        device.start()
        assert until(lambda: bool(shown), 20)
        one = table.cities["unna"]
        assert waiting(one) == [
            {"words": list(shown[0]), "place": "Buchhandlung Hornung, Markt 10"}
        ]
        wrong = post(table, "/app/admit", {"words": list(reversed(shown[0]))})
        assert wrong.json() == {"admitted": False}
        assert post(table, "/app/admit", {"words": list(shown[0])}).json() == {"admitted": True}
        device.join(20)
        assert handset.identity.point == "Buchhandlung Hornung, Markt 10"
    assert waiting(one) == []


def test_a_shop_that_is_not_there_is_not_invited(table: Table) -> None:
    assert post(table, "/app/invite", {"shop": "schuhe"}).status_code == 404
