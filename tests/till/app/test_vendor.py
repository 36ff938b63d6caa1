"""The three libraries of the till app: their own bytes, their licences, no other host in use."""

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest
from tests.till.app.make_vendor import LOCK, ROOT, TAKEN, VENDOR, copy, text

APP = VENDOR.parent
OURS = {
    "README.md",
    "lock.json",
    "qr/index.d.ts",
    "zxing/reader/index.d.ts",
    "zxing/LICENSE-zxing-cpp",
}
FONTS = {
    "fira-sans-400.woff2": "1ae6b7654297520a2ab91b3352bd3395b5042313a8f17f7fac481b379394e9b7",
    "fira-sans-700.woff2": "95eebad3b3200d99ffea14051c94ec148f602f787b75798f2c29580f934e852c",
}


def test_lock_names_every_file_and_its_bytes() -> None:
    """If not: ./dev vendor, and read the difference."""
    assert LOCK.read_text(encoding="utf-8") == text(VENDOR)


def test_nothing_else_lies_there() -> None:
    found = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert found == OURS | {name for files in TAKEN.values() for name in files}


def test_versions_are_those_that_npm_was_asked_for() -> None:
    asked = json.loads((ROOT / "package.json").read_text())["dependencies"]
    locked = json.loads(LOCK.read_text())
    assert {name: row["version"] for name, row in locked.items()} == asked


def test_each_has_its_licence() -> None:
    for folder in ("idb", "qr", "zxing"):
        assert len((VENDOR / folder / "LICENSE").read_text()) > 500
    assert "Apache License" in (VENDOR / "zxing" / "LICENSE-zxing-cpp").read_text()


def test_npm_lock_carries_hashes_and_no_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = [row for name, row in lock["packages"].items() if name]
    assert [row for row in packages if "integrity" not in row or "resolved" in row] == []
    assert "://" not in json.dumps([row | {"funding": None} for row in packages])


def test_copy_takes_the_bytes_of_the_packages(tmp_path: Path) -> None:
    source = tmp_path / "node_modules" / "one" / "build" / "index.js"
    source.parent.mkdir(parents=True)
    source.write_bytes(b"export {};\r\n")
    copy({"one": {"one/index.js": "build/index.js"}}, tmp_path / "node_modules", tmp_path / "v")
    assert (tmp_path / "v" / "one" / "index.js").read_bytes() == b"export {};\r\n"


def test_wasm_from_cdn() -> None:
    """The library asks a public host for its wasm unless told otherwise: our code tells it."""
    assert "jsdelivr" in (VENDOR / "zxing" / "share.js").read_text(encoding="utf-8")
    users = [
        path
        for path in APP.rglob("*.js")
        if VENDOR not in path.parents and "vendor/zxing" in path.read_text(encoding="utf-8")
    ]
    for path in users:
        assert "locateFile" in path.read_text(encoding="utf-8"), path.name


@pytest.mark.parametrize("name", sorted(FONTS))
def test_fonts_are_the_ones_that_the_page_describes(name: str) -> None:
    data = (APP / "fonts" / name).read_bytes()
    assert (data[:4], sha256(data).hexdigest()) == (b"wOF2", FONTS[name])


def test_no_font_is_named_that_is_not_there() -> None:
    readme = (APP / "fonts" / "README.md").read_text(encoding="utf-8")
    for name in re.findall(r"fira-sans-\d+\.woff2", readme):
        assert (APP / "fonts" / name).exists()
