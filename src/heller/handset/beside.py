"""What nobody at the counter waits for: notices, DECISIONs at once, and looking for a silent book.

One thread with a line of its own. What it posts comes again with the next post or upload, so a full
queue drops its oldest, answers are not read, and nothing here can fail a payment.
"""

import json
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from heller.errors import Problem
from heller.handset.line import Line

WAITING: Final = 64  # posts and questions at once
POST_S: Final = 2.0
PROBE_S: Final = 1.0  # between two looks at a silent book
BACK: Final = 3  # answers in a row after which a book counts as back
CLOSE_S: Final = 3.0
_GOOD: Final = 200
_HEALTH: Final = "/v1/health"


class Watch:
    """Whether the book answers: asked first, until it was silent; again after three answers."""

    def __init__(self) -> None:
        """Begin with a book that is asked."""
        self._left = 0
        self._since = 0.0

    @property
    def is_silent(self) -> bool:
        """Say whether the book has failed and has not come back since."""
        return self._left > 0

    def missed(self, since: float) -> None:
        """Note that the book was asked in vain; `since` is when (monotonic)."""
        self._since = self._since if self._left else since
        self._left = BACK

    def silent_for(self, now: float) -> float:
        """Give the seconds since the book was first asked in vain."""
        return now - self._since

    def looked(self, *, good: bool) -> None:
        """Note what a look at a silent book gave."""
        self._left = max(self._left - 1, 0) if good else BACK


Taken = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class _Job:
    """A post with its body, or a question whose answer `taken` gets."""

    url: str
    body: bytes = b""
    taken: Taken | None = None

    def do(self, line: Line) -> None:
        if self.taken is None:
            line.post(self.url, self.body, POST_S)
            return
        answer = line.get(self.url, POST_S)
        if answer.status == _GOOD:
            self.taken(answer.body)


class Beside:
    """Posts in the background, in order, each at most once."""

    def __init__(
        self, make_line: Callable[[], Line], watch: Watch, doors: Callable[[], Sequence[str]]
    ) -> None:
        """Take what makes a line; `doors` are the book's addresses. No thread runs yet."""
        self._make_line, self._watch, self._doors = make_line, watch, doors
        self._jobs: deque[_Job] = deque(maxlen=WAITING)
        self._changed = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None

    def post(self, addresses: Sequence[str], path: str, body: object) -> None:
        """Post this to every address; returns at once."""
        content = json.dumps(body).encode()
        with self._changed:
            self._jobs += [_Job(one.rstrip("/") + path, content) for one in addresses]
            self._begin()

    def ask(self, addresses: Sequence[str], path: str, taken: Taken) -> None:
        """Ask every address; `taken` hears good answers, in the other thread. Returns at once."""
        with self._changed:
            self._jobs += [_Job(one.rstrip("/") + path, taken=taken) for one in addresses]
            self._begin()

    def look(self) -> None:
        """Look for the silent book until it is back; returns at once."""
        with self._changed:
            self._begin()

    def close(self) -> None:
        """Post what waits, for at most three seconds, and end."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(CLOSE_S)

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="beside", daemon=True)
            self._thread.start()
        self._changed.notify()

    def _run(self) -> None:
        line = self._make_line()
        try:
            while (job := self._next()) is not None or not self._closing:
                self._do(line, job)
        finally:
            line.close()

    def _next(self) -> _Job | None:
        """Wait for a job; None when there is none and a look at the book is due, or the end."""
        with self._changed:
            pause = PROBE_S if self._watch.is_silent else None
            self._changed.wait_for(lambda: self._jobs or self._closing, pause)
            return self._jobs.popleft() if self._jobs else None

    def _do(self, line: Line, job: _Job | None) -> None:
        if job is None:
            self._watch.looked(good=any(_answers(line, door) for door in self._doors()))
            return
        try:
            job.do(line)
        except Problem:
            return  # it comes again with the next post


def _answers(line: Line, door: str) -> bool:
    try:
        return line.get(door.rstrip("/") + _HEALTH, PROBE_S).status == _GOOD
    except Problem:
        return False
