"""What the commands of `heller till` have in common: the till's folder, and the card held to it."""

import functools
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from heller.cards.scan import PAY, VIEW
from heller.cli.output import Output, answering
from heller.cli.till_answers import tell_unseen
from heller.handset.cards import Card
from heller.handset.problems import SeveralCards
from heller.handset.till import Handset

HOME: Final = click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="The till's folder.  [default: $HELLER_TILL, else ~/.heller/till]",
)


def till_home(home: Path | None) -> Path:
    """Choose the till's folder: the option, the group's option, $HELLER_TILL, the usual place."""
    of_group = click.get_current_context().find_object(Path)
    named = os.environ.get("HELLER_TILL")
    return home or of_group or (Path(named) if named else Path.home() / ".heller" / "till")


@dataclass(frozen=True, slots=True)
class Shown:
    """A card as the command line names it: text, file or standard input; or number and PIN."""

    words: tuple[str, ...]
    number: str | None
    pin: str | None
    index: int | None

    def card(self, handset: Handset) -> Card:
        """Read the card; raises what is wrong with it."""
        if self.number is not None:
            if self.words:
                raise click.UsageError("Give either CARD or --number.")
            pin = self.pin or click.prompt("PIN", hide_input=True, err=True)
            return handset.unlock(self.number, pin)
        if len(self.words) != 1:
            raise click.UsageError("Give the CARD, or --number.")
        return handset.scan(self._text(self.words[0]))

    def _text(self, word: str) -> str:
        if word == "-":
            return sys.stdin.readline()
        if word.startswith(PAY) or VIEW in word:
            return word
        path = Path(word)
        if not path.is_file():
            raise click.UsageError(f"{word!r} is neither a pay code (HG1:...) nor a file.")
        return self._of_picture(path)

    def _of_picture(self, path: Path) -> str:
        from heller.handset.pictures import cards_in  # noqa: PLC0415 - reading pictures loads slowly

        codes = cards_in(path)
        if self.index is None and len(codes) > 1:
            raise SeveralCards(f"({len(codes)})")
        place = (self.index or 1) - 1
        if place >= len(codes):
            raise SeveralCards(f"({len(codes)})")
        return codes[place]


def CARD_OPTIONS(command: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802 - a decorator beside HOME
    """Give a command the options that name a card; it gets them as `shown`."""

    @click.argument("words", nargs=-1, metavar="[CARD]")
    @click.option("--number", help="The printed number, instead of the code; asks for the PIN.")
    @click.option("--pin", help="The PIN; others on this machine may see it, so better be asked.")
    @click.option("--index", type=click.IntRange(1), help="Which card of the picture, from 1.")
    @functools.wraps(command)
    def run(
        *args: object,
        words: tuple[str, ...],
        number: str | None,
        pin: str | None,
        index: int | None,
        **options: object,
    ) -> object:
        return command(*args, shown=Shown(words, number, pin, index), **options)

    return run


def at_the_till(command: Callable[..., int | None]) -> Callable[..., None]:
    """Open the till's folder for a command, tell what nobody has seen yet, and close it again."""

    @HOME
    @answering
    @functools.wraps(command)
    def run(output: Output, *args: object, home: Path | None, **options: object) -> int | None:
        with Handset(till_home(home)) as handset:
            tell_unseen(output, handset)
            return command(output, handset, *args, **options)

    return run
