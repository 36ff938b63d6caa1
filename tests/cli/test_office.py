"""`heller office` at a real city: who takes part, who may sell, which settings hold."""

import json
from pathlib import Path

import pytest
from tests.cli.ordering import REFUSED, USAGE, approved, facts, heller, office, process, said
from tests.running_city import RunningCity

PRIMES = 17


def state(city: RunningCity, kind: str, number: int, name: str = "no") -> int:
    """Give the state of a merchant, point or seller."""
    rows = facts(city, "show")[kind]
    return int(next(row["state"] for row in rows if row[name] == number))


@pytest.fixture(scope="module")
def merchant(city: RunningCity) -> int:
    """A merchant, by the command line."""
    answer = facts(city, "merchant", "add", "Bäckerei Brinkmann")
    return int(answer["changes"][0][1])


@pytest.fixture(scope="module")
def point(city: RunningCity, merchant: int) -> int:
    """A point of the merchant."""
    answer = facts(city, "point", "add", str(merchant), "Markt 3")
    return int(answer["changes"][0][1])


def test_merchant_and_point_are_registered_with_their_names(
    city: RunningCity, merchant: int, point: int
) -> None:
    found = facts(city, "show")
    assert {row["no"]: row["name"] for row in found["merchants"]}[merchant] == "Bäckerei Brinkmann"
    assert {row["no"]: (row["name"], row["merchant"]) for row in found["points"]}[point] == (
        "Markt 3",
        merchant,
    )
    assert "Bäckerei Brinkmann" in said(city, "show")
    assert said(city, "merchant", "add", "Eisdiele") == f"Merchant {merchant + 1} is registered.\n"


def test_merchant_and_point_are_blocked_and_unblocked(
    city: RunningCity, merchant: int, point: int
) -> None:
    for kind, number in (("merchant", merchant), ("point", point)):
        assert said(city, kind, "block", str(number)) == f"{kind} {number}: blocked.\n"
        assert state(city, f"{kind}s", number) == 2
        assert said(city, kind, "unblock", str(number)) == f"{kind} {number}: unblocked.\n"
        assert state(city, f"{kind}s", number) == 1


def test_sale_point_is_granted_by_two_people(city: RunningCity, point: int) -> None:
    grant = ("sale-point", "grant", str(point), "--credit", "300", "--day-limit", "150")
    assert approved(city, *grant) == "Approved and carried out.\n"
    sellers = {row["point"]: row for row in facts(city, "show")["sellers"]}
    assert (sellers[point]["credit_cents"], sellers[point]["day_limit_cents"]) == (30_000, 15_000)
    said(city, "sale-point", "block", str(point))
    assert state(city, "sellers", point, "point") == 2
    approved(city, "sale-point", "unblock", str(point))
    assert state(city, "sellers", point, "point") == 1


def test_setting_is_set_by_two_people(city: RunningCity) -> None:
    approved(city, "set", "ops", str(PRIMES), approver=2)
    assert facts(city, "show")["settings"]["ops"] == PRIMES


def test_refusal_says_why(city: RunningCity) -> None:
    refused = office(city, "point", "add", "4711", "Nowhere")
    assert refused.exit_code == REFUSED
    assert "There is no merchant 4711." in refused.stderr


def test_amount_below_nothing_is_no_amount(city: RunningCity, point: int) -> None:
    assert office(city, "sale-point", "grant", str(point), "--credit=-1").exit_code == USAGE


def test_folder_and_key_may_stand_in_the_environment(city: RunningCity) -> None:
    result = heller(
        "office", "--json", "show",
        HELLER_HOME=str(city.home.folder), HELLER_OFFICE_KEY=str(city.home.office_key),
    )  # fmt: skip
    assert json.loads(result.output)["approvers"] == facts(city, "show")["approvers"]


def test_key_of_an_approver_gives_no_orders(city: RunningCity) -> None:
    key = str(city.ceremony / "approver-1.key")
    refused = heller("office", "--home", str(city.home.folder), "--key", key, "show")
    assert (refused.exit_code, "orders take an office's key" in refused.stderr) == (REFUSED, True)


def test_no_city_says_what_to_do(tmp_path: Path) -> None:
    refused = heller("office", "--home", str(tmp_path), "merchant", "add", "A")
    assert (refused.exit_code, "heller city create" in refused.stderr) == (REFUSED, True)


def test_city_that_does_not_run_says_what_to_do(city: RunningCity, tmp_path: Path) -> None:
    for name in ("city.json", "keys", "office"):
        (tmp_path / name).symlink_to(city.home.folder / name)
    refused = process("office", "--home", str(tmp_path), "merchant", "add", "A")
    assert refused.returncode == REFUSED
    assert "start it with `heller serve`" in refused.stderr
    assert "Traceback" not in refused.stderr
