"""The load clients: a run with errors counts for nothing."""

import shutil
from pathlib import Path

import pytest

from heller.operate.bench.load import LoadFailed, NoLoadClient, run_wrk


@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed here")
def test_a_run_against_nobody_is_refused(tmp_path: Path) -> None:
    bodies = tmp_path / "bodies"
    bodies.write_text("{}\n")
    with pytest.raises(LoadFailed):
        run_wrk("http://127.0.0.1:9", bodies, 1, 1)


def test_a_missing_client_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoLoadClient, match="apt-get install wrk"):
        run_wrk("http://127.0.0.1:9", tmp_path, 1, 1)
