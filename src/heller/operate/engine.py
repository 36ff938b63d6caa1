"""A city's database: the embedded server in its folder, or the cluster that DATABASE_URL names."""

from types import TracebackType
from typing import Self

from heller.operate.home import Home
from heller.postgres import migrate, roles
from heller.postgres.address import address_for
from heller.postgres.embedded import EmbeddedPostgres


class Engine:
    """Starts the embedded server unless the settings name another one.

    An outer `database_url` logs in as heller_owner; the other roles use its host with the passwords
    of a password file (libpq's PGPASSFILE).
    """

    def __init__(self, home: Home) -> None:
        """Choose the server; `with` starts it."""
        self._url = home.settings().database_url
        self._embedded = None if self._url else EmbeddedPostgres(home.postgres)

    def __enter__(self) -> Self:
        """Start."""
        if self._embedded is not None:
            self._embedded.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        if self._embedded is not None:
            self._embedded.stop()

    @property
    def alive(self) -> bool:
        """Say whether the embedded server that this object started still runs."""
        return self._embedded is None or self._embedded.running

    def dsn(self, role: str) -> str:
        """Give the address for a role."""
        if self._embedded is not None:
            return self._embedded.dsn(role)
        return self._url if role == roles.OWNER else address_for(self._url, role)

    def migrate(self) -> int:
        """Bring the schema up to date; give how many migrations were applied."""
        return len(migrate.migrate(self.dsn(roles.OWNER)))
