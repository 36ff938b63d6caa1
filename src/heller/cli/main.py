"""The one command, `heller`. A command's module is loaded when that command is used, not before."""

from importlib import import_module
from importlib.util import find_spec
from typing import Final, NamedTuple

import click

from heller import __version__


class Place(NamedTuple):
    """Where a command lives, as `module:attribute`, and its line in `heller --help`."""

    where: str
    help: str

    @property
    def module(self) -> str:
        """Give the module's name."""
        return self.where.partition(":")[0]

    def load(self) -> click.Command:
        """Import the command."""
        module, _, name = self.where.partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command


COMMANDS: Final = {
    "demo": Place("heller.cli.demo:demo", "Open the demo desk: two cities to try everything on."),
    "city": Place("heller.cli.city:city", "Make a city, look at it."),
    "keys": Place("heller.cli.keys:keys", "Hold the key ceremony."),
    "stand-in": Place("heller.cli.standin:standin", "Make a stand-in, on a machine of its own."),
    "serve": Place("heller.cli.serve:serve", "Run a city's processes."),
    "office": Place("heller.cli.office:office", "Give the orders of a city's office."),
    "till": Place("heller.cli.till:till", "Be a till: sell, redeem, undo, hand in."),
    "till-app": Place("heller.cli.till_app:till_app", "Build the till app for its host."),
    "receipt": Place("heller.cli.receipt:receipt", "Check a receipt without trusting anyone."),
    "verify": Place("heller.cli.verify:verify", "Recompute the whole book from its journal."),
    "rebuild": Place("heller.cli.verify:rebuild", "Make every table anew from the journal."),
    "bench": Place("heller.cli.bench:bench", "Measure how fast a city books."),
    "doctor": Place("heller.cli.doctor:doctor", "Look for what is wrong, and say what to do."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads the one that is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click asks
        """Name the commands that this installation has."""
        return [name for name, place in COMMANDS.items() if find_spec(place.module)]

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - as click asks
        cmd_name: str,
    ) -> click.Command | None:
        """Load a command; None when this installation has none of that name."""
        place = COMMANDS.get(cmd_name)
        return place.load() if place and find_spec(place.module) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="heller %(version)s")
def main() -> None:
    """Heller, a city gift card system that goes on when its servers do not."""
