"""Answers as text: what the question verbs of the command line show, without printing it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from kg import asking, compare, dates, plain, tables, worker
from kg import status as statuses
from kg.asking import plain_term
from kg.errors import EnvironmentFault, Place, WrongUse
from kg.graph import Graph
from kg.vocabulary import XSD, curie, local_name

_GRAPH_FORMS = {"turtle": "TURTLE", "nt": "N_TRIPLES", "jsonld": "JSON_LD"}


def limits(seconds: float, megabytes: int) -> worker.Limits:
    """Return the limits of a query: a deadline in seconds and memory in megabytes."""
    return worker.Limits(seconds=seconds, megabytes=megabytes)


def catalogue(graph: Graph, form: str) -> str:
    """Return the list of questions with their parameters and summaries."""
    rows = [
        (name, " ".join(f"{p.name}" if p.required else f"[{p.name}]" for p in question.params), question.summary)
        for name, question in graph.questions.items()
    ]
    return tables.render(("question", "parameters", "summary"), rows, form)


def named(graph: Graph, name: str, given: Mapping[str, str], limit: worker.Limits, form: str | None) -> str:
    """Return the answer to a question of the catalogue.  Raises WrongUse with the nearest names if there is none."""
    return _rendered(graph, asking.question(graph, name, given, limit), form)


def foreign(graph: Graph, text: str, place: Place | None, limit: worker.Limits, form: str | None) -> str:
    """Return the answer to somebody's own SPARQL.  Raises WrongUse for what queries must not do."""
    return _rendered(graph, asking.sparql_text(graph, text, limit, place), form)


def text_of(file: Path) -> tuple[str, Place]:
    """Return the text of a query file and its place.  Raises EnvironmentFault or UnreadableInput if it cannot be read."""
    try:
        return file.read_text(encoding="utf-8-sig"), Place(file)
    except OSError as fault:
        raise EnvironmentFault(f"cannot be read ({fault.strerror})", place=Place(file)) from None
    except UnicodeDecodeError:
        raise WrongUse("not UTF-8", place=Place(file), remedy="save the file as UTF-8") from None


def _rendered(graph: Graph, answer: worker.Answer, form: str | None) -> str:
    if answer.kind == "ASK":
        return ("true" if answer.boolean else "false") + "\n"
    if answer.kind in ("CONSTRUCT", "DESCRIBE"):
        return _triples(graph, answer, _fits(form, _GRAPH_FORMS, "turtle"))
    chosen = _fits(form, {**tables.FORMATS, "srj": None}, "table")
    if chosen == "srj":
        return _srj(answer)
    shown = _short if chosen in ("table", "md") else plain_term
    return tables.render(answer.variables, [[shown(term) for term in row] for row in answer.rows], chosen)


def _fits(form: str | None, known: Mapping[str, Any], default: str) -> str:
    if form is not None and form not in known:
        raise WrongUse(f"this answer has no format {form!r}", remedy=f"its formats are {', '.join(known)}")
    return form or default


def _short(term: Any) -> Any:
    value = plain_term(term)
    return " ".join(map(curie, value.split(" "))) if isinstance(value, str) and value.startswith("http") else value


def _triples(graph: Graph, answer: worker.Answer, form: str) -> str:
    from pyoxigraph import RdfFormat, serialize

    rdf = getattr(RdfFormat, _GRAPH_FORMS[form])
    triples = sorted(set(answer.triples), key=str)
    text = " ".join(map(str, triples))
    known = {name: iri for name, iri in graph.prefixes.items() if f"<{iri}" in text} if form != "nt" else None
    return (serialize(triples, format=rdf, prefixes=known) or b"").decode()


def _srj(answer: worker.Answer) -> str:
    bindings = [
        {name: _srj_term(term) for name, term in zip(answer.variables, row, strict=True) if term is not None}
        for row in answer.rows
    ]
    return (
        json.dumps({"head": {"vars": list(answer.variables)}, "results": {"bindings": bindings}}, ensure_ascii=False)
        + "\n"
    )


