"""Number and PIN: few tries, one answer for everything wrong, a token that is good once."""

import asyncio
import statistics
import time
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import httpx
import pytest
from tests.running_city import RunningCity, running_city
from tests.till.clocked_door import Asked, at_the_door

from heller.cards.batch import MadeCard
from heller.cards.derived import number
from heller.claims.kinds import REDEEM
from heller.claims.messages import seal
from heller.claims.questions import Hello, Unlock
from heller.claims.records import TYPED, Claim, parse_record, seal_record, typed_proof
from heller.errors import UnlockFailed
from heller.handset.cards import Scanned
from heller.handset.identity import Identity
from heller.handset.till import Handset
from heller.till import questions

Work = Callable[[Asked], Awaitable[None]]
MINUTES_15 = 900
MINUTES_5 = 300


@dataclass
class Typing:
    """A stopped city with a shop, and cards with 50 euros each."""

    city: RunningCity
    handset: Handset
    cards: list[MadeCard]
    scanned: list[Scanned]

    @property
    def identity(self) -> Identity:
        return self.handset.identity

    def unlock(self, digits: str, pin: str, asked: Asked, *, till: int | None = None) -> bytes:
        question = Unlock(
            self.city.scope.city,
            self.identity.till if till is None else till,
            asked.door.now(),
            bytes(8),
            int(digits),
            int(pin),
        )
        return seal(self.city.scope, self.identity.key, question)

    async def type(self, asked: Asked, digits: str, pin: str) -> httpx.Response:
        message = self.unlock(digits, pin, asked)
        return await asked.post("/v1/cards/unlock", unlock=b64encode(message).decode())

    def claim(self, card: MadeCard, seq: int, prev: bytes, token: bytes) -> bytes:
        """Sign a typed claim of one cent, which is not kept anywhere."""
        claim = Claim(
            REDEEM,
            self.city.scope.city,
            self.identity.till,
            self.identity.lease.number,
            seq,
            int(time.time()),
            1,
            card.ref,
            1,
            TYPED,
            0,
            prev,
        )
        return seal_record(self.city.scope, self.identity.key, claim, typed_proof(token))


@pytest.fixture(scope="module")
def typing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Typing]:
    with ExitStack() as stack:
        city = stack.enter_context(running_city(tmp_path_factory.mktemp("typing")))
        point = city.shop("i-Punkt")
        city.seller(point)
        handset = stack.enter_context(city.enrol(point))
        cards = city.cards(9)
        scanned = [handset.scan(card.pay_code) for card in cards]
        for one in scanned:
            handset.sell(one, 5_000)
        handset.upload()
        city.stop()
        yield Typing(city, handset, cards, scanned)


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 1_000_000:06d}"


def test_weak_codes(typing: Typing) -> None:
    """Five wrong PINs close a card, thirty a till; for 15 minutes, and only for typing."""

    async def work(asked: Asked) -> None:
        card, other = typing.cards[0], typing.cards[1]
        for _ in range(5):
            answer = await typing.type(asked, card.number, wrong(card.pin))
            assert (answer.status_code, answer.json()["code"]) == (422, "unlock_failed")
        closed = await typing.type(asked, card.number, card.pin)
        assert (closed.status_code, closed.json()["code"]) == (429, "too_many_tries")
        assert closed.headers["retry-after"] == "900"
        assert (await typing.type(asked, other.number, other.pin)).status_code == 200
        shown = await asked.post("/v1/cards/view", view=typing.scanned[0].view_secret)
        assert shown.json()["balance_cents"] == 5_000  # scanning knows nothing of it
        asked.clock.ahead = MINUTES_15 + 1
        assert (await typing.type(asked, card.number, card.pin)).status_code == 200

    at_the_door(typing.city, work)


def test_thirty_wrong_tries_close_a_till_but_not_scanning(typing: Typing) -> None:
    async def work(asked: Asked) -> None:
        asked.clock.ahead = 2 * MINUTES_15
        numbers = [number(bytes([n]) * 16) for n in range(30)]  # nobody has these
        for digits in numbers:
            assert (await typing.type(asked, digits, "000000")).status_code == 422
        card = typing.cards[2]
        closed = await typing.type(asked, card.number, card.pin)
        assert (closed.status_code, closed.json()["code"]) == (429, "too_many_tries")
        asked.clock.ahead = 3 * MINUTES_15 + 1
        assert (await typing.type(asked, card.number, card.pin)).status_code == 200

    at_the_door(typing.city, work)


def test_tries_at_once_count_one_by_one(typing: Typing) -> None:
    """check_before_transaction: a hundred at once are not a hundred guesses."""

    async def work(asked: Asked) -> None:
        asked.clock.ahead = 5 * MINUTES_15
        card = typing.cards[3]
        guesses = [typing.type(asked, card.number, wrong(card.pin)) for _ in range(25)]
        codes = [answer.json()["code"] for answer in await asyncio.gather(*guesses)]
        assert sorted(codes) == ["too_many_tries"] * 20 + ["unlock_failed"] * 5

    at_the_door(typing.city, work)


