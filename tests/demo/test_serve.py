"""`heller demo` as a person starts it: it says where to go, answers there, and leaves nothing."""

import base64
import signal
import ssl
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


def test_the_demo_is_open_to_phones_by_https(tmp_path: Path) -> None:
    """Desk, door and till app by https at the network's address; how to trust it in plain http."""
    port, address = free_ports(), "127.0.0.2"
    command = [sys.executable, "-m", "heller.cli", "demo", "--folder", str(tmp_path / "d")]
    command += ["--port", str(port), "--lan-address", address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            page = wait_for(f"http://{address}:{port + 4}/")
            authority = tmp_path / "d" / f"lan-{address}" / "ca.crt"
            with httpx.Client(verify=ssl.create_default_context(cafile=str(authority))) as phone:
                app = phone.get(f"https://{address}:{port + 3}/")
                door = phone.get(f"https://{address}:{port + 1}/v1/keyset")
                desk = phone.get(f"https://{address}:{port}/")
        finally:
            process.send_signal(signal.SIGTERM)
            said, _ = process.communicate(timeout=PATIENCE_S)
    assert f'href="https://{address}:{port + 3}/"' in page.text
    assert [answer.status_code for answer in (app, door, desk)] == [200, 200, 200]
    assert f"https://{address}:{port + 1}".encode() in base64.b64decode(door.json()["keyset"])
    assert f"http://{address}:{port + 4}/" in said
    assert f"http://{address}:{port + 4}/" in desk.text
    assert process.returncode == 0
