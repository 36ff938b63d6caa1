"""Become another program, as another user if asked, that dies with its parent.

Started by path with `python -I -S`: nothing of Heller is imported here, so that it starts in 15 ms.

    launch.py PARENT FOLDER MODE UID GID -- PROGRAM ARGUMENT...

MODE `stay` keeps the user; `switch` becomes UID and GID; `namespace` enters a user namespace in
which root is seen as UID and GID and has none of root's rights. PARENT 0 means: may outlive its
parent.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
CLONE_NEWUSER = 0x10000000


def main(arguments: list[str]) -> None:
    """Read the arguments, give up rights, tie the life to the parent's, become the program."""
    parent, folder, mode, uid, gid, dashes, *program = arguments
    assert dashes == "--"
    if mode == "namespace":
        _enter_namespace(int(uid), int(gid))
    elif mode == "switch":
        _switch_user(int(uid), int(gid))
    _call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Only now: giving up rights clears this signal.
    if int(parent):
        _die_with(int(parent))
    os.chdir(folder)
    os.umask(0o077)
    os.execv(program[0], program)  # noqa: S606 - no shell is the point


def _enter_namespace(uid: int, gid: int) -> None:
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    _call("unshare", CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny", "ascii")
    Path("/proc/self/uid_map").write_text(f"{uid} {outer_uid} 1", "ascii")
    Path("/proc/self/gid_map").write_text(f"{gid} {outer_gid} 1", "ascii")


def _switch_user(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)


def _die_with(parent: int) -> None:
    # SIGQUIT: PostgreSQL ends at once and recovers at the next start. A gentle stop could wait for
    # a standby, and nobody would be left to lose patience.
    _call("prctl", PR_SET_PDEATHSIG, signal.SIGQUIT, 0, 0, 0)
    # The parent may have died before the line above: then no signal will ever come.
    if os.getppid() != parent:
        sys.exit("the process that started this one is gone")


def _call(function: str, *arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, function)(*map(ctypes.c_ulong, arguments)) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")


if __name__ == "__main__":
    main(sys.argv[1:])
