"""The files of the till app as they lie in this package: which make a release, and their hashes.

Needs nothing but Python's own library, because the wheel is built with it.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Final

APP: Final = Path(__file__).parent / "app"
LIST: Final = "files.json"
SIGNED: Final = "release.bin"
INDEX: Final = "index.html"

# For those who change the app, not for tills.
_LEFT_OUT: Final = {"README.md", LIST, SIGNED, "vendor/lock.json"}
_LEFT_OUT_ENDINGS: Final = (".d.ts", "/README.md")

Files = dict[str, bytes]


def read_files(app: Path = APP) -> Files:
    """Read every file of a release by its path, in the order of the paths."""
    found = {path.relative_to(app).as_posix(): path for path in app.rglob("*") if path.is_file()}
    return {name: found[name].read_bytes() for name in sorted(found) if _belongs(name)}


def _belongs(name: str) -> bool:
    hidden = any(part.startswith((".", "__")) for part in name.split("/"))
    return not hidden and name not in _LEFT_OUT and not name.endswith(_LEFT_OUT_ENDINGS)


def hashes(files: Files) -> dict[str, bytes]:
    """Give the SHA-256 of each file."""
    return {name: sha256(data).digest() for name, data in files.items()}


def list_text(files: Files) -> bytes:
    """Write the list that lies beside a release's files; tills not enrolled yet read it."""
    listed = {name: digest.hex() for name, digest in hashes(files).items()}
    return json.dumps({"files": listed}, indent=0).encode() + b"\n"


def changed_since_packed(app: Path = APP) -> list[str]:
    """Name the files that are not as they were packed; a source tree was never packed."""
    packed = app / LIST
    if not packed.exists():
        return []
    then: dict[str, str] = json.loads(packed.read_text(encoding="utf-8"))["files"]
    now = {name: digest.hex() for name, digest in hashes(read_files(app)).items()}
    return sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
