"""`heller till-app build` on the command line, and the wheel that carries the app."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.cli.ordering import REFUSED, USAGE, heller
from tests.running_city import make_city

from heller.claims.messages import Release, Role, open_message
from heller.operate.home import key_of
from heller.operate.open_city import scope_of_home
from heller.till import app_files
from heller.till.app_files import LIST, changed_since_packed, list_text, read_files

ROOT = Path(__file__).parents[2]


def test_without_a_city_nothing_is_signed_and_it_says_so(tmp_path: Path) -> None:
    done = heller("till-app", "build", "--out", str(tmp_path / "app"))
    assert (done.exit_code, "Not signed" in done.output) == (0, True)
    assert (tmp_path / "app" / "public" / "sw.js").exists()
    assert not (tmp_path / "app" / "public" / "release.bin").exists()


def test_a_city_signs_its_release(tmp_path: Path) -> None:
    home = make_city(tmp_path).home
    out = tmp_path / "app"
    done = heller("till-app", "build", "--out", str(out), "--home", str(home.folder), "--json")
    told = json.loads(done.output)
    _, key = key_of(home.secrets(), Role.RELEASE)
    message = (out / "public" / "release.bin").read_bytes()
    release = open_message(Release, scope_of_home(home), key.public, message)
    assert (release.number, len(release.files)) == (told["release"], told["files"])


def test_a_folder_without_a_city_is_told(tmp_path: Path) -> None:
    out = str(tmp_path / "app")
    done = heller("till-app", "build", "--out", out, "--home", str(tmp_path))
    assert (done.exit_code, "no city in this folder" in done.output) == (REFUSED, True)


def test_somebody_elses_folder_is_not_cleared(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "thesis.txt").write_text("precious")
    done = heller("till-app", "build", "--out", str(tmp_path))
    assert (done.exit_code, "something else" in done.output) == (REFUSED, True)
    assert heller("till-app", "build").exit_code == USAGE


def test_a_broken_installation_is_not_handed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("heller.cli.till_app.changed_since_packed", lambda: ["keys.js"])
    done = heller("till-app", "build", "--out", str(tmp_path / "app"))
    assert (done.exit_code, "keys.js" in done.output) == (REFUSED, True)
    assert not (tmp_path / "app").exists()


def test_the_wheel_holds_app_and_list_and_was_built_without_node(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        env={"PATH": "/nonexistent"},
    )
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path)
    packed = tmp_path / "heller" / "till" / "app"
    assert (packed / LIST).read_bytes() == list_text(read_files())
    assert changed_since_packed(packed) == []
    assert not (app_files.APP / LIST).exists()
