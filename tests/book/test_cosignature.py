"""C2SP tlog-cosignature, checked byte by byte."""

import base64
import hashlib

import pytest

from heller.book.cosignature import cosign, cosigned_at, witness_key
from heller.keys import signing_key, verifies

KEY = signing_key(bytes(range(32)))
NAME = "heller/05978036/0011223344556677/witness"
TEXT = "origin\n7\n" + base64.b64encode(bytes(32)).decode() + "\n"
TIME = 1_700_000_000


def test_line_is_what_c2sp_says() -> None:
    line = cosign(TEXT, NAME, KEY, TIME)
    assert line.startswith(f"\N{EM DASH} {NAME} ")
    assert line.endswith("\n")
    content = base64.b64decode(line.split(" ")[2])
    key_id = hashlib.sha256(NAME.encode() + b"\n\x04" + KEY.public).digest()[:4]
    assert content[:12] == key_id + TIME.to_bytes(8)
    assert verifies(KEY.public, f"cosignature/v1\ntime {TIME}\n{TEXT}".encode(), content[12:])


def test_key_is_written_as_foreign_tools_take_it() -> None:
    name, key_id, public = witness_key(NAME, KEY.public).split("+", 2)
    assert name == NAME
    assert base64.b64decode(public) == b"\x04" + KEY.public
    assert key_id == hashlib.sha256(NAME.encode() + b"\n\x04" + KEY.public).digest()[:4].hex()


def test_own_line_is_read_back() -> None:
    assert cosigned_at(TEXT, cosign(TEXT, NAME, KEY, TIME), NAME, KEY.public) == TIME


def changed(line: str, at: int) -> str:
    head, _, text = line.rstrip("\n").rpartition(" ")
    content = bytearray(base64.b64decode(text))
    content[at] ^= 1
    return f"{head} {base64.b64encode(bytes(content)).decode()}\n"


@pytest.mark.parametrize("at", [0, 4, 11, 12, 75], ids=str)
def test_each_part_counts(at: int) -> None:
    line = changed(cosign(TEXT, NAME, KEY, TIME), at)
    assert cosigned_at(TEXT, line, NAME, KEY.public) is None


@pytest.mark.parametrize("line", ["", "\N{EM DASH} other AAAA", f"\N{EM DASH} {NAME} ?",
                                  f"\N{EM DASH} {NAME} AAAA"])  # fmt: skip
def test_other_lines_are_none(line: str) -> None:
    assert cosigned_at(TEXT, line, NAME, KEY.public) is None
