"""Pieces of a script: joined they are the script, and what looks alike is told apart."""

import pytest

from heller.till.app_files import read_files
from heller.till.app_script import Token, UnreadableScript, tokens


def kinds(script: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens(script) if token.kind != "gap"]


def test_the_tokens_joined_are_the_script() -> None:
    scripts = [data.decode() for name, data in read_files().items() if name.endswith(".js")]
    assert len(scripts) > 100
    for script in scripts:
        assert "".join(token.text for token in tokens(script)) == script


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('a="//"', [("word", "a"), ("sign", "="), ("string", '"//"')]),
        ("a/b/c", [("word", "a"), ("sign", "/"), ("word", "b"), ("sign", "/"), ("word", "c")]),
        ("(/[/]'/)", [("sign", "("), ("pattern", "/[/]'/"), ("sign", ")")]),
        ("return /x/g", [("word", "return"), ("pattern", "/x/g")]),
        ("`a${b}c`", [("template", "`a${"), ("word", "b"), ("template", "}c`")]),
        ("a//b\n/*c*/", [("word", "a"), ("comment", "//b"), ("comment", "/*c*/")]),
    ],
)
def test_what_looks_alike_is_told_apart(script: str, found: list[tuple[str, str]]) -> None:
    assert kinds(script) == found


def test_a_token_says_what_it_is() -> None:
    assert list(tokens("a")) == [Token("word", "a")]


@pytest.mark.parametrize("script", ["a = {} / 2", "`${", "'a", "(]", "{"])
def test_it_fails_rather_than_guesses(script: str) -> None:
    with pytest.raises(UnreadableScript):
        list(tokens(script))
