"""The chart of accounts is that of docs/journal.md."""

import re
from pathlib import Path

import pytest

from heller.book.accounts import NAMES, AccountKind, account, account_id, account_kind

JOURNAL = Path(__file__).parents[2] / "docs" / "journal.md"


def test_chart_is_the_one_on_the_page() -> None:
    row = r"^\| (\d+) \| ([^|]+) \| (credit|debit) \|"
    listed = re.findall(row, JOURNAL.read_text(), re.MULTILINE)
    assert listed == [(str(int(k)), english, side) for k, (english, _, side) in NAMES.items()]


def test_every_kind_has_its_names() -> None:
    assert list(NAMES) == list(AccountKind)


def test_number_is_kind_and_id() -> None:
    number = account(AccountKind.MERCHANT, 7)
    assert number == 2 * 2**32 + 7
    assert (account_kind(number), account_id(number)) == (AccountKind.MERCHANT, 7)
    assert account(AccountKind.BANK) == 5 * 2**32


def test_number_outside_the_chart_is_refused() -> None:
    with pytest.raises(ValueError, match="99"):
        account_kind(99 << 32)
