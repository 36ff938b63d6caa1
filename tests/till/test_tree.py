"""Foreign tools can check the tree: a verifier of thirty lines, written from the standards alone.

C2SP signed-note and tlog-checkpoint; RFC 6962, section 2.1.
"""

import hashlib
from base64 import b64decode
from typing import Any

import httpx
import pytest
from nacl.signing import VerifyKey
from tests.running_city import RunningCity, Town, until

from heller.claims.keyset import Role
from heller.operate.open_city import keyset_of


def pair(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def open_note(note: str, key: str) -> tuple[str, int, bytes]:
    """Check the note's signature by its verifier key; give origin, size and root."""
    name, key_hash, encoded = key.split("+", 2)
    raw = b64decode(encoded)
    assert raw[0] == 1  # Ed25519
    assert hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() == key_hash
    text, signatures = note.split("\n\n")
    line = signatures.strip().split(" ")
    assert line[:2] == ["\u2014", name]
    signature = b64decode(line[2])
    assert signature[:4].hex() == key_hash
    VerifyKey(raw[1:]).verify((text + "\n").encode(), signature[4:])
    origin, size, root = text.split("\n")
    assert origin == name
    return origin, int(size), b64decode(root)


def root_of_inclusion(index: int, size: int, leaf: bytes, proof: list[bytes]) -> bytes:
    """Walk from the leaf up (RFC 9162, section 2.1.3.2)."""
    node, last, found = index, size - 1, leaf
    for one in proof:
        assert last > 0
        if node % 2 or node == last:
            found = pair(one, found)
            while not node % 2 and node:
                node, last = node >> 1, last >> 1
        else:
            found = pair(found, one)
        node, last = node >> 1, last >> 1
    assert last == 0
    return found


def roots_of_consistency(
    old: int, new: int, first: bytes, proof: list[bytes]
) -> tuple[bytes, bytes]:
    """Give the two roots that the proof leads to (RFC 9162, section 2.1.4.2)."""
    path = [first, *proof] if old & (old - 1) == 0 else list(proof)
    node, last = old - 1, new - 1
    while node % 2:
        node, last = node >> 1, last >> 1
    before = after = path[0]
    for one in path[1:]:
        assert last > 0
        if node % 2 or node == last:
            before, after = pair(one, before), pair(one, after)
            while not node % 2 and node:
                node, last = node >> 1, last >> 1
        else:
            after = pair(after, one)
        node, last = node >> 1, last >> 1
    assert last == 0
    return before, after


def get(address: str, path: str, **query: int) -> Any:  # noqa: ANN401 - JSON
    answer = httpx.get(f"{address}/v1/tree/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def checked_head(city: RunningCity) -> tuple[int, bytes]:
    found = get(city.address, "head")
    origin, size, root = open_note(found["note"], found["key"])
    assert (found["size"], b64decode(found["root"])) == (size, root)
    assert origin == f"heller/05978036/{city.scope.root8.hex()}/1"
    (head_key,) = (one.public for one in keyset_of(city.home).keys if one.role == Role.HEAD)
    assert b64decode(found["key"].split("+", 2)[2])[1:] == head_key
    return size, root


def test_head_is_signed_and_is_the_books_own_root(own_city: RunningCity) -> None:
    size, root = checked_head(own_city)
    report = own_city.require_good()
    assert (size, root) == (report.entries, report.root)


def test_every_entry_is_proven_under_every_head(own_city: RunningCity) -> None:
    for name in ("Meier", "Özdemir", "Schulte"):
        own_city.shop(name)
    size, root = checked_head(own_city)
    assert size == 7
    for seq in range(1, size + 1):
        found = get(own_city.address, "inclusion", seq=seq, size=size)
        proof = [b64decode(one) for one in found["proof"]]
        leaf = b64decode(found["leaf"])
        assert root_of_inclusion(seq - 1, size, leaf, proof) == root
        assert root_of_inclusion(seq - 1, size, bytes(32), proof) != root


def test_old_heads_are_prefixes_also_after_a_restart(own_city: RunningCity) -> None:
    heads = [checked_head(own_city)]
    for turn in range(5):
        own_city.shop(f"Geschäft {turn}")
        if turn % 2:
            own_city.kill()
            own_city.start()
        grow_until_new(own_city, heads)
    new, new_root = heads[-1]
    for old, old_root in heads[:-1]:
        found = get(own_city.address, "consistency", **{"from": old, "to": new})
        proof = [b64decode(one) for one in found["proof"]]
        assert roots_of_consistency(old, new, old_root, proof) == (old_root, new_root)


def grow_until_new(city: RunningCity, heads: list[tuple[int, bytes]]) -> None:
    """Heads are made once a second; ask until the newest entry is under one."""

    def newer() -> bool:
        head = checked_head(city)
        if head[0] == city.seq() and head != heads[-1]:
            heads.append(head)
            return True
        return False

    until(newer, "a head over the newest entry", 5)


def test_note_is_given_as_it_stands(city: RunningCity) -> None:
    note = httpx.get(f"{city.address}/v1/tree/head", headers={"accept": "text/plain"})
    assert note.headers["content-type"].startswith("text/plain")
    assert note.text.startswith("heller/05978036/")
    assert note.text.endswith("\n")


@pytest.mark.parametrize(
    "path",
    [
        "inclusion",
        "inclusion?seq=0",
        "inclusion?seq=-1",
        "inclusion?seq=x",
        "inclusion?seq=1&size=999999",
        "inclusion?seq=99999999999999999999999",
        "inclusion?seq=%C2%B2",
        "consistency",
        "consistency?from=0",
        "consistency?from=2&to=1",
        "consistency?from=1&to=999999",
    ],
)
def test_proofs_of_what_is_not_there_are_refused(city: RunningCity, town: Town, path: str) -> None:
    answer = httpx.get(f"{city.address}/v1/tree/{path}")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
