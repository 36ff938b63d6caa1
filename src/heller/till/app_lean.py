"""What a till downloads: scripts and styles without comments and blanks, and no unreached script.

The sources stay as they are written, other people's too. Every token stays as it is and where it
is: no name is changed, and strings, templates and regular expressions keep each of their signs.
A line break stays wherever it could end a statement.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from heller.till.app_files import Files
from heller.till.app_script import Token, tokens

_NAMED: Final = re.compile(r"""["']([\w./-]+\.js)["']""")
_ROOTS: Final = ("index.html", "sw.js")
_WORD: Final = re.compile(r"[\w$#.\\]")
_OPERATOR: Final = re.compile(r"[-+*/%&|^!<>=?:~@.]")
# After these no statement can end; before those none needs a line break to end.
_GOES_ON: Final = tuple("{([,;=?:&|>")
_ENDS: Final = tuple("})],;?:&|")
# What a style sheet says literally, a sign that needs no blanks beside it, or blanks and comments.
_BETWEEN: Final = r"(?:\s|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)"
_STYLE: Final = re.compile(
    rf"""(?P<literal>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    |{_BETWEEN}*(?P<sign>[{{}};,]){_BETWEEN}*|(?P<colon>:){_BETWEEN}+|{_BETWEEN}+""",
    re.DOTALL | re.VERBOSE,
)


def lean(files: Files) -> Files:
    """Take comments and blanks out, and leave out scripts that nothing names."""
    bare = {name: _bare(name, data) for name, data in files.items()}
    reached = set(_reached(bare))
    return {n: d for n, d in bare.items() if not n.endswith(".js") or n in reached}


def _bare(name: str, data: bytes) -> bytes:
    if name.endswith(".js"):
        return _bare_script(data.decode()).encode()
    return _bare_style(data.decode()).encode() if name.endswith(".css") else data


def _bare_style(style: str) -> str:
    return _STYLE.sub(_kept_style, style).strip()


def _kept_style(found: re.Match[str]) -> str:
    return found["literal"] or found["sign"] or found["colon"] or " "


def _bare_script(script: str) -> str:
    """Join the tokens again with no more between them than keeps them what they are."""
    kept, between = [Token("gap", "")], [""]
    for token in tokens(script):
        if token.kind in {"gap", "comment"}:
            between[-1] += token.text if token.kind == "gap" or "\n" in token.text else " "
        else:
            kept.append(token)
            between.append("")
    seams = (_seam(*pair, gap) for pair, gap in zip(pairwise(kept), between, strict=False))
    return "".join(seam + token.text for seam, token in zip(seams, kept[1:], strict=True)) + "\n"


def _seam(before: Token, after: Token, gap: str) -> str:
    """Choose what stands between two tokens, given what stood there."""
    if not gap or not before.text:
        return ""
    free = before.text.endswith(_GOES_ON) or after.text.startswith(_ENDS)
    if "\n" in gap and (not free or _would_merge(before, after)):
        return "\n"
    return " " if "\n" not in gap and _would_merge(before, after) else ""


def _would_merge(before: Token, after: Token) -> bool:
    last, first = before.text[-1], after.text[0]
    if before.kind == "pattern":  # its flags
        return True
    return any(kind.match(last) and kind.match(first) for kind in (_WORD, _OPERATOR))


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
