"""The desk says what became of an order: to a person, to a script, and when it failed."""

import json
from pathlib import Path
from typing import Any

import click
import pytest
from tests.running_city import RunningCity

from heller.cli.desk import Desk
from heller.errors import Malformed
from heller.operate.home import Home
from heller.operate.office import Office


@pytest.fixture
def desk(city: RunningCity) -> Desk:
    """A desk that answers people."""
    return Desk(city.home, None, as_json=False)


def test_sentence_names_the_number(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    answer = desk.order("merchant.add", {}, {"name": "Gärtnerei"}, "{no} at entry {seq}.")
    number = answer["changes"][0][1]
    assert capsys.readouterr().out == f"{number} at entry {answer['seq']}.\n"


def test_script_gets_everything(city: RunningCity, capsys: pytest.CaptureFixture[str]) -> None:
    desk = Desk(city.home, city.home.office_key, as_json=True)
    answer = desk.order("merchant.add", {}, {"name": "Gärtnerei"}, "unsaid")
    assert json.loads(capsys.readouterr().out) == answer


def test_waiting_order_names_its_number(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    answer = desk.order("setting.set", {"name": "ops", "value": 30}, None, "ops is 30.")
    assert capsys.readouterr().out == (
        f"Waits for a second person: heller office approve {answer['op']}\n"
    )


@pytest.mark.parametrize("error", [Malformed("odd"), FileNotFoundError("sheet.pdf")])
def test_failure_is_one_sentence(
    error: Exception, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_office: Office) -> dict[str, Any]:
        raise error

    with pytest.raises(click.ClickException) as told:
        desk.run(fail, "unsaid")
    assert (told.value.message, told.value.exit_code) == (str(error), 1)
    assert capsys.readouterr().out == ""


def test_desk_is_opened_only_when_something_is_ordered(tmp_path: Path) -> None:
    desk = Desk(Home(tmp_path), None, as_json=False)
    with pytest.raises(click.ClickException, match="heller city create"):
        desk.order("merchant.add", {}, None, "unsaid")
