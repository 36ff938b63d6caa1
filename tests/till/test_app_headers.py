"""The headers of the till app's host, and that every server's settings say the same."""

import re

import pytest

from heller.till.app_headers import (
    HTTPS_ONLY,
    caddy,
    content_type,
    nginx,
    policy,
    security_headers,
    underscore_headers,
)


def test_scripts_come_from_here_only_and_any_https_address_may_be_asked() -> None:
    said = dict(part.split(" ", 1) for part in policy().split("; "))
    assert said["default-src"] == "'self'"
    assert said["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert said["connect-src"] == "'self' https:"
    assert {said[name] for name in ("object-src", "base-uri", "frame-ancestors")} == {"'none'"}
    assert "unsafe-inline" not in policy()


def test_only_the_demo_may_ask_more() -> None:
    assert "connect-src 'self' https: http://*.localhost:*;" in policy("http://*.localhost:*")
    assert "http:" not in policy().replace("https:", "")


@pytest.mark.parametrize("settings", [nginx(), caddy(), underscore_headers()])
def test_every_server_says_every_header(settings: str) -> None:
    for name, value in (security_headers() | HTTPS_ONLY).items():
        assert re.search(rf'{name}:? "?{re.escape(value)}"?', settings), name


def test_a_journal_is_never_cleared_by_its_own_host() -> None:
    """clear_site_data: no answer of ours carries the header that deletes every journal."""
    for settings in (nginx(), caddy(), underscore_headers()):
        assert "clear-site-data" not in settings.lower()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.js", "text/javascript; charset=utf-8"),
        ("vendor/x.wasm", "application/wasm"),
        ("manifest.webmanifest", "application/manifest+json"),
        ("vendor/LICENSE", "text/plain; charset=utf-8"),
        ("fonts/OFL.txt", "text/plain; charset=utf-8"),
    ],
)
def test_each_file_has_its_type(name: str, kind: str) -> None:
    assert content_type(name) == kind
