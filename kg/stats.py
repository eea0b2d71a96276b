"""How much is recorded, and how far: the questions in ``queries/stats/``, one table each, in the order of their names."""

from __future__ import annotations

from typing import Any

from kg import query, sparql, tables
from kg.graph import Graph


def counted(graph: Graph) -> list[tuple[query.Question, list[dict[str, str | None]]]]:
    """Return each question with its rows."""
    asked = query.catalogue(graph.root, "queries/stats").values()
    return [(q, query.select(graph.store, sparql.with_prefixes(q.text, graph.prefixes))) for q in asked]


def render(graph: Graph, form: str) -> str:
    """Return all tables: under their summaries for people, as one list of cells in CSV, TSV and JSON."""
    found = [(_title(question), question.summary, rows) for question, rows in counted(graph)]
    if form in ("table", "md"):
        head = "## " if form == "md" else ""
        return "\n".join(f"{head}{summary}\n\n{_table(rows, form)}" for _, summary, rows in found)
    cells = [(title, *cell) for title, _, rows in found for cell in _cells(rows)]
    return tables.render(("table", "row", "column", "value"), cells, form)


def _title(question: query.Question) -> str:
    return question.name.partition("-")[2]


def _table(rows: list[dict[str, str | None]], form: str) -> str:
    return tables.render(list(rows[0]), [list(row.values()) for row in rows], form) if rows else "(none)\n"


def _cells(rows: list[dict[str, str | None]]) -> list[tuple[Any, ...]]:
    """Every cell but the first of its row, which names the row."""
    found = []
    for row in rows:
        (_, named), *others = row.items()
        found += [(named, column, value) for column, value in others]
    return found
