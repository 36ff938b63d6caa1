"""The demo's tills: real handsets, one folder each, enrolled with code and check words."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

from heller.demo.cities import APPROVERS, PASSPHRASE, DemoCity, DemoShop
from heller.handset.invite import Invite
from heller.handset.till import Handset
from heller.operate.home import Home
from heller.operate.invitation import ROLES, invitation, new_code
from heller.operate.keyfile import read_person
from heller.operate.office import Office

CREDIT, DAY_LIMIT = 1_000_000, 100_000


class DemoOffice:
    """The association's office of a demo city: one person asks, another approves."""

    def __init__(self, home: Home, office: Office, ceremony: Path) -> None:
        """Sit down with the office key and the first approver's key file."""
        self._home, self._office = home, office
        self.points: dict[str, int] = {}
        _, self._approver = read_person(ceremony / f"{APPROVERS[0]}.key", PASSPHRASE)

    def order(self, kind: str, arguments: dict[str, Any], side: object = None) -> int:
        """Give an order, with the second person's approval if needed; gives the number made."""
        result = self._office.order(kind, arguments, side)
        if result["state"] == "waiting":
            result = self._office.approve(result["op"], 1, self._approver)
        changes = result["changes"]
        return int(changes[0][1]) if changes else 0

    def settle(self, city: DemoCity) -> None:
        """Register the merchants with their points, where they are not known yet."""
        known = {row["name"]: row["no"] for row in self._office.look("register")["points"]}
        for shop in city.shops:
            self.points[shop.key] = known.get(shop.place) or self._shop(shop)

    def _shop(self, shop: DemoShop) -> int:
        merchant = self.order("merchant.add", {}, {"name": shop.name})
        point = self.order("point.add", {"merchant": merchant}, {"name": shop.place})
        if ROLES[shop.role] & ROLES["sell"]:
            limits = {"credit_cents": CREDIT, "day_limit_cents": DAY_LIMIT}
            self.order("seller.grant", {"point": point, **limits})
        return point

    def invite(self, shop: DemoShop) -> Invite:
        """Invite a new till at a shop: one code, for one device, for 15 minutes."""
        code = new_code()
        place = {"point": self.points[shop.key], "role": ROLES[shop.role]}
        self.order("till.invite", place, {"code": code})
        return invitation(self._home, code)

    def enrol(self, handset: Handset, shop: DemoShop) -> None:
        """Invite, compare the words, admit: what office and shop do by phone."""

        def compare(words: tuple[str, ...]) -> None:
            self.admit(words)

        handset.enrol(self.invite(shop), compare)

    def admit(self, words: tuple[str, ...]) -> bool:
        """Admit the device that shows these words; says whether there is one."""
        for row in self._office.look("enrolments")["enrolments"]:
            if tuple(row["words"]) == words:
                enrol = base64.b64decode(row["enrol"])
                self.order(
                    "till.admit", {"enrol": enrol, "point": row["point"], "role": row["role"]}
                )
                return True
        return False


def open_till(folder: Path, enrol: Callable[[Handset], None]) -> Handset:
    """Open a till's folder; enrol it when it is new."""
    handset = Handset(folder)
    if handset.journal.fact("till") is None:
        enrol(handset)
    return handset
