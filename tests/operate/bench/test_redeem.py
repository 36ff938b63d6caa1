"""The measurement measures: a small one, with the real door, wrk and pgbench."""

import shutil

import pytest

from heller.operate.bench.load import Run
from heller.operate.bench.redeem import Figures, Plan, bench_redeem, summary

KEYS = {
    "http_per_s",
    "pgbench_one_tx_per_s",
    "ratio",
    "p50_ms",
    "p99_ms",
    "hot_ratio",
    "batching_ratio",
    "single_p50_ms",
    "single_p50_ratio",
    "idle_mb",
    "fsync_us",
    "receipts_verified",
    "cores",
}
needs_wrk = pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed here")


@needs_wrk
def test_a_small_measurement_fills_every_figure() -> None:
    said: list[str] = []
    found = bench_redeem(Plan(1, 1, 3, 40, 20_000, 5_000), said.append)
    assert set(found) == KEYS
    assert said == ["making a city", "round 1 of 1"]
    assert min(float(found[key]) for key in KEYS) > 0
    assert found["idle_mb"] <= 120


def test_ratios_compare_medians() -> None:
    def runs(*speeds: float) -> list[Run]:
        return [Run(speed, 2.0, 9.0, 1) for speed in speeds]

    figures = Figures(
        runs(4000, 1, 5000),
        runs(4000, 3, 2500),
        runs(1000),
        runs(900),
        runs(800),
        [8000.0],
        [90.0],
        7,
    )
    found = summary(figures, 80.0)
    assert (found["http_per_s"], found["ratio"], found["batching_ratio"]) == (4000, 0.5, 4)
    assert (found["hot_ratio"], found["single_p50_ratio"]) == (1, 1)
