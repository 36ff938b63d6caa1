"""ROOT and EMERGENCY as one page to print: as text to type and as a code to scan."""

import json
from pathlib import Path

import segno
import typst

_PAGE = """
#set page(paper: "a4", margin: 25mm)
#set text(size: 12pt)
#let keys = json(bytes(sys.inputs.data))
= Keys of a Heller city
Keep this page in a safe. Whoever holds it can sign for the city.
#for key in keys [
  == #key.name
  #grid(columns: (auto, 1fr), gutter: 8mm,
    image(bytes(key.svg), format: "svg", width: 35mm),
    text(font: "DejaVu Sans Mono", size: 13pt, key.text))
]
"""


def key_page(folder: Path) -> bytes:
    """Print `root.key` and `emergency.key` of a ceremony's folder as a PDF."""
    keys = []
    for name in ("root", "emergency"):
        seed = (folder / f"{name}.key").read_text(encoding="ascii").strip()
        groups = " ".join(seed[at : at + 4] for at in range(0, len(seed), 4))
        svg = segno.make_qr(seed.upper(), error="M").svg_inline(scale=4)
        keys.append({"name": name.upper(), "text": groups, "svg": svg})
    made = typst.compile(_PAGE.encode(), sys_inputs={"data": json.dumps(keys)}, timestamp=0)
    assert isinstance(made, bytes)
    return made
