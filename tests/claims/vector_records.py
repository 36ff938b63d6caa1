"""A till's records for vectors.json: one chain, training, twins."""

import dataclasses
import hashlib
from typing import Any, Final

from tests.claims import ed25519, samples
from tests.claims.samples import CID, KAMEN, SCOPE, TILL, TILL_KEY, UNNA, claim, digest, key

from heller.cards.derived import (
    card_signing_key,
)
from heller.claims.messages import (
    REFUND,
    SALE,
    VOID,
    Claim,
    Close,
    Decision,
    domain_name,
    genesis_prev,
    parse_record,
    prove,
    seal_record,
    typed_proof,
)
from heller.keys import domain, scope_of

CARD_KEY: Final = card_signing_key(CID)
KAMEN_SCOPE: Final = scope_of(KAMEN, key("root of Kamen").public)

Json = dict[str, Any]


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def named_fields(body: object) -> Json:
    """Give a message's fields by their names in the protocol."""
    if isinstance(body, tuple):
        values = body._asdict()  # type: ignore[attr-defined] # all tuples here have names
    else:
        assert dataclasses.is_dataclass(body)
        values = {field.name: getattr(body, field.name) for field in dataclasses.fields(body)}
    shown = {camel(name): value for name, value in values.items() if name not in {"type", "domain"}}
    if shown.get("target") == b"":
        del shown["target"]
    return {name: v.hex() if isinstance(v, bytes) else v for name, v in shown.items()}


# ------------------------------------------------------------------------------- a till's records

TOKEN: Final = digest("token")[:16]


def chain() -> list[Claim | Decision | Close]:
    """Give a till's first records, each naming the one before."""
    plan: list[Claim | Decision | Close] = [
        claim(),
        samples.DECISION,
        claim(flags=1),
        samples.DECISION._replace(verdict=1),
        claim(SALE, flags=4, amount=2_500),
        samples.DECISION._replace(verdict=2),
        claim(VOID),
        samples.DECISION._replace(verdict=4),
        claim(REFUND, amount=2**32 - 1),
        samples.DECISION,
        samples.CLOSE,
    ]
    prev, made = genesis_prev(SCOPE, TILL), []
    for seq, body in enumerate(plan, start=1):
        if isinstance(body, Decision):
            record: Claim | Decision | Close = body._replace(seq=seq, claim_seq=seq - 1, prev=prev)
        elif isinstance(body, Close):
            record = body._replace(seq=seq, last_seq=seq - 1, prev=prev)
        else:
            record = body._replace(seq=seq, prev=prev)
        made.append(record)
        prev = hashlib.sha256(record.pack()).digest()[:16]
    return made


def proof_of(body: Claim | Decision | Close, *, training: bool = False) -> bytes:
    if not isinstance(body, Claim) or body.undoes:
        return b""
    return typed_proof(TOKEN) if body.typed else prove(SCOPE, CARD_KEY, body, training=training)


def sealed_record(body: Claim | Decision | Close, *, training: bool = False) -> bytes:
    proof = proof_of(body, training=training)
    return seal_record(SCOPE, TILL_KEY, body, proof, training=training)


def records() -> list[Json]:
    return [record_vector(body) for body in chain()]


def record_vector(body: Claim | Decision | Close) -> Json:
    record = parse_record(sealed_record(body), UNNA)
    return {
        "kind": domain_name(record.kind),
        "fields": named_fields(body),
        "payload": record.payload.hex(),
        "proof": record.proof.hex(),
        "hash": record.hash.hex(),
        "message": record.message.hex(),
        "signer": "till 17",
        "card": "card 1" if isinstance(body, Claim) and not (body.typed or body.undoes) else None,
    }


def training() -> Json:
    message = sealed_record(claim(), training=True)
    return {"message": message.hex(), "signer": "till 17", "card": "card 1"}


def two_signatures() -> Json:
    """Two valid signatures over one payload: one record."""
    first = sealed_record(claim())
    message = domain(SCOPE, "redeem") + claim().pack()
    again = ed25519.signed_with_nonce(TILL_KEY.seed(), TILL_KEY.public, message, b"other")
    return {"one": first.hex(), "other": (first[:-64] + again).hex(), "signer": "till 17"}


def geneses() -> list[Json]:
    places = [(SCOPE, "root", 17), (SCOPE, "root", 18), (KAMEN_SCOPE, "root of Kamen", 17)]
    return [
        {
            "city": scope.city,
            "rootPublic": key(root).public.hex(),
            "till": till,
            "prev": genesis_prev(scope, till).hex(),
        }
        for scope, root, till in places
    ]