def _srj_term(term: Any) -> dict[str, str]:
    kind = {"NamedNode": "uri", "BlankNode": "bnode"}.get(type(term).__name__, "literal")
    found = {"type": kind, "value": str(term.value)}
    if kind == "literal":
        if term.language:
            found["xml:lang"] = term.language
        elif term.datatype.value != XSD + "string":
            found["datatype"] = term.datatype.value
    return found


STATUS_COLUMNS = (
    "actor",
    "label",
    "target",
    "target_label",
    "facets",
    "value",
    "answer",
    "states",
    "since",
    "acts",
    "sources",
    "counted_as",
    "reasons",
)


def status(graph: Graph, found: statuses.Status, form: str, *, everybody: bool = False) -> str:
    """Return the answer to ``kg status``: one object in JSON, rows in CSV and TSV, for people a summary and tables.

    ``everybody`` adds those counted who have no record.
    """
    answer = plain.status_object(graph, found, everybody=everybody)
    if form == "json":
        return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"
    if form in ("csv", "tsv"):
        return tables.render(STATUS_COLUMNS, [_status_cells(row) for row in answer["rows"] + answer["others"]], form)
    parts = [_status_head(graph, found, answer), _status_table(found, answer["rows"], form)]
    if answer["others"]:
        parts.append(f"\nNot counted ({_outside(graph, found)}):\n" + _status_table(found, answer["others"], form))
    if any(row["reasons"] for row in answer["rows"] + answer["others"]):
        parts.append("\n" + _reasons(found, answer["rows"] + answer["others"]))
    return "".join(parts)


def _status_cells(row: Mapping[str, Any]) -> list[str]:
    facets = " ".join(f"{name}={value}" for name, value in row["facets"].items())
    lists = (
        " ".join(row["states"]),
        row["since"] or row["since_earliest"],
        " ".join(row["acts"]),
        " ".join(row["sources"]),
        row["counted_as"],
        " | ".join(row["reasons"]),
    )
    names = (row["actor"], row["label"], row["target"], row["target_label"])
    return [*names, facets, row["value"], row["answer"], *lists]


def _status_head(graph: Graph, found: statuses.Status, answer: Mapping[str, Any]) -> str:
    relation = local_name(found.relation).replace("-", " ")
    facets = "".join(f", {name} {local_name(value)}" for name, value in found.facets.items())
    whom = graph.label(found.by or found.target or "")
    sense = "by" if found.by else "of" if found.target else ""
    values = ", ".join(f"{number} {value}" for value, number in answer["by_value"].items())
    told = [f"{found.count(a)} {a}" for a in statuses.ANSWERS if found.count(a) or a == "held"]
    counts = ", ".join([told[0] + (f" ({values})" if values else ""), *told[1:]])
    lines = [
        f"{relation.capitalize()} {sense} {whom}{facets} at the end of {answer['on']}"
        f"{_seen_from(graph, found)}: {counts}{_of(graph, found)}.",
        *_remarks(graph, found, answer),
    ]
    return "".join(tables.visible(line) + "\n" for line in lines)


def _seen_from(graph: Graph, found: statuses.Status) -> str:
    look = found.perspective
    parts = [f", according to {graph.label(look.according_to)}" if look.according_to else ""]
    parts.append(f", as known by {dates.calendar_day(look.known_by).isoformat()}" if look.known_by is not None else "")
    parts.append(f", by the date {look.date_of}" if look.date_of else "")
    parts.append("" if look.continuation else ", without what continuations carried over")
    return "".join(parts)


def _of(graph: Graph, found: statuses.Status) -> str:
    if found.among is None:
        return ""
    if found.among.group is None:
        return f", of {len(found.best)} that existed"
    return f", of {len(found.best)} members of {graph.label(found.among.group)}"


