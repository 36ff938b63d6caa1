"""Pre-signed claims are real: good signatures, an unbroken chain a till, each body once."""

import base64
import json

from heller.cards.derived import card_signing_key
from heller.claims.records import genesis_prev, parse_record, verify_proof, verify_record
from heller.keys import scope_of, signing_key
from heller.operate.bench.made_city import MadeTill
from heller.operate.bench.presign import chains_of, sign_bodies

SCOPE = scope_of(5978036, b"r" * 32)
TILLS = [MadeTill(number, 100 + number, bytes([number]) * 32) for number in (1, 2)]
CIDS = [b"a" * 16, b"b" * 16, b"c" * 16]


def test_the_claims_are_signed_chained_and_never_repeated() -> None:
    bodies, hashes, chains = sign_bodies(SCOPE, chains_of(SCOPE, TILLS), CIDS, 12)
    records = [
        parse_record(base64.b64decode(json.loads(body)["records"][0]), SCOPE.city)
        for body in bodies
    ]
    assert len(set(bodies)) == 12
    assert [record.claim_hash.hex() for record in records] == hashes
    for till in TILLS:
        own = [record for record in records if record.body.till == till.number]
        prev = genesis_prev(SCOPE, till.number)
        for seq, record in enumerate(own, start=1):
            assert (record.body.seq, record.body.prev) == (seq, prev)
            prev = record.claim_hash
    keys = {till.number: signing_key(till.seed).public for till in TILLS}
    assert all(verify_record(SCOPE, keys[r.body.till], r) for r in records)
    cards = [card_signing_key(CIDS[n % 3]).public for n in range(12)]
    assert all(verify_proof(SCOPE, card, r) for card, r in zip(cards, records, strict=True))
    assert [chain.seq for chain in chains] == [6, 6]
