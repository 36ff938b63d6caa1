"""Fields of an answer are taken as what they must be, or spoil the answer."""

import pytest

from heller.errors import Late, Problem, TillRevoked
from heller.handset.fields import blob, blob_text, hex_bytes, problem_of, take
from heller.handset.problems import Refused, Unreadable


def test_a_field_has_its_type() -> None:
    assert take({"a": 1}, "a", int) == 1
    assert take({"a": True}, "a", bool) is True


@pytest.mark.parametrize("value", [None, "1", True, 1.0, [1]])
def test_another_type_spoils_the_answer(value: object) -> None:
    with pytest.raises(Unreadable, match="field a"):
        take({"a": value}, "a", int)


def test_bytes_are_base64() -> None:
    assert blob({"a": blob_text(b"\xff\0")}, "a") == b"\xff\0"
    assert blob({"a": blob_text(b"ab")}, "a", 2) == b"ab"


@pytest.mark.parametrize("value", ["YWI", "YW I=", "YWJj", "ä", 3])
def test_spoilt_base64_spoils_the_answer(value: object) -> None:
    with pytest.raises(Unreadable):
        blob({"a": value}, "a", 2)


def test_hashes_are_hexadecimal() -> None:
    assert hex_bytes({"a": "00ff"}, "a", (0, 2)) == b"\0\xff"
    assert hex_bytes({"a": ""}, "a", (0, 2)) == b""
    for value in ("0", "00", "zz00", None):
        with pytest.raises(Unreadable):
            hex_bytes({"a": value}, "a", (0, 2))


@pytest.mark.parametrize(
    ("body", "kind", "detail"),
    [
        ({"code": "late", "status": 503, "detail": "x"}, Late, "x"),
        ({"code": "till_revoked", "detail": None}, TillRevoked, ""),
        ({"code": "new_here", "title": "New."}, Refused, "(new_here: New.)"),
        ({"status": 404}, Refused, "(None: None)"),
        ({"hello": "world"}, Unreadable, ""),
    ],
)
def test_a_problem_is_told_by_its_code(
    body: dict[str, object], kind: type[Problem], detail: str
) -> None:
    problem = problem_of(body)
    assert (type(problem), problem.detail) == (kind, detail)
