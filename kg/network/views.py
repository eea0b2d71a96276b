"""Views of the graph as networks: the rows of a network query, folded into edges with spells.

A network query is a ``.rq`` file.  Each row is a change of an edge (``?source ?target ?kind ?thread ?row ?act ?state ?earliest
?latest ?disputed``, optionally ``?carrier`` and ``?date``); the spells are the days on which the edge may hold, in the widest
sense that dates and disputes leave open, and what was widened is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from kg import dates, query, sparql, worlds
from kg.errors import WrongUse
from kg.graph import Graph
from kg.network.records import Column, Edge, Loss, Network, Node, Spell, Value, edge_id, unite
from kg.threads import Row, carriers, gather
from kg.vocabulary import BASE, local_name

NODE_COLUMNS: Final = (
    Column("iri", "string"),
    Column("class", "string"),
    Column("alpha3", "string"),
    Column("cow", "string"),
    Column("wikidata", "string"),
    Column("latitude", "double"),
    Column("longitude", "double"),
)
EDGE_COLUMNS: Final = (
    Column("acts", "liststring"),
    Column("sources", "liststring"),
    Column("source_count", "integer"),
    Column("start_text", "string"),
    Column("spell_count", "integer"),
    Column("answer", "string"),
    Column("uncertain", "boolean"),
    Column("disputed", "boolean"),
)
_NEEDED: Final = ("source", "target", "kind", "thread", "row", "act", "state", "earliest", "latest", "disputed")


def questions(root: Path) -> dict[str, query.Question]:
    """Return the network queries that are shipped, by name."""
    return query.catalogue(root, "queries/networks")


def find(root: Path, name: str) -> query.Question:
    """Return the shipped network query of a name, or that in a file.  Raises WrongUse with the list of them."""
    known = questions(root)
    if name.endswith(".rq") and Path(name).is_file():
        return query.load(Path(name))
    if name not in known:
        raise WrongUse(
            f"there is no view {name!r}", remedy=f"the views are graph, {', '.join(known)}, or a network .rq file"
        )
    return known[name]


def network(graph: Graph, question: query.Question, *, on: date | None = None, everybody: bool = False) -> Network:
    """Return a view as a network: dynamic, or with ``on`` the cut at the end of that day.

    ``everybody`` adds the actors that no edge touches.  Raises WrongUse if the query's columns are not those of a change.
    """
    rows = query.select(graph.store, sparql.with_prefixes(question.text, graph.prefixes))
    if rows and any(name not in rows[0] for name in _NEEDED):
        raise WrongUse(f"{question.name} gives no network", remedy=f"its columns must be {', '.join(_NEEDED)}")
    through = carriers(graph)
    folded = [_fold(graph, key, found, through, on) for key, found in _by_edge(rows).items()]
    kept = [item for item in folded if item.edge is not None]
    edges = tuple(item.edge for item in kept if item.edge)
    ends = {end for item in kept for end in item.ends}
    nodes = _nodes(graph, None if everybody else ends)
    when = f"On {on.isoformat()}." if on else "Every edge has the days on which it may hold."
    losses = sorted({loss for item in folded for loss in item.losses})
    return Network(question.summary, when, NODE_COLUMNS, EDGE_COLUMNS, nodes, edges, on, tuple(losses))


@dataclass(frozen=True)
class _Folded:
    edge: Edge | None
    ends: tuple[str, str]
    losses: tuple[Loss, ...] = ()


def _by_edge(rows: Iterable[Row]) -> dict[tuple[str, str, str], list[Row]]:
    found: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        found[row["source"] or "", row["target"] or "", row["kind"] or ""].append(row)
    return found


def _fold(
    graph: Graph, key: tuple[str, str, str], rows: list[Row], through: Mapping[str, worlds.Carrier], on: date | None
) -> _Folded:
    source, target, kind = key
    key_slugs = (local_name(source), local_name(target), kind)
    threads = [[row for _, row in found] for found in gather(rows, through).values()]
    links = graph.follows
    possible = unite(_spell(run) for thread in threads for run in worlds.held_runs(thread, links))
    certain = unite(_spell(run) for thread in threads for run in worlds.held_runs(thread, links, certain=True))
    shown = possible if on is None else tuple(spell for spell in possible if _covers(spell, on))
    if not shown:
        never = on is None and any(row.state == worlds.HELD for thread in threads for row in thread)
        return _Folded(None, (source, target), (_never(edge_id(*key_slugs)),) if never else ())
    values = _values(graph, rows, possible, certain, on)
    losses = [] if possible == certain else [_widened(edge_id(*key_slugs), possible, certain)]
    return _Folded(Edge(*key_slugs, () if on else possible, values), (source, target), tuple(losses))


def _spell(run: worlds.Run) -> Spell:
    return Spell(dates.calendar_day(run.first), None if run.last is None else dates.calendar_day(run.last))


def _covers(spell: Spell, day: date) -> bool:
    return (spell.start is None or spell.start <= day) and (spell.end is None or day <= spell.end)


def _values(
    graph: Graph, rows: list[Row], possible: tuple[Spell, ...], certain: tuple[Spell, ...], on: date | None
) -> dict[str, Value]:
    acts = tuple(sorted({row["act"] or "" for row in rows}))
    sources = tuple(sorted({source for act in acts for source in graph.sources.get(act, ())}))
    start = min(rows, key=lambda row: int(row["earliest"] or 0)).get("date")
    held = any(_covers(spell, on) for spell in certain) if on else possible == certain
    return {
        "acts": tuple(iri.removeprefix(BASE) for iri in acts),
        "sources": tuple(iri.removeprefix(BASE) for iri in sources),
        "source_count": len(sources),
        **({"start_text": start} if start else {}),
        "spell_count": len(possible),
        "answer": "held" if held else "uncertain",
        "uncertain": not held,
        "disputed": any(row["disputed"] == "true" for row in rows),
    }


def _never(edge: str) -> Loss:
    return Loss("never-held", edge, "left out: what was carried over had ended before")


def _widened(edge: str, possible: tuple[Spell, ...], certain: tuple[Spell, ...]) -> Loss:
    def words(spells: tuple[Spell, ...]) -> str:
        return ", ".join(f"{spell.start or '..'}/{spell.end or '..'}" for spell in spells) or "never"

    return Loss("widened", edge, f"shown {words(possible)}; certain only {words(certain)}")


def _nodes(graph: Graph, wanted: set[str] | None) -> tuple[Node, ...]:
    found: dict[str, Node] = {}
    for row in graph.engine("nodes"):
        iri = row["node"] or ""
        if (wanted is None or iri in wanted) and iri not in found:
            found[iri] = Node(local_name(iri), row["label"] or "", dict(_node_values(iri, row)))
    for iri in (wanted or set()) - found.keys():
        found[iri] = Node(local_name(iri), local_name(iri), {"iri": iri})
    return tuple(found[iri] for iri in sorted(found))


def _node_values(iri: str, row: Row) -> Iterable[tuple[str, Any]]:
    yield "iri", iri
    yield "class", local_name(row["class"] or "")
    for name in ("alpha3", "cow", "wikidata"):
        if row[name]:
            yield name, row[name]
    for name in ("latitude", "longitude"):
        if row[name]:
            yield name, float(row[name] or 0)
