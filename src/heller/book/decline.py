"""The ways in which the book says no, or holds: stable codes with one sentence in each language.

A decline is returned, never raised. The codes are fixed in docs/protocol.md, section 9; the
order of the members is their precedence.
"""

from dataclasses import dataclass
from enum import IntEnum


class Reason(IntEnum):
    """Why a claim was declined or held; the number stands in the RECEIPT."""

    CLOSED = 10
    UNASKED = 11
    TILL_FROZEN = 20
    NO_RIGHT = 21
    LEASE_UNKNOWN = 22
    CARD_UNKNOWN = 30
    CARD_BLOCKED = 31
    CARD_SEALED = 32
    CARD_REPLACED = 33
    CARD_EXPIRED = 34
    INSUFFICIENT = 35
    TARGET_UNKNOWN = 40
    TARGET_NOT_BOOKED = 41
    TARGET_OTHER = 42
    TOO_LATE = 43
    ABOVE_TARGET = 44
    PAYABLE_TOO_LOW = 45
    ALREADY_SPENT = 46
    CREDIT_EXCEEDED = 50
    ABOVE_CARD_LIMIT = 51
    ABOVE_DAY_LIMIT = 52
    SELLER_BLOCKED = 53
    FACE_DIFFERS = 54
    LEASE_OVER = 60
    TOO_LATE_UPLOADED = 61
    ABOVE_LEASE_LIMIT = 62
    POT_EXCEEDED = 63
    OPERATIONS_EXCEEDED = 64
    RECEIPT_MISSING = 65


@dataclass(frozen=True, slots=True)
class Decline:
    """A no with its reason; nothing is posted."""

    reason: Reason


SENTENCES: dict[Reason, tuple[str, str]] = {
    Reason.CLOSED: (
        "Die Kasse hat schon entschieden, bevor gefragt wurde.",
        "The till decided before the book was asked.",
    ),
    Reason.UNASKED: (
        "Die Buchung wurde 24 Stunden lang weder angefragt noch entschieden.",
        "For 24 hours the claim was neither asked nor decided.",
    ),
    Reason.TILL_FROZEN: (
        "Diese Kasse ist gesperrt und darf nur noch einlösen.",
        "This till is frozen and may only redeem.",
    ),
    Reason.NO_RIGHT: (
        "Diese Kasse hat dafür keine Freigabe.",
        "This till has no right to do that.",
    ),
    Reason.LEASE_UNKNOWN: (
        "Die Freigabe gehört nicht zu dieser Kasse.",
        "The lease does not belong to this till.",
    ),
    Reason.CARD_UNKNOWN: ("Diese Karte kennen wir nicht.", "We do not know this card."),
    Reason.CARD_BLOCKED: ("Die Karte ist gesperrt.", "The card is blocked."),
    Reason.CARD_SEALED: ("Die Karte ist noch nicht verkauft.", "The card has not been sold yet."),
    Reason.CARD_REPLACED: (
        "Das Guthaben liegt auf einer neuen Karte.",
        "The balance has moved to a new card.",
    ),
    Reason.CARD_EXPIRED: ("Das Guthaben ist abgelaufen.", "The balance has expired."),
    Reason.INSUFFICIENT: ("Das Guthaben reicht nicht.", "The balance is not enough."),
    Reason.TARGET_UNKNOWN: (
        "Die Buchung, die rückgängig werden soll, ist nicht bekannt.",
        "The claim to undo is not known.",
    ),
    Reason.TARGET_NOT_BOOKED: (
        "Diese Buchung lässt sich so nicht rückgängig machen.",
        "This claim cannot be undone this way.",
    ),
    Reason.TARGET_OTHER: (
        "Die Buchung gehört zu anderer Kasse, anderem Händler oder anderer Karte.",
        "The claim belongs to another till, merchant or card.",
    ),
    Reason.TOO_LATE: (
        "Die Frist ist vorbei: Storno 15 Minuten, Erstattung 30 Tage.",
        "Too late: undo within 15 minutes, refund within 30 days.",
    ),
    Reason.ABOVE_TARGET: (
        "So viel ist von dieser Buchung nicht mehr übrig.",
        "That is more than is left of this claim.",
    ),
    Reason.PAYABLE_TOO_LOW: (
        "Die noch nicht ausgezahlte Summe des Händlers reicht dafür nicht. Die Erstattung wartet.",
        "The merchant's unpaid sum does not cover it. The refund waits.",
    ),
    Reason.ALREADY_SPENT: (
        "Von dieser Aufladung ist schon mehr ausgegeben.",
        "More of this loading has already been spent.",
    ),
    Reason.CREDIT_EXCEEDED: (
        "Das Limit der Verkaufsstelle ist erreicht. Der Verkauf wartet auf die Stadt.",
        "The sale point's credit is used up. The sale waits for the city.",
    ),
    Reason.ABOVE_CARD_LIMIT: (
        "Mehr darf auf eine Karte nicht geladen werden. Der Verkauf wartet auf die Stadt.",
        "A card may not hold more. The sale waits for the city.",
    ),
    Reason.ABOVE_DAY_LIMIT: (
        "Das Tageslimit der Verkaufsstelle ist erreicht. Der Verkauf wartet auf die Stadt.",
        "The sale point's day limit is reached. The sale waits for the city.",
    ),
    Reason.SELLER_BLOCKED: (
        "Die Verkaufsstelle ist gesperrt. Der Verkauf wartet auf die Stadt.",
        "The sale point is blocked. The sale waits for the city.",
    ),
    Reason.FACE_DIFFERS: (
        "Auf der Karte steht ein anderer Betrag. Der Verkauf wartet auf die Stadt.",
        "Another amount is printed on the card. The sale waits for the city.",
    ),
    Reason.LEASE_OVER: (
        "Die Freigabe war abgelaufen. Die Stadt prüft die Buchung.",
        "The lease was over. The city looks at the claim.",
    ),
    Reason.TOO_LATE_UPLOADED: (
        "Mehr als 30 Tage zu spät gesendet. Die Stadt prüft die Buchung.",
        "Sent more than 30 days late. The city looks at the claim.",
    ),
    Reason.ABOVE_LEASE_LIMIT: (
        "Das war ohne Netz für diese Karte zu viel. Die Stadt prüft die Buchung.",
        "That was too much for this card without a network. The city looks at the claim.",
    ),
    Reason.POT_EXCEEDED: (
        "Der garantierte Betrag war verbraucht. Die Stadt prüft die Buchung.",
        "The guaranteed sum was used up. The city looks at the claim.",
    ),
    Reason.OPERATIONS_EXCEEDED: (
        "Das waren zu viele Buchungen ohne Netz. Die Stadt prüft die Buchung.",
        "Those were too many claims without a network. The city looks at the claim.",
    ),
    Reason.RECEIPT_MISSING: (
        "Der Beleg der Stadt dafür fehlt. Die Stadt prüft die Buchung.",
        "The city's receipt for it is missing. The city looks at the claim.",
    ),
}


def sentence(reason: Reason, language: str) -> str:
    """Say a reason in German (`de`) or English (`en`)."""
    german, english = SENTENCES[reason]
    return german if language == "de" else english
