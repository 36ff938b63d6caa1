"""`heller`: the command line."""

from heller.cli.main import main

__all__ = ["main"]
