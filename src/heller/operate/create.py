"""Making a city: server keys, the request for its ceremony, its database, its first entry."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from heller.city.fund import Fund
from heller.city.register import What
from heller.claims.keyset import Keyset, Role, open_keyset
from heller.errors import Problem
from heller.keys import scope_of, signing_key
from heller.operate.addresses import PublicAddresses
from heller.operate.engine import Engine
from heller.operate.errors import CeremonyIncomplete, CityExists
from heller.operate.home import KEY_IDS, SERVER_ROLES, CitySettings, Home, key_of
from heller.operate.keyfile import lock, read_plain_key, write_plain_key, write_secret
from heller.operate.standin_home import add_to_request
from heller.postgres.batch_run import Clock, WriterKeys
from heller.postgres.errors import AlreadyThere
from heller.postgres.found import found
from heller.postgres.twins import no_twins
from heller.postgres.verify import verify

Random = Callable[[int], bytes]
FIRST_OFFICE = "office-1"
NO_ADDRESSES = PublicAddresses()


def prepare(
    home: Home,
    settings: CitySettings,
    random: Random,
    addresses: PublicAddresses = NO_ADDRESSES,
    standin: Path | None = None,
) -> dict[str, Any]:
    """Make folder and server keys, or find them; give the request for the ceremony.

    `standin` is the public file of the city's stand-in. Raises CityExists or RequestUnreadable.
    """
    if home.keyset_file.exists():
        raise CityExists(str(home.folder))
    for folder in (home.server_keys, home.unlock_file, home.office_key):
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not home.server_keys.exists():
        _make_keys(home, random)
    home.write_settings(settings)
    request = _request(home, settings, addresses)
    if standin is not None:
        add_to_request(request, standin)
    path = home.folder / "keyset-request.json"
    write_secret(path, json.dumps(request, indent=1).encode())
    return request


def _make_keys(home: Home, random: Random) -> None:
    unlock = random(32)
    upload = int.from_bytes(random(40)) % (2**256 - 2**224) + 1  # below the order of P-256
    secrets = {
        "seeds": {int(role): random(32) for role in SERVER_ROLES},
        "pepper": random(32),
        "names": random(32),
        "upload": upload.to_bytes(32),
    }
    write_secret(home.unlock_file, unlock)
    write_plain_key(home.office_key, FIRST_OFFICE, signing_key(random(32)))
    write_secret(home.server_keys, lock(secrets, unlock, random))


def _request(home: Home, settings: CitySettings, addresses: PublicAddresses) -> dict[str, Any]:
    secrets = home.secrets()
    keys = [
        {"id": KEY_IDS[role], "role": int(role), "public": key_of(secrets, role)[1].public.hex()}
        for role in SERVER_ROLES
    ]
    private = ec.derive_private_key(int.from_bytes(secrets["upload"]), ec.SECP256R1())
    public = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys.append({"id": KEY_IDS[Role.UPLOAD], "role": int(Role.UPLOAD), "public": public.hex()})
    endpoints = addresses.endpoints(f"http://{settings.host}:{settings.port}")
    return {
        "city": settings.city,
        "name": settings.name,
        "phone": settings.phone,
        "keys": keys,
        "endpoints": {str(int(kind)): urls for kind, urls in endpoints.items()},
    }


def finish(
    home: Home, carried: Path, fund: Fund, extra: dict[str, int], clock: Clock, random: Random
) -> None:
    """Take the signed KEYSET and write the city's first entry.

    What was cut off after that entry is ended by the same call. Raises NoCity, KeysLocked,
    CityExists or CeremonyIncomplete.
    """
    settings, secrets = home.settings(), home.secrets()
    if home.keyset_file.exists():
        raise CityExists(str(home.folder))
    message, keyset, people = _read_carried(carried, settings.city)
    ack = key_of(secrets, Role.ACK)
    if keyset.key(ack[0], Role.ACK) != ack[1].public:
        raise CeremonyIncomplete
    keys = WriterKeys(scope_of(settings.city, keyset.root), ack, key_of(secrets, Role.LEASE))
    changes = _first_changes(home, message, people, fund, extra)
    with Engine(home) as engine:
        engine.migrate()
        dsns = (engine.dsn("heller_owner"), engine.dsn("heller_book"))
        try:
            with no_twins():
                asyncio.run(found(dsns, keys, changes, clock, random))
        except AlreadyThere:
            if not verify(dsns[0], keys.scope, keyset, _untold).good:
                raise CityExists(str(home.folder)) from None
    write_secret(home.keyset_file, message)


def _read_carried(carried: Path, city: int) -> tuple[bytes, Keyset, list[dict[str, str]]]:
    try:
        message = (carried / "keyset.bin").read_bytes()
        people = json.loads((carried / "people.json").read_text(encoding="utf-8"))
        return message, open_keyset(message, message_root(message), city), people
    except (Problem, OSError, ValueError) as error:
        raise CeremonyIncomplete(f"({error})") from None


def _untold(_done: int, _total: int) -> None:
    """Say nothing: a new book is read in a moment."""


def message_root(message: bytes) -> bytes:
    """Give the ROOT key that a KEYSET names; only for whoever carried it here by hand."""
    return Keyset.parse(message[:-64], None).root


def _first_changes(
    home: Home, keyset: bytes, people: list[dict[str, str]], fund: Fund, extra: dict[str, int]
) -> tuple[tuple[Any, ...], ...]:
    actor, office = read_plain_key(home.office_key)
    approvers = [
        (int(What.APPROVER), no, person["actor"], bytes.fromhex(person["public"]), 1)
        for no, person in enumerate(people, start=1)
    ]
    values = {"fund": fund.total, "standin": fund.standin_per_merchant, **extra}
    settings = [(int(What.SETTING), name, value) for name, value in sorted(values.items())]
    first = ((int(What.KEYSET), keyset), (int(What.OFFICE_KEY), actor, office.public, 1))
    return (*first, *approvers, *settings)
