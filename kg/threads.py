"""Threads: what successive acts change, read from the effect rows of the derived graph.

A thread is one relation of one subject to one object with one set of facets.  Which relations there are, which facets keep
their threads apart and what acts do to them is declared in the ontology and derived in SPARQL; here rows become records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from kg import worlds
from kg.errors import WrongUse
from kg.graph import Graph
from kg.vocabulary import local_name

_VALUES: Final = ("value1", "value2", "value3", "value4")
Row = Mapping[str, str | None]


@dataclass(frozen=True)
class Thread:
    """One relation of one subject to one object with one set of facets, and the rows that change it."""

    subject: str
    object: str
    facets: Mapping[str, str]
    rows: tuple[worlds.Row, ...]


@dataclass(frozen=True)
class Relation:
    """A relation as the ontology declares it."""

    iri: str
    label: str
    facets: tuple[str, ...]
    symmetric: bool
    valued: bool
    counted_among: str | None = None
    says_who_exists: bool = False
    counts_value: str | None = None
    counts_states: frozenset[str] = frozenset()
    speaks_for: str | None = None


def relations(graph: Graph) -> dict[str, Relation]:
    """Return the declared relations by slug."""
    found: dict[str, Relation] = {}
    for row in graph.engine("relations"):
        facets = tuple(facet for name in ("facet1", "facet2", "facet3", "facet4") if (facet := row[name]))
        iri = row["relation"] or ""
        before = found[local_name(iri)].counts_states if local_name(iri) in found else frozenset()
        found[local_name(iri)] = Relation(
            iri,
            row["label"] or "",
            facets,
            row["symmetric"] == "true",
            row["valueProperty"] is not None,
            row["countedAmong"],
            row["saysWhoExists"] == "true",
            row["countsValue"],
            before | ({local_name(row["countsState"])} if row["countsState"] else frozenset()),
            row["speaksFor"] and local_name(row["speaksFor"]),
        )
    return found


def relation(graph: Graph, name: str) -> Relation:
    """Return the declared relation called ``name``.  Raises WrongUse with the list of them if there is none."""
    known = relations(graph)
    slug = local_name(name)
    if slug not in known:
        raise WrongUse(f"there is no relation {name!r}", remedy="the relations are " + ", ".join(known))
    return known[slug]


def carriers(graph: Graph) -> dict[str, worlds.Carrier]:
    """Return the continuations through which rows were carried over, by act."""
    return graph.once("carriers", lambda: _carriers(graph))


def _carriers(graph: Graph) -> dict[str, worlds.Carrier]:
    return {
        act: worlds.Carrier(act, int(row["earliest"] or 0), int(row["latest"] or 0), row["disputed"] == "true")
        for row in graph.engine("follows")
        if (act := row["act"])
    }


def gather(rows: Iterable[Row], known: Mapping[str, worlds.Carrier]) -> dict[str, list[tuple[Row, worlds.Row]]]:
    """Return, by thread, each effect row as it was read and as a row of possible worlds.

    The rows of a query must have the columns ``thread row act state earliest latest disputed``, and may have ``carrier`` (a row
    that came through several continuations then comes several times) and ``value``.
    """
    first: dict[tuple[str, str], Row] = {}
    through: dict[tuple[str, str], set[worlds.Carrier]] = defaultdict(set)
    for row in rows:
        key = (row["thread"] or "", row["row"] or "")
        first.setdefault(key, row)
        if row.get("carrier"):
            through[key].add(known[row["carrier"] or ""])
    found: dict[str, list[tuple[Row, worlds.Row]]] = defaultdict(list)
    for key, row in sorted(first.items()):
        found[key[0]].append((row, _world_row(row, through[key])))
    return found


def _world_row(row: Row, through: Collection[worlds.Carrier]) -> worlds.Row:
    return worlds.Row(
        row["act"] or "",
        local_name(row["state"] or ""),
        int(row["earliest"] or 0),
        int(row["latest"] or 0),
        row["disputed"] == "true",
        row.get("value"),
        frozenset(through),
    )


def threads(graph: Graph, wanted: Relation) -> list[Thread]:
    """Return every thread of a relation with its rows, in one pass over the effect rows."""
    return graph.once(("threads", wanted.iri), lambda: _threads(graph, wanted))


def _threads(graph: Graph, wanted: Relation) -> list[Thread]:
    found = gather(graph.engine("relation-rows", relation=wanted.iri), carriers(graph))
    return [_thread(wanted, rows) for rows in found.values()]


def _thread(wanted: Relation, rows: list[tuple[Row, worlds.Row]]) -> Thread:
    first = rows[0][0]
    facets = {local_name(f): first[v] or "" for f, v in zip(wanted.facets, _VALUES, strict=False) if first[v]}
    return Thread(first["subject"] or "", first["object"] or "", facets, with_values([row for _, row in rows]))


def with_values(rows: list[worlds.Row]) -> tuple[worlds.Row, ...]:
    """Return the rows of a thread, each with the value that it brings.

    A resumption brings back the value in force before: that of the last row that certainly came no later.
    """
    return tuple(row if row.value or row.state != worlds.HELD else _revalued(row, rows) for row in rows)


def _revalued(row: worlds.Row, rows: list[worlds.Row]) -> worlds.Row:
    before = [other for other in rows if other.value and other.latest <= row.earliest]
    return replace(row, value=max(before, key=lambda other: other.latest).value) if before else row
