"""Building the till app: what lies in the folder, what is signed, what a second build changes."""

from pathlib import Path

import pytest
from tests.claims.samples import ROOT, SATURDAY, SCOPE, key

from heller.claims.messages import Release, open_message
from heller.till.app_build import Signer, StrangeFolder, build_app
from heller.till.app_files import hashes, list_text, read_files
from heller.till.app_join import join_scripts
from heller.till.app_lean import lean

FILES = {"index.html": b"page", "sw.js": b"worker", "shell/install.js": b"shell"}


def signer(now: int = SATURDAY) -> Signer:
    return Signer(SCOPE, key("RELEASE"), now)


def release(out: Path) -> Release:
    message = (out / "public" / "release.bin").read_bytes()
    return open_message(Release, SCOPE, key("RELEASE").public, message)


def test_what_is_served_is_what_is_listed_and_signed(tmp_path: Path) -> None:
    built = build_app(tmp_path, signer(), FILES)
    assert (built.files, built.number) == (3, SATURDAY)
    for name, data in FILES.items():
        assert (built.public / name).read_bytes() == data
    assert (built.public / "files.json").read_bytes() == list_text(FILES)
    assert release(tmp_path).files == hashes(FILES)
    beside = {path.name for path in tmp_path.iterdir()}
    assert beside == {"public", "nginx.conf", "Caddyfile"}


def test_the_whole_app_is_built(tmp_path: Path) -> None:
    build_app(tmp_path, signer())
    assert release(tmp_path).files == hashes(lean(join_scripts(read_files())))


def test_the_same_files_keep_number_and_signature(tmp_path: Path) -> None:
    build_app(tmp_path, signer(), FILES)
    before = (tmp_path / "public" / "release.bin").read_bytes()
    assert build_app(tmp_path, signer(SATURDAY + 60), FILES).number == SATURDAY
    assert (tmp_path / "public" / "release.bin").read_bytes() == before


def test_a_new_release_has_a_higher_number_whatever_the_clock_says(tmp_path: Path) -> None:
    build_app(tmp_path, signer(), FILES)
    assert build_app(tmp_path, signer(SATURDAY - 60), {**FILES, "a.js": b""}).number == SATURDAY + 1
    assert build_app(tmp_path, signer(SATURDAY + 60), FILES).number == SATURDAY + 60


def test_what_is_no_longer_of_the_app_goes(tmp_path: Path) -> None:
    build_app(tmp_path, signer(), {**FILES, "old/way.js": b"gone"})
    build_app(tmp_path, None, FILES)
    left = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    served = {f"public/{name}" for name in (*FILES, "files.json", "_headers")}
    assert left == served | {"nginx.conf", "Caddyfile"}
    assert not (tmp_path / "public" / "old").exists()


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "thesis.txt").write_text("precious")
    with pytest.raises(StrangeFolder):
        build_app(tmp_path, signer(), FILES)
    assert [path.name for path in tmp_path.rglob("*")] == ["public", "thesis.txt"]


def test_a_release_under_another_key_is_signed_anew(tmp_path: Path) -> None:
    build_app(tmp_path, Signer(SCOPE, ROOT, SATURDAY), FILES)
    assert build_app(tmp_path, signer(), FILES).number == SATURDAY
    assert release(tmp_path).files == hashes(FILES)
