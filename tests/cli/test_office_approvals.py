"""`heller office pending`, `approve`, `held`, `approver` and `key`: the word of a second person."""

import os
from pathlib import Path

import pytest
from tests.cli.ordering import (
    REFUSED,
    USAGE,
    approved,
    facts,
    heller,
    office,
    said,
    word_of,
)
from tests.running_city import PASSPHRASE, RunningCity

from heller.keys import signing_key
from heller.operate.keyfile import write_person, write_plain_key


@pytest.fixture
def op(city: RunningCity) -> str:
    """An order that waits."""
    return str(facts(city, "set", "ops", "40")["op"])


def test_waiting_order_is_said_listed_and_carried_out(city: RunningCity) -> None:
    asked = said(city, "set", "ops", "41")
    op = asked.split()[-1]
    assert asked == f"Waits for a second person: heller office approve {op}\n"
    listed = [line for line in said(city, "pending").splitlines() if line.startswith(op)]
    assert listed == [f"{op}  setting.set  by office-1  {{'name': 'ops', 'value': 41}}"]
    assert op in [row["op"] for row in facts(city, "pending")["orders"]]
    assert said(city, "approve", op, *word_of(city.ceremony)) == "Approved and carried out.\n"
    assert facts(city, "show")["settings"]["ops"] == 41
    assert op not in said(city, "pending")


def test_passphrase_is_asked_for_and_not_shown(city: RunningCity, op: str) -> None:
    key = str(city.ceremony / "approver-1.key")
    result = office(city, "approve", op, "--as", key, stdin=f"{PASSPHRASE}\n")
    assert (result.exit_code, PASSPHRASE in result.output) == (0, False)


def test_wrong_passphrase_changes_nothing(city: RunningCity, op: str) -> None:
    key = str(city.ceremony / "approver-1.key")
    refused = office(city, "approve", op, "--as", key, "--passphrase", "guessed")
    assert (refused.exit_code, "try again" in refused.stderr) == (REFUSED, True)
    assert op in said(city, "pending")


def test_person_that_is_not_registered_approves_nothing(
    city: RunningCity, op: str, tmp_path: Path
) -> None:
    path, key = tmp_path / "eve.key", signing_key(os.urandom(32))
    write_person(path, "eve", key, "x", os.urandom)
    refused = office(city, "approve", op, "--as", str(path), "--passphrase", "x")
    assert (refused.exit_code, "eve is no registered approver" in refused.stderr) == (REFUSED, True)


def test_number_of_no_order_is_told(city: RunningCity) -> None:
    refused = office(city, "approve", "abc", *word_of(city.ceremony))
    assert (refused.exit_code, "heller office pending" in refused.stderr) == (REFUSED, True)
    refused = office(city, "approve", "00" * 32, *word_of(city.ceremony))
    assert refused.exit_code == REFUSED


def test_new_approver_approves(city: RunningCity, op: str, tmp_path: Path) -> None:
    path = tmp_path / "clara.key"
    made = heller("keys", "person", "clara", "--out", str(path), "--passphrase", "third")
    approved(city, "approver", "add", "clara", made.output.strip())
    done = said(city, "approve", op, "--as", str(path), "--passphrase", "third")
    assert done == "Approved and carried out.\n"


def test_new_office_key_gives_orders_until_its_rights_end(
    city: RunningCity, tmp_path: Path
) -> None:
    key = signing_key(os.urandom(32))
    write_plain_key(tmp_path / "second.key", "office-2", key)
    desk = ("office", "--home", str(city.home.folder), "--key", str(tmp_path / "second.key"))
    order = (*desk, "merchant", "add", "Kiosk")
    assert heller(*order).exit_code == REFUSED
    approved(city, "key", "add", "office-2", key.public.hex())
    assert heller(*order).exit_code == 0
    approved(city, "key", "add", "office-2", key.public.hex(), "--rights", "0")
    assert heller(*order).exit_code == REFUSED


@pytest.mark.parametrize("public", ["", "abc", "ab" * 31])
def test_what_is_no_key_is_no_key(public: str, city: RunningCity) -> None:
    assert office(city, "approver", "add", "clara", public).exit_code == USAGE


def test_held_sale_goes_onto_its_card_or_back(city: RunningCity) -> None:
    point = city.shop("Kleiner Kiosk")
    city.seller(point, credit=1_000, day=1_000_000)
    with city.enrol(point) as till:
        cards = [till.scan(made.pay_code) for made in city.cards(2)]
        results = [till.sell(card, 5_000) for card in cards]
        assert [result.state for result in results] == ["held", "held"]
        released, returned = (result.claim_hash[:16].hex() for result in results)
        approved(city, "held", "release", released)
        approved(city, "held", "return", returned)
        assert [till.balance(card).cents for card in cards] == [5_000, 0]


def test_claim_is_written_in_hexadecimal_digits(city: RunningCity) -> None:
    refused = office(city, "held", "release", "kiosk")
    assert (refused.exit_code, "hexadecimal" in refused.stderr) == (USAGE, True)
