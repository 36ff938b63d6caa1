"""`heller keys`: the ceremony away from the server, and key files for people."""

import json
import os
from pathlib import Path

import pytest
from tests.cli.ordering import REFUSED, USAGE, heller

from heller.claims.keyset import open_keyset
from heller.keys import signing_key
from heller.operate.create import prepare
from heller.operate.home import CitySettings, Home
from heller.operate.keyfile import read_person, read_plain_key

SETTINGS = CitySettings(5978036, "Unna", "02303 103-0", "127.0.0.1", 8700)


@pytest.fixture(scope="module")
def request_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a server asks a ceremony for."""
    home = Home(tmp_path_factory.mktemp("city"))
    prepare(home, SETTINGS, os.urandom)
    return str(home.folder / "keyset-request.json")


def test_ceremony_asks_each_approver_and_says_what_to_carry(
    request_file: str, tmp_path: Path
) -> None:
    out = tmp_path / "stick"
    typed = "first\nfirst\nsecond\nsecond\n"
    result = heller("keys", "ceremony", request_file, "--out", str(out), stdin=typed)
    assert result.exit_code == 0, result.output
    assert f"Carry {out / 'to-server'} to the server: heller city create DIR" in result.output
    assert "first" not in result.output
    people = [
        read_person(out / f"approver-{n}.key", word)[0] for n, word in ((1, "first"), (2, "second"))
    ]
    assert people == ["approver-1", "approver-2"]
    root = signing_key(bytes.fromhex((out / "root.key").read_text())).public
    assert open_keyset((out / "to-server" / "keyset.bin").read_bytes(), root).name == "Unna"


def hold(request_file: str, out: Path, *more: str) -> tuple[int, str]:
    result = heller(
        "keys", "ceremony", request_file, "--out", str(out),
        "--passphrase", "first", "--passphrase", "second", *more,
    )  # fmt: skip
    return result.exit_code, result.output


def test_ceremony_is_held_once_in_a_folder(request_file: str, tmp_path: Path) -> None:
    named = ("--approver", "anna", "--approver", "bert", "--paper")
    assert hold(request_file, tmp_path, *named)[0] == 0
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert {path.name for path in files} >= {"anna.key", "bert.key", "keys-on-paper.pdf"}
    code, said = hold(request_file, tmp_path, *named)
    assert (code, "a second one would orphan every card" in said) == (REFUSED, True)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == files


def test_keys_on_paper_are_their_owners_only(request_file: str, tmp_path: Path) -> None:
    assert hold(request_file, tmp_path, "--paper")[0] == 0
    assert [
        path.name for path in tmp_path.iterdir() if path.is_file() and path.stat().st_mode & 0o077
    ] == []


def test_two_people_are_named_and_differ(request_file: str, tmp_path: Path) -> None:
    code, said = hold(request_file, tmp_path, "--approver", "anna")
    assert (code, "Name two approvers" in said) == (USAGE, True)
    code, said = hold(request_file, tmp_path, "--approver", "root", "--approver", "anna")
    assert (code, "Name each approver otherwise" in said) == (REFUSED, True)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_request_is_told(tmp_path: Path) -> None:
    for text in ("", "[]", "{}", json.dumps({"city": 5978036, "keys": []})):
        (tmp_path / "request.json").write_text(text)
        code, said = hold(str(tmp_path / "request.json"), tmp_path / "out")
        assert (code, "keyset-request.json" in said) == (REFUSED, True), text
        assert not (tmp_path / "out" / "root.key").exists()


def test_persons_key_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "clara.key"
    made = heller("keys", "person", "clara", "--out", str(path), stdin="third\nthird\n")
    actor, key = read_person(path, "third")
    assert (actor, made.output.splitlines()[-1]) == ("clara", key.public.hex())
    again = heller("keys", "person", "clara", "--out", str(path), "--passphrase", "other")
    assert (again.exit_code, "never written over" in again.output) == (REFUSED, True)
    assert read_person(path, "third")[1].seed() == key.seed()


def test_desks_key_has_no_passphrase(tmp_path: Path) -> None:
    path = tmp_path / "office-2.key"
    made = heller("keys", "person", "office-2", "--out", str(path), "--desk")
    actor, key = read_plain_key(path)
    assert (actor, made.output) == ("office-2", f"{key.public.hex()}\n")
