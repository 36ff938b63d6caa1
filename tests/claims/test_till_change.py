"""The register change of a till."""

from dataclasses import replace

from tests.claims.made import made_city

from heller.city.register import TillState
from heller.claims.till_change import till_change


def test_only_the_state_changes() -> None:
    register = made_city().register
    till = register.tills[1]
    register.apply(till_change(till, TillState.FROZEN))
    assert register.tills[1] == replace(till, state=TillState.FROZEN)
