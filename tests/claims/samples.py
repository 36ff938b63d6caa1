"""One good example of every message, in Unna on a Saturday before Christmas."""

import hashlib
from typing import Final

from heller.book.decline import Reason
from heller.cards.card import Card
from heller.claims.messages import (
    REDEEM,
    REFUND,
    SALE,
    VOID,
    Action,
    Approval,
    CityKey,
    Claim,
    Close,
    Decision,
    Endpoint,
    Enrol,
    Flush,
    Frame,
    Heartbeat,
    Held,
    Hello,
    Keyset,
    Lease,
    LotClass,
    OfficeOrder,
    Order,
    Probe,
    Probed,
    Receipt,
    Release,
    Renew,
    Role,
    Side,
    SideRow,
    Signed,
    SnapshotManifest,
    Status,
    Stop,
    Stopped,
    Unlock,
    code_hash,
    genesis_prev,
)
from heller.keys import SigningKey, scope_of, signing_key

UNNA: Final = 5978036
KAMEN: Final = 5978020
SATURDAY: Final = 1_671_876_000  # 24 December 2022, 10:00 UTC
TILL: Final = 17


def key(name: str) -> SigningKey:
    """Make the test key of this name."""
    return signing_key(digest(name))


def digest(name: str) -> bytes:
    """Give 32 bytes that belong to a name."""
    return hashlib.sha256(name.encode()).digest()


ROOT: Final = key("root")
SCOPE: Final = scope_of(UNNA, ROOT.public)
TILL_KEY: Final = key("till 17")
CID: Final = digest("card 1")[:16]
REF: Final = hashlib.sha256(b"heller/ref" + CID).digest()[:10]


def claim(kind: int = REDEEM, **changes: object) -> Claim:
    """Give a claim of 12.40 euros; changes replace fields."""
    target = digest("target")[:16] if kind in (VOID, REFUND) else b""
    made = Claim(
        type=kind,
        city=UNNA,
        till=TILL,
        lease=3,
        seq=1,
        time=SATURDAY,
        mono=86_400,
        ref=REF,
        amount=1_240,
        flags=0,
        snap_seq=812,
        prev=genesis_prev(SCOPE, TILL),
        target=target,
    )
    return made._replace(**changes)  # type: ignore[arg-type] # the test names the field


