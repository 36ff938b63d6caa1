"""The signed tree head and proofs under it: anyone can check that the book only grows."""

import base64
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from heller.book.note import TreeHead, origin, sign_head, verifier_key
from heller.errors import Malformed
from heller.till.city_door import CityDoor
from heller.web.http import base64_text

MAX_AGE_S: Final = 1


class TreeRoutes:
    """GET /v1/tree/head, /inclusion and /consistency."""

    def __init__(self, door: CityDoor) -> None:
        """Serve this door."""
        self._door = door
        self._kept: tuple[TreeHead, str, int] | None = None

    async def _head(self) -> tuple[TreeHead, str]:
        """Sign the head of what is committed; at most one a second is made and kept."""
        door, head = self._door, self._door.writer.session.head
        size = head.committed - head.first_seq + 1
        now = door.now()
        if self._kept and (self._kept[0].size == size or now - self._kept[2] < MAX_AGE_S):
            return self._kept[:2]
        async with door.store.tree(head.generation, head.first_seq) as tree:
            root = await tree.root(size)
        tree_head = TreeHead(origin(door.scope, head.generation), size, root)
        note = sign_head(tree_head, door.keys.head[1])
        await door.store.run(
            "SELECT book.keep_checkpoint(%s, %s, %s, %s)", (head.generation, size, root, note)
        )
        self._kept = (tree_head, note, now)
        return tree_head, note

    async def head(self, request: Request) -> Response:
        """Give the signed tree head, as JSON or as the C2SP note itself."""
        head, note = await self._head()
        if request.headers.get("accept", "").startswith("text/plain"):
            return PlainTextResponse(note)
        key = verifier_key(head.origin, self._door.keys.head[1].public)
        return JSONResponse(
            {"size": head.size, "root": base64_text(head.root), "note": note, "key": key}
        )

    async def inclusion(self, request: Request) -> Response:
        """Prove that entry `seq` is under the head of `size` (default: the newest)."""
        head, _ = await self._head()
        book = self._door.writer.session.head
        size = _number(request, "size", head.size)
        index = _number(request, "seq", 0) - book.first_seq
        if not 0 <= index < size <= head.size:
            raise Malformed("There is no such entry under this head.")
        async with self._door.store.tree(book.generation, book.first_seq) as tree:
            proof = await tree.inclusion(index, size)
            leaf = await tree.leaf(index)
        return JSONResponse(
            {"index": index, "size": size, "leaf": base64_text(leaf), "proof": _texts(proof)}
        )

    async def consistency(self, request: Request) -> Response:
        """Prove that the head of size `from` is a prefix of the head of size `to`."""
        head, _ = await self._head()
        book = self._door.writer.session.head
        old, new = _number(request, "from", 0), _number(request, "to", head.size)
        if not 0 < old <= new <= head.size:
            raise Malformed("Sizes are 1 to the newest head's size, the older first.")
        async with self._door.store.tree(book.generation, book.first_seq) as tree:
            proof = await tree.consistency(old, new)
        return JSONResponse({"from": old, "to": new, "proof": _texts(proof)})


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdecimal() or len(text) > 19:  # noqa: PLR2004 - fits u64
        raise Malformed(f"{name} is a whole number.")
    return int(text)


def _texts(proof: list[bytes]) -> list[str]:
    return [base64.b64encode(one).decode() for one in proof]
