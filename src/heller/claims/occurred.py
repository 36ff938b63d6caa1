"""When a claim happened: what its till says, within what lease and receipt allow."""

from heller.claims.batch import Batch
from heller.claims.lease import Lease
from heller.claims.records import Claim
from heller.keys import SIGNATURE_BYTES


def lease_of(batch: Batch, claim: Claim) -> Lease | None:
    """Give the lease that a claim names, if it is one of its till."""
    message = batch.register.leases.get(claim.lease)
    if message is None:
        return None
    lease = Lease.parse(message[:-SIGNATURE_BYTES], batch.scope.city)
    return lease if lease.till == claim.till else None


def occurred_at(batch: Batch, claim: Claim, booked: int = 0) -> int:
    """Give the second (UTC) at which a claim counts: never before its lease, never in the future.

    `booked` is when it was booked, for a claim that has been; else it is being booked now.

    A device's clock may be wrong or set back; what that is worth to anyone is bounded by its pot.
    """
    lease = lease_of(batch, claim)
    return min(max(claim.time, lease.not_before if lease else 0), booked or batch.now)
