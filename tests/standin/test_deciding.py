"""What the stand-in decides while the book is dead, and what it leaves undecided."""

import time
from base64 import b64decode, b64encode
from pathlib import Path

from tests.running_city import until
from tests.standin.running import Pair, outcome, receipt, running_orphan, running_pair
from tests.till.raw_till import key_of

from heller.book.decline import Reason
from heller.claims.kinds import REFUND, SALE, VOID
from heller.claims.messages import seal
from heller.claims.questions import Renew
from heller.claims.receipt_check import Finding, check_receipt
from heller.claims.records import TYPED, Close, Decision, seal_record
from heller.keys import signing_key
from heller.operate.open_city import keyset_of


def test_redemption_is_signed_by_the_stand_in(orphan: Pair) -> None:
    claim = orphan.other.record(orphan.card(), 3_000)
    orphan.other.go_on(claim)
    answer = orphan.ask("decide", claim)
    found = receipt(answer)
    assert (outcome(answer), found.by, found.balance, found.ledger_seq) == ("ok", 2, 2_000, 0)
    message = b64decode(answer.json()["results"][-1]["receipt"])
    home = orphan.city.home
    checked = check_receipt(message, home.keyset(), keyset_of(home).root)
    assert checked.finding == Finding.GENUINE


def test_same_claim_gets_the_same_bytes(orphan: Pair) -> None:
    claim = orphan.other.record(orphan.card(), 3_000)
    orphan.other.go_on(claim)
    first = orphan.ask("decide", claim).json()
    assert [orphan.ask(way, claim).json() for way in ("decide", "notice", "records")] == [first] * 3


def test_answer_is_there_within_300_ms(orphan: Pair) -> None:
    claim = orphan.other.record(orphan.card(), 1_000)
    orphan.other.go_on(claim)
    started = time.monotonic()
    assert outcome(orphan.ask("decide", claim)) == "ok"
    assert time.monotonic() - started < 0.3


def test_card_pays_once_what_it_has(orphan: Pair) -> None:
    card = orphan.card()
    for till, cents, expected in (
        (orphan.till, 3_000, "ok"),
        (orphan.other, 3_000, "declined"),
        (orphan.other, 2_000, "ok"),
        (orphan.till, 1, "declined"),
    ):
        claim = till.record(card, cents)
        till.go_on(claim)
        assert outcome(orphan.ask("decide", claim)) == expected


def test_notice_reserves_until_it_is_dropped(orphan: Pair) -> None:
    card = orphan.card()
    noticed = orphan.till.record(card, 3_000)
    orphan.till.go_on(noticed)
    assert outcome(orphan.ask("notice", noticed)) == "noted"
    refused = orphan.other.record(card, 3_000)
    orphan.other.go_on(refused)
    answer = orphan.ask("decide", refused)
    assert (outcome(answer), receipt(answer).reason) == ("declined", Reason.INSUFFICIENT)
    assert outcome(orphan.ask("records", orphan.decision(noticed, 4))) == "noted"
    again = orphan.other.record(card, 5_000)
    orphan.other.go_on(again)
    assert outcome(orphan.ask("decide", again)) == "ok"


def test_decline_counts_when_goods_were_handed_over_all_the_same(orphan: Pair) -> None:
    card = orphan.card()
    declined = orphan.till.record(card, 6_000)
    orphan.till.go_on(declined)
    assert outcome(orphan.ask("decide", declined)) == "declined"
    assert outcome(orphan.ask("records", orphan.decision(declined, 3))) == "noted"
    claim = orphan.other.record(card, 1)
    orphan.other.go_on(claim)
    assert outcome(orphan.ask("decide", claim)) == "declined"


def test_claim_that_its_till_has_decided_is_not_authorised(orphan: Pair) -> None:
    card = orphan.card()
    claim = orphan.till.record(card, 1_000)
    orphan.till.go_on(claim)
    decision = orphan.decision(claim, 3)
    assert orphan.ask("records", claim, decision).is_success
    assert outcome(orphan.ask("decide", claim)) == "noted"


def test_decision_before_its_claim_counts(orphan: Pair) -> None:
    claim = orphan.till.record(orphan.card(), 1_000)
    orphan.till.go_on(claim)
    decision = orphan.decision(claim, 4)
    assert outcome(orphan.ask("records", decision)) == "noted"
    assert outcome(orphan.ask("decide", claim)) == "noted"


def test_sale_loads_and_its_money_can_be_spent(orphan: Pair) -> None:
    card = orphan.card()
    sale = orphan.till.record(card, 2_000, kind=SALE)
    orphan.till.go_on(sale)
    answer = orphan.ask("decide", sale)
    assert (outcome(answer), receipt(answer).balance) == ("ok", 7_000)
    assert outcome(orphan.ask("records", orphan.decision(sale, 2))) == "noted"
    claim = orphan.other.record(card, 6_500)
    orphan.other.go_on(claim)
    assert receipt(orphan.ask("decide", claim)).balance == 500


def test_unknown_card_is_declined(orphan: Pair) -> None:
    claim = orphan.till.claim(orphan.card(), 100, ref=bytes(10))
    message = orphan.till.seal(claim, orphan.card())
    orphan.till.go_on(message)
    answer = orphan.ask("decide", message)
    assert (outcome(answer), receipt(answer).reason) == ("declined", Reason.CARD_UNKNOWN)


