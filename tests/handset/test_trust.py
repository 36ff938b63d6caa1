"""Only what follows from the pinned ROOT key is believed."""

import pytest
from tests.handset.city import NOW, ROOT, UNNA, City, key

from heller.cards.scan import pay_code
from heller.claims.kinds import REDEEM
from heller.claims.messages import seal
from heller.claims.receipts import BOOK, NOTED, OK, STANDIN, Receipt
from heller.claims.records import Claim, Decision, Record, parse_record, seal_record
from heller.errors import WrongCity
from heller.handset.cards import read_pay_code
from heller.handset.problems import KeyUnknown, NotGenuine, Untrusted
from heller.handset.trust import Trust, pinned

CITY = City()
TRUST = Trust(pinned(CITY.keyset(), ROOT.public))
CLAIM = Claim(REDEEM, UNNA, 17, 3, 1, NOW, 9, b"r" * 10, 100, 0, 0, bytes(16))
ACK = 21


def record(body: Claim | Decision) -> Record:
    proof = bytes(64) if isinstance(body, Claim) else b""
    return parse_record(seal_record(CITY.scope, key("till"), body, proof), UNNA)


def receipt(**changes: object) -> Receipt:
    made = Receipt(
        UNNA, ACK, BOOK, 0, OK, 0, record(CLAIM).claim_hash, CLAIM.ref, 100, 900, 1, 5, NOW
    )
    return made._replace(**changes)  # type: ignore[arg-type] # the test names the field


def signed(made: Receipt, who: str = "ACK") -> bytes:
    return seal(CITY.scope, key(who), made)


def test_the_citys_receipt_is_believed() -> None:
    assert TRUST.receipt(record(CLAIM), signed(receipt())) == receipt()


def test_a_decisions_receipt_names_no_card() -> None:
    decision = record(Decision(UNNA, 17, 2, 1, 1, bytes(16)))
    made = receipt(outcome=NOTED, claim_hash=decision.claim_hash, ref=bytes(10), amount=0)
    assert TRUST.receipt(decision, signed(made)) == made


@pytest.mark.parametrize(
    "changes",
    [
        {"claim_hash": bytes(16)},
        {"ref": bytes(10)},
        {"amount": 99},
        {"by": STANDIN},
        {"city": UNNA + 1},
    ],
)
def test_another_records_receipt_is_not(changes: dict[str, object]) -> None:
    with pytest.raises(Untrusted):
        TRUST.receipt(record(CLAIM), signed(receipt(**changes)))


@pytest.mark.parametrize("message", [signed(receipt(), "LEASE"), signed(receipt())[:-1], b"", b"x"])
def test_a_receipt_that_the_city_did_not_sign_is_not(message: bytes) -> None:
    with pytest.raises(Untrusted):
        TRUST.receipt(record(CLAIM), message)


@pytest.mark.parametrize("key_id", [0, 2, 22])
def test_a_key_without_the_role_is_unknown(key_id: int) -> None:
    with pytest.raises(KeyUnknown):
        TRUST.receipt(record(CLAIM), signed(receipt(key=key_id)))


def test_a_lease_is_for_one_till_and_key() -> None:
    city = City()
    public = key("till").public
    till = city.admit(public)
    assert TRUST.lease(city.leases[till], till, public).till == till
    with pytest.raises(Untrusted):
        TRUST.lease(city.leases[till], till + 1, public)
    with pytest.raises(Untrusted):
        TRUST.lease(city.leases[till], till, bytes(32))


def test_a_card_is_the_citys_own() -> None:
    made = City().make_cards(1)[0]
    pay = read_pay_code(made.pay_code)
    TRUST.card(pay)
    with pytest.raises(NotGenuine):
        TRUST.card(read_pay_code(pay_code(pay.message[:-1] + b"\0")))
    with pytest.raises(KeyUnknown):
        TRUST.card(read_pay_code(pay_code(pay.message[:5] + b"\x63" + pay.message[6:])))
    with pytest.raises(WrongCity):
        TRUST.card(read_pay_code(pay_code(pay.message[:4] + b"\x01" + pay.message[5:])))


def test_a_keyset_is_roots_word() -> None:
    with pytest.raises(Untrusted):
        pinned(CITY.keyset(), key("another root").public)
    with pytest.raises(Untrusted):
        pinned(CITY.keyset()[:-1] + b"\0", ROOT.public)
    with pytest.raises(Untrusted):
        pinned(b"", ROOT.public)
