"""Two tills in two processes want the same card's last money at the same moment, 1,000 times.

Lessons check_before_transaction and lost_update: exactly one of the two is paid, each time.
"""

import base64
import multiprocessing
import time
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import httpx
import pytest
from tests.demo.conftest import free_ports

from heller.cards.derived import card_ref, card_signing_key
from heller.claims.kinds import REDEEM
from heller.claims.records import Claim, genesis_prev, parse_record, prove, seal_record
from heller.keys import Scope, signing_key
from heller.operate.audit import verify_city
from heller.operate.bench.made_city import BALANCE, MadeCity, MadeTill, make_city
from heller.operate.bench.redeem import door
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.writer import Limits

Said = tuple[int, list[tuple[str, str | None]]]
RACES = 1_000
PATIENCE_S = 120


def run_for_it(
    scope: Scope,
    till: MadeTill,
    cids: list[bytes],
    address: str,
    start: Barrier,
    told: "SimpleQueue[Said]",
) -> None:
    """Redeem all of each card, starting each time together with the other till."""
    key, prev, said = signing_key(till.seed), genesis_prev(scope, till.number), []
    with httpx.Client(base_url=address, timeout=10) as client:
        for seq, cid in enumerate(cids, start=1):
            claim = Claim(
                REDEEM, scope.city, till.number, till.lease, seq, int(time.time()), 0,
                card_ref(cid), BALANCE, 0, 0, prev,
            )  # fmt: skip
            message = seal_record(scope, key, claim, prove(scope, card_signing_key(cid), claim))
            prev = parse_record(message, scope.city).claim_hash
            body = {"records": [base64.b64encode(message).decode()], "ask": True}
            start.wait(PATIENCE_S)
            result = client.post("/v1/claims", json=body).json()["results"][0]
            said.append((result["outcome"], result["reason"]))
    told.put((till.number, said))


def race(city: MadeCity, address: str) -> list[list[tuple[str, str | None]]]:
    """Let two processes run; gives what each was told, race by race."""
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(2)
    told: SimpleQueue[Said] = context.SimpleQueue()
    runners = [
        context.Process(target=run_for_it, args=(city.scope, till, city.cids, address, start, told))
        for till in city.spread[1:3]
    ]
    for runner in runners:
        runner.start()
    answers = [told.get() for _ in runners]
    for runner in runners:
        runner.join(PATIENCE_S)
    return [said for _, said in sorted(answers)]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_last_money_of_a_card_is_paid_once(tmp_path: Path) -> None:
    city = make_city(tmp_path, free_ports(), merchants=3, hot_tills=0, cards=RACES)
    with (
        EmbeddedPostgres(city.home.postgres) as server,
        door(city.home, server, Limits()) as address,
    ):
        first, second = race(city, address)
    won, lost = ("ok", None), ("declined", "insufficient")
    assert {tuple(sorted(pair)) for pair in zip(first, second, strict=True)} == {(lost, won)}
    assert min(first.count(won), second.count(won)) > 0, "nobody raced: one till always won"
    assert verify_city(city.home, lambda _done, _all: None).findings == []
