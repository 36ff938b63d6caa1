"""How the embedded server is set, each line with its reason; the rest is PostgreSQL's default.

They are given on the command line, so that neither an edited file nor ALTER SYSTEM can take the
durability away.
"""

ALWAYS = {
    # --- Nothing acknowledged is ever lost.
    "fsync": "on",
    "full_page_writes": "on",  # a torn page after a power cut is mended from the WAL
    "synchronous_commit": "on",  # a commit is answered when it is on the disk
    "wal_level": "replica",  # a standby or a WAL archive can be attached at any time
    "max_wal_senders": "5",
    "max_replication_slots": "5",
    "max_slot_wal_keep_size": "2GB",  # a standby that is gone for good may not fill the disk
    # --- Only this machine, only who may enter the socket's folder, only with a password.
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    # --- Small: a city that sleeps costs a few megabytes, and 18 of them share a machine.
    "shared_buffers": "32MB",
    "max_connections": "40",  # the doors' pools are small and fixed; see roles.py for each share
    "max_worker_processes": "2",  # no parallel queries: the book reads by key
    "max_parallel_workers": "0",
    "max_parallel_workers_per_gather": "0",
    "max_logical_replication_workers": "0",  # the journal is what others follow, not decoded WAL
    "autovacuum_max_workers": "1",
    "autovacuum_naptime": "5min",  # waking up each minute costs an idle machine more than it gives
    "work_mem": "4MB",
    "maintenance_work_mem": "32MB",
    "wal_buffers": "1MB",
    "huge_pages": "off",  # 32 MB need none, and a machine's reserve of them is not ours to take
    "jit": "off",  # set-based calls of milliseconds; compiling them costs more than it saves
    # --- Recovery after a crash stays under five seconds.
    "max_wal_size": "256MB",
    "min_wal_size": "64MB",
    "checkpoint_timeout": "5min",
    "client_connection_check_interval": "1s",  # a door that is gone keeps no locks
    # --- Time and text are the same on every machine.
    "timezone": "UTC",
    "log_timezone": "UTC",
    # --- The log is for finding faults. It stays small and carries no personal data.
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",  # the text of a statement may hold a name or a number
    "log_error_verbosity": "terse",  # and so may the detail of an error
    "log_parameter_max_length": "0",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "logging_collector": "off",  # one process less; the file is turned over at each start
}

SINCE_18 = {
    "io_method": "sync",  # three I/O worker processes per sleeping city would be three too many
}


def for_major(major: int) -> dict[str, str]:
    """Give the parameters that this major version of PostgreSQL knows."""
    return ALWAYS | (SINCE_18 if major >= 18 else {})  # noqa: PLR2004 - as the name above says
