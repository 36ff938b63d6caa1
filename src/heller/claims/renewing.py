"""Renewal: a till whose lease is closed gets the next one, with what is then due to its shop."""

from typing import Final

from heller.book.body import Body, EntryKind
from heller.city.pots import DAY
from heller.city.register import Register, TillState, What
from heller.claims.batch import Batch
from heller.claims.granting import grant, waits
from heller.claims.questions import Renew
from heller.errors import LeaseOpen, RenewalEarly, TillRevoked

DUE: Final = 5 * DAY  # a lease may be renewed when less is left of it


def renew(batch: Batch, message: bytes, question: Renew) -> bytes:
    """Give the till's next lease; asked again for the same one, the lease that it has got.

    Raises TillRevoked, LeaseOpen or RenewalEarly; nothing is changed then.
    """
    register, till = batch.register, batch.register.tills[question.till]
    if till.state == TillState.REVOKED:
        raise TillRevoked
    newest = register.lease_of_till[till.no]
    if question.lease != newest:
        return register.leases[newest]
    if not is_due(batch, question):
        raise RenewalEarly
    if newest in register.grants:
        raise LeaseOpen
    lease = grant(batch, till)
    entry_id = f"l/{max(register.leases) + 1}"
    batch.enter(
        Body(
            EntryKind.LEASE, entry_id, f"till:{till.no}", question.time, batch.now,
            evidence=(message,), register=((int(What.LEASE), lease),),
        )
    )  # fmt: skip
    return lease


def is_due(batch: Batch, question: Renew) -> bool:
    """Say whether the lease may be renewed: near its end, or the new device has waited its time.

    At most daily: the wait, too, begins with the first lease.
    """
    register, till = batch.register, batch.register.tills[question.till]
    since, expires = times(register, question.lease)
    if waits(batch, till, since) and not waits(batch, till, batch.now):
        return True
    return batch.now - since >= DAY and expires - batch.now < DUE


def times(register: Register, lease: int) -> tuple[int, int]:
    """Give a lease's notBefore and expires, also when it is closed (UTC seconds)."""
    message = register.leases[lease]
    return int.from_bytes(message[51:55]), int.from_bytes(message[55:59])
