"""Answers as plain values: the words and keys that the command line and Python share.

Actors, acts and sources are IRIs, days ISO 8601 texts, answers and states the words of the model.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, Final

from kg import dates
from kg.graph import Graph
from kg.groups import Place
from kg.status import Status, StatusRow
from kg.vocabulary import local_name
from kg.worlds import NO_RECORD

# In this order a place that does not hold the relation is counted under one of the states of its rows.
_STATES: Final = ("suspended", "ended", "refused", NO_RECORD)
_COMPLETE: Final = "complete"


def status_object(graph: Graph, found: Status, *, everybody: bool = False) -> dict[str, Any]:
    """Return the answer to a status question in the form that ``kg status --format json`` promises.

    With ``everybody``, those counted who have no record have a row too.
    """
    told = _Teller(graph, found)
    rows = [told.row(row) for row in found.rows]
    if everybody:
        rows += told.silent()
    counts = {answer.replace("-", "_"): found.count(answer) for answer in ("held", "not-held", "undecided", "disputed")}
    open_ = counts["undecided"] + counts["disputed"]
    look = found.perspective
    return {
        **({"by": found.by} if found.by else {"target": found.target}),
        "on": _day(found.day),
        "relation": local_name(found.relation),
        "capacity": local_name(found.facets["capacity"]) if "capacity" in found.facets else None,
        "among": found.among.group if found.among else None,
        **counts,
        "of": len(found.best),
        "among_undecided": list(found.among.apart) if found.among else [],
        "by_state": _by_state(found),
        "by_value": _by_value(found),
        "held_range": [counts["held"], counts["held"] + open_],
        "facets": {name: local_name(value) for name, value in found.facets.items()},
        "according_to": look.according_to,
        "known_by": None if look.known_by is None else _day(look.known_by),
        "date_of": look.date_of,
        "date_fallbacks": len(found.fallbacks),
        "unknown_when": len(found.unknown),
        "continuation": look.continuation,
        **searched(graph, found),
        "rows": rows,
        "others": [told.row(row) for row in found.others],
    }


def _day(number: int | None) -> str | None:
    return None if number is None else dates.calendar_day(number).isoformat()


def _by_state(found: Status) -> dict[str, int]:
    """Count each that does not hold the relation once, so that the states add up to ``not_held``."""
    states: dict[str, set[str]] = defaultdict(set)
    for row in found.rows:
        states[found.counted(row)].update(row.states)
    counts = dict.fromkeys(_STATES, 0)
    places = found.among.places if found.among else [Place(who) for who in found.best]
    for place in places:
        if found.best[place.member] == "not-held":
            seen = set().union(*(states.get(actor, set()) for actor in place.actors))
            counts[next((state for state in _STATES if state in seen), NO_RECORD)] += 1
    return {state.replace("-", "_"): number for state, number in counts.items()}


def _by_value(found: Status) -> dict[str, int]:
    """Count the actors that hold the relation by the value with which they do, such as member or observer."""
    held = {(row.value, found.counted(row)) for row in found.rows if row.answer == "held" and row.value}
    return dict(sorted(Counter(local_name(value) for value, _ in held).items()))


class _Teller:
    """Turns the rows of one answer into plain values, with the reasons for what is open."""

    def __init__(self, graph: Graph, found: Status) -> None:
        self.graph = graph
        self.found = found
        self._places = {actor: place for place in found.among.places for actor in place.actors} if found.among else {}

    def row(self, row: StatusRow) -> dict[str, Any]:
        """The row as plain values; an open end of a run of days is None."""
        first = row.since.first if row.since else None
        place = self._places.get(self.found.counted(row))
        return {
            "actor": row.actor,
            "label": self.graph.labels.get(row.actor, row.actor),
            "target": row.target,
            "target_label": self.graph.labels.get(row.target, row.target),
            "facets": {name: local_name(value) for name, value in row.facets.items()},
            "value": local_name(row.value) if row.value else None,
            "answer": row.answer,
            "states": list(row.states),
            "since": _day(row.since_latest) if row.since_latest == first else None,
            "since_earliest": _day(first),
            "since_latest": _day(row.since_latest),
            "until": _day(row.since.last) if row.since else None,
            "acts": list(row.acts),
            "reasons": self._reasons(row),
            "continues": row.continues,
            "counted_as": place.member if place else None,
            "sources": sorted({source for act in row.acts for source in self.graph.sources.get(act, ())}),
        }

    def silent(self) -> list[dict[str, Any]]:
        """Rows for those counted who have no record."""
        recorded = {self.found.counted(row) for row in self.found.rows}
        places = [place for place in self._places.values() if not place.actors & recorded]
        return [self._empty(member) for member in sorted({place.member for place in places})]

    def _empty(self, member: str) -> dict[str, Any]:
        ends = (self.found.by or "", member) if self.found.by else (member, self.found.target or "")
        nothing = StatusRow(ends[0], ends[1], {}, "not-held", (NO_RECORD,), None, (), None, None, None)
        return self.row(nothing)

    def _reasons(self, row: StatusRow) -> list[str]:
        reasons = []
        if row.answer == "disputed":
            reasons += [self._dispute(act) for act in row.disputed]
        if row.answer == "undecided":
            reasons += self._openness(row)
        if row.continues:
            reasons.append(f"carried over by {self.graph.label(row.continues)}")
        return reasons

    def _dispute(self, act: str) -> str:
        words = self.found.denials.get(act, ())
        said = ", ".join(f"{self.graph.label(speaker)} ({date})" for speaker, date in sorted(words))
        return f"“{self.graph.label(act)}” is denied by {said}" if said else f"“{self.graph.label(act)}” is disputed"

    def _openness(self, row: StatusRow) -> list[str]:
        """Why dates or order leave it open: acts dated only within a span, or on days whose order nobody records."""
        spans = [act for act in row.acts if not self._exact(act)]
        dated = [f"“{self.graph.label(act)}” is dated {' or '.join(sorted(self.graph.dates[act]))}" for act in spans]
        if len(row.acts) > 1 and not spans:
            dated.append("nobody records the order of " + " and ".join(f"“{self.graph.label(a)}”" for a in row.acts))
        return dated or ["the dates or the order of the acts leave it open"]

    def _exact(self, act: str) -> bool:
        texts = self.graph.dates.get(act, set())
        return len(texts) == 1 and all(first == last for first, last in map(dates.bounds, texts))


def searched(graph: Graph, found: Status) -> dict[str, Any]:
    """Return what was searched for the answer: ``searched`` (complete, partial, not stated) and the coverages.

    Complete only if a search covers the day, the group and every capacity that was asked for; see rec:Coverage.
    """
    rows = [row for row in graph.engine("coverage") if _concerns(row, found)]
    full = any(local_name(row["completeness"] or "") == _COMPLETE and _covers_all(row, found) for row in rows)
    keys = ("capacity", "group", "from", "to", "completeness")
    told = [
        {"coverage": row["coverage"], "label": row["label"], **{key: _local(key, row[key]) for key in keys}}
        for row in rows
    ]
    return {"searched": "complete" if full else "partial" if rows else "not stated", "coverage": told}


def _local(key: str, value: str | None) -> str | None:
    return local_name(value) if value and key in ("capacity", "completeness") else value


def _concerns(row: Mapping[str, str | None], found: Status) -> bool:
    begun = row["from"] is None or dates.bounds(row["from"]).earliest <= found.day
    ended = row["to"] is not None and dates.bounds(row["to"]).latest < found.day
    asked = found.facets.get("capacity")
    same = row["target"] == found.target and row["relation"] == found.relation
    return same and begun and not ended and row["capacity"] in (None, asked or row["capacity"])


def _covers_all(row: Mapping[str, str | None], found: Status) -> bool:
    group = found.among.group if found.among else None
    return row["capacity"] in (None, found.facets.get("capacity")) and row["group"] in (None, group)
