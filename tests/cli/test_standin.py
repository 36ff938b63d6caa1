"""`heller stand-in create`, before and after the ceremony."""

from pathlib import Path

from click.testing import CliRunner
from tests.running_city import UNNA, make_city

from heller.cli.city import city
from heller.cli.serve import serve
from heller.cli.standin import standin

MADE = ["--city", "05978036", "--url", "http://127.0.0.1:8800/"]


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(standin, ["create", *arguments])
    return result.exit_code, result.output


def test_walk_to_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "stand-in"
    code, told = run(str(folder), *MADE)
    assert (code, "stand-in-public.json" in told) == (0, True)
    made = make_city(tmp_path, UNNA, folder / "stand-in-public.json")
    code, told = run(str(folder), "--keyset", str(made.ceremony / "to-server"))
    assert (code, told) == (0, f"Start it: heller serve stand-in --home {folder}\n")


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    assert run(str(tmp_path / "a"))[0] == 2
    assert run(str(tmp_path / "a"), "--city", "5978036", *MADE[2:])[0] == 2
    assert run(str(tmp_path / "a"), *MADE[:3], "http://far.example")[0] == 1
    code, told = run(str(tmp_path / "a"), "--keyset", str(tmp_path))
    assert (code, "There is no stand-in" in told) == (1, True)


def test_city_create_takes_the_public_file(tmp_path: Path) -> None:
    run(str(tmp_path / "stand-in"), *MADE)
    public = tmp_path / "stand-in" / "stand-in-public.json"
    arguments = ["create", str(tmp_path / "city"), "--city", "05978036", "--name", "Unna"]
    result = CliRunner().invoke(city, [*arguments, "--stand-in", str(public)])
    assert result.exit_code == 0, result.output
    request = (tmp_path / "city" / "keyset-request.json").read_text()
    assert "http://127.0.0.1:8800" in request


def test_serving_an_empty_folder_fails(tmp_path: Path) -> None:
    result = CliRunner().invoke(serve, ["stand-in", "--home", str(tmp_path)])
    assert (result.exit_code, "There is no stand-in" in result.output) == (1, True)
