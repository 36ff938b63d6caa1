"""A till's post: known, asked, taken in, refused; and what a second version of a record does."""

from dataclasses import replace

import pytest
from tests.claims import alone
from tests.claims.ed25519 import signed_with_nonce
from tests.claims.made import (
    CARDS,
    Device,
    Job,
    MemoryBook,
    Said,
    approval,
    asking,
    device,
    made_city,
    one_batch_or_more,
    order,
    ordering,
    read,
    upload,
)
from tests.claims.samples import SCOPE, digest

from heller.book.accounts import AccountKind
from heller.book.body import EntryKind
from heller.book.decline import Reason
from heller.city.register import TillState, What
from heller.claims.batch import RecordState, Token
from heller.claims.receipts import DECLINED, HELD, NOTED, OK, TYPED, UPLOAD, Receipt
from heller.claims.records import verify_record
from heller.errors import BadProof, BadToken, ChainMismatch, Equivocation, TillRevoked
from heller.keys import domain

CARD, OTHER, _ = CARDS
TOKEN = digest("token")[:16]


def loaded() -> tuple[MemoryBook, Device]:
    """Give a city with 50 euros on card one, and its till 1."""
    book, till = made_city(), device(1)
    book.ask(till.sale(CARD, 5_000))
    return book, till


def outcome(said: Said) -> tuple[int, int]:
    assert isinstance(said, Receipt)
    return said.outcome, said.reason


def set_till(book: MemoryBook, no: int, state: TillState) -> None:
    book.register.tills[no] = replace(book.register.tills[no], state=state)


# --------------------------------------------------------------------------- the same again


@one_batch_or_more
def test_double_tap(*, in_one_batch: bool) -> None:
    """A slow network, two taps: one payment, one answer."""
    book, till = loaded()
    claim = till.redeem(CARD, 1_240)
    first, second, third = book.take_jobs(
        asking(claim), asking(claim), upload(claim), in_one_batch=in_one_batch
    )
    assert first == second == third
    assert outcome(first[0]) == (OK, 0)
    assert book.ids() == ["c/1/1", "c/1/2"]
    assert book.lots(CARD) == [3_760]


def test_the_same_answer_for_ever() -> None:
    book, till = loaded()
    claim = till.redeem(CARD, 1_240)
    first = book.ask(claim)
    book.hand_in(till.decide(claim, 4))
    book.now += 40 * 86_400
    assert book.ask(claim) == first


@one_batch_or_more
def test_signature_not_identity(*, in_one_batch: bool) -> None:
    """Safari randomises Ed25519: another good signature over the payload is the same claim."""
    book, till = loaded()
    claim = till.redeem(CARD, 1_240)
    message = domain(SCOPE, "redeem") + claim[:60]
    other = claim[:-64] + signed_with_nonce(till.key.seed(), till.key.public, message, b"another")
    assert verify_record(SCOPE, till.key.public, read(other))
    assert other != claim
    answers = book.take_jobs(asking(claim), asking(other), in_one_batch=in_one_batch)
    assert answers[0] == answers[1]
    assert book.ids() == ["c/1/1", "c/1/2"]


@one_batch_or_more
def test_a_claim_twice_in_one_post(*, in_one_batch: bool) -> None:
    book, till = loaded()
    claim = till.redeem(CARD, 1_240)
    answers = book.take_jobs(upload(claim, claim), asking(claim), in_one_batch=in_one_batch)
    assert [outcome(said) for said in answers[0]] == [(NOTED, 0)] * 2
    assert outcome(answers[1][0]) == (OK, 0)


# ------------------------------------------------------------------- asked, and only taken in


def test_only_the_last_record_is_asked_for() -> None:
    book, till = loaded()
    first, second = till.redeem(CARD, 1_000), till.redeem(CARD, 2_000)
    answers = book.take(asking(first, second))[0]
    assert [outcome(said) for said in answers] == [(NOTED, 0), (OK, 0)]
    assert (book.state(first), book.state(second)) == (RecordState.NOTED, RecordState.UNRESOLVED)


def test_a_noted_claim_can_be_asked_for_later() -> None:
    book, till = loaded()
    claim = till.redeem(CARD, 1_240)
    noted = book.hand_in(claim)[0]
    assert isinstance(noted, Receipt)
    assert (noted.outcome, noted.flags, noted.ledger_seq, noted.balance) == (NOTED, UPLOAD, 0, 0)
    asked = book.ask(claim)
    assert isinstance(asked, Receipt)
    assert (asked.outcome, asked.flags, asked.balance) == (OK, 0, 3_760)
    assert book.hand_in(claim) == [asked]


