"""A stand-in's folder, on a machine of its own: its settings, its keys, the KEYSET it serves.

stand-in   heller stand-in create DIR ...           -> DIR/stand-in-public.json
server     heller city create ... --stand-in FILE   -> the request for the ceremony names it
stand-in   heller stand-in create DIR --keyset F/to-server
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from heller.claims.keyset import Endpoint, Keyset, Role, open_keyset
from heller.errors import Problem
from heller.keys import SigningKey, scope_of, signing_key
from heller.operate.addresses import require_address
from heller.operate.errors import (
    CeremonyIncomplete,
    CeremonyMissing,
    CityExists,
    KeysLocked,
    NoStandin,
    RequestUnreadable,
)
from heller.operate.keyfile import lock, open_locked, write_secret
from heller.standin.keys import StandinKeys

ROLES: Final = (Role.STANDIN, Role.WITNESS)  # their numbers are their keys' ids
Random = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class StandinSettings:
    """Whose stand-in it is, where it listens, and its public address."""

    city: int
    host: str
    port: int
    url: str


class StandinHome:
    """Paths and contents of one stand-in's folder."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is read yet."""
        self.folder = folder

    @property
    def settings_file(self) -> Path:
        """Where the settings are."""
        return self.folder / "stand-in.json"

    @property
    def public_file(self) -> Path:
        """Where the public keys are, to be carried to the city's server."""
        return self.folder / "stand-in-public.json"

    @property
    def keys_file(self) -> Path:
        """Where the encrypted keys are."""
        return self.folder / "keys" / "stand-in.keys"

    @property
    def unlock_file(self) -> Path:
        """Where the unlock key is, unless it is given from elsewhere."""
        return self.folder / "unlock" / "unlock.key"

    @property
    def keyset_file(self) -> Path:
        """Where the signed KEYSET is."""
        return self.folder / "keys" / "keyset.bin"

    def settings(self) -> StandinSettings:
        """Read the settings; raises NoStandin."""
        if not self.settings_file.exists():
            raise NoStandin(str(self.folder))
        return StandinSettings(**json.loads(self.settings_file.read_text(encoding="utf-8")))

    def own_keys(self, unlock: Path | None = None) -> dict[Role, tuple[int, SigningKey]]:
        """Open the keys; raises NoStandin or KeysLocked."""
        path = unlock or self.unlock_file
        if not self.keys_file.exists():
            raise NoStandin(str(self.folder))
        if not path.exists():
            raise KeysLocked(f"({path} is missing)")
        seeds = open_locked(self.keys_file.read_bytes(), path.read_bytes())["seeds"]
        return {role: (int(role), signing_key(seeds[int(role)])) for role in ROLES}

    def keys(self, unlock: Path | None = None) -> StandinKeys:
        """Open everything it signs with; raises NoStandin, KeysLocked or CeremonyMissing."""
        own, settings = self.own_keys(unlock), self.settings()
        if not self.keyset_file.exists():
            raise CeremonyMissing
        message = self.keyset_file.read_bytes()
        keyset = Keyset.parse(message[:-64], settings.city)
        scope = scope_of(keyset.city, keyset.root)
        return StandinKeys(scope, keyset, message, own[Role.STANDIN], own[Role.WITNESS])


def make(home: StandinHome, settings: StandinSettings, random: Random) -> None:
    """Make folder and keys, and the file to carry to the server.

    Raises CityExists when there are keys already, AddressRefused for a bad public address.
    """
    if home.keys_file.exists():
        raise CityExists(str(home.folder))
    require_address(settings.url, "(stand-in)")
    for path in (home.keys_file, home.unlock_file):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unlock = random(32)
    seeds = {int(role): random(32) for role in ROLES}
    write_secret(home.unlock_file, unlock)
    write_secret(home.settings_file, json.dumps(asdict(settings), indent=1).encode())
    write_secret(home.keys_file, lock({"seeds": seeds}, unlock, random))
    keys = [
        {"id": int(role), "role": int(role), "public": key.public.hex()}
        for role, (_, key) in home.own_keys().items()
    ]
    content = {"city": settings.city, "url": settings.url, "keys": keys}
    write_secret(home.public_file, json.dumps(content, indent=1).encode())


def finish(home: StandinHome, carried: Path) -> None:
    """Keep the KEYSET that the ceremony signed; raises NoStandin or CeremonyIncomplete."""
    own, settings = home.own_keys(), home.settings()
    try:
        message = (carried / "keyset.bin").read_bytes()
        root = Keyset.parse(message[:-64], None).root
        keyset = open_keyset(message, root, settings.city)
    except (Problem, OSError) as error:
        raise CeremonyIncomplete(f"({error})") from None
    if any(keyset.key(number, role) != key.public for role, (number, key) in own.items()):
        raise CeremonyIncomplete
    write_secret(home.keyset_file, message)


def add_to_request(request: dict[str, Any], public: Path) -> None:
    """Name the stand-in's keys and address in a request for the ceremony.

    Raises RequestUnreadable when the file is of another city, or no such file.
    """
    try:
        content = json.loads(public.read_text(encoding="utf-8"))
        roles = sorted(row["role"] for row in content["keys"])
        good = content["city"] == request["city"] and roles == sorted(map(int, ROLES))
        address = content["url"].rstrip("/")
        require_address(address, "(stand-in)")
    except (Problem, OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise RequestUnreadable(f"({error})") from None
    if not good:
        raise RequestUnreadable(f"({public} is another city's stand-in)")
    request["keys"] += content["keys"]
    request["endpoints"][str(int(Endpoint.STANDIN))] = [address]
