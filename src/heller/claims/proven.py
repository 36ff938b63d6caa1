"""Receipts that a till brings beside its records: the city's own word, from before or from afar."""

from collections.abc import Iterable, Mapping

from heller.claims.batch import ProvenReceipt
from heller.claims.keyset import Keyset, Role
from heller.claims.receipts import BOOK, Receipt
from heller.errors import BadSignature
from heller.keys import SIGNATURE_BYTES, Scope, verify_message


def prove_receipts(
    scope: Scope, keyset: bytes, messages: Iterable[bytes]
) -> Mapping[bytes, ProvenReceipt]:
    """Check receipts against the KEYSET, and give them by the hash of their record (16 bytes).

    Raises Malformed or WrongCity, and BadSignature where no key of the city signed one.
    """
    keys = Keyset.parse(keyset[:-SIGNATURE_BYTES], scope.city).keys
    proven: dict[bytes, ProvenReceipt] = {}
    for message in messages:
        receipt = Receipt.parse(message[:-SIGNATURE_BYTES], scope.city)
        role = Role.ACK if receipt.by == BOOK else Role.STANDIN
        signers = [one.public for one in keys if (one.id, one.role) == (receipt.key, role)]
        if not any(verify_message(scope, receipt.domain, one, message) for one in signers):
            raise BadSignature
        proven[receipt.claim_hash] = ProvenReceipt(message, receipt)
    return proven