@one_batch_or_more
def test_a_claim_with_its_decision_is_answered_by_what_that_made_of_it(
    *, in_one_batch: bool
) -> None:
    book, till = loaded()
    claim = till.sale(OTHER, 1_000)
    decision = till.decide(claim, 3)
    notice, both = book.take_jobs(upload(claim), upload(claim, decision), in_one_batch=in_one_batch)
    assert outcome(notice[0]) == (NOTED, 0)
    assert [outcome(said) for said in both] == [(OK, 0), (NOTED, 0)]
    assert both == [book.receipt(claim), book.receipt(decision)]


def test_a_close_is_kept() -> None:
    book, till = loaded()
    close = till.close()
    assert outcome(book.hand_in(close)[0]) == (OK, 0)
    assert book.state(close) == RecordState.RESOLVED
    assert book.records[1, 2].message == close


# ---------------------------------------------------------------------------------- the chain


def test_a_record_that_does_not_follow_is_refused() -> None:
    book, till = loaded()
    claim = till.redeem(CARD, 100, prev=bytes(16))
    assert [type(said) for said in book.hand_in(claim)] == [ChainMismatch]
    assert (1, 2) not in book.records


def test_a_first_record_follows_from_city_and_till() -> None:
    book = made_city()
    assert type(book.ask(device(1).sale(CARD, 100, prev=bytes(16)))) is ChainMismatch


def test_a_record_that_its_successor_does_not_follow_is_refused() -> None:
    book, till = loaded()
    missing, after = till.redeem(CARD, 100), till.redeem(CARD, 200)
    assert outcome(book.ask(after)) == (OK, 0)
    forged = replace_amount(till, missing)
    assert type(book.ask(forged)) is ChainMismatch
    assert outcome(book.ask(missing)) == (OK, 0)


def replace_amount(till: Device, message: bytes) -> bytes:
    """Sign a second version of a redemption, one cent dearer."""
    body = read(message).body
    again = Device(till.no, till.lease, body.seq - 1, body.prev)
    return again.redeem(CARD, getattr(body, "amount") + 1)  # noqa: B009 - a claim has one


def test_an_authorisation_never_waits_for_a_gap() -> None:
    book, till = loaded()
    till.redeem(CARD, 100)
    assert outcome(book.ask(till.redeem(CARD, 200))) == (OK, 0)


def test_a_decision_that_was_refused_closes_nothing() -> None:
    book, till = loaded()
    claim = till.redeem(CARD, 1_000)
    decision = till.decide(claim, 4, prev=bytes(16))
    answers = book.hand_in(claim, decision)
    assert outcome(answers[0]) == (NOTED, 0)
    assert type(answers[1]) is ChainMismatch
    assert outcome(book.ask(claim)) == (OK, 0)


# ------------------------------------------------------------------------- two versions of one


@one_batch_or_more
def test_a_second_version_is_refused_kept_and_freezes_the_till_once(*, in_one_batch: bool) -> None:
    book, till = loaded()
    claim = till.redeem(CARD, 1_240)
    other = replace_amount(till, claim)
    jobs = [asking(claim), asking(other), asking(other), upload(other), asking(claim)]
    answers = book.take_jobs(*jobs, in_one_batch=in_one_batch)
    assert outcome(answers[0][0]) == (OK, 0)
    assert [type(said) for answer in answers[1:4] for said in answer] == [Equivocation] * 3
    assert answers[4] == answers[0]
    assert book.ids() == ["c/1/1", "c/1/2", "c/1/2/freeze"]
    freeze = book.body("c/1/2/freeze")
    assert (freeze.kind, freeze.evidence, freeze.postings) == (EntryKind.FREEZE, (other,), ())
    assert book.equivocations == [(1, 2, read(other).hash, other)]
    assert book.register.tills[1].state == TillState.FROZEN
    assert book.lots(CARD) == [3_760]


def test_a_revoked_till_stays_revoked() -> None:
    book, till = loaded()
    claim = till.redeem(CARD, 1_240)
    book.ask(claim)
    set_till(book, 1, TillState.REVOKED)
    assert type(book.ask(replace_amount(till, claim))) is Equivocation
    assert book.body("c/1/2/freeze").register == ()
    assert book.register.tills[1].state == TillState.REVOKED


def test_a_frozen_till_may_still_redeem_online() -> None:
    book, till = loaded()
    set_till(book, 1, TillState.FROZEN)
    paid = till.redeem(CARD, 1_000)
    assert outcome(book.ask(paid)) == (OK, 0)
    assert outcome(book.ask(till.void(paid, 1_000))) == (DECLINED, Reason.TILL_FROZEN)
    assert outcome(book.ask(till.sale(CARD, 1_000))) == (HELD, Reason.TILL_FROZEN)


