"""An earlier entry read back: what is left of it, and of its shortfall."""

from tests.claims.alone import CARD, city
from tests.claims.made import NOW, device, read

from heller.book.body import EntryKind
from heller.claims.needs import Needs


def test_an_advice_with_all_that_happened_to_it() -> None:
    book, till = city(1_000)
    elsewhere = device(2)
    taken = elsewhere.redeem(CARD, 700)
    book.ask(taken)
    claim = till.redeem(CARD, 1_500)
    book.hand_in(claim, till.decide(claim, 3))
    book.hand_in(elsewhere.decide(taken, 4))
    kept, undone = till.refund(claim, 600), till.refund(claim, 300)
    book.ask(kept)
    book.ask(undone)
    book.hand_in(till.decide(undone, 4))
    batch, key = book.fresh(), read(claim).claim_hash
    book.fill(batch, Needs(targets={key}, shorts={CARD.ref}))
    target = batch.targets[key]
    assert (target.entry_id, target.kind, target.amount) == (
        "c/3/1/advice", EntryKind.REDEEM, 1_500,
    )  # fmt: skip
    assert (target.left, target.short, target.short_back) == (900, 0, 500)
    assert sum(-move.cents for move in target.out()) == 900
    assert (target.occurred_at, target.recorded_at, target.claim) == (NOW, NOW, claim)
