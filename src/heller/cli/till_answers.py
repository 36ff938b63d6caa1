"""What `heller till` answers: facts for scripts, lines for people."""

from contextlib import suppress
from dataclasses import asdict
from typing import Any, Final

from heller.claims.isolated import Answer
from heller.claims.receipts import OUTCOMES
from heller.cli.output import Exit, Output, exit_of
from heller.errors import Problem
from heller.handset.balance import Balance
from heller.handset.problems import NoAnswer
from heller.handset.result import Result, State
from heller.handset.standing import Standing
from heller.handset.till import Handset
from heller.handset.words import Voice

_ENDS: Final = {
    State.ACCEPTED: Exit.OK,
    State.HELD: Exit.DECLINED,
    State.DECLINED: Exit.DECLINED,
    State.RECORDED: Exit.DECLINED,  # never 3: trying again would sell twice
}


def voice_of(output: Output, handset: Handset) -> Voice:
    """Give the voice that speaks for this till's city."""
    return Voice(output.language, handset.identity.trust.keyset.phone)


def finish(output: Output, handset: Handset, result: Result) -> Exit:
    """Show a result, note that it was seen, and hand the DECISION in if the city is there."""
    said = voice_of(output, handset).result(result)
    output.give(result_facts(result), said.heading, said.detail)
    handset.seen(result)
    if result.problem is None and not handset.book_is_silent:
        with suppress(Problem):  # the record is safe here; the next command brings it
            handset.upload()
    return _end(result)


def _end(result: Result) -> Exit:
    if result.state is State.RECORDED and result.kind == "redeem":
        return Exit.OK  # accepted alone
    if result.state in _ENDS:
        return _ENDS[result.state]
    return exit_of(result.problem or NoAnswer())


def tell_unseen(output: Output, handset: Handset) -> None:
    """Tell the result of a claim that a crash or a power cut kept from being shown."""
    if handset.journal.fact("till") is None:
        return
    handset.start()
    result = handset.unseen()
    if result is None:
        return
    said = voice_of(output, handset).result(result)
    output.note(
        output.pick(
            f"Vorige Buchung (Nr. {result.claim.seq}): {said.heading}. {said.detail}",
            f"Claim before (no. {result.claim.seq}): {said.heading}. {said.detail}",
        ),
        {"previous": result_facts(result)},
    )
    handset.seen(result)


def result_facts(result: Result) -> dict[str, Any]:
    """Give a result for scripts; amounts in cents."""
    receipt, problem = result.receipt, result.problem
    return {
        "state": str(result.state),
        "kind": result.kind,
        "amount_cents": result.claim.amount,
        "balance_cents": receipt.balance if receipt else None,
        "outcome": OUTCOMES[receipt.outcome] if receipt else None,
        "reason": result.reason.name.lower() if result.reason else None,
        "problem": problem.code if problem else None,
        "standin": result.by_standin,
        "isolated": alone_facts(result.alone),
        "claim": result.claim_hash.hex(),
        "seq": result.claim.seq,
        "receipt": result.receipt_text,
    }


def alone_facts(answer: Answer | None) -> dict[str, Any] | None:
    """Give what the till said to itself when nothing answered; None when it was not asked."""
    if answer is None:
        return None
    return {"ok": answer.ok, "reason": answer.refusal, "most_cents": answer.most}


def balance_facts(balance: Balance) -> dict[str, Any]:
    """Give a balance for scripts, as the door gives it."""
    facts = asdict(balance)
    return {"balance_cents": facts.pop("cents"), **facts}


def standing_facts(standing: Standing) -> dict[str, Any]:
    """Give how a till stands for scripts."""
    identity, problem = standing.identity, standing.problem
    return {
        "till": identity.till,
        "merchant": identity.merchant,
        "point": identity.point,
        "city": identity.city,
        "may_sell": identity.may_sell,
        "lease": identity.lease.number,
        "lease_expires": identity.lease.expires,
        "problem": problem.code if problem else None,
        "unreceipted": standing.unreceipted,
        "results": [result_facts(result) for result in standing.results],
    }


def standing_lines(output: Output, standing: Standing) -> list[str]:
    """Say how a till stands."""
    identity, problem = standing.identity, standing.problem
    voice = Voice(output.language)
    place = f"{identity.merchant}, {identity.point}, {identity.city}"
    until = voice.day(identity.lease.expires)
    lines = [
        output.pick(f"Kasse {identity.till} · {place}", f"Till {identity.till} · {place}"),
        output.pick("Die Stadt antwortet.", "The city answers.")
        if problem is None
        else output.pick(problem.german, problem.english()),
        output.pick(f"Freigabe bis {until}.", f"Lease until {until}."),
        output.pick(
            f"Nicht übertragen: {standing.unreceipted}", f"Not handed in: {standing.unreceipted}"
        ),
    ]
    return lines + [_line(voice, result) for result in standing.results]


def _line(voice: Voice, result: Result) -> str:
    at = f"{voice.day(result.claim.time)}, {voice.moment(result.claim.time)}"
    return f"  {result.claim.seq:>6}  {at}  {voice.result(result).heading}"
