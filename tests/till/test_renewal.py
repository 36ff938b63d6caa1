"""A till closes its lease at the door and gets the next one, over HTTP and the real book."""

from base64 import b64decode, b64encode
from dataclasses import replace

import httpx
import pytest
from tests.running_city import RunningCity
from tests.till.clocked_door import Asked, at_the_door
from tests.till.raw_till import RawTill

from heller.claims.lease import Lease
from heller.claims.messages import open_message, seal
from heller.claims.questions import Renew
from heller.claims.records import Close, seal_record

DAY = 86_400
Result = tuple[int, str]


class Renewing:
    """A till at a stopped city's door; its clock is the door's."""

    def __init__(self, city: RunningCity) -> None:
        city.start()
        with city.enrol(city.shop("Buch Meier")) as handset:
            self.till = RawTill(city, httpx.Client(), handset.identity)
        city.stop()
        self.city, self.lease = city, self.till.identity.lease

    def close(self) -> bytes:
        till = self.till
        body = Close(
            self.city.scope.city, self.lease.till, till.seq + 1, self.lease.number, till.seq, 0,
            till.prev,
        )  # fmt: skip
        message = seal_record(self.city.scope, till.identity.key, body)
        till.go_on(message)
        return message

    async def ask(self, asked: Asked, *records: bytes, apart: int = 0) -> httpx.Response:
        city, now = self.city.scope.city, asked.door.now() + apart
        question = Renew(city, self.lease.till, now, bytes(8), self.lease.number)
        message = seal(self.city.scope, self.till.identity.key, question)
        return await asked.post(
            "/v1/leases/renew",
            renew=b64encode(message).decode(),
            records=[b64encode(one).decode() for one in records],
        )

    def read(self, answer: httpx.Response) -> Lease:
        assert answer.status_code == 200, answer.text
        message = b64decode(answer.json()["lease"])
        keyset = self.till.identity.trust.keyset
        public = next(key.public for key in keyset.keys if key.id == message[5])
        return open_message(Lease, self.city.scope, public, message)


def said(answer: httpx.Response) -> Result:
    return answer.status_code, answer.json().get("code", "")


@pytest.fixture
def renewing(still_city: RunningCity) -> Renewing:
    return Renewing(still_city)


def test_a_lease_is_closed_and_renewed_in_one_post(renewing: Renewing) -> None:
    async def work(asked: Asked) -> None:
        asked.clock.ahead = 3 * DAY
        assert said(await renewing.ask(asked)) == (409, "lease_open")
        close = renewing.close()
        answer = await renewing.ask(asked, close)
        lease = renewing.read(answer)
        (result,) = answer.json()["results"]
        assert (result["outcome"], result["seq"] > 0) == ("ok", True)
        first = renewing.lease
        assert lease == replace(
            first,
            number=first.number + 1,
            not_before=lease.not_before,
            expires=lease.not_before + 7 * DAY,
        )
        assert renewing.read(await renewing.ask(asked)) == lease
        renewing.lease = lease
        assert said(await renewing.ask(asked)) == (409, "renewal_early")

    at_the_door(renewing.city, work)
    assert renewing.city.verify().good


def test_a_question_is_judged_like_every_signed_one(renewing: Renewing) -> None:
    async def work(asked: Asked) -> None:
        assert said(await renewing.ask(asked)) == (409, "renewal_early")
        assert said(await renewing.ask(asked, apart=1_000)) == (422, "clock_apart")
        empty = await asked.post("/v1/leases/renew", renew="")
        assert said(empty) == (400, "malformed")

    at_the_door(renewing.city, work)
