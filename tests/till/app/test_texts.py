"""What the till says: nothing is missing in either language; each no has a sentence and a sign."""

import re
from pathlib import Path
from typing import Final

import pytest

from heller.book.decline import SENTENCES
from heller.claims.isolated import Refusal

ROOT: Final = Path(__file__).parents[3]
APP: Final = ROOT / "src" / "heller" / "till" / "app"
TEXTS: Final = APP / "texts"
LINE: Final = re.compile(r'^  "([\w.]+)": "(.*)",$', re.MULTILINE)
TROUBLE: Final = re.compile(
    r'^  (\w+): \[\s*"((?:[^"])*)",\s*"((?:[^"])*)",\s*"(\w+)",?\s*\],$', re.MULTILINE
)
REASON: Final = re.compile(
    r'^  (\w+): \{\n    de: "(.*)",\n    en: "(.*)",\n    sign: "(\w+)",\n  \},$', re.MULTILINE
)
# experience.md, section 4
NEVER_GERMAN: Final = (
    r"\b(Token|Ledger|Terminal|Voucher|Transaktion|Mandant|synchronis\w*|Offline|leider|ungültig"
    r"|System|OK)\b|!"
)
NEVER_ENGLISH: Final = r"\b(token|ledger|terminal|voucher|transaction|sorry|invalid|offline|OK)\b|!"
GERMAN_WORDS: Final = r"\b(der|die|das|und|nicht|bitte|Karte|Kasse|ist|ein|eine)\b"
ENGLISH_WORDS: Final = r"\b(the|and|not|please|card|till|is|this|your)\b"
MOST_WORDS: Final = 15
MOST_IN_A_CHIP: Final = 16


def said(language: str) -> dict[str, str]:
    files = (TEXTS / f"{language}.js", TEXTS / f"{language}-setup.js")
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return {
        key: words.replace("\\u00a0", "\N{NO-BREAK SPACE}") for key, words in LINE.findall(text)
    }


def troubles() -> dict[str, tuple[str, str, str]]:
    files = (TEXTS / "troubles.js", TEXTS / "city-troubles.js")
    found = [row for file in files for row in TROUBLE.findall(file.read_text(encoding="utf-8"))]
    return {code: (german, english, sign) for code, german, english, sign in found}


def reasons() -> dict[str, tuple[str, str, str]]:
    text = (TEXTS / "reasons.js").read_text(encoding="utf-8")
    return {name: (german, english, sign) for name, german, english, sign in REASON.findall(text)}


def signs() -> set[str]:
    text = (APP / "screens" / "signs.js").read_text(encoding="utf-8")
    return set(re.findall(r"^  (\w+): [`\"]", text, re.MULTILINE))


def codes_of_the_city() -> set[str]:
    problems = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8").split("## Declines")[0]
    return set(re.findall(r"^\| `(\w+)` \|", problems, re.MULTILINE))


def codes_of_the_app() -> set[str]:
    """Every code that the till, its cards, its device, its camera and its photos can give."""
    found: set[str] = set()
    for file in [*(APP / "till").glob("*.js"), *(APP / "scan").glob("*.js")]:
        text = file.read_text(encoding="utf-8")
        found |= set(re.findall(r'Problem\("(\w+)"', text))
        found |= set(re.findall(r'\b(?:refused|trouble|problem): "(\w+)"', text))
        found |= set(re.findall(r'Error: "(\w+)"', text))
    types = (APP / "till" / "types.js").read_text(encoding="utf-8")
    for name in ("Unable", "CardRefused"):
        union = re.search(rf"@typedef \{{([^}}]*)\}} {name}\b", types)
        assert union, name
        found |= set(re.findall(r'"(\w+)"', union[1]))
    return found


def everything() -> dict[str, dict[str, str]]:
    """Give all texts of both languages."""
    nos = troubles() | reasons()
    german = said("de") | {code: row[0] for code, row in nos.items()}
    english = said("en") | {code: row[1] for code, row in nos.items()}
    return {"de": german, "en": english}


