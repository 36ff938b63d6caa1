"""The door's calls: the same bytes again, within bounds; refusals by name; no word unchecked."""

from collections.abc import Iterator

import httpx
import pytest
from tests.handset import faults
from tests.handset.city import DOOR, City
from tests.handset.conftest import TestClock

from heller.book.decline import Reason
from heller.errors import Busy, Late, NotFound, TillRevoked
from heller.handset.door import ANSWER_S, TRIES, CanSell, Door, Head
from heller.handset.line import Line
from heller.handset.problems import LineDown, NoAnswer, Refused, Unreadable

OTHER = "https://zweite.unna.example"


@pytest.fixture
def asked() -> list[str]:
    return []


@pytest.fixture
def line(city: City, asked: list[str]) -> Iterator[Line]:
    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return city.handle(request)

    made = Line(httpx.MockTransport(handle))
    yield made
    made.close()


@pytest.fixture
def door(line: Line, clock: TestClock) -> Door:
    return Door(line, clock, [f"{DOOR}/", OTHER])


def test_the_first_address_that_answers_is_enough(door: Door, asked: list[str]) -> None:
    door.keyset()
    assert asked == [f"{DOOR}/v1/keyset"]


def test_the_next_address_is_tried(door: Door, city: City, asked: list[str]) -> None:
    city.faults["*"] = faults.closed(1)
    door.keyset()
    assert asked == [f"{DOOR}/v1/keyset", f"{OTHER}/v1/keyset"]


def test_tries_are_counted(door: Door, city: City, asked: list[str], clock: TestClock) -> None:
    city.faults["*"] = faults.closed(100)
    with pytest.raises(LineDown):
        door.keyset()
    assert len(asked) == TRIES
    assert clock.slept < ANSWER_S


def test_time_is_counted(door: Door, city: City, asked: list[str], clock: TestClock) -> None:
    def slow() -> httpx.Response:
        clock.sleep(1.5)
        raise httpx.ReadTimeout("slow")

    city.faults["*"] = [slow] * 9
    with pytest.raises(NoAnswer):
        door.keyset()
    assert len(asked) == 2
    assert clock.slept < 2 * ANSWER_S


@pytest.mark.parametrize("kind", [Late, Busy])
def test_a_busy_door_is_given_the_time_it_asks_for(
    door: Door, city: City, clock: TestClock, kind: type[Late]
) -> None:
    city.faults["*"] = [faults.says(kind)]
    door.keyset()
    assert clock.slept == 1


def test_a_busy_door_is_not_waited_for_beyond_the_bound(
    door: Door, city: City, clock: TestClock
) -> None:
    city.faults["*"] = [faults.says(Busy)] * 9
    with pytest.raises(Busy):
        door.keyset()
    assert clock.slept == 1


def test_a_refusal_is_not_asked_again(door: Door, city: City, asked: list[str]) -> None:
    city.faults["*"] = [faults.says(TillRevoked)]
    with pytest.raises(TillRevoked):
        door.keyset()
    assert len(asked) == 1


def test_a_refusal_of_tomorrow_is_shown(door: Door, city: City) -> None:
    city.faults["*"] = [faults.answers(422, b'{"code":"new","status":422,"title":"New."}')]
    with pytest.raises(Refused, match=r"\(new: New\.\)"):
        door.keyset()


def test_a_proxys_page_is_no_answer(door: Door, city: City) -> None:
    city.faults["*"] = [faults.answers(502, b"<html>Bad gateway</html>")] * 9
    with pytest.raises(Unreadable):
        door.keyset()


@pytest.mark.parametrize("content", [b"{}", b'{"keyset": 5}', b'{"keyset": "%"}'])
def test_an_answer_without_its_field_is_unreadable(door: Door, city: City, content: bytes) -> None:
    city.faults["*"] = [faults.answers(200, content)] * 9
    with pytest.raises(Unreadable):
        door.keyset()


def test_a_head_is_read(door: Door, city: City) -> None:
    city.faults["*"] = [
        faults.answers(200, b'{"seq": 0, "hash": ""}'),
        faults.answers(200, b'{"seq": 4, "hash": "%s"}' % (b"ab" * 32)),
    ]
    assert door.head(b"") == Head(0, b"")
    assert door.head(b"") == Head(4, b"\xab" * 32)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"ok": true, "reason": null, "credit_left_cents": 7}', CanSell(True, None, 7)),  # noqa: FBT003
        (
            b'{"ok": false, "reason": "above_day_limit", "credit_left_cents": 7}',
            CanSell(False, Reason.ABOVE_DAY_LIMIT, 7),  # noqa: FBT003
        ),
    ],
)
def test_a_sale_is_asked_for(door: Door, city: City, content: bytes, expected: CanSell) -> None:
    city.faults["*"] = [faults.answers(200, content)]
    assert door.can_sell(b"", bytes(10), 500) == expected


def test_a_reason_of_tomorrow_is_a_refusal(door: Door, city: City) -> None:
    answer = b'{"ok": false, "reason": "new_reason", "credit_left_cents": 0}'
    city.faults["*"] = [faults.answers(200, answer)]
    with pytest.raises(Refused, match="new_reason"):
        door.can_sell(b"", bytes(10), 500)


def test_a_receipt_that_is_not_there_is_not_found(door: Door) -> None:
    with pytest.raises(NotFound):
        door.receipt(bytes(16))
