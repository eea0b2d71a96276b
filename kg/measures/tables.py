"""Measures as tables: rows of plain values, with the least and the greatest value that is left open.

``low`` and ``high`` are the smaller and the greater of the values on the network of certain ties and on that of possible ones;
where ``bounds`` is true no possible world has a value outside.  Both are empty where the measure says nothing of one of the
two, such as reciprocity without ties.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, Final

from kg import dates
from kg.errors import WrongUse
from kg.measures import cascade, formulas, profiles
from kg.measures.blocs import blocs
from kg.measures.cuts import Counted, Cut, Name, cut
from kg.network.views import View
from kg.vocabulary import curie

Table = list[dict[str, Any]]
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "network": ("on", "measure", "low", "high", "bounds"),
    "actors": ("on", "actor", "label", "measure", "low", "high", "bounds"),
    "blocs": ("on", "actor", "label", "certain", "possible"),
    "similarity": ("on", "actor", "label", "other", "other_label", "measure", "low", "high", "bounds"),
    "cascade": (
        "rank_low",
        "rank_high",
        "actor",
        "label",
        "earliest",
        "latest",
        "lag_low",
        "lag_high",
        "disputed",
        "acts",
    ),
}
CATALOGUE: Final[Mapping[str, tuple[formulas.Measure[Any] | profiles.Similarity, ...]]] = {
    "network": formulas.WHOLE,
    "actors": formulas.EACH,
    "similarity": profiles.SIMILARITIES,
}
_DIGITS: Final = 6


def chosen(level: str, names: Sequence[str]) -> tuple[Any, ...]:
    """Return the measures of a level by name, in the order asked for, or all.  Raises WrongUse with the nearest names."""
    known = {measure.name: measure for measure in CATALOGUE.get(level, ())}
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            remedy = f"did you mean {near[0]}?" if near else f"there are {', '.join(known) or 'none to choose from'}"
            raise WrongUse(f"there is no measure {name!r} of {level}", remedy=remedy)
    return tuple(known[name] for name in dict.fromkeys(names)) or tuple(known.values())


def whole(cuts: Iterable[Cut], measures: Iterable[formulas.Measure[formulas.Number]], method: str) -> Table:
    """Return the measures of each whole network, but for those that do not fit the view, such as reciprocity in two modes."""
    rows: Table = []
    for one in cuts:
        for measure in measures:
            values = [measure.of(graph, one, method) for graph in (one.certain, one.possible)]
            if measure.name in _DIRECTED and (one.two_modes or not one.directed):
                continue
            rows.append({"on": one.day.isoformat(), "measure": measure.name, **_range(values, measure.bounded)})
    return rows


_DIRECTED: Final = ("reciprocity", "strong-components")


def actors(
    cuts: Iterable[Cut],
    measures: Iterable[formulas.Measure[Mapping[Name, formulas.Number]]],
    only: Collection[Name] = (),
    top: int | None = None,
) -> Table:
    """Return the measures of each actor, the greatest first, on each day; with ``top``, so many of each measure."""
    rows: Table = []
    for one in cuts:
        for measure in measures:
            certain, possible = (measure.of(graph, one, "") for graph in (one.certain, one.possible))
            found = [
                {
                    "on": one.day.isoformat(),
                    "actor": node,
                    "label": one.labels[node],
                    "measure": measure.name,
                    **_range([certain[node], possible[node]], measure.bounded),
                }
                for node in one.labels
                if not only or _bare(node) in only
            ]
            rows += sorted(found, key=_greatest_first)[:top]
    return rows


def parts(cuts: Iterable[Cut], method: str, only: Collection[Name] = ()) -> Table:
    """Return the bloc of each actor, by its name, in the network of certain and in that of possible ties."""
    rows: Table = []
    for one in cuts:
        certain, possible = (_bloc_of(blocs(graph, method)) for graph in (one.certain, one.possible))
        found = [
            {
                "on": one.day.isoformat(),
                "actor": node,
                "label": one.labels[node],
                "certain": certain[node],
                "possible": possible[node],
            }
            for node in one.labels
            if not only or _bare(node) in only
        ]
        rows += sorted(found, key=lambda row: (row["certain"], row["label"], row["actor"]))
    return rows


def _bloc_of(found: Mapping[Name, frozenset[Name]]) -> dict[Name, Name]:
    return {node: name for name, members in found.items() for node in members}


def similarity(
    cuts: Iterable[Cut],
    measures: Iterable[profiles.Similarity],
    only: Collection[Name] = (),
    top: int | None = None,
) -> Table:
    """Return how alike actors act, pair by pair, the most alike first; with ``top``, so many of each measure."""
    rows: Table = []
    for one in cuts:
        pairs = list(profiles.pairs(one, [node for node in one.sources if _bare(node) in only], len(set(only))))
        for measure in measures:
            found = [
                {
                    "on": one.day.isoformat(),
                    "actor": pair.one,
                    "label": one.labels[pair.one],
                    "other": pair.other,
                    "other_label": one.labels[pair.other],
                    "measure": measure.name,
                    **_range(measure.of(pair.cells), measure.bounded),
                }
                for pair in pairs
            ]
            rows += sorted(found, key=_greatest_first)[:top]
    return rows


def followers(view: View, target: str, counted: Counted, top: int | None = None) -> Table:
    """Return who had a tie to a target first and who followed, in the order of their first possible days."""
    found = cascade.steps(cascade.onsets(view, target, counted))
    return [
        {
            "rank_low": step.rank[0],
            "rank_high": step.rank[1],
            "actor": curie(step.onset.actor).removeprefix("actor:"),
            "label": view.graph.label(step.onset.actor),
            "earliest": dates.calendar_day(step.onset.earliest).isoformat(),
            "latest": None if step.onset.latest is None else dates.calendar_day(step.onset.latest).isoformat(),
            "lag_low": step.lag[0],
            "lag_high": step.lag[1],
            "disputed": step.onset.latest is None,
            "acts": " ".join(map(curie, step.onset.acts)),
        }
        for step in found[:top]
    ]


def _bare(node: Name) -> Name:
    """The slug of a node, also in a view of two modes."""
    return node.rpartition(":")[2]


def _range(values: Sequence[float | None], bounded: bool) -> dict[str, Any]:
    known = [_plain(value) for value in values if value is not None]
    low, high = (min(known), max(known)) if len(known) == len(values) else (None, None)
    return {"low": low, "high": high, "bounds": bounded}


def _plain(value: float | int) -> float | int:
    """Counts as they are; others to six digits, since the last ones differ between machines."""
    return value if isinstance(value, int) else round(value, _DIGITS)


def _greatest_first(row: Mapping[str, Any]) -> tuple[float, float, str, str, str]:
    high, low = (float("-inf") if row[end] is None else row[end] for end in ("high", "low"))
    return (-high, -low, row["label"], row["actor"], row.get("other", ""))


def cuts_of(view: View, days: Iterable[date], counted: Counted) -> list[Cut]:
    """Return the cuts of a view on several days."""
    return [cut(view, day, counted) for day in days]
