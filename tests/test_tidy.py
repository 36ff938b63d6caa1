"""House style as a test: whatever a reviewer would say twice.

Each rule is a small function from a file to what is wrong with it. Each rule is tried on the whole
tree, and on a planted bad piece, so that we know it still bites.
"""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "heller"

CORE = {
    "book",
    "cards",
    "city",
    "claims",
    "errors",
    "keys",
    "money",
    "movements",
    "settlement",
}
FORBIDDEN_FOLDERS = {
    "adapters",
    "common",
    "core",
    "domain",
    "helper",
    "helpers",
    "misc",
    "service",
    "services",
    "util",
    "utils",
}
# docs/glossary.md has the word to use instead.
NEVER_SAID = {"tenant", "coupon", "voucher", "vouchers", "topup", "mandant"}
NEVER_SAID_IN_CORE = NEVER_SAID | {
    "charge",
    "profit",
    "shop",
    "shops",
    "spend",
    "store",
    "stores",
    "terminal",
    "terminals",
    "transaction",
    "transactions",
}
CLOCKS = {"now", "today", "utcnow"}
OPEN_END = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
DECISION = re.compile(r"decisions/\d{4}")

# Files without a test of their own name, each with its reason.
UNMIRRORED: dict[str, str] = {}


@dataclass(frozen=True)
class SourceFile:
    """One file below src/heller: its path from there, and its text."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)

    @property
    def is_core(self) -> bool:
        """Whether it decides about money."""
        return self.path.removesuffix(".py").split("/")[0] in CORE


Rule = Callable[[SourceFile], Iterator[str]]


def at(file: SourceFile, node: ast.AST, what: str) -> str:
    """Name a place the way a compiler does."""
    return f"{file.path}:{getattr(node, 'lineno', 1)}: {what}"


def floats(file: SourceFile) -> Iterator[str]:
    """Cents are integers: no float, no `/` where money is decided."""
    for node in ast.walk(file.tree) if file.is_core else ():
        match node:
            case ast.BinOp(right=ast.Constant(value=str())):
                pass  # a path and a name, nothing that could be money
            case ast.Constant(value=float() as value):
                yield at(file, node, f"float {value}")
            case ast.Name(id="float"):
                yield at(file, node, "float")
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
                yield at(file, node, "division, use // and say who gets the rest")
            case _:
                pass


def impure_calls(file: SourceFile) -> Iterator[str]:
    """What import contracts cannot see: the clock and the disk reached by a method."""
    for node in ast.walk(file.tree) if file.is_core else ():
        match node:
            case ast.Call(func=ast.Name(id="open" | "input")):
                yield at(file, node, "the disk is an argument")
            case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCKS:
                yield at(file, node, "the time is an argument")
            case _:
                pass


def prints(file: SourceFile) -> Iterator[str]:
    """A library does not print; the command line uses click.echo."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "print":
            yield at(file, node, "print")


def open_ends(file: SourceFile) -> Iterator[str]:
    """A TODO names the decision that lets it stand."""
    for number, line in enumerate(file.text.splitlines(), start=1):
        if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line) and not re.search(
            r"decisions/\d{4}", line
        ):
            yield f"{file.path}:{number}: {line.strip()}"


