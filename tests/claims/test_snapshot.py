"""Building SNAPSHOT and DELTA: what a card's records say, what a stolen file does not."""

import gzip
import math
import sys
import time
from collections import Counter
from random import Random

import pytest

from heller.book.account_state import CardState
from heller.claims import snapshot
from heller.claims.signed_files import BLOCKED, SEALED, LotClass
from heller.claims.snapshot import (
    MOST_CENTS,
    RECORD_BYTES,
    Built,
    CardRow,
    LotCents,
    Stamp,
    TooManyRecords,
    build_delta,
    build_snapshot,
    masks,
)
from heller.claims.snapshot_open import CardKnown, SignedRecords, Snapshot

NOW = 1_671_876_000
LATER = LotClass(NOW - 50, NOW + 1_000, 0)
SOON = LotClass(NOW + 100, NOW + 1_000, 0)
ONE, TWO = bytes(16), bytes(15) + b"\1"


def stamp(number: int = 7, at: int = NOW, k: bytes = b"k" * 16) -> Stamp:
    return Stamp(5978036, number, at, k, 1, 42)


def row(*lots: tuple[LotClass, int], lkey: bytes = ONE, state: int = CardState.ACTIVE) -> CardRow:
    return CardRow(lkey, state, tuple(LotCents(*lot) for lot in lots))


def read(built: Built, delta: Built | None = None) -> Snapshot:
    full = Snapshot(SignedRecords(built.manifest, built.records))
    return full.with_delta(SignedRecords(delta.manifest, delta.records)) if delta else full


def many(count: int) -> list[CardRow]:
    """Make cards as a city has them: most with one loading, of a few kinds of expiry."""
    chance = Random(1)
    ends = [NOW + year * 31_536_000 for year in (1, 2, 3)]
    return [
        row(
            (LotClass(chance.randrange(NOW), chance.choice(ends), 0), chance.randrange(1, 20_000)),
            lkey=chance.randbytes(16),
        )
        for _ in range(count)
    ]  # fmt: skip


def test_manifest_says_where_the_book_stood_and_what_the_records_are() -> None:
    built = build_snapshot(stamp(), [row((LATER, 500))])
    found = built.manifest
    assert (found.city, found.snap_seq, found.time, found.k) == (5978036, 7, NOW, b"k" * 16)
    assert (found.generation, found.ledger_seq, found.base, found.count) == (1, 42, 0, 1)
    assert found.classes == (LotClass(0, NOW + 1_000, 0),)
    assert found.domain == "snapshot"


def test_a_record_is_tag_and_masked_value_as_the_protocol_says() -> None:
    built = build_snapshot(stamp(), [row((LATER, 500))])
    tag, mask = masks(b"k" * 16, 7, ONE, 0)
    assert built.records == tag + (500 << 8 ^ mask).to_bytes(4)


def test_sum_of_the_lots_that_pay_at_a_second() -> None:
    found = read(build_snapshot(stamp(), [row((LATER, 500), (LATER, 70), (SOON, 200))]))
    assert [found.card(ONE, at).cents for at in (NOW, NOW + 99, NOW + 100, NOW + 999)] == [
        570, 570, 770, 770,
    ]  # fmt: skip
    assert found.card(ONE, NOW + 1_000) == CardKnown(known=True)


def test_load_for_the_first_pays_on_the_first_with_a_snapshot_of_the_28th() -> None:
    first = NOW + 3 * 86_400
    found = read(build_snapshot(stamp(), [row((LotClass(first, first + 10**7, 0), 5_000))]))
    assert (found.card(ONE, first - 1).cents, found.card(ONE, first).cents) == (0, 5_000)


def test_sealed_blocked_and_replaced_cards_are_marked() -> None:
    states = [CardState.SEALED, CardState.BLOCKED, CardState.REPLACED]
    rows = [row((LATER, 9), lkey=bytes([n]) * 16, state=state) for n, state in enumerate(states)]
    found = read(build_snapshot(stamp(), rows))
    assert [found.card(one.lkey, NOW) for one in rows] == [
        CardKnown(known=True, sealed=True),
        CardKnown(known=True, blocked=True),
        CardKnown(known=True, blocked=True),
    ]
    assert (SEALED, BLOCKED) == (254, 255)


def test_a_card_without_money_has_no_record() -> None:
    expired = LotClass(NOW - 100, NOW, 0)
    built = build_snapshot(stamp(), [row(), row((LATER, 0), lkey=TWO), row((expired, 5))])
    assert built.records == b""
    assert read(built).card(ONE, NOW) == CardKnown(known=False)


def test_more_than_three_bytes_of_cents_are_shown_as_the_most() -> None:
    found = read(build_snapshot(stamp(), [row((LATER, MOST_CENTS + 1))]))
    assert found.card(ONE, NOW).cents == MOST_CENTS == 16_777_215


