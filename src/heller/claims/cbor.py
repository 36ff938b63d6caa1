"""Strict deterministic CBOR (RFC 8949, section 4.2.1), for messages without a fixed layout.

Whole numbers, bytes, text, yes, no, null, lists and maps whose keys are all text or all unsigned.
One value has one encoding: whatever else is sent is refused.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final, NoReturn, cast

import cbor2

from heller.errors import Malformed

MAX_BYTES: Final = 4 << 20
MAX_DEPTH: Final = 16

_LEAST, _MOST = -(1 << 64), (1 << 64) - 1


def encode(value: object) -> bytes:
    """Encode a value; one that CBOR of this kind cannot carry raises Malformed."""
    _check(value, MAX_DEPTH)
    try:
        return cbor2.dumps(value, canonical=True)
    except UnicodeEncodeError as error:
        raise Malformed("The text has a lone surrogate.") from error


def decode(data: bytes, *, limit: int = MAX_BYTES) -> Any:  # noqa: ANN401 - the reader checks shapes
    """Decode at most `limit` bytes; refuse everything that encodes to other bytes.

    Raises Malformed.
    """
    if len(data) > limit:
        raise Malformed("The CBOR is too long.")
    try:
        value = cbor2.loads(
            data,
            max_depth=MAX_DEPTH,
            allow_indefinite=False,
            allow_duplicate_keys=False,
            # A decoder for every tag there is, and it refuses; fresh, for it grows with each tag.
            semantic_decoders=defaultdict(lambda: _refuse_tag),
        )
    except (cbor2.CBORError, ValueError, OverflowError, MemoryError) as error:
        raise Malformed("The CBOR cannot be read.") from error
    if encode(value) != data:
        raise Malformed("The CBOR is not in its one deterministic form.")
    return value


def _check(value: object, depth: int) -> None:
    if depth == 0:
        raise Malformed("The CBOR is nested too deep.")
    if isinstance(value, list | tuple):
        items = cast("Iterable[object]", value)
    elif isinstance(value, dict):
        table = cast("dict[object, object]", value)
        _check_keys(table)
        items = table.values()
    else:
        _check_leaf(value)
        return
    for item in items:
        _check(item, depth - 1)


def _check_leaf(value: object) -> None:
    if isinstance(value, int):
        if not _LEAST <= value <= _MOST:
            raise Malformed("The number has more than 64 bits.")
    elif value is not None and not isinstance(value, bytes | str):
        raise Malformed(f"CBOR of this kind carries no {type(value).__name__}.")


def _check_keys(value: dict[object, object]) -> None:
    text = all(isinstance(key, str) for key in value)
    numbers = all(isinstance(key, int) and not isinstance(key, bool) and key >= 0 for key in value)
    if not (text or numbers):
        raise Malformed("A map has keys of one type: text or unsigned numbers.")


def _refuse_tag(*_tagged: object) -> NoReturn:
    raise Malformed("The CBOR has a tag.")
