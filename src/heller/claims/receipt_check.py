"""Is a receipt genuine? Checked with the pinned ROOT key alone, without any server."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from heller.claims.codes import Code, read_code
from heller.claims.keyset import Keyset, Role, open_keyset
from heller.claims.receipts import BOOK, Receipt
from heller.errors import Malformed, Problem, WrongCity
from heller.keys import SIGNATURE_BYTES, scope_of, verify


class Finding(StrEnum):
    """What came out."""

    GENUINE = "genuine"
    UNREADABLE = "unreadable"
    OTHER_CITY = "other_city"
    UNKNOWN_KEY = "unknown_key"
    FORGED = "forged"
    NO_KEYS = "no_keys"


SENTENCES: Final[dict[Finding, tuple[str, str]]] = {
    Finding.GENUINE: (
        "Der Beleg ist echt. Die Stadt hat ihn unterschrieben.",
        "The receipt is genuine. The city has signed it.",
    ),
    Finding.UNREADABLE: (
        "Das ist kein vollständiger Beleg. Bitte den ganzen Text ab HR1: einfügen.",
        "This is no complete receipt. Please paste the whole text from HR1: on.",
    ),
    Finding.OTHER_CITY: (
        "Der Beleg gehört zu einer anderen Stadt. Bitte dort prüfen.",
        "The receipt belongs to another city. Please check it there.",
    ),
    Finding.UNKNOWN_KEY: (
        "Diesen Schlüssel kennt die Seite nicht. Bitte eine neuere Fassung der Seite laden.",
        "This page does not know that key. Please load a newer version of the page.",
    ),
    Finding.FORGED: (
        "Der Beleg ist nicht echt oder wurde verändert. Bitte bei der Stadt nachfragen.",
        "The receipt is not genuine or was changed. Please ask the city.",
    ),
    Finding.NO_KEYS: (
        "Die Schlüssel der Stadt passen nicht zusammen. Bitte diese Seite neu laden.",
        "The city's keys do not fit together. Please load this page again.",
    ),
}


@dataclass(frozen=True, slots=True)
class ReceiptCheck:
    """A finding, with what the receipt says as far as it could be read.

    Believe `receipt` only when the finding is GENUINE.
    """

    finding: Finding
    receipt: Receipt | None = None
    keyset: Keyset | None = None


def check_receipt(given: str | bytes, keyset_message: bytes, root_public: bytes) -> ReceiptCheck:
    """Check a receipt, as text (`HR1:` ...) or as bytes; raises nothing for what was given."""
    try:
        keyset = open_keyset(keyset_message, root_public)
    except Problem:
        return ReceiptCheck(Finding.NO_KEYS)
    try:
        message = read_code(Code.RECEIPT, given) if isinstance(given, str) else given
        receipt = Receipt.parse(message[:-SIGNATURE_BYTES], keyset.city)
    except WrongCity:
        return ReceiptCheck(Finding.OTHER_CITY, keyset=keyset)
    except Malformed:
        return ReceiptCheck(Finding.UNREADABLE, keyset=keyset)
    return ReceiptCheck(_judge(receipt, message, keyset), receipt, keyset)


def _judge(receipt: Receipt, message: bytes, keyset: Keyset) -> Finding:
    public = keyset.key(receipt.key, Role.ACK if receipt.by == BOOK else Role.STANDIN)
    if public is None:
        return Finding.UNKNOWN_KEY
    payload, signature = message[:-SIGNATURE_BYTES], message[-SIGNATURE_BYTES:]
    scope = scope_of(keyset.city, keyset.root)
    good = verify(scope, receipt.domain, public, payload, signature)
    return Finding.GENUINE if good else Finding.FORGED
