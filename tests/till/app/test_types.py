"""Every script that Heller serves is seen by the type checker, in the world in which it runs."""

import json
import re
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[3]
WORLDS = sorted(ROOT.glob("tsconfig*.json"))
VENDOR = ROOT / "src" / "heller" / "till" / "app" / "vendor"


def patterns(world: Path, which: str) -> list[str]:
    """Read a list of a tsconfig, whose comments are whole lines."""
    text = re.sub(r"^\s*//.*$", "", world.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [str(one).replace("/**/*", "/*") for one in json.loads(text)[which]]


def is_seen(path: str, world: Path) -> bool:
    included = any(fnmatch(path, one) for one in patterns(world, "include"))
    left_out = any(fnmatch(path, one) for one in patterns(world, "exclude"))
    return included and not left_out


def test_each_script_is_checked_once() -> None:
    scripts = [path for path in (ROOT / "src").rglob("*.js") if VENDOR not in path.parents]
    counted = {
        str(path.relative_to(ROOT)): sum(is_seen(str(path.relative_to(ROOT)), w) for w in WORLDS)
        for path in scripts
    }
    assert {path: times for path, times in counted.items() if times != 1} == {}


def test_lint_runs_every_world() -> None:
    lint = (ROOT / "dev").read_text(encoding="utf-8")
    assert [world.name for world in WORLDS if world.name not in lint] == []
