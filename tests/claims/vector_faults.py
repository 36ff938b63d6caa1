"""What must be refused, for vectors.json: of signatures, messages and records."""

from typing import Final

from tests.claims import ed25519, samples
from tests.claims.samples import KAMEN, SCOPE, TILL_KEY, UNNA, claim, key
from tests.claims.vector_records import KAMEN_SCOPE, Json, chain, proof_of, sealed_record

from heller.claims.messages import (
    VOID,
    Claim,
    Close,
    Decision,
    Signed,
    domain_name,
    open_keyset,
    open_message,
    parse_record,
    seal_record,
    verify_record,
)
from heller.errors import BadSignature, Problem
from heller.keys import Scope, SigningKey


def signatures() -> list[Json]:
    """Bare signatures that some libraries take and ours do not."""
    message = b"Heller"
    good = TILL_KEY.sign_bare(message)
    public, seed = TILL_KEY.public, TILL_KEY.seed()
    again = ed25519.signed_with_nonce(seed, public, message, b"other")
    other_point = bytes([*public[:-1], public[-1] ^ 128])
    small_r = ed25519.with_small_r(seed, public, message)
    # What, whether key and signature are well formed, whether the signature is good.
    cases = [
        ("good", True, True, public, good),
        ("another nonce", True, True, public, again),
        ("S not canonical", False, False, public, ed25519.not_canonical(good)),
        ("R of small order", False, False, public, small_r),
        (
            "R not canonical",
            False,
            False,
            public,
            ed25519.NOT_CANONICAL_IDENTITY + small_r[32:],
        ),
        ("x of the other sign", True, False, other_point, good),
        ("no point of the curve", True, False, (2).to_bytes(32, "little"), good),
        ("key cut", False, False, public[:-1], good),
        ("signature cut", False, False, public, good[:-1]),
        ("all zero", False, False, bytes(32), bytes(64)),
    ]
    small = {
        "identity": ed25519.IDENTITY,
        "order 2": ed25519.ORDER_TWO,
        "order 4": ed25519.ORDER_FOUR,
        "order 8": ed25519.ORDER_EIGHT,
        "identity, not canonical": ed25519.NOT_CANONICAL_IDENTITY,
    }
    for name, point in small.items():
        forged = ed25519.for_small_key(point, message)
        cases.append((f"key of small order: {name}", False, False, point, forged))
    return [
        {
            "why": why,
            "form": form,
            "good": is_good,
            "public": p.hex(),
            "message": message.hex(),
            "signature": s.hex(),
        }
        for why, form, is_good, p, s in cases
    ]


def bad_messages() -> list[Json]:
    """What a receiver refuses, for every signed message, and with which code."""
    made: list[Json] = []
    for message, signer in samples.SIGNED:
        for why, bad in common_faults(message.pack(), message.domain, signer):
            made.append(refused(type(message), message.domain, why, bad, signer.public))
    for message, why, changes in OWN_FAULTS:
        payload = bytearray(message.pack())
        for place, byte in changes.items():
            payload[place] = byte
        bad = TILL_KEY.sealed(SCOPE, message.domain, bytes(payload))
        made.append(refused(type(message), message.domain, why, bad, TILL_KEY.public))
    return made


def common_faults(
    payload: bytes, name: str, signer: SigningKey, proof: bytes = b""
) -> list[tuple[str, bytes]]:
    """Give what can be wrong with any signed message or record."""

    def signed(what: bytes, scope: Scope = SCOPE, under: str = name) -> bytes:
        return what + proof + signer.sign(scope, under, what)

    good, late = signed(payload), len(payload) - 2
    elsewhere = payload.replace(UNNA.to_bytes(4), KAMEN.to_bytes(4))
    return [
        ("first byte wrong", bytes([good[0] ^ 1]) + good[1:]),
        ("payload wrong", good[:late] + bytes([good[late] ^ 1]) + good[late + 1 :]),
        ("signature wrong", good[:-1] + bytes([good[-1] ^ 1])),
        ("other domain", signed(payload, under="proof")),
        ("training domain", good[:-64] + signer.sign(SCOPE, name, payload, training=True)),
        ("other ROOT", signed(payload, Scope(UNNA, KAMEN_SCOPE.root8))),
        ("other city", signed(elsewhere)),
        ("cut", good[:-1]),
        ("longer", good + b"\0"),
        ("S not canonical", good[:-64] + ed25519.not_canonical(good[-64:])),
        ("only a signature", good[-64:]),
        ("nothing", b""),
    ]