def test_both_languages_say_the_same_things() -> None:
    assert list(said("de")) == list(said("en"))
    assert len(said("de")) > 300


def test_each_placeholder_is_in_both() -> None:
    texts = everything()
    for key, german in texts["de"].items():
        found = [sorted(re.findall(r"\{\w+\}", text)) for text in (german, texts["en"][key])]
        assert found[0] == found[1], key


def test_each_decline_has_a_sentence_in_both_languages_and_a_sign() -> None:
    """The sentences are those of the book, so that all tills say the same."""
    known = reasons()
    for reason, sentences in SENTENCES.items():
        assert known[reason.name.lower()][:2] == sentences, reason
    assert set(known) == {reason.name.lower() for reason in SENTENCES}


def test_each_problem_of_the_city_has_a_sentence_and_a_sign() -> None:
    missing = codes_of_the_city() - set(troubles())
    assert missing == set()
    assert len(codes_of_the_city()) > 20


def test_each_trouble_of_the_till_has_a_sentence_and_a_sign() -> None:
    assert codes_of_the_app() - set(troubles()) - set(reasons()) == set()
    assert {"no_keys", "view_code", "camera_refused"} <= codes_of_the_app()


def test_each_no_of_the_till_alone_has_a_sentence_and_a_sign() -> None:
    """Without pot or balances its rules do not apply: then it says only that nobody answered."""
    silent = {Refusal.NO_POT, Refusal.NO_SNAPSHOT}
    assert {f"alone_{no}" for no in set(Refusal) - silent} <= set(troubles())


def test_each_sign_that_is_named_is_drawn() -> None:
    named = {row[2] for row in (*troubles().values(), *reasons().values())}
    for file in (APP / "screens").glob("*.js"):
        text = file.read_text(encoding="utf-8")
        named |= set(re.findall(r'\bsign\("(\w+)"', text))
        named |= set(re.findall(r'(?:utton|link)\(say\([^)]*\)[^\n]*, "(\w+)"\)', text))
    assert named - signs() == set()


def test_each_text_is_used_and_each_used_text_is_there() -> None:
    used: set[str] = set()
    built: list[str] = []
    for file in (APP / "screens").glob("*.js"):
        text = file.read_text(encoding="utf-8")
        used |= set(re.findall(r'"([a-z]+(?:\.[a-z_0-9]+)*)"', text))
        built += re.findall(r"`((?:[a-z.]|\$\{[^}]*\})+)`", text)
    patterns = [re.sub(r"\$\{[^}]*\}", r"[a-z_]+", one.replace(".", r"\.")) for one in built]
    unused = [
        key
        for key in said("de")
        if key not in used and not any(re.fullmatch(one, key) for one in patterns)
    ]
    assert unused == []


@pytest.mark.parametrize(
    ("language", "never", "foreign"),
    [("de", NEVER_GERMAN, ENGLISH_WORDS), ("en", NEVER_ENGLISH, GERMAN_WORDS)],
)
def test_no_word_is_said_that_must_not_be(language: str, never: str, foreign: str) -> None:
    for key, text in everything()[language].items():
        assert not re.search(never, text), (key, text)
        assert not re.search(foreign, re.sub(r"\{\w+\}", "", text)), (key, text)


@pytest.mark.parametrize("language", ["de", "en"])
def test_sentences_are_short(language: str) -> None:
    for key, text in everything()[language].items():
        for sentence in re.split(r"[.?:] ", text):
            assert len(sentence.split()) <= MOST_WORDS, (key, sentence)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_chip_has_room_for_its_word(language: str) -> None:
    for key, text in said(language).items():
        if key.endswith(".word"):
            assert len(text) <= MOST_IN_A_CHIP, key


def test_a_number_and_its_unit_stay_together() -> None:
    for language, texts in everything().items():
        for key, text in texts.items():
            if key != "too_late":  # a sentence of the book
                assert not re.search(r"\d (€|Uhr|Minuten|minutes|mm)", text), (language, key)
