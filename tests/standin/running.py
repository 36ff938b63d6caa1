"""A city with a stand-in, each in processes of its own; tills that ask either of them."""

import json
import os
import signal
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from tests.running_city import PATIENCE_S, SOURCE, UNNA, RunningCity, free_port, make_city, until
from tests.till.raw_till import RawTill, raw_till

from heller.cards.batch import MadeCard
from heller.claims.kinds import SALE
from heller.claims.receipts import Receipt
from heller.claims.records import Decision, seal_record
from heller.operate.home import CitySettings
from heller.operate.standin_home import StandinHome, StandinSettings, finish, make

STOCK = 40


@dataclass
class RunningStandin:
    """One stand-in in a folder of its own."""

    home: StandinHome
    process: subprocess.Popen[bytes] | None = None
    log: list[Path] = field(default_factory=list)

    @property
    def address(self) -> str:
        return self.home.settings().url

    def start(self) -> None:
        path = self.home.folder.parent / f"stand-in-{len(self.log)}.log"
        self.log.append(path)
        command = [sys.executable, "-m", "heller.cli", "serve", "stand-in"]
        with path.open("wb") as file:
            self.process = subprocess.Popen(
                [*command, "--home", str(self.home.folder)],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                env={**os.environ, "PYTHONPATH": str(SOURCE)},
            )
        until(self.answers, f"the stand-in answers: {self.log_text()}")

    def answers(self) -> bool:
        try:
            return self.health()["state"] in ("listening", "deciding", "stopped")
        except httpx.TransportError:
            return False

    def health(self) -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(f"{self.address}/v1/health", timeout=2).json()
        return found

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(PATIENCE_S)
        self.process = None

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def log_text(self) -> str:
        return "\n".join(path.read_text("utf-8", "replace") for path in self.log)


@dataclass
class Pair:
    """A city, its stand-in, and one till with an acceptance point that sells and redeems."""

    city: RunningCity
    standin: RunningStandin
    door: httpx.Client
    side: httpx.Client
    till: RawTill
    other: RawTill
    cards: list[MadeCard] = field(default_factory=list)

    def card(self) -> MadeCard:
        """Give a card with 50 euros that nobody has touched."""
        return self.cards.pop()

    def sold(self, cents: int) -> MadeCard:
        """Give a card that was sold at the book for so many cents."""
        (card,) = self.city.cards(1)
        sale = self.till.record(card, cents, kind=SALE)
        assert outcome(self.till.post(sale)) == "ok"
        self.till.go_on(sale)
        decision = self.decision(sale, 1)
        assert self.till.post(decision, ask=False).is_success
        return card

    def decision(self, message: bytes, verdict: int, till: RawTill | None = None) -> bytes:
        """Sign the till's word on its last record, and go on."""
        till = till or self.till
        body = Decision(
            self.city.scope.city, till.identity.till, till.seq + 1, till.seq, verdict, till.prev
        )
        signed = seal_record(self.city.scope, till.identity.key, body)
        till.go_on(signed)
        return signed

    def ask(self, way: str, *messages: bytes, seconds: float = 5.0) -> httpx.Response:
        """Post records to the stand-in: notice, decide or records."""
        body = {"records": [b64encode(one).decode() for one in messages]}
        return self.side.post(f"/v1/{way}", content=json.dumps(body), timeout=seconds)

    def has_all(self) -> bool:
        """Say whether the stand-in keeps every entry of the book."""
        return bool(self.standin.health()["seq"] == self.city.seq())

    def end_book(self) -> None:
        """Kill the book once the stand-in has all, and wait until it is missed."""
        until(self.has_all, "the stand-in has all entries")
        self.city.kill()
        until(lambda: self.standin.health()["book"] == "silent", "the book is missed")


def outcome(answer: httpx.Response) -> str:
    """Give the last record's outcome, or the problem's code."""
    body = answer.json()
    if "results" not in body:
        return str(body["code"])
    last = body["results"][-1]
    return str(last["outcome"] if "outcome" in last else last["problem"]["code"])


def receipt(answer: httpx.Response) -> Receipt:
    """Read the last record's receipt."""
    message = b64decode(answer.json()["results"][-1]["receipt"])
    return Receipt.parse(message[:-64], UNNA.city)


def make_standin(folder: Path) -> RunningStandin:
    home, port = StandinHome(folder), free_port()
    folder.mkdir(mode=0o700)
    make(
        home, StandinSettings(UNNA.city, "127.0.0.1", port, f"http://127.0.0.1:{port}"), os.urandom
    )
    return RunningStandin(home)


@contextmanager
def running_pair(folder: Path, settings: CitySettings = UNNA, /, **extra: int) -> Iterator[Pair]:
    """Make a city with a stand-in and run both."""
    standin = make_standin(folder / "stand-in")
    city = make_city(folder, settings, standin.home.public_file, **extra)
    finish(standin.home, city.ceremony / "to-server")
    try:
        standin.start()
        city.start()
        with (
            httpx.Client(base_url=city.address) as door,
            httpx.Client(base_url=standin.address) as side,
        ):
            point = city.shop("i-Punkt")
            city.seller(point)
            elsewhere = city.shop("Buch Meier")
            tills = (raw_till(city, door, point), raw_till(city, door, elsewhere))
            yield Pair(city, standin, door, side, *tills)
    finally:
        if city.process is not None:
            city.kill()
        if standin.process is not None:
            standin.kill()


@contextmanager
def running_orphan(folder: Path, **extra: int) -> Iterator[Pair]:
    """A stand-in that has all of its book's entries, and whose book is dead."""
    with running_pair(folder, **extra) as pair:
        pair.cards = [pair.sold(5_000) for _ in range(STOCK)]
        pair.end_book()
        yield pair
