"""POST /add-checkpoint as C2SP tlog-witness fixes it."""

import base64

import httpx
from tests.standin.acting_book import ActingBook
from tests.standin.own_copy import OwnCopy
from tests.standin.running import Pair

from heller.book.cosignature import cosigned_at
from heller.book.merkle import consistency_proof
from heller.book.note import TreeHead, origin, sign_head
from heller.claims.keyset import Role
from heller.keys import signing_key
from heller.standin.tree import reader


def ask(orphan: Pair, old: int, note: str, proof: list[bytes] | None = None) -> httpx.Response:
    lines = "".join(f"{base64.b64encode(one).decode()}\n" for one in proof or [])
    return orphan.side.post("/add-checkpoint", content=f"old {old}\n{lines}\n{note}".encode())


def test_heads_are_cosigned_in_order(orphan: Pair, own: OwnCopy) -> None:
    own.take_all()
    book, size = ActingBook(orphan.city, orphan.side), len(own.entries)
    first = book.note(9, own.root(9))
    answer = ask(orphan, 0, first)
    assert answer.status_code == 200, answer.text
    scope, text = own.keys.scope, first.partition("\n\n")[0] + "\n"
    name = f"heller/{scope.city:08d}/{scope.root8.hex()}/witness"
    public = own.keys.witness[1].public
    assert cosigned_at(text, answer.text, name, public) is not None
    proof = consistency_proof(reader(own.connection, 1, 1), 9, size)
    last = book.note(size, own.root(size))
    assert ask(orphan, 9, last, [*proof[:-1], bytes(32)]).status_code == 422
    assert ask(orphan, 9, last, proof).status_code == 200
    conflict = ask(orphan, 9, last, proof)
    assert (conflict.status_code, conflict.text) == (409, f"{size}\n")
    assert conflict.headers["content-type"].startswith("text/x.tlog.size")
    assert ask(orphan, size, last).status_code == 200
    assert ask(orphan, size, book.note(size, bytes(32))).status_code == 409
    assert ask(orphan, size, book.note(size + 1, bytes(32)), [bytes(32)]).status_code == 422
    assert ask(orphan, size + 1, last).status_code == 400


def test_unknown_keys_and_origins(orphan: Pair) -> None:
    book = ActingBook(orphan.city, orphan.side)
    foreign = book.note(1, bytes(32), signing_key(bytes(32)))
    assert ask(orphan, 0, foreign).status_code == 403
    head = TreeHead(origin(orphan.city.scope, 2), 1, bytes(32))
    assert ask(orphan, 0, sign_head(head, book.key(Role.HEAD)[1])).status_code == 404


def test_other_bodies_are_400_or_too_large(orphan: Pair) -> None:
    note = ActingBook(orphan.city, orphan.side).note(1, bytes(32))
    for body in (b"", b"old x\n\n", b"new 0\n\n", b"old 01\n\n" + note.encode(), b"\xff",
                 b"old 0\nAAAA\n\n" + note.encode()):  # fmt: skip
        answer = orphan.side.post("/add-checkpoint", content=body)
        assert answer.status_code == 400, body
    assert orphan.side.post("/add-checkpoint", content=bytes(20_000)).status_code == 413
