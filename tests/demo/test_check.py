"""`heller demo --check` walks over everything and misses nothing; and it does notice a miss."""

from pathlib import Path

from tests.demo.conftest import free_ports

from heller.demo.actions import Actions
from heller.demo.check import Walk, check_demo
from heller.demo.table import Table


def test_the_whole_desk_works(tmp_path: Path) -> None:
    said: list[str] = []
    assert check_demo(tmp_path, free_ports(), said.append) == []
    assert len(said) > 20


def test_a_miss_is_noted(table: Table) -> None:
    said: list[str] = []
    walk = Walk(Actions(table), said.append)
    walk.expect("the sun shines", good=False)
    assert (walk.missed, said) == (["the sun shines"], ["MISS  the sun shines"])
