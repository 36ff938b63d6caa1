"""The key ceremony: ROOT and EMERGENCY are made away from the server and never touch it.

server    heller city create DIR ...            -> DIR/keyset-request.json (public keys only)
elsewhere heller keys ceremony REQUEST --out F  -> F/*.key (ROOT, EMERGENCY, people), F/to-server
server    heller city create DIR --keyset F/to-server
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heller.claims.keyset import CityKey, Endpoint, Keyset, Role, open_keyset
from heller.claims.messages import seal
from heller.errors import Problem
from heller.keys import SigningKey, scope_of, signing_key
from heller.operate.errors import ApproversUnclear, CityExists, RequestUnreadable
from heller.operate.home import KEY_IDS
from heller.operate.keyfile import write_person, write_secret

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")  # is a file's name, and opaque
_TAKEN = {"root", "emergency"}

Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Person:
    """An approver to be: an opaque id, and the passphrase of the key file."""

    actor: str
    passphrase: str


def hold(
    request: dict[str, Any], out: Path, people: list[Person], now: int, random: Random
) -> Path:
    """Make ROOT, EMERGENCY and the approvers' keys, sign the KEYSET; give the folder to carry back.

    Raises CityExists when the folder already holds a ROOT key, ApproversUnclear when the approvers'
    files would be one file, or the file of ROOT, and RequestUnreadable.
    """
    _demand_apart(people)
    if (out / "root.key").exists():
        raise CityExists(f"{out} holds a ROOT key; a second one would orphan every card.")
    root, emergency = signing_key(random(32)), signing_key(random(32))
    keyset = _keyset_for(request, root, emergency, now)
    carry = out / "to-server"
    carry.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, key in (("root", root), ("emergency", emergency)):
        write_secret(out / f"{name}.key", key.seed().hex().encode() + b"\n")
    write_secret(carry / "keyset.bin", keyset)
    write_secret(carry / "people.json", json.dumps(_people(out, people, random)).encode())
    write_secret(out / "README.txt", _readme(request, root).encode())
    return carry


def _keyset_for(
    request: dict[str, Any], root: SigningKey, emergency: SigningKey, now: int
) -> bytes:
    """Sign the KEYSET, and read it as the server will before any key is kept."""
    try:
        message = signed_keyset(request, root, emergency, now)
        open_keyset(message, root.public, request["city"])
    except (Problem, LookupError, TypeError, ValueError, AttributeError) as error:
        raise RequestUnreadable(f"({error})") from None
    return message


def _demand_apart(people: list[Person]) -> None:
    names = {person.actor for person in people}
    if len(names) < len(people) or names & _TAKEN or not all(map(_NAME.fullmatch, names)):
        raise ApproversUnclear


def _people(out: Path, people: list[Person], random: Random) -> list[dict[str, str]]:
    listed = []
    for person in people:
        key = signing_key(random(32))
        write_person(out / f"{person.actor}.key", person.actor, key, person.passphrase, random)
        listed.append({"actor": person.actor, "public": key.public.hex()})
    return listed


def signed_keyset(
    request: dict[str, Any], root: SigningKey, emergency: SigningKey, now: int, number: int = 1
) -> bytes:
    """Sign the KEYSET that a server asked for."""
    keys = [
        CityKey(row["id"], Role(row["role"]), bytes.fromhex(row["public"]), now)
        for row in request["keys"]
    ]
    keys.append(CityKey(KEY_IDS[Role.EMERGENCY], Role.EMERGENCY, emergency.public, now))
    endpoints = {Endpoint(int(kind)): tuple(urls) for kind, urls in request["endpoints"].items()}
    keyset = Keyset(
        request["city"],
        number,
        now,
        root.public,
        tuple(keys),
        endpoints,
        request["name"],
        request["phone"],
    )
    return seal(scope_of(request["city"], root.public), root, keyset)


def _readme(request: dict[str, Any], root: SigningKey) -> str:
    return (
        f"Keys of {request['name']}, city {request['city']:08d}.\n\n"
        "root.key       signs the list of the city's keys. Keep it in a safe, never on a server.\n"
        "emergency.key  signs emergency orders when every server is gone. Keep it where you\n"
        "               reach it without the platform.\n"
        "*.key          one file for each approver, under a passphrase. Hand it to that person.\n"
        "to-server/     carry this folder to the server; it holds nothing secret.\n\n"
        f"ROOT public key: {root.public.hex()}\n"
    )
