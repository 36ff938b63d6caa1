"""Renewing the lease: ask, close the one that is held, ask again, keep the next one.

docs/protocol.md, section 6. The till asks before it closes: a city that says `renewal_early` must
not find it without a lease. Whatever is cut off in between is gone on with at the next start.
"""

from typing import Final

from heller.claims.lease import Lease
from heller.claims.messages import seal
from heller.claims.questions import Renew
from heller.claims.records import Close, seal_record
from heller.errors import LeaseOpen, Problem, RenewalEarly
from heller.handset.counter import Counter
from heller.handset.journal import Journal

DAY: Final = 86_400
DUE: Final = 5 * DAY
HOUR: Final = 3_600


def renew_if_due(counter: Counter, nonce: bytes) -> Problem | None:
    """Renew the till's lease when it is due; gives what stood in the way.

    `nonce` (8 bytes) is for the signed question. Where the city said no, it is asked hourly.
    """
    if not _is_due(counter):
        return None
    counter.journal.keep(renewal_asked=counter.clock.now().to_bytes(8))
    try:
        _keep(counter, _next_lease(counter, nonce))
    except Problem as problem:
        return problem
    return None


def ask_again(journal: Journal) -> None:
    """Let the next start ask at once, however short ago the city said no."""
    journal.keep(renewal_asked=bytes(8))


def is_closed(journal: Journal, lease: Lease) -> bool:
    """Say whether the till has closed this lease: nothing of it is guaranteed any more."""
    return journal.fact("closed") == lease.number.to_bytes(4)


def _is_due(counter: Counter) -> bool:
    lease, now = counter.identity.lease, counter.clock.now()
    asked = int.from_bytes(counter.journal.fact("renewal_asked") or b"")
    if now - asked < HOUR:
        return False
    if is_closed(counter.journal, lease) or not lease.isolated_outage:
        return True  # a new device that waits for its pot: the city knows for how long
    return lease.expires - now < DUE and now - lease.not_before >= DAY


def _next_lease(counter: Counter, nonce: bytes) -> bytes:
    """Get the next lease, closing the one that is held if the city asks for that."""
    if not is_closed(counter.journal, counter.identity.lease):
        try:
            return _ask(counter, nonce)
        except LeaseOpen:
            _close(counter)
    _hand_in(counter)
    return _ask(counter, nonce)


def _ask(counter: Counter, nonce: bytes) -> bytes:
    identity = counter.identity
    question = Renew(
        identity.scope.city, identity.till, counter.clock.now(), nonce, identity.lease.number
    )
    return counter.door.renew(seal(identity.scope, identity.key, question))


def _close(counter: Counter) -> None:
    """Sign the CLOSE once everything before it has its receipt."""
    _hand_in(counter)
    identity, number = counter.identity, counter.identity.lease.number
    used = counter.alone.used(b"").pot if counter.alone else 0

    def sealed(seq: int, prev: bytes) -> bytes:
        end = Close(identity.scope.city, identity.till, seq, number, seq - 1, used, prev)
        return seal_record(identity.scope, identity.key, end)

    counter.journal.append(identity.genesis, sealed)
    counter.journal.keep(closed=number.to_bytes(4))


def _hand_in(counter: Counter) -> None:
    if counter.uploader.upload(counter.identity.trust).left:
        raise LeaseOpen


def _keep(counter: Counter, message: bytes) -> None:
    """Keep the next lease after checking whose it is; raises Untrusted, or RenewalEarly."""
    identity = counter.identity
    lease = identity.trust.lease(message, identity.till, identity.lease.public)
    if lease.number <= identity.lease.number:
        raise RenewalEarly
    counter.journal.keep(lease=message)
