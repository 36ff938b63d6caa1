"""A city's folder: what lies where, its settings, its server keys."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from heller.claims.keyset import Role
from heller.keys import Scope, SigningKey, signing_key
from heller.operate.errors import CeremonyMissing, KeysLocked, NoCity
from heller.operate.keyfile import open_locked, write_secret
from heller.till.city_door import DoorKeys

SERVER_ROLES = (Role.ISSUER, Role.LEASE, Role.ACK, Role.HEAD, Role.SNAP, Role.RELEASE, Role.PROBE)
KEY_IDS: dict[Role, int] = {role: int(role) for role in Role}


@dataclass(frozen=True, slots=True)
class CitySettings:
    """What a city's processes need to know before they can ask the book.

    Tills' snapshots are made anew every `snapshot_hours`, and what changed since at most every
    `delta_seconds`.
    """

    city: int
    name: str
    phone: str
    host: str
    port: int
    database_url: str = ""
    snapshot_hours: int = 24
    delta_seconds: int = 60


class Home:
    """Paths and contents of one city's folder."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is read yet."""
        self.folder = folder

    @property
    def settings_file(self) -> Path:
        """Where the settings are."""
        return self.folder / "city.json"

    @property
    def server_keys(self) -> Path:
        """Where the encrypted server keys are."""
        return self.folder / "keys" / "server.keys"

    @property
    def unlock_file(self) -> Path:
        """Where the unlock key is, unless it is given from elsewhere."""
        return self.folder / "unlock" / "unlock.key"

    @property
    def keyset_file(self) -> Path:
        """Where the signed KEYSET is."""
        return self.folder / "keys" / "keyset.bin"

    @property
    def office_key(self) -> Path:
        """Where the first office key is."""
        return self.folder / "office" / "office.key"

    @property
    def socket(self) -> Path:
        """Where the office's entrance is."""
        return self.folder / "office.sock"

    @property
    def snapshots(self) -> Path:
        """Where the signed snapshot files for tills are; everything in `public` may be seen."""
        return self.folder / "public" / "snapshots"

    @property
    def snapshot_base(self) -> Path:
        """Where the newest SNAPSHOT's content is kept, for deltas to build on."""
        return self.folder / "snapshot-base"

    @property
    def postgres(self) -> Path:
        """Where the embedded PostgreSQL keeps its data."""
        return self.folder / "postgres"

    def settings(self) -> CitySettings:
        """Read the settings; raises NoCity."""
        if not self.settings_file.exists():
            raise NoCity(str(self.folder))
        return CitySettings(**json.loads(self.settings_file.read_text(encoding="utf-8")))

    def write_settings(self, settings: CitySettings) -> None:
        """Keep the settings."""
        write_secret(self.settings_file, json.dumps(asdict(settings), indent=1).encode())

    def secrets(self, unlock_file: Path | None = None) -> dict[str, Any]:
        """Open the server keys; raises NoCity or KeysLocked."""
        if not self.server_keys.exists():
            raise NoCity(str(self.folder))
        path = unlock_file or self.unlock_file
        if not path.exists():
            raise KeysLocked(f"({path} is missing)")
        return open_locked(self.server_keys.read_bytes(), path.read_bytes())

    def keyset(self) -> bytes:
        """Read the signed KEYSET; raises NoCity."""
        if not self.keyset_file.exists():
            raise CeremonyMissing if self.server_keys.exists() else NoCity(str(self.folder))
        return self.keyset_file.read_bytes()


def key_of(secrets: dict[str, Any], role: Role) -> tuple[int, SigningKey]:
    """Give the id and key of a server role."""
    return KEY_IDS[role], signing_key(secrets["seeds"][int(role)])


def door_keys(secrets: dict[str, Any], scope: Scope) -> DoorKeys:
    """Give the keys that the till door signs with."""
    return DoorKeys(
        scope,
        key_of(secrets, Role.ACK),
        key_of(secrets, Role.LEASE),
        key_of(secrets, Role.HEAD),
        secrets["pepper"],
        secrets["names"],
    )
