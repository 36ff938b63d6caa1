"""Running the compiled clients: wrk against the door, pgbench against the same server."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from heller.operate.errors import OperateError
from heller.postgres import roles
from heller.postgres.binaries import Binaries
from heller.postgres.embedded import EmbeddedPostgres

RUN_SECONDS = 60

PGBENCH_TABLES = """
CREATE TABLE bench_card (id int PRIMARY KEY, cents bigint NOT NULL) WITH (fillfactor = 70);
CREATE TABLE bench_key (id bigint PRIMARY KEY);
CREATE TABLE bench_posting (id bigserial PRIMARY KEY, account int NOT NULL, cents int NOT NULL);
CREATE SEQUENCE bench_ids;
INSERT INTO bench_card SELECT n, 1000000000 FROM generate_series(1, 2000) n;
"""
PGBENCH_SCRIPT = """
\\set card random(1, 2000)
WITH paid AS (UPDATE bench_card SET cents = cents - 1 WHERE id = :card AND cents >= 1 RETURNING id),
     key AS (INSERT INTO bench_key SELECT nextval('bench_ids') FROM paid)
INSERT INTO bench_posting (account, cents) SELECT id, -1 FROM paid UNION ALL SELECT 0, 1 FROM paid;
"""


class NoLoadClient(OperateError):
    """The load client wrk is not installed; `apt-get install wrk`."""


class LoadFailed(OperateError):
    """The measured run had errors; look at the city's log and measure again."""


@dataclass(frozen=True, slots=True)
class Run:
    """One measured run: requests a second, latencies in milliseconds, how many were sent."""

    per_s: float
    p50_ms: float
    p99_ms: float
    sent: int


def run_wrk(address: str, bodies: Path, connections: int, seconds: int) -> Run:
    """Send a file of bodies with so many connections; every answer must be 200."""
    program = shutil.which("wrk")
    if program is None:
        raise NoLoadClient
    with as_file(files("heller.operate.bench") / "wrk.lua") as script:
        command = [
            program, "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), address,
            "--", str(bodies), "1",
        ]  # fmt: skip
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=RUN_SECONDS, check=False
        )
    if done.returncode:
        raise LoadFailed(done.stderr.strip()[-300:])
    found = json.loads(done.stdout.strip().splitlines()[-1])
    if found["status"] or found["socket"]:
        raise LoadFailed(json.dumps(found))
    per_s = found["requests"] * 1_000_000 / found["duration_us"]
    return Run(per_s, found["p50_us"] / 1000, found["p99_us"] / 1000, found["requests"])


def prepare_pgbench(programs: Binaries, server: EmbeddedPostgres) -> None:
    """Make the database of the smallest redemption, once, as the server's superuser."""
    for database, script in (("postgres", "CREATE DATABASE bench"), ("bench", PGBENCH_TABLES)):
        command = [
            programs.program("psql"), "-q", "-v", "ON_ERROR_STOP=1", "-c", script,
            server.dsn(roles.ADMIN, database),
        ]  # fmt: skip
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=RUN_SECONDS, check=False
        )
        if done.returncode:
            raise LoadFailed(done.stderr.strip()[-300:])


def run_pgbench(programs: Binaries, server: EmbeddedPostgres, folder: Path, seconds: int) -> float:
    """Do the smallest redemption, one transaction each, 64 clients; give transactions a second."""
    script = folder / "smallest.sql"
    script.write_text(PGBENCH_SCRIPT, encoding="ascii")
    command = [
        programs.program("pgbench"), "-n", "-M", "simple", "-j", "2", "-c", "64",
        "-T", str(seconds), "-f", str(script), server.dsn(roles.ADMIN, "bench"),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=RUN_SECONDS, check=False)
    found = re.search(r"tps = ([0-9.]+)", done.stdout)
    if found is None:
        raise LoadFailed(done.stderr.strip()[-300:])
    return float(found[1])
