"""The command `heller`: subcommands are loaded when they are called, so that help is fast."""

import importlib

import click

COMMANDS = {
    "bench": "heller.cli.bench:bench",
    "city": "heller.cli.city:city",
    "demo": "heller.cli.demo:demo",
    "doctor": "heller.cli.doctor:doctor",
    "keys": "heller.cli.keys:keys",
    "office": "heller.cli.office:office",
    "rebuild": "heller.cli.verify:rebuild",
    "receipt": "heller.cli.receipt:receipt",
    "serve": "heller.cli.serve:serve",
    "till": "heller.cli.till:till",
    "verify": "heller.cli.verify:verify",
}


class LazyGroup(click.Group):
    """A group whose commands lie in modules of their own."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names without loading anything."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup)
@click.version_option(package_name="heller")
def main() -> None:
    """Heller: the city gift card."""
