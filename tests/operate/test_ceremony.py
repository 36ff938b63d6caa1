"""The ceremony: ROOT and EMERGENCY stay away from the server, and its KEYSET holds all roles."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from heller.claims.keyset import Endpoint, Role, open_keyset
from heller.errors import BadSignature
from heller.keys import signing_key
from heller.operate.ceremony import Person, hold
from heller.operate.create import message_root, prepare
from heller.operate.errors import ApproversUnclear, CityExists, WrongPassphrase
from heller.operate.home import KEY_IDS, CitySettings, Home
from heller.operate.keyfile import read_person

NOW = 1_800_000_000
PEOPLE = [Person("anna", "first"), Person("bert", "second")]


@pytest.fixture(scope="module")
def request_(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a server asks a ceremony for."""
    settings = CitySettings(5978036, "Unna", "02303 103-0", "127.0.0.1", 8700)
    return prepare(Home(tmp_path_factory.mktemp("city")), settings, os.urandom)


@pytest.fixture(scope="module")
def out(request_: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a ceremony that was held."""
    folder = tmp_path_factory.mktemp("stick")
    assert hold(request_, folder, PEOPLE, NOW, os.urandom) == folder / "to-server"
    return folder


def test_what_stays_and_what_is_carried(out: Path) -> None:
    assert sorted(path.name for path in out.iterdir()) == [
        "README.txt", "anna.key", "bert.key", "emergency.key", "root.key", "to-server",
    ]  # fmt: skip
    assert sorted(path.name for path in (out / "to-server").iterdir()) == [
        "keyset.bin", "people.json",
    ]  # fmt: skip
    assert [path.name for path in out.glob("*.key") if path.stat().st_mode & 0o077] == []


def test_no_secret_is_carried(out: Path) -> None:
    carried = b"".join(path.read_bytes() for path in (out / "to-server").iterdir())
    seeds = [bytes.fromhex((out / f"{name}.key").read_text()) for name in ("root", "emergency")]
    seeds += [read_person(out / f"{p.actor}.key", p.passphrase)[1].seed() for p in PEOPLE]
    assert [seed for seed in seeds if seed in carried or seed.hex().encode() in carried] == []


def test_keyset_is_signed_by_root_and_has_all_keys(out: Path, request_: dict[str, Any]) -> None:
    message = (out / "to-server" / "keyset.bin").read_bytes()
    root, emergency = (
        signing_key(bytes.fromhex((out / f"{name}.key").read_text()))
        for name in ("root", "emergency")
    )
    keyset = open_keyset(message, root.public, 5978036)
    wanted = {row["id"]: bytes.fromhex(row["public"]) for row in request_["keys"]}
    wanted[KEY_IDS[Role.EMERGENCY]] = emergency.public
    assert {key.id: key.public for key in keyset.keys} == wanted
    others = {Role.STANDIN, Role.WITNESS}  # named later, when there is one
    assert {key.role for key in keyset.keys} == set(Role) - others
    assert (keyset.number, keyset.issued, keyset.name) == (1, NOW, "Unna")
    assert keyset.endpoints == {Endpoint.DOOR: ("http://127.0.0.1:8700",)}
    assert message_root(message) == root.public
    with pytest.raises(BadSignature):
        open_keyset(message, emergency.public, 5978036)


def test_approvers_file_opens_with_the_own_passphrase_only(out: Path) -> None:
    listed = json.loads((out / "to-server" / "people.json").read_text())
    opened = [read_person(out / f"{p.actor}.key", p.passphrase) for p in PEOPLE]
    assert listed == [{"actor": actor, "public": key.public.hex()} for actor, key in opened]
    with pytest.raises(WrongPassphrase):
        read_person(out / "anna.key", "second")


def test_second_ceremony_in_the_folder_is_refused(out: Path, request_: dict[str, Any]) -> None:
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    with pytest.raises(CityExists, match="would orphan every card"):
        hold(request_, out, PEOPLE, NOW, os.urandom)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("actors", [("anna", "anna"), ("root", "b"), ("a", "../b"), ("a", "")])
def test_no_approver_takes_the_file_of_another_key(
    actors: tuple[str, ...], request_: dict[str, Any], tmp_path: Path
) -> None:
    people = [Person(actor, "x") for actor in actors]
    with pytest.raises(ApproversUnclear):
        hold(request_, tmp_path / "out", people, NOW, os.urandom)
    assert list(tmp_path.iterdir()) == []


def test_readme_tells_what_to_keep_where_and_no_secret(out: Path) -> None:
    said = (out / "README.txt").read_text()
    root = signing_key(bytes.fromhex((out / "root.key").read_text()))
    assert said.startswith("Keys of Unna, city 05978036.\n")
    assert f"ROOT public key: {root.public.hex()}\n" in said
    assert root.seed().hex() not in said
