"""Two stories stop the book; a stand-in that is far behind gets everything in pages."""

import sqlite3

from tests.running_city import until
from tests.standin.running import Pair

from heller.standin.desk import DATABASE


def test_two_stories_stop_the_book(pair: Pair) -> None:
    pair.sold(5_000)
    until(pair.has_all, "the stand-in has all")
    assert pair.city.stop() == 0
    pair.standin.kill()
    with sqlite3.connect(pair.standin.home.folder / "stand-in.db") as tampered:
        tampered.execute("UPDATE head SET edge = zeroblob(length(edge))")
    tampered.close()
    pair.standin.start()
    process = pair.city.launch()
    assert process.wait(20) == 1
    assert "witness keeps another journal" in pair.city.log_text().replace("WitnessDiverges", "")


def test_new_stand_in_gets_all_entries(pair: Pair) -> None:
    pair.sold(5_000)
    pair.standin.kill()
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (pair.standin.home.folder / name).unlink(missing_ok=True)
    pair.standin.start()
    until(pair.has_all, "the stand-in has all entries again")
    assert '"witness_page_pushed"' in pair.city.log_text()
