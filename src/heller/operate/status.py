"""What a running city holds, read from its door and its database."""

from contextlib import closing
from typing import Any

import httpx

from heller.money import euros_de
from heller.operate.home import Home
from heller.operate.office import EntranceClosed
from heller.operate.open_city import office_of

TIMEOUT_SECONDS = 3.0


def read_status(home: Home) -> dict[str, Any]:
    """Ask the door and the office's entrance; raises EntranceClosed when nothing answers."""
    settings = home.settings()
    try:
        address = f"http://{settings.host}:{settings.port}/v1/health"
        health = httpx.get(address, timeout=TIMEOUT_SECONDS).json()
    except (httpx.TransportError, ValueError) as error:
        raise EntranceClosed(f"({error})") from None
    with closing(office_of(home)) as office:
        register, totals = office.look("register"), office.look("totals")
    return {
        "city": settings.city,
        "name": settings.name,
        **health,
        **totals,
        "fund_cents": register["settings"].get("fund", 0),
        "merchants": len(register["merchants"]),
        "points": len(register["points"]),
        "tills": len(register["tills"]),
        "witness": None,
    }


def status_lines(found: dict[str, Any]) -> list[str]:
    """Say a status in lines that a person reads."""
    money = {
        "Owed to card holders": "float_cents",
        "Owed to merchants": "payable_cents",
        "Owed by sale points": "receivable_cents",
        "In suspense": "suspense_cents",
        "Fund figure F": "fund_cents",
    }
    lines = [
        (
            f"{found['name']} ({found['city']:08d}): {found['state']},"
            f" entry {found['seq']}, epoch {found['epoch']}"
        )
    ]
    lines += [f"  {title:<22} {euros_de(found[name]):>16}" for title, name in money.items()]
    lines.append(
        f"  {found['merchants']} merchants, {found['points']} points, {found['tills']} tills,"
        f" {found['cards']} cards"
    )
    lines.append("  No witness is named: receipts come without a flush.")
    return lines
