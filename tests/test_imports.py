"""Who may import whom: the contracts in pyproject.toml hold, and each of them bites."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text()

# One small tree in which every package has its place, and nobody imports anybody.
PACKAGES = [
    "heller",
    "heller.book",
    "heller.cards",
    "heller.city",
    "heller.claims",
    "heller.demo",
    "heller.handset",
    "heller.movements",
    "heller.operate",
    "heller.portals",
    "heller.portals.association",
    "heller.portals.design",
    "heller.portals.merchant",
    "heller.postgres",
    "heller.settlement",
    "heller.standin",
    "heller.status",
    "heller.till",
    "heller.web",
]
MODULES = [
    "heller.book.lots",
    "heller.cli",
    "heller.errors",
    "heller.keys",
    "heller.money",
    "heller.postgres.queries",
    "heller.postgres.writer",
]

CORE_PACKAGES = {
    "book",
    "cards",
    "city",
    "claims",
    "errors",
    "keys",
    "money",
    "movements",
    "settlement",
}

LAYERS = "Layers, from the command line down to cents"
CORE = "The core is pure: time, randomness, network and disk are arguments"
CYCLES = "No cycles anywhere"


def lint_imports(source: Path, config: Path) -> subprocess.CompletedProcess[str]:
    """Run the linter on the package below `source`."""
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-P", "-c", code, "--no-cache", "--config", str(config)]
    environment = os.environ | {"PYTHONPATH": str(source), "COLUMNS": "200"}
    return subprocess.run(
        command, env=environment, cwd=source.parent, capture_output=True, text=True, check=False
    )


def broken(output: str) -> set[str]:
    """Read the names of the broken contracts."""
    return set(re.findall(r"^(.+) BROKEN$", output, flags=re.MULTILINE))


def module_file(source: Path, module: str) -> Path:
    """Find the file of a module in the small tree."""
    path = source.joinpath(*module.split("."))
    return path / "__init__.py" if module in PACKAGES else path.with_suffix(".py")


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """Lay out the small tree under the real contracts."""
    source = tmp_path / "src"
    for module in PACKAGES + MODULES:
        file = module_file(source, module)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f'"""{module}."""\n')
    (tmp_path / "pyproject.toml").write_text(PYPROJECT)
    return source


def test_heller_keeps_its_contracts() -> None:
    result = lint_imports(ROOT / "src", ROOT / "pyproject.toml")
    assert (broken(result.stdout), result.returncode) == (set(), 0), result.stdout


def test_small_tree_is_clean(planted: Path) -> None:
    result = lint_imports(planted, planted.parent / "pyproject.toml")
    assert (broken(result.stdout), result.returncode) == (set(), 0), result.stdout


# Where an import is planted, what is planted, and which contracts must refuse it.
VIOLATIONS: list[tuple[str, str, set[str]]] = [
    # 1. layers
    ("heller.money", "import heller.book", {LAYERS}),
    ("heller.claims", "import heller.till", {LAYERS}),
    ("heller.postgres", "import heller.handset", {LAYERS, "handset shares nothing with postgres"}),
    ("heller.demo", "import heller.cli", {LAYERS}),
    ("heller.cards", "import heller.city", {LAYERS}),
    ("heller.till", "import heller.portals", {LAYERS}),
    ("heller.movements", "from heller.claims import Claim", {LAYERS}),
    # 2. the core is pure
    ("heller.money", "import time", {CORE}),
    ("heller.errors", "import logging", {CORE}),
    ("heller.keys", "from os import urandom", {CORE}),
    ("heller.book", "import threading", {CORE}),
    ("heller.book.lots", "from random import choice", {CORE}),
    ("heller.city", "import socket", {CORE}),
    ("heller.cards", "import secrets", {CORE}),
    ("heller.movements", "import asyncio", {CORE}),
    ("heller.claims", "def f():\n    import os.path", {CORE}),
    ("heller.settlement", "import subprocess", {CORE}),
    ("heller.book", "import psycopg", {CORE, "psycopg only in postgres"}),
    # 3. each framework has its rooms
    ("heller.till", "import django", {"django only in portals"}),
    ("heller.status", "import starlette", {"starlette only in till, standin, web and demo"}),
    ("heller.portals", "import starlette", {"starlette only in till, standin, web and demo"}),
    ("heller.till", "import sqlite3", {"sqlite3 only in standin and handset"}),
    ("heller.portals", "import psycopg", {"psycopg only in postgres"}),
    ("heller.till", "import psycopg_pool", {"psycopg only in postgres"}),
    ("heller.standin", "import heller.postgres", {"standin shares nothing with postgres"}),
    ("heller.handset", "import heller.postgres", {"handset shares nothing with postgres"}),
    # 4. portals read, rooms are apart, no circles
    ("heller.portals", "import heller.postgres.writer", {"portals never import the writer"}),
    (
        "heller.portals.merchant",
        "import heller.portals.association",
        {"portals' rooms do not import each other"},
    ),
]


@pytest.mark.parametrize(("module", "line", "contracts"), VIOLATIONS)
def test_contract_bites(planted: Path, module: str, line: str, contracts: set[str]) -> None:
    with module_file(planted, module).open("a") as file:
        file.write(line + "\n")
    result = lint_imports(planted, planted.parent / "pyproject.toml")
    assert (broken(result.stdout), result.returncode) == (contracts, 1)


def test_circle_between_siblings_is_refused(planted: Path) -> None:
    module_file(planted, "heller.postgres.writer").write_text("import heller.postgres.queries\n")
    module_file(planted, "heller.postgres.queries").write_text("import heller.postgres.writer\n")
    result = lint_imports(planted, planted.parent / "pyproject.toml")
    assert broken(result.stdout) == {CYCLES}


def test_way_round_to_the_writer_is_refused(planted: Path) -> None:
    module_file(planted, "heller.postgres.queries").write_text("import heller.postgres.writer\n")
    module_file(planted, "heller.portals").write_text("import heller.postgres.queries\n")
    result = lint_imports(planted, planted.parent / "pyproject.toml")
    assert broken(result.stdout) == {"portals never import the writer"}


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("heller.portals", "import django"),
        ("heller.till", "import starlette"),
        ("heller.standin", "import starlette"),
        ("heller.demo", "import starlette"),
        ("heller.standin", "import sqlite3"),
        ("heller.handset", "import sqlite3"),
        ("heller.postgres", "import psycopg"),
        ("heller.postgres.writer", "import psycopg_pool"),
        ("heller.cli", "import os, time, logging, asyncio"),
        ("heller.portals", "import heller.postgres.queries"),
        ("heller.postgres.writer", "import heller.postgres.queries"),
        ("heller.portals.merchant", "import heller.portals.design"),
    ],
)
def test_rooms_are_open_to_those_who_live_there(planted: Path, module: str, line: str) -> None:
    module_file(planted, module).write_text(line + "\n")
    result = lint_imports(planted, planted.parent / "pyproject.toml")
    assert (broken(result.stdout), result.returncode) == (set(), 0), result.stdout


def test_package_without_a_place_is_refused(planted: Path) -> None:
    (planted / "heller" / "lottery.py").write_text('"""No place yet."""\n')
    result = lint_imports(planted, planted.parent / "pyproject.toml")
    assert result.returncode == 1
    assert "heller.lottery" in result.stdout


def test_new_package_is_core_until_someone_says_otherwise(planted: Path) -> None:
    (planted / "heller" / "lottery.py").write_text("import random\n")
    result = lint_imports(planted, planted.parent / "pyproject.toml")
    assert CORE in broken(result.stdout)


def test_every_core_package_is_measured_and_strictly_typed() -> None:
    tools = tomllib.loads(PYPROJECT)["tool"]
    strict = {Path(path).stem for path in tools["basedpyright"]["include"]}
    measured = {name.removeprefix("heller.") for name in tools["coverage"]["run"]["source_pkgs"]}
    rooms = ROOT / "src" / "heller"
    built = {name for name in CORE_PACKAGES if list(rooms.glob(f"{name}*"))}
    assert (strict, measured) == (built, CORE_PACKAGES)
