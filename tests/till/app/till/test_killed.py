"""The browser is killed in the middle of sales: no gap, and nothing accepted is missing."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Playwright
from tests.running_city import until
from tests.till.app.hosting import AppHost
from tests.till.app.till.devices import Device, Json, Office
from tests.till.app.till.pairs import load_balances
from tests.till.app.till.profiles import KeptDevice

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(280)]
KILLS = 50
LONGEST_MS = 400
ALONE_KILLS = 10
ALONE = 3
OPERATIONS = 20
EVERYTHING = "**/v1/**"


@pytest.fixture
def kept(playwright: Playwright, host: AppHost, tmp_path: Path) -> Iterator[KeptDevice]:
    device = KeptDevice(playwright, host, tmp_path / "profile")
    yield device
    device.off()


def test_killed_at_fifty_points_of_sales(kept: KeptDevice, real: Office, point: int) -> None:
    card, chance = real.cards(1)[0].pay_code, Random(20221224)
    till = kept.on()
    till.enrol(real, point)
    assert till.sell(card, 20_000)["state"] == "accepted"
    accepted: set[int] = set()
    for _ in range(KILLS):
        accepted |= sell_until_killed(kept, till, card, chance.randrange(LONGEST_MS))
        till = kept.on()
        resolve(till)
        check(till.do("chain"), accepted)
    until(lambda: till.call("uploadNow")["left"] == 0, "all is receipted")
    lines = till.call("entries", {"from": 0, "to": 2**32})
    paid = sum(
        line["cents"] for line in lines if (line["kind"], line["state"]) == ("redeem", "accepted")
    )
    assert till.do("balance", card)["cents"] == 20_000 - paid
    assert len(accepted) > KILLS
    real.require_good()


def test_killed_alone_it_forgets_nothing_that_it_took(kept: KeptDevice, real: Office) -> None:
    """Nothing answers: however often the plug is pulled, the lease's operations are 20."""
    card, chance = real.cards(1)[0].pay_code, Random(20221225)
    till = kept.on().enrol_alone(real)
    assert till.sell(card, 5_000)["state"] == "accepted"
    until(lambda: till.call("uploadNow")["left"] == 0, "all is receipted")
    load_balances(till, real.city_home)
    accepted: set[int] = set()
    for _ in range(ALONE_KILLS):
        kept.off()
        till = kept.on(barred=EVERYTHING)
        drop(till)
        accepted |= sell_until_killed(kept, till, card, chance.randrange(LONGEST_MS))
    till = kept.on(barred=EVERYTHING)
    drop(till)
    while till.redeem(card, 1)["state"] == "accepted":
        pass
    drop(till)
    kept.off()
    till = kept.on()
    until(lambda: till.call("uploadNow")["left"] == 0, "all is handed in")
    taken = {record["seq"] for record in till.do("chain") if record["verdict"] == ALONE}
    assert accepted <= taken
    assert len(taken) == OPERATIONS
    assert till.do("balance", card)["cents"] == 5_000 - OPERATIONS
    real.require_good()


def drop(till: Device) -> None:
    """Nothing was handed over for what the crash left undecided."""
    unresolved = till.look["unresolved"]
    if unresolved is not None:
        assert till.decide(unresolved["seq"], handed_over=False)["state"] == "dropped"


def sell_until_killed(kept: KeptDevice, till: Device, card: str, milliseconds: int) -> set[int]:
    """Pay one cent after the other and pull the plug; gives what was shown as accepted."""
    told: list[str] = []
    till.page.on("console", lambda message: told.append(message.text))
    till.page.evaluate("card => void harness.payOn(card)", card)
    till.page.wait_for_timeout(milliseconds)  # the point is a random one, nothing is waited for
    kept.kill()
    return {int(line.split()[0]) for line in told if line.endswith(" accepted")}


def resolve(till: Device) -> None:
    """Ask for what the crash left undecided, as the person at the till does."""
    unresolved = till.look["unresolved"]
    if unresolved is not None:
        assert till.call("ask", unresolved["seq"])["state"] == "accepted"


def check(records: list[Json], accepted: set[int]) -> None:
    """One chain from 1 on, each claim followed by its DECISION, and all that was accepted in it."""
    assert [record["seq"] for record in records] == list(range(1, len(records) + 1))
    assert all(after["prev"] == before["hash"][:32] for before, after in pairwise(records))
    decided = {record["seq"] for record in records if record["verdict"] == 1}
    assert accepted <= decided
    assert [record["kind"] == "decision" for record in records] == [
        record["seq"] % 2 == 0 for record in records
    ]
