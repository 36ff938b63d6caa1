"""Claims signed before the clock runs: what the load client only has to send."""

import base64
import json
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from heller.cards.derived import card_ref, card_signing_key
from heller.claims.kinds import REDEEM
from heller.claims.records import Claim, genesis_prev, parse_record, prove, seal_record
from heller.keys import Scope, signing_key
from heller.operate.bench.made_city import MadeTill

CENTS = 1


@dataclass(slots=True)
class Chain:
    """Where a till's sequence stands."""

    till: MadeTill
    seq: int
    prev: bytes


def chains_of(scope: Scope, tills: Sequence[MadeTill], start: int = 0) -> list[Chain]:
    """Begin the chain of each till; `start` records of it are in the book already."""
    return [Chain(till, start, genesis_prev(scope, till.number)) for till in tills]


def sign_bodies(
    scope: Scope, chains: list[Chain], cids: Sequence[bytes], count: int
) -> tuple[list[str], list[str], list[Chain]]:
    """Sign redemptions of one cent, round robin over tills and cards.

    Gives the bodies as JSON, the claims' hashes in hex, and the chains as they stand afterwards.
    """
    keys = {chain.till.number: signing_key(chain.till.seed) for chain in chains}
    cards = {cid: (card_ref(cid), card_signing_key(cid)) for cid in cids}
    bodies, hashes, now = [], [], int(time.time())
    for number in range(count):
        chain, cid = chains[number % len(chains)], cids[number % len(cids)]
        ref, card_key = cards[cid]
        chain.seq += 1
        claim = Claim(
            REDEEM, scope.city, chain.till.number, chain.till.lease, chain.seq, now, 0, ref, CENTS,
            0, 0, chain.prev,
        )  # fmt: skip
        message = seal_record(scope, keys[chain.till.number], claim, prove(scope, card_key, claim))
        record = parse_record(message, scope.city)
        chain.prev = record.claim_hash
        bodies.append(json.dumps({"records": [base64.b64encode(message).decode()], "ask": True}))
        hashes.append(record.claim_hash.hex())
    return bodies, hashes, chains


class Presigned:
    """Signs on both cores and hands out files of bodies, each body once."""

    def __init__(self, scope: Scope, folder: Path, cids: Sequence[bytes]) -> None:
        """Write files into this folder."""
        self._scope, self._folder, self._cids = scope, folder, cids
        self._pool = ProcessPoolExecutor(2)
        self._numbers = iter(range(1_000_000))

    def close(self) -> None:
        """End the signing processes."""
        self._pool.shutdown()

    def write(self, chains: list[Chain], count: int) -> tuple[Path, list[str]]:
        """Sign `count` claims; give the file of their bodies and their hashes."""
        halves = [chains[0::2], chains[1::2]] if len(chains) > 1 else [chains]
        share = -(-count // len(halves))
        jobs = [
            self._pool.submit(sign_bodies, self._scope, half, self._cids, share) for half in halves
        ]
        results = [job.result() for job in jobs]
        for half, (_, _, after) in zip(halves, results, strict=True):
            for chain, moved in zip(half, after, strict=True):
                chain.seq, chain.prev = moved.seq, moved.prev
        path = self._folder / f"bodies-{next(self._numbers)}"
        mixed = [
            body for pair in zip(*(result[0] for result in results), strict=True) for body in pair
        ]
        path.write_text("\n".join(mixed) + "\n", encoding="ascii")
        hashes = [text for result in results for text in result[1]]
        os.sync()
        return path, hashes
