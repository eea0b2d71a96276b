"""The layout shows the architecture: who may import whom, who may print, and what is imported when."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

KG = CHECKOUT / "kg"
# Each room with the rooms that it may import; arrows point one way, and nothing imports the command line.
MAY_IMPORT = {
    "errors": set(),
    "vocabulary": set(),
    "tables": set(),
    "dates": {"errors"},
    "files": {"errors"},
    "sparql_tokens": {"errors"},
    "sparql": {"errors", "sparql_tokens"},
    "worlds": {"dates"},
    "turtle": {"errors", "vocabulary"},
    "syntax": {"errors", "turtle", "vocabulary"},
    "store": {"errors", "syntax"},
    "worker": {"errors", "sparql"},
    "names": {"dates", "errors", "vocabulary"},
    "query": {"dates", "errors", "vocabulary"},
    "order": {"dates"},
    "derive": {"dates", "order", "query", "sparql", "vocabulary"},
    "graph": {"derive", "errors", "names", "order", "query", "sparql", "store", "vocabulary"},
    "threads": {"errors", "graph", "vocabulary", "worlds"},
    "perspective": {"dates", "derive", "errors", "graph", "order", "threads", "vocabulary", "worlds"},
    "groups": {"dates", "errors", "graph", "threads", "worlds"},
    "status": {"dates", "errors", "graph", "groups", "perspective", "threads", "vocabulary", "worlds"},
    "plain": {"dates", "graph", "groups", "status", "vocabulary", "worlds"},
    "compare": {"graph", "plain", "status", "vocabulary"},
    "stats": {"graph", "query", "sparql", "tables"},
    "asking": {
        "dates",
        "errors",
        "graph",
        "groups",
        "perspective",
        "query",
        "sparql",
        "status",
        "threads",
        "vocabulary",
        "worker",
    },
    "revisions": {"errors"},
    "changes": {"changes", "errors", "query", "revisions", "sparql", "store", "vocabulary"},
    "validate": {
        "derive",
        "errors",
        "names",
        "query",
        "revisions",
        "sparql",
        "store",
        "turtle",
        "validate",
        "vocabulary",
        "worker",
    },
    "reports": {"__init__", "errors", "reports", "tables", "turtle", "validate", "vocabulary"},
    "plots": {"errors", "files", "network", "plots"},
    "measures": {
        "asking",
        "dates",
        "errors",
        "graph",
        "groups",
        "measures",
        "network",
        "plots",
        "threads",
        "vocabulary",
        "worlds",
    },
    "imports": {"errors", "files", "layout", "query", "sparql", "store", "tei", "vocabulary"},
    "tei": {"errors"},
    "layout": {"errors", "files", "query", "sparql", "store", "turtle", "vocabulary"},
    "dump": {"graph", "store", "vocabulary"},
    "answers": {"asking", "compare", "dates", "errors", "graph", "plain", "status", "tables", "vocabulary", "worker"},
    "histories": {"dates", "graph", "query", "tables", "vocabulary"},
    "network": {
        "dates",
        "errors",
        "files",
        "graph",
        "groups",
        "network",
        "query",
        "sparql",
        "threads",
        "vocabulary",
        "worker",
        "worlds",
    },
    "api": {"asking", "compare", "dates", "dump", "graph", "histories", "measures", "network", "plain"},
    "__init__": {"api", "store"},
    "__main__": {"cli"},
}
MODULES = sorted(KG.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(KG).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """The rooms that a module imports, at its top or inside a function; imports for type checkers count too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "kg":
            found |= {alias.name for alias in node.names if alias.name != "__version__"}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("kg."):
            found.add((node.module or "").split(".")[1])
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(KG).as_posix())
def test_imports_point_one_way(path: Path) -> None:
    if room(path) == "cli":
        return
    assert imported(path) <= MAY_IMPORT[room(path)]


def test_the_table_of_imports_has_no_circle_and_no_room_that_is_gone() -> None:
    assert set(MAY_IMPORT) == {room(path) for path in MODULES} - {"cli"}
    done: set[str] = set()
    while ready := {r for r, needs in MAY_IMPORT.items() if r not in done and needs - {r, "cli"} <= done}:
        done |= ready
    assert done == set(MAY_IMPORT)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(KG).as_posix())
def test_only_the_command_line_prints_exits_and_reads_the_clock(path: Path) -> None:
    if room(path) == "cli":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            assert name not in {"print", "sys.exit", "exit", "click.echo", "date.today", "datetime.now", "time.time"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(KG).as_posix())
def test_modules_are_small_and_functions_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 350
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


def loaded(root: Path, *arguments: str) -> set[str]:
    """The top-level packages that a command imports, asked in a root."""
    code = (
        "import sys\nfrom kg.cli import main\ntry:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "sys.stderr.write('MODULES ' + ' '.join({name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=root, check=True
    )
    return set(done.stderr.rpartition("MODULES ")[2].split())


HEAVY = {"rdflib", "pyshacl", "networkx", "pandas", "lxml", "yaml", "tabulate", "pyoxigraph", "multiprocessing"}


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        (("--help",), set()),
        (("status", "--help"), set()),
        (("--version",), set()),
        (("status", "hav", "--on", "1950-07-04"), {"pyoxigraph", "yaml", "tabulate", "multiprocessing"}),
        (("query", "wanted"), {"pyoxigraph", "yaml", "tabulate", "multiprocessing"}),
        (("diff", "data/cases", "data/sources"), {"pyoxigraph", "yaml"}),
        (("timeline", "hav"), {"pyoxigraph", "yaml", "tabulate"}),
        (("network", "--help"), set()),
        (("network",), {"networkx", "pyoxigraph", "yaml", "tabulate"}),
        (("export", "recognition", "--show-query"), {"pyoxigraph", "yaml", "tabulate"}),
    ],
)
def test_heavy_imports_stay_in_the_commands_that_need_them(
    arguments: tuple[str, ...], allowed: set[str], world_root: Path
) -> None:
    assert loaded(world_root, *arguments) & HEAVY <= allowed
