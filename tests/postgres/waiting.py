"""Wait for a condition, or fail by name."""

from collections.abc import Callable

from heller.postgres import waiting

PATIENCE_S = 20.0


def until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE_S) -> None:
    """Look every 10 ms; fail naming `what` was waited for."""
    assert waiting.until(condition, seconds), f"not within {seconds} s: {what}"
