"""HE1: the invitation to enrol, as text or QR code: door, one-time code and the city's ROOT key.

`"HE1:" || Base45(ROOT public key 32 || length of the code u8 || code || address of the door)`.
The code in it is a secret for 15 minutes. Whoever prints the invitation vouches for ROOT: the till
pins it, and believes nothing that does not follow from it.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from heller.cards.coded import from_text, to_text
from heller.claims.codes import tidied
from heller.errors import Malformed
from heller.handset.problems import InviteUnreadable

INVITE: Final = "HE1:"
MAX_CODE: Final = 32
MAX_ADDRESS: Final = 200

_ROOT_BYTES: Final = 32
_CODE: Final = re.compile(r"[A-Z0-9]{1,32}")
_ADDRESS: Final = re.compile(r"https?://[!-~]+")


@dataclass(frozen=True, slots=True)
class Invite:
    """Where to enrol (`door`, a URL), with which one-time `code`, in whose city (ROOT key)."""

    door: str
    code: str = field(repr=False)
    root: bytes

    def __post_init__(self) -> None:
        good = _CODE.fullmatch(self.code) and _ADDRESS.fullmatch(self.door)
        if not good or len(self.door) > MAX_ADDRESS or len(self.root) != _ROOT_BYTES:
            raise InviteUnreadable


def tidy_code(typed: str) -> str:
    """Take a code as people type it: small letters, blanks and hyphens are forgiven."""
    return re.sub(r"[\s-]", "", typed).upper()


def write_invite(invite: Invite) -> str:
    """Write an invitation as text."""
    code = invite.code.encode()
    return to_text(INVITE, invite.root + bytes([len(code)]) + code + invite.door.encode())


def read_invite(text: str) -> Invite:
    """Read an invitation, forgiving what pasting adds; raises InviteUnreadable."""
    try:
        data = from_text(INVITE, tidied(text))
        end = _ROOT_BYTES + 1 + data[_ROOT_BYTES]
        code, door = data[_ROOT_BYTES + 1 : end], data[end:]
        return Invite(door.decode("ascii"), code.decode("ascii"), data[:_ROOT_BYTES])
    except (Malformed, IndexError, UnicodeDecodeError):
        raise InviteUnreadable from None
