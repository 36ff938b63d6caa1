"""A till's life: enrol, ask, sign, decide, hand in. What `heller till` does, as a library.

One caller at a time. A method that claims gives a Result; what stops it before anything was signed
is raised as a Problem.
"""

import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

import httpx

from heller.book.decline import Reason
from heller.cards.derived import read_number
from heller.claims.kinds import REDEEM, REFUND, SALE, VOID
from heller.claims.messages import seal
from heller.claims.questions import Hello, Unlock
from heller.claims.snapshot_open import Snapshot
from heller.handset.alone import Alone
from heller.handset.balance import Balance
from heller.handset.beside import Beside, Watch
from heller.handset.cards import Card, Scanned, Typed, read_pay_code
from heller.handset.clock import Clock, DeviceClock
from heller.handset.counter import Counter, Wish
from heller.handset.door import STANDIN_S, STANDIN_TRIES, CanSell, Door
from heller.handset.enrolment import WAIT_S, NewTill, ShowWords
from heller.handset.identity import Identity, keep_keyset, read_identity
from heller.handset.invite import Invite
from heller.handset.journal import Journal
from heller.handset.key_file import till_key
from heller.handset.line import Line
from heller.handset.lock import HomeLock
from heller.handset.opening import Opening, open_till
from heller.handset.outage import HeardStatus
from heller.handset.problems import KeyUnknown, MustEnrolAgain, NeedsCard, NotGenuine, NumberWrong
from heller.handset.result import Result
from heller.handset.snapshots import PATH, held_snapshot, refresh
from heller.handset.standin import Standin
from heller.handset.standing import Standing, last_result, results
from heller.handset.targets import Target, find_target, last_target
from heller.handset.trust import Trust
from heller.handset.upload import Uploaded, Uploader

PIN_DIGITS: Final = 6

T = TypeVar("T")


