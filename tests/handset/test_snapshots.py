"""The till's copy of the balances: from a real city's book to a real card, and what is refused."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import httpx
import pytest
from tests.handset.city import City, key
from tests.handset.conftest import Opener
from tests.running_city import RunningCity, Town, free_port, make_city, make_town, until

from heller.cards.derived import lkey
from heller.claims.isolated import Refusal
from heller.handset.cards import Scanned
from heller.handset.problems import KeyUnknown, NoAnswer, NoSnapshot, Untrusted
from heller.handset.result import State
from heller.handset.till import Handset

NO_SERVER = "http://127.0.0.1:9"


def with_quick_deltas(city: RunningCity) -> RunningCity:
    city.home.write_settings(replace(city.home.settings(), delta_seconds=1))
    return city


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningCity]:
    made = with_quick_deltas(make_city(tmp_path_factory.mktemp("city")))
    made.start()
    yield made
    made.kill()


@pytest.fixture(scope="module")
def town(real: RunningCity) -> Iterator[Town]:
    made = make_town(real)
    yield made
    made.desk.close()
    made.book.close()


def cents(till: Handset, card: Scanned) -> int:
    """Give what the till's own copy says of a card."""
    snapshot = till.alone.snapshot
    assert snapshot is not None
    return snapshot.card(lkey(card.pay.card.cid), snapshot.newest.time).cents


def knows(till: Handset, card: Scanned, wanted: int) -> bool:
    till.refresh_snapshot()
    return cents(till, card) == wanted


@contextmanager
def static_host(folder: Path) -> Iterator[str]:
    """Serve a folder as any web server does, with Python's own."""
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            until(lambda: is_there(f"http://127.0.0.1:{port}/"), "the host answers")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def is_there(address: str) -> bool:
    try:
        return httpx.get(address).status_code < 500
    except httpx.TransportError:
        return False


def test_a_real_card_is_found_in_the_real_book_s_snapshot(town: Town) -> None:
    (card,) = town.sold(4_250)
    until(lambda: knows(town.book, card, 4_250), "a delta brings the sale")
    first = town.book.alone.snap_seq
    paid = town.book.redeem(card, 250)
    assert (paid.state, paid.claim.snap_seq) == (State.ACCEPTED, first)
    until(lambda: knows(town.book, card, 4_000), "a delta brings the payment")
    assert town.book.alone.snap_seq > first


def test_any_static_web_server_may_give_the_files(town: Town, tmp_path: Path) -> None:
    (card,) = town.sold(1_700)
    until(lambda: knows(town.desk, card, 1_700), "the city has it")
    copied = copytree(town.city.home.snapshots, tmp_path / "host" / "snapshots")
    assert (copied / "full.bin").exists()
    till = town.city.enrol(town.city.shop("Kiosk"))
    with static_host(tmp_path / "host") as host:
        found = till.refresh_snapshot(NO_SERVER, f"{host}/snapshots/")
        assert found.newest.snap_seq >= town.desk.alone.snap_seq
        assert cents(till, card) == 1_700
        with pytest.raises(NoSnapshot):
            till.refresh_snapshot(f"{host}/elsewhere")
    till.close()


def test_the_book_dies_and_the_till_goes_on_alone_and_hands_in(tmp_path: Path) -> None:
    city = with_quick_deltas(make_city(tmp_path, limit=2_000, isolated=3_000))
    city.start()
    town = make_town(city)
    try:
        (card,) = town.sold(5_000)
        until(lambda: knows(town.book, card, 5_000), "the till knows the card")
        assert town.book.redeem(card, 500).state is State.ACCEPTED
        city.kill()
        accepted = town.book.redeem(card, 1_900)
        assert (accepted.state, accepted.receipt) == (State.RECORDED, None)
        refused = town.book.redeem(card, 200)
        assert refused.alone is not None
        assert (refused.alone.refusal, refused.alone.most) == (Refusal.CARD_LIMIT, 100)
        city.start()
        assert town.book.upload().left == 0
    finally:
        town.desk.close()
        town.book.close()
        if city.process is not None:
            city.kill()


# ---------------------------------------------------------------------- what a till does not take


def test_a_snapshot_comes_down_once_and_only_newer_ones_after(handset: Handset, city: City) -> None:
    made = city.loaded(700)
    city.publish()
    handset.refresh_snapshot()
    city.calls.clear()
    handset.refresh_snapshot()
    assert [path.rpartition("/")[2] for path in city.calls] == ["full.bin", "delta.bin"]
    city.cards[made.ref].cents = 300
    city.publish(delta=True)
    found = handset.refresh_snapshot()
    assert (found.newest.snap_seq, found.card(made.lkey, city.now).cents) == (102, 300)
    assert handset.refresh_snapshot() == found


def test_an_older_snapshot_is_refused(handset: Handset, city: City) -> None:
    city.loaded(700)
    city.publish()
    old = dict(city.snapshots)
    city.publish()
    held = handset.refresh_snapshot()
    city.snapshots = old
    with pytest.raises(Untrusted):
        handset.refresh_snapshot()
    assert handset.alone.snap_seq == held.newest.snap_seq == 102


def test_a_delta_to_another_base_is_left_alone(handset: Handset, city: City) -> None:
    city.loaded(700)
    city.publish()
    city.publish(delta=True)
    delta = city.snapshots["delta.bin"]
    city.publish()
    city.snapshots["delta.bin"] = delta
    assert handset.refresh_snapshot().delta is None


@pytest.mark.parametrize("signer", ["ACK", "ROOT", "somebody"])
def test_only_the_city_s_snap_key_counts(handset: Handset, city: City, signer: str) -> None:
    city.loaded(700)
    city.publish()
    message = city.snapshots["full.bin"]
    city.snapshots["full.bin"] = key(signer).sealed(city.scope, "snapshot", message[:-64])
    with pytest.raises(KeyUnknown):
        handset.refresh_snapshot()
    assert handset.alone.snapshot is None


def test_a_new_snap_key_is_learnt_from_the_keyset(handset: Handset, city: City) -> None:
    city.loaded(700)
    city.snap, city.number = "SNAP 2", city.number + 1
    city.publish()
    assert handset.refresh_snapshot().newest.snap_seq == 101


def test_changed_records_are_refused_and_missing_ones_are_asked_for_again(
    handset: Handset, city: City
) -> None:
    city.loaded(700)
    city.publish()
    records = city.snapshots.pop("101.rec")
    with pytest.raises(NoAnswer):
        handset.refresh_snapshot()
    city.snapshots["101.rec"] = records[:-1] + bytes([records[-1] ^ 1])
    with pytest.raises(Untrusted):
        handset.refresh_snapshot()
    assert handset.alone.snapshot is None
    city.snapshots["101.rec"] = records
    assert handset.refresh_snapshot().full.records == records


def test_a_city_without_snapshots_says_so(handset: Handset) -> None:
    with pytest.raises(NoSnapshot):
        handset.refresh_snapshot()


def test_what_is_kept_is_checked_anew_when_the_till_is_opened(
    handset: Handset, city: City, opened: Opener
) -> None:
    city.loaded(700)
    city.publish()
    city.publish(delta=True)
    handset.refresh_snapshot()
    handset.close()
    again = opened()
    assert again.alone.snap_seq == 102
    again.journal.keep(snapshot_full_records=b"changed")
    again.close()
    assert opened().alone.snapshot is None
