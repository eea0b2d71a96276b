"""Histories as text: everything about one thing, and acts in the order of time."""

from __future__ import annotations

from collections.abc import Iterable

from kg import dates, tables
from kg.graph import Graph
from kg.vocabulary import curie, local_name

TIMELINE_COLUMNS = ("date", "class", "label", "act", "remark")


def timeline(graph: Graph, entities: Iterable[str], form: str) -> str:
    """Return the acts in which any of the entities takes part, in the order of their earliest day, then of their IRI."""
    return tables.render(TIMELINE_COLUMNS, _acts(graph, entities), form)


def _acts(graph: Graph, entities: Iterable[str]) -> list[tuple[str, ...]]:
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
    acts = _acts(graph, [entity])
    if acts:
        parts.append(tables.render(TIMELINE_COLUMNS, acts, form))
    return "\n".join(parts)


def _value(graph: Graph, name: str, value: str) -> str:
    if name.endswith(("earliestDay", "latestDay")):
        return f"{value} ({dates.calendar_day(int(value)).isoformat()})"
    label = graph.labels.get(value)
    return f"{curie(value)} ({label})" if label and value.startswith("http") else curie(value)
