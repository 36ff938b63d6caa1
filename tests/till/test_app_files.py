"""What belongs to a release of the till app, and how a broken installation is found out."""

import json
from hashlib import sha256
from pathlib import Path

from heller.till.app_files import LIST, changed_since_packed, hashes, list_text, read_files


def app(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_every_file_belongs_except_what_only_developers_read(tmp_path: Path) -> None:
    folder = app(
        tmp_path,
        index_dot_html="page",
        screens__app_dot_js="script",
        fonts__README_dot_md="how made",
        vendor__one__index_dot_d_dot_ts="types",
        vendor__lock_dot_json="{}",
        vendor__one__LICENSE="MIT",
        release_dot_bin="signature",
    )
    (folder / ".index.html.swp").write_text("an editor's")
    assert list(read_files(folder)) == ["index.html", "screens/app.js", "vendor/one/LICENSE"]


def test_the_app_itself_has_its_first_files_and_no_strangers() -> None:
    names = set(read_files())
    assert {"sw.js", "shell/install.js", "vendor/zxing/reader.wasm", "wire.js"} <= names
    assert [name for name in names if name.endswith((".ts", ".md", ".py"))] == []


def test_list_names_each_hash(tmp_path: Path) -> None:
    files = read_files(app(tmp_path, index_dot_html="page"))
    assert json.loads(list_text(files)) == {"files": {"index.html": sha256(b"page").hexdigest()}}
    assert hashes(files) == {"index.html": sha256(b"page").digest()}


def test_a_source_tree_was_never_packed(tmp_path: Path) -> None:
    assert changed_since_packed(app(tmp_path, index_dot_html="page")) == []


def test_what_changed_since_packing_is_named(tmp_path: Path) -> None:
    folder = app(tmp_path, index_dot_html="page", sw_dot_js="worker", keys_dot_js="keys")
    (folder / LIST).write_bytes(list_text(read_files(folder)))
    assert changed_since_packed(folder) == []
    (folder / "sw.js").write_text("another")
    (folder / "keys.js").unlink()
    (folder / "new.js").write_text("stranger")
    assert changed_since_packed(folder) == ["keys.js", "new.js", "sw.js"]
