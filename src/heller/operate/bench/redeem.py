"""`heller bench redeem`: redemptions a second over HTTP, everything on, beside pgbench and fsync.

Each round runs all measurements in turn, so that a slow moment of the machine hits all of them; the
medians of the rounds are compared. Claims are signed before; a share of the receipts is verified.
"""

import base64
import multiprocessing
import os
import random
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from heller.claims.keyset import Role
from heller.claims.receipts import OK, Receipt
from heller.keys import verify_message
from heller.operate.bench.load import LoadFailed, Run, prepare_pgbench, run_pgbench, run_wrk
from heller.operate.bench.made_city import MadeCity, make_city
from heller.operate.bench.presign import Presigned, chains_of
from heller.operate.bench.resources import fsync_us, idle_mb
from heller.operate.home import Home, door_keys
from heller.postgres import binaries, roles
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.writer import Limits

CONNECTIONS = 64
WARM_SECONDS = 1  # a fresh door plans its queries, learns card keys, starts its checking process
SHARE = 50  # one receipt in so many is fetched and verified
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: rounds, seconds a run, claims signed for a second of each run."""

    rounds: int
    seconds: int
    merchants: int
    cards: int
    most_per_s: int = 9_000
    most_single_per_s: int = 2_500


QUICK = Plan(3, 1, 500, 2_000)
FULL = Plan(3, 10, 500, 2_000)


@dataclass(slots=True)
class Figures:
    """What the rounds measured."""

    spread: list[Run] = field(default_factory=list)
    hot: list[Run] = field(default_factory=list)
    off: list[Run] = field(default_factory=list)
    single: list[Run] = field(default_factory=list)
    single_off: list[Run] = field(default_factory=list)
    pgbench: list[float] = field(default_factory=list)
    fsync: list[float] = field(default_factory=list)
    verified: int = 0


def bench_redeem(plan: Plan, say: Say) -> dict[str, Any]:
    """Measure; gives the figures by name."""
    with tempfile.TemporaryDirectory(prefix="heller-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        say("making a city")
        city = make_city(folder, _free_port(), plan.merchants, CONNECTIONS, plan.cards)
        memory = idle_mb(city.home)
        with EmbeddedPostgres(city.home.postgres, extra={"max_connections": "120"}) as server:
            bench = Bench(plan, city, server, folder, say)
            figures = bench.run()
    return summary(figures, memory)


class Bench:
    """One measurement: its city, its server, its claims."""

    def __init__(
        self, plan: Plan, city: MadeCity, server: EmbeddedPostgres, folder: Path, say: Say
    ) -> None:
        """Prepare the chains of all tills."""
        self._plan, self._city, self._server = plan, city, server
        self._folder, self._say = folder, say
        self._spread = chains_of(city.scope, city.spread[1:])  # the first one sold the cards
        self._hot = chains_of(city.scope, city.hot)
        self._figures = Figures()

    def run(self) -> Figures:
        """Run all rounds."""
        prepare_pgbench(binaries.find(), self._server)
        signer = Presigned(self._city.scope, self._folder, self._city.cids)
        try:
            for number in range(1, self._plan.rounds + 1):
                self._say(f"round {number} of {self._plan.rounds}")
                self._round(signer)
        finally:
            signer.close()
        return self._figures

    def _round(self, signer: Presigned) -> None:
        plan, found = self._plan, self._figures
        many, single = plan.most_per_s * plan.seconds, plan.most_single_per_s * plan.seconds
        warm, _ = signer.write(self._spread, plan.most_per_s * WARM_SECONDS)
        spread, hashes = signer.write(self._spread, many)
        hot, _ = signer.write(self._hot, many)
        off, _ = signer.write(self._spread, single * 2)
        ones = [signer.write(self._hot, single)[0] for _ in range(2)]
        with door(self._city.home, self._server, Limits()) as address:
            run_wrk(address, warm, CONNECTIONS, WARM_SECONDS)
            found.spread.append(self._wrk(address, spread, CONNECTIONS))
            found.verified += verify_share(self._city, address, hashes[: found.spread[-1].sent])
            found.hot.append(self._wrk(address, hot, CONNECTIONS))
            found.single.append(self._wrk(address, ones[0], 1))
            found.pgbench.append(self._pgbench())
            found.fsync.append(fsync_us(self._city.home.postgres))
        with door(self._city.home, self._server, Limits(batch=1)) as address:
            found.single_off.append(self._wrk(address, ones[1], 1))
            found.off.append(self._wrk(address, off, CONNECTIONS))

    def _wrk(self, address: str, bodies: Path, connections: int) -> Run:
        return run_wrk(address, bodies, connections, self._plan.seconds)

    def _pgbench(self) -> float:
        return run_pgbench(binaries.find(), self._server, self._folder, self._plan.seconds)


def _door_main(folder: str, dsn: str, batch: int) -> None:
    from heller.claims.keyset import Keyset  # noqa: PLC0415 - a process of its own
    from heller.keys import scope_of  # noqa: PLC0415
    from heller.operate.logs import start_logs  # noqa: PLC0415
    from heller.till.serve import DoorPlace, serve  # noqa: PLC0415

    home = Home(Path(folder))
    sys.stderr = (home.folder / "door.log").open("a", encoding="utf-8")
    start_logs()
    settings = home.settings()
    keyset = Keyset.parse(home.keyset()[:-64], settings.city)
    keys = door_keys(home.secrets(), scope_of(settings.city, keyset.root))
    place = DoorPlace(settings.host, settings.port, home.socket)
    raise SystemExit(serve(keys, dsn, place, Limits(batch=batch)))


@contextmanager
def door(home: Home, server: EmbeddedPostgres, limits: Limits) -> Iterator[str]:
    """Run the real door in a process of its own, on the server that is running."""
    arguments = (str(home.folder), server.dsn(roles.BOOK), limits.batch)
    process = multiprocessing.get_context("spawn").Process(target=_door_main, args=arguments)
    process.start()
    settings = home.settings()
    address = f"http://{settings.host}:{settings.port}"
    try:
        wait_for_door(address)
        yield address
    finally:
        process.terminate()
        process.join(20)


def wait_for_door(address: str, seconds: float = 20.0) -> None:
    """Wait until the door answers; raises LoadFailed when it does not."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if httpx.get(f"{address}/v1/health", timeout=1).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise LoadFailed("The door does not answer.")


