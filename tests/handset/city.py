"""A small honest city for tests: real keys, real receipts, its book in memory, faults on request.

It stands where the network stands. What it does not do (fees, expiry, limits, reasons beyond the
common ones) is the real door's business: test_with_door.py.
"""

import json
from base64 import b64decode, b64encode, urlsafe_b64decode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from random import Random
from typing import Any

import httpx

from heller.book.account_state import CardState
from heller.book.decline import Reason
from heller.cards.batch import Issuer, MadeCard, make_cards
from heller.claims.kinds import REDEEM, SALE
from heller.claims.lease import Lease
from heller.claims.messages import (
    CityKey,
    Endpoint,
    Enrol,
    Hello,
    Keyset,
    Renew,
    Role,
    Unlock,
    code_hash,
    open_message,
    seal,
)
from heller.claims.receipts import BOOK, DECLINED, HELD, NOTED, OK, Receipt
from heller.claims.records import (
    DROPPED,
    Claim,
    Close,
    Decision,
    Record,
    genesis_prev,
    parse_record,
    verify_proof,
    verify_record,
)
from heller.claims.signed_files import LotClass
from heller.claims.snapshot import (
    Base,
    CardRow,
    LotCents,
    Stamp,
    build_delta,
    build_snapshot,
)
from heller.errors import (
    BadProof,
    BadToken,
    ChainMismatch,
    CodeRefused,
    Equivocation,
    LeaseOpen,
    NotFound,
    Problem,
    RenewalEarly,
    UnlockFailed,
)
from heller.keys import SigningKey, scope_of, signing_key

UNNA = 5978036
NOW = 1_671_876_000  # 24 December 2022, 10:00 UTC
CODE = "K7QPW2MX"
DOOR = "https://kasse.unna.example"


def key(name: str) -> SigningKey:
    """Make the test key of this name."""
    return signing_key(sha256(name.encode()).digest())


ROOT = key("root")


@dataclass
class Account:
    """A card's money."""

    made: MadeCard
    cents: int = 0
    state: str = "sealed"

    @property
    def row(self) -> CardRow:
        """Give the card as a snapshot's builder reads it."""
        lots = (LotCents(LotClass(NOW, NOW + 365 * 86_400, 0), self.cents),)
        return CardRow(self.made.lkey, int(CardState[self.state.upper()]), lots)