def test_what_gives_money_back_waits_for_the_book(orphan: Pair) -> None:
    for kind in (VOID, REFUND):
        claim = orphan.till.claim(orphan.card(), 100, kind=kind)
        message = seal_record(orphan.city.scope, orphan.till.identity.key, claim)
        orphan.till.go_on(message)
        assert outcome(orphan.ask("decide", message)) == "only_book"
        assert outcome(orphan.ask("notice", message)) == "noted"


def test_wrong_proof_and_signature_are_refused(orphan: Pair) -> None:
    card, other = orphan.card(), orphan.card()
    claim = orphan.till.claim(card, 100)
    scope = orphan.city.scope
    unproven = seal_record(
        scope, orphan.till.identity.key, claim, key_of(other).sign(scope, "proof", claim.pack())
    )
    unsigned = orphan.till.seal(claim, card, signing_key(bytes(32)))
    assert outcome(orphan.ask("decide", unsigned)) == "bad_signature"
    assert outcome(orphan.ask("decide", unproven)) == "bad_proof"
    assert outcome(orphan.ask("decide", orphan.till.seal(claim, card))) == "ok"
    orphan.till.go_on(unproven)


def test_typed_claim_needs_the_book(orphan: Pair) -> None:
    claim = orphan.till.claim(orphan.card(), 100, flags=TYPED)
    token = bytes(16).ljust(64, b"\0")
    message = seal_record(orphan.city.scope, orphan.till.identity.key, claim, token)
    orphan.till.go_on(message)
    assert outcome(orphan.ask("decide", message)) == "bad_token"


def test_unknown_till_is_told_so(orphan: Pair) -> None:
    claim = orphan.till.claim(orphan.card(), 100, till=99)
    assert outcome(orphan.ask("decide", orphan.till.seal(claim, orphan.card()))) == "unknown_till"


def test_second_version_of_a_record_is_refused_and_kept_for_the_book(orphan: Pair) -> None:
    card = orphan.card()
    first, second = orphan.till.record(card, 100), orphan.till.record(card, 200)
    assert outcome(orphan.ask("decide", first)) == "ok"
    assert outcome(orphan.ask("decide", second)) == "equivocation"
    assert outcome(orphan.ask("decide", first)) == "ok"
    orphan.till.go_on(first)


def test_first_decision_counts(orphan: Pair) -> None:
    claim = orphan.till.record(orphan.card(), 1_000)
    orphan.till.go_on(claim)
    assert outcome(orphan.ask("notice", claim)) == "noted"
    body = orphan.till.claim(orphan.card())
    dropped = Decision(body.city, body.till, body.seq, body.seq - 1, 4, body.prev)
    handed = dropped._replace(seq=body.seq + 1, verdict=3)
    for decision in (handed, dropped):
        signed = seal_record(orphan.city.scope, orphan.till.identity.key, decision)
        assert outcome(orphan.ask("records", signed)) == "noted"
        orphan.till.go_on(signed)
    orphan.till.seq += 1


def test_pot_of_a_merchant_ends(tmp_path: Path) -> None:
    with running_orphan(tmp_path, standin=4_000) as orphan:
        card, other = orphan.card(), orphan.card()
        for source, cents, expected in ((card, 3_000, "ok"), (other, 1_001, "pot_used")):
            claim = orphan.till.record(source, cents)
            orphan.till.go_on(claim)
            assert outcome(orphan.ask("decide", claim)) == expected
        claim = orphan.till.record(card, 1_000)
        orphan.till.go_on(claim)
        assert outcome(orphan.ask("decide", claim)) == "ok"


def closed(pair: Pair) -> None:
    """Close the till's lease at the book."""
    till = pair.till
    end = Close(
        pair.city.scope.city, till.identity.till, till.seq + 1, till.identity.lease.number,
        till.seq, 0, till.prev,
    )  # fmt: skip
    signed = seal_record(pair.city.scope, till.identity.key, end)
    assert outcome(till.post(signed, ask=False)) == "ok"
    till.go_on(signed)


def renewed(pair: Pair) -> int | None:
    """Ask for the till's next lease; its number, or None while it is early."""
    till, city = pair.till.identity, pair.city.scope.city
    question = Renew(city, till.till, int(time.time()), bytes(8), till.lease.number)
    message = b64encode(seal(pair.city.scope, till.key, question)).decode()
    answer = pair.door.post("/v1/leases/renew", json={"renew": message})
    if answer.status_code == 409:
        return None
    return int.from_bytes(b64decode(answer.json()["lease"])[83:87])


def test_a_closed_lease_is_good_for_nothing_here_and_the_next_one_is(tmp_path: Path) -> None:
    with running_pair(tmp_path, new_device_wait=1) as pair:
        card, till = pair.sold(5_000), pair.till
        closed(pair)
        until(lambda: renewed(pair) is not None, "the device has waited")
        lease = renewed(pair)
        pair.end_book()
        for named, expected in ((till.identity.lease.number, "pot_used"), (lease, "ok")):
            claim = till.record(card, 1_000, lease=named)
            till.go_on(claim)
            assert outcome(pair.ask("decide", claim)) == expected
