"""`heller till`: a till on the command line, with a journal of its own."""

from contextlib import suppress
from pathlib import Path
from typing import Final

import click

from heller.cli.amount import Amount
from heller.cli.output import Exit, Output, is_terminal
from heller.cli.till_answers import (
    balance_facts,
    finish,
    standing_facts,
    standing_lines,
    voice_of,
)
from heller.cli.till_enrol import enrol
from heller.cli.till_options import CARD_OPTIONS, HOME, Shown, at_the_till
from heller.errors import Problem
from heller.handset.renewal import ask_again
from heller.handset.till import Handset

AMOUNT: Final = click.argument("amount", type=Amount())


@click.group()
@HOME
@click.pass_context
def till(ctx: click.Context, home: Path | None) -> None:
    """Be a till: enrol it, sell, redeem, undo, look, hand in.

    CARD is the text of a pay code (HG1:...), a picture or PDF of it, or - for standard input.
    Write amounts as 12,40 or 12.40.

    Exit codes: 0 done, 1 declined or held, 2 wrong use, 3 no answer (try again), 4 a problem.
    """
    ctx.obj = home


till.add_command(enrol)


@till.command()
@CARD_OPTIONS
@AMOUNT
@at_the_till
def redeem(output: Output, handset: Handset, shown: Shown, amount: int) -> Exit:
    """Take AMOUNT from CARD."""
    return finish(output, handset, handset.redeem(shown.card(handset), amount))


@till.command()
@CARD_OPTIONS
@AMOUNT
@click.option("--cash-taken", is_flag=True, help="The money is in the till; do not ask.")
@click.option("--ask", "only_ask", is_flag=True, help="Only ask whether the sale may be made.")
@at_the_till
def sell(
    output: Output, handset: Handset, shown: Shown, amount: int, *, cash_taken: bool, only_ask: bool
) -> Exit:
    """Sell CARD with AMOUNT on it, after the money was taken."""
    if not (cash_taken or only_ask or is_terminal()):
        raise click.UsageError("Say --cash-taken once the money is in the till, or --ask.")
    card = shown.card(handset)
    may = handset.can_sell(card, amount)
    voice = voice_of(output, handset)
    name = may.reason.name.lower() if may.reason else None
    facts = {"ok": may.ok, "reason": name, "credit_left_cents": may.credit_left}
    if not may.ok or only_ask:
        said = voice.may_sell(may, amount)
        output.give(facts, said.heading, said.detail)
        return Exit.OK if may.ok else Exit.DECLINED
    if not cash_taken and not click.confirm(voice.may_sell(may, amount).detail, err=True):
        return Exit.DECLINED
    return finish(output, handset, handset.sell(card, amount))


@till.command()
@click.argument("claim", required=False)
@click.option("--amount", type=Amount(), help="Of a sale: undo only so much.")
@at_the_till
def void(output: Output, handset: Handset, claim: str | None, amount: int | None) -> Exit:
    """Undo an own claim within 15 minutes; without CLAIM the last one."""
    target = handset.find(claim) if claim else None
    return finish(output, handset, handset.void(target, amount))


@till.command()
@click.argument("claim")
@AMOUNT
@at_the_till
def refund(output: Output, handset: Handset, claim: str, amount: int) -> Exit:
    """Give AMOUNT of a redemption back to its card, within 30 days.

    CLAIM is its number, its hash, or its receipt (HR1:...), also another till's.
    """
    return finish(output, handset, handset.refund(handset.find(claim), amount))


@till.command()
@CARD_OPTIONS
@at_the_till
def balance(output: Output, handset: Handset, shown: Shown) -> None:
    """Show what CARD can pay."""
    found = handset.balance(shown.card(handset))
    voice = voice_of(output, handset)
    said = voice.balance(found)
    output.give(balance_facts(found), said.heading, said.detail, *map(voice.move, found.history))


@till.command()
@at_the_till
def upload(output: Output, handset: Handset) -> Exit:
    """Hand in everything that the city has not receipted yet."""
    waiting = handset.journal.count_unreceipted()
    with output.progress(output.pick("Belege", "records"), waiting) as told:
        done = handset.upload(told)
    with suppress(Problem):  # balances are a help for later, no reason to fail now
        handset.refresh_snapshot()
    output.give(
        {"receipted": done.receipted, "refused": done.refused, "left": done.left},
        output.pick(
            f"Übertragen: {done.receipted}. Noch offen: {done.left}.",
            f"Handed in: {done.receipted}. Still to go: {done.left}.",
        ),
    )
    return Exit.PROBLEM if done.refused else Exit.OK


@till.command()
@click.option("--from", "sources", multiple=True, metavar="URL", help="A folder of another server.")
@at_the_till
def snapshot(output: Output, handset: Handset, sources: tuple[str, ...]) -> None:
    """Download the city's balances, so that the till can redeem when nothing answers."""
    newest = handset.refresh_snapshot(*sources).newest
    voice, most = voice_of(output, handset), handset.alone.up_to()
    at = f"{voice.day(newest.time)}, {voice.moment(newest.time)}"
    output.give(
        {"snap_seq": newest.snap_seq, "time": newest.time, "most_cents": most},
        output.pick(f"Guthaben vom {at}.", f"Balances as of {at}."),
        output.pick(
            f"Ohne Netz bis {voice.euros(most)} je Karte.",
            f"Without the network up to {voice.euros(most)} of a card.",
        ),
    )


@till.command()
@at_the_till
def renew(output: Output, handset: Handset) -> None:
    """Close the till's lease and get the next one, if it is due."""
    had = handset.identity.lease.number
    ask_again(handset.journal)
    problem = (opening := handset.start()).problem or opening.renewal
    if problem is not None:
        raise problem
    lease, voice = handset.identity.lease, voice_of(output, handset)
    until = f"{voice.day(lease.expires)}, {voice.moment(lease.expires)}"
    facts = {"lease": lease.number, "renewed": lease.number != had, "expires": lease.expires}
    output.give(facts, output.pick(f"Freigabe gültig bis {until}.", f"Lease good until {until}."))


@till.command()
@at_the_till
def status(output: Output, handset: Handset) -> None:
    """Show who this till is, whether the city answers, and what it did last."""
    standing = handset.standing()
    output.give(standing_facts(standing), *standing_lines(output, standing))
