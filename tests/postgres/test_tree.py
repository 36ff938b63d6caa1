"""Roots and proofs read from the database are those computed from all leaves."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager

import psycopg
import pytest
from tests.postgres.made_book import CARDS, MadeBook, made

from heller.book.merkle import (
    Node,
    consistency_proof,
    consistent,
    inclusion_proof,
    parent,
    root,
    root_from_inclusion,
)
from heller.postgres import roles
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.tree import Tree, read_hashes

SIZES = [1, 2, 3, 255, 256, 257, 300, 511, 512, 513]
Scene = Callable[[Tree], Awaitable[None]]


@pytest.fixture(scope="module")
def book(postgres_server: EmbeddedPostgres, migrated_template: str) -> Iterator[MadeBook]:
    """A book of a few more entries than two tiles of 256 leaves."""
    with made(postgres_server, migrated_template) as filled:
        asyncio.run(fill(filled, 513 - filled.entries()))
        yield filled


async def fill(book: MadeBook, count: int) -> None:
    claims = [book.tills[n % 4].redeem(CARDS[n % 10], 1) for n in range(count)]
    async with book.writer() as writer:
        await asyncio.gather(*[writer.post([claim], ask=True) for claim in claims])


@pytest.fixture(scope="module")
def leaves(book: MadeBook) -> list[bytes]:
    return list(book.ask("SELECT array_agg(hash ORDER BY seq) FROM book.journal"))


def naive(leaves: list[bytes]) -> Node:
    """Compute any complete subtree from its leaves."""

    def node(level: int, index: int) -> bytes:
        if level == 0:
            return leaves[index]
        return parent(node(level - 1, 2 * index), node(level - 1, 2 * index + 1))

    return node


@asynccontextmanager
async def opened(book: MadeBook) -> AsyncIterator[psycopg.AsyncConnection]:
    dsn = book.database.dsn(roles.BOOK)
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        yield connection


def run(book: MadeBook, scene: Scene) -> None:
    async def whole() -> None:
        async with opened(book) as connection:
            await scene(Tree(connection, 1, 1))

    asyncio.run(whole())


def test_two_tiles_are_stored(book: MadeBook, leaves: list[bytes]) -> None:
    query = "SELECT array_agg(hash ORDER BY place) FROM book.tree_node WHERE level = 8"
    assert book.ask(query) == [naive(leaves)(8, place) for place in range(2)]
    assert len(leaves) == max(SIZES)


def test_roots_are_the_naive_ones(book: MadeBook, leaves: list[bytes]) -> None:
    async def scene(tree: Tree) -> None:
        assert [await tree.root(n) for n in SIZES] == [root(naive(leaves), n) for n in SIZES]

    run(book, scene)


def test_inclusion_proofs_are_the_naive_ones_and_lead_to_the_root(
    book: MadeBook, leaves: list[bytes]
) -> None:
    chance = random.Random(1)
    cases = [(chance.randrange(size), size) for size in SIZES for _ in range(3)]

    async def scene(tree: Tree) -> None:
        for index, size in cases:
            proof = await tree.inclusion(index, size)
            assert proof == inclusion_proof(naive(leaves), index, size)
            leaf = await tree.leaf(index)
            assert leaf == leaves[index]
            assert root_from_inclusion(leaf, index, size, proof) == await tree.root(size)

    run(book, scene)


def test_consistency_proofs_are_the_naive_ones_and_hold(
    book: MadeBook, leaves: list[bytes]
) -> None:
    cases = [(old, new) for new in SIZES for old in SIZES if old <= new]

    async def scene(tree: Tree) -> None:
        for old, new in cases:
            proof = await tree.consistency(old, new)
            assert proof == consistency_proof(naive(leaves), old, new)
            heads = (old, await tree.root(old)), (new, await tree.root(new))
            assert consistent(*heads, proof)

    run(book, scene)


def test_a_leaf_that_is_not_there_is_a_broken_invariant(book: MadeBook) -> None:
    async def scene(tree: Tree) -> None:
        with pytest.raises(AssertionError):
            await tree.leaf(max(SIZES))

    run(book, scene)


def test_large_nodes_come_from_stored_ones_small_ones_from_leaves(
    book: MadeBook, leaves: list[bytes]
) -> None:
    """Of generation 9 there is no leaf, so level 9 can only come from the two nodes stored."""
    with book.superuser() as admin:
        admin.execute("INSERT INTO book.tree_node SELECT 9, level, place, hash FROM book.tree_node")

    async def scene() -> None:
        async with opened(book) as connection:
            stored = await read_hashes(connection, 9, 1, [(9, 0)])
            computed = await read_hashes(connection, 1, 1, [(7, 3)])
        assert stored == {(9, 0): naive(leaves)(9, 0)}
        assert computed == {(7, 3): naive(leaves)(7, 3)}

    asyncio.run(scene())


def test_a_later_generation_begins_its_own_tree(book: MadeBook, leaves: list[bytes]) -> None:
    """Leaf index = seq - first seq: the same entries read as if the tree began at entry 100."""

    async def scene() -> None:
        async with opened(book) as connection:
            assert await Tree(connection, 1, 100).leaf(0) == leaves[99]
            with pytest.raises(AssertionError):
                await Tree(connection, 2, 1).leaf(0)

    asyncio.run(scene())
