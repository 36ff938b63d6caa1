"""Under too much load the door says so at once, and decides nothing."""

import asyncio
from base64 import b64encode

from tests.running_city import RunningCity, make_town
from tests.till.clocked_door import Asked, at_the_door
from tests.till.raw_till import RawTill

from heller.city.register import State
from heller.postgres import booking
from heller.postgres.writer import Limits


def test_full_queue_is_busy_and_a_late_claim_is_not_decided(own_city: RunningCity) -> None:
    town = make_town(own_city)
    (card,) = own_city.cards(1)
    town.desk.sell(town.desk.scan(card.pay_code), 5_000)
    identity = town.book.identity
    town.desk.close()
    town.book.close()
    own_city.stop()

    async def work(asked: Asked) -> None:
        raw = RawTill(own_city, None, identity)  # type: ignore[arg-type] # posts by itself
        bodies = []
        for _ in range(40):
            message = raw.record(card, 1)
            raw.go_on(message)
            bodies.append({"records": [b64encode(message).decode()], "ask": True})
        posts = [asked.post("/v1/claims", **body) for body in bodies]
        answers = await asyncio.gather(*posts)
        codes = [one.json().get("code", "booked") for one in answers]
        assert set(codes) == {"busy", "booked"}
        busy = next(one for one in answers if one.status_code == 503)
        assert busy.headers["retry-after"] == "1"
        again = [body for body, code in zip(bodies, codes, strict=True) if code == "busy"]
        await settle(asked, again)
        await late(asked, bodies[-1], raw)

    async def settle(asked: Asked, bodies: list[dict[str, object]]) -> None:
        """Send the same again until it is booked; each counts once."""
        for body in bodies:
            assert (await asked.post("/v1/claims", **body)).status_code == 200

    async def late(asked: Asked, _body: dict[str, object], raw: RawTill) -> None:
        before = asked.door.writer.session.head.seq
        message = raw.record(card, 1)
        since = booking.LATE_SECONDS
        booking.LATE_SECONDS = -1.0
        try:
            body = {"records": [b64encode(message).decode()], "ask": True}
            answer = await asked.post("/v1/claims", **body)
        finally:
            booking.LATE_SECONDS = since
        assert (answer.status_code, answer.json()["code"]) == (503, "late")
        assert asked.door.writer.session.head.seq == before
        assert (await asked.post("/v1/claims", **body)).status_code == 200

    at_the_door(own_city, work, Limits(batch=1, queue=1))
    own_city.start()
    town_left = own_city.health()["seq"]
    assert town_left > 0
    own_city.require_good()


def test_door_knows_its_city(own_city: RunningCity) -> None:
    own_city.shop("Buch Meier")
    own_city.stop()

    async def work(asked: Asked) -> None:
        door = asked.door
        assert door.scope == own_city.scope
        assert door.keyset().name == "Unna"
        assert [one.state for one in door.register.merchants.values()] == [State.ACTIVE]
        asked.clock.ahead = 1_000
        assert abs(door.now() - asked.clock.time()) < 2

    at_the_door(own_city, work)
