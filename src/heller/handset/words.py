"""What a till says about a result or a balance: the answer first, then the next step.

German and English, in the words of the till app. A typed card is refused in one wording, so that
nobody learns from a guess.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from heller.book.decline import Reason, sentence
from heller.claims.isolated import SENTENCES
from heller.handset.balance import Balance, Move
from heller.handset.door import CanSell
from heller.handset.problems import NoAnswer
from heller.handset.result import Result, State
from heller.money import euros_de, euros_en

_BERLIN: Final = ZoneInfo("Europe/Berlin")
_MONTHS: Final = (
    ("Januar", "January"),
    ("Februar", "February"),
    ("März", "March"),
    ("April", "April"),
    ("Mai", "May"),
    ("Juni", "June"),
    ("Juli", "July"),
    ("August", "August"),
    ("September", "September"),
    ("Oktober", "October"),
    ("November", "November"),
    ("Dezember", "December"),
)
_ABOUT_THE_CARD: Final = range(Reason.CARD_UNKNOWN, Reason.INSUFFICIENT)

_HEADINGS: Final[dict[tuple[str, State], tuple[str, str]]] = {
    ("redeem", State.ACCEPTED): ("Angenommen · {sum}", "Accepted · {sum}"),
    ("redeem", State.HELD): ("Wartet · {sum}", "Waiting · {sum}"),
    ("redeem", State.RECORDED): ("Angenommen, ohne Netz · {sum}", "Accepted, offline · {sum}"),
    ("sale", State.ACCEPTED): ("Verkauft · {sum}", "Sold · {sum}"),
    ("sale", State.HELD): ("Notiert, noch nicht geladen · {sum}", "Noted, not yet loaded · {sum}"),
    ("sale", State.RECORDED): ("Notiert · {sum}", "Noted · {sum}"),
    ("void", State.ACCEPTED): ("{sum} zurückgebucht", "{sum} undone"),
    ("void", State.HELD): ("Storno wartet · {sum}", "Undo waits · {sum}"),
    ("refund", State.ACCEPTED): ("{sum} erstattet", "{sum} refunded"),
    ("refund", State.HELD): ("Erstattung wartet · {sum}", "Refund waits · {sum}"),
}
_NOT_DONE: Final = {
    "redeem": ("Nicht eingelöst", "Not redeemed"),
    "sale": ("Nicht verkauft", "Not sold"),
    "void": ("Nicht zurückgebucht", "Not undone"),
    "refund": ("Nicht erstattet", "Not refunded"),
}
_DONE: Final = {
    "redeem": (
        "Ware herausgeben. Restguthaben {balance}.",
        "Hand over the goods. Balance left {balance}.",
    ),
    "sale": (
        "Karte herausgeben. Guthaben {balance}.",
        "Hand over the card. Balance {balance}.",
    ),
    "void": ("Auf der Karte sind jetzt {balance}.", "The card now holds {balance}."),
    "refund": ("Auf der Karte sind jetzt {balance}.", "The card now holds {balance}."),
}
_STANDIN: Final = ("Der Ersatzrechner hat zugestimmt.", "The stand-in has agreed.")
_SALE_STANDS: Final = (
    "Der Verkauf gilt. Bitte nicht noch einmal verkaufen. Die Karte wird später geladen.",
    "The sale stands. Do not sell again. The card is loaded later.",
)
_ALONE: Final = (
    "Ware herausgeben. Möglich waren bis {most}. Bitte übertragen, sobald das Netz da ist.",
    "Hand over the goods. Possible was up to {most}. Hand it in once the network is back.",
)
_AT_MOST: Final = ("Möglich sind höchstens {most}.", "At most {most} can be accepted.")
_KEEP_GOODS: Final = (
    "Bitte keine Ware herausgeben. Es bleibt nichts abgebucht.",
    "Do not hand over the goods. Nothing stays booked.",
)
_NOTHING_HAPPENED: Final = ("Es bleibt alles, wie es war.", "Nothing has changed.")
_ASK_THE_CITY: Final = (
    "Diese Karte lässt sich nicht einlösen. Der Kunde kann hier nachfragen: {phone}.",
    "This card cannot be redeemed. The customer can ask here: {phone}.",
)
_ON_THE_CARD: Final = ("Auf der Karte sind {balance}.", "The card holds {balance}.")
_CARD_STATES: Final = {
    "sealed": Reason.CARD_SEALED,
    "blocked": Reason.CARD_BLOCKED,
    "replaced": Reason.CARD_REPLACED,
}


@dataclass(frozen=True, slots=True)
class Said:
    """A heading that is the answer, and what to do or to know."""

    heading: str
    detail: str


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks German (`de`) or English (`en`); `phone` is where holders may ask."""

    language: str
    phone: str = ""

    def pick(self, both: tuple[str, str]) -> str:
        """Choose from a German and an English text."""
        return both[0] if self.language == "de" else both[1]

    def euros(self, cents: int) -> str:
        """Write an amount."""
        return euros_de(cents) if self.language == "de" else euros_en(cents)

    def moment(self, at: int) -> str:
        """Write a time of day (UTC seconds) as Berlin's clocks show it."""
        clock = f"{datetime.fromtimestamp(at, _BERLIN):%H:%M}"
        return f"{clock}\N{NO-BREAK SPACE}Uhr" if self.language == "de" else clock

    def day(self, at: int) -> str:
        """Write a date."""
        day = datetime.fromtimestamp(at, _BERLIN)
        month = self.pick(_MONTHS[day.month - 1])
        return self.pick((f"{day.day}. {month} {day.year}", f"{day.day} {month} {day.year}"))

    def result(self, result: Result) -> Said:
        """Say what became of a claim."""
        both = _HEADINGS.get((result.kind, result.state)) or _NOT_DONE[result.kind]
        heading = self.pick(both).format(sum=self.euros(result.claim.amount))
        return Said(heading, self._detail(result))

    def _detail(self, result: Result) -> str:
        if result.state is State.ACCEPTED:
            done = self._with_balance(_DONE[result.kind], result)
            return f"{done} {self.pick(_STANDIN)}" if result.by_standin else done
        if result.state is State.RECORDED and result.kind == "redeem":
            most = result.alone.most if result.alone else result.claim.amount
            return self.pick(_ALONE).format(most=self.euros(most))
        if result.state is State.RECORDED:
            return f"{self._why(result)} {self.pick(_SALE_STANDS)}"
        if result.state is State.DROPPED:
            then = _KEEP_GOODS if result.kind == "redeem" else _NOTHING_HAPPENED
            return " ".join([self._why(result), *self._alone(result), self.pick(then)])
        return self._reason(result)

    def _why(self, result: Result) -> str:
        problem = result.problem or NoAnswer()
        return self.pick((problem.german, problem.english()))

    def _alone(self, result: Result) -> list[str]:
        """Say why the till did not accept alone, and what it could."""
        answer = result.alone
        if answer is None or answer.refusal is None:
            return []
        most = self.pick(_AT_MOST).format(most=self.euros(answer.most))
        return [self.pick(SENTENCES[answer.refusal]), *([most] if answer.most else [])]

    def _reason(self, result: Result) -> str:
        reason = result.reason
        if reason is None:
            return ""
        if result.claim.typed and reason in _ABOUT_THE_CARD:
            return self.pick(_ASK_THE_CITY).format(phone=self.phone)
        said = sentence(reason, self.language)
        if reason is Reason.INSUFFICIENT:
            said += " " + self._with_balance(_ON_THE_CARD, result)
        return said

    def _with_balance(self, both: tuple[str, str], result: Result) -> str:
        cents = result.receipt.balance if result.receipt else 0
        return self.pick(both).format(balance=self.euros(cents))

    def may_sell(self, may: CanSell, cents: int) -> Said:
        """Say whether money may be taken for a card now."""
        if may.ok:
            both = ("Bitte {sum} kassieren.", "Please take {sum}.")
            heading = self.pick(("Verkauf möglich", "The card may be sold"))
            return Said(heading, self.pick(both).format(sum=self.euros(cents)))
        no_money = self.pick(("Bitte kein Geld nehmen.", "Take no money."))
        why = sentence(may.reason, self.language) if may.reason else ""
        return Said(self.pick(_NOT_DONE["sale"]), f"{why} {no_money}".strip())

    def move(self, move: Move) -> str:
        """Write a line of a card's history."""
        sign = "+" if move.cents > 0 else ""
        return f"  {self.day(move.at)}  {move.place or '-'}  {sign}{self.euros(move.cents)}"

    def balance(self, balance: Balance) -> Said:
        """Say what a card can pay."""
        state = _CARD_STATES.get(balance.state)
        at = self.moment(balance.as_of)
        parts = [self.pick((f"Stand heute, {at}.", f"As of today, {at}."))]
        if balance.valid_until is not None:
            until = self.day(balance.valid_until)
            parts.append(self.pick((f"Gültig bis {until}.", f"Valid until {until}.")))
        if state is not None:
            parts.append(sentence(state, self.language))
        return Said(self.euros(balance.cents), " ".join(parts))
