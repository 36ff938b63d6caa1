"""Who may log in, and the database: what belongs to the whole server and so to no migration.

    heller_owner   owns the database and the schemas, runs the migrations, serves no request
    heller_book    the one writer: no right on any table, EXECUTE on the book's few functions
    heller_portal  the portals: SELECT on views, and a schema of its own
    heller_audit   reads everything, changes nothing
    heller_admin   superuser, of an embedded server only: makes the roles above, and standbys

Rights inside the database are the migrations' matter (schema/*.sql).
"""

from collections.abc import Mapping
from typing import LiteralString

from psycopg import Connection, sql
from psycopg.rows import TupleRow

DATABASE = "heller"
ADMIN = "heller_admin"
OWNER = "heller_owner"
BOOK = "heller_book"
PORTAL = "heller_portal"
AUDIT = "heller_audit"

CITY = (OWNER, BOOK, PORTAL, AUDIT)
"""The roles that every city's database needs, wherever it runs."""
ALL = (ADMIN, *CITY)
"""The roles of an embedded server."""

EVERYONE = {
    "synchronous_commit": "on",  # a session may lower it; connect.py refuses such a session
    "client_min_messages": "notice",  # the warning about a cancelled wait must reach the client
    "search_path": "book",
}
SETTINGS: Mapping[str, Mapping[str, str]] = {
    OWNER: EVERYONE,
    BOOK: EVERYONE,
    PORTAL: EVERYONE
    | {
        "search_path": "portals",
        "statement_timeout": "15s",  # nobody waits longer for a page
        "idle_in_transaction_session_timeout": "60s",  # a stuck page frees its rows
    },
    AUDIT: EVERYONE | {"default_transaction_read_only": "on"},
}
CONNECTIONS = {OWNER: 4, BOOK: 10, PORTAL: 16, AUDIT: 4}
"""Connections each role may hold: busy portals cannot keep the writer out."""


NOT_SUPERUSER = "SELECT FROM pg_roles WHERE rolname = user AND NOT rolsuper"


def ensure(connection: Connection[TupleRow], passwords: Mapping[str, str]) -> None:
    """Create the missing ones of CITY, set their passwords and settings; harmless when repeated.

    The connection belongs to a superuser, or to a role with CREATEROLE, which becomes a member of
    heller_owner. Roles without an entry in `passwords` keep the password they have. Only the
    password's SCRAM verifier is sent.
    """
    with connection.transaction():
        for role in CITY:
            _ensure_role(connection, role)
        if connection.execute(
            "SELECT FROM pg_roles WHERE rolname = user AND NOT rolsuper"
        ).rowcount:
            # Only a member may give a database to its owner.
            _run(connection, "GRANT {role} TO CURRENT_USER", OWNER)
        for role, password in passwords.items():
            verifier = connection.pgconn.encrypt_password(
                password.encode(), role.encode(), b"scram-sha-256"
            )
            _run(connection, "ALTER ROLE {role} PASSWORD {value}", role, value=verifier.decode())


def _ensure_role(connection: Connection[TupleRow], role: str) -> None:
    known = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).rowcount
    if not known:
        _run(connection, "CREATE ROLE {role}", role)
    _run(connection, "ALTER ROLE {role} LOGIN CONNECTION LIMIT {value}", role, CONNECTIONS[role])
    for name, value in SETTINGS[role].items():
        _run(connection, "ALTER ROLE {role} SET {name} = {value}", role, value, name)


def _run(
    connection: Connection[TupleRow],
    statement: LiteralString,
    role: str,
    value: str | int = "",
    name: str = "",
) -> None:
    parts = {"role": sql.Identifier(role), "name": sql.Identifier(name or role)}
    connection.execute(sql.SQL(statement).format(**parts, value=sql.Literal(value)))


def create_database(
    connection: Connection[TupleRow], name: str = DATABASE, template: str = "template0"
) -> None:
    """Create a database that heller_owner owns and only the city's roles enter; repeat at will.

    The connection is in autocommit mode and belongs to a superuser, or to a role with CREATEDB that
    is a member of heller_owner. The text is UTF-8, sorted by bytes.
    """
    parts = {
        "name": sql.Identifier(name),
        "template": sql.Identifier(template),
        "owner": sql.Identifier(OWNER),
        "city": sql.SQL(", ").join(map(sql.Identifier, CITY)),
    }
    if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount:
        connection.execute(
            sql.SQL(
                "CREATE DATABASE {name} OWNER {owner} TEMPLATE {template}"
                " ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'"
            ).format(**parts)
        )
    with connection.transaction():
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {name} FROM PUBLIC").format(**parts))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {name} TO {city}").format(**parts))
