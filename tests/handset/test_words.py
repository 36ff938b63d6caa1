"""What the till says: the answer first, the next step last, in the words of the till app."""

from dataclasses import replace

import pytest
from tests.handset.city import NOW
from tests.handset.test_result import claim, entry, receipt

from heller.book.decline import Reason, sentence
from heller.claims.isolated import Answer, Refusal
from heller.claims.kinds import REDEEM, REFUND, SALE, VOID
from heller.claims.receipts import DECLINED, HELD, OK, Receipt
from heller.claims.records import BY_BOOK, DROPPED, ISOLATED, TYPED
from heller.errors import TillRevoked
from heller.handset.balance import Balance, Move
from heller.handset.door import CanSell
from heller.handset.problems import NoAnswer
from heller.handset.result import KINDS, Result, State, result_of
from heller.handset.words import Said, Voice

GERMAN, ENGLISH = Voice("de", "02303 103-0"), Voice("en", "02303 103-0")
SILENT = (
    "Die Stadt hat nicht rechtzeitig geantwortet. "
    "Bitte die Verbindung prüfen und noch einmal versuchen."
)
LATER = "Die Karte wird später geladen."
NBSP = "\N{NO-BREAK SPACE}"


def result(kind: int, verdict: int, made: Receipt | None) -> Result:
    return result_of(entry(kind, made), verdict, None if made else NoAnswer())


