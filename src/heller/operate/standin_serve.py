"""Starting a stand-in's process."""

from pathlib import Path

from heller.operate.standin_home import StandinHome
from heller.standin.serve import serve


def serve_standin(home: StandinHome, unlock: Path | None) -> int:
    """Run the stand-in in this process; gives its exit code."""
    settings, keys = home.settings(), home.keys(unlock)
    return serve(keys, home.folder, settings.host, settings.port)
