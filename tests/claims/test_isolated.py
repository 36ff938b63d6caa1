"""A till alone: the limits table, check by check, and their order; test 14 of the threats."""

import json
from random import Random
from typing import Any

import pytest
from tests.claims.make_isolated import DAY, FILE, NOW, Case, ask, case, lease, text, till_of

from heller.claims.isolated import (
    SENTENCES,
    Outage,
    Refusal,
    Till,
    Used,
    at_most,
    may_accept,
)
from heller.claims.snapshot_open import CardKnown

RICH = CardKnown(known=True, cents=100_000)


def said(cents: int = 1_000, certificate: int = 0, **parts: Any) -> tuple[str | None, int]:  # noqa: ANN401
    answer = ask(case(cents, certificate, **parts))
    assert answer.ok == (answer.refusal is None)
    return answer.refusal, answer.most


def test_the_file_is_what_python_says() -> None:
    assert FILE.read_text(encoding="utf-8") == text()


def test_every_reason_is_said_somewhere_in_two_languages() -> None:
    found = {one["out"]["refusal"] for one in json.loads(FILE.read_text())["cases"]}
    assert found == {None, *Refusal}
    assert list(SENTENCES) == list(Refusal)
    assert all(de.endswith(".") and en.endswith(".") for de, en in SENTENCES.values())


def test_a_known_card_pays_up_to_l() -> None:
    assert said(2_000) == (None, 2_000)
    assert said(2_001) == ("card_limit", 2_000)


def test_l_is_per_card_and_lease_and_survives_what_was_paid_before() -> None:
    assert said(500, used={"card": 1_500}) == (None, 500)
    assert said(501, used={"card": 1_500}) == ("card_limit", 500)
    assert said(1, used={"card": 2_000}) == ("card_limit", 0)


def test_not_more_than_the_snapshot_s_balance_less_what_was_taken_since() -> None:
    card = {"known": True, "cents": 900, "sealed": False, "blocked": False}
    assert said(900, card=card) == (None, 900)
    assert said(901, card=card) == ("card_balance", 900)
    assert said(100, card=card, used={"since": 850}) == ("card_balance", 50)
    assert said(100, card=card, used={"since": 2_000}) == ("card_balance", 0)


def test_the_pot_is_the_merchant_s_and_ends() -> None:
    assert said(1_000, used={"pot": 14_000}) == (None, 1_000)
    assert said(1_001, used={"pot": 14_000}) == ("pot_used", 1_000)
    assert said(1, used={"pot": 15_000}) == ("pot_used", 0)
    assert said(1, used={"pot": 16_000}) == ("pot_used", 0)
    assert said(1, lease={"isolated": 0}) == ("no_pot", 0)


def test_an_outage_declared_gives_the_lease_s_other_figures() -> None:
    declared = {"declared": True}
    assert said(5_000, outage=declared) == (None, 5_000)
    assert said(5_001, outage=declared) == ("card_limit", 5_000)
    assert said(1_000, outage=declared, used={"pot": 49_000, "operations": 149}) == (None, 1_000)
    assert said(1_001, outage=declared, used={"pot": 49_000})[0] == "pot_used"
    assert said(1_000, outage=declared, used={"operations": 150}) == ("operations_used", 0)


@pytest.mark.parametrize(
    ("hours", "seconds", "most"),
    [(0, 0, 5_000), (72, 0, 5_000), (72, 1, 2_500), (168, 0, 2_500), (168, 1, 2_000)],
)
def test_an_ageing_snapshot_halves_the_limit_and_after_a_week_it_is_l(
    hours: int, seconds: int, most: int
) -> None:
    made = NOW - hours * 3_600 - seconds
    assert said(most, outage={"declared": True}, snapshot_time=made) == (None, most)
    assert said(most + 1, outage={"declared": True}, snapshot_time=made)[0] == "card_limit"
    assert said(2_000, snapshot_time=made) == (None, 2_000)


def test_half_is_never_below_l() -> None:
    outage = {"declared": True, "limit": 3_000}
    assert said(2_000, outage=outage, snapshot_time=NOW - 4 * DAY) == (None, 2_000)


def test_orders_keep_to_the_hard_maxima() -> None:
    assert said(10_000, outage={"limit": 65_000}) == (None, 10_000)
    assert said(10_001, outage={"limit": 65_000}) == ("card_limit", 10_000)
    assert said(501, outage={"limit": 500}) == ("card_limit", 500)
    assert said(1_001, outage={"pot": 90_000}, used={"pot": 49_000}) == ("pot_used", 1_000)
    assert said(1_000, outage={"declared": True, "pot": 5_000}, used={"pot": 4_500})[1] == 500


def test_a_blocked_card_pays_nothing_not_even_with_a_certificate() -> None:
    card = {"known": True, "cents": 0, "sealed": False, "blocked": True}
    assert said(card=card) == said(1_000, 5_000, card=card) == ("card_blocked", 0)


def test_a_sealed_card_pays_only_with_its_certificate() -> None:
    card = {"known": True, "cents": 0, "sealed": True, "blocked": False}
    assert said(card=card) == ("card_sealed", 0)
    assert said(1_000, 1_500, card=card) == (None, 1_500)
    assert said(1_501, 1_500, card=card) == ("card_balance", 1_500)


