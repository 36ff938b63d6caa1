"""Addresses of a database, as libpq reads them."""

from psycopg.conninfo import conninfo_to_dict, make_conninfo


def address_for(url: str, role: str) -> str:
    """Give the address of the same database for another role, without the password in `url`.

    The role's own password comes from a password file (libpq's PGPASSFILE).
    """
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    parts.pop("password", None)
    return make_conninfo(**parts | {"user": role})
