"""The first lease of a till, made when the office admits it."""

from heller.city.register import MAY_SELL, Till
from heller.claims.batch import Batch
from heller.claims.lease import Lease
from heller.claims.messages import seal

DAY_SECONDS = 86_400


def first_lease(batch: Batch, till: Till) -> bytes:
    """Sign a till's first lease by the city's settings.

    A new device has no isolated pot while `new_device_wait` runs, and one lease per shop carries a
    pot above 0, so only the first till of a point gets pots at all.
    """
    register = batch.register
    alone = not any(other.point == till.point for other in register.tills.values())
    waits = register.setting("new_device_wait") > 0
    seller = register.sellers.get(till.point) if till.role & MAY_SELL else None
    key_id, key = batch.lease_key
    lease = Lease(
        city=batch.scope.city,
        key=key_id,
        till=till.no,
        merchant=till.merchant,
        point=till.point,
        role=till.role,
        public=till.public,
        not_before=batch.now,
        expires=batch.now + register.setting("lease_days") * DAY_SECONDS,
        limit=register.setting("limit"),
        limit_outage=register.setting("limit_outage"),
        isolated=register.setting("isolated") if alone and not waits else 0,
        isolated_outage=register.setting("isolated_outage") if alone and not waits else 0,
        standin=register.setting("standin") if alone else 0,
        credit=seller.credit if seller else 0,
        ops=register.setting("ops"),
        ops_outage=register.setting("ops_outage"),
        number=max(register.leases, default=0) + 1,
    )
    return seal(batch.scope, key, lease)
