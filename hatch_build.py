"""What the wheel holds beside the sources: the list of the till app's files and their hashes."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path(__file__).parent / "src"


class ListTheTillApp(BuildHookInterface[Any]):
    """Puts heller/till/app/files.json into the wheel; a source tree has none."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the list to a passing place and name it to hatchling."""
        if version == "editable":
            return
        sys.path.insert(0, str(SOURCE))
        from heller.till.app_files import LIST, list_text, read_files  # noqa: PLC0415 - see above

        listed = Path(tempfile.mkdtemp()) / LIST
        listed.write_bytes(list_text(read_files()))
        build_data["force_include"][str(listed)] = f"heller/till/app/{LIST}"
