"""The tree against a second, naive reading of RFC 6962, and against known vectors."""

import hashlib
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heller.book.merkle import (
    EMPTY_ROOT,
    Frontier,
    Node,
    consistency_proof,
    consistent,
    inclusion_proof,
    parent,
    root,
    root_from_inclusion,
    subtrees,
)

MOST = 130
# certificate-transparency's reference tree: leaves, and the root over the first n of them
KNOWN_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
KNOWN_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def hashed(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


LEAVES = [hashed(b"\0" + number.to_bytes(2, "big")) for number in range(MOST)]


@cache
def naive_root(start: int, end: int) -> bytes:
    """MTH of RFC 6962, section 2.1, as it is written there."""
    if start == end:
        return hashed(b"")
    if end - start == 1:
        return LEAVES[start]
    middle = start + left_half(end - start)
    return hashed(b"\1" + naive_root(start, middle) + naive_root(middle, end))


def left_half(count: int) -> int:
    """Give the largest power of two below a count."""
    half = 1
    while 2 * half < count:
        half *= 2
    return half


def naive_path(index: int, start: int, end: int) -> list[bytes]:
    """PATH of section 2.1.1."""
    if end - start == 1:
        return []
    middle = start + left_half(end - start)
    if index < middle:
        return [*naive_path(index, start, middle), naive_root(middle, end)]
    return [*naive_path(index, middle, end), naive_root(start, middle)]


def naive_subproof(old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
    """SUBPROOF of section 2.1.2."""
    if old == end:
        return [] if whole else [naive_root(start, end)]
    middle = start + left_half(end - start)
    if old <= middle:
        return [*naive_subproof(old, start, middle, whole=whole), naive_root(middle, end)]
    return [*naive_subproof(old, middle, end, whole=False), naive_root(start, middle)]


def node(level: int, index: int) -> bytes:
    return naive_root(index << level, (index + 1) << level)


def nodes_of(leaves: list[bytes]) -> Node:
    def at(level: int, index: int) -> bytes:
        if level == 0:
            return leaves[index]
        return parent(at(level - 1, 2 * index), at(level - 1, 2 * index + 1))

    return at


def test_known_roots() -> None:
    leaves = [hashed(b"\0" + bytes.fromhex(text)) for text in KNOWN_LEAVES]
    assert [root(nodes_of(leaves), size).hex() for size in range(9)] == KNOWN_ROOTS


def test_empty_tree_is_the_hash_of_nothing() -> None:
    assert Frontier().root() == root(node, 0) == EMPTY_ROOT


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_roots_and_inclusion_at_every_size(size: int) -> None:
    whole = naive_root(0, size)
    assert root(node, size) == whole
    proofs = [inclusion_proof(node, index, size) for index in range(size)]
    assert proofs == [naive_path(index, 0, size) for index in range(size)]
    led_to = [root_from_inclusion(LEAVES[i], i, size, proof) for i, proof in enumerate(proofs)]
    assert led_to == [whole] * size


@pytest.mark.parametrize("new", range(1, MOST + 1))
def test_consistency_at_every_size(new: int) -> None:
    proofs = {old: consistency_proof(node, old, new) for old in range(1, new + 1)}
    assert proofs == {old: naive_subproof(old, 0, new, whole=True) for old in range(1, new + 1)}
    head = (new, naive_root(0, new))
    refused = [o for o, p in proofs.items() if not consistent((o, naive_root(0, o)), head, p)]
    assert refused == []


def test_frontier_grows_like_the_tree() -> None:
    frontier = Frontier()
    for size, leaf in enumerate(LEAVES, start=1):
        completed = frontier.add(leaf)
        assert completed == [
            (level, (size >> level) - 1, node(level, (size >> level) - 1))
            for level in range(1, 9)
            if size % (1 << level) == 0
        ]
        assert (frontier.size, frontier.root()) == (size, naive_root(0, size))


@pytest.mark.parametrize("size", [0, 1, 6, 64, 100, 129])
def test_frontier_goes_on_from_an_edge(size: int) -> None:
    edge = [node(level, index) for level, index in subtrees(0, size)]
    frontier = Frontier(size, edge)
    frontier.add(LEAVES[size])
    assert frontier.root() == naive_root(0, size + 1)


def test_subtrees_cover_a_range_from_left_to_right() -> None:
    assert subtrees(0, 7) == [(2, 0), (1, 2), (0, 6)]
    assert subtrees(4, 7) == [(1, 2), (0, 6)]
    assert subtrees(5, 8) == [(0, 5), (1, 3)]
    assert subtrees(3, 3) == []


def damaged(proof: list[bytes], data: st.DataObject) -> list[bytes]:
    """Change, lose, add or swap a step of a proof."""
    bad = list(proof)
    ways = ["add"] if not bad else ["add", "lose", "change"]
    ways += ["swap"] if len(set(bad)) > 1 else []
    way = data.draw(st.sampled_from(ways))
    place = data.draw(st.integers(0, max(len(bad) - 1, 0)))
    if way == "add":
        bad.insert(data.draw(st.integers(0, len(bad))), hashed(b"added"))
    elif way == "lose":
        del bad[place]
    elif way == "change":
        bad[place] = bytes([bad[place][0] ^ 1]) + bad[place][1:]
    else:
        other = next(i for i, step in enumerate(bad) if step != bad[place])
        bad[place], bad[other] = bad[other], bad[place]
    return bad


@given(size=st.integers(1, MOST), data=st.data())
def test_damaged_inclusion_proof_is_refused(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = damaged(inclusion_proof(node, index, size), data)
    assert root_from_inclusion(LEAVES[index], index, size, proof) != naive_root(0, size)


@given(size=st.integers(2, MOST), data=st.data())
def test_inclusion_proof_of_another_leaf_is_refused(size: int, data: st.DataObject) -> None:
    index, other = data.draw(
        st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True)
    )
    proof = inclusion_proof(node, index, size)
    assert root_from_inclusion(LEAVES[other], index, size, proof) != naive_root(0, size)
    assert root_from_inclusion(LEAVES[index], other, size, proof) != naive_root(0, size)


def test_an_inner_node_is_no_leaf() -> None:
    """Its hash leads to the root on a shorter way."""
    assert root_from_inclusion(node(1, 0), 0, 4, [node(1, 1)]) is None


def test_inclusion_beyond_the_tree_is_refused() -> None:
    assert root_from_inclusion(LEAVES[0], 1, 1, []) is None
    with pytest.raises(AssertionError):
        inclusion_proof(node, 1, 1)


@given(new=st.integers(1, MOST), data=st.data())
def test_damaged_consistency_proof_is_refused(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    proof = damaged(consistency_proof(node, old, new), data)
    heads = (old, naive_root(0, old)), (new, naive_root(0, new))
    assert not consistent(*heads, proof)


@given(new=st.integers(2, MOST), data=st.data())
def test_another_past_is_not_consistent(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    proof = consistency_proof(node, old, new)
    forged = hashed(b"another past")
    assert not consistent((old, forged), (new, naive_root(0, new)), proof)
    assert not consistent((old, naive_root(0, old)), (new, forged), proof)


@pytest.mark.parametrize(("old", "new"), [(0, 4), (5, 4)])
def test_impossible_sizes_are_not_consistent(old: int, new: int) -> None:
    assert not consistent((old, EMPTY_ROOT), (new, naive_root(0, new)), [])
    with pytest.raises(AssertionError):
        consistency_proof(node, old, new)


def test_no_proof_at_all_is_refused() -> None:
    assert not consistent((3, naive_root(0, 3)), (4, naive_root(0, 4)), [])
