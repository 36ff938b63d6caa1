"""A card is named by text, picture, standard input, or number and PIN; a folder in four ways."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import segno
from click.testing import CliRunner
from tests.cli.tilling import facts, till
from tests.handset.city import City
from tests.handset.conftest import INVITE

from heller.cli.till_options import Shown, till_home
from heller.handset.cards import Scanned, Typed
from heller.handset.problems import OtherCode, SeveralCards
from heller.handset.till import Handset


@pytest.fixture
def small() -> City:
    return City()


@pytest.fixture
def handset(small: City, tmp_path: Path) -> Iterator[Handset]:
    with Handset(tmp_path / "till", transport=small.transport) as made:
        made.enrol(INVITE, lambda _words: None)
        yield made


def shown(
    *words: str, number: str | None = None, pin: str | None = None, index: int | None = None
) -> Shown:
    return Shown(words, number, pin, index)


def picture(text: str, path: Path) -> str:
    segno.make(text, error="m").save(str(path), scale=6, border=4)
    return str(path)


def test_a_pay_code_is_text_or_picture(handset: Handset, small: City, tmp_path: Path) -> None:
    made = small.make_cards(1)[0]
    path = picture(made.pay_code, tmp_path / "card.png")
    cards = [shown(made.pay_code).card(handset), shown(path).card(handset)]
    assert cards == [handset.scan(made.pay_code)] * 2
    assert isinstance(cards[0], Scanned)


def test_a_scanner_types_into_standard_input(handset: Handset, small: City) -> None:
    made = small.make_cards(1)[0]

    @click.command()
    def read() -> None:
        assert shown("-").card(handset) == handset.scan(made.pay_code)

    assert CliRunner().invoke(read, input=f"{made.pay_code}\r\n").exception is None


def test_a_view_code_asks_for_the_other(handset: Handset) -> None:
    with pytest.raises(OtherCode):
        shown("https://karte.example/#HV1.05978036.AAECAwQFBgcICQoLDA0ODw").card(handset)


def test_one_of_several_cards_is_named(
    handset: Handset, small: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [made.pay_code for made in small.make_cards(3)]
    monkeypatch.setattr("heller.handset.pictures.cards_in", lambda _path: codes)
    path = picture("three", tmp_path / "sheet.png")
    assert shown(path, index=2).card(handset) == handset.scan(codes[1])
    for wrong in (shown(path), shown(path, index=4)):
        with pytest.raises(SeveralCards, match=r"\(3\)"):
            wrong.card(handset)


def test_number_and_pin(handset: Handset, small: City) -> None:
    made = small.make_cards(1)[0]
    found = shown(number=made.number, pin=made.pin).card(handset)
    assert isinstance(found, Typed)
    assert found.ref == made.ref


@pytest.mark.parametrize(
    "wrong", [shown(), shown("a", "b"), shown("HG1:", number="1"), shown("missing.png")]
)
def test_wrong_use_is_told(handset: Handset, wrong: Shown) -> None:
    with pytest.raises(click.UsageError):
        wrong.card(handset)


def test_the_folder_is_chosen_in_four_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    group = click.Context(click.Command("till"), obj=tmp_path / "group")
    alone = click.Context(click.Command("till"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("HELLER_TILL", raising=False)
    with alone:
        usual = till_home(None)
    monkeypatch.setenv("HELLER_TILL", str(tmp_path / "named"))
    with alone:
        named = till_home(None)
    with group:
        chosen = [till_home(None), till_home(tmp_path / "own")]
    names = [path.relative_to(tmp_path) for path in (usual, named, *chosen)]
    assert [str(name) for name in names] == [".heller/till", "named", "group", "own"]


def test_the_folder_may_stand_before_or_behind(tmp_path: Path) -> None:
    assert facts(tmp_path / "a", "status", code=4)["problem"]["code"] == "not_enrolled"
    assert till(tmp_path / "a", "status", "--home", str(tmp_path / "b")).exit_code == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
