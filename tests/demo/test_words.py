"""The desk speaks both languages fully, and never in words that Heller does not use."""

from heller.demo.words import DE, EN, euros, words


def test_both_languages_have_the_same_words() -> None:
    assert set(DE) == set(EN)
    assert set(DE["kinds"]) == set(EN["kinds"])
    assert set(DE["outcomes"]) == set(EN["outcomes"])
    assert len(DE["try"]) == len(EN["try"])


def test_german_comes_first() -> None:
    assert (words("fr"), words("en")) == (DE, EN)


def test_amounts_are_written_as_each_language_does() -> None:
    assert (euros(120480, "de"), euros(120480, "en")) == (
        "1.204,80\N{NO-BREAK SPACE}€",
        "€1,204.80",
    )
