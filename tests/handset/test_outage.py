"""An outage is declared by a genuine word of the stand-in that it decides, for a day."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.claims.samples import KEYSET, SATURDAY, SCOPE, key

from heller.claims.between import Status
from heller.claims.keyset import Role
from heller.claims.messages import seal
from heller.handset.fields import blob_text
from heller.handset.journal import Journal
from heller.handset.outage import HOLDS_S, HeardStatus
from heller.handset.trust import Trust

TRUST = Trust(KEYSET)
LISTENING, DECIDING, STOPPED = 1, 2, 3


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path)


def status(state: int = DECIDING, signer: str = "STANDIN", at: int = SATURDAY) -> dict[str, str]:
    number = next(one.id for one in KEYSET.keys if one.role == Role.STANDIN)
    body = Status(KEYSET.city, number, 1, 7, 900, state, at - 60, at)
    return {"status": blob_text(seal(SCOPE, key(signer), body))}


def declared(journal: Journal, answer: dict[str, str] | None, now: int) -> bool:
    heard = HeardStatus()
    if answer is not None:
        heard.hear(answer)
    return heard.outage(journal, TRUST, now).declared


def test_it_counts_for_a_day_and_over_a_restart(journal: Journal) -> None:
    assert not declared(journal, None, SATURDAY)
    assert declared(journal, status(), SATURDAY)
    assert declared(journal, None, SATURDAY + HOLDS_S - 1)
    assert not declared(journal, None, SATURDAY + HOLDS_S)


def test_a_slow_clock_does_not_undo_it(journal: Journal) -> None:
    assert declared(journal, status(), 0)


@pytest.mark.parametrize(
    "answer",
    [
        lambda: status(LISTENING),
        lambda: status(STOPPED),
        lambda: status(signer="ACK"),
        lambda: {"status": "no base64!"},
        lambda: {"status": ""},
        dict,
    ],
    ids=["listening", "stopped", "another key's", "no base64", "empty", "nothing"],
)
def test_nothing_else_declares_one(journal: Journal, answer: Callable[[], dict[str, str]]) -> None:
    assert not declared(journal, answer(), SATURDAY)
    assert declared(journal, status(), SATURDAY)
    assert declared(journal, answer(), SATURDAY + 1)  # nor does it undo one
