"""Granting a lease: rights and limits by the city's settings, pots by the merchant's share of F."""

from heller.city.pots import DAY
from heller.city.register import Till
from heller.city.shares import Pots, Split
from heller.claims.batch import Batch
from heller.claims.lease import Lease
from heller.claims.messages import seal


def waits(batch: Batch, till: Till, at: int) -> bool:
    """Say whether a device was too new at a second (UTC) to have an isolated pot."""
    admitted = batch.register.admitted.get(till.no, batch.now)
    return at < admitted + batch.register.setting("new_device_wait")


def grant(batch: Batch, till: Till) -> bytes:
    """Sign the next lease of a till, beginning now."""
    split = Split(batch.register, batch.losses, batch.now)
    pots = split.share(till, waits=waits(batch, till, batch.now))
    return seal(batch.scope, batch.lease_key[1], _lease(batch, till, pots))


def _lease(batch: Batch, till: Till, pots: Pots) -> Lease:
    setting = batch.register.setting
    return Lease(
        city=batch.scope.city,
        key=batch.lease_key[0],
        till=till.no,
        merchant=till.merchant,
        point=till.point,
        role=till.role,
        public=till.public,
        not_before=batch.now,
        expires=batch.now + setting("lease_days") * DAY,
        limit=setting("limit"),
        limit_outage=setting("limit_outage"),
        isolated=min(setting("isolated"), pots.isolated),
        isolated_outage=pots.isolated,
        standin=pots.standin,
        credit=pots.credit,
        ops=setting("ops"),
        ops_outage=setting("ops_outage"),
        number=max(batch.register.leases, default=0) + 1,
    )