def test_a_card_has_at_most_250_records_and_the_rest_counts_as_nothing() -> None:
    lots = [(LotClass(0, NOW + 10**8, group), 1) for group in range(300)]
    built = build_snapshot(stamp(), [row(*lots)])
    assert (built.manifest.count, len(built.manifest.classes)) == (250, 250)
    assert sum(read(built).card(ONE, NOW, group).cents for group in range(1, 300)) == 249 + 299


def test_rows_beyond_the_bound_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "MOST_RECORDS", 2)
    with pytest.raises(TooManyRecords):
        build_snapshot(stamp(), many(3))


def test_delta_has_only_what_changed_and_says_the_same_as_a_new_snapshot() -> None:
    before = [row((LATER, 500)), row((LATER, 10), lkey=TWO)]
    after = [row((LATER, 450), (SOON, 7)), row((LATER, 10), lkey=TWO)]
    base = build_snapshot(stamp(), before)
    delta = build_delta(stamp(8, NOW + 60, b"j" * 16), after, base.base)
    assert (delta.manifest.base, delta.manifest.count, delta.manifest.domain) == (7, 2, "delta")
    both, anew = read(base, delta), read(build_snapshot(stamp(9, NOW + 60), after))
    for at in (NOW + 60, NOW + 100, NOW + 1_000):
        assert [both.card(key, at) for key in (ONE, TWO)] == [
            anew.card(key, at) for key in (ONE, TWO)
        ]


def test_delta_takes_away_what_is_gone_and_brings_what_is_new() -> None:
    base = build_snapshot(stamp(), [row((LATER, 500), (SOON, 70))])
    assert base.base.cards[ONE].parts == 2
    new = row((LATER, 3), lkey=TWO)
    emptied = read(base, build_delta(stamp(8), [row(), new], base.base))
    assert [emptied.card(key, NOW + 100).cents for key in (ONE, TWO)] == [0, 3]
    blocked = row((LATER, 500), (SOON, 70), state=CardState.BLOCKED)
    stopped = read(base, build_delta(stamp(9), [blocked], base.base))
    assert stopped.card(ONE, NOW) == CardKnown(known=True, blocked=True)


def test_random_histories_read_the_same_from_base_and_delta_as_from_the_book() -> None:
    chance = Random(4)
    for _ in range(200):
        before, after = (
            [
                row(
                    *((chance.choice([LATER, SOON]), chance.randrange(3)) for _ in range(3)),
                    lkey=bytes([n]) * 16,
                    state=chance.choice(list(CardState)),
                )
                for n in range(4)
            ]
            for _ in range(2)
        )
        base = build_snapshot(stamp(), before)
        both = read(base, build_delta(stamp(8), after, base.base))
        anew = read(build_snapshot(stamp(8), after))
        for n in range(4):
            for at in (NOW, NOW + 100, NOW + 1_000):
                one, other = both.card(bytes([n]) * 16, at), anew.card(bytes([n]) * 16, at)
                assert (one.cents, one.sealed, one.blocked) == (
                    other.cents, other.sealed, other.blocked,
                )  # fmt: skip


def test_sixty_thousand_cards_are_small_and_quickly_made() -> None:
    rows = many(60_000)
    traced = sys.gettrace()
    sys.settrace(None)  # counting lines takes longer than the work
    took, built = math.inf, build_snapshot(stamp(), rows)
    for _ in range(3):  # other processes slow it down, none makes it faster
        begun = time.process_time()
        built = build_snapshot(stamp(), rows)
        took = min(took, time.process_time() - begun)
    sys.settrace(traced)
    print(f"60,000 cards: {len(built.records)} bytes in {took:.2f} s of CPU")  # noqa: T201 - to be seen in the report
    assert (len(built.records), took < 1) == (720_000, True)


def test_a_stolen_snapshot_says_nothing_without_cards() -> None:
    """Test 16: uniform bytes, gzip gains nothing, no key or amount of a card is in it."""
    rows = many(20_000)
    built = build_snapshot(stamp(k=Random(9).randbytes(16)), rows)
    counts = Counter(built.records)
    expected = len(built.records) / 256
    chi = sum((counts[byte] - expected) ** 2 / expected for byte in range(256))
    assert chi < 255 + 5 * (2 * 255) ** 0.5
    assert len(gzip.compress(built.records, 9)) > 0.95 * len(built.records)
    assert not any(one.lkey[:4] in built.records for one in rows[:500])
    tags = [built.records[at : at + 8] for at in range(0, len(built.records), RECORD_BYTES)]
    assert tags == sorted(set(tags))


def test_the_same_card_looks_different_in_every_snapshot() -> None:
    cards = [row((LATER, 500))]
    again = (
        build_snapshot(stamp(8), cards).records,
        build_snapshot(stamp(k=b"o" * 16), cards).records,
    )
    assert len({build_snapshot(stamp(), cards).records, *again}) == 3
