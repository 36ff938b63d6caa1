"""What the till app's host says with every file, and the same as settings of common web servers."""

from typing import Final

TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".bin": "application/octet-stream",
}
OTHER_TYPE: Final = "text/plain; charset=utf-8"


def content_type(name: str) -> str:
    """Give the type of a file by its ending."""
    return TYPES.get(name[name.rfind(".") :], OTHER_TYPE)


def policy(*more_hosts: str) -> str:
    """Write the Content-Security-Policy; `more_hosts` may be asked beside all https addresses.

    The addresses of book and stand-in are known from the KEYSET alone and may change by order, so
    any https address may be asked; scripts, styles, pictures and fonts come from here only.
    """
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self' 'wasm-unsafe-eval'",
            " ".join(("connect-src 'self' https:", *more_hosts)),
            "img-src 'self' data: blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def security_headers(*more_hosts: str) -> dict[str, str]:
    """Give the headers that come with every file."""
    return {
        "Content-Security-Policy": policy(*more_hosts),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-cache",
    }


HTTPS_ONLY: Final = {"Strict-Transport-Security": "max-age=31536000"}


def nginx() -> str:
    """Write the headers as an nginx `server` block's part."""
    lines = [
        f'add_header {name} "{value}" always;'
        for name, value in (security_headers() | HTTPS_ONLY).items()
    ]
    types = [f"    {kind.partition(';')[0]} {ending[1:]};" for ending, kind in TYPES.items()]
    return "\n".join(
        (
            "# Part of nginx's `server { ... }` for the till app.",
            "# Write no add_header in a `location` below it: nginx would then forget these.",
            "root /srv/till-app/public;",
            "index index.html;",
            "charset utf-8;",
            "gzip on;",
            "gzip_types text/css text/javascript application/json application/wasm image/svg+xml;",
            "types {",
            *types,
            "}",
            *lines,
            "",
        )
    )


def caddy() -> str:
    """Write the headers as a Caddyfile."""
    lines = [f'\t\t{name} "{value}"' for name, value in (security_headers() | HTTPS_ONLY).items()]
    return "\n".join(
        (
            "# Caddy fetches its certificate itself. Put your address here.",
            "kasse.unna.example {",
            "\troot * /srv/till-app/public",
            "\tencode gzip zstd",
            "\theader {",
            *lines,
            "\t}",
            "\tfile_server",
            "}",
            "",
        )
    )


def underscore_headers() -> str:
    """Write the headers as the `_headers` file that several static hosts read."""
    lines = [f"  {name}: {value}" for name, value in (security_headers() | HTTPS_ONLY).items()]
    return "\n".join(("/*", *lines, ""))
