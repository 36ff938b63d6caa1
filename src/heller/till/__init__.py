"""Door 1: the tills' public API and the office's entrance, over the one writer (ASGI, async only)."""
