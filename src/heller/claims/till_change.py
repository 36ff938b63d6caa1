"""The register change that puts a till into another state."""

from heller.city.register import Till, TillState, What


def till_change(till: Till, state: TillState) -> tuple[object, ...]:
    """Give the change as the journal stores it (docs/journal.md, Register changes)."""
    return (int(What.TILL), till.no, till.merchant, till.point, till.public, till.role, int(state))
