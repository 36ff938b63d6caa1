"""`heller till` at a real city: what people and scripts are told, and how it ends."""

import json
from pathlib import Path

import pytest
from tests.cli.tilling import facts, till
from tests.handset import faults
from tests.running_city import RunningCity, Town, running_city, until

from heller.cards.batch import MadeCard
from heller.handset.till import Handset

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def home(city: RunningCity, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A till that sells and redeems."""
    folder = tmp_path_factory.mktemp("cli") / "till"
    point = city.shop("Bäckerei Brinkmann")
    city.seller(point)
    with Handset(folder) as handset:
        handset.enrol(city.invite(point), city.admit)
    return folder


@pytest.fixture
def card(city: RunningCity) -> MadeCard:
    return city.cards(1)[0]


@pytest.fixture
def sold(home: Path, card: MadeCard) -> MadeCard:
    facts(home, "sell", card.pay_code, "25,00", "--cash-taken")
    return card


def test_a_day_in_words(home: Path, card: MadeCard) -> None:
    said = [
        till(home, *words).stdout.replace(NBSP, " ")
        for words in (
            ("sell", card.pay_code, "25,00", "--cash-taken"),
            ("redeem", card.pay_code, "12,40"),
            ("redeem", card.pay_code, "100"),
            ("void",),
        )
    ]
    assert said == [
        "Verkauft · 25,00 €\nKarte herausgeben. Guthaben 25,00 €.\n",
        "Angenommen · 12,40 €\nWare herausgeben. Restguthaben 12,60 €.\n",
        "Nicht eingelöst\nDas Guthaben reicht nicht. Auf der Karte sind 12,60 €.\n",
        "12,40 € zurückgebucht\nAuf der Karte sind jetzt 25,00 €.\n",
    ]


def test_balances_are_downloaded(home: Path, city: RunningCity) -> None:
    made = city.home.snapshots / "full.bin"
    until(made.exists, "the city has made a snapshot")
    said = facts(home, "snapshot")
    assert (sorted(said), said["most_cents"]) == (["most_cents", "snap_seq", "time"], 2_000)
    words = till(home, "snapshot").stdout.replace(NBSP, " ").splitlines()
    assert words[0].startswith("Guthaben vom ")
    assert words[1] == "Ohne Netz bis 20,00 € je Karte."
    nowhere = facts(home, "snapshot", "--from", f"{city.address}/v1/elsewhere", code=4)
    assert nowhere["problem"]["code"] == "no_snapshot"


def test_a_day_for_scripts(home: Path, sold: MadeCard) -> None:
    paid = facts(home, "redeem", sold.pay_code, "12.40")
    wanted = ("state", "kind", "amount_cents", "balance_cents", "outcome", "reason", "problem")
    assert [paid[name] for name in wanted] == [
        "accepted", "redeem", 1_240, 1_260, "ok", None, None,
    ]  # fmt: skip
    refused = facts(home, "redeem", sold.pay_code, "100", code=1)
    assert (refused["state"], refused["reason"]) == ("declined", "insufficient")
    given = facts(home, "refund", paid["receipt"], "2,40")
    assert (given["kind"], given["balance_cents"]) == ("refund", 1_500)
    assert facts(home, "void", str(paid["seq"]), "--amount", "5", code=0)["balance_cents"] == 2_000
    assert facts(home, "balance", sold.pay_code)["balance_cents"] == 2_000
    assert facts(home, "upload") == {"receipted": 0, "refused": 0, "left": 0}


def test_number_and_pin(home: Path, sold: MadeCard) -> None:
    asked = till(home, "redeem", "--number", sold.number, "1,00", stdin=f"{sold.pin}\n")
    assert (asked.exit_code, asked.stdout.splitlines()[0]) == (0, f"Angenommen · 1,00{NBSP}€")
    assert sold.pin not in asked.output
    assert facts(home, "redeem", "--number", sold.number, "--pin", sold.pin, "1")["state"] == (
        "accepted"
    )
    needs = facts(home, "balance", "--number", sold.number, "--pin", sold.pin, code=4)
    assert needs["problem"]["code"] == "needs_card"


def test_a_sale_is_asked_for_first(home: Path, city: RunningCity, card: MadeCard) -> None:
    may = facts(home, "sell", card.pay_code, "25", "--ask")
    assert (may["ok"], may["reason"]) == (True, None)
    too_much = facts(home, "sell", card.pay_code, "1000", "--cash-taken", code=1)
    assert (too_much["ok"], too_much["reason"]) == (False, "above_card_limit")
    refused = till(home, "sell", card.pay_code, "1000", "--ask", "--lang", "en")
    assert refused.stdout.splitlines()[-1].endswith("Take no money.")
    unsaid = till(home, "sell", card.pay_code, "25")
    assert (unsaid.exit_code, "--cash-taken" in unsaid.stderr) == (2, True)
    assert facts(home, "balance", card.pay_code)["balance_cents"] == 0


def test_a_sale_is_confirmed_on_a_terminal(
    home: Path, card: MadeCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heller.cli.till.is_terminal", lambda: True)
    no = till(home, "sell", card.pay_code, "25", stdin="n\n")
    assert (no.exit_code, no.stdout, f"Bitte 25,00{NBSP}€ kassieren." in no.stderr) == (1, "", True)
    assert till(home, "sell", card.pay_code, "25", stdin="y\n").stdout.startswith("Verkauft")


def test_the_till_says_how_it_stands(home: Path, sold: MadeCard) -> None:
    standing = facts(home, "status")
    assert (standing["merchant"], standing["problem"], standing["may_sell"]) == (
        "Bäckerei Brinkmann", None, True,
    )  # fmt: skip
    assert standing["results"][0]["kind"] == "sale"
    lines = till(home, "status", "--lang", "en").stdout.splitlines()
    assert lines[1] == "The city answers."
    assert lines[4].endswith("Sold · €25.00")


def test_what_nobody_saw_is_told_first(home: Path, sold: MadeCard) -> None:
    with Handset(home) as handset:
        lost = handset.redeem(handset.scan(sold.pay_code), 100)
    people = till(home, "status")
    assert f"Vorige Buchung (Nr. {lost.claim.seq}): Angenommen" in people.stderr
    assert till(home, "status").stderr == ""
    with Handset(home) as handset:
        lost = handset.redeem(handset.scan(sold.pay_code), 100)
    script = till(home, "status", "--json")
    assert json.loads(script.stderr)["previous"]["seq"] == lost.claim.seq


@pytest.fixture
def deserted(tmp_path: Path) -> tuple[Path, MadeCard]:
    """A till whose city is gone, and a card that was sold."""
    with running_city(tmp_path) as city:
        point, folder = city.shop("Kiosk"), tmp_path / "till"
        city.seller(point)
        with Handset(folder) as handset:
            handset.enrol(city.invite(point), city.admit)
        card = city.cards(1)[0]
        facts(folder, "sell", card.pay_code, "25", "--cash-taken")
    return folder, card


def test_silence_ends_with_3_and_can_be_repeated(deserted: tuple[Path, MadeCard]) -> None:
    home, card = deserted
    paid = facts(home, "redeem", card.pay_code, "1,00", code=3)
    assert (paid["state"], paid["problem"]) == ("dropped", "line_down")
    said = till(home, "redeem", card.pay_code, "1,00")
    assert (said.exit_code, said.stdout.splitlines()[0]) == (3, "Nicht eingelöst")
    assert facts(home, "balance", card.pay_code, code=3)["problem"]["code"] == "line_down"
    assert facts(home, "sell", card.pay_code, "1", "--cash-taken", code=3)["problem"]
    assert facts(home, "upload", code=3)["problem"]["code"] == "line_down"
    standing = facts(home, "status")
    assert (standing["problem"], standing["unreceipted"]) == ("line_down", 4)


def test_a_lease_is_renewed_when_it_is_due(home: Path, tmp_path: Path) -> None:
    assert facts(home, "renew")["renewed"] is False
    assert till(home, "renew").stdout.startswith("Freigabe gültig bis ")
    with running_city(tmp_path, new_device_wait=2) as city:
        with city.enrol(city.shop("Buch Meier")) as handset:
            first = handset.identity.lease.number
            folder = handset._home  # noqa: SLF001 - where its journal lies
        early = facts(folder, "renew", code=4)
        assert early["problem"]["code"] == "renewal_early"
        until(lambda: till(folder, "renew").exit_code == 0, "the pot is there")
        said = facts(folder, "renew")
    assert (said["lease"], said["renewed"]) == (first + 1, False)


def test_a_copy_of_a_till_ends_with_4(
    home: Path, city: RunningCity, sold: MadeCard, tmp_path: Path
) -> None:
    copy = faults.copy_of(home, tmp_path / "copy")
    facts(home, "redeem", sold.pay_code, "1")
    refused = facts(copy, "redeem", sold.pay_code, "1", code=4)
    assert refused["problem"]["code"] == "must_enrol_again"


def test_a_till_in_use_ends_with_4(home: Path, town: Town) -> None:
    with Handset(home):
        assert facts(home, "status", code=4)["problem"]["code"] == "home_busy"


def test_a_folder_without_a_till_ends_with_4(tmp_path: Path) -> None:
    said = till(tmp_path / "new", "status")
    assert (said.exit_code, "heller till enrol" in said.stderr) == (4, True)
