"""Builds the till app for a static host: its files, their list, the city's signature, settings.

    DIR/public/       everything that the host serves, and nothing else
    DIR/nginx.conf    the headers for nginx; Caddyfile for Caddy; public/_headers for other hosts

Built again into the same folder, only what changed is written, the signature last: a till that asks
in between finds hashes that do not fit, refuses, and asks again later.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from heller.claims.messages import Release, open_message, seal
from heller.errors import Problem
from heller.keys import Scope, SigningKey
from heller.till.app_files import LIST, SIGNED, Files, hashes, list_text, read_files
from heller.till.app_headers import caddy, nginx, underscore_headers
from heller.till.app_join import join_scripts
from heller.till.app_lean import lean

PUBLIC: Final = "public"
_SETTINGS: Final = {"nginx.conf": nginx, "Caddyfile": caddy}
_HEADERS: Final = "_headers"


class StrangeFolder(Exception):
    """This folder holds something else; name an empty one, or one that was built before."""

    def __init__(self, folder: Path) -> None:
        """Name the folder."""
        super().__init__(f"{(type(self).__doc__ or '').strip()} ({folder})")


@dataclass(frozen=True, slots=True)
class Signer:
    """The city and its RELEASE key, and the time in UTC seconds."""

    scope: Scope
    key: SigningKey
    now: int


@dataclass(frozen=True, slots=True)
class Built:
    """What was built; `number` is None without a signature."""

    public: Path
    files: int
    number: int | None


def build_app(out: Path, signer: Signer | None, files: Files | None = None) -> Built:
    """Write a release into a folder; raises StrangeFolder."""
    content = lean(join_scripts(read_files())) if files is None else files
    public = out / PUBLIC
    if public.exists() and any(public.iterdir()) and not (public / LIST).exists():
        raise StrangeFolder(public)
    release = _signed(public / SIGNED, signer, content) if signer else None
    for name, data in content.items():
        _write(public / name, data)
    _write(public / _HEADERS, underscore_headers().encode())
    _write(public / LIST, list_text(content))
    if release:
        _write(public / SIGNED, release[1])
    _drop_others(public, {*content, _HEADERS, LIST} | ({SIGNED} if release else set()))
    for name, text in _SETTINGS.items():
        _write(out / name, text().encode())
    return Built(public, len(content), release[0] if release else None)


def _signed(path: Path, signer: Signer, files: Files) -> tuple[int, bytes]:
    """Sign the files; the same files keep their number and signature."""
    before = _before(path, signer)
    if before and before[0].files == hashes(files):
        return before[0].number, before[1]
    number = max(signer.now, before[0].number + 1 if before else 0)
    release = Release(signer.scope.city, number, signer.now, hashes(files))
    return number, seal(signer.scope, signer.key, release)


def _before(path: Path, signer: Signer) -> tuple[Release, bytes] | None:
    if not path.exists():
        return None
    message = path.read_bytes()
    try:
        return open_message(Release, signer.scope, signer.key.public, message), message
    except Problem:
        return None


def _write(path: Path, data: bytes) -> None:
    if path.exists() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(data)
    fresh.replace(path)


def _drop_others(public: Path, wanted: set[str]) -> None:
    for path in sorted(public.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(public).as_posix() not in wanted:
            path.unlink()
