"""Looking for what is wrong with a city before it hurts: each finding says what to do.

Nothing is changed, and no secret is shown. A `warn` lets the city run, a `fail` does not, or not
safely.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from stat import S_IMODE
from typing import Any, Final

import httpx

from heller.claims.keyset import Role
from heller.operate.engine import Engine
from heller.operate.errors import KeysLocked, NoCity
from heller.operate.home import SERVER_ROLES, Home, key_of
from heller.operate.open_city import keyset_of
from heller.postgres import binaries, roles
from heller.postgres.errors import BinariesMissing, EngineError, ServerNotRunning
from heller.postgres.reach import missing_migrations

WARN_FREE: Final = 5 << 30
FAIL_FREE: Final = 500 << 20
OLDEST_CLOCK: Final = 1_750_000_000  # 2025-06-15: this program did not exist before
CLOCK_WARN_S: Final = 60
ASK_S: Final = 2.0
_PRIVATE: Final = 0o077


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: what was found, and what to do about it (empty when all is well)."""

    name: str
    level: Level
    said: str
    do: str = ""


def ok(name: str, said: str) -> Finding:
    """Find nothing wrong."""
    return Finding(name, Level.OK, said)


def examine(home: Home, unlock: Path | None, now: Callable[[], float]) -> list[Finding]:
    """Look at a city's folder, keys, disk, clock, programs, database and witness."""
    found = [_home(home)]
    if found[0].level is Level.FAIL:
        return [*found, _binaries(home)]
    return [
        *found,
        *_keys(home, unlock),
        _disk(home),
        _clock(home, now),
        _binaries(home),
        *_database(home),
        _witness(),
    ]


def _home(home: Home) -> Finding:
    try:
        settings = home.settings()
    except NoCity as error:
        return Finding("home", Level.FAIL, str(error), "heller city create FOLDER, or name --home.")
    except (OSError, ValueError, TypeError, json.JSONDecodeError) as error:
        do = "Put city.json back from a copy of the folder."
        return Finding("home", Level.FAIL, f"{home.settings_file}: {error}", do)
    return ok("home", f"{settings.name} ({settings.city:08d}) in {home.folder}")


def _keys(home: Home, unlock: Path | None) -> list[Finding]:
    file = unlock or home.unlock_file
    try:
        secrets = home.secrets(unlock)
    except (NoCity, KeysLocked, OSError) as error:
        do = "Name the right unlock key with --unlock, or put keys/server.keys back from a copy."
        return [Finding("keys", Level.FAIL, str(error), do)]
    opened = ok("keys", f"{len(secrets['seeds'])} server keys open with {file}")
    return [opened, _rights(file), _keyset(home, secrets)]


def _rights(file: Path) -> Finding:
    mode = S_IMODE(file.stat().st_mode)
    if mode & _PRIVATE:
        said = f"{file} can be read by others (mode {mode:o})"
        return Finding("unlock", Level.FAIL, said, f"chmod 600 {file}")
    return ok("unlock", f"{file} is its owner's alone")


def _keyset(home: Home, secrets: dict[str, Any]) -> Finding:
    if not home.keyset_file.exists():
        do = "Hold the ceremony, then: heller city create FOLDER --keyset STICK/to-server"
        return Finding("keyset", Level.FAIL, "There is no KEYSET yet", do)
    keyset = keyset_of(home)
    strange = [
        Role(role).name
        for role in SERVER_ROLES
        if keyset.key(key_of(secrets, role)[0], role) != key_of(secrets, role)[1].public
    ]
    if strange:
        said = f"The KEYSET does not list this server's keys: {', '.join(strange)}"
        do = "Have ROOT sign the newest keyset-request.json, or put the right keys back."
        return Finding("keyset", Level.FAIL, said, do)
    return ok("keyset", f"KEYSET {keyset.number} lists this server's keys")


def _disk(home: Home) -> Finding:
    free = shutil.disk_usage(home.folder).free
    said = f"{free >> 20} MiB free at {home.folder}"
    if free < WARN_FREE:
        level = Level.FAIL if free < FAIL_FREE else Level.WARN
        return Finding("disk", level, said, "Make room: a full disk stops the book.")
    return ok("disk", said)


def _clock(home: Home, now: Callable[[], float]) -> Finding:
    if now() < OLDEST_CLOCK:
        said = f"This machine's clock stands at {int(now())}, long ago"
        return Finding("clock", Level.FAIL, said, "Set the clock; run a time service (chrony).")
    newest = home.keyset_file.stat().st_mtime if home.keyset_file.exists() else 0
    if now() + CLOCK_WARN_S < newest:
        said = "This machine's clock is behind the city's newest file"
        return Finding("clock", Level.WARN, said, "Run a time service (chrony).")
    return ok("clock", "The clock is not behind the city's files")


def _binaries(home: Home) -> Finding:
    try:
        found = binaries.find(None, binaries.data_major(home.postgres / "cluster"))
    except BinariesMissing as error:
        return Finding(
            "postgresql", Level.FAIL, str(error).split("\n")[0], "apt install postgresql"
        )
    return ok("postgresql", f"PostgreSQL {found.major} in {found.folder}")


def _database(home: Home) -> list[Finding]:
    try:
        missing = missing_migrations(Engine(home).dsn(roles.OWNER))
    except ServerNotRunning:
        do = f"heller serve --home {home.folder}"
        return [Finding("database", Level.WARN, "The city does not run", do)]
    except EngineError as error:
        do = "Look at postgres/postgres.log, or at the server that database_url names."
        return [Finding("database", Level.FAIL, str(error).split("\n")[0], do)]
    return [ok("database", "It answers"), _migrations(missing), _door(home)]


def _migrations(missing: list[str]) -> Finding:
    if missing:
        do = "Start the city again: heller serve applies them."
        return Finding("migrations", Level.WARN, f"Not applied: {', '.join(missing)}", do)
    return ok("migrations", "All are applied")


def _door(home: Home) -> Finding:
    settings = home.settings()
    address = f"http://{settings.host}:{settings.port}"
    try:
        health = httpx.get(f"{address}/v1/health", timeout=ASK_S).json()
    except (httpx.TransportError, ValueError) as error:
        do = f"heller serve --home {home.folder}, and read what it logs."
        return Finding("door", Level.FAIL, f"{address} does not answer ({error})", do)
    if health.get("state") != "deciding":
        do = "Wait a minute; if it stays so, read the log."
        return Finding("door", Level.FAIL, f"{address} answers, but does not decide", do)
    return ok("door", f"{address} decides, entry {health['seq']}")


def _witness() -> Finding:
    said = "No witness is named: receipts come without a flush"
    return Finding("witness", Level.WARN, said, "Copy the folder to another place every day.")
