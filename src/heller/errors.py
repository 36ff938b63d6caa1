"""Errors that are raised: small classes whose docstring is the message.

    Problem
    ├── Malformed … what was sent cannot be read
    ├── Refused   … it can be read, but not by this sender or not now
    └── Busy      … nothing was decided; send the same again

Each carries its HTTP status, a stable code and a German twin of its sentence (RFC 9457). A decline
is no error: see heller.book.decline.
"""

from typing import ClassVar


class Problem(Exception):
    """Something is wrong with this request."""

    code: ClassVar[str] = "problem"
    status: ClassVar[int] = 400
    german: ClassVar[str] = "Mit dieser Anfrage stimmt etwas nicht."
    retry_after_s: ClassVar[int | None] = None

    def __init__(self, detail: str = "") -> None:
        """Keep a detail for the reader; it never carries a secret."""
        self.detail = detail
        super().__init__(f"{self.english()} {detail}".strip())

    @classmethod
    def english(cls) -> str:
        """Give the message: the first line of the docstring."""
        return (cls.__doc__ or "").strip().split("\n")[0]


class Malformed(Problem):
    """The message cannot be read: wrong length, unknown type or unknown flag."""

    code = "malformed"
    german = "Die Nachricht ist nicht lesbar: falsche Länge, Art oder Kennzeichnung."


class TooLarge(Problem):
    """The body is larger than this door takes; send fewer records at once."""

    code = "too_large"
    status = 413
    german = "Die Sendung ist zu groß. Bitte weniger Belege auf einmal senden."


class SlowBody(Problem):
    """The body came too slowly; send it again."""

    code = "slow_body"
    status = 408
    german = "Die Sendung kam zu langsam an. Bitte noch einmal senden."


class WrongCity(Problem):
    """The message belongs to another city."""

    code = "wrong_city"
    status = 422
    german = "Die Nachricht gehört zu einer anderen Stadt."


class AmountZero(Problem):
    """The amount is 0; an amount is at least one cent."""

    code = "amount_zero"
    status = 422
    german = "Der Betrag ist 0. Ein Betrag ist mindestens 1 Cent."


class BadSignature(Problem):
    """The signature is not good for this message, key and city."""

    code = "bad_signature"
    status = 401
    german = "Die Unterschrift passt nicht zu Nachricht, Schlüssel und Stadt."


class BadProof(Problem):
    """The card's own signature is not good: the pay code was not present."""

    code = "bad_proof"
    status = 422
    german = "Der Nachweis der Karte passt nicht. Bitte die Karte noch einmal scannen."


class BadToken(Problem):
    """The one-time token is unknown, used, expired, or made for another till or card."""

    code = "bad_token"
    status = 422
    german = "Die Freigabe für Nummer und PIN gilt nicht mehr. Bitte noch einmal eingeben."


class UnknownTill(Problem):
    """No such till is enrolled here; enrol it again."""

    code = "unknown_till"
    status = 401
    german = "Diese Kasse ist hier nicht angemeldet. Bitte neu anmelden."


class TillRevoked(Problem):
    """This till was revoked; its records are kept, but it may no longer ask."""

    code = "till_revoked"
    status = 403
    german = (
        "Diese Kasse wurde abgemeldet. Ihre Belege bleiben erhalten, neue Anfragen gehen nicht."
    )


class Equivocation(Problem):
    """Another record with the same number exists; both are kept and the till is frozen."""

    code = "equivocation"
    status = 409
    german = "Zu dieser Belegnummer gibt es schon einen anderen Beleg. Beide sind aufbewahrt."


class ChainMismatch(Problem):
    """The record does not follow from the record before it."""

    code = "chain_mismatch"
    status = 409
    german = "Der Beleg schließt nicht an den vorigen Beleg dieser Kasse an."


class SaleStands(Problem):
    """A signed sale cannot be dropped; undo it with a VOID."""

    code = "sale_stands"
    status = 422
    german = "Ein unterschriebener Verkauf kann nicht fallen gelassen werden. Bitte stornieren."


class NotAsked(Problem):
    """The last record of a question must be a claim."""

    code = "not_a_claim"
    status = 422
    german = "Der letzte Beleg einer Anfrage muss eine Buchung sein."


