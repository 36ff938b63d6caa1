"""Python programs with our source on their path."""

import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src"
ROOT = SOURCE.parent


def environment(**more: str) -> dict[str, str]:
    """Give the environment of a program that imports our source and these tests."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE), str(ROOT)]), **more}


def python(code: str, *arguments: object) -> subprocess.Popen[bytes]:
    """Start a program; what it says can be read, and it ends with its standard input."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    )
