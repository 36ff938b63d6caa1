"""`heller bench` on the command line; what it measures is tested in tests/operate/bench."""

import json

import pytest
from tests.cli.ordering import REFUSED, heller

from heller.operate.bench import redeem
from heller.operate.bench.load import NoLoadClient
from heller.operate.bench.redeem import FULL, QUICK, Plan, Say

FOUND = {"http_per_s": 4_000.5, "cores": 2}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """What was asked for: measuring takes a minute and belongs to another test."""
    plans: list[Plan] = []

    def measured(plan: Plan, say: Say) -> dict[str, float]:
        plans.append(plan)
        say("round 1 of 3")
        return FOUND

    monkeypatch.setattr(redeem, "bench_redeem", measured)
    return plans


def test_figures_are_for_scripts_or_for_people(asked: list[Plan]) -> None:
    script = heller("bench", "redeem", "--quick", "--json")
    assert (json.loads(script.stdout), script.stderr) == (FOUND, "round 1 of 3\n")
    people = heller("bench", "redeem")
    assert people.stdout == "http_per_s            4000.5\ncores                 2\n"
    assert asked == [QUICK, FULL]


def test_missing_load_client_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_wrk(plan: Plan, say: Say) -> dict[str, float]:
        raise NoLoadClient

    monkeypatch.setattr(redeem, "bench_redeem", without_wrk)
    refused = heller("bench", "redeem", "--quick")
    assert (refused.exit_code, "apt-get install wrk" in refused.stderr) == (REFUSED, True)


def test_help_says_how_long_it_takes() -> None:
    assert "within 45 s" in heller("bench", "redeem", "--help").output
