"""Logs are JSON lines without secrets; on a terminal, lines for people."""

import json
import os
import pty
import subprocess
import sys
from typing import Any

from tests.running_city import SOURCE

from heller.operate.logs import SECRET_NAMES

BEGIN = """
import structlog
from heller.operate.logs import start_logs
start_logs()
log = structlog.get_logger()
"""
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SOURCE)}


def logged(code: str) -> list[dict[str, Any]]:
    """Run a program that logs, in a process of its own: logs are set up once for all of it."""
    command = [sys.executable, "-c", BEGIN + code]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_one_line_is_one_object_with_a_utc_time() -> None:
    (line,) = logged("log.info('door_open', port=8700)")
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "door_open", "level": "info", "port": 8700}


def test_secrets_are_blanked() -> None:
    (line,) = logged(
        f"log.warning('told', other='plain', **dict.fromkeys({set(SECRET_NAMES)}, 27))"
    )
    assert {name for name, value in line.items() if value == "***"} == SECRET_NAMES
    assert line["other"] == "plain"


def test_debug_lines_are_left_out() -> None:
    assert logged("log.debug('told', all='too much')") == []


def test_error_names_places_but_no_variables_and_no_details() -> None:
    (line,) = logged("""
def book(pin):
    raise ValueError("not booked\\nDETAIL: the row was 4711")
try:
    book("271828")
except ValueError:
    log.exception("broken")
""")
    (error,) = line["exception"]
    assert (error["exc_type"], error["exc_value"]) == ("ValueError", "not booked")
    assert "book" in [frame["name"] for frame in error["frames"]]
    assert not any(secret in json.dumps(line) for secret in ("4711", "271828"))


def test_what_libraries_say_is_a_line_of_the_same_form() -> None:
    (line,) = logged("""
import logging
logging.getLogger("psycopg").info("no news")
logging.getLogger("psycopg").warning("query cancellation %s", "interrupted")
""")
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "query cancellation interrupted", "level": "warning"}


def test_terminal_shows_lines_for_people() -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", BEGIN + "log.info('door_open', pin='271828')"]
    try:
        subprocess.run(command, env=ENVIRONMENT, stderr=theirs, check=True)
        said = os.read(ours, 10_000).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert "door_open" in said
    assert not said.startswith("{")
    assert "271828" not in said
