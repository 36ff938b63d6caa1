"""At the counter: a claim is signed and journaled, then sent; then the till decides, once.

docs/protocol.md, section 4. The order is the safety: the claim is on disk before anyone hears of
it, and the DECISION is on disk before anyone sees the result.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from heller.claims.isolated import Answer
from heller.claims.kinds import REDEEM
from heller.claims.receipts import NOTED, Receipt
from heller.claims.records import (
    BY_BOOK,
    ISOLATED,
    TYPED,
    Body,
    Claim,
    Decision,
    Record,
    seal_record,
)
from heller.errors import Problem
from heller.handset.alone import Alone
from heller.handset.cards import Card, Scanned
from heller.handset.clock import Clock
from heller.handset.door import ANSWER_S, MAX_RECORDS, STANDIN_S, Door
from heller.handset.identity import Identity
from heller.handset.journal import Entry, Journal, claim_of
from heller.handset.problems import NoAnswer, is_silence
from heller.handset.result import Result, result_of, stored_receipt, verdict_on
from heller.handset.standin import Standin
from heller.handset.upload import Uploader, receipts_beside
from heller.keys import SIGNATURE_BYTES

MONO_BITS: Final = 32
TIME_BITS: Final = 32


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be claimed: kind, card (`ref`; `card` proves it), cents, and what it undoes."""

    kind: int
    ref: bytes
    cents: int
    card: Card | None = None
    target: bytes = b""


@dataclass(slots=True)
class Counter:
    """Makes claims, one after the other, and decides each before the next."""

    identity: Identity
    journal: Journal
    door: Door
    clock: Clock
    alone: Alone | None = None
    standin: Standin | None = None

    @property
    def uploader(self) -> Uploader:
        """Give what hands records in."""
        return Uploader(self.journal, self.door, self.clock)

    def claim(self, wish: Wish) -> Result:
        """Claim, ask, decide; what is still undecided is decided first."""
        self.resolve()
        self._make_room()
        record = self._append(lambda seq, prev: self._claim(wish, seq, prev), wish.card)
        return self._settle(record.body.seq, wish.card)

    def resolve(self) -> None:
        """Decide what a crash left undecided: by its receipt, or by asking with the same bytes."""
        for entry in self.journal.undecided():
            self._settle(entry.seq)

    # ------------------------------------------------------------------------------ what is signed

    def _claim(self, wish: Wish, seq: int, prev: bytes) -> Claim:
        identity = self.identity
        return Claim(
            type=wish.kind,
            city=identity.scope.city,
            till=identity.till,
            lease=identity.lease.number,
            seq=seq,
            time=self.clock.now() % (1 << TIME_BITS),
            mono=int(self.clock.monotonic()) % (1 << MONO_BITS),
            ref=wish.ref,
            amount=wish.cents,
            flags=TYPED if wish.card is not None and wish.card.typed else 0,
            snap_seq=self.alone.snap_seq if self.alone else 0,
            prev=prev,
            target=wish.target,
        )

    def _append(self, body: Callable[[int, bytes], Body], card: Card | None = None) -> Record:
        def sealed(seq: int, prev: bytes) -> bytes:
            made = body(seq, prev)
            scope, key = self.identity.scope, self.identity.key
            proof = card.proof(scope, made) if card and isinstance(made, Claim) else b""
            return seal_record(scope, key, made, proof)

        return self.journal.append(self.identity.genesis, sealed)

    def _decide(self, claim_seq: int, verdict: int) -> None:
        """Write the DECISION; 1 may travel with the next post, others are told at once."""
        city, till = self.identity.scope.city, self.identity.till
        self._append(lambda seq, prev: Decision(city, till, seq, claim_seq, verdict, prev))
        if self.standin is not None and verdict != BY_BOOK:
            page = self.journal.newest_unreceipted(MAX_RECORDS)
            self.standin.tell(self.identity.doors, page)

    # ------------------------------------------------------------------------------- what is asked

    def _settle(self, seq: int, card: Card | None = None) -> Result:
        """Get the receipt of an undecided claim, or learn that there is none, and decide.

        The book is asked, then the stand-in. Only with the card still at the counter the till may
        accept alone.
        """
        problem = None if stored_receipt(self._entry(seq)) else self._ask()
        entry = self._entry(seq)
        verdict = verdict_on(claim_of(entry), stored_receipt(entry))
        answer = self._alone(entry, card) if problem and is_silence(problem) else None
        if answer is not None and answer.ok:
            verdict = ISOLATED
        self._decide(seq, verdict)
        return result_of(entry, verdict, problem, answer)

    def _alone(self, entry: Entry, card: Card | None) -> Answer | None:
        """Ask the till's own rules about a scanned card that nobody else judges."""
        claim = claim_of(entry)
        if self.alone is None or claim.type != REDEEM:
            return None
        if not isinstance(card, Scanned):
            return None
        return self.alone.judge(card, claim.amount)

    def _ask(self) -> Problem | None:
        """Post what has no receipt, the claim last; gives what stood in the way of its receipt."""
        page = self.journal.newest_unreceipted(MAX_RECORDS)
        standin = self.standin
        if standin is None:
            return self._ask_book(page)
        if not standin.watch.is_silent:
            begin = self.clock.monotonic()
            standin.notice(page)
            problem = self._ask_book(page)
            if problem is None or not is_silence(problem):
                return problem
            standin.watch.missed(begin)
        standin.beside.look()
        left = ANSWER_S - standin.watch.silent_for(self.clock.monotonic())
        return self._ask_standin(standin, page, STANDIN_S + max(left, 0))

    def _ask_standin(self, standin: Standin, page: list[Entry], seconds: float) -> Problem | None:
        """Have the stand-in decide; what it does not decide is silence, for the till goes on."""
        try:
            standin.ask(self.journal, page, self.identity.trust, self.clock.now(), seconds)
        except Problem as problem:
            return problem if is_silence(problem) else NoAnswer(f"({problem.code})")
        return None

    def _ask_book(self, page: list[Entry]) -> Problem | None:
        results: list[bytes | Problem]
        records = [entry.record for entry in page]
        try:
            results = self.door.ask(records, self.identity.trust, receipts_beside(page))
        except Problem as problem:
            page, results = page[-1:], [problem]
        answer = _authorised(results[-1], self.identity.scope.city)
        self.uploader.keep(page, [*results[:-1], answer])
        return answer if isinstance(answer, Problem) else None

    def _make_room(self) -> None:
        """Hand in first when the claim would not fit into one post with what is still to go."""
        if self.journal.count_unreceipted() >= MAX_RECORDS:
            self.uploader.upload(self.identity.trust)

    def _entry(self, seq: int) -> Entry:
        entry = self.journal.entry(seq)
        assert entry is not None
        return entry


def _authorised(answer: bytes | Problem, city: int) -> bytes | Problem:
    """Take a claim that was only noted, though asked, as not answered."""
    if isinstance(answer, Problem):
        return answer
    receipt = Receipt.parse(answer[:-SIGNATURE_BYTES], city)
    return NoAnswer() if receipt.outcome == NOTED else answer
