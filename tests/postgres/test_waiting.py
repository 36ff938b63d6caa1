import pytest

from heller.postgres import waiting


def test_it_ends_when_the_condition_holds() -> None:
    answers = iter([False, False, True])
    assert waiting.until(lambda: next(answers), 10)
    assert list(answers) == []


def test_it_ends_when_the_patience_does() -> None:
    assert not waiting.until(lambda: False, 0.02)


def test_a_condition_that_holds_needs_no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PAUSE_S", 600)
    assert waiting.until(lambda: True, 0)
