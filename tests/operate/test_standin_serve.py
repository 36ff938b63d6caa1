"""A stand-in that cannot run says why."""

from pathlib import Path

import pytest

from heller.operate.errors import NoStandin
from heller.operate.standin_home import StandinHome
from heller.operate.standin_serve import serve_standin


def test_empty_folder_is_no_stand_in(tmp_path: Path) -> None:
    with pytest.raises(NoStandin):
        serve_standin(StandinHome(tmp_path), None)
