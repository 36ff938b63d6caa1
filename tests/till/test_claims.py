"""Whatever is posted, the answer is documented, the book stays good, and nothing else happens."""

import json
import random
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from tests.running_city import RunningCity, Town
from tests.till.raw_till import RawTill, key_of, raw_till

from heller.cards.batch import MadeCard
from heller.claims.kinds import SALE, VOID
from heller.claims.receipts import BOOK, OK, Receipt
from heller.claims.records import (
    TYPED,
    Claim,
    Decision,
    parse_record,
    seal_record,
    typed_proof,
)
from heller.keys import scope_of, signing_key
from heller.operate.home import door_keys

LIMIT = 256 * 1024
ORDER = 2**252 + 27742317777372353535851937790883648493  # of Ed25519's group


@pytest.fixture(scope="module")
def card(city: RunningCity, town: Town) -> MadeCard:
    """A card with 50 euros."""
    (made,) = city.cards(1)
    town.desk.sell(town.desk.scan(made.pay_code), 5_000)
    return made


@pytest.fixture(scope="module")
def raw(city: RunningCity, town: Town, http: httpx.Client) -> RawTill:
    return raw_till(city, http, 1)


@pytest.fixture
def still(city: RunningCity) -> Iterator[Callable[[int], None]]:
    """Say by how many entries the book may have grown; then recompute it whole."""
    before, allowed = city.seq(), [0]
    yield allowed.append
    assert city.seq() - before == allowed[-1]
    assert city.health()["state"] == "deciding"
    city.require_good()


def records(*texts: object, **more: object) -> bytes:
    return json.dumps({"records": list(texts), **more}).encode()


