"""The public addresses that a city's KEYSET names: its door's, and its till app's.

They are signed by ROOT, and every till and card of the city follows them. So they are checked
before the ceremony, by the server that asks for it.
"""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from heller.claims.keyset import Endpoint
from heller.errors import Problem
from heller.handset.invite import MAX_ADDRESS

_NAME: Final = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)"
_ADDRESS: Final = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{_NAME}(?:\.{_NAME})*|\[[0-9A-Fa-f:.]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?:/[A-Za-z0-9/._~-]*)?"
)
_PORTS: Final = range(1, 65_536)


class AddressRefused(Problem):
    """A public address is https://HOST/, at most 200 plain characters, without user or fragment."""

    code = "address_refused"
    status = 422
    german = (
        "Eine öffentliche Adresse lautet https://NAME/, mit höchstens 200 einfachen Zeichen, ohne "
        "Benutzer und Sprungmarke."
    )


@dataclass(frozen=True, slots=True)
class PublicAddresses:
    """Where the city is for others: `doors` best first, and `till_app`, "" while there is none.

    Raises AddressRefused.
    """

    doors: tuple[str, ...] = ()
    till_app: str = ""

    def __post_init__(self) -> None:
        """Refuse what a till could not, or should not, follow."""
        for place, door in enumerate(self.doors, start=1):
            require_address(door, f"(door {place})")
        if self.till_app:
            require_address(self.till_app, "(till app)")

    def endpoints(self, own: str) -> dict[Endpoint, list[str]]:
        """Give what the KEYSET shall name; the door's `own` address stands in for missing ones."""
        doors = [door.rstrip("/") for door in self.doors]
        found = {Endpoint.DOOR: doors or [own]}
        return found | ({Endpoint.TILL_APP: [self.till_app]} if self.till_app else {})


def require_address(address: str, which: str) -> None:
    """Refuse an address that others should not follow; raises AddressRefused.

    The words never repeat it, because it may hold a password.
    """
    found = _ADDRESS.fullmatch(address)
    if not found or len(address) > MAX_ADDRESS or int(found["port"] or 1) not in _PORTS:
        raise AddressRefused(which)
    is_local = _is_local(found["host"].lower(), which)
    if found["scheme"] == "http" and not is_local:
        raise AddressRefused(f"{which} Plain http is for this machine only.")


def _is_local(host: str, which: str) -> bool:
    """Say whether this is the machine itself: localhost, or a loopback address."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        if host.startswith("["):
            raise AddressRefused(which) from None
        return False
