"""Small releases of the till app for the tests of its shell: the real shell around a bare page."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from tests.claims.samples import KEYSET, ROOT, SATURDAY, SCOPE, key

from heller.claims.messages import seal
from heller.keys import SigningKey
from heller.till.app_build import Built, Signer, build_app
from heller.till.app_files import Files, read_files

INDEX = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Heller</title>
<link rel="icon" href="data:,">
<h1>{version}</h1><p></p><button>Apply</button><a href="#look">Look</a>
<script type="module" src="screens/app.js"></script>
"""
SCREEN = """
import { openKeyset } from "../keyset.js";
import { fromHex } from "../bytes.js";
import { openShell } from "../shell/install.js";

const [message, root] = ["keyset", "root"].map((name) => fromHex(localStorage.getItem(name) ?? ""));
const keyset = root.length ? await openKeyset(message, root) : null;
const shell = await openShell({ keyset: () => keyset, onChange: () => show() });
function show() {
  const { ready, refused, update, signed, canInstall } = shell;
  const offered = update && Number(update.release);
  const facts = { ready, refused, offered, signed: signed && Number(signed.number), canInstall };
  document.querySelector("p").textContent = JSON.stringify(facts);
}
window.shell = shell;
document.querySelector("button").addEventListener("click", () => shell.update?.apply());
document.querySelector("a").addEventListener("click", async () => {
  document.title = "looking";
  await shell.look();
  document.title = "looked";
});
"""


def files(version: str) -> Files:
    """Give the app with a page that only says which version it is."""
    kept = {
        name: data
        for name, data in read_files().items()
        if not name.startswith(("screens/", "texts/", "icons/", "fonts/"))
    }
    page = {"index.html": INDEX.format(version=version).encode(), "screens/app.js": SCREEN.encode()}
    return kept | page


def publish(
    out: Path, version: str, at: int = SATURDAY, signed_by: SigningKey | None = None
) -> Built:
    """Build a release of the bare page, signed by the city unless another key is given."""
    signer = Signer(SCOPE, signed_by or key("RELEASE"), at)
    return build_app(out, signer, files(version))


def enrol(page: Page) -> None:
    """Give the page the city's KEYSET, as an enrolled till has it, and begin anew."""
    kept = {"keyset": seal(SCOPE, ROOT, KEYSET).hex(), "root": ROOT.public.hex()}
    page.evaluate("kept => Object.assign(localStorage, kept)", kept)
    page.reload()


def says(page: Page, version: str, **facts: Any) -> None:  # noqa: ANN401 - JSON
    """Wait until the page says this of its shell."""
    expect(page.locator("h1")).to_have_text(version)
    for name, value in facts.items():
        word = {None: "null", True: "true", False: "false"}.get(value, str(value))
        text = f'"{name}":{word}' if not isinstance(value, str) else f'"{name}":"{value}"'
        expect(page.locator("p")).to_contain_text(text)


def look(page: Page) -> None:
    """Have the shell ask its host now, and wait for what it found."""
    page.evaluate("document.title = ''")
    page.locator("a").click()
    expect(page).to_have_title("looked")
