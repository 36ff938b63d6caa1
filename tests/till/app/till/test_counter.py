"""Whatever the city says, or does not say: at the counter there is one outcome, and one booking."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Request, Route
from tests.running_city import until
from tests.till.app.till.devices import Device, Office
from tests.till.app.till.faults import Answer, Holding, between, changed, gone, lost, refuses, says

from heller import errors
from heller.errors import Problem

pytestmark = pytest.mark.browser


@pytest.fixture
def card(device: Device, real: Office) -> str:
    """A card with 50 euros on it."""
    code: str = real.cards(1)[0].pay_code
    assert device.sell(code, 5_000)["state"] == "accepted"
    return code


def cents_on(device: Device, card: str) -> int:
    found: int = device.do("balance", card)["cents"]
    return found


@pytest.mark.parametrize(
    "kind",
    [
        errors.Malformed,
        errors.BadSignature,
        errors.TillRevoked,
        errors.ChainMismatch,
        errors.BadProof,
        errors.BadToken,
        errors.RuleBroken,
    ],
)
def test_a_refusal_books_nothing_and_the_next_claim_goes_on(
    device: Device, card: str, kind: type[Problem]
) -> None:
    with between(device.page, refuses(kind)):
        paid = device.redeem(card, 1_000)
    assert (paid["state"], paid["problem"], paid["receipt"]) == ("refused", kind.code, None)
    assert device.look["unresolved"] is None
    assert device.call("entry", paid["seq"])["state"] == "refused"
    assert device.redeem(card, 700)["balance"] == 4_300


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (refuses(errors.Busy), "busy"),
        (refuses(errors.InDoubt), "in_doubt"),
        (refuses(errors.Late), "late"),
        (refuses(errors.TooManyTries), "too_many_tries"),
        (says(500, {"code": "something", "status": 500}), "something"),
        (says(502, "<html>Bad gateway</html>"), "unreadable_answer"),
        (says(200, {"results": []}), "unreadable_answer"),
        (says(200, "<html>Welcome to our Wi-Fi</html>"), "unreadable_answer"),
        (gone, "line_down"),
    ],
    ids=["busy", "in doubt", "late", "tries", "500", "502", "no results", "Wi-Fi", "gone"],
)
def test_without_a_certain_answer_nothing_is_decided(
    device: Device, card: str, answer: Answer, problem: str
) -> None:
    with between(device.page, answer):
        paid = device.redeem(card, 1_000)
        assert (paid["state"], paid["problem"]) == ("open", problem)
        assert device.redeem(card, 1)["problem"] == "unresolved"
    assert device.look["unresolved"]["seq"] == paid["seq"]
    again = device.call("ask", paid["seq"])
    assert (again["state"], again["seq"], again["balance"]) == ("accepted", paid["seq"], 4_000)
    assert device.look["unresolved"] is None


def test_an_answer_lost_is_found_and_counts_once(device: Device, card: str) -> None:
    with between(device.page, lost):
        paid = device.redeem(card, 1_000)
    assert paid["state"] == "open"
    device.call("uploadNow")
    found = device.look["lastResult"]
    assert (found["state"], found["seq"], found["balance"]) == ("accepted", paid["seq"], 4_000)
    assert cents_on(device, card) == 4_000


def test_a_claim_that_never_arrived_is_not_asked_for_behind_the_cashiers_back(
    device: Device, card: str
) -> None:
    with between(device.page, gone):
        paid = device.redeem(card, 1_000)
    device.call("uploadNow")
    unresolved = device.look["unresolved"]
    assert (unresolved["seq"], unresolved["sent"]) == (paid["seq"], False)
    assert cents_on(device, card) == 5_000
    assert device.decide(paid["seq"], handed_over=False)["state"] == "dropped"
    device.call("uploadNow")
    assert cents_on(device, card) == 5_000


def test_an_answer_late_is_still_taken(device: Device, card: str) -> None:
    holding = Holding()
    with between(device.page, holding), between(device.page, gone, "**/v1/receipts/*"):
        paid = device.redeem(card, 1_000)
        assert (paid["state"], paid["problem"]) == ("open", "no_answer")
        holding.let_go()
        until(lambda: device.look["unresolved"] is None, "the late answer counts")
    found = device.look["lastResult"]
    assert (found["state"], found["seq"], found["balance"]) == ("accepted", paid["seq"], 4_000)


def test_an_answer_behind_the_cashiers_word_changes_nothing(device: Device, card: str) -> None:
    holding = Holding()
    with between(device.page, holding):
        paid = device.redeem(card, 1_000)
        assert device.decide(paid["seq"], handed_over=False)["state"] == "dropped"
        holding.let_go()
        until(lambda: device.call("uploadNow")["left"] == 0, "all is receipted")
    assert device.call("entry", paid["seq"])["state"] == "dropped"
    assert cents_on(device, card) == 5_000


def test_a_double_tap_is_one_claim(device: Device, card: str) -> None:
    first, second, other = device.do("together", card, [1_000, 1_000, 1_100])
    assert first["seq"] == second["seq"]
    assert (first["state"], other["problem"]) == ("accepted", "under_way")
    assert cents_on(device, card) == 4_000


def test_journal_first_then_the_city_then_the_person(device: Device, card: str) -> None:
    seen: list[tuple[str, int]] = []

    def look(route: Route) -> None:
        newest = device.do("chain")[-1]
        seen.append((newest["kind"], newest["verdict"]))
        route.continue_()

    with between(device.page, look):
        assert device.redeem(card, 100)["state"] == "accepted"
    assert seen == [("redeem", 0)]
    claim, decision = device.do("chain")[-2:]
    assert (claim["verdict"], decision["kind"]) == (1, "decision")


def test_a_claim_under_way_is_not_unresolved(device: Device, card: str) -> None:
    holding = Holding()
    with between(device.page, holding):
        device.do("begin", card, 100)
        until(lambda: device.do("chain")[-1]["kind"] == "redeem", "the claim is in the journal")
        device.call("uploadNow")
        assert device.look["unresolved"] is None
        holding.let_go()
        assert device.do("end")["state"] == "accepted"


def test_relaxed_durability(device: Device, card: str) -> None:
    """Browsers write relaxed by themselves: a claim and its DECISION are strict."""
    assert device.do("durabilities", card, 100) == ["strict", "strict"]


@pytest.mark.parametrize("cents", [0, -1, 1.5, 2**32])
def test_no_amount_that_is_none_is_signed(device: Device, cents: float) -> None:
    practice = device.do("train")["cards"][0]["text"]
    refused = device.redeem(practice, cents)  # type: ignore[arg-type]
    assert (refused["state"], refused["seq"]) == ("refused", 0)
    assert device.look["highest"] == 0


def test_a_request_is_simple_and_carries_no_cookie(device: Device, card: str) -> None:
    asked: list[Request] = []
    device.page.on("request", lambda request: asked.extend([request]))
    device.redeem(card, 100)
    posts = [one for one in asked if one.url.endswith("/v1/claims")]
    assert [one.method for one in posts] == ["POST"]
    headers = posts[0].all_headers()
    assert headers["content-type"] == "text/plain"
    assert not {"cookie", "referer", "authorization"} & set(headers)


def flipped(answer: dict[str, Any]) -> None:
    """Spoil the signature of the last receipt."""
    message = bytearray(b64decode(answer["results"][-1]["receipt"]))
    message[-40] ^= 1
    answer["results"][-1]["receipt"] = b64encode(message).decode()


def another_citys(answer: dict[str, Any]) -> None:
    message = bytearray(b64decode(answer["results"][-1]["receipt"]))
    message[4] ^= 1
    answer["results"][-1]["receipt"] = b64encode(message).decode()


def an_unknown_keys(answer: dict[str, Any]) -> None:
    message = bytearray(b64decode(answer["results"][-1]["receipt"]))
    message[5] = 250
    answer["results"][-1]["receipt"] = b64encode(message).decode()


@pytest.mark.parametrize("change", [flipped, another_citys, an_unknown_keys])
def test_a_receipt_that_is_not_the_citys_is_no_answer(
    device: Device, card: str, change: Callable[[dict[str, Any]], None]
) -> None:
    with between(device.page, changed(change)):
        paid = device.redeem(card, 1_000)
    assert (paid["state"], paid["receipt"], paid["balance"]) == ("open", None, None)
    assert paid["problem"] in ("untrusted_answer", "key_unknown")
    assert device.call("ask", paid["seq"])["state"] == "accepted"


def test_another_claims_receipt_is_no_answer(device: Device, card: str) -> None:
    kept: list[str] = []
    with between(device.page, changed(lambda a: kept.append(a["results"][-1]["receipt"]))):
        device.redeem(card, 100)
    with between(device.page, changed(lambda a: a["results"][-1].update(receipt=kept[0]))):
        assert device.redeem(card, 100)["problem"] == "untrusted_answer"


def test_a_decline_is_shown_with_its_reason_and_is_final(device: Device, card: str) -> None:
    paid = device.redeem(card, 6_000)
    assert (paid["state"], paid["reason"], paid["balance"]) == ("declined", "insufficient", 5_000)
    assert device.decide(paid["seq"], handed_over=True)["state"] == "declined"
    assert device.call("ask", paid["seq"])["state"] == "declined"


def test_a_sale_without_answer_stands(device: Device, real: Office) -> None:
    code = real.cards(1)[0].pay_code
    with between(device.page, gone, "**/v1/**"):
        sold = device.sell(code, 2_500)
        assert (sold["state"], len(sold["certificate"])) == ("recorded", 874)
        assert device.look["unresolved"] is None
    until(lambda: device.call("uploadNow")["left"] == 0, "the sale is handed in")
    assert device.call("entry", sold["seq"])["state"] == "accepted"
    assert cents_on(device, code) == 2_500


def test_a_sale_beyond_the_credit_makes_no_certificate(device: Device, real: Office) -> None:
    code = real.cards(1)[0].pay_code
    with between(
        device.page,
        says(200, {"ok": True, "reason": None, "credit_left_cents": 2_000}),
        "**/sales/ask",
    ):
        assert device.do("askSale", code, 2_500)["creditLeft"] == 2_000
    with between(device.page, gone, "**/v1/**"):
        sold = device.sell(code, 2_500)
    assert (sold["state"], sold["certificate"]) == ("recorded", None)