def test_a_revoked_till_may_not_ask_but_its_records_are_kept() -> None:
    book, till = loaded()
    set_till(book, 1, TillState.REVOKED)
    claim = till.redeem(CARD, 1_000)
    assert type(book.ask(claim)) is TillRevoked
    assert outcome(book.hand_in(claim)[0]) == (NOTED, 0)


def test_the_sale_of_a_revoked_till_is_held() -> None:
    """Its money was taken before it was signed."""
    book, till = loaded()
    set_till(book, 1, TillState.REVOKED)
    assert outcome(book.ask(till.sale(CARD, 1_000))) == (HELD, Reason.SELLER_BLOCKED)


# ---------------------------------------------------------------------------- number and PIN


def test_a_token_is_good_once() -> None:
    book, till = loaded()
    book.tokens[TOKEN] = Token(1, CARD.ref, book.now)
    claim = till.redeem(CARD, 1_000, token=TOKEN)
    said = book.ask(claim)
    assert isinstance(said, Receipt)
    assert (said.outcome, said.flags) == (OK, TYPED)
    assert book.tokens == {}
    assert type(book.ask(till.redeem(CARD, 1_000, token=TOKEN))) is BadToken
    assert book.ask(claim) == said


@pytest.mark.parametrize(
    "token",
    [
        None,
        Token(2, CARD.ref, 2**32),
        Token(1, OTHER.ref, 2**32),
        Token(1, CARD.ref, made_city().now - 1),
    ],
    ids=["unknown", "another till's", "another card's", "expired"],
)
def test_a_token_of_no_use(token: Token | None) -> None:
    book, till = loaded()
    book.tokens |= {TOKEN: token} if token else {}
    assert type(book.ask(till.redeem(CARD, 1_000, token=TOKEN))) is BadToken
    assert book.lots(CARD) == [5_000]


def test_one_token_for_two_claims_of_one_batch() -> None:
    book, till = loaded()
    book.tokens[TOKEN] = Token(1, CARD.ref, book.now)
    claims = [till.redeem(CARD, 1_000, token=TOKEN), till.redeem(CARD, 1_000, token=TOKEN)]
    first, second = book.take(*map(asking, claims))
    assert outcome(first[0]) == (OK, 0)
    assert type(second[0]) is BadToken


# --------------------------------------------------------- a card that comes in the same batch


def registering(name: str) -> tuple[bytes, list[bytes]]:
    card = replace(CARD, name=name)
    message = order("cards.register", face_cents=0, issuer_key=1, cards=[card.row()])
    return message, card.row()


@one_batch_or_more
def test_a_card_is_known_as_soon_as_it_is_registered(*, in_one_batch: bool) -> None:
    book, till = loaded()
    message, _ = registering("new")
    new = replace(CARD, name="new")
    jobs: list[Job] = [
        ordering(message),
        asking(till.sale(new, 1_000)),
        asking(till.redeem(new, 400)),
    ]
    answers = book.take_jobs(*jobs, in_one_batch=in_one_batch)
    assert [outcome(answer[0]) for answer in answers[1:]] == [(OK, 0)] * 2
    assert book.lots(new) == [600]
    assert book.body(book.ids()[1]).register[1][0] == What.CARD


def test_its_proof_is_checked_where_nobody_could_check_it_before() -> None:
    book, till = loaded()
    message, row = registering("new")
    sale = till.sale(replace(CARD, name="new"), 1_000)
    forged = till.redeem(CARD, 400, ref=row[0])
    answers = book.take(ordering(message), asking(sale), asking(forged))
    assert outcome(answers[1][0]) == (OK, 0)
    assert type(answers[2][0]) is BadProof
    assert book.balance(AccountKind.CARD, 4) == 1_000


def test_an_approved_order_in_the_same_batch_counts_at_once() -> None:
    book, till = loaded()
    limit = order("setting.set", name="card_limit", value=5_000)
    post = ordering(limit, approval(limit))
    answers = book.take(post, asking(till.sale(CARD, 1)))
    assert outcome(answers[1][0]) == (HELD, Reason.ABOVE_CARD_LIMIT)


@pytest.mark.parametrize(("cents", "said"), [(5_000, OK), (5_001, DECLINED)])
@pytest.mark.parametrize("noted_before", [False, True])
def test_the_stand_ins_yes_becomes_the_books_as_far_as_the_card_covers_it(
    cents: int, said: int, *, noted_before: bool
) -> None:
    book, till = alone.city()
    claim = till.redeem(CARD, cents)
    if noted_before:
        book.hand_in(claim)
    alone.bring(book, claim)
    book.hand_in(claim)
    assert (book.receipt(claim).outcome, book.state(claim)) == (said, RecordState.UNRESOLVED)
    first = book.receipt(claim)
    book.hand_in(claim, till.decide(claim, 2))
    assert book.receipt(claim) == first
    assert alone.sums(book) == (0, cents, 5_000 - cents)
