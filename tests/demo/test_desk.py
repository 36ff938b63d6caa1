"""The desk's page and its answers, over ASGI."""

import asyncio
import json
import re

import httpx
import pytest

from heller.demo.desk import desk_app, render
from heller.demo.table import Table


def get(table: Table, path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=desk_app(table))
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
            return await client.get(path)

    return asyncio.run(ask())


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_place_of_the_page_stays_empty(table: Table, language: str) -> None:
    page = render(table, language)
    assert re.findall(r"(?<!\{)\{[a-z_]+\}(?!\})", page.split("</script>")[-1]) == []
    assert f'<html lang="{language}">' in page


def test_the_state_shows_both_cities_and_six_cards(table: Table) -> None:
    state = json.loads(get(table, "/state?city=kamen").text)
    assert [(city["key"], city["alive"]) for city in state["cities"]] == [
        ("unna", True),
        ("kamen", True),
    ]
    assert [card["state"] for card in state["cards"]] == ["sealed"] * 6
    assert state["entries"][-1]["kind"] == "city"


def test_what_the_desk_does_not_have_is_404(table: Table) -> None:
    paths = ["/passwords", "/cards/unna/99.png", "/cards/atlantis/0.png"]
    assert [get(table, path).status_code for path in paths] == [404, 404, 404]


def test_the_receipt_page_is_one_file_for_this_city(table: Table) -> None:
    page = get(table, "/receipt-check.html").text
    assert ("<script src" in page, "http://" in page.replace("http://www.w3.org", "")) == (
        False,
        False,
    )
