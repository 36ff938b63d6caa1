"""What the writer signs for its witness can be read by whoever knows its keys."""

from heller.book.merkle import Frontier
from heller.book.note import TreeHead, open_head, origin
from heller.claims.between import Heartbeat, Stop
from heller.claims.messages import open_message
from heller.keys import scope_of, signing_key
from heller.postgres.append import Head
from heller.postgres.batch_run import WriterKeys
from heller.postgres.witness_signing import DECIDING, WitnessSigning

ACK, HEAD = signing_key(bytes(range(32))), signing_key(bytes(range(1, 33)))
SCOPE = scope_of(1, bytes(32))


class Clock:
    """A clock that stands still."""

    def time(self) -> float:
        return 1_000.9

    def monotonic(self) -> float:
        return 0.0


SIGNING = WitnessSigning(WriterKeys(SCOPE, (3, ACK), (2, ACK), (4, HEAD)), Clock())
PLACE = Head(7, 2, 100, 120, bytes(32), Frontier())


def test_heartbeat_names_what_is_committed() -> None:
    message = SIGNING.heartbeat(PLACE, DECIDING)
    expected = Heartbeat(1, 3, 2, 7, 120, 1_000, 1)
    assert open_message(Heartbeat, SCOPE, ACK.public, message) == expected


def test_stop_names_epoch_and_log() -> None:
    message = SIGNING.stop(PLACE, 9)
    assert open_message(Stop, SCOPE, ACK.public, message) == Stop(1, 3, 2, 7, 9, 1_000)


def test_note_is_signed_by_head() -> None:
    note = SIGNING.note(2, 21, bytes(32))
    assert open_head(note, HEAD.public) == TreeHead(origin(SCOPE, 2), 21, bytes(32))
