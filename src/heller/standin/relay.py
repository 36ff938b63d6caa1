"""Relaying a claim to the book's door while the book is heard, and waiting half a second for it."""

import asyncio
from typing import Any, Final

import httpx

RELAY_SECONDS: Final = 0.5
MAX_RELAYS: Final = 256
_UNANSWERED: Final = 500


class Relay:
    """A bounded set of connections to the door."""

    def __init__(self, doors: tuple[str, ...]) -> None:
        """Relay to the first of these addresses."""
        self._door = doors[0] if doors else ""
        limits = httpx.Limits(max_connections=MAX_RELAYS, max_keepalive_connections=8)
        self._client = httpx.AsyncClient(limits=limits, timeout=RELAY_SECONDS, trust_env=False)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def ask(self, records: list[str]) -> tuple[int, dict[str, Any]] | None:
        """Ask the book; None when it is silent, or says that it did not decide."""
        content = {"records": records, "ask": True}
        try:
            async with asyncio.timeout(RELAY_SECONDS):
                answer = await self._client.post(f"{self._door}/v1/claims", json=content)
            body: dict[str, Any] = answer.json()
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, ValueError):
            return None
        return None if answer.status_code >= _UNANSWERED else (answer.status_code, body)
