"""What nobody waits for: posted in order and at most once, and a silent book is looked for."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
from tests.running_city import until

from heller.handset.beside import BACK, WAITING, Beside, Watch
from heller.handset.line import Line

STANDIN = "https://ersatz.unna.example"
DOOR = "https://kasse.unna.example/"


class Network:
    """Takes posts while it is not held up; the book's health is what a test says."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, object]] = []
        self.looks = 0
        self.health = 503
        self.free = threading.Event()
        self.free.set()

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            self.looks += 1
            assert str(request.url) == "https://kasse.unna.example/v1/health"
            return httpx.Response(self.health, json={})
        self.free.wait(10)
        self.posts.append((str(request.url), json.loads(request.content)))
        return httpx.Response(200, json={})

    @contextmanager
    def beside(self, watch: Watch) -> Iterator[Beside]:
        transport = httpx.MockTransport(self.answer)
        made = Beside(lambda: Line(transport), watch, lambda: [DOOR])
        try:
            yield made
        finally:
            self.free.set()
            made.close()


@pytest.fixture
def network() -> Network:
    return Network()


def test_posts_go_in_order_to_every_address_and_before_the_end(network: Network) -> None:
    with network.beside(Watch()) as beside:
        beside.post([STANDIN, DOOR], "/v1/notice", 1)
        beside.post([STANDIN + "/"], "/v1/records", 2)
    assert network.posts == [
        (f"{STANDIN}/v1/notice", 1),
        ("https://kasse.unna.example/v1/notice", 1),
        (f"{STANDIN}/v1/records", 2),
    ]


def test_nobody_waits_and_the_oldest_gives_way(network: Network) -> None:
    network.free.clear()
    with network.beside(Watch()) as beside:
        for number in range(WAITING * 2):
            beside.post([STANDIN], "/v1/notice", number)
        assert network.posts == []
    numbers = [body for _, body in network.posts]
    assert numbers[-WAITING:] == list(range(WAITING, WAITING * 2))
    assert len(numbers) <= WAITING + 1  # the first may have been under way


def test_a_good_answer_is_taken_and_a_bad_one_is_not(network: Network) -> None:
    heard: list[object] = []
    with network.beside(Watch()) as beside:
        beside.ask([DOOR], "/v1/health", heard.append)
    with network.beside(Watch()) as beside:
        network.health = 200
        beside.ask([DOOR], "/v1/health", heard.append)
    assert (heard, network.looks) == ([{}], 2)


def test_a_silent_book_is_looked_for_until_it_has_answered_three_times(network: Network) -> None:
    watch = Watch()
    watch.missed(10.0)
    with network.beside(watch) as beside:
        beside.look()
        until(lambda: network.looks > 0, "it looks")
        assert watch.is_silent
        network.health, seen = 200, network.looks
        until(lambda: not watch.is_silent, "the book is back")
        assert network.looks - seen >= BACK


def good(watch: Watch) -> None:
    watch.looked(good=True)


def bad(watch: Watch) -> None:
    watch.looked(good=False)


@pytest.mark.parametrize(
    ("steps", "silent"),
    [
        ((), True),
        ((good, good), True),
        ((good, good, good), False),
        ((good, good, bad, good, good), True),
        ((good, good, bad, good, good, good), False),
        ((good, good, good, good), False),
    ],
)
def test_three_answers_in_a_row_bring_it_back(
    steps: tuple[Callable[[Watch], None], ...],
    silent: bool,  # noqa: FBT001 - a parameter of the table
) -> None:
    watch = Watch()
    assert not watch.is_silent
    watch.missed(10.0)
    for step in steps:
        step(watch)
    assert watch.is_silent is silent


def test_it_knows_since_when_the_book_is_silent() -> None:
    watch = Watch()
    watch.missed(10.0)
    watch.missed(12.0)
    assert watch.silent_for(12.5) == 2.5