class Late(Problem):
    """The claim waited too long and was not decided; send the same again or ask the stand-in."""

    code = "late"
    status = 503
    german = (
        "Die Anfrage hat zu lange gewartet und wurde nicht entschieden."
        " Bitte dieselbe noch einmal senden."
    )
    retry_after_s = 1


class Busy(Problem):
    """The queue is full; nothing was decided, send the same again."""

    code = "busy"
    status = 503
    german = (
        "Gerade ist zu viel los."
        " Es wurde nichts entschieden. Bitte dieselbe Anfrage noch einmal senden."
    )
    retry_after_s = 1


class Reconciling(Problem):
    """The book takes over from its stand-in; ask the stand-in until the book decides again."""

    code = "reconciling"
    status = 503
    german = (
        "Das Buch übernimmt gerade von seiner Vertretung und entscheidet gleich wieder."
        " Bis dahin bitte die Vertretung fragen."
    )
    retry_after_s = 1


class InDoubt(Problem):
    """The book cannot say whether this was booked; send the same again, it counts once."""

    code = "in_doubt"
    status = 503
    german = (
        "Es ist gerade unklar, ob gebucht wurde."
        " Bitte dieselbe Anfrage noch einmal senden: sie zählt nur einmal."
    )
    retry_after_s = 1


class RuleBroken(Problem):
    """Booking this would break a rule of the book; nothing was booked, the operator was told."""

    code = "rule_broken"
    status = 500
    german = "Diese Buchung würde eine Regel des Buchs verletzen. Es wurde nichts gebucht."


class NotFound(Problem):
    """There is nothing here under this name."""

    code = "not_found"
    status = 404
    german = "Unter dieser Angabe ist nichts zu finden."


class ClockApart(Problem):
    """The question's time is more than 15 minutes away from the city's clock."""

    code = "clock_apart"
    status = 422
    german = "Die Uhr dieser Kasse weicht mehr als 15 Minuten ab. Bitte die Uhr stellen."


class UnlockFailed(Problem):
    """Number and PIN do not open a card here."""

    code = "unlock_failed"
    status = 422
    german = "Diese Karte lässt sich nicht einlösen."


class TooManyTries(Problem):
    """Too many wrong PINs; the typed way is closed for 15 minutes, scanning still works."""

    code = "too_many_tries"
    status = 429
    german = "Zu viele falsche Eingaben. Bitte die Karte scannen oder 15 Minuten warten."
    retry_after_s = 900


class CodeRefused(Problem):
    """The enrolment code is unknown, used or older than 15 minutes; ask the office for another."""

    code = "code_refused"
    status = 403
    german = "Der Anmeldecode gilt nicht oder nicht mehr. Bitte im Büro einen neuen holen."


class OrderRefused(Problem):
    """The office order cannot be carried out."""

    code = "order_refused"
    status = 422
    german = "Der Auftrag kann nicht ausgeführt werden."


class ApprovalNeeded(Problem):
    """The order waits for the approval of a second person."""

    code = "approval_needed"
    status = 202
    german = "Der Auftrag wartet auf die Freigabe einer zweiten Person."


class NotAllowed(Problem):
    """This key may not give this order."""

    code = "not_allowed"
    status = 403
    german = "Dieser Schlüssel darf diesen Auftrag nicht erteilen."


class LeaseOpen(Problem):
    """The lease is still open: hand in every record and the till's CLOSE, then ask again."""

    code = "lease_open"
    status = 409
    german = "Die Freigabe ist noch offen: Es fehlen Belege dieser Kasse oder ihr Abschluss."


class RenewalEarly(Problem):
    """A lease is renewed when less than 5 days of it are left, and at most once a day."""

    code = "renewal_early"
    status = 409
    german = "Die Freigabe gilt noch lange genug; erneuert wird kurz vor ihrem Ende."


class OrderReused(Problem):
    """Another order with the same id exists; nothing was changed."""

    code = "order_reused"
    status = 409
    german = (
        "Unter dieser Auftragsnummer gibt es schon einen anderen Auftrag. Es wurde nichts geändert."
    )
