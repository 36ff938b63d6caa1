"""An invitation is read as it was written, or not at all."""

import pytest

from heller.handset.invite import Invite, read_invite, tidy_code, write_invite
from heller.handset.problems import InviteUnreadable

ROOT = bytes(range(32))
INVITE = Invite("https://kasse.unna.example", "K7QPW2MX", ROOT)
TEXT = "HE1:" + write_invite(INVITE).removeprefix("HE1:")


def test_an_invitation_is_read_back() -> None:
    assert read_invite(write_invite(INVITE)) == INVITE
    assert read_invite(f" {TEXT[:30]}\n{TEXT[30:]}\r\n") == INVITE


@pytest.mark.parametrize(
    "text", ["", "HE1:", TEXT[:-4], TEXT[:40], "HG1:" + TEXT[4:], TEXT + "ü", "HE1:" + TEXT[3:]]
)
def test_a_spoilt_invitation_is_refused(text: str) -> None:
    found: object
    try:
        found = read_invite(text)
    except InviteUnreadable:
        found = None
    assert found in (None, Invite("https://kasse.unna.exam", "K7QPW2MX", ROOT))


@pytest.mark.parametrize(
    ("door", "code", "root"),
    [
        ("ftp://kasse.example", "K7QP", ROOT),
        ("https://", "K7QP", ROOT),
        ("https://a b", "K7QP", ROOT),
        ("https://" + "a" * 200, "K7QP", ROOT),
        ("https://a", "", ROOT),
        ("https://a", "k7qp", ROOT),
        ("https://a", "K" * 33, ROOT),
        ("https://a", "KÄ", ROOT),
        ("https://a", "K7QP", ROOT[:31]),
    ],
)
def test_what_cannot_be_an_invitation_is_refused(door: str, code: str, root: bytes) -> None:
    with pytest.raises(InviteUnreadable):
        Invite(door, code, root)


def test_a_code_is_forgiven_its_blanks() -> None:
    assert tidy_code(" k7qp-w2mx\n") == "K7QPW2MX"


def test_the_code_is_not_shown() -> None:
    assert "K7QP" not in repr(INVITE)
