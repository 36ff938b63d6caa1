"""A stand-in believes the keys that the KEYSET names."""

from tests.standin.running import Pair

from heller.claims.keyset import Role


def test_roles_have_their_keys(orphan: Pair) -> None:
    keys = orphan.standin.home.keys()
    assert keys.publics(Role.STANDIN) == [keys.standin[1].public]
    assert keys.publics(Role.WITNESS) == [keys.witness[1].public]
    assert len(keys.publics(Role.ACK)) == 1