class Handset:
    """One till in one folder; nobody else may open the folder until it is closed."""

    def __init__(
        self,
        home: Path,
        clock: Clock | None = None,
        random_bytes: Callable[[int], bytes] = os.urandom,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Open the folder, or begin it; raises HomeBusy or JournalBroken."""
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._home, self._clock, self._random = home, clock or DeviceClock(), random_bytes
        self._lock = HomeLock(home)
        try:
            self.journal = Journal(home)
        except BaseException:
            self._lock.release()
            raise
        self._line = Line(transport)
        self._watch, self._heard = Watch(), HeardStatus()
        self._beside = Beside(lambda: Line(transport), self._watch, self._doors)
        self._identity: Identity | None = None
        self._opening: Opening | None = None
        self._snapshot: Snapshot | None = None
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close journal and line, and leave the folder to others; twice is once."""
        if self._closed:
            return
        self._closed = True
        self._beside.close()
        self._line.close()
        self.journal.close()
        self._lock.release()

    # ----------------------------------------------------------------------------------- who it is

    def enrol(self, invite: Invite, show_words: ShowWords, wait_s: float = WAIT_S) -> Identity:
        """Enrol as a new till; `show_words` gets the four words to compare with the office.

        Raises AlreadyEnrolled, StillWaiting, Untrusted, NoAnswer, or what the door says.
        """
        new = NewTill(self._home, self.journal, self._clock, self._random, self._line)
        new.enrol(invite, show_words, wait_s)
        return self.identity

    @property
    def identity(self) -> Identity:
        """Give who this till is; raises NotEnrolled."""
        if self._identity is None:
            self._identity = read_identity(self.journal, till_key(self._home, self._random))
        return self._identity

    @property
    def door(self) -> Door:
        """Give the city's door."""
        return Door(self._line, self._clock, self.identity.doors, self._renewed)

    def _renewed(self, keyset: bytes) -> Trust:
        """Keep a newer KEYSET; gives what the till believes from now on."""
        keep_keyset(self.journal, keyset)
        self._identity = None
        return self.identity.trust

    def _believing(self, check: Callable[[Trust], T]) -> T:
        """Check something, again with the city's newest keys when it names an unknown one."""
        try:
            return check(self.identity.trust)
        except KeyUnknown:
            return check(self._renewed(self.door.keyset()))

    @property
    def _counter(self) -> Counter:
        return Counter(
            self.identity, self.journal, self.door, self._clock, self.alone, self._standin
        )

    @property
    def _standin(self) -> Standin | None:
        addresses = self.identity.standins
        if not addresses:
            return None
        patience = STANDIN_S / len(addresses)
        door = Door(self._line, self._clock, addresses, tries=STANDIN_TRIES, patience=patience)
        return Standin(addresses, door, self._beside, self._watch, self._heard.hear)

    @property
    def book_is_silent(self) -> bool:
        """Say whether the book has failed, so that the stand-in is asked first."""
        return self._watch.is_silent

    def _doors(self) -> list[str]:
        """Give the book's addresses, for whoever looks whether it is back."""
        return self._identity.doors if self._identity else []

    def hello(self) -> bytes:
        """Sign who this till is, now."""
        identity = self.identity
        time, nonce = self._clock.now(), self._random(8)
        return seal(
            identity.scope, identity.key, Hello(identity.scope.city, identity.till, time, nonce)
        )

    # ------------------------------------------------------------------------------ its first step

    def start(self) -> Opening:
        """Compare with what the city knows, and end what a crash left undecided; until all is well.

        Every method that claims does it by itself. Raises only JournalBroken and NotEnrolled: what
        bars claims stands in the Opening.
        """
        held = self._opening is not None and (
            self.book_is_silent or self._opening.holds(self._clock.monotonic())
        )
        if self._opening is None or not held:
            self._opening = open_till(self.journal, self._counter, self.hello())
            if self._opening.new_lease:
                self._identity = None
        return self._opening

    def unseen(self) -> Result | None:
        """Give the last result if nobody has confirmed to have seen it."""
        return last_result(self.journal)

    def seen(self, result: Result) -> None:
        """Confirm that a person has seen this result."""
        self.journal.keep(seen=result.claim.seq.to_bytes(4))

    def _demand_free(self) -> None:
        """Let nothing be claimed that cannot be booked."""
        self.start().demand_free()
        if self.journal.fact("must_enrol") is not None:  # learnt since the start
            raise MustEnrolAgain

    def _claim(self, wish: Wish) -> Result:
        self._demand_free()
        return self._counter.claim(wish)

    # --------------------------------------------------------------------------------------- cards

    def scan(self, text: str) -> Scanned:
        """Take a pay code; raises OtherCode, ForeignCode, WrongCity or NotGenuine."""
        pay = read_pay_code(text)
        try:
            self._believing(lambda trust: trust.card(pay))
        except KeyUnknown:
            raise NotGenuine from None
        return Scanned(pay)

    def unlock(self, number: str, pin: str) -> Typed:
        """Take number and PIN; the city gives a token for one claim within five minutes."""
        digits = read_number(number)
        if digits is None or len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdecimal()):
            raise NumberWrong
        identity, now = self.identity, self._clock.now()
        question = Unlock(
            identity.scope.city, identity.till, now, self._random(8), int(digits), int(pin)
        )
        unlocked = self.door.unlock(seal(identity.scope, identity.key, question))
        return Typed(unlocked.ref, unlocked.token)

    def balance(self, card: Card) -> Balance:
        """Ask what a scanned card can pay; raises NeedsCard for a typed one."""
        if not isinstance(card, Scanned):
            raise NeedsCard
        return self.door.view(card.view_secret)

    # -------------------------------------------------------------------------------------- claims

    def redeem(self, card: Card, cents: int) -> Result:
        """Take `cents` from the card."""
        return self._claim(Wish(REDEEM, card.ref, cents, card))

    def can_sell(self, card: Card, cents: int) -> CanSell:
        """Ask whether the card may be sold, before money is taken."""
        self._demand_free()
        if not self.identity.may_sell:
            return CanSell(ok=False, reason=Reason.NO_RIGHT, credit_left=0)
        return self.door.can_sell(self.hello(), card.ref, cents)

    def sell(self, card: Card, cents: int) -> Result:
        """Load `cents` onto the card: the money was taken, so this can only be undone by a VOID."""
        return self._claim(Wish(SALE, card.ref, cents, card))

    def find(self, text: str) -> Target:
        """Find a claim to undo by its number, its hash (32 hex digits) or its receipt (HR1:)."""
        return self._believing(lambda trust: find_target(self.journal, trust, self.door, text))

    def void(self, target: Target | None = None, cents: int | None = None) -> Result:
        """Undo an own claim within 15 minutes; without a target the last one."""
        undone = target or last_target(self.journal)
        amount = undone.cents if cents is None else cents
        return self._claim(Wish(VOID, undone.ref, amount, target=undone.claim_hash))

    def refund(self, target: Target, cents: int) -> Result:
        """Give `cents` of a redemption back to its card, within 30 days."""
        return self._claim(Wish(REFUND, target.ref, cents, target=target.claim_hash))

    # ------------------------------------------------------------------------------ without a city

    @property
    def alone(self) -> Alone:
        """Give the till as it decides when nothing answers."""
        identity = self.identity
        if self._snapshot is None:
            self._snapshot = held_snapshot(self.journal, identity.trust)
        outage = self._heard.outage(self.journal, identity.trust, self._clock.now())
        return Alone(self.journal, identity.lease, self._snapshot, self._clock, outage)

    def refresh_snapshot(self, *sources: str) -> Snapshot:
        """Download what is newer of the city's balances, from the door or from other addresses.

        Raises NoAnswer, NoSnapshot or Untrusted; what the till holds stays.
        """
        folders = sources or [door.rstrip("/") + PATH for door in self.identity.doors]
        taken = self._believing(lambda trust: refresh(folders, self._line, self.journal, trust))
        self._snapshot = taken
        return taken

    # ---------------------------------------------------------------------------------- handing in

    def upload(self, told: Callable[[int], None] = lambda _count: None) -> Uploaded:
        """Hand in what has no receipt; raises NoAnswer when the city is silent."""
        self.start()
        uploader = Uploader(self.journal, self.door, self._clock)
        return uploader.upload(self.identity.trust, told)

    def standing(self, last: int = 10) -> Standing:
        """Give how the till stands, with its last claims, newest first."""
        opening = self.start()
        return Standing(
            self.identity,
            opening.problem,
            self.journal.count_unreceipted(),
            results(self.journal, last),
        )
