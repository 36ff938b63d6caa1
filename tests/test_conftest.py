"""The long tier's slices: every test in exactly one of them."""

import pytest
from tests.conftest import slice_of

NAMES = [f"tests/simulation/test_days.py::test_day[{seed}]" for seed in range(200)]


def test_slices_share_the_tests_without_rest() -> None:
    slices = [slice_of(NAMES, f"{part}/7") for part in range(1, 8)]
    assert sorted(name for names in slices for name in names) == sorted(NAMES)
    assert all(slices)


def test_one_slice_is_everything() -> None:
    assert slice_of(NAMES, "1/1") == set(NAMES)


@pytest.mark.parametrize("wanted", ["0/5", "6/5", "1", "1/0", "-1/5", "a/b", ""])
def test_strange_slice_is_refused(wanted: str) -> None:
    with pytest.raises(pytest.UsageError, match="write part/parts"):
        slice_of(NAMES, wanted)