def long_functions(file: SourceFile) -> Iterator[str]:
    """A function fits one screen."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > 40:
                yield at(file, node, f"{node.name} has {lines} lines of 40")


def long_modules(file: SourceFile) -> Iterator[str]:
    """A file reads in one sitting."""
    lines = len(file.text.splitlines())
    if lines > 300:
        yield f"{file.path}: {lines} lines of 300"


def empty_names(file: SourceFile) -> Iterator[str]:
    """Folders tell the story of the money; these names tell nothing."""
    for part in file.path.removesuffix(".py").split("/"):
        if part in FORBIDDEN_FOLDERS:
            yield f"{file.path}: a place called {part}"


def strange_words(file: SourceFile) -> Iterator[str]:
    """One word per idea, the one in the glossary."""
    never = NEVER_SAID_IN_CORE if file.is_core else NEVER_SAID
    for name, node in named(file.tree):
        for word in words(name) & never:
            yield at(file, node, f"{name} says {word}")


def named(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Every name that this file gives."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name, node
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield name, node
            case _:
                pass


def words(name: str) -> set[str]:
    """Split snake_case and CamelCase into words."""
    return set(re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower().split("_"))


def untested(file: SourceFile) -> Iterator[str]:
    """Tests mirror the source, file by file; an __init__ only joins what is tested below it."""
    path = Path(file.path)
    if path.stem in {"__init__", "__main__"} or file.path in UNMIRRORED:
        return
    expected = Path("tests") / path.parent / f"test_{path.name}"
    if not (ROOT / expected).exists():
        yield f"{file.path}: {expected} is missing"


BAD_PIECES: list[tuple[Rule, str, str]] = [
    (floats, "money.py", "FEE = 0.5"),
    (floats, "money.py", "def half(cents):\n    return cents / 2"),
    (floats, "book/lots.py", "cents /= 2"),
    (floats, "book/lots.py", "def share(cents: int) -> float: ..."),
    (impure_calls, "claims/lease.py", "moment = datetime.now(UTC)"),
    (impure_calls, "cards/sheet.py", "sheet = open('sheet.pdf')"),
    (prints, "till/routes.py", "print('here')"),
    (open_ends, "till/routes.py", "# TODO: later"),
    (long_functions, "till/routes.py", "def f():\n" + "    pass\n" * 40),
    (
        long_functions,
        "till/routes.py",
        "class A:\n  async def f(self):\n" + "    pass\n" * 40,
    ),
    (long_modules, "till/routes.py", "x = 1\n" * 301),
    (empty_names, "till/utils.py", ""),
    (empty_names, "services/till.py", ""),
    (strange_words, "book/lots.py", "def spend_lot(cents): ..."),
    (strange_words, "book/lots.py", "class VoucherLot: ..."),
    (strange_words, "till/routes.py", "def route(tenant): ..."),
    (untested, "till/never_written.py", ""),
]
RULES = sorted({rule for rule, _, _ in BAD_PIECES}, key=lambda rule: rule.__name__)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_tree_keeps(rule: Rule) -> None:
    files = (SourceFile(str(path.relative_to(SOURCE)), path.read_text()) for path in python_files())
    assert [finding for file in files for finding in rule(file)] == []


@pytest.mark.parametrize(("rule", "path", "text"), BAD_PIECES)
def test_rule_bites(rule: Rule, path: str, text: str) -> None:
    assert len(list(rule(SourceFile(path, text)))) == 1


def test_todo_with_a_decision_may_stand() -> None:
    file = SourceFile("till/routes.py", "# TODO: waits for docs/decisions/0007-wallets.md")
    assert list(open_ends(file)) == []


def test_path_is_no_division() -> None:
    assert list(floats(SourceFile("cards/sheet.py", 'page = folder / "sheet.typ"'))) == []


def test_full_screen_is_not_too_long() -> None:
    file = SourceFile("till/routes.py", "def f():\n" + "    pass\n" * 39)
    assert list(long_functions(file)) == []


def test_unmirrored_files_exist() -> None:
    assert [path for path in UNMIRRORED if not (SOURCE / path).exists()] == []


# A developer's machine has no place in a public tree, nor has one host of packages.
# Written so that this file does not find itself.
ELSEWHERE = re.compile(
    r"/w[o]rk/|/r[o]ot/|/h[o]me/[a-z]|/U[s]ers/[a-z]|pythonh[o]sted|pypi\.o[r]g/simple|npm[j]s"
)


def places_elsewhere(path: str, text: str) -> Iterator[str]:
    """Find paths of one machine and addresses of package hosts."""
    for number, line in enumerate(text.splitlines(), start=1):
        if ELSEWHERE.search(line):
            yield f"{path}:{number}: {line.strip()[:80]}"


def test_no_file_names_a_place_elsewhere() -> None:
    assert [found for path, text in tracked_texts() for found in places_elsewhere(path, text)] == []


@pytest.mark.parametrize("line", ["/wo" + "rk/main/dev", "index: pypi.o" + "rg/simple"])
def test_place_elsewhere_is_found(line: str) -> None:
    assert len(list(places_elsewhere("docs/a.md", line))) == 1


def python_files() -> list[Path]:
    """List every Python file of the package."""
    return sorted(SOURCE.rglob("*.py"))


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Read every text file that git knows; none in a source archive without git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file() and b"\0" not in path.read_bytes():
            yield name, path.read_text()
