"""A till that signs whatever a test wants, right or wrong, and posts it as it is."""

import json
import time
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

import httpx
from tests.running_city import RunningCity

from heller.cards.batch import MadeCard
from heller.cards.derived import card_signing_key
from heller.cards.scan import parse_scanned
from heller.claims.kinds import REDEEM, REFUND, VOID
from heller.claims.records import Claim, parse_record, seal_record
from heller.handset.identity import Identity
from heller.keys import SigningKey


@dataclass
class RawTill:
    """An enrolled till without a journal: it counts its own records, and may lie about them."""

    city: RunningCity
    http: httpx.Client
    identity: Identity
    seq: int = 0
    prev: bytes = b""

    def __post_init__(self) -> None:
        self.prev = self.identity.genesis

    def claim(
        self, card: MadeCard, cents: int = 100, kind: int = REDEEM, **changes: object
    ) -> Claim:
        """Give the next claim; changes replace fields."""
        made = Claim(
            type=kind,
            city=self.city.scope.city,
            till=self.identity.till,
            lease=self.identity.lease.number,
            seq=self.seq + 1,
            time=int(time.time()),
            mono=1,
            ref=card.ref,
            amount=cents,
            flags=0,
            snap_seq=0,
            prev=self.prev,
            target=bytes(16) if kind in (VOID, REFUND) else b"",
        )
        return made._replace(**changes)  # type: ignore[arg-type] # the test names the field

    def seal(self, claim: Claim, card: MadeCard, key: SigningKey | None = None) -> bytes:
        """Sign a claim with the till's key, and prove that the card was there."""
        scope = self.city.scope
        proof = key_of(card).sign(scope, "proof", claim.pack())
        return seal_record(scope, key or self.identity.key, claim, proof)

    def record(self, card: MadeCard, cents: int = 100, **changes: Any) -> bytes:  # noqa: ANN401
        """Give the next record, signed, without going on to the one after it."""
        return self.seal(self.claim(card, cents, **changes), card)

    def go_on(self, message: bytes) -> None:
        """Take a record as the last one."""
        record = parse_record(message, self.city.scope.city)
        self.seq, self.prev = record.body.seq, record.claim_hash

    def post(self, *messages: bytes, ask: bool = True) -> httpx.Response:
        body = {"records": [b64encode(one).decode() for one in messages], "ask": ask}
        return self.http.post("/v1/claims", content=json.dumps(body))


def key_of(card: MadeCard) -> SigningKey:
    """Give the card's own key, as whoever scanned it has it."""
    pay = parse_scanned(card.pay_code)
    assert hasattr(pay, "card")
    return card_signing_key(pay.card.cid)


def raw_till(city: RunningCity, http: httpx.Client, point: int) -> RawTill:
    """Enrol a till at this point."""
    with city.enrol(point) as handset:
        return RawTill(city, http, handset.identity)
