"""What a till downloads: scripts and styles without comments and blanks.

The sources stay as they are written, other people's too. No name is changed: rjsmin and rcssmin
drop only what says nothing. They read by patterns, not by a grammar, and would mistake a template
within a template; so tests/till/test_app_lean.py has a parser compare each script of a release.
"""

from rcssmin import cssmin
from rjsmin import jsmin

from heller.till.app_files import Files


def lean(files: Files) -> Files:
    """Take comments and blanks out."""
    return {name: _bare(name, data) for name, data in files.items()}


def _bare(name: str, data: bytes) -> bytes:
    drop = {"js": jsmin, "css": cssmin}.get(name.rpartition(".")[2])
    return drop(data.decode()).encode() if drop else data
