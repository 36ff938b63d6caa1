"""`heller receipt`: a genuine receipt, a changed one, another city's trust; and the page."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.running_city import RunningCity, Town

from heller.cli.main import main
from heller.operate.open_city import keyset_of


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["receipt", *map(str, arguments)])


@pytest.fixture(scope="module")
def receipt(town: Town) -> str:
    (card,) = town.sold(1_000)
    text = town.book.redeem(card, 123).receipt_text
    assert text is not None
    return text


def trusts(city: RunningCity) -> list[Sequence[object]]:
    root = keyset_of(city.home).root.hex()
    file = city.home.keyset_file
    return [("--home", city.home.folder), ("--keyset", file, "--root", root)]


def test_genuine_receipt(city: RunningCity, receipt: str) -> None:
    for trust in trusts(city):
        german = run("check", receipt, *trust)
        assert (german.exit_code, "Der Beleg ist echt" in german.output) == (0, True)
        assert "1,23" in german.output
        english = run("check", receipt, *trust, "--lang", "en")
        assert "The receipt is genuine" in english.output
        facts = json.loads(run("check", receipt, *trust, "--json").output)
        assert (facts["genuine"], facts["amount_cents"], facts["outcome"]) == (True, 123, "ok")


def test_receipt_from_a_file(city: RunningCity, receipt: str, tmp_path: Path) -> None:
    (tmp_path / "receipt.txt").write_text(receipt + "\n")
    assert run("check", tmp_path / "receipt.txt", "--home", city.home.folder).exit_code == 0


@pytest.mark.parametrize("given", ["HR1:", "nonsense", "HR1:ABCDEF"])
def test_unreadable_receipt(city: RunningCity, given: str) -> None:
    found = run("check", given, "--home", city.home.folder, "--json")
    assert (found.exit_code, json.loads(found.output)["genuine"]) == (1, False)


def test_root_that_is_not_the_citys(city: RunningCity, receipt: str) -> None:
    keyset = ("--keyset", city.home.keyset_file)
    found = run("check", receipt, *keyset, "--root", "00" * 32, "--json")
    assert (found.exit_code, json.loads(found.output)["finding"]) == (1, "no_keys")
    assert run("check", receipt, *keyset, "--root", "00").exit_code == 2
    assert run("check", receipt).exit_code == 2


def test_page(city: RunningCity, tmp_path: Path) -> None:
    found = run("page", "--home", city.home.folder, "--out", tmp_path / "receipts.html")
    assert found.exit_code == 0
    assert "Unna" in (tmp_path / "receipts.html").read_text()