def verify_share(city: MadeCity, address: str, hashes: list[str]) -> int:
    """Fetch a share of the receipts and check signature and outcome; gives how many."""
    key = next(key.public for key in city.keyset.keys if key.role == Role.ACK)
    wanted = random.Random(1).sample(hashes, len(hashes) // SHARE)  # noqa: S311 - a sample
    count = 0
    with httpx.Client(base_url=address) as client:
        for text in wanted:
            response = client.get(f"/v1/receipts/{text}")
            if response.status_code == httpx.codes.NOT_FOUND:
                continue  # was never sent: wrk stops by the clock
            payload = verify_message(city.scope, "receipt", key, _receipt(response))
            if payload is None or Receipt.parse(payload, city.scope.city).outcome != OK:
                raise LoadFailed("A receipt is not good.")
            count += 1
    return count


def _receipt(response: httpx.Response) -> bytes:
    return base64.b64decode(response.json()["receipt"])


def summary(figures: Figures, memory: float) -> dict[str, Any]:
    """Take the medians and compare them."""

    def median(runs: list[Run], name: str = "per_s") -> float:
        values: list[float] = [getattr(run, name) for run in runs]
        return statistics.median(values)

    pgbench = statistics.median(figures.pgbench)
    return {
        "http_per_s": round(median(figures.spread), 1),
        "pgbench_one_tx_per_s": round(pgbench, 1),
        "ratio": round(median(figures.spread) / pgbench, 3),
        "p50_ms": round(median(figures.spread, "p50_ms"), 3),
        "p99_ms": round(median(figures.spread, "p99_ms"), 3),
        "hot_ratio": round(_paired(figures.hot, figures.spread), 3),
        "batching_ratio": round(median(figures.spread) / median(figures.off), 3),
        "single_p50_ms": round(median(figures.single, "p50_ms"), 3),
        "single_p50_ratio": round(
            median(figures.single, "p50_ms") / median(figures.single_off, "p50_ms"), 3
        ),
        "idle_mb": round(memory, 1),
        "fsync_us": round(statistics.median(figures.fsync), 1),
        "receipts_verified": figures.verified,
        "cores": os.cpu_count(),
    }


def _paired(runs: list[Run], others: list[Run]) -> float:
    """Compare runs with those just before them: between rounds the machine drifts by more."""
    pairs = zip(runs, others, strict=True)
    return statistics.median(one.per_s / other.per_s for one, other in pairs)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
