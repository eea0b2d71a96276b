"""Histories as text: everything about one thing, acts in the order of time, the steps from a ban to recognition."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from kg import dates, query, tables
from kg.graph import Graph
from kg.vocabulary import curie, local_name

TIMELINE_COLUMNS = ("date", "class", "label", "act", "remark")


def timeline(graph: Graph, entities: Iterable[str], form: str) -> str:
    """Return the acts in which any of the entities takes part, in the order of their earliest day, then of their IRI."""
    return tables.render(TIMELINE_COLUMNS, acts(graph, entities), form)


def acts(graph: Graph, entities: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the rows of a timeline."""
    found = {row["act"]: row for entity in entities for row in graph.engine("timeline", entity=entity)}
    ordered = sorted(found.values(), key=lambda row: (int(row["earliest"] or 0), row["act"] or ""))
    return [
        (
            row["date"] or "",
            row["class_label"] or "",
            row["label"] or "",
            curie(row["act"] or ""),
            " ".join(filter(None, ("disputed" if row["disputed"] else "", local_name(row["standing"] or "")))),
        )
        for row in ordered
    ]


LADDER_COLUMNS = (
    "target",
    "actor",
    "rung",
    "date",
    "days_after_previous",
    "days_after_first",
    "towards",
    "act",
    "remark",
)


def ladder(graph: Graph, targets: Iterable[str], form: str, by: str | None = None) -> str:
    """Return the steps from a ban to recognition, by target and by the actor across from it, in the order of time.

    Days are counted from the earliest day of the step before, and of the first step, of the same pair; with ``by``, only the
    steps of one actor are told.
    """
    rows = [row for target in targets for row in steps(graph, target, by)]
    return tables.render(LADDER_COLUMNS, [[row[name] for name in LADDER_COLUMNS] for row in rows], form)


def steps(graph: Graph, target: str, by: str | None = None) -> list[dict[str, Any]]:
    """Return the steps towards one target as rows with the columns of the ladder."""
    text = query.bind(graph.questions["ladder"], {"target": target})
    rows = [row for row in query.select(graph.store, text) if by is None or row["actor"] == by]
    pairs = [list(found) for _, found in groupby(rows, key=lambda row: row["actor"])]
    return [_step(graph, target, pair, place) for pair in pairs for place in range(len(pair))]


def _step(graph: Graph, target: str, pair: list[dict[str, str | None]], place: int) -> dict[str, Any]:
    row, days = pair[place], [int(step["earliest"] or 0) for step in pair]
    return {
        "target": graph.label(target),
        "actor": graph.label(row["actor"] or ""),
        "rung": row["rung"],
        "date": row["date"],
        "days_after_previous": days[place] - days[place - 1] if place else None,
        "days_after_first": days[place] - days[0],
        "towards": graph.label(row["towards"] or ""),
        "act": curie(row["act"] or ""),
        "remark": "disputed" if row["disputed"] == "true" else "",
    }


def show(graph: Graph, entity: str, form: str) -> str:
    """Return what the files say about one thing, and for people also the acts in which it takes part."""
    rows = [
        (row["direction"] or "", curie(row["property"] or ""), _value(graph, row["property"] or "", row["value"] or ""))
        for row in graph.engine("about", entity=entity)
    ]
    if form != "table":
        return tables.render(("direction", "property", "value"), rows, form)
    says = [(name, value) for direction, name, value in rows if direction == "says"]
    of = [(value, name) for direction, name, value in rows if direction != "says"]
    parts = [
        f"{graph.labels.get(entity, entity)} ({curie(entity)})\n",
        tables.render(("property", "value"), says, form),
    ]
    if of:
        parts.append(tables.render(("evidence", "by"), of, form))
    done = acts(graph, [entity])
    if done:
        parts.append(tables.render(TIMELINE_COLUMNS, done, form))
    return "\n".join(parts)


def _value(graph: Graph, name: str, value: str) -> str:
    if name.endswith(("earliestDay", "latestDay")):
        return f"{value} ({dates.calendar_day(int(value)).isoformat()})"
    label = graph.labels.get(value)
    return f"{curie(value)} ({label})" if label and value.startswith("http") else curie(value)
