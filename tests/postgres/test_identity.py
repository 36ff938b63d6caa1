"""As which user the server runs: tried with real users, where the tests run as root."""

import os
import pwd
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.postgres import processes, waiting

from heller.postgres import binaries, identity, launch, roles
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.errors import NobodyToRunAs, SocketDirectoryUnsafe

NOBODY = "nobody"
root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")

WRITE = """
import sys
from pathlib import Path
import psycopg
from heller.postgres.embedded import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1])) as server:
    with psycopg.connect(server.dsn("heller_owner"), autocommit=True) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS public.t (n int)")
        owner.execute("INSERT INTO public.t VALUES (1)")
        print(owner.execute("SELECT count(*) FROM public.t").fetchone()[0])
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can enter; pytest's own is closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="heller-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def nobody(open_folder: Path) -> pwd.struct_passwd:
    """A user without rights who can run this Python and its packages."""
    process = processes.python("import psycopg, heller.postgres.embedded", user=NOBODY)
    complained = process.communicate()[1]
    if process.returncode != 0:
        pytest.skip(f"nobody cannot run these tests' Python: {complained[-200:]}")
    return pwd.getpwnam(NOBODY)


def owners(folder: Path) -> set[int]:
    return {path.lstat().st_uid for path in [folder, *folder.rglob("*")]}


def give(folder: Path, user: pwd.struct_passwd) -> Path:
    folder.mkdir(mode=0o700)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return folder


@root
def test_roots_server_has_none_of_roots_rights(postgres_server: EmbeddedPostgres) -> None:
    assert len(processes.of(postgres_server)) > 3
    assert processes.status(postgres_server, "CapEff") == {"0" * 16}
    assert processes.status(postgres_server, "CapPrm") == {"0" * 16}
    assert processes.status(postgres_server, "NoNewPrivs") == {"1"}


@root
def test_files_in_roots_folder_stay_roots(postgres_server: EmbeddedPostgres) -> None:
    assert owners(postgres_server.home) == {0}


@root
def test_data_below_a_closed_folder_of_root_work(open_folder: Path) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    with EmbeddedPostgres(closed / "home") as server:
        assert server.running


@root
def test_a_users_folder_is_served_by_that_user(
    open_folder: Path, nobody: pwd.struct_passwd
) -> None:
    home = give(open_folder / "home", nobody)
    with EmbeddedPostgres(home) as server:
        ids = processes.status(server, "Uid")
        with psycopg.connect(server.dsn(roles.OWNER)) as owner:
            assert owner.execute("SELECT 1").fetchone() == (1,)
    assert ids == {"\t".join([str(nobody.pw_uid)] * 4)}
    assert owners(home) == {nobody.pw_uid}


@root
def test_a_server_that_changed_users_dies_with_its_parent(
    open_folder: Path, nobody: pwd.struct_passwd
) -> None:
    """Changing the user clears the kernel's promise; it has to be asked for afterwards."""
    home = give(open_folder / "home", nobody)
    parent = processes.python(processes.SERVE, home, groups=[4])
    assert parent.stdout is not None
    parent.stdout.readline()
    server = EmbeddedPostgres(home)
    assert len(processes.of(server)) > 3
    assert processes.status(server, "Groups") == {""}
    parent.kill()
    parent.communicate()
    waiting.until(lambda: processes.of(server) == [], "all processes are gone", seconds=5)


@root
def test_without_root_it_runs_as_who_starts_it(
    open_folder: Path, nobody: pwd.struct_passwd
) -> None:
    home = give(open_folder / "home", nobody)
    assert processes.output(processes.python(WRITE, home, user=NOBODY)) == "1\n"
    # Once by root, and again by the user: nothing in between belongs to somebody else.
    assert processes.output(processes.python(WRITE, home)) == "2\n"
    assert owners(home) == {nobody.pw_uid}
    assert processes.output(processes.python(WRITE, home, user=NOBODY)) == "3\n"


@root
def test_anothers_data_are_refused_by_name(open_folder: Path, nobody: pwd.struct_passwd) -> None:
    home = open_folder / "home"
    home.mkdir(mode=0o755)
    complained = processes.python(WRITE, home, user=NOBODY).communicate()[1]
    assert f"{home} belongs to user 0, but this process runs as user {nobody.pw_uid}" in complained


@root
def test_a_user_who_cannot_reach_their_folder_is_named(
    open_folder: Path, nobody: pwd.struct_passwd
) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    home = give(closed / "home", nobody)
    with pytest.raises(NobodyToRunAs, match=f"switch to {nobody.pw_uid} .*Permission denied"):
        EmbeddedPostgres(home).start()
    assert owners(home) == {nobody.pw_uid}


@root
def test_a_user_called_heller_comes_first_and_gets_new_folders_only(
    open_folder: Path, nobody: pwd.struct_passwd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "OWN_USER", NOBODY)
    fresh, used = open_folder / "fresh", open_folder / "used"
    fresh.mkdir(mode=0o700)
    used.mkdir(mode=0o700)
    programs = binaries.find()
    assert identity.choose(fresh, programs, fresh=True).mode == "switch"
    assert identity.choose(used, programs, fresh=False).mode == "namespace"
    assert (fresh.stat().st_uid, used.stat().st_uid) == (nobody.pw_uid, 0)


@root
def test_where_namespaces_are_forbidden_a_user_is_found(
    open_folder: Path, nobody: pwd.struct_passwd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A launcher that cannot enter a namespace stands for a container that forbids it."""
    launcher = open_folder / "launch.py"
    text = Path(str(launch.__file__)).read_text("utf-8")
    launcher.write_text(text.replace("CLONE_NEWUSER = 0x10000000", "CLONE_NEWUSER = 1"), "utf-8")
    monkeypatch.setattr(launch, "__file__", str(launcher))
    monkeypatch.setattr(identity, "LAST_RESORTS", (NOBODY,))
    home = open_folder / "home"
    home.mkdir(mode=0o700)
    assert identity.choose(home, binaries.find(), fresh=True).uid == nobody.pw_uid
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "home"
    home.mkdir(mode=0o700)
    with pytest.raises(NobodyToRunAs, match=r"namespace .*unshare: .*switch .*Permission denied"):
        identity.choose(home, binaries.find(), fresh=True)
    assert home.stat().st_uid == 0


@root
def test_a_socket_folder_that_somebody_put_there_before_is_refused(
    home: Path, open_folder: Path, nobody: pwd.struct_passwd
) -> None:
    folder = give(open_folder / "s", nobody)
    with pytest.raises(SocketDirectoryUnsafe, match=f"it belongs to user {nobody.pw_uid}"):
        EmbeddedPostgres(home, socket_folder=folder).start()


@root
def test_a_link_in_place_of_the_log_is_not_followed(
    open_folder: Path, nobody: pwd.struct_passwd
) -> None:
    """Root writes in a folder that belongs to a user; the user may not choose where it lands."""
    home = give(open_folder / "home", nobody)
    target = open_folder / "target"
    (home / "postgres.log").symlink_to(target)
    with pytest.raises(OSError, match="symbolic links"):
        EmbeddedPostgres(home).start()
    assert not target.exists()


def test_the_runtime_folder_is_used_where_it_is_ones_own(
    home: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(open_folder))
    with EmbeddedPostgres(home) as server:
        folder = Path(psycopg.conninfo.conninfo_to_dict(server.dsn(roles.OWNER))["host"])  # type: ignore[arg-type]
    assert folder.parent == open_folder / "heller"
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
