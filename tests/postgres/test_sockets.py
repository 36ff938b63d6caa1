"""Where the server listens: found in safety, or refused."""

from pathlib import Path

import pytest
from tests.postgres.asking import ask, mode

from heller.postgres import roles
from heller.postgres.embedded import EmbeddedPostgres
from heller.postgres.errors import (
    SocketDirectoryUnsafe,
)


def test_there_is_only_a_unix_socket_that_one_user_can_open(
    postgres_server: EmbeddedPostgres,
) -> None:
    folder = Path(str(ask(postgres_server, "SHOW unix_socket_directories", roles.ADMIN)))
    assert ask(postgres_server, "SHOW listen_addresses") == ""
    assert len(str(folder / ".s.PGSQL.5432")) <= 90
    assert (mode(folder), mode(folder.parent), mode(folder / ".s.PGSQL.5432")) == (
        0o700,
        0o700,
        0o700,
    )


def test_a_socket_folder_of_ones_own_is_used(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "s"
    with EmbeddedPostgres(home, socket_folder=folder) as server:
        assert f"host={folder} " in server.dsn(roles.OWNER)
        assert mode(folder) == 0o700


def test_a_socket_folder_that_others_can_open_is_refused(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "s"
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(SocketDirectoryUnsafe, match="other users can open it"):
        EmbeddedPostgres(home, socket_folder=folder).start()


def test_a_link_in_place_of_a_socket_folder_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    folder = tmp_path / "s"
    folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SocketDirectoryUnsafe, match="it is not a folder"):
        EmbeddedPostgres(home, socket_folder=folder).start()


def test_a_socket_path_too_long_for_the_kernel_is_refused(home: Path, tmp_path: Path) -> None:
    with pytest.raises(SocketDirectoryUnsafe, match="too long"):
        EmbeddedPostgres(home, socket_folder=tmp_path / ("s" * 90)).start()
