"""Starting a city's processes and keeping them: none of them outlives its parent."""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Hashable
from pathlib import Path

import structlog

from heller.claims.keyset import Keyset
from heller.keys import scope_of
from heller.operate.beside import run_beside
from heller.operate.engine import Engine
from heller.operate.errors import PortTaken
from heller.operate.home import Home, door_keys
from heller.postgres import roles, waiting
from heller.postgres.errors import DatabaseUnreachable
from heller.postgres.snapshot_rows import newest_seq
from heller.postgres.writer import Limits
from heller.till.serve import DoorPlace, serve

log = structlog.get_logger()
_PR_SET_PDEATHSIG = 1
RESTARTS = 5
HOUR = 3_600
STEADY_SECONDS = 60.0  # a door that ran so long did not fail at once
PORT_SECONDS = 2.0  # what a door whose parent was killed needs to end
CANNOT_START = 78  # EX_CONFIG: starting again would not help


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when its parent dies; end if that has happened already.

    A door that goes on answering after its supervisor was killed would be a second writer.
    """
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit(1)


def require_free(host: str, port: int) -> None:
    """See that nobody listens at this address; raises PortTaken."""
    if not waiting.until(lambda: _is_free(host, port), PORT_SECONDS):
        raise PortTaken(f"({host}:{port})")


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            return False
    return True


def serve_till(home: Home, unlock: Path | None, limits: Limits) -> int:
    """Run one city's book and till door in this process; gives its exit code."""
    settings, secrets = home.settings(), home.secrets(unlock)
    require_free(settings.host, settings.port)
    keyset = Keyset.parse(home.keyset()[:-64], settings.city)
    keys = door_keys(secrets, scope_of(settings.city, keyset.root))
    with Engine(home) as engine:
        engine.migrate()
        place = DoorPlace(settings.host, settings.port, home.socket, home.snapshots)
        command, grown = _command("snapshots", home, unlock), _grown(engine.dsn(roles.AUDIT))
        with run_beside(command, grown, settings.delta_seconds):
            return serve(keys, engine.dsn(roles.BOOK), place, limits, lambda: engine.alive)


def _grown(dsn: str) -> Callable[[], Hashable]:
    """Say what snapshots depend on: the book's newest entry, and the hour, for they grow old."""

    def look() -> Hashable:
        try:
            return newest_seq(dsn), int(time.monotonic()) // HOUR
        except DatabaseUnreachable:
            return None  # the door itself sees to that

    return look


def supervise(home: Home, unlock: Path | None) -> int:
    """Keep the till door running; gives up after it failed five times in a row at once."""
    command = _command("till", home, unlock)
    failed = 0
    while failed < RESTARTS:
        started = time.monotonic()
        code = _wait(subprocess.Popen(command, stdin=subprocess.DEVNULL))
        if code in (0, CANNOT_START):
            return 1 if code else 0
        failed = 1 if time.monotonic() - started > STEADY_SECONDS else failed + 1
        log.error("door_ended", exit_code=code, failed=failed, again=failed < RESTARTS)
    return 1


def _command(name: str, home: Home, unlock: Path | None) -> list[str]:
    """Give the command of a process that must not outlive this one."""
    arguments = ["serve", name, "--home", str(home.folder), "--parent", str(os.getpid())]
    if unlock is not None:
        arguments += ["--unlock", str(unlock)]
    return [sys.executable, "-m", "heller.cli", *arguments]


def _wait(child: subprocess.Popen[bytes]) -> int:
    """Wait for the child; SIGTERM and SIGINT are passed on, and then its end is the end."""
    told = []

    def pass_on(number: int, _frame: object) -> None:
        told.append(number)
        child.send_signal(signal.SIGTERM)

    before = {name: signal.signal(name, pass_on) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        code = child.wait()
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
    return 0 if told else code
