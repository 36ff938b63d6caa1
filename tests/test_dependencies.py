"""Every direct dependency has its line in docs/dependencies.md and is pinned by its hash."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
RUN = PYPROJECT["project"]["dependencies"]
DEV = PYPROJECT["dependency-groups"]["dev"]
NPM = json.loads((ROOT / "package.json").read_text())


def name_of(requirement: str) -> str:
    """Cut extras and versions off: "psycopg[binary]>=3" is psycopg."""
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0]


def documented(text: str) -> list[str]:
    """Read the first column of the tables, without their heads."""
    return re.findall(r"^\| ([a-z][a-z0-9-]+) \|(?! why)", text, flags=re.MULTILINE)


def pinned(text: str) -> dict[str, str]:
    """Read name and version of each pinned package."""
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, flags=re.MULTILINE))


def problems(text: str) -> list[str]:
    """Find what does not belong there: addresses, options, versions without a hash."""
    found = re.findall(r"^.*(?:\w+://|^-|@ ).*$", text, flags=re.MULTILINE)
    unhashed = re.findall(r"^[a-z0-9-]+==[^\\\n]*$", text, flags=re.MULTILINE)
    return found + unhashed


def imported(text: str) -> Iterator[str]:
    """Find the outside packages that a file imports, by the name they are installed by."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=names):
                yield from (distribution(alias.name) for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield distribution(module)
            case _:
                pass


@cache
def packages() -> Mapping[str, list[str]]:
    """Give the packages that carry each module; reading them anew for each import takes minutes."""
    return packages_distributions()


def distribution(module: str) -> str:
    """Name the package that carries a module; "" for Python's own and ours."""
    top = module.split(".", maxsplit=1)[0]
    if top in sys.stdlib_module_names or top in {"heller", "tests"}:
        return ""
    return packages().get(top, [top])[0].lower().replace("_", "-")


@pytest.mark.parametrize(("folder", "declared"), [("src", RUN), ("tests", RUN + DEV)])
def test_what_is_imported_is_declared(folder: str, declared: list[str]) -> None:
    files = (ROOT / folder).rglob("*.py")
    found = {name for file in files for name in imported(file.read_text())} - {""}
    assert found - {name_of(line) for line in declared} == set()


def test_imports_are_read() -> None:
    text = "import os, psycopg.rows\nfrom nacl.signing import SigningKey\nfrom . import money\n"
    assert list(imported(text)) == ["", "psycopg", "pynacl"]


def test_each_dependency_has_its_line() -> None:
    lines = documented((ROOT / "docs" / "dependencies.md").read_text())
    python = [sorted(map(name_of, RUN)), sorted(map(name_of, DEV))]
    npm = [sorted(NPM["dependencies"]), sorted(NPM["devDependencies"])]
    assert lines == python[0] + npm[0] + python[1] + npm[1]


@pytest.mark.parametrize(("file", "wanted"), [("run.txt", RUN), ("dev.txt", RUN + DEV)])
def test_each_dependency_is_pinned(file: str, wanted: list[str]) -> None:
    pins = pinned((ROOT / "requirements" / file).read_text())
    assert {name_of(line) for line in wanted} - pins.keys() == set()


def test_what_runs_is_what_was_tested() -> None:
    run = pinned((ROOT / "requirements" / "run.txt").read_text())
    dev = pinned((ROOT / "requirements" / "dev.txt").read_text())
    assert {name: dev[name] for name in run} == run


@pytest.mark.parametrize("file", REQUIREMENTS, ids=lambda file: file.name)
def test_requirements_carry_hashes_and_no_address(file: Path) -> None:
    assert problems(file.read_text()) == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example",
        "-e .",
        "click @ file:///wheels/click.whl",
        "click==8.5.1",
        "    # from https://packages.example",
    ],
)
def test_bad_requirement_is_found(line: str) -> None:
    assert problems(f"cbor2==6.3.0 \\\n    --hash=sha256:00\n{line}\n") == [line]


def test_document_is_read_row_by_row() -> None:
    text = (
        "| package | why this one |\n| --- | --- |\n| click | words |\n| python-stdnum | digits |\n"
    )
    assert documented(text) == ["click", "python-stdnum"]


def test_page_shows_the_pinned_versions() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text()
    shown = dict(re.findall(r"^\| ([a-z0-9-]+) \|.*?\| ([\d.]+), \d{4}-", text, flags=re.MULTILINE))
    pins = pinned((ROOT / "requirements" / "dev.txt").read_text())
    npm = NPM["dependencies"] | NPM["devDependencies"]
    assert shown == {name_of(line): pins[name_of(line)] for line in RUN + DEV} | npm
