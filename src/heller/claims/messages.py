"""All messages in one place, and how any of them is signed and opened."""

from typing import Protocol, Self, TypeVar

from heller.claims.between import (
    Flush,
    Frame,
    Heartbeat,
    Held,
    Probe,
    Probed,
    Status,
    Stop,
    Stopped,
)
from heller.claims.keyset import CityKey, Endpoint, Keyset, Role, open_keyset
from heller.claims.kinds import CLOSE, DECISION, REDEEM, REFUND, SALE, VOID, domain_name
from heller.claims.lease import Lease
from heller.claims.office import Approval, OfficeOrder, order_hash
from heller.claims.order import Action, Order
from heller.claims.questions import Enrol, Hello, Renew, Unlock, code_hash
from heller.claims.receipts import Receipt
from heller.claims.records import (
    Claim,
    Close,
    Decision,
    Record,
    genesis_prev,
    parse_record,
    prove,
    seal_record,
    typed_proof,
    verify_proof,
    verify_record,
)
from heller.claims.signed_files import LotClass, Release, Side, SideRow, SnapshotManifest
from heller.errors import BadSignature, Malformed
from heller.keys import SIGNATURE_BYTES, Scope, SigningKey, verify

__all__ = [
    "CLOSE",
    "DECISION",
    "REDEEM",
    "REFUND",
    "SALE",
    "VOID",
    "Action",
    "Approval",
    "CityKey",
    "Claim",
    "Close",
    "Decision",
    "Endpoint",
    "Enrol",
    "Flush",
    "Frame",
    "Heartbeat",
    "Held",
    "Hello",
    "Keyset",
    "Lease",
    "LotClass",
    "OfficeOrder",
    "Order",
    "Probe",
    "Probed",
    "Receipt",
    "Record",
    "Release",
    "Renew",
    "Role",
    "Side",
    "SideRow",
    "SnapshotManifest",
    "Status",
    "Stop",
    "Stopped",
    "Unlock",
    "code_hash",
    "domain_name",
    "genesis_prev",
    "open_keyset",
    "open_message",
    "order_hash",
    "parse_record",
    "prove",
    "seal",
    "seal_record",
    "typed_proof",
    "verify_proof",
    "verify_record",
]


class Signed(Protocol):
    """A message that is its payload and one signature."""

    @property
    def domain(self) -> str:
        """Give the name under which it is signed."""
        ...

    def pack(self) -> bytes:
        """Give the payload."""
        ...

    @classmethod
    def parse(cls, payload: bytes, city: int) -> Self:
        """Read a payload."""
        ...


M = TypeVar("M", bound=Signed)


def seal(scope: Scope, key: SigningKey, body: Signed) -> bytes:
    """Give a message with its signature. A till's records are sealed by `seal_record`."""
    return key.sealed(scope, body.domain, body.pack())


def open_message(kind: type[M], scope: Scope, public: bytes, message: bytes) -> M:
    """Read a signed message and check that this key signed it for this city.

    Raises Malformed, WrongCity or BadSignature.
    """
    if len(message) <= SIGNATURE_BYTES:
        raise Malformed("The message is shorter than a signature.")
    payload, signature = message[:-SIGNATURE_BYTES], message[-SIGNATURE_BYTES:]
    body = kind.parse(payload, scope.city)
    if not verify(scope, body.domain, public, payload, signature):
        raise BadSignature
    return body
