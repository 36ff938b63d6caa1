"""The status of a real city, in figures and in lines that a person reads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.running_city import RunningCity, Town, free_port

from heller.operate.home import CitySettings, Home
from heller.operate.office import EntranceClosed
from heller.operate.status import read_status, status_lines

FOUND = {
    "name": "Unna", "city": 5978036, "state": "deciding", "seq": 9, "epoch": 2, "cards": 3,
    "merchants": 1, "points": 1, "tills": 1, "float_cents": 123_456, "payable_cents": 1,
    "receivable_cents": 0, "suspense_cents": 0, "witness": "none",
}  # fmt: skip
FUND = {
    "fund_cents": 17_000_000, "figure_cents": 16_120_000, "isolated_cents": 5_500_000,
    "standin_cents": 7_500_000, "sellers_cents": 2_000_000, "deducted_cents": 20_000,
    "reserve_cents": 1_000_000, "beyond_cents": 0, "unflushed_cents": 100_000,
}  # fmt: skip


def test_status_shows_what_a_sale_and_a_redemption_changed(city: RunningCity, town: Town) -> None:
    before = read_status(city.home)
    (card,) = town.sold(5_000)
    assert town.book.redeem(card, 1_240).state == "accepted"
    after = read_status(city.home)
    changed = {name: after[name] - before[name] for name in after if name.endswith("_cents")}
    assert changed == {
        "float_cents": 5_000 - 1_240,
        "payable_cents": 1_240,
        "receivable_cents": 5_000,
        "suspense_cents": 0,
        "fund_cents": 0,
    }
    figure = httpx.get(f"{city.address}/v1/fund").json()
    assert after["fund"] == figure
    assert (after["state"], after["name"], after["city"]) == ("deciding", "Unna", 5978036)
    assert (after["seq"], after["cards"] - before["cards"]) == (city.seq(), 1)
    assert after["tills"] >= 2


def test_lines_for_people() -> None:
    assert [line.replace("\xa0", " ") for line in status_lines({**FOUND, "fund": FUND})] == [
        "Unna (05978036): deciding, entry 9, epoch 2",
        "  Owed to card holders         1.234,56 €",
        "  Owed to merchants                0,01 €",
        "  Owed by sale points              0,00 €",
        "  In suspense                      0,00 €",
        "  1 merchants, 1 points, 1 tills, 3 cards",
        "  Fund figure                161.200,00 €",
        "    isolated pots             55.000,00 €",
        "    stand-in pots             75.000,00 €",
        "    sale points               20.000,00 €",
        "    deducted                     200,00 €",
        "    granted reserve           10.000,00 €",
        "    beyond the pots                0,00 €",
        "    not flushed                1.000,00 €",
        "  F, as accepted             170.000,00 €",
        "  No witness is named: receipts come without a flush.",
    ]


def test_a_figure_above_f_and_a_witness_are_told() -> None:
    above = {**FOUND, "fund": {**FUND, "fund_cents": 16_119_999}, "witness": "keeps"}
    assert status_lines(above)[-2:] == [
        "  The figure is above F: new leases get less until others close.",
        "  The witness keeps the journal.",
    ]


class Stranger(BaseHTTPRequestHandler):
    """Another program, which answers with a page."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<h1>It works!</h1>")

    def log_message(self, *_told: Any) -> None:  # noqa: ANN401 - as its class says
        """Say nothing."""


@contextmanager
def stranger_at(port: int) -> Iterator[None]:
    with HTTPServer(("127.0.0.1", port), Stranger) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


def test_city_that_does_not_answer_says_what_to_do(tmp_path: Path) -> None:
    home, port = Home(tmp_path), free_port()
    home.write_settings(CitySettings(5978036, "Unna", "", "127.0.0.1", port))
    with pytest.raises(EntranceClosed, match="heller serve"):
        read_status(home)
    with stranger_at(port), pytest.raises(EntranceClosed, match="heller serve"):
        read_status(home)