@dataclass
class City:
    """The city's register and book."""

    scope = scope_of(UNNA, ROOT.public)
    number: int = 1
    ack: str = "ACK"
    role: int = 3
    door: tuple[str, ...] = (DOOR,)
    now: int = NOW
    credit: int = 200_000
    admitted: bool = True
    tills: dict[int, bytes] = field(default_factory=dict)
    leases: dict[int, bytes] = field(default_factory=dict)
    cards: dict[bytes, Account] = field(default_factory=dict)
    records: dict[tuple[int, int], Record] = field(default_factory=dict)
    receipts: dict[bytes, bytes] = field(default_factory=dict)
    tokens: dict[bytes, bytes] = field(default_factory=dict)
    posts: list[tuple[str, list[bytes]]] = field(default_factory=list)
    decisions: dict[tuple[int, int], int] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    faults: dict[str, list[Callable[[], httpx.Response]]] = field(default_factory=dict)
    losing: set[str] = field(default_factory=set)
    forging: Callable[[Receipt], Receipt] | None = None
    refusing: type[Problem] | None = None
    lease_for: bytes = b""
    isolated: int = 0
    renewable: bool = False
    snapshots: dict[str, bytes] = field(default_factory=dict)
    base: Base | None = None
    snap_seq: int = 100
    snap: str = "SNAP"

    def make_cards(self, count: int, face: int = 0) -> list[MadeCard]:
        """Make sealed cards."""
        issuer = Issuer(self.scope, int(Role.ISSUER), key("ISSUER"), bytes(32))
        made = make_cards(issuer, face, count, Random(len(self.cards)).randbytes, ())
        self.cards |= {card.ref: Account(card) for card in made}
        return made

    def loaded(self, cents: int) -> MadeCard:
        """Make a card that was sold."""
        made = self.make_cards(1)[0]
        self.cards[made.ref] = Account(made, cents, "active")
        return made

    def keyset(self) -> bytes:
        """Sign the KEYSET."""
        roles = (Role.ISSUER, Role.LEASE)
        keys = [CityKey(int(role), role, key(role.name).public, NOW) for role in roles]
        keys.append(CityKey(int(Role.SNAP), Role.SNAP, key(self.snap).public, NOW))
        keys.append(CityKey(20 + self.number, Role.ACK, key(self.ack).public, NOW))
        endpoints = {Endpoint.DOOR: self.door} if self.door else {}
        keyset = Keyset(
            UNNA, self.number, NOW, ROOT.public, tuple(keys), endpoints, "Unna", "02303 103-0"
        )
        return seal(self.scope, ROOT, keyset)

    def new_ack(self) -> None:
        """Replace the key that signs receipts."""
        self.number, self.ack = self.number + 1, f"ACK {self.number + 1}"

    # ------------------------------------------------------------------------------- the network

    @property
    def transport(self) -> httpx.MockTransport:
        """Stand where the network stands."""
        return httpx.MockTransport(self.handle)

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer a request, or do what a test wants to go wrong."""
        path = request.url.path
        self.calls.append(path)
        fault = self.faults.get(path) or self.faults.get("*")
        if fault:
            return fault.pop(0)()
        answer = self._answer(request.method, path, request.content)
        if path in self.losing:
            raise httpx.ReadError("the answer was lost", request=request)
        return answer

    def _answer(self, method: str, path: str, content: bytes) -> httpx.Response:
        body = json.loads(content) if method == "POST" else {}
        try:
            return self._routed(path, body)
        except Problem as problem:
            return problem_answer(problem)

    def _routed(self, path: str, body: dict[str, Any]) -> httpx.Response:
        if path.startswith("/v1/receipts/"):
            return self._receipt(bytes.fromhex(path.rpartition("/")[2]))
        if path.startswith("/v1/snapshots/"):
            return self._snapshot(path.rpartition("/")[2])
        routes: dict[str, Callable[[dict[str, Any]], httpx.Response]] = {
            "/v1/claims": self._claims,
            "/v1/decisions": self._claims,
            "/v1/tills/head": self._head,
            "/v1/sales/ask": self._may_sell,
            "/v1/leases/renew": self._renew,
            "/v1/enrol": self._enrol,
            "/v1/cards/view": self._view,
            "/v1/cards/unlock": self._unlock,
            "/v1/keyset": lambda _body: httpx.Response(200, json={"keyset": text(self.keyset())}),
        }
        return routes[path](body)

    # -------------------------------------------------------------------------------- snapshots

    def publish(self, *, delta: bool = False) -> None:
        """Make a SNAPSHOT of the cards, or a DELTA to the last one, as the city's builder does."""
        self.snap_seq += 1
        stamp = Stamp(UNNA, self.snap_seq, self.now, bytes(16), 1, len(self.receipts))
        rows = [account.row for account in self.cards.values()]
        base = self.base if delta else None
        built = build_delta(stamp, rows, base) if base else build_snapshot(stamp, rows)
        self.base = built.base
        name = "delta.bin" if delta else "full.bin"
        self.snapshots[name] = seal(self.scope, key(self.snap), built.manifest)
        self.snapshots[f"{self.snap_seq}.rec"] = built.records

    def _snapshot(self, name: str) -> httpx.Response:
        if name not in self.snapshots:
            raise NotFound
        return httpx.Response(200, content=self.snapshots[name])

    # -------------------------------------------------------------------------------- questions

    def _enrol(self, body: dict[str, Any]) -> httpx.Response:
        message = b64decode(body["enrol"])
        enrol = Enrol.parse(message[:-64], UNNA)
        open_message(Enrol, self.scope, enrol.public, message)
        if (enrol.code, code_hash(body["code"])) != (code_hash(CODE), code_hash(CODE)):
            raise CodeRefused
        if not self.admitted:
            return httpx.Response(202, json={"state": "waiting"})
        till = next((no for no, one in self.tills.items() if one == enrol.public), 0)
        till = till or self.admit(enrol.public)
        names = {"merchant_name": "Bäckerei", "point_name": "Markt 3", "city_name": "Unna"}
        signed = {"lease": text(self.leases[till]), "keyset": text(self.keyset())}
        return httpx.Response(200, json={"state": "admitted", "till": till, **signed, **names})

    def admit(self, public: bytes) -> int:
        """Make a till, as the office does; gives its number."""
        till = len(self.tills) + 17
        self.tills[till] = public
        lease = Lease(
            UNNA, int(Role.LEASE), till, 4, 5, self.role, self.lease_for or public,
            NOW, NOW + 7 * 86_400, 2_000, 5_000, self.isolated, self.isolated,
            60_000, self.credit, 20, 150, 3,
        )  # fmt: skip
        self.leases[till] = seal(self.scope, key("LEASE"), lease)
        return till

    def _hello(self, body: dict[str, Any]) -> Hello:
        message = b64decode(body["hello"])
        till = Hello.parse(message[:-64], UNNA).till
        return open_message(Hello, self.scope, self.tills[till], message)

    def _head(self, body: dict[str, Any]) -> httpx.Response:
        till = self._hello(body).till
        seq = max((seq for no, seq in self.records if no == till), default=0)
        found = self.records[till, seq].hash.hex() if seq else ""
        return httpx.Response(200, json={"seq": seq, "hash": found})

    def _renew(self, body: dict[str, Any]) -> httpx.Response:
        message = b64decode(body["renew"])
        till = Renew.parse(message[:-64], UNNA).till
        asked = open_message(Renew, self.scope, self.tills[till], message)
        newest = Lease.parse(self.leases[till][:-64], UNNA)
        if asked.lease == newest.number:
            if not self.renewable:
                raise RenewalEarly
            closes = [r.body.lease for r in self.records.values() if isinstance(r.body, Close)]
            if newest.number not in closes:
                raise LeaseOpen
            lease = replace(
                newest, number=newest.number + 1, not_before=self.now,
                expires=self.now + 7 * 86_400, isolated=15_000, isolated_outage=50_000,
            )  # fmt: skip
            self.leases[till] = seal(self.scope, key("LEASE"), lease)
        return httpx.Response(200, json={"lease": text(self.leases[till]), "results": []})

    def _may_sell(self, body: dict[str, Any]) -> httpx.Response:
        self._hello(body)
        ok = body["amount_cents"] <= self.credit
        reason = None if ok else "credit_exceeded"
        answer = {"ok": ok, "reason": reason, "credit_left_cents": self.credit}
        return httpx.Response(200, json=answer)

    def _view(self, body: dict[str, Any]) -> httpx.Response:
        digest = sha256(urlsafe_b64decode(body["view"] + "==")).digest()
        for account in self.cards.values():
            if account.made.view_hash == digest:
                return httpx.Response(200, json=self._shown(account))
        raise NotFound

    def _shown(self, account: Account) -> dict[str, Any]:
        part = {"kind": "paid", "cents": account.cents, "active_from": NOW, "valid_until": NOW + 9}
        move = {"at": NOW, "kind": "sale", "cents": account.cents, "place": None}
        return {
            "balance_cents": account.cents,
            "state": account.state,
            "as_of": self.now,
            "valid_until": NOW + 86_400 if account.cents else None,
            "parts": [part] if account.cents else [],
            "history": [move] if account.cents else [],
        }

    def _unlock(self, body: dict[str, Any]) -> httpx.Response:
        message = b64decode(body["unlock"])
        till = Unlock.parse(message[:-64], UNNA).till
        asked = open_message(Unlock, self.scope, self.tills[till], message)
        for ref, account in self.cards.items():
            if (int(account.made.number), int(account.made.pin)) == (asked.number, asked.pin):
                token = sha256(message).digest()[:16]
                self.tokens[token] = ref
                answer = {"ref": ref.hex(), "token": text(token), "until": self.now + 300}
                return httpx.Response(200, json=answer)
        raise UnlockFailed

    def _receipt(self, claim_hash: bytes) -> httpx.Response:
        if claim_hash not in self.receipts:
            raise NotFound
        return httpx.Response(200, json={"receipt": text(self.receipts[claim_hash])})

    # ---------------------------------------------------------------------------------- the book

    def _claims(self, body: dict[str, Any]) -> httpx.Response:
        messages = [b64decode(record) for record in body["records"]]
        ask = body.get("ask", False)
        self.posts.append(("ask" if ask else "hand in", messages))
        results = list(self._taken([parse_record(one, UNNA) for one in messages], ask=ask))
        if isinstance(results[-1], Problem) and (ask or len(results) == 1):
            raise results[-1]
        shown = [
            {"problem": details(one)} if isinstance(one, Problem) else {"receipt": text(one)}
            for one in results
        ]
        return httpx.Response(200, json={"results": shown, "witness": None})

    def _taken(self, records: list[Record], *, ask: bool) -> Iterator[bytes | Problem]:
        said = {r.body.claim_seq: r.body for r in records if isinstance(r.body, Decision)}
        for place, record in enumerate(records):
            try:
                if self.refusing:
                    raise self.refusing
                asked = ask and place == len(records) - 1
                yield self._take(record, said.get(record.body.seq), asked=asked)
            except Problem as problem:
                yield problem

    def _take(self, record: Record, said: Decision | None, *, asked: bool) -> bytes:
        till, seq = record.body.till, record.body.seq
        assert verify_record(self.scope, self.tills[till], record)
        known = self.records.get((till, seq))
        if known is not None and known.hash != record.hash:
            raise Equivocation
        stored = self.receipts.get(record.claim_hash)
        if stored is not None and not (asked and _outcome(stored) == NOTED):
            return stored
        before = self.records.get((till, seq - 1))
        expected = before.claim_hash if before else genesis_prev(self.scope, till)
        if (before or seq == 1) and record.body.prev != expected:
            raise ChainMismatch
        answer = self._decided(record, said, asked=asked)
        self.records[till, seq] = record
        self.receipts[record.claim_hash] = answer
        return answer

    def _decided(self, record: Record, said: Decision | None, *, asked: bool) -> bytes:
        body = record.body
        if isinstance(body, Decision):
            assert (body.till, body.claim_seq) not in self.decisions
            self.decisions[body.till, body.claim_seq] = body.verdict
            if body.verdict == DROPPED:
                self._drop(self.records[body.till, body.claim_seq])
            return self._sign(record, NOTED, 0)
        if isinstance(body, Close):
            return self._sign(record, OK, 0)
        assert isinstance(body, Claim)
        if said is not None and body.type != SALE:
            return self._sign(record, DECLINED, Reason.CLOSED)
        if not asked and said is None:
            return self._sign(record, NOTED, 0)
        return self._sign(record, *self._authorise(record, body))

    def _authorise(self, record: Record, claim: Claim) -> tuple[int, int]:
        account = self.cards.get(claim.ref)
        if account is None:
            return DECLINED, Reason.CARD_UNKNOWN
        self._check_proof(record, claim, account)
        if claim.type == REDEEM and account.state == "sealed":
            return DECLINED, Reason.CARD_SEALED
        if claim.type == REDEEM and account.cents < claim.amount:
            return DECLINED, Reason.INSUFFICIENT
        if claim.type == SALE and claim.amount > self.credit:
            return HELD, Reason.CREDIT_EXCEEDED
        account.state = "active"
        account.cents += self._change(claim)
        return OK, 0

    def _check_proof(self, record: Record, claim: Claim, account: Account) -> None:
        if claim.typed:
            if self.tokens.pop(record.token, None) != claim.ref:
                raise BadToken
        elif not claim.undoes and not verify_proof(self.scope, account.made.public, record):
            raise BadProof

    def _drop(self, record: Record) -> None:
        claim = record.body
        assert isinstance(claim, Claim)
        assert claim.type != SALE
        if _outcome(self.receipts[record.claim_hash]) == OK:
            self.cards[claim.ref].cents -= self._change(claim)

    def _change(self, claim: Claim) -> int:
        """Say what a claim that is ok adds to its card, in cents."""
        undone = next((r for r in self.records.values() if r.claim_hash == claim.target), None)
        takes = claim.type == REDEEM or (undone is not None and undone.kind == SALE)
        return -claim.amount if takes else claim.amount

    def _sign(self, record: Record, outcome: int, reason: int) -> bytes:
        body = record.body
        ref, amount = (body.ref, body.amount) if isinstance(body, Claim) else (bytes(10), 0)
        account = self.cards.get(ref)
        receipt = Receipt(
            UNNA, 20 + self.number, BOOK, 0, outcome, int(reason), record.claim_hash, ref, amount,
            account.cents if account else 0, 1, len(self.receipts) + 1, self.now,
        )  # fmt: skip
        return seal(self.scope, key(self.ack), self.forging(receipt) if self.forging else receipt)


def _outcome(receipt: bytes) -> int:
    return Receipt.parse(receipt[:-64], UNNA).outcome


def text(data: bytes) -> str:
    """Write Base64."""
    return b64encode(data).decode()


def details(problem: Problem) -> dict[str, Any]:
    """Write problem details."""
    return {
        "status": problem.status,
        "code": problem.code,
        "title": problem.english(),
        "detail": "",
    }


def problem_answer(problem: Problem) -> httpx.Response:
    """Answer with a problem."""
    headers = {} if problem.retry_after_s is None else {"retry-after": str(problem.retry_after_s)}
    return httpx.Response(problem.status, json=details(problem), headers=headers)
