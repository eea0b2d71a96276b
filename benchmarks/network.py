"""What writing a network costs, beside networkx on the same rows.  Run by ``make bench``; no test asserts a time.

Rows of a random directed multigraph (seed 1; two thousand nodes at most, three kinds, one or two spells,
a list of acts, a number, a truth) are written as GEXF 1.3, each time in a process of its own: by networkx by way of its graph,
by ours as they come, and with all that an export does (rules, account, sidecar).  Up to a hundred thousand the rows are
records in memory before the clock starts; they are also read from a file within the time, as at a million, where memory
counts.  Seconds are of processor time, so that a busy machine counts little.  Beside it stands what it costs to ask a view and
to fold its rows.  The result goes to ``benchmarks/network.md``; ``--networkx`` also runs networkx on a million edges, for
minutes and gigabytes.
"""

from __future__ import annotations

import json
import math
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SIZES = (10_000, 100_000, 1_000_000)
WORLDS = (10_000, 100_000)
REPEATS = {10_000: 5, 100_000: 5, 1_000_000: 1}
KINDS = ("recognition-as-state", "recognition-as-government", "refusal")
Row = list[str]


def write_rows(path: Path, size: int) -> None:
    """Write rows of distinct edges: source, target, kind, spells, acts, number of sources, whether disputed."""
    chance = random.Random(1)
    nodes = min(size // 20, 2000)
    begin = date(1900, 1, 1)
    seen: set[int] = set()
    with path.open("w", encoding="utf-8") as stream:
        while len(seen) < size:
            key = chance.randrange(nodes * nodes * len(KINDS))
            if key in seen:
                continue
            seen.add(key)
            pair, kind = divmod(key, len(KINDS))
            source, target = divmod(pair, nodes)
            first = begin + timedelta(days=chance.randrange(30_000))
            middle, again = (first + timedelta(days=chance.randrange(1, 4000) + extra) for extra in (0, 4001))
            spells = f"{first}/{middle} {again}/" if chance.random() < 0.2 else f"{first}/"
            acts = " ".join(f"event/act-{key}-{number}" for number in range(chance.randrange(1, 4)))
            row = (f"actor-{source}", f"actor-{target}", KINDS[kind], spells, acts, str(chance.randrange(1, 9)), "true")
            stream.write("\t".join(row) + "\n")


def rows(path: Path) -> Iterator[Row]:
    """Yield the rows, one at a time."""
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            yield line[:-1].split("\t")


def records(path: Path) -> Iterator[Any]:
    """Yield the rows as the records from which an export begins."""
    from kg.network.records import Edge, Spell

    day = lru_cache(maxsize=None)(date.fromisoformat)
    for source, target, kind, times, acts, number, disputed in rows(path):
        ends = [part.split("/") for part in times.split(" ")]
        spells = tuple([Spell(day(start), day(end) if end else None) for start, end in ends])
        values = {"acts": tuple(acts.split(" ")), "source_count": int(number), "disputed": disputed == "true"}
        yield Edge(source, target, kind, spells, values)


def ours(edges: Collection[Any], nodes: list[str], target: Path, *, whole: bool) -> None:
    """Write the records with kg: the writer of GEXF alone, or all of an export."""
    from kg import network
    from kg.network.records import Column, Network, Node
    from kg.network.writers import gexf

    columns = (Column("acts", "liststring"), Column("source_count", "integer"), Column("disputed", "boolean"))
    made = Network("Benchmark", "Random.", (), columns, tuple(Node(name, name) for name in nodes), edges)
    if whole:
        network.write(made, target)
    else:
        with target.open("wb") as stream:
            gexf.write(made, stream)


def theirs(edges: Iterable[Any], nodes: list[str], target: Path) -> None:
    """Write the records with networkx, which keeps no list: the acts are one text."""
    import networkx

    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph(mode="dynamic")
    graph.add_nodes_from((name, {"label": name}) for name in nodes)
    for edge in edges:
        spells = [(str(start or ""), str(end or "")) for start, end in edge.spells]
        values = {**edge.values, "acts": " ".join(edge.values["acts"]), "kind": edge.kind}
        graph.add_edge(edge.source, edge.target, spells=spells, **values)
    networkx.write_gexf(graph, target, version="1.3")


def measure(writer: str, size: int) -> dict[str, Any]:
    """Return seconds of processor time, megabytes at the peak and those after importing, and the size of the file."""
    with tempfile.TemporaryDirectory() as folder:
        path, target = Path(folder) / "rows.tsv", Path(folder) / "network.gexf"
        write_rows(path, size)
        subprocess.run(
            [sys.executable, "-m", "benchmarks.network", "run", writer, str(path), str(target)], check=True, cwd=ROOT
        )
        found: dict[str, Any] = json.loads(path.with_suffix(".json").read_text())
        return {**found, "writer": writer, "size": size, "file": target.stat().st_size / 1e6}


def run(writer: str, path: Path, target: Path) -> None:
    """Write once, in this process, and leave the measures beside the rows."""
    import networkx as _networkx  # noqa: F401

    from kg import network as _network  # noqa: F401
    from kg.network.records import Streamed

    nodes = sorted({end for row in rows(path) for end in row[:2]})
    edges: Any = Streamed(lambda: records(path), directed=True)
    if writer.endswith("memory"):
        edges = Streamed(list(edges).__iter__, directed=True)
    before = _megabytes()
    clock = time.process_time()
    if writer.startswith("networkx"):
        theirs(edges, nodes, target)
    else:
        ours(edges, nodes, target, whole=writer == "export, file")
    found = {"seconds": time.process_time() - clock, "peak": _megabytes(), "before": before}
    path.with_suffix(".json").write_text(json.dumps(found))


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def asked(triples: int) -> dict[str, Any]:
    """Return what it costs to ask the view recognition in a generated world, to fold its rows, and to write it."""
    from benchmarks.generate import generate
    from kg import network, query, sparql
    from kg.graph import Graph
    from kg.network import views

    with tempfile.TemporaryDirectory() as folder:
        graph = Graph(generate(Path(folder) / "root", triples, faults=0.0).root)
        question = views.find(graph.root, "recognition")
        clock = time.process_time()
        count = len(query.select(graph.store, sparql.with_prefixes(question.text, graph.prefixes)))
        queried = time.process_time() - clock
        made = views.network(graph, question)
        folded = time.process_time() - clock - queried
        network.write(made, Path(folder) / "network.gexf")
        written = time.process_time() - clock - queried - folded
        edges = len(made.edges)
    return {
        "triples": triples,
        "rows": count,
        "edges": edges,
        "query": queried,
        "fold": folded - queried,
        "write": written,
    }


def alternating(writers: list[str], size: int) -> dict[tuple[str, int], dict[str, Any]]:
    """Run the writers in turns and return the median run of each by processor time, so that all meet the same neighbours."""
    found: dict[str, list[dict[str, Any]]] = {writer: [] for writer in writers}
    for _ in range(REPEATS[size]):
        for writer in writers:
            found[writer].append(measure(writer, size))
            print(json.dumps(found[writer][-1]), file=sys.stderr)
    chosen = {}
    for writer, measured in found.items():
        ranked = sorted(measured, key=lambda one: float(one["seconds"]))
        chosen[writer, size] = ranked[len(ranked) // 2]
    return chosen


def table(found: dict[tuple[str, int], dict[str, Any]], costs: list[dict[str, Any]], *, kept: bool) -> str:
    """Return the page; ``kept`` is whether networkx's million was measured in an earlier run."""
    earlier = ", where networkx ran at another time" if kept else ""
    imports = found["gexf, file", SIZES[0]]["before"]
    out = [
        "# Networks",
        "",
        f"`make bench` on Python {platform.python_version()}, {platform.machine()}, {_versions()}; seconds of processor time,"
        f" the median of {REPEATS[SIZES[1]]} runs in turns, one run at a million edges{earlier}.",
        "The slope is between a size and the one above it; 1 is linear. Rows in memory are there before the clock starts;"
        " rows from a file are read and made within the time.",
        "Memory is the peak of the process, rows and all; the ratio is of what lies above the"
        f" {imports:.0f} MB of Python and imports.",
        "",
        "| edges | writer | rows | seconds | slope | peak, MB | file, MB | networkx / this: time | memory |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    titles = {"gexf": "kg, GEXF", "export": "kg, all of an export", "networkx": "networkx.write_gexf"}
    for size in SIZES:
        for writer, title in titles.items():
            for where in ("memory", "file"):
                if one := found.get((f"{writer}, {where}", size)):
                    out.append(_line(one, f"{title} | {where}", found))
    out += [
        "",
        "What comes before: the view `recognition` in generated worlds.",
        "",
        "| triples | rows | edges | query, s | fold into spells, s | check and write, s |",
        "|---|---|---|---|---|---|",
    ]
    for c in costs:
        times = " | ".join(f"{c[name]:.2f}" for name in ("query", "fold", "write"))
        out.append(f"| {c['triples']:,} | {c['rows']:,} | {c['edges']:,} | {times} |")
    return "\n".join(out) + "\n"


def _line(one: dict[str, Any], title: str, found: dict[tuple[str, int], dict[str, Any]]) -> str:
    size, writer = one["size"], one["writer"]
    smaller = found.get((writer, size // 10))
    slope = f"{math.log10(one['seconds'] / smaller['seconds']):.2f}" if smaller else ""
    other = found.get((f"networkx, {writer.split()[-1]}", size)) or found.get(("networkx, memory", size))
    ratios = ["", ""]
    imports = found["gexf, file", SIZES[0]]["before"]
    if other and not writer.startswith("networkx"):
        times = other["seconds"] / one["seconds"]
        ratios = [f"{times:.1f}", f"{(other['peak'] - imports) / (one['peak'] - imports):.0f}"]
    numbers = [f"{one['seconds']:.2f}", slope, f"{one['peak']:.0f}", f"{one['file']:.0f}"]
    return f"| {' | '.join([f'{size:,}', title, *numbers, *ratios])} |"


def _versions() -> str:
    import networkx

    return f"networkx {networkx.__version__}"


def main() -> None:
    """Measure everything and write the page; a measured million of networkx is kept until it is measured again."""
    kept = ROOT / "benchmarks" / "network-1m.json"
    both = ["gexf, memory", "networkx, memory", "gexf, file", "export, file"]
    found = (
        alternating(both, SIZES[0])
        | alternating(both, SIZES[1])
        | alternating(["gexf, file", "export, file"], SIZES[2])
    )
    if "--networkx" in sys.argv:
        kept.write_text(json.dumps(measure("networkx, file", SIZES[2])) + "\n")
    if kept.exists():
        found["networkx, file", SIZES[2]] = json.loads(kept.read_text())
    page = table(found, [asked(triples) for triples in WORLDS], kept="--networkx" not in sys.argv)
    (ROOT / "benchmarks" / "network.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        run(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        main()