CARD: Final = Card(UNNA, 1, CID, 2_500)
CLAIMS: Final = [claim(REDEEM), claim(SALE, seq=2), claim(VOID, seq=3), claim(REFUND, seq=4)]
DECISION: Final = Decision(UNNA, TILL, 2, 1, 3, digest("before")[:16])
CLOSE: Final = Close(UNNA, TILL, 9, 3, 8, 12_400, digest("before")[:16])
LEASE: Final = Lease(
    city=UNNA,
    key=2,
    till=TILL,
    merchant=4,
    point=5,
    role=3,
    public=TILL_KEY.public,
    not_before=SATURDAY - 86_400,
    expires=SATURDAY + 6 * 86_400,
    limit=2_000,
    limit_outage=5_000,
    isolated=15_000,
    isolated_outage=50_000,
    standin=60_000,
    credit=200_000,
    ops=20,
    ops_outage=150,
    number=3,
)
RECEIPT: Final = Receipt(
    city=UNNA,
    key=3,
    by=1,
    flags=0,
    outcome=1,
    reason=0,
    claim_hash=hashlib.sha256(CLAIMS[0].pack()).digest()[:16],
    ref=REF,
    amount=1_240,
    balance=2_520,
    generation=1,
    ledger_seq=48_213,
    time=SATURDAY + 1,
)
HOLDS: Final = {45, *range(50, 60)}  # docs/protocol.md, section 9: these do not decline, they hold
REFUSALS: Final = [
    RECEIPT._replace(outcome=6 if reason in HOLDS else 2, reason=reason) for reason in Reason
]
ORDERS: Final = [
    Order(UNNA, 1, SATURDAY, SATURDAY + 86_400, Action.OUTAGE, 0, 0, 0, bytes(8)),
    Order(UNNA, 2, SATURDAY, SATURDAY, Action.PAID_IN, 0, 0, 90_000, b"\0\0\0\5" + bytes(4)),
    Order(UNNA, 3, SATURDAY, SATURDAY, Action.BLOCK, 0, 0, 0, bytes.fromhex("0200000011000000")),
    Order(
        UNNA, 4, SATURDAY, SATURDAY + 30 * 86_400, Action.ENDPOINT, 0, 0, 0,
        b"\2" + bytes(7), "https://ersatz.example/v1",
    ),
]  # fmt: skip
QUESTIONS: Final = [
    Enrol(UNNA, SATURDAY, TILL_KEY.public, code_hash("K7QPW2MX")),
    Unlock(UNNA, TILL, SATURDAY, bytes(range(8)), 1234_5678_9012_3482, 4711),
    Hello(UNNA, TILL, SATURDAY, bytes(range(8))),
    Renew(UNNA, TILL, SATURDAY, bytes(range(8)), 3),
]
BETWEEN: Final = [
    Probe(UNNA, 1, SATURDAY, digest("nonce")[:16]),
    Probed(UNNA, 3, digest("nonce")[:16], 1, 7, 48_214, SATURDAY),
    Heartbeat(UNNA, 3, 1, 7, 48_214, SATURDAY, 1),
    Flush(UNNA, 6, 1, 48_214, digest("tree"), SATURDAY),
    Stop(UNNA, 3, 1, 7, 1_204, SATURDAY),
    Stopped(UNNA, 5, 1, 7, 1_205, SATURDAY),
    Status(UNNA, 5, 1, 7, 1_204, 2, SATURDAY - 60, SATURDAY),
    Held(UNNA, 18, TILL, 4, 9, digest("last")[:16], SATURDAY),
]
FRAME: Final = Frame(UNNA, bytes(range(8)), 1, 3, 1_100, digest("envelope")[:8], b"Heller" * 60)
APPROVAL: Final = Approval(UNNA, 2, digest("order"), SATURDAY, 1)
UPLOAD_POINT: Final = bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)
KEYS: Final = tuple(
    CityKey(role, role, UPLOAD_POINT if role is Role.UPLOAD else key(role.name).public, SATURDAY)
    for role in Role
)
KEYSET: Final = Keyset(
    city=UNNA,
    number=1,
    issued=SATURDAY,
    root=ROOT.public,
    keys=KEYS,
    endpoints={
        Endpoint.DOOR: ("https://kasse.unna.example",),
        Endpoint.STANDIN: ("https://ersatz.example", "https://ersatz2.example"),
    },
    name="Unna",
    phone="02303 103-0",
)
OFFICE: Final = OfficeOrder(
    UNNA, digest("order")[:16], "adjust", "buero:2", SATURDAY, {"cents": -500, "why": "Zählfehler"}
)  # fmt: skip
SNAPSHOT: Final = SnapshotManifest(
    city=UNNA,
    snap_seq=812,
    time=SATURDAY,
    k=digest("blind")[:16],
    classes=(LotClass(0, 1_798_758_000, 0), LotClass(SATURDAY, 1_798_758_000, 2)),
    count=60_000,
    records_hash=digest("records"),
    generation=1,
    ledger_seq=48_214,
    base=0,
)
SIDE: Final = Side(UNNA, 1, (SideRow(REF, "1234567890123482", digest("mac")),))
RELEASE: Final = Release(
    UNNA, 12, SATURDAY, {"app/main.js": digest("main"), "index.html": digest("i")}
)

SIGNED: Final[list[tuple[Signed, SigningKey]]] = [
    (CARD, key("ISSUER")),
    (LEASE, key("LEASE")),
    (RECEIPT, key("ACK")),
    *[(refusal, key("ACK")) for refusal in REFUSALS],
    *[(order, key("EMERGENCY")) for order in ORDERS],
    *[(question, TILL_KEY) for question in QUESTIONS],
    *[(message, key("between")) for message in BETWEEN],
    (APPROVAL, key("approver")),
    (KEYSET, ROOT),
    (OFFICE, key("office")),
    (SNAPSHOT, key("SNAP")),
    (SIDE, key("ACK")),
    (RELEASE, key("RELEASE")),
]
