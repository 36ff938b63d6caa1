"""How the embedded server is set, each line with its reason; the rest is PostgreSQL's default.

They are given on the command line, so that neither an edited file nor ALTER SYSTEM can take the
durability away.
"""

ALWAYS = {
    # --- Nothing acknowledged is ever lost.
    "fsync": "on",  # what is written is on the disk, not on its way there
    "full_page_writes": "on",  # a torn page after a power cut is mended from the WAL
    "synchronous_commit": "on",  # a commit is answered when it is on the disk
    "wal_level": "replica",  # a standby or a WAL archive can be attached at any time
    "max_wal_senders": "5",  # two standbys, a backup, an archive, and one to spare
    "max_replication_slots": "5",  # one for each of these
    "max_slot_wal_keep_size": "2GB",  # a standby that is gone for good may not fill the disk
    # --- Only this machine, only who may enter the socket's folder, only with a password.
    "listen_addresses": "",  # no network at all; the wheel's programs know no TLS
    "unix_socket_permissions": "0700",  # a second lock behind the folder's
    "password_encryption": "scram-sha-256",  # a stolen copy of the data holds no password
    # --- Small: a city that sleeps costs a few megabytes, and 18 of them share a machine.
    "shared_buffers": "32MB",  # the hot cards of a city; the kernel caches the rest
    "max_connections": "40",  # the doors' pools are small and fixed; roles.py has each share
    "max_worker_processes": "2",  # no parallel queries: the book reads by key
    "max_parallel_workers": "0",  # the same
    "max_parallel_workers_per_gather": "0",  # the same
    "max_logical_replication_workers": "0",  # the journal is what others follow, not decoded WAL
    "autovacuum": "on",  # rows that are overwritten all day (probe, epoch) leave dead ones
    "autovacuum_max_workers": "2",  # a long table does not keep the short ones waiting
    "work_mem": "4MB",  # per sort and connection: 40 of them still fit
    "maintenance_work_mem": "32MB",  # for vacuum and new indexes, at most three at a time
    "wal_buffers": "1MB",  # a few batches; each commit writes them out anyway
    "huge_pages": "off",  # 32 MB need none, and a machine's reserve of them is not ours to take
    "jit": "off",  # set-based calls of milliseconds; compiling them costs more than it saves
    # --- Recovery after a crash stays under five seconds.
    "max_wal_size": "256MB",  # about as much as is replayed in three seconds
    "min_wal_size": "64MB",  # what a sleeping city keeps of it
    "checkpoint_timeout": "5min",  # an hour without trade leaves nothing to replay
    # --- Who is gone keeps nothing.
    "client_connection_check_interval": "1s",  # a door that died in a long query frees its locks
    # --- Time and text are the same on every machine.
    "timezone": "UTC",  # the book writes UTC; screens know the city's time
    "log_timezone": "UTC",  # logs of several machines can be laid side by side
    # --- The log is for finding faults. It stays small and carries no personal data.
    "log_min_messages": "warning",  # errors, and what may become one
    "log_min_error_statement": "panic",  # the text of a statement may hold a name or a number
    "log_error_verbosity": "terse",  # and so may the detail of an error
    "log_parameter_max_length": "0",  # and the values given with it
    "log_checkpoints": "off",  # a line every five minutes that nobody reads
    "log_line_prefix": "%m [%p] %q%u@%d ",  # when, which process, which role
    "logging_collector": "off",  # one process less; the file is turned over at each start
}

SINCE_18 = {
    "io_method": "sync",  # three I/O worker processes per sleeping city would be three too many
}


def for_major(major: int) -> dict[str, str]:
    """Give the parameters that this major version of PostgreSQL knows."""
    return ALWAYS | (SINCE_18 if major >= 18 else {})  # noqa: PLR2004 - as the name above says
