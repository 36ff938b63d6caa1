"""What a running city holds, read from its door and its database."""

from contextlib import closing
from typing import Any, Final

import httpx

from heller.money import euros_de
from heller.operate.home import Home
from heller.operate.office import EntranceClosed
from heller.operate.open_city import office_of

TIMEOUT_SECONDS = 3.0
_PARTS: Final = {
    "isolated_cents": "isolated pots",
    "standin_cents": "stand-in pots",
    "sellers_cents": "sale points",
    "deducted_cents": "deducted",
    "reserve_cents": "granted reserve",
    "beyond_cents": "beyond the pots",
    "unflushed_cents": "not flushed",
}
_WITNESS: Final = {
    "none": "No witness is named: receipts come without a flush.",
    "keeps": "The witness keeps the journal.",
    "silent": "The witness is silent: receipts come without a flush.",
    "unreconciled": "The book opened without its stand-in's log, and has not read it since.",
}


def read_status(home: Home) -> dict[str, Any]:
    """Ask the door and the office's entrance; raises EntranceClosed when nothing answers."""
    settings = home.settings()
    try:
        address = f"http://{settings.host}:{settings.port}/v1"
        health = httpx.get(f"{address}/health", timeout=TIMEOUT_SECONDS).json()
        fund = httpx.get(f"{address}/fund", timeout=TIMEOUT_SECONDS).json()
    except (httpx.TransportError, ValueError) as error:
        raise EntranceClosed(f"({error})") from None
    with closing(office_of(home)) as office:
        register, totals = office.look("register"), office.look("totals")
    return {
        "city": settings.city,
        "name": settings.name,
        **health,
        **totals,
        "fund_cents": fund["fund_cents"],
        "fund": fund,
        "merchants": len(register["merchants"]),
        "points": len(register["points"]),
        "tills": len(register["tills"]),
    }


def status_lines(found: dict[str, Any]) -> list[str]:
    """Say a status in lines that a person reads."""
    money = {
        "Owed to card holders": "float_cents",
        "Owed to merchants": "payable_cents",
        "Owed by sale points": "receivable_cents",
        "In suspense": "suspense_cents",
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
    return [*lines, *fund_lines(found["fund"]), f"  {_WITNESS[found['witness']]}"]


def fund_lines(fund: dict[str, int]) -> list[str]:
    """Say the fund figure by its parts, and whether it is within F."""
    parts = [f"    {title:<20} {euros_de(fund[name]):>16}" for name, title in _PARTS.items()]
    within = fund["figure_cents"] <= fund["fund_cents"]
    return [
        f"  {'Fund figure':<22} {euros_de(fund['figure_cents']):>16}",
        *parts,
        f"  {'F, as accepted':<22} {euros_de(fund['fund_cents']):>16}",
        *([] if within else ["  The figure is above F: new leases get less until others close."]),
    ]
