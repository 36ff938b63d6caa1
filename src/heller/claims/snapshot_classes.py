"""Lot classes of a snapshot: at most 250, and never more money than there is.

Lots that already pay need no beginning any more: time only goes on. Where more than 250 classes are
left, the rarer ones are rounded to hours, days, weeks, years - their beginning up, their end down.
What then still has no place is left out (docs/decisions/0016).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from heller.claims.signed_files import MAX_CLASSES, LotClass

LAST_SECOND: Final = 2**32 - 1
_EXACT: Final = MAX_CLASSES // 2
_STEPS: Final = (3_600, 86_400, 7 * 86_400, 366 * 86_400)  # seconds

Places = dict[LotClass, int]


def class_at(lot: LotClass, now: int) -> LotClass | None:
    """Give a lot's class for a snapshot made at second `now` (UTC); None when it pays no more."""
    end = min(lot.end, LAST_SECOND)
    begin = 0 if lot.active_from <= now else lot.active_from
    return LotClass(begin, end, lot.group) if max(now, begin) < end else None


def choose_classes(found: Mapping[LotClass, int]) -> tuple[tuple[LotClass, ...], Places]:
    """Choose the classes of a manifest out of all that were found, with how often each was.

    Gives the manifest's list, and for each class found its place there. A class without a place is
    left out.
    """
    merged = _fitting(sorted(found, key=lambda one: (-found[one], one)))
    listed = _listed(merged, found)
    places = {one: place for place, one in enumerate(listed)}
    return listed, {
        one: places[to] for one, to in merged.items() if to is not None and to in places
    }


def _fitting(ranked: Sequence[LotClass]) -> dict[LotClass, LotClass | None]:
    """Round no more than it takes; the last step stands even when it does not suffice."""
    tried = (_merged(ranked, step) for step in (1, *_STEPS))
    fitting = (one for one in tried if len(set(one.values()) - {None}) <= MAX_CLASSES)
    return next(fitting, _merged(ranked, _STEPS[-1]))


def _merged(ranked: Iterable[LotClass], step: int) -> dict[LotClass, LotClass | None]:
    return {one: one if rank < _EXACT else _rounded(one, step) for rank, one in enumerate(ranked)}


def _rounded(one: LotClass, step: int) -> LotClass | None:
    begin = -(-one.active_from // step) * step
    end = one.end if one.end == LAST_SECOND else one.end // step * step
    return LotClass(begin, end, one.group) if begin < end else None


def _listed(
    merged: Mapping[LotClass, LotClass | None], found: Mapping[LotClass, int]
) -> tuple[LotClass, ...]:
    counts: Counter[LotClass] = Counter()
    for one, to in merged.items():
        if to is not None:
            counts[to] += found[one]
    return tuple(sorted(sorted(counts, key=lambda one: (-counts[one], one))[:MAX_CLASSES]))
