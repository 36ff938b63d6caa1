"""Inviting a till: the one-time code, and where the device goes with it, as the KEYSET says."""

import secrets
from typing import Final

from heller.claims.keyset import Endpoint
from heller.handset.invite import Invite
from heller.operate.home import Home
from heller.operate.open_city import keyset_of

CODE_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike
CODE_LENGTH: Final = 10  # 50 bits, good for 15 minutes and for one device
ROLES: Final = {"redeem": 1, "sell": 2, "both": 3}


def new_code() -> str:
    """Make a one-time code."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def invitation(home: Home, code: str) -> Invite:
    """Give the invitation with this code: to the best address of the city's door."""
    keyset = keyset_of(home)
    return Invite(keyset.endpoints[Endpoint.DOOR][0], code, keyset.root)


def till_app(home: Home) -> str:
    """Give the address of the city's till app, "" when the KEYSET names none."""
    return next(iter(keyset_of(home).endpoints.get(Endpoint.TILL_APP, ())), "")
