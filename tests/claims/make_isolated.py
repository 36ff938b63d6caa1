"""Writes isolated.json, which Python and JavaScript both run: python -m tests.claims.make_isolated.

Cases stand at each boundary of each check. What Python answers is kept; that it answers right,
test_isolated.py says case by case.
"""

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from heller.claims.isolated import SENTENCES, Answer, Outage, Till, Used, at_most, may_accept
from heller.claims.lease import Lease
from heller.claims.snapshot_open import CardKnown

FILE = Path(__file__).parents[2] / "src" / "heller" / "claims" / "isolated.json"
NOW = 1_671_876_000
DAY = 86_400
LEASE: dict[str, int] = {
    "role": 1,
    "expires": NOW + 7 * DAY,
    "limit": 2_000,
    "limit_outage": 5_000,
    "isolated": 15_000,
    "isolated_outage": 50_000,
    "ops": 20,
    "ops_outage": 150,
}
Case = dict[str, Any]


def lease(**changed: int) -> Lease:
    """Make a lease with a city's defaults."""
    fixed = dict.fromkeys(("city", "key", "till", "merchant", "point", "standin", "credit"), 1)
    return Lease(**fixed, **(LEASE | changed), public=bytes(32), not_before=NOW - DAY, number=3)


def case(cents: int = 1_000, certificate: int = 0, **parts: Any) -> Case:  # noqa: ANN401
    """Make a case: what is not named is harmless."""
    made: Case = {
        "now": NOW,
        "lease": LEASE | parts.pop("lease", {}),
        "outage": {"declared": False, "limit": None, "pot": None, "extended": 0}
        | parts.pop("outage", {}),
        "snapshot_time": NOW - 60,
        "frozen": False,
        "used": {"pot": 0, "operations": 0, "card": 0, "since": 0} | parts.pop("used", {}),
        "card": {"known": True, "cents": 10_000, "sealed": False, "blocked": False},
        "certificate": certificate,
        "cents": cents,
    }
    return made | parts


def answered(one: Case) -> Case:
    """Give what Python says."""
    till, used = till_of(one), Used(**one["used"])
    answer = ask(one)
    said = {"refusal": answer.refusal, "most": answer.most, "up_to": at_most(till, used)}
    return {"in": one, "out": said}


def till_of(one: Case) -> Till:
    """Read the till of a case."""
    return Till(
        one["now"],
        lease(**one["lease"]),
        Outage(**one["outage"]),
        one["snapshot_time"],
        frozen=one["frozen"],
    )


def ask(one: Case) -> Answer:
    """Ask Python."""
    card = CardKnown(**one["card"]) if one["card"] else None
    return may_accept(till_of(one), Used(**one["used"]), one["cents"], card, one["certificate"])


def cases() -> Iterator[Case]:
    """Give every boundary, and pairs of reasons, so that their order shows."""
    yield case()
    yield from (case(frozen=True), case(lease={"role": 2}), case(lease={"isolated": 0}))
    for part in (times, sums, limits, cards, certificates, operations):
        yield from part()


def times() -> Iterator[Case]:
    for extended, off in product((0, NOW, NOW + 9 * DAY, NOW + 99 * DAY), (7, 9, 37, 99)):
        outage = {"declared": True, "extended": extended}
        yield from (case(outage=outage, now=NOW + off * DAY + one) for one in (0, 1))
    yield from (case(now=now) for now in (0, 2_085_978_496, 2**32 - 1, 2**32, 2**40))


def sums() -> Iterator[Case]:
    for cents, pot in product((1, 1_000, 2_000, 2_001), (0, 13_000, 14_000, 15_000, 16_000)):
        yield case(cents, used={"pot": pot})
    for cents, of_card, since in product((1, 500, 2_000), (0, 1_500, 2_000), (0, 8_500, 10_000)):
        yield case(cents, used={"card": of_card, "since": since})
    for ordered, declared in product((None, 0, 20_000, 90_000), (False, True)):
        outage: Case = {"declared": declared, "pot": ordered}
        yield from (case(outage=outage, used={"pot": one}) for one in (19_500, 49_500))


def limits() -> Iterator[Case]:
    ages = (None, NOW + 60, NOW - 3 * DAY, NOW - 3 * DAY - 1, NOW - 7 * DAY, NOW - 7 * DAY - 1)
    for made, limit, declared in product(ages, (None, 500, 3_000, 10_000, 65_000), (False, True)):
        outage: Case = {"declared": declared, "limit": limit}
        yield from (case(cents, snapshot_time=made, outage=outage) for cents in (2_500, 10_000))


def cards() -> Iterator[Case]:
    for sealed, blocked, certificate in product((False, True), (False, True), (0, 5_000, 90_000)):
        card = {"known": True, "cents": 0, "sealed": sealed, "blocked": blocked}
        yield from (case(cents, certificate, card=card) for cents in (1_000, 2_500))
        yield case(1_000, certificate, card=card, used={"pot": 14_500})


def certificates() -> Iterator[Case]:
    big = {"limit": 10_000, "declared": True}
    for certificate, since in product((0, 8_000, 12_000, 30_000), (0, 2_500, 24_500)):
        yield case(9_000, certificate, outage=big, used={"since": since})
        yield case(1_000, certificate, card=None, snapshot_time=None, used={"since": since})
    unknown = {"known": False, "cents": 0, "sealed": False, "blocked": False}
    yield from (case(1_000, certificate, card=unknown) for certificate in (0, 1_000))


def operations() -> Iterator[Case]:
    for count, declared in product((0, 19, 20, 149, 150), (False, True)):
        yield case(used={"operations": count}, outage={"declared": declared})
        yield case(99_999, used={"operations": count}, outage={"declared": declared})


def vectors() -> Case:
    """Give the whole file."""
    sentences = {str(name): list(both) for name, both in SENTENCES.items()}
    return {"sentences": sentences, "cases": [answered(one) for one in cases()]}


def text() -> str:
    """Write the file: one case a line."""
    found = vectors()
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in found["cases"])
    sentences = json.dumps(found["sentences"], ensure_ascii=False, indent=1)
    return f'{{"sentences": {sentences},\n"cases": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
