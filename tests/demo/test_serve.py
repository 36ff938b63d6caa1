"""`heller demo` as a person starts it: it says where to go, answers there, and leaves nothing."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
from tests.demo.conftest import free_ports

PATIENCE_S = 60


def wait_for(address: str) -> httpx.Response:
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            return httpx.get(address, timeout=2)
        except httpx.TransportError:
            assert time.monotonic() < end
            time.sleep(0.05)


def silent(address: str) -> bool:
    try:
        httpx.get(address, timeout=1)
    except httpx.TransportError:
        return True
    return False


def test_the_demo_starts_answers_and_ends(tmp_path: Path) -> None:
    port = free_ports()
    command = [
        sys.executable,
        "-m",
        "heller.cli",
        "demo",
        "--folder",
        str(tmp_path / "d"),
        "--port",
        str(port),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        page = wait_for(f"http://127.0.0.1:{port}/")
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=PATIENCE_S)
    assert (page.status_code, "Demo-Tisch" in page.text) == (200, True)
    assert f"http://unna.localhost:{port}/" in said
    assert process.returncode == 0
    assert all(silent(f"http://127.0.0.1:{port + step}/v1/health") for step in range(4))