UNREADABLE = {
    "nothing": b"",
    "garbage": b"\xff\x00 garbage",
    "text": b"records",
    "list": b"[]",
    "number": b"12",
    "null": b"null",
    "half": b'{"records": ["AA',
    "deep": b"[" * 100_000,
    "deep_field": b'{"records": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "many_digits": b'{"records": ' + b"9" * 10_000 + b"}",
    "no_number": b'{"records": NaN}',
    "no_field": b"{}",
    "no_record": records(),
    "text_field": b'{"records": "AAAA"}',
    "map_field": b'{"records": {"0": "AAAA"}}',
    "ask_text": records("AAAA", ask="yes"),
    "ask_number": records("AAAA", ask=1),
    "record_number": records(1, ask=True),
    "record_null": records(None, ask=True),
    "record_list": records([], ask=True),
    "no_base64": records("!!!!", ask=True),
    "no_padding": records("AAA", ask=True),
    "url_base64": records("--__", ask=True),
    "nul": records("\0", ask=True),
    "surrogate": b'{"records": ["\\ud800"], "ask": true}',
    "umlaut": records("äöüß", ask=True),
    "empty_record": records("", ask=True),
    "short_record": records("AAAA", ask=True),
}


@pytest.mark.parametrize("path", ["/v1/claims", "/v1/decisions"])
@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_unreadable_body(http: httpx.Client, path: str, content: bytes) -> None:
    answer = http.post(path, content=content)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_noise_never_breaks_the_door(
    http: httpx.Client, raw: RawTill, card: MadeCard, still: Callable[[int], None]
) -> None:
    """Flip one bit anywhere in a good record, three hundred times."""
    still(0)
    seeded, good = random.Random(20221224), raw.record(card)
    for _ in range(300):
        bit = seeded.randrange(len(good) * 8)
        bad = bytearray(good)
        bad[bit // 8] ^= 1 << bit % 8
        assert raw.post(bytes(bad)).status_code in (400, 401, 409, 422)


@pytest.mark.parametrize("path", ["/v1/claims", "/v1/decisions"])
def test_oversized_body(http: httpx.Client, path: str) -> None:
    answer = http.post(path, content=b" " * (LIMIT + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_oversized_body_without_a_length(http: httpx.Client) -> None:
    answer = http.post("/v1/claims", content=(b" " * 65_536 for _ in range(6)))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_257_records(http: httpx.Client, raw: RawTill, card: MadeCard) -> None:
    text = b64encode(raw.record(card)).decode()
    answer = http.post("/v1/decisions", content=records(*[text] * 257))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


Bad = Callable[[RawTill, MadeCard], bytes]


def with_s_above_the_order(raw: RawTill, card: MadeCard) -> bytes:
    """Write the same signature in the second way that a careless verifier takes."""
    good = raw.record(card)
    s = int.from_bytes(good[-32:], "little") + ORDER
    return good[:-32] + s.to_bytes(32, "little")


def signed_as(name: str) -> Bad:
    def make(raw: RawTill, card: MadeCard) -> bytes:
        claim = raw.claim(card)
        return raw.seal(claim, card)[:-64] + raw.identity.key.sign(
            raw.city.scope, name, claim.pack()
        )

    return make


def of_another_root(raw: RawTill, card: MadeCard) -> bytes:
    claim, scope = raw.claim(card), scope_of(raw.city.scope.city, bytes(32))
    return raw.seal(claim, card)[:-64] + raw.identity.key.sign(scope, "redeem", claim.pack())


def in_training(raw: RawTill, card: MadeCard) -> bytes:
    claim = raw.claim(card)
    signature = raw.identity.key.sign(raw.city.scope, "redeem", claim.pack(), training=True)
    return raw.seal(claim, card)[:-64] + signature


def proven_by_another_card(raw: RawTill, card: MadeCard) -> bytes:
    claim = raw.claim(card)
    proof = signing_key(bytes(32)).sign(raw.city.scope, "proof", claim.pack())
    return seal_record(raw.city.scope, raw.identity.key, claim, proof)


def typed_without_token(raw: RawTill, card: MadeCard) -> bytes:
    claim = raw.claim(card, flags=TYPED)
    return seal_record(raw.city.scope, raw.identity.key, claim, typed_proof(bytes(16)))


def proof_of_another_amount(raw: RawTill, card: MadeCard) -> bytes:
    """Take the card's signature on a smaller claim of the same till."""
    proof = key_of(card).sign(raw.city.scope, "proof", raw.claim(card, 1).pack())
    return seal_record(raw.city.scope, raw.identity.key, raw.claim(card, 5_000), proof)


def decision(raw: RawTill, _card: MadeCard) -> bytes:
    city, till = raw.city.scope.city, raw.identity.till
    body = Decision(city, till, raw.seq + 2, raw.seq + 1, 1, bytes(16))
    return seal_record(raw.city.scope, raw.identity.key, body)


def changed(**fields: Any) -> Bad:  # noqa: ANN401
    return lambda raw, card: raw.record(card, **fields)


REFUSED: dict[str, tuple[Bad, int, str]] = {
    "truncated": (lambda raw, card: raw.record(card)[:-1], 400, "malformed"),
    "longer": (lambda raw, card: raw.record(card) + b"\0", 400, "malformed"),
    "unknown_type": (lambda raw, card: b"\x1f" + raw.record(card)[1:], 400, "malformed"),
    "unknown_flag": (changed(flags=0x80), 400, "malformed"),
    "outside_flag_on_redeem": (changed(flags=2), 400, "malformed"),
    "seq_0": (changed(seq=0), 400, "malformed"),
    "wrong_city": (changed(city=5978020), 422, "wrong_city"),
    "amount_0": (changed(cents=0), 422, "amount_zero"),
    "wrong_key": (
        lambda raw, card: raw.seal(raw.claim(card), card, signing_key(bytes(32))),
        401,
        "bad_signature",
    ),
    "domain_of_a_sale": (signed_as("sale"), 401, "bad_signature"),
    "domain_of_a_proof": (signed_as("proof"), 401, "bad_signature"),
    "training": (in_training, 401, "bad_signature"),
    "another_root": (of_another_root, 401, "bad_signature"),
    "other_form_of_s": (with_s_above_the_order, 401, "bad_signature"),
    "no_signature": (lambda raw, card: raw.record(card)[:-64] + bytes(64), 401, "bad_signature"),
    "unknown_till": (changed(till=4_000_000_000), 401, "unknown_till"),
    "another_cards_proof": (proven_by_another_card, 422, "bad_proof"),
    "proof_of_another_amount": (proof_of_another_amount, 422, "bad_proof"),
    "typed_without_token": (typed_without_token, 422, "bad_token"),
    "wrong_prev": (changed(prev=bytes(16)), 409, "chain_mismatch"),
    "decision_asked": (decision, 422, "not_a_claim"),
}


@pytest.mark.parametrize(("bad", "status", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_refused_record(
    raw: RawTill,
    card: MadeCard,
    still: Callable[[int], None],
    bad: Bad,
    status: int,
    code: str,
) -> None:
    still(0)
    answer = raw.post(bad(raw, card))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_refused_record_of_several_does_not_stop_the_others(
    raw: RawTill, card: MadeCard, still: Callable[[int], None]
) -> None:
    still(1)
    good = raw.record(card)
    results = raw.post(b"garbage", good).json()["results"]
    raw.go_on(good)
    assert results[0]["problem"]["code"] == "malformed"
    assert results[1]["outcome"] == "ok"


def outcome(answer: httpx.Response) -> tuple[int, str, str | None]:
    last = answer.json()["results"][-1]
    return answer.status_code, last["outcome"], last["reason"]


def test_replay_gives_the_same_receipt_and_books_nothing(
    raw: RawTill, card: MadeCard, still: Callable[[int], None]
) -> None:
    still(1)
    good = raw.record(card)
    first = raw.post(good).json()
    raw.go_on(good)
    assert [raw.post(good).json() for _ in range(3)] == [first] * 3
    assert raw.post(good, good).json()["results"] == first["results"] * 2


def test_double_tap(raw: RawTill, card: MadeCard, still: Callable[[int], None]) -> None:
    """Another valid signature over the same payload is the same record: signature_not_identity."""
    still(1)
    good = raw.record(card)
    first = raw.post(good).json()
    raw.go_on(good)
    again = good[:60] + key_of(card).sign(raw.city.scope, "proof", good[:60]) + good[-64:]
    assert raw.post(again).json() == first


def test_reordered_records_are_both_booked(
    raw: RawTill, card: MadeCard, still: Callable[[int], None]
) -> None:
    """An authorisation never waits for a gap in a till's chain."""
    still(2)
    first = raw.record(card, 1)
    raw.go_on(first)
    second = raw.record(card, 2)
    raw.go_on(second)
    assert outcome(raw.post(second)) == (200, "ok", None)
    assert outcome(raw.post(first)) == (200, "ok", None)


def test_declines_are_signed_and_final(
    city: RunningCity, raw: RawTill, card: MadeCard, still: Callable[[int], None]
) -> None:
    still(7)
    sealed, blocked = city.cards(2)  # one order
    city.order("card.block", ref=card.ref)
    shown = {}
    for name, used, cents in (("blocked", card, 1), ("sealed", sealed, 1)):
        shown[name] = outcome(posted(raw, used, cents))
    city.order("card.unblock", ref=card.ref)
    shown["above"] = outcome(posted(raw, card, 4_294_967_295))
    shown["void"] = outcome(posted(raw, card, 1, kind=VOID))
    assert shown == {
        "blocked": (200, "declined", "card_blocked"),
        "sealed": (200, "declined", "card_sealed"),
        "above": (200, "declined", "insufficient"),
        "void": (200, "declined", "target_unknown"),
    }
    assert blocked.ref != sealed.ref


def posted(
    raw: RawTill,
    card: MadeCard,
    cents: int,
    **changes: Any,  # noqa: ANN401
) -> httpx.Response:
    message = raw.record(card, cents, **changes)
    raw.go_on(message)
    return raw.post(message)


def test_sale_without_right_is_held(
    city: RunningCity, http: httpx.Client, still: Callable[[int], None]
) -> None:
    still(7)  # merchant, point, invitation, admission, cards, sale, decline
    point = city.shop("Bäckerei ohne Verkauf")
    with city.enrol(point, role=1) as handset:
        raw = RawTill(city, http, handset.identity)
    (card,) = city.cards(1)
    assert outcome(posted(raw, card, 1_000, kind=SALE)) == (200, "held", "no_right")
    assert outcome(posted(raw, card, 1)) == (200, "declined", "card_sealed")


def test_second_version_of_a_record_freezes_the_till(
    city: RunningCity, http: httpx.Client, card: MadeCard, still: Callable[[int], None]
) -> None:
    still(4)  # invitation, admission, claim, freeze
    raw = raw_till(city, http, 1)
    one, other = raw.record(card, 1), raw.record(card, 2)
    assert raw.post(one).status_code == 200
    for _ in range(2):
        answer = raw.post(other)
        assert (answer.status_code, answer.json()["code"]) == (409, "equivocation")
    with city.office() as office:
        tills = {till["no"]: till["state"] for till in office.look("register")["tills"]}
    assert tills[raw.identity.till] == 2


def test_revoked_till_asks_nothing_but_its_records_are_taken(
    city: RunningCity, http: httpx.Client, card: MadeCard, still: Callable[[int], None]
) -> None:
    still(3)  # invitation, admission, revocation
    raw = raw_till(city, http, 1)
    city.order("till.revoke", till=raw.identity.till)
    claim = raw.record(card, 1)
    answer = raw.post(claim)
    assert (answer.status_code, answer.json()["code"]) == (403, "till_revoked")
    assert raw.post(claim, ask=False).json()["results"][0]["outcome"] == "noted"


@pytest.mark.parametrize("text", ["00" * 15, "00" * 17, "zz" * 16, "00 " * 10 + "00", "%00" * 32])
def test_bad_receipt_hash(http: httpx.Client, text: str) -> None:
    answer = http.get(f"/v1/receipts/{text}")
    assert answer.status_code in (400, 404)
    assert answer.json()["code"] in ("malformed", "not_found")


def test_receipt_is_found_again(raw: RawTill, card: MadeCard, http: httpx.Client) -> None:
    answer = posted(raw, card, 1).json()["results"][0]
    found = http.get(f"/v1/receipts/{raw.prev.hex()}").json()
    assert found == {"receipt": answer["receipt"]}
    assert http.get(f"/v1/receipts/{'00' * 16}").status_code == 404


# ------------------------------------------------------------- goods handed over without the book


def handed_over(raw: RawTill, card: MadeCard, cents: int, verdict: int) -> tuple[bytes, bytes]:
    """Sign a payment that the till decided by itself; both records are the till's last ones."""
    claim = raw.record(card, cents)
    raw.go_on(claim)
    body = Decision(raw.city.scope.city, raw.identity.till, raw.seq + 1, raw.seq, verdict, raw.prev)
    decision = seal_record(raw.city.scope, raw.identity.key, body)
    raw.go_on(decision)
    return claim, decision


def test_the_decision_tells_what_became_of_goods_that_are_gone(
    raw: RawTill, card: MadeCard, http: httpx.Client, still: Callable[[int], None]
) -> None:
    pot = raw.identity.lease.isolated_outage
    still(2 if pot else 1)
    texts = [b64encode(one).decode() for one in handed_over(raw, card, 150, 3)]
    first = http.post("/v1/decisions", content=records(*texts)).json()["results"]
    assert (first[0]["outcome"], first[0]["reason"]) == ("declined", "closed")
    expected = ("ok", None) if pot else ("disputed", "pot_exceeded")
    assert (first[1]["outcome"], first[1]["reason"]) == expected
    assert http.post("/v1/decisions", content=records(*texts)).json()["results"] == first


def test_the_books_own_receipt_pays_what_it_once_said(
    raw: RawTill, card: MadeCard, http: httpx.Client, still: Callable[[int], None]
) -> None:
    """Lost by the book, shown by the till: a receipt that the city's key has signed."""
    still(2)
    claim, decision = handed_over(raw, card, 130, 1)
    receipt = said_by_the_book(raw.city, claim)
    texts = [b64encode(one).decode() for one in (claim, decision)]
    shown = [b64encode(receipt).decode()]
    answer = http.post("/v1/decisions", content=records(*texts, receipts=shown)).json()["results"]
    assert [one["outcome"] for one in answer] == ["declined", "ok"]


def said_by_the_book(city: RunningCity, claim: bytes) -> bytes:
    """Sign the ok receipt that a lost generation of the book had given."""
    record = parse_record(claim, city.scope.city)
    assert isinstance(record.body, Claim)
    number, key = door_keys(city.home.secrets(), city.scope).writer.ack
    receipt = Receipt(
        city.scope.city, number, BOOK, 0, OK, 0, record.claim_hash, record.body.ref,
        record.body.amount, 0, 1, 9, record.body.time,
    )  # fmt: skip
    return key.sealed(city.scope, receipt.domain, receipt.pack())


@pytest.mark.parametrize(
    ("shown", "status", "code"),
    [
        ("receipt", 400, "malformed"),
        (["AAAA"], 400, "malformed"),
        (["AAAA"] * 257, 413, "too_large"),
        ([7], 400, "malformed"),
    ],
)
def test_receipts_that_are_none_are_refused(
    shown: object,
    status: int,
    code: str,
    raw: RawTill,
    card: MadeCard,
    http: httpx.Client,
    still: Callable[[int], None],
) -> None:
    still(0)
    text = b64encode(raw.record(card)).decode()
    answer = http.post("/v1/claims", content=records(text, receipts=shown))
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_receipt_that_nobody_of_the_city_signed_is_refused(
    raw: RawTill, card: MadeCard, http: httpx.Client, still: Callable[[int], None]
) -> None:
    still(0)
    claim = raw.record(card)
    forged = said_by_the_book(raw.city, claim)[:-1] + b"\1"
    text, shown = b64encode(claim).decode(), b64encode(forged).decode()
    answer = http.post("/v1/claims", content=records(text, receipts=[shown]))
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