def _remarks(graph: Graph, found: statuses.Status, answer: Mapping[str, Any]) -> list[str]:
    """What a reader must know to read the count: its range, the search behind it, and what was left out of it."""
    least, most = answer["held_range"]
    remarks = [f"Held by {least} to {most}, as what is open turns out."] if most > least else []
    if found.target:
        unknown = "" if answer["searched"] == "complete" else "; no record means unknown"
        remarks.append(f"Searched: {answer['searched']}{unknown}.")
    if answer["among_undecided"]:
        apart = ", ".join(map(graph.label, answer["among_undecided"]))
        remarks.append(f"Not counted, because it is open whether they belong: {apart}.")
    if found.fallbacks:
        remarks.append(f"{len(found.fallbacks)} acts state no such date and count on their date.")
    if found.unknown:
        remarks.append(f"{len(found.unknown)} acts are left out: nobody says when they became known.")
    return remarks


def _outside(graph: Graph, found: statuses.Status) -> str:
    group = found.among.group if found.among else None
    return f"no members of {graph.label(group)} that day" if group else "not on record as existing that day"


def _reasons(found: statuses.Status, rows: Iterable[Mapping[str, Any]]) -> str:
    who = "target_label" if found.by else "label"
    return "".join(tables.visible(f"{row[who]}: {reason}.") + "\n" for row in rows for reason in row["reasons"])


def _status_table(found: statuses.Status, rows: list[dict[str, Any]], form: str) -> str:
    if not rows:
        return "\n(no act on record)\n"
    who = "target_label" if found.by else "label"
    body = [
        (
            row[who],
            row["answer"] if row["answer"] == "held" else f"{row['answer']} ({', '.join(row['states'])})",
            " ".join(row["facets"].values()),
            row["value"] or "",
            _since(row),
            " ".join(local_name(act) for act in row["acts"]),
            str(len(row["sources"])),
        )
        for row in rows
    ]
    columns = ("target" if found.by else "actor", "answer", "facets", "value", "since", "by act", "sources")
    return "\n" + tables.render(columns, body, form)


COMPARE_COLUMNS = (
    "actor",
    "label",
    "left",
    "right",
    "left_states",
    "right_states",
    "left_value",
    "right_value",
    "left_acts",
    "right_acts",
    "reasons",
)


def comparison(graph: Graph, sides: tuple[statuses.Status, statuses.Status], form: str) -> str:
    """Return two answers side by side: one object in JSON, rows in CSV and TSV, for people both counts and a table."""
    found = compare.comparison(graph, *sides)
    if form == "json":
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
    if form in ("csv", "tsv"):
        cells = [[_joined(row[name]) for name in COMPARE_COLUMNS] for row in found["rows"]]
        return tables.render(COMPARE_COLUMNS, cells, form)
    heads = [
        f"{name}: {_status_head(graph, side, found[name])}" for name, side in zip(("left", "right"), sides, strict=True)
    ]
    if not found["rows"]:
        return "".join(heads) + "\nNobody's answer differs.\n"
    body = [
        (row["label"], _told(row, "left"), _told(row, "right"), tables.visible(compare.why(graph, row)))
        for row in found["rows"]
    ]
    return "".join(heads) + "\n" + tables.render(("actor", "left", "right", "why"), body, form)


def _joined(value: Any) -> Any:
    return " ".join(value) if isinstance(value, list) else value


def _told(row: Mapping[str, Any], side: str) -> str:
    detail = row[f"{side}_value"] or ("" if row[side] == "held" else ", ".join(row[f"{side}_states"]))
    return f"{row[side]} ({detail})" if detail else str(row[side])


def _since(row: Mapping[str, Any]) -> str:
    if row["since"] or not row["since_earliest"]:
        return row["since"] or ""
    return f"{row['since_earliest']}/{row['since_latest'] or '..'}"
