"""What a press of a button on the desk does; every answer is a sign, a title and a sentence."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from heller.book.decline import sentence
from heller.demo.table import CityTable, Table
from heller.demo.words import euros, words
from heller.errors import Problem
from heller.handset.problems import ClaimUnknown, NoAnswer
from heller.handset.result import Result, State
from heller.handset.till import Handset
from heller.operate.audit import verify_city
from heller.operate.errors import OperateError

_AMOUNT = re.compile(r"(\d{1,6})(?:[.,](\d{1,2}))?")
Answer = dict[str, Any]


def read_cents(text: str) -> int | None:
    """Read an amount as people type it: 12,40 or 12.40 or 12."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        return None
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


class Actions:
    """The desk's hands."""

    def __init__(self, table: Table) -> None:
        """Work at this table."""
        self._table = table
        self._verbs: dict[str, Callable[[Press], Answer]] = {
            "sell": self._sell,
            "redeem": self._redeem,
            "balance": self._balance,
            "void": self._void,
            "refund": self._refund,
            "kill": self._kill,
            "start": self._start,
            "kill-standin": self._kill_standin,
            "start-standin": self._start_standin,
            "verify": self._verify,
        }

    def do(self, verb: str, body: dict[str, Any]) -> Answer | None:
        """Do what was pressed; None for a verb that the desk does not have."""
        action = self._verbs.get(verb)
        if action is None:
            return None
        press = Press(self._table, body)
        try:
            return action(press)
        except ClaimUnknown:
            return press.say("nothing_to_undo", "nothing_to_undo_text", good=False)
        except NoAnswer:
            return press.say("no_reply", "no_reply_text", good=False)
        except Problem as problem:
            text = problem.german if press.language == "de" else problem.english()
            return {"good": False, "title": press.words["declined"], "text": text}
        except OperateError as error:
            return {"good": False, "title": press.words["no_reply"], "text": str(error)}

    def _sell(self, press: "Press") -> Answer:
        cents = press.cents()
        if not cents:
            return press.say("bad_amount", "bad_amount_text", good=False)
        card = press.till.scan(press.card.pay_code)
        may = press.till.can_sell(card, cents)
        if not may.ok and may.reason is not None:
            title, text = press.words["declined"], sentence(may.reason, press.language)
            return {"good": False, "title": title, "text": text}
        return press.result(press.till.sell(card, cents), "sold", "sold_text")

    def _redeem(self, press: "Press") -> Answer:
        cents = press.cents()
        if not cents:
            return press.say("bad_amount", "bad_amount_text", good=False)
        card = press.till.scan(press.card.pay_code)
        if press.table.process.alive:
            with suppress(Problem):  # the till goes on with the balances that it has
                press.till.refresh_snapshot()
        return press.result(press.till.redeem(card, cents), "accepted", "accepted_text")

    def _balance(self, press: "Press") -> Answer:
        found = press.till.balance(press.till.scan(press.card.pay_code))
        at = time.strftime("%H:%M", time.localtime(found.as_of))
        return press.say("balance_title", "balance_text", good=True, rest=found.cents, time=at)

    def _void(self, press: "Press") -> Answer:
        return press.result(press.till.void(), "undone", "undone_text")

    def _refund(self, press: "Press") -> Answer:
        last = press.table.last.get(press.till_key)
        if last is None:
            return press.say("nothing_to_undo", "nothing_to_undo_text", good=False)
        target = press.till.find(last.hex())
        cents = min(press.cents() or target.cents, target.cents)
        return press.result(press.till.refund(target, cents), "undone", "undone_text")

    def _kill(self, press: "Press") -> Answer:
        press.table.process.kill()
        return press.say("killed", "killed_text", good=True)

    def _start(self, press: "Press") -> Answer:
        press.table.process.start()
        for till in press.table.tills.values():
            till.upload()
        return press.say("started", "started_text", good=True)

    def _kill_standin(self, press: "Press") -> Answer:
        if press.table.standin is not None:
            press.table.standin.kill()
        return press.say("killed", "killed_standin_text", good=True)

    def _start_standin(self, press: "Press") -> Answer:
        if press.table.standin is not None:
            press.table.standin.start()
        return press.say("started", "started_standin_text", good=True)

    def _verify(self, press: "Press") -> Answer:
        report = verify_city(press.table.home, lambda _done, _all: None)
        if not report.good:
            text = "; ".join(f"{f.where} {f.what}" for f in report.findings[:5])
            return {"good": False, "title": press.words["differs"], "text": text}
        facts = {"entries": report.entries, "root": report.root.hex()[:16]}
        return press.say("verified", "verified_text", good=True, **facts)


class Press:
    """One press: which city, till, card, amount and language."""

    def __init__(self, table: Table, body: dict[str, Any]) -> None:
        """Read what the page sent; anything unknown falls back to the first."""
        self.language = "en" if body.get("lang") == "en" else "de"
        self.words = words(self.language)
        cities = table.cities
        self.table: CityTable = cities.get(str(body.get("city")), next(iter(cities.values())))
        tills, wanted = self.table.tills, str(body.get("till", "")).rpartition("/")[2]
        self.till_key = wanted if wanted in tills else next(iter(tills))
        self.till: Handset = tills[self.till_key]
        number = body.get("card", 0)
        place = number if isinstance(number, int) and 0 <= number < len(self.table.cards) else 0
        self.card = self.table.cards[place]
        self._amount = str(body.get("amount", ""))

    def cents(self) -> int | None:
        """Give the amount that was typed."""
        return read_cents(self._amount)

    def say(self, title: str, text: str, *, good: bool, **facts: Any) -> Answer:  # noqa: ANN401
        """Answer in the page's words; amounts are given in cents under `amount` and `rest`."""
        shown = {
            name: euros(value, self.language) if name in ("amount", "rest") else value
            for name, value in facts.items()
        }
        shown["name"] = self.table.city.name
        title_text = self.words[title].format(**shown)
        return {"good": good, "title": title_text, "text": self.words[text].format(**shown)}

    def result(self, result: Result, title: str, text: str) -> Answer:
        """Answer with what became of a claim."""
        if result.state == State.ACCEPTED and result.receipt is not None:
            if result.kind == "redeem":
                self.table.last[self.till_key] = result.claim_hash
            facts = {"amount": result.receipt.amount, "rest": result.receipt.balance}
            answer = self.say(title, text, good=True, **facts)
            if result.by_standin:
                answer["text"] += f" {self.words['standin_agreed']}"
        elif result.state == State.RECORDED and result.kind == "redeem":
            facts = {"amount": result.claim.amount}
            answer = self.say("accepted_alone", "accepted_alone_text", good=True, **facts)
        elif result.state == State.RECORDED:
            answer = self.say("no_reply", "recorded_text", good=False)
        elif result.receipt is None or result.reason is None:
            answer = self.say("no_reply", "no_reply_text", good=False)
        else:
            name = "held" if result.state == State.HELD else "declined"
            why = sentence(result.reason, self.language)
            answer = {"good": False, "title": self.words[name], "text": why}
        return answer | ({"receipt": result.receipt_text} if result.receipt_text else {})
