"""The pages are all on the map, and no link between them leads nowhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "requirements").glob("*.md"), *DOCS.rglob("*.md")])


def links(text: str) -> Iterator[str]:
    """Find the links that stay in the tree, without their #part."""
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if "://" not in target and not target.startswith("mailto:"):
            yield target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    assert [to for to in links(page.read_text()) if not (page.parent / to).exists()] == []


def test_every_page_is_on_the_map() -> None:
    on_map = set(links((DOCS / "README.md").read_text()))
    pages = {path.name for path in DOCS.glob("*.md")} - {"README.md"}
    folders = {f"{path.parent.name}/README.md" for path in DOCS.glob("*/README.md")}
    assert (pages | folders) - on_map == set()


def test_links_are_read() -> None:
    text = "[a](a.md) [b](b.md#part) ![c](c.png) [d](https://example.org) [e](#here)"
    assert list(links(text)) == ["a.md", "b.md", "c.png"]
