"""The page for phones in the local network: how to trust the demo, and how to stop it."""

from importlib.resources import files

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from heller.demo.lan_keys import LanKeys

_POLICY = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'"


def render_page(app: str, fingerprint: str) -> str:
    """Write the page; `app` is the address of the till app."""
    page = _read("phones.html")
    return page.replace("{app}", app).replace("{fingerprint}", fingerprint)


def _read(name: str) -> str:
    return (files("heller.demo") / "static" / name).read_text(encoding="utf-8")


def phones_app(app: str, keys: LanKeys) -> Starlette:
    """Build the page's host; it is plain http, because nothing is trusted yet."""

    async def page(_request: Request) -> Response:
        headers = {"content-security-policy": _POLICY, "cache-control": "no-store"}
        return HTMLResponse(render_page(app, keys.fingerprint), headers=headers)

    async def authority(_request: Request) -> Response:
        headers = {"content-disposition": 'attachment; filename="heller-demo.crt"'}
        return Response(
            keys.authority.read_bytes(), headers=headers, media_type="application/x-x509-ca-cert"
        )

    async def style(_request: Request) -> Response:
        return Response(_read("desk.css"), media_type="text/css")

    routes = [Route("/", page), Route("/heller-demo.crt", authority), Route("/desk.css", style)]
    return Starlette(routes=routes)
