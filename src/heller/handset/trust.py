"""What a till believes: only what follows from the ROOT key that it pinned when it was enrolled."""

from dataclasses import dataclass
from typing import Final, TypeVar

from heller.cards.card import is_genuine
from heller.cards.scan import PayCode
from heller.claims.between import Status
from heller.claims.keyset import Keyset, Role, open_keyset
from heller.claims.lease import Lease
from heller.claims.messages import open_message
from heller.claims.receipts import BOOK, STANDIN, Receipt
from heller.claims.records import Claim, Record
from heller.errors import BadSignature, Malformed, WrongCity
from heller.handset.problems import KeyUnknown, NotGenuine, Untrusted
from heller.keys import SIGNATURE_BYTES, Scope, scope_of

_REF_BYTES: Final = 10
_KEY_PLACE: Final = 5  # behind type and city
_BY_PLACE: Final = 6

M = TypeVar("M", Lease, Receipt, Status)


@dataclass(frozen=True, slots=True)
class Trust:
    """The city's keys, as its KEYSET lists them."""

    keyset: Keyset

    @property
    def scope(self) -> Scope:
        """Name the city."""
        return scope_of(self.keyset.city, self.keyset.root)

    def lease(self, message: bytes, till: int, public: bytes) -> Lease:
        """Check that this LEASE is for this till and its key; raises Untrusted."""
        lease = self._open(Lease, message, Role.LEASE)
        if (lease.till, lease.public) != (till, public):
            raise Untrusted("The lease is another till's.")
        return lease

    def receipt(self, record: Record, message: bytes) -> Receipt:
        """Check that this is the book's receipt of this record; raises Untrusted.

        Signature by an ACK key, city, hash of the record, its amount and its card.
        """
        return _of(record, BOOK, self._open(Receipt, message, Role.ACK))

    def either_receipt(self, record: Record, message: bytes) -> Receipt:
        """Check a receipt of this record, the stand-in's or the book's; raises Untrusted."""
        if message[_BY_PLACE : _BY_PLACE + 1] != bytes((STANDIN,)):
            return self.receipt(record, message)
        return _of(record, STANDIN, self._open(Receipt, message, Role.STANDIN))

    def any_receipt(self, message: bytes) -> Receipt:
        """Check a receipt of the book whose record may be another till's; raises Untrusted."""
        return self._open(Receipt, message, Role.ACK)

    def status(self, message: bytes) -> Status:
        """Check the stand-in's word on itself; raises Untrusted."""
        return self._open(Status, message, Role.STANDIN)

    def card(self, pay: PayCode) -> None:
        """Check that the city issued this card; raises WrongCity, KeyUnknown or NotGenuine."""
        if pay.card.city != self.keyset.city:
            raise WrongCity
        issuer = self.keyset.key(pay.card.key, Role.ISSUER)
        if issuer is None:
            raise KeyUnknown("The card names a key that the city does not have.")
        if not is_genuine(self.scope, issuer, pay.message):
            raise NotGenuine

    def _open(self, kind: type[M], message: bytes, role: Role) -> M:
        key_id = message[_KEY_PLACE] if len(message) > SIGNATURE_BYTES else 0
        public = self.keyset.key(key_id, role)
        if public is None:
            raise KeyUnknown(f"Key {key_id} is no {role.name} key.")
        try:
            return open_message(kind, self.scope, public, message)
        except (Malformed, WrongCity, BadSignature) as problem:
            raise Untrusted(str(problem)) from problem


def _of(record: Record, by: int, receipt: Receipt) -> Receipt:
    """See that a receipt is this record's and by whom it must be; raises Untrusted."""
    body = record.body
    said = (body.ref, body.amount) if isinstance(body, Claim) else (bytes(_REF_BYTES), 0)
    found = (receipt.by, receipt.claim_hash, receipt.ref, receipt.amount)
    if found != (by, record.claim_hash, *said):
        raise Untrusted("The receipt is another record's.")
    return receipt


def pinned(message: bytes, root: bytes) -> Keyset:
    """Read a KEYSET under the pinned ROOT key; raises Untrusted."""
    try:
        return open_keyset(message, root)
    except (Malformed, BadSignature) as problem:
        raise Untrusted("The KEYSET is not signed by the ROOT key of the invitation.") from problem
