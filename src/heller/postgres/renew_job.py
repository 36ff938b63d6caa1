"""A till that waits for its next lease."""

from heller.claims.questions import Renew
from heller.postgres.posting import RefusableJob


class RenewJob(RefusableJob):
    """A till's signed question for its next lease; the signature has been checked."""

    def __init__(self, since: float, message: bytes, question: Renew) -> None:
        """Make a job of a question."""
        super().__init__(since, 1)
        self.message, self.question = message, question
        self.lease = b""

    def grants(self) -> bool:
        """Say that it grants a lease."""
        return True
