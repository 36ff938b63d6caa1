"""KEYSET, signed status and health."""

from base64 import b64decode

from tests.standin.running import Pair

from heller.claims.between import Status
from heller.claims.messages import open_message


def test_keyset_is_the_citys(both: Pair) -> None:
    keyset = b64decode(both.side.get("/v1/keyset").json()["keyset"])
    assert keyset == both.city.home.keyset()


def test_status_is_signed_by_the_stand_in(both: Pair) -> None:
    keys = both.standin.home.keys()
    message = b64decode(both.side.get("/v1/status").json()["status"])
    status = open_message(Status, keys.scope, keys.standin[1].public, message)
    assert (status.generation, status.size > 0, status.state in (2, 3)) == (1, True, True)


def test_health_of_a_living_book(both: Pair) -> None:
    found = both.standin.health()
    assert (found["book"], found["epoch"]) == ("heard", both.city.health()["epoch"])
