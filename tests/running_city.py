"""A real city for tests: made by a ceremony, run by `heller serve till` in processes of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from heller.cards.batch import MadeCard
from heller.city.fund import fund
from heller.cli.office_tills import admit_by_words
from heller.handset.invite import Invite
from heller.handset.till import Handset
from heller.keys import Scope, SigningKey
from heller.operate.audit import verify_city
from heller.operate.ceremony import Person, hold
from heller.operate.create import finish, prepare
from heller.operate.home import CitySettings, Home
from heller.operate.invitation import invitation
from heller.operate.keyfile import read_person
from heller.operate.office import Office
from heller.operate.open_city import office_of, scope_of_home
from heller.operate.print_cards import PrintJob, print_cards
from heller.postgres import waiting
from heller.postgres.verify import Report

PASSPHRASE = "one for tests"
UNNA = CitySettings(5978036, "Unna", "02303 103-0", "127.0.0.1", 0)
SOURCE = Path(__file__).parents[1] / "src"
PATIENCE_S = 20.0
BOTH = 3
_numbers = count(1)


@dataclass
class RunningCity:
    """One city in a folder of its own; `start` runs its door, `kill` ends it as a crash would."""

    home: Home
    ceremony: Path
    till_folder: Path
    process: subprocess.Popen[bytes] | None = None
    arguments: tuple[str, ...] = ("serve", "till")
    logs: list[Path] = field(default_factory=list)
    _approver: tuple[str, SigningKey] | None = None

    @property
    def address(self) -> str:
        settings = self.home.settings()
        return f"http://{settings.host}:{settings.port}"

    @property
    def scope(self) -> Scope:
        return scope_of_home(self.home)

    # ------------------------------------------------------------------------------- its processes

    def start(self, *extra: str) -> None:
        """Run the door and wait until it decides."""
        self.process = self.launch(*extra)
        self.wait_open()

    def launch(self, *extra: str) -> subprocess.Popen[bytes]:
        """Start the process without waiting."""
        log = self.home.folder.parent / f"door-{next(_numbers)}.log"
        self.logs.append(log)
        command = [sys.executable, "-m", "heller.cli", *self.arguments]
        with log.open("wb") as file:
            return subprocess.Popen(
                [*command, "--home", str(self.home.folder), *extra],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                env={**os.environ, "PYTHONPATH": str(SOURCE)},
            )

    def wait_open(self) -> None:
        until(self.is_open, "the door answers")

    def is_open(self) -> bool:
        """Say whether the door decides; a dead process is told at once."""
        assert self.process is None or self.process.poll() is None, self.log_text()
        return is_deciding(self.address)

    def stop(self) -> int:
        """End the door as an operator does; give its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE_S)
        self.process = None
        return code

    def kill(self) -> None:
        """End the door as a crash does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(PATIENCE_S)
        self.process = None

    def log_text(self) -> str:
        """Give all that its processes ever wrote."""
        logs = [*self.logs, self.home.postgres / "postgres.log"]
        return "\n".join(log.read_text("utf-8", "replace") for log in logs if log.exists())

    # ---------------------------------------------------------------------------------- its office

    @contextmanager
    def office(self) -> Iterator[Office]:
        office = office_of(self.home)
        try:
            yield office
        finally:
            office.close()

    def order(self, kind: str, side: object = None, **arguments: object) -> dict[str, Any]:
        """Give an order, with a second person's approval when it needs one."""
        with self.office() as office:
            answer = office.order(kind, arguments, side)
            if answer["state"] == "waiting":
                answer = office.approve(answer["op"], 1, self.approver[1])
        return answer

    @property
    def approver(self) -> tuple[str, SigningKey]:
        """Give the first approver: actor and key."""
        if self._approver is None:
            self._approver = read_person(self.ceremony / "approver-1.key", PASSPHRASE)
        return self._approver

    def shop(self, name: str) -> int:
        """Register a merchant with one acceptance point; give the point."""
        merchant = self.order("merchant.add", {"name": name})["changes"][0][1]
        made = self.order("point.add", {"name": name}, merchant=merchant)
        return int(made["changes"][0][1])

    def seller(self, point: int, credit: int = 2_000_000, day: int = 2_000_000) -> None:
        self.order("seller.grant", point=point, credit_cents=credit, day_limit_cents=day)

    def invite(self, point: int, role: int = BOTH, code: str | None = None) -> Invite:
        made = code or f"CODE{next(_numbers):06d}"
        self.order("till.invite", {"code": made}, point=point, role=role)
        return invitation(self.home, made)

    def admit(self, words: tuple[str, ...]) -> None:
        """Admit the device that shows these words, as the office does."""
        with self.office() as office:
            admit_by_words(office, words)

    def enrol(self, point: int, role: int = BOTH) -> Handset:
        """Give a new till at this point."""
        handset = Handset(self.till_folder / f"till-{next(_numbers)}", QuickClock())
        handset.enrol(self.invite(point, role), self.admit)
        return handset

    def cards(self, number: int, face: int = 0) -> list[MadeCard]:
        """Print and register sealed cards."""
        job = PrintJob(number, face, None, None)
        with self.office() as office:
            return print_cards(self.home, office, job, os.urandom, lambda _d, _t: None)

    # ------------------------------------------------------------------------------------ its book

    def health(self) -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(f"{self.address}/v1/health").json()
        return found

    def seq(self) -> int:
        """Give the number of the newest entry."""
        return int(self.health()["seq"])

    def verify(self) -> Report:
        return verify_city(self.home, lambda _d, _t: None)

    def require_good(self) -> Report:
        """Recompute the whole book; it must be good."""
        report = self.verify()
        assert report.good, report.findings
        return report


