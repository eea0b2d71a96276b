"""The readers: how each is called, how its version is known, and which format it judges."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.conftest import CHECKOUT

HERE = Path(__file__).parent
# Where ``make foreign`` puts what npm and pip install; what Debian has comes from the system.
TOOLS = CHECKOUT / ".foreign"
PYTHON = TOOLS / "venv" / "bin" / "python"
SYSTEM_PYTHON = Path("/usr/bin/python3")
GRAMMAR = CHECKOUT / "tests" / "gexf" / "gexf.rng"
Asked = dict[str, Any]
Found = dict[str, Any]


@dataclass(frozen=True)
class Reader:
    """A reader of one format: what it tells of each file, and a command that prints its version or fails where it is not."""

    form: str
    read: Callable[[Sequence[Asked]], list[Found]]
    version: Sequence[str | Path] | Callable[[], str]
    note: str = ""


def run(command: Sequence[str | Path], given: str = "") -> str:
    """Run a program of the reader and return what it prints.  Raises CalledProcessError with what it says on stderr."""
    environment = {**os.environ, "FOREIGN": str(TOOLS)}
    done = subprocess.run([*map(str, command)], input=given, capture_output=True, text=True, env=environment)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {(done.stderr or done.stdout)[-800:]}")
    return done.stdout


def lines(*command: str | Path) -> Callable[[Sequence[Asked]], list[Found]]:
    """A program that takes what is asked as JSON and prints a line of JSON for each file."""
    return lambda asked: told(run(command, json.dumps(asked)))


def arguments(*command: str | Path) -> Callable[[Sequence[Asked]], list[Found]]:
    """A program that takes the files as arguments and prints a line of JSON for each."""
    return lambda asked: told(run([*command, *(a["file"] for a in asked)]))


def told(output: str) -> list[Found]:
    """Return the lines of JSON among what a program prints."""
    return [json.loads(line) for line in output.split("\n") if line.startswith("{")]


def jing(asked: Sequence[Asked]) -> list[Found]:
    """The official grammar on an engine of its own; it prints what is wrong."""
    said = run(["jing", GRAMMAR, *(a["file"] for a in asked)])
    assert not said, said
    return [{} for _ in asked]


def graphviz(asked: Sequence[Asked]) -> list[Found]:
    """Graphviz's own counter."""
    *counts, _total = run(["gc", "-n", "-e", *(a["file"] for a in asked)]).splitlines()
    return [{"nodes": int(line.split()[0]), "edges": int(line.split()[1])} for line in counts]


def igraph(asked: Sequence[Asked]) -> list[Found]:
    """igraph in this Python."""
    return [_igraph(a) for a in asked]


def _igraph(asked: Asked) -> Found:
    from collections import Counter

    import igraph

    graph = igraph.Graph.Read_GraphML(asked["file"])
    # It keeps no ids of edges.
    keys = {tuple(ends): name for name, ends in asked["ends"].items()}
    ends = {edge: (graph.vs[edge.source]["id"], graph.vs[edge.target]["id"], edge["kind"]) for edge in graph.es}
    edges = {keys[key]: edge for edge, key in ends.items() if key in keys}
    values = {name: {column: edge[column] for column in asked["columns"]} for name, edge in edges.items()}
    kinds = Counter(graph.es["kind"]) if graph.ecount() else {}
    return {"nodes": graph.vcount(), "edges": graph.ecount(), "kinds": kinds, "values": values}


def _package(name: str) -> Sequence[str | Path]:
    return [PYTHON, "-c", f"from importlib.metadata import version; print(version({name!r}))"]


def _node(name: str) -> Sequence[str | Path]:
    path = TOOLS / "node_modules" / name / "package.json"
    return ["node", "-p", f"JSON.parse(require('fs').readFileSync({str(path)!r})).version"]


def _r(name: str) -> Sequence[str | Path]:
    return ["Rscript", "-e", f"cat(as.character(packageVersion({name!r})))"]


def _debian(name: str) -> Sequence[str | Path]:
    return ["dpkg-query", "-W", "-f", "${Version}", name]


READERS = {
    "jing": Reader("gexf", jing, _debian("jing"), "the official RELAX NG grammar of GEXF 1.3"),
    "graphology-gexf": Reader(
        "gexf", lines("node", HERE / "graphology.mjs"), _node("graphology-gexf"), "reads for Gephi Lite and sigma"
    ),
    "igraph": Reader("graphml", igraph, lambda: version("igraph")),
    "igraph (R)": Reader("graphml", arguments("Rscript", HERE / "igraph.R"), _r("igraph")),
    "graph-tool": Reader(
        "graphml",
        lines(SYSTEM_PYTHON, HERE / "graph_tool_reader.py"),
        [SYSTEM_PYTHON, "-c", "import graph_tool; print(graph_tool.__version__)"],
    ),
    "networkit": Reader(
        "graphml", lines(PYTHON, HERE / "networkit_reader.py"), _package("networkit"), "counts nodes and edges only"
    ),
    "rustworkx": Reader("graphml", lines(PYTHON, HERE / "rustworkx_reader.py"), _package("rustworkx")),
    "Cytoscape.js": Reader("cytoscape", lines("node", HERE / "cytoscape.mjs"), _node("cytoscape")),
    "Graphviz": Reader("dot", graphviz, _debian("graphviz"), "counts nodes and edges only"),
    "network (R)": Reader(
        "pajek", arguments("Rscript", HERE / "network.R"), _r("network"), "counts nodes and edges only; reads times"
    ),
    "R": Reader(
        "statnet",
        arguments("Rscript", HERE / "spells.R"),
        ["Rscript", "-e", "cat(R.version.string)"],
        "as plain tables",
    ),
    "Tulip": Reader(
        "ucinet",
        lines(PYTHON, HERE / "tulip_reader.py"),
        _package("tulip-python"),
        "a cut of one kind, with 0 for NA, which it does not know",
    ),
}
# What cannot be installed from the registries that a machine of ours reaches, and what would judge there.
NOT_RUN = {
    "Gephi": "not in the registries of Debian, npm or PyPI; its rules are checked by tests/gephi_rules.py",
    "Cytoscape (desktop)": "not in the registries of Debian, npm or PyPI; Cytoscape.js reads the same file",
    "Pajek": "for Windows only, not in the registries of Debian, npm or PyPI",
    "UCINET": "for Windows only, sold by its makers",
    "networkDynamic (R)": "not in Debian, and CRAN is out of reach; the tables are read by plain R",
    "RSiena (R)": "not in Debian, and CRAN is out of reach",
}


def version_of(reader: Reader) -> str | None:
    """Return the version of a reader, None if it is not installed."""
    try:
        return reader.version() if callable(reader.version) else run(reader.version).strip()
    except (OSError, RuntimeError) as fault:
        print(f"not here: {fault}", file=sys.stderr)
        return None