def test_certificate_and_balance_are_never_added() -> None:
    wide = Outage(declared=True, limit=10_000)
    till = Till(NOW, lease(limit_outage=10_000), wide, NOW)
    for balance, certificate, most in ((4_000, 6_000, 6_000), (6_000, 4_000, 6_000)):
        card = CardKnown(known=True, cents=balance)
        assert may_accept(till, Used(), most, card, certificate).ok
        assert may_accept(till, Used(), most + 1, card, certificate).most == most


def test_a_certificate_counts_up_to_250_euros() -> None:
    till = Till(NOW, lease(), Outage(declared=True, limit=10_000), NOW)
    used = Used(since=24_000)
    assert may_accept(till, used, 1_001, CardKnown(known=False), 90_000).most == 1_000


def test_an_unknown_card_pays_nothing_without_a_certificate() -> None:
    card = {"known": False, "cents": 0, "sealed": False, "blocked": False}
    assert said(1, card=card) == ("card_unknown", 0)
    assert said(1, card=None, snapshot_time=None) == ("no_snapshot", 0)
    assert said(1_000, 1_000, card=None, snapshot_time=None) == (None, 1_000)
    assert said(2_001, 9_000, card=None, snapshot_time=None, outage={"declared": True})[1] == 2_000


def test_operations_end_last() -> None:
    assert said(used={"operations": 19}) == (None, 2_000)
    assert said(used={"operations": 20}) == ("operations_used", 0)
    assert said(2_001, used={"operations": 20}) == ("card_limit", 0)


def test_the_order_of_the_checks() -> None:
    """Everything is wrong at once; one after the other is put right."""
    wrong: dict[str, Any] = {
        "frozen": True, "lease": {"role": 2, "expires": NOW - 1},
        "used": {"pot": 15_000, "operations": 20, "card": 2_000},
        "card": {"known": True, "cents": 0, "sealed": True, "blocked": True},
    }  # fmt: skip
    found = [said(**wrong)[0]]
    mended: Case
    for mended in (
        {"frozen": False},
        {"lease": {"expires": NOW - 1}},
        {"lease": {}},
        {"used": {"operations": 20, "card": 2_000}},
        {"used": {"operations": 20}},
        {"card": {"known": True, "cents": 0, "sealed": True, "blocked": False}},
        {"card": {"known": True, "cents": 9_000, "sealed": False, "blocked": False}},
        {"used": {}},
    ):
        wrong |= mended
        found.append(said(**wrong)[0])
    assert found == [
        "frozen", "no_right", "lease_over", "pot_used", "card_limit", "card_blocked",
        "card_sealed", "operations_used", None,
    ]  # fmt: skip


def test_a_lease_is_extended_by_order_for_thirty_days_at_most() -> None:
    end = NOW + 7 * DAY
    assert said(now=end) == (None, 2_000)
    assert said(now=end + 1) == ("lease_over", 0)
    assert said(now=end + 2 * DAY, outage={"extended": end + 2 * DAY}) == (None, 2_000)
    far = {"extended": end + 99 * DAY}
    assert said(now=end + 30 * DAY, outage=far)[0] is None
    assert said(now=end + 30 * DAY + 1, outage=far)[0] == "lease_over"
    assert said(now=end, outage={"extended": 1}) == (None, 2_000)


@pytest.mark.parametrize(
    ("now", "refusal"),
    [
        (0, None),
        (2_085_978_495, "lease_over"),
        (2_085_978_496, "lease_over"),
        (2**32, "lease_over"),
    ],
)
def test_nothing_breaks_in_1970_2036_and_2106(now: int, refusal: str | None) -> None:
    assert said(now=now)[0] == refusal
    late = {"expires": 2**32 - 1}
    assert said(now=min(now, 2**32 - 1), lease=late)[0] is None


def test_the_status_line_says_what_a_card_could_pay() -> None:
    till = Till(NOW, lease(), snapshot_time=NOW)
    assert at_most(till, Used()) == 2_000
    assert at_most(till, Used(pot=14_500)) == 500
    assert at_most(till, Used(pot=99_000)) == at_most(till, Used(operations=20)) == 0
    assert at_most(till_of(case(frozen=True)), Used()) == 0


def test_no_sequence_of_payments_takes_more_than_pot_limit_balance_or_operations() -> None:
    """VOID and REFUND are no arguments at all: whatever loops they run, nothing is refilled."""
    chance = Random(3)
    for _ in range(50):
        balances = [chance.randrange(4_000) for _ in range(12)]
        paid, count = [0] * 12, 0
        for _ in range(200):
            card, cents = chance.randrange(12), chance.randrange(1, 1_500)
            used = Used(sum(paid), count, paid[card], paid[card])
            known = CardKnown(known=True, cents=balances[card])
            answer = may_accept(Till(NOW, lease(), snapshot_time=NOW), used, cents, known)
            if answer.ok:
                assert cents <= answer.most
                paid[card], count = paid[card] + cents, count + 1
        assert sum(paid) <= 15_000
        assert count <= 20
        assert all(p <= min(b, 2_000) for p, b in zip(paid, balances, strict=True))
