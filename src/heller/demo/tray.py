"""What the desk holds to the till app's scanner: the pages of the app ask for it and wait."""

import asyncio
from typing import Final

PATIENCE_S: Final = 20.0


class Tray:
    """Hands texts to every page that waits; each is heard once, none is kept for later."""

    def __init__(self) -> None:
        """Begin with nothing handed yet."""
        self._handed, self._text = 0, ""
        self._news = asyncio.Condition()
        self._is_open = True

    async def hand(self, text: str) -> None:
        """Hold a text to the scanner."""
        async with self._news:
            self._handed, self._text = self._handed + 1, text
            self._news.notify_all()

    async def close(self) -> None:
        """Let everyone go who waits: the demo ends."""
        async with self._news:
            self._is_open = False
            self._news.notify_all()

    async def after(self, seen: int | None, patience: float = PATIENCE_S) -> tuple[int, str]:
        """Wait for what comes after the text number `seen`; an empty text when nothing came.

        Who has seen nothing yet (None) learns only where the count stands: a page that was just
        opened shall not hear what was held to the scanner before.
        """
        if seen is None:
            return self._handed, ""
        async with self._news:
            try:
                async with asyncio.timeout(patience):
                    await self._news.wait_for(lambda: self._handed != seen or not self._is_open)
            except TimeoutError:
                return self._handed, ""
            return self._handed, self._text if self._handed != seen else ""
