"""Reads each format anew and tells which edges stand in it, sharing nothing with the writers.

Where another library reads the format, it does; the rest are read by the plain rules of their formats.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import networkx
from lxml import etree

from tests.gephi_rules import GEXF

Edge = tuple[str, str, str]
Spells = tuple[tuple[str | None, str | None], ...]
# Attributes that are compared where a format has room for them: a list, a number and a truth of edges.
SAMPLED = ("acts", "source_count", "disputed")


class Back(NamedTuple):
    """What a reader finds: ids of nodes, edges as source, target and kind; their spells and sampled values where there is room."""

    nodes: set[str]
    edges: Counter[Edge]
    spells: dict[Edge, Spells] | None = None
    values: dict[Edge, tuple[str, ...]] | None = None


def gexf(files: list[Path]) -> Back:
    """The file as XML, its edges counted once more by networkx, which knows no kinds."""
    root = etree.parse(files[0]).getroot()
    edges: Counter[Edge] = Counter()
    spells, values = {}, {}
    for edge in root.iter(GEXF + "edge"):
        key = (edge.get("source", ""), edge.get("target", ""), edge.get("kind", ""))
        edges[key] += 1
        spells[key] = tuple((s.get("start"), s.get("end")) for s in edge.iter(GEXF + "spell"))
        found = {v.get("for"): v.get("value") for v in edge.iter(GEXF + "attvalue")}
        values[key] = tuple(found[name] for name in SAMPLED)
    nodes = {node.get("id", "") for node in root.iter(GEXF + "node")}
    again = networkx.read_gexf(files[0])
    assert set(again) == nodes and again.number_of_edges() == edges.total()
    return Back(nodes, edges, spells, values)


def gephi_csv(files: list[Path]) -> Back:
    nodes, edges = map(table, files[:2])
    keys = [(row["Source"], row["Target"], row["Kind"]) for row in edges]
    spells = {key: _listed(row.get("timeset", "")) for key, row in zip(keys, edges, strict=True)}
    values = {key: tuple(row[name] for name in SAMPLED) for key, row in zip(keys, edges, strict=True)}
    return Back({row["Id"] for row in nodes}, Counter(keys), spells, values)


def graphml(files: list[Path]) -> Back:
    """networkx and igraph agree on the counts."""
    igraph = __import__("igraph")
    graph = networkx.read_graphml(files[0], force_multigraph=True)
    again = igraph.Graph.Read_GraphML(str(files[0]))
    assert (again.vcount(), again.ecount()) == (len(graph), graph.number_of_edges())
    if again.ecount():
        assert sorted(again.es["kind"]) == sorted(data["kind"] for _, _, data in graph.edges(data=True))
    return _of_networkx(graph, lambda _, data: data["kind"], lambda data: _listed(data.get("spells", "")))


def node_link(files: list[Path]) -> Back:
    graph = networkx.node_link_graph(json.loads(files[0].read_bytes()), edges="edges")
    return _of_networkx(graph, lambda key, _: key, lambda data: tuple(map(tuple, data["spells"])))


def cytoscape(files: list[Path]) -> Back:
    document = json.loads(files[0].read_bytes())["elements"]
    rows = [element["data"] for element in document["edges"]]
    assert len({row["id"] for row in rows}) == len(rows)
    keys = [(row["source"], row["target"], row["interaction"]) for row in rows]
    spells = {key: _listed(row.get("spells", "")) for key, row in zip(keys, rows, strict=True)}
    values = {key: tuple(_word(row[name]) for name in SAMPLED) for key, row in zip(keys, rows, strict=True)}
    return Back({element["data"]["id"] for element in document["nodes"]}, Counter(keys), spells, values)


def dot(files: list[Path]) -> Back:
    text = files[0].read_text(encoding="utf-8")
    name = r'"((?:[^"\\]|\\.)*)"'
    attributes = rf"\[((?:\w+={name}(?:, )?)*)\];\n"
    nodes = [_unescaped(found[1]) for found in re.finditer(rf"^  {name} {attributes}", text, re.MULTILINE)]
    keys, spells, values = [], {}, {}
    for found in re.finditer(rf"^  {name} -[->] {name} {attributes}", text, re.MULTILINE):
        row = {a[1]: _unescaped(a[2]) for a in re.finditer(rf"(\w+)={name}", found[3])}
        key = (_unescaped(found[1]), _unescaped(found[2]), row["kind"])
        keys.append(key)
        spells[key] = _listed(row.get("spells", ""))
        values[key] = tuple(row[column] for column in SAMPLED)
    return Back(set(nodes), Counter(keys), spells, values)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def pajek(files: list[Path]) -> Back:
    """The lines of the file: networkx and igraph read one relation only and no times."""
    text = files[0].read_text(encoding="utf-8")
    names: dict[str, str] = {}
    keys, spells = [], {}
    kind = ""
    for line in text.splitlines():
        if match := re.fullmatch(r'\*(?:Arcs|Edges) :\d+ "(.*)"', line):
            kind = match[1]
        elif match := re.match(r'(\d+) "([^"]*)"', line):
            names[match[1]] = match[2]
        elif match := re.match(r"(\d+) (\d+) [\d.e+-]+(?: \[(.*)\])?$", line):
            key = (names[match[1]], names[match[2]], kind)
            keys.append(key)
            spells[key] = _numbered(match[3] or "")
    return Back(set(names.values()), Counter(keys), spells)


def _numbered(text: str) -> Spells:
    """``19491027-19661231,19700101-*`` as spells; 1 is the beginning of time."""
    found = []
    for part in filter(None, text.split(",")):
        start, _, end = part.partition("-")
        days = ["" if day in ("1", "*") else day.zfill(8) for day in (start, end or start)]
        found.append(tuple(f"{day[:4]}-{day[4:6]}-{day[6:]}" if day else None for day in days))
    return _bounded(found)


def statnet(files: list[Path]) -> Back:
    spells_of_edges, existence, vertices = map(table, files[:3])
    names = {row["vertex.id"]: row["name"] for row in vertices}
    assert {row["vertex.id"] for row in existence} == set(names)
    edges: dict[Edge, list[Any]] = {}
    values = {}
    for row in spells_of_edges:
        key = (names[row["tail"]], names[row["head"]], row["kind"])
        onset, terminus = float(row["onset"]), float(row["terminus"])
        assert onset < terminus, "a half-open spell lasts"
        edges.setdefault(key, []).append((_day(onset), _day(terminus - 1)))
        values[key] = tuple(row[name] for name in SAMPLED)
    return Back(
        set(names.values()), Counter(dict.fromkeys(edges, 1)), {k: _bounded(v) for k, v in edges.items()}, values
    )


def _day(number: float) -> str | None:
    return None if abs(number) == float("inf") else (date(1970, 1, 1) + timedelta(days=number)).isoformat()


def matrix(files: list[Path]) -> Back:
    """Every file but the last of a day is a kind; pandas takes NA for a missing number."""
    pandas = __import__("pandas")
    found: Counter[Edge] = Counter()
    for file in files[:-1]:
        frame = pandas.read_csv(file, index_col=0)
        kind = file.name.split(".")[1]
        for source, row in frame.iterrows():
            found.update((source, target, kind) for target, value in row.items() if value > 0)
    return Back({row["id"] for row in table(files[-1])}, found)


def rsiena(files: list[Path]) -> Back:
    """Matrices without names, whose order is that of the list of actors; 10 is an edge that cannot be."""
    people = table(files[-1])
    sides = [[row["id"] for row in people if row.get("bipartite", "") in ("", side)] for side in "01"]
    found: Counter[Edge] = Counter()
    for file in files[:-1]:
        kind = file.name.split(".")[1]
        for source, line in zip(sides[0], file.read_text().splitlines(), strict=True):
            cells = zip(sides[1], line.split(" "), strict=True)
            found.update((source, target, kind) for target, cell in cells if cell not in ("0", "10", "NA"))
    return Back({row["id"] for row in people}, found)


def ucinet(files: list[Path]) -> Back:
    """The DL language: numbers of rows and columns, labels, then the matrices one after the other."""
    names = {row["name"]: row["id"] for row in table(files[-1])}
    head, _, data = files[0].read_text(encoding="utf-8").partition("DATA:\n")
    sizes = {key: int(number) for key, number in re.findall(r"(\w+)=(\d+)", head.splitlines()[0])}
    rows, columns = sizes.get("N", sizes.get("NR", 0)), sizes.get("N", sizes.get("NC", 0))
    parts = re.split(r"^((?:ROW |COLUMN |MATRIX )?LABELS):\n", head, flags=re.MULTILINE)
    labels = {title: text.split() for title, text in zip(parts[1::2], parts[2::2], strict=True)}
    sources, targets = (labels.get(title, labels.get("LABELS", [])) for title in ("ROW LABELS", "COLUMN LABELS"))
    assert (len(sources), len(targets)) == (rows, columns)
    cells = iter(data.split())
    found: Counter[Edge] = Counter()
    for kind in labels.get("MATRIX LABELS", ["the only one"] * (rows > 0)):
        for source in sources:
            for target in targets:
                if next(cells, "NA") not in ("0", "NA"):
                    found[names[source], names[target], kind] += 1
    assert next(cells, None) is None
    return Back(set(names.values()), found)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _of_networkx(graph: Any, kind: Callable[[Any, Any], str], times: Callable[[Any], Spells]) -> Back:
    edges = {(source, target, kind(key, data)): data for source, target, key, data in graph.edges(keys=True, data=True)}
    assert len(edges) == graph.number_of_edges()
    spells = {key: times(data) for key, data in edges.items()}
    values = {key: tuple(_word(data[name]) for name in SAMPLED) for key, data in edges.items()}
    return Back(set(graph), Counter(dict.fromkeys(edges, 1)), spells, values)


def _word(value: Any) -> str:
    """A typed value in the words of Gephi, in which values are compared."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"[{', '.join(value)}]" if isinstance(value, list | tuple) else str(value)


def _listed(text: str) -> Spells:
    """``<[1949-10-27, 1966-12-31]; [1970-01-01, Infinity]>`` as spells."""
    found = re.findall(r"\[([^,]+), ([^\]]+)\]", text)
    return tuple(tuple(None if "Infinity" in day else day for day in ends) for ends in found)


def _bounded(spells: Iterable[Any]) -> Spells:
    """Spells without one that has neither end: most formats leave it out, these write it."""
    found = tuple(spells)
    return () if found == ((None, None),) else found


READERS: dict[str, Callable[[list[Path]], Back]] = {
    "gexf": gexf,
    "gephi-csv": gephi_csv,
    "graphml": graphml,
    "node-link": node_link,
    "cytoscape": cytoscape,
    "dot": dot,
    "pajek": pajek,
    "statnet": statnet,
    "matrix": matrix,
    "ucinet": ucinet,
    "rsiena": rsiena,
}
