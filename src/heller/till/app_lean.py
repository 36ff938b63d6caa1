"""What a till downloads: our scripts without their comments, and none that no page reaches.

The sources stay as they are written. Only comments that fill lines of their own, and the types in
`/** ... */`, are taken out; code is never touched, and other people's libraries stay byte for byte.
"""

import re
from collections.abc import Iterator
from typing import Final

from heller.till.app_files import Files

_VENDOR: Final = "vendor/"
_BLOCK: Final = re.compile(r"/\*\*.*?\*/[ \t]*", re.DOTALL)
_LINE: Final = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
_BLANK: Final = re.compile(r"^[ \t]*\n", re.MULTILINE)
_INDENT: Final = re.compile(r"^[ \t]+", re.MULTILINE)
_NAMED: Final = re.compile(r"""["']([\w./-]+\.js)["']""")
_ROOTS: Final = ("index.html", "sw.js")


def lean(files: Files) -> Files:
    """Take comments out of our scripts, and leave out scripts that nothing names."""
    bare = {name: _bare(name, data) for name, data in files.items()}
    reached = set(_reached(bare))
    return {n: d for n, d in bare.items() if not n.endswith(".js") or n in reached}


def _bare(name: str, data: bytes) -> bytes:
    if not name.endswith(".js") or name.startswith(_VENDOR):
        return data
    text = _LINE.sub("", _BLOCK.sub("", data.decode()))
    if "`" not in text:  # a template may mean its blanks
        text = _INDENT.sub("", text)
    return _BLANK.sub("", text).encode()


def _reached(files: Files) -> Iterator[str]:
    """Walk from the page and the service worker to every script that they name."""
    waiting, seen = list(_ROOTS), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in files:
            continue
        seen.add(name)
        yield name
        folder = name.rpartition("/")[0]
        waiting += [_joined(folder, one) for one in _NAMED.findall(files[name].decode())]


def _joined(folder: str, path: str) -> str:
    parts = folder.split("/") if folder else []
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
