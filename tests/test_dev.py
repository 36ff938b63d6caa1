"""`./dev`, the first thing a newcomer runs: it says clearly what is wrong, in any POSIX shell."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHELL = shutil.which("dash") or "/bin/sh"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Copy what the set-up reads into a folder of its own."""
    for name in ("dev", "pyproject.toml", "requirements"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    return tmp_path


def dev(folder: Path, *words: str, **environment: str) -> tuple[int, str]:
    """Run `./dev` and read what it says."""
    result = subprocess.run(
        [SHELL, str(folder / "dev"), *words],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return result.returncode, result.stdout + result.stderr


def program(path: Path, *lines: str) -> Path:
    """Write a small shell program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


def refused(*sentences: str) -> tuple[int, str]:
    """Say what a refusal looks like."""
    return 1, " ".join(sentences) + "\n"


def test_help_names_every_word() -> None:
    code, said = dev(ROOT, "help")
    cases = (ROOT / "dev").read_text().split("case $what in")[1]
    words = re.findall(r"^  ([a-z]+)(?:\)| \|)", cases, re.MULTILINE)
    assert (code, re.findall(r"^  ([a-z]+)  ", said, re.MULTILINE)) == (0, words)


def test_unknown_word_is_refused(tree: Path) -> None:
    code, said = dev(tree, "dance")
    assert (code, said.splitlines()[-1]) == (1, "dev: There is no 'dance'.")


def test_old_python_is_refused(tree: Path) -> None:
    old = program(tree / "python3.9", '[ "$1" = -V ] && echo Python 3.9.2')
    code, said = dev(tree, "setup", PYTHON=str(old))
    assert (code, said.splitlines()[0]) == (
        1,
        f"dev: Heller needs Python 3.11 or newer, {old} is: Python 3.9.2.",
    )


def test_broken_venv_is_refused(tree: Path) -> None:
    program(tree / ".venv" / "bin" / "python", "exit 127")
    code, said = dev(tree, "setup")
    assert (code, said) == refused(
        "dev: .venv is broken, its Python is gone or too old.",
        "Delete it and try again: rm -rf .venv",
    )


def test_moved_venv_is_refused(tree: Path) -> None:
    program(tree / ".venv" / "bin" / "python", "exit 0")
    (tree / ".venv" / "heller-stamp").write_text("/another/folder 12345 678\n")
    code, said = dev(tree, "setup")
    assert (code, said) == refused(
        "dev: .venv was made in another folder and does not work here.",
        "Delete it and try again: rm -rf .venv",
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_venv_of_another_user_is_refused(tree: Path) -> None:
    (tree / ".venv").mkdir()
    os.chown(tree / ".venv", 4711, 4711)
    code, said = dev(tree, "setup")
    assert (code, said) == refused(
        "dev: .venv belongs to another user (id 4711).",
        "Work as that user, or delete it: rm -rf .venv",
    )


def test_nothing_is_done_twice(tree: Path) -> None:
    program(tree / ".venv" / "bin" / "heller", "echo heller $*")
    inputs = [*sorted((tree / "requirements").glob("*.txt")), tree / "pyproject.toml"]
    content = b"".join(file.read_bytes() for file in inputs)
    sum_of = subprocess.run(["cksum"], input=content, capture_output=True, check=True)
    (tree / ".venv" / "heller-stamp").write_text(f"{tree} {sum_of.stdout.decode()}")
    assert dev(tree, "demo", "--check") == (0, "heller demo --check\n")


def test_ci_script_is_readable_bash() -> None:
    result = subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")], check=False)
    assert result.returncode == 0
