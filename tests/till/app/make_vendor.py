"""Copy what the till app needs of its three libraries out of node_modules, and write the lock.

./dev vendor

installs what package-lock.json names and then runs this file; read the difference and commit it.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[3]
VENDOR: Final = ROOT / "src" / "heller" / "till" / "app" / "vendor"
LOCK: Final = VENDOR / "lock.json"
MODULES: Final = ROOT / "node_modules"

# package -> file in vendor -> file in the package. `reader` and `share.js` keep their places,
# because one imports the other.
TAKEN: Final[dict[str, dict[str, str]]] = {
    "idb": {
        "idb/index.js": "build/index.js",
        "idb/index.d.ts": "build/entry.d.ts",
        "idb/LICENSE": "LICENSE",
    },
    "lean-qr": {
        "qr/index.js": "index.mjs",
        "qr/LICENSE": "LICENSE",
    },
    "zxing-wasm": {
        "zxing/reader/index.js": "dist/es/reader/index.js",
        "zxing/share.js": "dist/es/share.js",
        "zxing/reader.wasm": "dist/reader/zxing_reader.wasm",
        "zxing/LICENSE": "LICENSE",
    },
}


def lock(packages: dict[str, dict[str, str]], folder: Path) -> dict[str, Any]:
    """Name the version of each package and the SHA-256 of each file that was taken from it."""
    listed = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {
        name: {
            "version": listed[f"node_modules/{name}"]["version"],
            "licence": listed[f"node_modules/{name}"]["license"],
            "files": {to: sha256((folder / to).read_bytes()).hexdigest() for to in sorted(files)},
        }
        for name, files in packages.items()
    }


def copy(packages: dict[str, dict[str, str]], modules: Path, folder: Path) -> None:
    """Copy the files byte for byte."""
    for name, files in packages.items():
        for to, taken in files.items():
            target = folder / to
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((modules / name / taken).read_bytes())


def text(folder: Path) -> str:
    """Write the lock of a folder."""
    return json.dumps(lock(TAKEN, folder), indent=2) + "\n"


if __name__ == "__main__":
    copy(TAKEN, MODULES, VENDOR)
    LOCK.write_text(text(VENDOR), encoding="utf-8")
