"""`python -m heller.cli`: the same as `heller`."""

from heller.cli import main

main()
