"""Does the city name a witness? Its KEYSET says so: an address of the stand-in, a WITNESS key."""

from heller.claims.keyset import Endpoint, Keyset, Role
from heller.keys import SIGNATURE_BYTES
from heller.postgres.batch_run import Clock, WriterKeys
from heller.postgres.session import Session
from heller.postgres.store import Store
from heller.postgres.witness import Witness
from heller.postgres.witness_client import WitnessClient
from heller.postgres.witness_meeting import Meeting
from heller.postgres.witness_signing import WitnessSigning


def find_witness(
    session: Session, keys: WriterKeys, clock: Clock, store: Store | None
) -> Witness | None:
    """Give the writer's side of the witness that the KEYSET names; None when it names none."""
    if store is None or keys.head is None or not session.register.keyset:
        return None
    keyset = Keyset.parse(session.register.keyset[:-SIGNATURE_BYTES], keys.scope.city)
    named = any(key.role == Role.WITNESS for key in keyset.keys)
    if not named or not keyset.endpoints.get(Endpoint.STANDIN):
        return None
    client, signing = WitnessClient(keys.scope, keyset), WitnessSigning(keys, clock)
    witness = Witness(client, signing, Meeting(client, signing, store), clock)
    witness.follow(session)
    return witness
