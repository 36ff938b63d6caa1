"""The card that was held to the till, or typed: what a claim needs of it."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field

from heller.cards.derived import card_ref, card_signing_key, view
from heller.cards.scan import Foreign, PayCode, ViewCode, parse_scanned
from heller.claims.records import Claim, prove, typed_proof
from heller.handset.problems import ForeignCode, OtherCode
from heller.keys import Scope


@dataclass(frozen=True, slots=True)
class Scanned:
    """A card whose pay code was read; its own key proves that the code was present."""

    pay: PayCode

    typed = False

    @property
    def ref(self) -> bytes:
        """Give the card's name in claims (10 bytes)."""
        return card_ref(self.pay.card.cid)

    @property
    def view_secret(self) -> str:
        """Give what shows its balance, in base64url."""
        return urlsafe_b64encode(view(self.pay.card.cid)).decode().rstrip("=")

    def proof(self, scope: Scope, claim: Claim) -> bytes:
        """Sign a claim with the card's own key."""
        return prove(scope, card_signing_key(self.pay.card.cid), claim)


@dataclass(frozen=True, slots=True)
class Typed:
    """A card whose number and PIN were typed: its token is good for one claim in five minutes."""

    ref: bytes
    token: bytes = field(repr=False)

    typed = True

    def proof(self, _scope: Scope, _claim: Claim) -> bytes:
        """Give the token where a scanned card gives its signature."""
        return typed_proof(self.token)


Card = Scanned | Typed


def read_pay_code(text: str) -> PayCode:
    """Read what a scanner typed; raises OtherCode for a view code, else ForeignCode."""
    found = parse_scanned(text)
    if isinstance(found, ViewCode):
        raise OtherCode
    if isinstance(found, Foreign):
        raise ForeignCode
    return found