@pytest.mark.parametrize(
    ("kind", "verdict", "made", "heading", "detail"),
    [
        (REDEEM, BY_BOOK, receipt(OK), "Angenommen · 1,00 €",
         "Ware herausgeben. Restguthaben 0,05 €."),
        (REDEEM, DROPPED, receipt(DECLINED, Reason.INSUFFICIENT), "Nicht eingelöst",
         "Das Guthaben reicht nicht. Auf der Karte sind 0,05 €."),
        (REDEEM, DROPPED, receipt(DECLINED, Reason.CARD_BLOCKED), "Nicht eingelöst",
         "Die Karte ist gesperrt."),
        (REDEEM, DROPPED, None, "Nicht eingelöst",
         f"{SILENT} Bitte keine Ware herausgeben. Es bleibt nichts abgebucht."),
        (SALE, BY_BOOK, receipt(OK), "Verkauft · 1,00 €", "Karte herausgeben. Guthaben 0,05 €."),
        (SALE, BY_BOOK, receipt(HELD, Reason.SELLER_BLOCKED),
         "Notiert, noch nicht geladen · 1,00 €",
         "Die Verkaufsstelle ist gesperrt. Der Verkauf wartet auf die Stadt."),
        (SALE, ISOLATED, None, "Notiert · 1,00 €",
         f"{SILENT} Der Verkauf gilt. Bitte nicht noch einmal verkaufen. {LATER}"),
        (VOID, BY_BOOK, receipt(OK), "1,00 € zurückgebucht", "Auf der Karte sind jetzt 0,05 €."),
        (VOID, DROPPED, receipt(DECLINED, Reason.TOO_LATE), "Nicht zurückgebucht",
         "Die Frist ist vorbei: Storno 15 Minuten, Erstattung 30 Tage."),
        (REFUND, BY_BOOK, receipt(HELD, Reason.PAYABLE_TOO_LOW), "Erstattung wartet · 1,00 €",
         sentence(Reason.PAYABLE_TOO_LOW, "de")),
    ],
)  # fmt: skip
def test_german(kind: int, verdict: int, made: Receipt | None, heading: str, detail: str) -> None:
    said = GERMAN.result(result(kind, verdict, made))
    assert Said(said.heading.replace(NBSP, " "), said.detail.replace(NBSP, " ")) == Said(
        heading, detail
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("state", State)
def test_every_end_has_words_in_both_languages(kind: int, state: State) -> None:
    made = receipt(DECLINED, Reason.CARD_BLOCKED)
    ended = Result(state, claim(kind), bytes(16), made, None)
    german, english = GERMAN.result(ended), ENGLISH.result(ended)
    assert german.heading != english.heading
    assert german.detail != english.detail
    assert min(len(german.detail), len(english.detail)) > 0


@pytest.mark.parametrize("reason", [Reason.CARD_UNKNOWN, Reason.CARD_BLOCKED, Reason.CARD_EXPIRED])
def test_a_typed_card_is_refused_in_one_wording(reason: Reason) -> None:
    typed = claim()._replace(flags=TYPED)
    ended = Result(State.DECLINED, typed, bytes(16), receipt(DECLINED, reason), None)
    said = GERMAN.result(ended).detail
    assert said == (
        "Diese Karte lässt sich nicht einlösen. Der Kunde kann hier nachfragen: 02303 103-0."
    )


def test_a_refusal_says_what_the_door_said() -> None:
    ended = result_of(entry(REDEEM, None), DROPPED, TillRevoked())
    assert ENGLISH.result(ended).detail.startswith("This till was revoked;")


@pytest.mark.parametrize(
    ("state", "until", "detail"),
    [
        ("active", NOW, "Stand heute, 11:00 Uhr. Gültig bis 24. Dezember 2022."),
        ("active", None, "Stand heute, 11:00 Uhr."),
        ("blocked", None, "Stand heute, 11:00 Uhr. Die Karte ist gesperrt."),
    ],
)
def test_a_balance(state: str, until: int | None, detail: str) -> None:
    said = GERMAN.balance(Balance(2_520, state, NOW, until, (), ()))
    assert (said.heading, said.detail.replace(NBSP, " ")) == (f"25,20{NBSP}€", detail)


def test_a_balance_in_english() -> None:
    said = ENGLISH.balance(Balance(2_520, "active", NOW, NOW, (), ()))
    assert said == Said("€25.20", "As of today, 11:00. Valid until 24 December 2022.")


def test_a_sale_is_asked_for_before_money_is_taken() -> None:
    assert GERMAN.may_sell(CanSell(True, None, 0), 500).detail == f"Bitte 5,00{NBSP}€ kassieren."  # noqa: FBT003
    refused = GERMAN.may_sell(CanSell(False, Reason.CREDIT_EXCEEDED, 0), 500)  # noqa: FBT003
    assert refused.detail.endswith("Bitte kein Geld nehmen.")


def test_a_move() -> None:
    lines = [GERMAN.move(Move(NOW, "redeem", -500, "Markt")), GERMAN.move(Move(NOW, "x", 5, None))]
    assert lines == [
        f"  24. Dezember 2022  Markt  −5,00{NBSP}€",
        f"  24. Dezember 2022  -  +0,05{NBSP}€",
    ]


def test_accepted_alone_says_so_and_what_was_possible() -> None:
    done = result_of(entry(REDEEM, None), ISOLATED, NoAnswer(), Answer(None, 2_000))
    assert GERMAN.result(done) == Said(
        f"Angenommen, ohne Netz · 1,00{NBSP}€",
        f"Ware herausgeben. Möglich waren bis 20,00{NBSP}€. "
        "Bitte übertragen, sobald das Netz da ist.",
    )
    assert ENGLISH.result(done).heading == "Accepted, offline · €1.00"
    later = GERMAN.result(result_of(entry(REDEEM, None), ISOLATED))
    assert f"bis 1,00{NBSP}€" in later.detail  # read from the journal, only the sum is known


def test_refused_alone_says_why_and_what_would_be_possible() -> None:
    answer = Answer(Refusal.CARD_LIMIT, 50)
    refused = result_of(entry(REDEEM, None), DROPPED, NoAnswer(), answer)
    assert GERMAN.result(refused) == Said(
        "Nicht eingelöst",
        f"{SILENT} Das ist mehr, als ohne Netz von einer Karte angenommen wird. "
        f"Möglich sind höchstens 0,50{NBSP}€. "
        "Bitte keine Ware herausgeben. Es bleibt nichts abgebucht.",
    )
    nothing = replace(refused, alone=Answer(Refusal.NO_POT, 0))
    assert "höchstens" not in GERMAN.result(nothing).detail
