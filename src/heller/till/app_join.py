"""Joins scripts: a release's into one file for the page and one for each worker; a page's into it.

A hundred small scripts are read best one by one, and packed worst: each begins its own dictionary.
So a release holds them in one file, each in a function of its own, in the order in which a browser
would run them; `import` and `export` become names of what that function gives. No other sign of a
script is changed (tests/till/test_app_join.py has a parser compare them). Other people's scripts
stay files of their own, and what no script names is left out.

Reads the form in which this project's scripts are written: whole-line imports of names or of a
module's names together, `export` before a function, class or const, and no cycles.
"""

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath, relpath
from typing import Final

from heller.till.app_files import INDEX, Files

SERVICE_WORKER: Final = "sw.js"
OTHERS: Final = "vendor/"
_SCRIPT: Final = re.compile(r'<script [^>]*src="([^"]+)"')
_WORKER: Final = re.compile(r'new URL\("([\w./-]+\.js)", import\.meta\.url\)')
_NAMED: Final = re.compile(r"""["']([\w./-]+\.js)["']""")
_IMPORT: Final = re.compile(r'^import (?:(\{[^}]*\}|\* as \w+) from )?"([^"]+)";$', re.MULTILINE)
_EXPORT: Final = re.compile(
    r"^export (?=(?:(?:async )?function\*?|class|const) ([\w$]+))", re.MULTILINE
)
_NO_EXPORT: Final = re.compile(r"^export \{\};$", re.MULTILINE)
_LEFT: Final = re.compile(r"^(?:import|export)\b", re.MULTILINE)
_PLACE: Final = "import.meta.url"


class ImportCycle(Exception):
    """These scripts import each other in a ring; joined, one of them would find the other empty."""


class UnknownForm(Exception):
    """This script imports or exports in a form that is not read here."""


def join_scripts(files: Files) -> Files:
    """Give the files with their scripts joined; raises ImportCycle or UnknownForm."""
    roots = set(_roots(files))
    joined = {root: join_script(files, root).encode() for root in roots}
    apart = {name for root in roots for name in _reached(files, root) if name.startswith(OTHERS)}
    others = {name: data for name, data in files.items() if not name.endswith(".js")}
    return dict(sorted((others | {name: files[name] for name in apart} | joined).items()))


def join_script(files: Files, root: str) -> str:
    """Give one script with all that it imports; raises ImportCycle or UnknownForm."""
    return _Joiner(files, root).text()


def _roots(files: Files) -> Iterator[str]:
    """Name what the page loads, the service worker, and the workers that these start."""
    waiting = [*_SCRIPT.findall(files[INDEX].decode()), SERVICE_WORKER]
    seen = set[str]()
    while waiting:
        root = waiting.pop()
        if root in seen or root not in files:
            continue
        seen.add(root)
        yield root
        for name in _reached(files, root):
            waiting += _paths(name, _WORKER.findall(files[name].decode()))


def _reached(files: Files, root: str) -> Iterator[str]:
    """Walk the imports from a script on; other people's are written in another form."""
    waiting, seen = [root], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        yield name
        text = files[name].decode()
        found = _NAMED.findall(text) if name.startswith(OTHERS) else _imported(text)
        waiting += _paths(name, found)


def _imported(text: str) -> list[str]:
    return [path for _, path in _IMPORT.findall(text)]


def _paths(name: str, found: list[str]) -> list[str]:
    return [normpath(join(dirname(name), path)) for path in found]


class _Joiner:
    """Writes one root and all that it imports into one script."""

    def __init__(self, files: Files, root: str) -> None:
        self._files, self._root = files, root
        self._numbers: dict[str, int] = {}
        self._heads: list[str] = []
        self._bodies: list[str] = []

    def text(self) -> str:
        self._take(self._root, ())
        return "".join([*self._heads, *self._bodies])

    def _take(self, name: str, above: tuple[str, ...]) -> int:
        """Write a script after all that it imports; give its number."""
        if name in above:
            raise ImportCycle(" -> ".join((*above, name)))
        if name not in self._numbers:
            if name.startswith(OTHERS):
                number = self._number(name)
                self._heads.append(f'import * as ${number} from "{self._path(name)}";\n')
            else:
                body = self._body(name, (*above, name))
                number = self._number(name)
                self._bodies.append(f"const ${number} = (() => {{\n{body}}})();\n")
        return self._numbers[name]

    def _number(self, name: str) -> int:
        self._numbers[name] = len(self._numbers)
        return self._numbers[name]

    def _body(self, name: str, above: tuple[str, ...]) -> str:
        def imported(found: re.Match[str]) -> str:
            (path,) = _paths(name, [found[2]])
            return _names(found[1], self._take(path, above))

        text = _IMPORT.sub(imported, self._files[name].decode())
        given = ", ".join(_EXPORT.findall(text))
        text = _NO_EXPORT.sub("", _EXPORT.sub("", text))
        if _LEFT.search(text):
            raise UnknownForm(name)
        if name != self._root:
            text = text.replace(_PLACE, f'new URL("{self._path(name)}", {_PLACE})')
        return f"{text}return {{ {given} }};\n" if given else text

    def _path(self, name: str) -> str:
        path = relpath(name, dirname(self._root) or ".")
        return path if path.startswith(".") else f"./{path}"


def _names(taken: str | None, number: int) -> str:
    """Turn what an import takes into a const: `{ a as b }` -> `{ a: b }`."""
    if not taken:
        return ""
    if taken.startswith("*"):
        return f"const {taken.removeprefix('* as ')} = ${number};"
    return f"const {taken.replace(' as ', ': ')} = ${number};"
