"""Enrolling a new till: show the code, compare four words, wait until the office admits it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from heller.claims.enrol import check_words
from heller.claims.messages import seal
from heller.claims.questions import Enrol, code_hash
from heller.handset.clock import Clock
from heller.handset.door import Admitted, Door
from heller.handset.identity import keep_admitted
from heller.handset.invite import Invite
from heller.handset.journal import Journal
from heller.handset.key_file import till_key
from heller.handset.line import Line
from heller.handset.problems import AlreadyEnrolled, NoAnswer, StillWaiting
from heller.handset.trust import Trust, pinned
from heller.keys import SigningKey

WAIT_S: Final = 900  # as long as a code is good
POLL_S: Final = 1.0

ShowWords = Callable[[tuple[str, ...]], None]


@dataclass(frozen=True, slots=True)
class NewTill:
    """A till that is to be enrolled: its folder and journal, its clocks, chance and line."""

    home: Path
    journal: Journal
    clock: Clock
    random_bytes: Callable[[int], bytes]
    line: Line

    def enrol(self, invite: Invite, show_words: ShowWords, wait_s: float = WAIT_S) -> None:
        """Enrol, showing the check words once; raises StillWaiting after so many seconds.

        The key is on disk before anyone sees it, so a command that was cut off is simply repeated.
        """
        if self.journal.fact("till") is not None:
            raise AlreadyEnrolled
        key = till_key(self.home, self.random_bytes)
        door = Door(self.line, self.clock, [invite.door])
        trust = Trust(pinned(door.keyset(), invite.root))
        message = self._message(trust, key, invite)
        admitted = door.enrol(message, invite.code)
        if admitted is None:
            show_words(check_words(key.public, code_hash(invite.code)))
            admitted = self._wait(door, message, invite, wait_s)
        keep_admitted(self.journal, invite, admitted, key.public)

    def _message(self, trust: Trust, key: SigningKey, invite: Invite) -> bytes:
        scope = trust.scope
        enrol = Enrol(scope.city, self.clock.now(), key.public, code_hash(invite.code))
        return seal(scope, key, enrol)

    def _wait(self, door: Door, message: bytes, invite: Invite, wait_s: float) -> Admitted:
        end = self.clock.monotonic() + wait_s
        while self.clock.monotonic() < end:
            self.clock.sleep(POLL_S)
            with suppress(NoAnswer):  # a person needs minutes; the network may come back
                admitted = door.enrol(message, invite.code)
                if admitted is not None:
                    return admitted
        raise StillWaiting
