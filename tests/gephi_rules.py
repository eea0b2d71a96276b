"""Reads a GEXF file anew and tells what Gephi would drop, merge, alter or refuse in it.

Nothing here is shared with the writer, so that a mistake there is not made twice.  The rules come from running Gephi's own
importer on probe files; each has a broken example in test_network_gephi_rules.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import chain, pairwise
from typing import NamedTuple
from xml.etree import ElementTree

GEXF = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"
ACCEPTED = {"string", "integer", "long", "double", "boolean", "liststring", "listinteger"}
KEPT_BY_GEPHI = {"id", "label", "timeset", "interval", "weight", "kind", "type", "source", "target"}
DYNAMIC = {"mode": "dynamic", "timeformat": "date", "timerepresentation": "interval", "timezone": "UTC"}
Element = ElementTree.Element


class Breach(NamedTuple):
    """A broken rule and where."""

    rule: str
    where: str


class Contents(NamedTuple):
    """What a file holds, counted."""

    nodes: int
    edges: int
    kinds: dict[str, int]
    spells: int


def contents(data: bytes) -> Contents:
    """Count what stands in a file."""
    root = ElementTree.fromstring(data)
    edges = root.findall(f".//{GEXF}edge")
    kinds = Counter(edge.get("kind", "") for edge in edges)
    return Contents(len(root.findall(f".//{GEXF}node")), len(edges), dict(kinds), len(root.findall(f".//{GEXF}spell")))


def breaches(data: bytes) -> list[Breach]:
    """Return all breaches in a file."""
    root = ElementTree.fromstring(data)
    found = chain.from_iterable(rule(root) for rule in RULES)
    return [*found, *_meta(data)]


def _meta(data: bytes) -> Iterator[Breach]:
    meta = re.search(rb"<meta.*?</meta>", data, re.DOTALL)
    if meta and b"&" in meta[0]:
        yield Breach("meta-entity", meta[0].decode())


def _head(root: Element) -> Iterator[Breach]:
    if root.tag != f"{GEXF}gexf" or root.get("version") != "1.3":
        yield Breach("version", root.tag)
    if any("schemaLocation" in name for name in root.attrib):
        yield Breach("schema-location", "gexf")
    graph = _graph(root)
    if graph.get("name") is not None:
        yield Breach("graph-name", graph.get("name", ""))
    if graph.get("idtype") != "string":
        yield Breach("id-type", str(graph.get("idtype")))
    if graph.get("mode") != "static" and any(graph.get(name) != value for name, value in DYNAMIC.items()):
        yield Breach("time-attributes", str(graph.attrib))
    if root.findall(f".//{GEXF}parents") or any(element.get("pid") for element in root.iter()):
        yield Breach("hierarchy", "gexf")


def _graph(root: Element) -> Element:
    graph = root.find(f"{GEXF}graph")
    assert graph is not None
    return graph


def _identities(root: Element) -> Iterator[Breach]:
    for what in ("node", "edge"):
        ids = Counter(element.get("id", "") for element in root.iter(f"{GEXF}{what}"))
        yield from (Breach("id-twice", f"{what} {name}") for name, count in ids.items() if count > 1 or not name)
    seen: set[tuple[str, ...]] = set()
    known = {node.get("id") for node in root.iter(f"{GEXF}node")}
    for edge in root.iter(f"{GEXF}edge"):
        source, target, kind = (edge.get(name, "") for name in ("source", "target", "kind"))
        ends = (source, target) if edge.get("type") == "directed" else tuple(sorted((source, target)))
        if (*ends, kind) in seen:
            yield Breach("parallel-edge", "--".join((*ends, kind)))
        seen.add((*ends, kind))
        if not kind:
            yield Breach("kind-missing", edge.get("id", ""))
        yield from (Breach("end-undeclared", end) for end in (source, target) if end not in known)


def _edges(root: Element) -> Iterator[Breach]:
    default = _graph(root).get("defaultedgetype")
    for edge in root.iter(f"{GEXF}edge"):
        name = edge.get("id", "")
        if edge.get("type") not in ("directed", "undirected"):
            yield Breach("edge-type", name)
        elif default not in (None, edge.get("type")):
            yield Breach("edge-not-default", name)
        if not 0 < float(edge.get("weight", "1")) < float("inf"):
            yield Breach("weight", name)


def _columns(root: Element) -> Iterator[Breach]:
    for what in ("node", "edge"):
        blocks = [block for block in root.iter(f"{GEXF}attributes") if block.get("class") == what]
        modes = [block.get("mode", "static") for block in blocks]
        if modes != sorted(modes):
            yield Breach("dynamic-block-last", what)
        if len(set(modes)) < len(modes):
            yield Breach("block-twice", what)
        columns = [column for block in blocks for column in block]
        names = Counter(column.get("id", "").lower() for column in columns)
        yield from (Breach("column-case", name) for name, count in names.items() if count > 1)
        yield from (Breach("column-reserved", name) for name in names if name in KEPT_BY_GEPHI)
        yield from (Breach("column-type", c.get("id", "")) for c in columns if c.get("type") not in ACCEPTED)


def _values(root: Element) -> Iterator[Breach]:
    for what in ("node", "edge"):
        blocks = [block for block in root.iter(f"{GEXF}attributes") if block.get("class") == what]
        columns = {c.get("id", ""): (c.get("type", ""), block.get("mode")) for block in blocks for c in block}
        for element in root.iter(f"{GEXF}{what}"):
            yield from _values_of(element, columns)


def _values_of(element: Element, columns: dict[str, tuple[str, str | None]]) -> Iterator[Breach]:
    spans: dict[str, list[Element]] = {}
    for value in element.iter(f"{GEXF}attvalue"):
        spans.setdefault(value.get("for", ""), []).append(value)
    for name, values in spans.items():
        kind, mode = columns.get(name, ("", None))
        if not kind:
            yield Breach("value-undeclared", name)
        elif not all(_is(value.get("value", ""), kind) for value in values):
            yield Breach("value-type", name)
        if mode == "dynamic":
            yield from _spans(values, name, touching=True)
        elif len(values) > 1 or any(value.get("start") or value.get("end") for value in values):
            yield Breach("value-static", name)


def _is(text: str, kind: str) -> bool:
    forms = {
        "integer": r"[+-]?\d{1,10}",
        "long": r"[+-]?\d{1,19}",
        "double": r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?",
        "boolean": "true|false",
        "liststring": r"\[.*\]",
        "listinteger": r"\[[\d, +-]*\]",
        "string": ".*",
    }
    if kind == "integer" and re.fullmatch(forms[kind], text) and not -(2**31) <= int(text) < 2**31:
        return False
    return kind not in forms or re.fullmatch(forms[kind], text, re.DOTALL) is not None


def _times(root: Element) -> Iterator[Breach]:
    static = _graph(root).get("mode") == "static"
    for element in chain(root.iter(f"{GEXF}node"), root.iter(f"{GEXF}edge")):
        name = element.get("id", "")
        spells = [*element.iter(f"{GEXF}spell")]
        if static and (spells or any(value.get("start") or value.get("end") for value in element.iter())):
            yield Breach("static-with-time", name)
        if any(element.get(time) for time in ("start", "end", "timestamp", "intervals")):
            yield Breach("time-outside-spells", name)
        if any(set(spell.attrib) - {"start", "end"} for spell in spells):
            yield Breach("spell-attribute", name)
        yield from _spans(spells, name)


def _spans(elements: list[Element], name: str, touching: bool = False) -> Iterator[Breach]:
    try:
        spans = sorted((_day(e.get("start"), date.min), _day(e.get("end"), date.max)) for e in elements)
    except ValueError:
        yield Breach("not-a-day", name)
        return
    if any(start > end for start, end in spans):
        yield Breach("ends-before-start", name)
    if any(end == date.max and e.get("end") for (_, end), e in zip(spans, elements, strict=True)):
        yield Breach("end-of-time", name)
    if any(after[0] <= before[1] for before, after in pairwise(spans)):
        yield Breach("overlap", name)
    elif not touching and any(b[0] - a[1] == timedelta(days=1) for a, b in pairwise(spans)):
        yield Breach("not-united", name)


def _day(text: str | None, otherwise: date) -> date:
    if text is None:
        return otherwise
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError(text)
    return date.fromisoformat(text)


def _positions(root: Element) -> Iterator[Breach]:
    places = [*root.iter(f"{VIZ}position")]
    if places and all(float(place.get(axis, "0")) == 0 for place in places for axis in "xyz"):
        yield Breach("all-at-zero", f"{len(places)} nodes")


RULES: tuple[Callable[[Element], Iterator[Breach]], ...] = (
    _head,
    _identities,
    _edges,
    _columns,
    _values,
    _times,
    _positions,
)
