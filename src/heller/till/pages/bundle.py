"""Joins ES modules of our own kind into one script, for pages that are a single file.

Each module becomes a function's body, so that no two of them share a name. Understood are only the
forms that we write: `import { a, b as c } from "./x.js";` and `export const|class|function`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_IMPORT: Final = re.compile(r'^import \{([^}]*)\} from "([^"]+)";\n', re.MULTILINE)
_EXPORT: Final = re.compile(
    r"^export ((?:const|class|function|async function) (\w+))", re.MULTILINE
)


def bundle(entry: Path) -> str:
    """Give one script that does what the entry module and all that it imports do."""
    order: list[Path] = []
    _visit(entry.resolve(), order, ())
    return "const modules = {};\n" + "".join(_wrapped(path, order) for path in order)


def _visit(path: Path, order: list[Path], above: tuple[Path, ...]) -> None:
    assert path not in above, f"{path.name} imports itself."
    for _names, found in _imports(path):
        if found not in order:
            _visit(found, order, (*above, path))
    order.append(path)


def _imports(path: Path) -> Iterator[tuple[str, Path]]:
    for names, name in _IMPORT.findall(path.read_text(encoding="utf-8")):
        yield names, (path.parent / name).resolve()


def _wrapped(path: Path, order: list[Path]) -> str:
    """Write a module as a function that gives its exports."""
    text = path.read_text(encoding="utf-8")
    names = [name for _, name in _EXPORT.findall(text)]

    def take(found: re.Match[str]) -> str:
        number = order.index((path.parent / found[2]).resolve())
        return f"const {{{found[1].replace(' as ', ': ')}}} = modules[{number}];\n"

    body = _EXPORT.sub(r"\1", _IMPORT.sub(take, text))
    assert not re.search(r"^(import|export)\b", body, re.MULTILINE), f"{path.name} has a new form."
    exports = f"return {{ {', '.join(names)} }};"
    return f"modules[{order.index(path)}] = (() => {{\n{body}{exports}\n}})();\n"
