"""A device gets in once, with a code, when two people have compared four words; no secret stays."""

import os
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import psycopg
import pytest
from tests.running_city import RunningCity
from tests.till.clocked_door import Asked, at_the_door

from heller.claims.messages import seal
from heller.claims.questions import Enrol, code_hash
from heller.errors import UnlockFailed
from heller.handset.till import Handset
from heller.keys import SigningKey, signing_key
from heller.operate.engine import Engine
from heller.operate.errors import OperateError
from heller.postgres import roles
from heller.till.enrol import code_mac

CODE = "K7MWQ2ZPHX"


def enrol_message(city: RunningCity, key: SigningKey, code: str, now: int = 0) -> str:
    body = Enrol(city.scope.city, now, key.public, code_hash(code))
    return b64encode(seal(city.scope, key, body)).decode()


def ask(city: RunningCity, http: httpx.Client, key: SigningKey, code: str) -> tuple[int, str]:
    body = {"enrol": enrol_message(city, key, code), "code": code}
    answer = http.post("/v1/enrol", json=body)
    found = answer.json()
    return answer.status_code, found.get("code") or found["state"]


def test_code_belongs_to_the_first_device_that_shows_it(
    city: RunningCity, http: httpx.Client
) -> None:
    city.invite(city.shop("Buch Meier"), code=CODE)
    first, second = signing_key(os.urandom(32)), signing_key(os.urandom(32))
    assert ask(city, http, first, CODE) == (202, "waiting")
    assert ask(city, http, second, CODE) == (403, "code_refused")
    assert ask(city, http, first, CODE.lower()) == (202, "waiting")
    assert ask(city, http, first, "K7MWQ2ZPHY") == (403, "code_refused")
    strange = {"enrol": enrol_message(city, first, CODE), "code": "ÄÖÜ"}
    assert http.post("/v1/enrol", json=strange).json()["code"] == "code_refused"
    with city.office() as office:
        (waiting,) = office.look("enrolments")["enrolments"]
    city.admit(tuple(waiting["words"]))
    assert ask(city, http, first, CODE) == (200, "admitted")
    assert ask(city, http, second, CODE) == (403, "code_refused")
    assert ask(city, http, first, CODE) == (200, "admitted")


def test_wrong_words_admit_nobody(city: RunningCity, http: httpx.Client) -> None:
    city.invite(city.shop("Schulte"), code="WRONGWORDS")
    assert ask(city, http, signing_key(os.urandom(32)), "WRONGWORDS") == (202, "waiting")
    before = city.seq()
    with pytest.raises(OperateError, match="do not admit it"):
        city.admit(("Apfel", "Apfel", "Apfel", "Apfel"))
    assert city.seq() == before


def test_message_and_code_belong_together(city: RunningCity, http: httpx.Client) -> None:
    key = signing_key(os.urandom(32))
    message = enrol_message(city, key, "K7MWQ2ZPHX")
    other = http.post("/v1/enrol", json={"enrol": message, "code": "ABCDEFGHJK"})
    assert (other.status_code, other.json()["code"]) == (403, "code_refused")
    unsigned = enrol_message(city, key, CODE)[:-8] + "AAAAAAA="
    broken = http.post("/v1/enrol", json={"enrol": unsigned, "code": CODE})
    assert broken.status_code in (400, 401)


def test_code_is_good_for_fifteen_minutes(own_city: RunningCity) -> None:
    own_city.invite(own_city.shop("Buch Meier"), code=CODE)
    own_city.stop()
    key = signing_key(bytes(32))

    async def work(asked: Asked) -> None:
        body = {"enrol": enrol_message(own_city, key, CODE), "code": CODE}
        asked.clock.ahead = 890
        assert (await asked.post("/v1/enrol", **body)).status_code == 202
        asked.clock.ahead = 910
        late = await asked.post("/v1/enrol", **body)
        assert (late.status_code, late.json()["code"]) == (403, "code_refused")

    at_the_door(own_city, work)


def test_what_is_kept_of_a_code_needs_the_pepper() -> None:
    assert code_mac(bytes(32), bytes(32)) != code_mac(b"\1" * 32, bytes(32))
    assert len(code_mac(bytes(32), bytes(32))) == 32


@pytest.fixture
def traded(own_city: RunningCity) -> Iterator[tuple[RunningCity, Handset, list[bytes]]]:
    """A city after some trade, with every secret that was in it."""
    with ExitStack() as stack:
        point = own_city.shop("i-Punkt")
        own_city.seller(point)
        invited = own_city.invite(point, code="SECRETCODE")
        handset = stack.enter_context(Handset(own_city.till_folder / "one"))
        handset.enrol(invited, own_city.admit)
        cards = own_city.cards(3)
        for card in cards:
            handset.sell(handset.scan(card.pay_code), 1_000)
        with pytest.raises(UnlockFailed):
            handset.unlock(cards[1].number, cards[0].pin)
        handset.redeem(handset.unlock(cards[0].number, cards[0].pin), 100)
        secrets = [card.pay_code.encode() for card in cards]
        secrets += [handset.scan(card.pay_code).pay.card.cid for card in cards]
        secrets += [card.view for card in cards]
        secrets += [handset.identity.key.seed(), b"SECRETCODE"]
        secrets += list(own_city.home.secrets()["seeds"].values())
        secrets += [own_city.home.secrets()[name] for name in ("pepper", "names", "upload")]
        own_city.numbers = [card.number for card in cards]  # type: ignore[attr-defined]
        yield own_city, handset, secrets


def test_copy_of_the_database_opens_no_card_and_enrols_no_till(
    traded: tuple[RunningCity, Handset, list[bytes]],
) -> None:
    """I16: not one secret in a whole dump; numbers only in the side register."""
    city, _, secrets = traded
    dumped = dump(city)
    found = [secret.hex() for secret in secrets if any_form(secret) & tokens(dumped)]
    found += [secret.hex() for secret in secrets if secret.hex() in dumped]
    assert found == []
    for number in city.numbers:  # type: ignore[attr-defined]
        forms = (number, number.encode().hex())
        places = [
            table for table, rows in tables(dumped).items() if any(form in rows for form in forms)
        ]
        assert places == ["book.card_side"]


def any_form(secret: bytes) -> set[str]:
    return {secret.hex(), b64encode(secret).decode(), secret.decode("latin-1")}


def tokens(text: str) -> set[str]:
    return set(re.split(r"[\s\\]+", text))


def tables(dumped: str) -> dict[str, str]:
    """Split a dump into its tables' rows."""
    parts = re.findall(r"^COPY (\S+) .*?;\n(.*?)^\\\.$", dumped, re.MULTILINE | re.DOTALL)
    return dict(parts)


def dump(city: RunningCity) -> str:
    """Give the whole database as text."""
    engine = Engine(city.home)
    with psycopg.connect(engine.dsn(roles.OWNER)) as connection:
        listed = connection.execute(
            "SELECT n.nspname || '.' || c.relname FROM pg_class c"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind = 'r' AND n.nspname IN ('book', 'names') ORDER BY 1"
        ).fetchall()
        parts = []
        for (table,) in listed:
            with connection.cursor().copy(f"COPY {table} TO STDOUT") as copy:
                rows = b"".join(bytes(part) for part in copy).decode()
            parts.append(f"COPY {table} ();\n{rows}\\.\n")
    return "".join(parts)
