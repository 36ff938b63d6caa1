"""What some orders bring beside them: MACs of PINs, one-time codes, names; never journaled."""

from typing import Any, Final

from heller.claims.office import OfficeOrder
from heller.claims.orders import OrderAnswer
from heller.claims.questions import Enrol, code_hash
from heller.errors import Malformed, OrderRefused
from heller.postgres.errors import AlreadyThere
from heller.postgres.twins import no_twins
from heller.till.city_door import CityDoor
from heller.till.enrol import CODE_SECONDS, code_mac
from heller.till.names import seal_name

_NAMED: Final = {"merchant.add": "merchant", "point.add": "point"}
MAX_NAME: Final = 120
MIN_CODE: Final = 10  # of 32 signs: 50 bits
MAX_CODE: Final = 32


class SideWork:
    """Does what belongs to an order beside the book, before and after it is carried out.

    Each step may be repeated: an order that was cut off between them is simply given again.
    """

    def __init__(self, door: CityDoor) -> None:
        """Work for this door."""
        self._door = door

    async def before(self, order: OfficeOrder, side: Any) -> None:  # noqa: ANN401 - CBOR
        """Keep numbers and PINs of cards to be registered; refuse what could not be kept after."""
        if order.kind == "till.invite":
            _code(side)
        if order.kind in _NAMED and side:
            _name(side)
        if order.kind == "cards.register":
            await self._keep_cards(side)
        if order.kind == "till.admit":
            await self._check_code(order)

    async def after(self, order: OfficeOrder, side: Any, answer: OrderAnswer) -> None:  # noqa: ANN401
        """Keep codes and names of what was just registered."""
        if order.kind == "till.invite":
            await self._keep_code(order, side)
        if order.kind == "till.admit":
            mac = self._mac(order)
            await self._door.store.run(
                "SELECT book.admit_code(%s, %s)", (mac, answer.changes[0][1])
            )
        if order.kind in _NAMED and side:
            await self._keep_name(_NAMED[order.kind], answer.changes[0][1], side)

    async def _keep_cards(self, side: Any) -> None:  # noqa: ANN401
        rows = side.get("cards") if isinstance(side, dict) else None
        if not isinstance(rows, list) or not all(_is_side_row(row) for row in rows):
            raise Malformed("Beside the cards travel [ref, number, MAC of the PIN] for each.")
        refs, numbers, macs = (list(column) for column in zip(*rows, strict=True))
        try:
            with no_twins():
                await self._door.store.run(
                    "SELECT book.keep_side(%s, %s, %s)", (refs, numbers, macs)
                )
        except AlreadyThere:
            raise OrderRefused("A card number exists already; make these cards anew.") from None

    def _mac(self, order: OfficeOrder) -> bytes:
        message = order.arguments.get("enrol", b"")
        enrol = Enrol.parse(message[:-64], self._door.scope.city)
        return code_mac(self._door.keys.pepper, enrol.code)

    async def _check_code(self, order: OfficeOrder) -> None:
        """Refuse to admit a device that showed no code, or one for another place or role."""
        rows = await self._door.store.run(
            "SELECT point, role, admitted FROM book.claim_code(%s, NULL, %s)",
            (self._mac(order), self._door.now()),
        )
        wanted = (order.arguments.get("point"), order.arguments.get("role"))
        if not rows or rows[0][:2] != wanted:
            raise OrderRefused("This device showed no code for this place and role.")

    async def _keep_code(self, order: OfficeOrder, side: Any) -> None:  # noqa: ANN401
        now, arguments = self._door.now(), order.arguments
        mac = code_mac(self._door.keys.pepper, code_hash(_code(side)))
        await self._door.store.run(
            "SELECT book.keep_code(%s, %s, %s::smallint, %s, %s)",
            (mac, arguments["point"], arguments["role"], now + CODE_SECONDS, now),
        )

    async def _keep_name(self, kind: str, number: int, side: Any) -> None:  # noqa: ANN401
        door = self._door
        ciphertext, wrapped = seal_name(door.keys.names, _name(side), door.random_bytes)
        await door.store.run(
            "SELECT book.keep_name(%s, %s, %s, %s)", (kind, number, ciphertext, wrapped)
        )


def _code(side: Any) -> str:  # noqa: ANN401
    code = side.get("code") if isinstance(side, dict) else None
    if not isinstance(code, str) or not code.isascii() or not MIN_CODE <= len(code) <= MAX_CODE:
        raise Malformed(f"Beside an invitation travels its code of {MIN_CODE} to {MAX_CODE} signs.")
    return code


def _name(side: Any) -> str:  # noqa: ANN401
    name = side.get("name") if isinstance(side, dict) else None
    if not isinstance(name, str) or not 0 < len(name) <= MAX_NAME:
        raise Malformed(f"A name has 1 to {MAX_NAME} characters.")
    return name


def _is_side_row(row: object) -> bool:
    return (
        isinstance(row, list)
        and len(row) == 3  # noqa: PLR2004 - ref, number, MAC
        and isinstance(row[0], bytes)
        and isinstance(row[1], str)
        and isinstance(row[2], bytes)
    )