class QuickClock:
    """The device's clock, whose waits are short: the city here is on the same machine."""

    def now(self) -> int:
        return int(time.time())

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(min(seconds, 0.02))


def is_deciding(address: str) -> bool:
    """Say whether the door at this address answers and decides."""
    try:
        return httpx.get(f"{address}/v1/health", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE_S) -> None:
    """Look every 10 ms; fail naming `what` was waited for."""
    assert waiting.until(condition, seconds), f"not within {seconds} s: {what}"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def make_city(
    folder: Path, settings: CitySettings = UNNA, standin_file: Path | None = None, /, **extra: int
) -> RunningCity:
    """Make a city by a ceremony; it does not run yet. `standin_file`: its stand-in's."""
    folder.chmod(0o755)  # PostgreSQL runs as another user when this process is root
    home, ceremony, tills = Home(folder / "city"), folder / "ceremony", folder / "tills"
    tills.mkdir()
    chosen = replace(settings, port=free_port())
    request = prepare(home, chosen, os.urandom, standin=standin_file)
    people = [Person("approver-1", PASSPHRASE), Person("approver-2", PASSPHRASE)]
    carried = hold(request, ceremony, people, int(time.time()), os.urandom)
    finish(
        home, carried, fund(110, 40_000_000, 6), {"new_device_wait": 0, **extra}, time, os.urandom
    )
    return RunningCity(home, ceremony, tills)


@contextmanager
def running_city(
    folder: Path, settings: CitySettings = UNNA, **extra: int
) -> Iterator[RunningCity]:
    """Make a city and run it for as long as the block lasts."""
    city = make_city(folder, settings, **extra)
    try:
        city.start()
        yield city
    finally:
        if city.process is not None:
            city.kill()


@dataclass(frozen=True)
class Town:
    """A city with two sellers that also redeem: i-Punkt (merchant 1) and Buch Meier (2)."""

    city: RunningCity
    desk: Handset
    book: Handset

    def sold(self, cents: int = 5_000, number: int = 1) -> list[Any]:
        """Give so many scanned cards, each sold for so many cents."""
        cards = [self.desk.scan(made.pay_code) for made in self.city.cards(number)]
        for card in cards:
            assert self.desk.sell(card, cents).state == "accepted"
        return cards


def make_town(city: RunningCity) -> Town:
    desk_point, book_point = city.shop("i-Punkt"), city.shop("Buch Meier")
    for point in (desk_point, book_point):
        city.seller(point)
    return Town(city, city.enrol(desk_point), city.enrol(book_point))


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCity]:
    """A city that runs as long as the tests of this folder."""
    with running_city(tmp_path_factory.mktemp("city")) as made:
        yield made


@pytest.fixture(scope="session")
def town(city: RunningCity) -> Iterator[Town]:
    """The city with two shops."""
    made = make_town(city)
    yield made
    made.desk.close()
    made.book.close()


@pytest.fixture(scope="session")
def http(city: RunningCity) -> Iterator[httpx.Client]:
    """A client of the city's door."""
    with httpx.Client(base_url=city.address) as client:
        yield client


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a city that was made and never ran."""
    folder = tmp_path_factory.mktemp("template")
    make_city(folder)
    return folder


@pytest.fixture
def still_city(template: Path, tmp_path: Path) -> Iterator[RunningCity]:
    """A city for one test, not started; copied, which is faster than made."""
    folder = tmp_path / "own"
    subprocess.run(["cp", "-a", template, folder], check=True)
    city = RunningCity(Home(folder / "city"), folder / "ceremony", folder / "tills")
    yield city
    if city.process is not None:
        city.kill()
        until(lambda: not is_deciding(city.address), "the door is silent")


@pytest.fixture
def own_city(still_city: RunningCity) -> RunningCity:
    """A city for one test that kills it."""
    still_city.start()
    return still_city
