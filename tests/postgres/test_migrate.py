import re
import threading
from collections.abc import Mapping
from pathlib import Path

import psycopg
import pytest
from tests.postgres.conftest import Database

from heller.postgres import migrate, roles
from heller.postgres.errors import (
    MigrationBusy,
    MigrationChanged,
    MigrationCommits,
    MigrationFailed,
    MigrationNumbers,
)

TESTS = Path(__file__).parent / "schema"


def write(folder: Path, files: Mapping[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_text(content, "utf-8")
    return folder


def names(migrations: list[migrate.Migration]) -> list[str]:
    return [each.name for each in migrations]


def tables(database: Database) -> list[str]:
    with database.connect() as owner:
        found = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return sorted(row[0] for row in found)


def test_everything_is_applied_once(empty_database: Database) -> None:
    dsn = empty_database.dsn()
    assert migrate.pending(dsn) == migrate.load()
    assert migrate.migrate(dsn) == migrate.load()
    assert migrate.pending(dsn) == []
    assert migrate.migrate(dsn) == []
    with empty_database.connect() as owner:
        rows = owner.execute("SELECT number, name, sha256 FROM migration.applied ORDER BY number")
        assert rows.fetchall() == [(m.number, m.name, m.sha256) for m in migrate.load()]


def test_looking_changes_nothing(empty_database: Database) -> None:
    migrate.pending(empty_database.dsn())
    with empty_database.connect() as owner:
        assert owner.execute("SELECT to_regclass('migration.applied')").fetchone() == (None,)


def test_every_migration_has_its_test() -> None:
    tested = sorted(path.stem.removeprefix("test_") for path in TESTS.glob("test_*.py"))
    assert tested == [each.name.removesuffix(".sql") for each in migrate.load()]


@pytest.mark.parametrize(
    "files",
    [
        ["0002_pre_a.sql"],
        ["0001_pre_a.sql", "0003_pre_b.sql"],
        ["0001_pre_a.sql", "0001_post_b.sql"],
        ["0000_pre_a.sql"],
        ["0001_pre_a.sql", "0002_mid_b.sql"],
        ["0001_pre_a.sql", "0002_pre_b.sql~"],
        ["0001_pre_a.sql", "README"],
        ["1_pre_a.sql"],
    ],
)
def test_gaps_twins_and_strange_names_are_refused(tmp_path: Path, files: list[str]) -> None:
    folder = write(tmp_path / "schema", dict.fromkeys(files, "SELECT 1"))
    with pytest.raises(MigrationNumbers, match=re.escape(max(files))):
        migrate.load(folder)


def test_a_changed_file_is_refused_and_nothing_more_is_applied(
    empty_database: Database, tmp_path: Path
) -> None:
    folder = write(tmp_path, {"0001_pre_a.sql": "CREATE TABLE public.a ()"})
    migrate.migrate(empty_database.dsn(), folder)
    files = {"0001_pre_a.sql": "SELECT 1", "0002_pre_b.sql": "CREATE TABLE public.b ()"}
    write(tmp_path, files)
    for call in (migrate.migrate, migrate.pending):
        with pytest.raises(MigrationChanged, match=r"0001_pre_a\.sql"):
            call(empty_database.dsn(), folder)
    assert tables(empty_database) == ["a"]


def test_a_file_that_fails_leaves_nothing_and_those_before_stay(
    empty_database: Database, tmp_path: Path
) -> None:
    files = {
        "0001_pre_a.sql": "CREATE TABLE public.a ()",
        "0002_pre_b.sql": "CREATE TABLE public.b (); SELECT 1 / 0; CREATE TABLE public.c ()",
    }
    with pytest.raises(MigrationFailed, match=r"0002_pre_b\.sql .*division by zero"):
        migrate.migrate(empty_database.dsn(), write(tmp_path, files))
    assert tables(empty_database) == ["a"]
    assert names(migrate.pending(empty_database.dsn(), tmp_path)) == ["0002_pre_b.sql"]


def test_a_file_that_commits_is_refused(empty_database: Database, tmp_path: Path) -> None:
    folder = write(tmp_path, {"0001_pre_a.sql": "SELECT 1; COMMIT; SELECT 2"})
    with pytest.raises(MigrationCommits, match=r"0001_pre_a\.sql"):
        migrate.migrate(empty_database.dsn(), folder)


def test_files_run_under_short_timeouts(empty_database: Database, tmp_path: Path) -> None:
    shown = "current_setting('lock_timeout') || current_setting('statement_timeout')"
    folder = write(tmp_path, {"0001_pre_a.sql": f"CREATE TABLE public.a AS SELECT {shown} AS t"})
    migrate.migrate(empty_database.dsn(), folder)
    with empty_database.connect() as owner:
        assert owner.execute("SELECT t FROM public.a").fetchone() == ("4s5s",)


def test_a_lock_that_somebody_holds_ends_the_file_not_the_city(
    empty_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "LIMITS", "SET LOCAL lock_timeout = '100ms'")
    write(tmp_path, {"0001_pre_a.sql": "CREATE TABLE public.a ()"})
    migrate.migrate(empty_database.dsn(), tmp_path)
    write(tmp_path, {"0002_pre_b.sql": "ALTER TABLE public.a ADD n int"})
    with empty_database.connect() as holder, holder.transaction():
        holder.execute("LOCK TABLE public.a")
        with pytest.raises(MigrationFailed, match="lock timeout"):
            migrate.migrate(empty_database.dsn(), tmp_path)
    assert names(migrate.migrate(empty_database.dsn(), tmp_path)) == ["0002_pre_b.sql"]


def test_before_the_new_program_the_last_post_files_wait(
    empty_database: Database, tmp_path: Path
) -> None:
    every = ["0001_pre_a.sql", "0002_post_b.sql", "0003_pre_c.sql", "0004_post_d.sql"]
    folder = write(tmp_path, dict.fromkeys(every, "SELECT 1"))
    assert names(migrate.migrate(empty_database.dsn(), folder, phase="pre")) == every[:3]
    assert names(migrate.migrate(empty_database.dsn(), folder, phase="pre")) == []
    assert names(migrate.migrate(empty_database.dsn(), folder)) == every[3:]


def test_an_older_program_leaves_a_newer_schema_alone(
    empty_database: Database, tmp_path: Path
) -> None:
    files = {"0001_pre_a.sql": "SELECT 1", "0002_pre_b.sql": "SELECT 2"}
    migrate.migrate(empty_database.dsn(), write(tmp_path, files))
    (tmp_path / "0002_pre_b.sql").unlink()
    assert migrate.migrate(empty_database.dsn(), tmp_path) == []


def test_two_runners_do_the_work_once(empty_database: Database, tmp_path: Path) -> None:
    files = {f"{n:04}_pre_a.sql": f"CREATE TABLE public.t{n} ()" for n in range(1, 9)}
    folder = write(tmp_path, files)
    applied: list[str] = []
    at_once = threading.Barrier(3)

    def run() -> None:
        at_once.wait(10)
        applied.extend(names(migrate.migrate(empty_database.dsn(), folder)))

    runners = [threading.Thread(target=run) for _ in range(3)]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join(30)
    assert sorted(applied) == sorted(files)


def test_a_runner_that_does_not_end_is_named(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "OTHER_RUNNER_S", 1)
    with empty_database.connect() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [migrate.LOCK_KEY])
        with pytest.raises(MigrationBusy, match="within 1 seconds"):
            migrate.migrate(empty_database.dsn())


@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        (roles.BOOK, psycopg.errors.InsufficientPrivilege),
        (roles.PORTAL, psycopg.errors.InsufficientPrivilege),
        (roles.AUDIT, psycopg.errors.ReadOnlySqlTransaction),
    ],
)
def test_only_the_owner_migrates(
    empty_database: Database, role: str, refusal: type[psycopg.Error]
) -> None:
    with pytest.raises(refusal):
        migrate.migrate(empty_database.dsn(role))
