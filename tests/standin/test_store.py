"""One transaction for all that wait; who raises is taken back alone; broken, all are told."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from heller.errors import Busy, InDoubt, Malformed
from heller.standin.log import fact, remember
from heller.standin.store import MAX_WAITING, Store, connect

Test = Callable[[Store], Awaitable[None]]


def with_store(folder: Path, test: Test, recovered: list[int] | None = None) -> None:
    async def run() -> None:
        store = Store(folder / "x.db", lambda _one: (recovered or []).append(1))
        store.start(asyncio.get_running_loop())
        try:
            await test(store)
        finally:
            await asyncio.to_thread(store.close)

    asyncio.run(run())


def test_those_who_wait_share_a_commit(tmp_path: Path) -> None:
    async def test(store: Store) -> None:
        works = [lambda one, n=n: remember(one, f"f{n}", n) for n in range(100)]
        await asyncio.gather(*(store.run(work) for work in works))
        assert store.commits < 100
        assert await store.run(lambda one: fact(one, "f99")) == 99

    with_store(tmp_path, test)
    assert fact(connect(tmp_path / "x.db"), "f42") == 42


def test_work_that_raises_is_taken_back_alone(tmp_path: Path) -> None:
    def bad(connection: sqlite3.Connection) -> None:
        remember(connection, "bad", 1)
        raise Malformed

    async def test(store: Store) -> None:
        good = store.run(lambda one: remember(one, "good", 1))
        answers = await asyncio.gather(good, store.run(bad), return_exceptions=True)
        assert [type(one) for one in answers] == [type(None), Malformed]
        assert await store.run(lambda one: (fact(one, "good"), fact(one, "bad"))) == (1, 0)

    with_store(tmp_path, test)


def test_broken_transaction_is_in_doubt_for_all_and_recovered_from(tmp_path: Path) -> None:
    recovered = [0]

    async def test(store: Store) -> None:
        good = store.run(lambda one: remember(one, "good", 1))
        broken = store.run(lambda one: one.execute("INSERT INTO nothing VALUES (1)"))
        answers = await asyncio.gather(good, broken, return_exceptions=True)
        assert InDoubt in [type(one) for one in answers]
        await store.run(lambda one: remember(one, "good", 2))

    with_store(tmp_path, test, recovered)
    assert recovered == [0, 1]


def test_full_queue_is_busy(tmp_path: Path) -> None:
    async def test(store: Store) -> None:
        waits = [store.run(lambda one: fact(one, "x")) for _ in range(MAX_WAITING * 3)]
        answers = await asyncio.gather(*waits, return_exceptions=True)
        assert {type(one) for one in answers} <= {int, Busy}

    with_store(tmp_path, test)


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2)])
def test_each_commit_is_durable(tmp_path: Path, pragma: str, value: object) -> None:
    connection = connect(tmp_path / "x.db")
    assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)
