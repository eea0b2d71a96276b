"""Who holds a relation on a day, and how certain that is.

Status is never stored: it is worked out from the effect rows of the derived graph, thread by thread, by ``kg.worlds``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from kg import dates, worlds
from kg.errors import WrongUse
from kg.graph import Graph
from kg.threads import Relation, Thread, relation, threads
from kg.vocabulary import PREFIXES, local_name

ANSWERS: Final = ("held", "disputed", "undecided", "not-held")


@dataclass(frozen=True)
class StatusRow:
    """The answer for one actor and one set of facets; days are counted from 1970-01-01, both ends included."""

    actor: str
    target: str
    facets: Mapping[str, str]
    answer: str
    states: tuple[str, ...]
    value: str | None
    acts: tuple[str, ...]
    since: worlds.Run | None
    since_latest: int | None
    continues: str | None


@dataclass(frozen=True)
class Status:
    """The answer to one question about one day."""

    relation: str
    day: int
    rows: tuple[StatusRow, ...]
    target: str | None = None
    by: str | None = None
    facets: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def best(self) -> dict[str, str]:
        """The best answer of each actor (with ``by``: of each target)."""
        found: dict[str, str] = {}
        for row in self.rows:
            who = row.target if self.by else row.actor
            found[who] = min(found.get(who, row.answer), row.answer, key=ANSWERS.index)
        return found

    def count(self, answer: str) -> int:
        """How many distinct actors have this best answer."""
        return sum(1 for best in self.best.values() if best == answer)


def status(
    graph: Graph,
    *,
    target: str | None = None,
    by: str | None = None,
    on: str | int,
    relation_name: str = "recognition",
    facets: Mapping[str, str] | None = None,
) -> Status:
    """Answer who holds a relation to ``target`` (or with ``by``: to whom that actor holds it) at the end of ``on``.

    ``target`` and ``by`` are IRIs; ``on`` is a date at any precision, whose last day counts, or a day number; ``facets``
    maps facet names to concept IRIs.  Raises WrongUse for an unknown relation or facet.
    """
    wanted = relation(graph, relation_name)
    asked = _check_facets(graph, wanted, facets or {})
    day = on if isinstance(on, int) else dates.bounds(on).latest
    links = graph.follows
    rows = [
        _answer(thread, day, links)
        for thread in threads(graph, wanted)
        if _matches(thread, target, by) and _agrees(thread, asked)
    ]
    rows.sort(key=lambda row: (ANSWERS.index(row.answer), row.actor, row.target, sorted(row.facets.items())))
    return Status(wanted.iri, day, tuple(row for row in rows if row.states), target, by, facets or {})


def _matches(thread: Thread, target: str | None, by: str | None) -> bool:
    return (target is None or thread.object == target) and (by is None or thread.subject == by)


def _agrees(thread: Thread, asked: Mapping[str, Collection[str]]) -> bool:
    return all(thread.facets.get(name) in allowed for name, allowed in asked.items())


def _check_facets(graph: Graph, wanted: Relation, facets: Mapping[str, str]) -> dict[str, set[str]]:
    """Return for each facet asked for the concepts that satisfy it: the one named and those narrower."""
    known = [local_name(facet) for facet in wanted.facets]
    narrower: dict[str, set[str]] = defaultdict(set)
    for row in graph.engine("narrower"):
        narrower[row["concept"] or ""].add(row["narrower"] or "")
    for name in facets:
        if name not in known:
            raise WrongUse(
                f"{wanted.label} has no facet {name!r}", remedy=f"its facets are {', '.join(known) or 'none'}"
            )
    return {name: {concept, *narrower[concept]} for name, concept in facets.items()}


def _answer(thread: Thread, day: int, links: worlds.Follows) -> StatusRow:
    found = worlds.outcome(thread.rows, day, links)
    names = tuple(sorted({state.name for state in found.states}))
    values = {state.value for state in found.states if state.name == worlds.HELD}
    certain = worlds.held_runs(thread.rows, links, certain=True)
    carriers = {carrier.act for row in thread.rows for carrier in row.carriers if row.act in found.last}
    return StatusRow(
        actor=thread.subject,
        target=thread.object,
        facets=thread.facets,
        answer=found.answer,
        states=names if any(row.earliest <= day for row in thread.rows) and names != (worlds.NO_RECORD,) else (),
        value=values.pop() if len(values) == 1 else None,
        acts=tuple(sorted(found.last)),
        since=_containing(worlds.held_runs(thread.rows, links), day),
        since_latest=next((run.first for run in certain if _contains(run, day)), None),
        continues=min(carriers, default=None),
    )


def _contains(run: worlds.Run, day: int) -> bool:
    return run.first <= day and (run.last is None or day <= run.last)


def _containing(runs: Sequence[worlds.Run], day: int) -> worlds.Run | None:
    return next((run for run in runs if _contains(run, day)), None)


def as_object(graph: Graph, found: Status) -> dict[str, Any]:
    """Return the answer as plain values, in the form that ``kg status --format json`` promises."""
    rows = [_row_object(graph, row) for row in found.rows]
    by_state = {name: 0 for name in ("suspended", "ended", "refused")}
    for row in found.rows:
        if row.answer == "not-held" and found.best[row.target if found.by else row.actor] == "not-held":
            for name in set(row.states) & by_state.keys():
                by_state[name] += 1
    return {
        **({"by": found.by} if found.by else {"target": found.target}),
        "on": dates.calendar_day(found.day).isoformat(),
        "relation": local_name(found.relation),
        "capacity": local_name(found.facets["capacity"]) if "capacity" in found.facets else None,
        "among": None,
        **{answer.replace("-", "_"): found.count(answer) for answer in ("held", "not-held", "undecided", "disputed")},
        "of": len(found.best),
        "by_state": {**by_state, "no_record": 0},
        "rows": rows,
    }


def _row_object(graph: Graph, row: StatusRow) -> dict[str, Any]:
    def day(number: int | None) -> str | None:
        return None if number is None else dates.calendar_day(number).isoformat()

    first = row.since.first if row.since else None
    return {
        "actor": row.actor,
        "label": graph.labels.get(row.actor, row.actor),
        "target": row.target,
        "target_label": graph.labels.get(row.target, row.target),
        "facets": {name: local_name(value) for name, value in row.facets.items()},
        "value": local_name(row.value) if row.value else None,
        "answer": row.answer,
        "states": list(row.states),
        "since": day(row.since_latest) if row.since_latest == first else None,
        "since_earliest": day(first),
        "since_latest": day(row.since_latest),
        "until": day(row.since.last) if row.since else None,
        "acts": list(row.acts),
        "reasons": _reasons(row),
        "continues": row.continues,
        "sources": sorted({source for act in row.acts for source in graph.sources.get(act, ())}),
    }


def _reasons(row: StatusRow) -> list[str]:
    reasons = []
    if row.answer == "disputed":
        reasons.append("an act that bears on it is denied")
    if row.answer == "undecided":
        reasons.append("the dates or the order of the acts leave it open")
    if row.continues:
        reasons.append("carried over from a predecessor")
    return reasons


def facet_values(graph: Graph, pairs: Mapping[str, str]) -> dict[str, str]:
    """Turn facet values as typed (``government``, ``capacity:government``, an actor's name) into IRIs."""
    return {name: _facet_value(graph, name, text) for name, text in pairs.items()}


def _facet_value(graph: Graph, name: str, text: str) -> str:
    prefix, colon, local = text.partition(":")
    if colon and prefix in graph.prefixes:
        return graph.prefixes[prefix] + local
    scheme = kebab(name)
    if scheme in graph.prefixes and scheme not in PREFIXES:
        return graph.prefixes[scheme] + text
    return graph.names.find(text)


def kebab(name: str) -> str:
    """Return the name of the scheme that a property's concepts come from: ``missionKind`` gives ``mission-kind``."""
    return "".join("-" + letter.lower() if letter.isupper() else letter for letter in name)