def test_unknown_and_wrong_look_and_take_the_same(
    typing: Typing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "WRONG_PER_CARD", 10_000)
    monkeypatch.setattr(questions, "WRONG_PER_TILL", 10_000)

    async def work(asked: Asked) -> None:
        asked.clock.ahead = 7 * MINUTES_15
        card = typing.cards[4]
        times: dict[bool, list[float]] = {True: [], False: []}
        answers: set[tuple[int, bytes]] = set()
        for turn in range(120):
            known = turn % 2 == 0
            digits = card.number if known else number(turn.to_bytes(16))
            message = typing.unlock(digits, wrong(card.pin), asked)
            body = {"unlock": b64encode(message).decode()}
            started = time.perf_counter()
            answer = await asked.post("/v1/cards/unlock", **body)
            times[known].append(time.perf_counter() - started)
            answers.add((answer.status_code, answer.content))
        ((status, content),) = answers
        assert (status, UnlockFailed.code in content.decode()) == (422, True)
        known_s, unknown_s = (statistics.median(times[one]) for one in (True, False))
        assert 0.5 < known_s / unknown_s < 2.0

    at_the_door(typing.city, work)


def test_token_is_good_once_for_one_till_and_card_for_five_minutes(typing: Typing) -> None:
    async def work(asked: Asked) -> None:
        asked.clock.ahead = 10 * MINUTES_15
        seq, prev = await head(asked, typing)
        one, other = typing.cards[5], typing.cards[6]

        async def pay(card: MadeCard, token: bytes) -> str:
            nonlocal seq, prev
            message = typing.claim(card, seq + 1, prev, token)
            text = b64encode(message).decode()
            answer = await asked.post("/v1/claims", records=[text], ask=True)
            if answer.status_code == 200:
                record = parse_record(message, typing.city.scope.city)
                seq, prev = seq + 1, record.claim_hash
                return str(answer.json()["results"][0]["outcome"])
            return str(answer.json()["code"])

        token = await token_of(asked, typing, one)
        assert await pay(other, token) == "bad_token"  # bound to its card
        token = await token_of(asked, typing, one)
        assert await pay(one, token) == "ok"
        assert await pay(one, token) == "bad_token"  # used
        token = await token_of(asked, typing, one)
        asked.clock.ahead += MINUTES_5 + 1
        assert await pay(one, token) == "bad_token"  # too late
        assert await pay(one, bytes(16)) == "bad_token"

    at_the_door(typing.city, work)


async def token_of(asked: Asked, typing: Typing, card: MadeCard) -> bytes:
    answer = await typing.type(asked, card.number, card.pin)
    assert answer.status_code == 200, answer.text
    assert answer.json()["ref"] == card.ref.hex()
    assert answer.json()["until"] == asked.door.now() + MINUTES_5
    return b64decode(answer.json()["token"])


async def head(asked: Asked, typing: Typing) -> tuple[int, bytes]:
    hello = Hello(typing.city.scope.city, typing.identity.till, asked.door.now(), bytes(8))
    message = seal(typing.city.scope, typing.identity.key, hello)
    found = (await asked.post("/v1/tills/head", hello=b64encode(message).decode())).json()
    return found["seq"], bytes.fromhex(found["hash"])[:16]


@pytest.mark.parametrize("off", [-901, 901])
def test_question_of_another_time_is_refused(typing: Typing, off: int) -> None:
    async def work(asked: Asked) -> None:
        message = typing.unlock(typing.cards[7].number, "000000", asked)
        asked.clock.ahead += off
        answer = await asked.post("/v1/cards/unlock", unlock=b64encode(message).decode())
        assert (answer.status_code, answer.json()["code"]) == (422, "clock_apart")

    at_the_door(typing.city, work)


def test_question_of_an_unknown_till_or_under_another_domain_is_refused(typing: Typing) -> None:
    async def work(asked: Asked) -> None:
        foreign = typing.unlock(typing.cards[7].number, "000000", asked, till=99)
        hello = Hello(typing.city.scope.city, typing.identity.till, asked.door.now(), bytes(8))
        crossed = hello.pack() + typing.identity.key.sign(typing.city.scope, "unlock", hello.pack())
        for path, name, message, code in (
            ("/v1/cards/unlock", "unlock", foreign, "unknown_till"),
            ("/v1/cards/unlock", "unlock", seal_hello(typing, hello), "malformed"),
            ("/v1/tills/head", "hello", crossed, "bad_signature"),
            ("/v1/tills/head", "hello", b"", "malformed"),
        ):
            answer = await asked.post(path, **{name: b64encode(message).decode()})
            assert (path, answer.json()["code"]) == (path, code)

    at_the_door(typing.city, work)


def seal_hello(typing: Typing, hello: Hello) -> bytes:
    return seal(typing.city.scope, typing.identity.key, hello)


def test_may_sell_says_why_not(typing: Typing) -> None:
    async def work(asked: Asked) -> None:
        hello = Hello(typing.city.scope.city, typing.identity.till, asked.door.now(), bytes(8))
        signed = b64encode(seal_hello(typing, hello)).decode()
        ref = typing.cards[8].ref.hex()

        async def ask(cents: object, of: object = ref) -> object:
            answer = await asked.post("/v1/sales/ask", hello=signed, ref=of, amount_cents=cents)
            found = answer.json()
            return found.get("code") or (found["ok"], found["reason"])

        assert await ask(100) == (True, None)
        assert await ask(100, "00" * 10) == (False, "card_unknown")
        assert await ask(100_000_000) == (False, "credit_exceeded")
        assert await ask(0) == "amount_zero"
        for cents in (-1, 2**32, 10**40, 1.5, "1", None, True):
            assert await ask(cents) == "malformed"
        for strange in ("zz" * 10, "00" * 9, 1, None):
            assert await ask(100, strange) == "malformed"

    at_the_door(typing.city, work)
