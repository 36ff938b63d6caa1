"""Builds the receipt check: one HTML file with everything inside, for any static host or a stick.

Its Content-Security-Policy allows exactly the script and the style that are in it, and no request.
"""

import json
from base64 import b64encode
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Final

from heller.book.decline import SENTENCES as REASONS
from heller.claims.keyset import open_keyset
from heller.claims.receipt_check import SENTENCES as FINDINGS
from heller.till.app_files import Files, read_files
from heller.till.app_join import join_script

_FOLDER: Final = Path(__file__).parent


def build_receipt_page(keyset_message: bytes, root_public: bytes) -> str:
    """Give the page that checks receipts of this city, as HTML.

    `keyset_message` is the signed KEYSET, `root_public` the ROOT key (32 bytes) pinned into the
    page. Raises Malformed or BadSignature when the two do not belong together.
    """
    keyset = open_keyset(keyset_message, root_public)
    style = _read("receipt-check.css")
    script = join_script(_scripts(), "pages/receipt-check.js")
    data = {
        "keyset": b64encode(keyset_message).decode(),
        "root": b64encode(root_public).decode(),
        "findings": FINDINGS,
        "reasons": {int(reason): sentences for reason, sentences in REASONS.items()},
    }
    parts = {
        "policy": _policy(script, style),
        "city": escape(keyset.name),
        "phone": escape(keyset.phone),
        "style": style,
        "script": script,
        "data": embedded(data),
    }
    page = _read("receipt-check.html")
    for name, text in parts.items():
        page = page.replace(f"%%{name}%%", text)
    return page


def _scripts() -> Files:
    """Give the page's own scripts, and those of the till app that they import."""
    own = {f"pages/{path.name}": path.read_bytes() for path in _FOLDER.glob("*.js")}
    return own | {f"app/{name}": data for name, data in read_files().items()}


def embedded(data: object) -> str:
    """Write JSON so that nothing in it can end the script element around it."""
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")


def _policy(script: str, style: str) -> str:
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
