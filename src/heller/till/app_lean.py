"""What a till downloads: scripts and styles without comments and blanks, and no unreached script.

The sources stay as they are written, other people's too. No name is changed: rjsmin and rcssmin
drop only what says nothing. They read by patterns, not by a grammar, and would mistake a template
within a template; so tests/till/test_app_lean.py has a parser compare each script of a release.
"""

import re
from collections.abc import Iterator
from typing import Final

from rcssmin import cssmin
from rjsmin import jsmin

from heller.till.app_files import Files

_NAMED: Final = re.compile(r"""["']([\w./-]+\.js)["']""")
_ROOTS: Final = ("index.html", "sw.js")


def lean(files: Files) -> Files:
    """Take comments and blanks out, and leave out scripts that nothing names."""
    bare = {name: _bare(name, data) for name, data in files.items()}
    reached = set(_reached(bare))
    return {n: d for n, d in bare.items() if not n.endswith(".js") or n in reached}


def _bare(name: str, data: bytes) -> bytes:
    drop = {"js": jsmin, "css": cssmin}.get(name.rpartition(".")[2])
    return drop(data.decode()).encode() if drop else data


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