# A message, what is wrong with it, and the bytes of its payload that make it so.
OWN_FAULTS: Final[list[tuple[Signed, str, dict[int, int]]]] = [
    (samples.LEASE, "unknown role", {18: 8}),
    (samples.RECEIPT, "by nobody", {6: 3}),
    (samples.RECEIPT, "unknown flag", {7: 8}),
    (samples.RECEIPT, "outcome 0", {8: 0}),
    (samples.RECEIPT, "outcome 7", {8: 7}),
    (samples.RECEIPT, "ok with a reason", {10: 35}),
    (samples.RECEIPT, "declined without a reason", {8: 2}),
    (samples.RECEIPT, "declined for an unknown reason", {8: 2, 10: 12}),
    (samples.RECEIPT, "held without a reason", {8: 6}),
    (samples.ORDERS[0], "action 0", {17: 0}),
    (samples.ORDERS[0], "action 9", {17: 9}),
    (samples.ORDERS[0], "limit above 100 euros", {18: 0x27, 19: 0x11}),
    (samples.ORDERS[0], "ends before it begins", {13: 0}),
    (samples.ORDERS[0], "longer than 30 days", {13: 0x64}),
    (samples.ORDERS[0], "argument without a meaning", {28: 1}),
    (samples.ORDERS[0], "text shorter than said", {36: 1}),
    (samples.ORDERS[0], "ENDPOINT without text", {17: 7, 28: 1}),
    (samples.ORDERS[2], "blocks neither key nor till", {28: 3}),
    (samples.ORDERS[3], "unknown endpoint", {28: 6}),
    (samples.ORDERS[3], "text no UTF-8", {40: 0xFF}),
    (samples.QUESTIONS[1], "number too long", {21: 1}),
    (samples.QUESTIONS[1], "PIN too long", {30: 0x10}),
    (samples.BETWEEN[2], "state 0", {24: 0}),
    (samples.BETWEEN[2], "state 4", {24: 4}),
    (samples.BETWEEN[6], "state 4", {20: 4}),
    (samples.BETWEEN[7], "empty range", {20: 1}),
    (samples.APPROVAL, "verdict 0", {45: 0}),
    (samples.APPROVAL, "verdict 3", {45: 3}),
]  # fmt: skip


def refused(kind: type[Signed], name: str, why: str, bad: bytes, public: bytes) -> Json:
    """Show a message refused, with the code of its refusal; one that is taken stops the work."""
    try:
        if kind is type(samples.KEYSET):
            open_keyset(bad, public, UNNA)
        else:
            open_message(kind, SCOPE, public, bad)
    except Problem as problem:
        return {
            "kind": name,
            "why": why,
            "public": public.hex(),
            "message": bad.hex(),
            "code": problem.code,
        }
    raise AssertionError(f"{name} is taken: {why}")


def bad_records() -> list[Json]:
    """What a receiver refuses of a till's records."""
    made = []
    for body in chain()[:9]:
        name, payload = domain_name(body.pack()[0]), body.pack()
        proof = sealed_record(body)[len(payload) : -64]
        for why, bad in common_faults(payload, name, TILL_KEY, proof):
            made.append(refused_record(name, why, bad))
    made += [refused_record(domain_name(bad[0]), why, bad) for why, bad in own_record_faults()]
    return made


def own_record_faults() -> list[tuple[str, bytes]]:
    typed = bytearray(sealed_record(claim(flags=1)))
    typed[60 + 16] = 1
    undone = bytearray(sealed_record(claim(VOID)))
    undone[76] = 1
    wrong_key = seal_record(SCOPE, key("thief"), claim(), proof_of(claim()))
    bodies: dict[str, Claim | Decision | Close] = {
        "unknown flag": claim(flags=8),
        "flag of a sale": claim(flags=2),
        "flag on a void": claim(VOID, flags=1),
        "seq 0": claim(seq=0),
        "amount 0": claim(amount=0),
        "verdict 0": samples.DECISION._replace(verdict=0),
        "verdict 5": samples.DECISION._replace(verdict=5),
        "decides itself": samples.DECISION._replace(claim_seq=2),
        "decides nothing": samples.DECISION._replace(claim_seq=0),
        "gap before the close": samples.CLOSE._replace(last_seq=7),
    }
    return [
        ("more than a token", bytes(typed)),
        ("proof on a void", bytes(undone)),
        ("another key", wrong_key),
        *[(why, sealed_record(body)) for why, body in bodies.items()],
    ]


def refused_record(name: str, why: str, bad: bytes) -> Json:
    try:
        record = parse_record(bad, UNNA)
        if not verify_record(SCOPE, TILL_KEY.public, record):
            raise BadSignature
    except Problem as problem:
        return {
            "kind": name,
            "why": why,
            "signer": "till 17",
            "message": bad.hex(),
            "code": problem.code,
        }
    raise AssertionError(f"{name} is taken: {why}")
