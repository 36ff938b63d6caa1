"""A till that is killed between its journal and the city, as a power cut would: a real process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

import pytest
from tests.handset.city import CODE, ROOT, City
from tests.handset.processes import python
from tests.handset.server import served

from heller.claims.records import BY_BOOK, DROPPED, ISOLATED
from heller.handset.invite import Invite
from heller.handset.result import State
from heller.handset.till import Handset

KILL_BEFORE_SENDING = """
import os, signal, sys
from pathlib import Path
from heller.handset.door import Door
from heller.handset.till import Handset

def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)

Door.ask = kill
with Handset(Path(sys.argv[1])) as till:
    card = till.scan(sys.argv[2])
    (till.sell if sys.argv[3] == "sell" else till.redeem)(card, 700)
"""
KILL_BEHIND_THE_ANSWER = """
import os, signal, sys
from pathlib import Path
from heller.handset.till import Handset
from heller.handset.upload import Uploader

def kill(*_):
    os.kill(os.getpid(), signal.SIGKILL)

Uploader.keep = kill
with Handset(Path(sys.argv[1])) as till:
    till.redeem(till.scan(sys.argv[2]), 700)
"""
PAY_UNTIL_KILLED = """
import sys
from pathlib import Path
from heller.handset.till import Handset

with Handset(Path(sys.argv[1])) as till:
    card = till.scan(sys.argv[2])
    while True:
        print(till.redeem(card, 1).claim.seq, flush=True)
"""

KILLED = -9


@pytest.fixture
def city() -> City:
    return City(door=())


@pytest.fixture
def address(city: City) -> Iterator[str]:
    with served(city) as found:
        yield found


@pytest.fixture
def enrolled(address: str, home: Path) -> Path:
    with Handset(home) as till:
        till.enrol(Invite(address, CODE, ROOT.public), lambda _words: None)
    return home


@contextmanager
def ended(process: Popen[bytes]) -> Iterator[None]:
    with process:
        yield
        assert process.wait(30) == KILLED


def test_killed_before_sending_the_claim_is_there_and_asked_once(
    city: City, enrolled: Path
) -> None:
    card = city.loaded(5_000)
    with ended(python(KILL_BEFORE_SENDING, enrolled, card.pay_code, "redeem")):
        pass
    assert city.posts == []
    with Handset(enrolled) as till:
        (left,) = till.journal.undecided()
        assert till.start().problem is None
        unseen = till.unseen()
        assert unseen is not None
        assert (unseen.state, unseen.claim.amount) == (State.ACCEPTED, 700)
        assert city.posts == [("ask", [left.record.message])]
        till.upload()
    assert (city.cards[card.ref].cents, city.decisions) == (4_300, {(17, 1): BY_BOOK})


def test_killed_behind_the_answer_the_same_claim_counts_once(city: City, enrolled: Path) -> None:
    card = city.loaded(5_000)
    with ended(python(KILL_BEHIND_THE_ANSWER, enrolled, card.pay_code)):
        pass
    assert city.cards[card.ref].cents == 4_300
    with Handset(enrolled) as till:
        till.upload()
    assert len({tuple(messages) for how, messages in city.posts if how == "ask"}) == 1
    assert (city.cards[card.ref].cents, city.decisions) == (4_300, {(17, 1): BY_BOOK})


@pytest.mark.parametrize(("what", "verdict"), [("redeem", DROPPED), ("sell", ISOLATED)])
def test_killed_and_then_the_city_is_gone(city: City, home: Path, what: str, verdict: int) -> None:
    card = city.make_cards(1)[0]
    with served(city) as address, Handset(home) as till:
        till.enrol(Invite(address, CODE, ROOT.public), lambda _words: None)
    with ended(python(KILL_BEFORE_SENDING, home, card.pay_code, what)):
        pass
    with Handset(home) as till:
        assert not till.start().answered
        decision = till.journal.decision_on(1)
        assert decision is not None
        assert decision.verdict == verdict


@pytest.mark.parametrize("paid", [1, 4, 9])
def test_killed_while_paying_every_shown_result_is_in_the_book(
    city: City, enrolled: Path, paid: int
) -> None:
    card = city.loaded(5_000)
    process = python(PAY_UNTIL_KILLED, enrolled, card.pay_code)
    assert process.stdout is not None
    with ended(process):
        shown = [int(process.stdout.readline()) for _ in range(paid)]
        process.kill()
        shown += [int(line) for line in process.stdout]
    with Handset(enrolled) as till:
        till.upload()
        assert till.journal.undecided() == []
        last = till.journal.last()
    assert last is not None
    claims = {seq for _, seq in city.decisions}
    assert set(shown) <= claims
    assert city.cards[card.ref].cents == 5_000 - len(claims)
    assert sorted(seq for _, seq in city.records) == list(range(1, last.seq + 1))
