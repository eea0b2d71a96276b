"""Answers as pictures: over time lines with bands, on a day ranges, blocs on a map, a cascade as steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from kg.errors import WrongUse
from kg.measures import Answer
from kg.measures.cuts import Cut
from kg.network.style import OTHER
from kg.plots import charts, maps
from kg.vocabulary import local_name

_LINES: Final = 7
_RANGES: Final = 25


def picture(answer: Answer) -> str:
    """Return an answer as SVG.  Raises WrongUse for a whole network on one day, which is a table and no picture."""
    title, note = _head(answer)
    if answer.asked.of == "cascade":
        return charts.steps(title, note, [_arrival(row) for row in answer.rows])
    if answer.asked.of == "blocs":
        return _map(answer, title, note)
    if len(answer.cuts) > 1:
        return charts.series(title, note, _series(answer))
    if answer.asked.of == "network":
        raise WrongUse("one day of a whole network is no picture", remedy="give waves, such as 1950:2020:5")
    panels = [
        charts.Panel(name, tuple(charts.Range(_label(row), row["low"], row["high"]) for row in rows[:_RANGES]))
        for name, rows in _by_measure(answer.rows).items()
    ]
    return charts.ranges(title, note, panels)


def _head(answer: Answer) -> tuple[str, str]:
    asked, days = answer.asked, [cut.day.isoformat() for cut in answer.cuts]
    when = "" if not days else f", {days[0]}" if len(days) == 1 else f", {days[0]} to {days[-1]}"
    whom = "" if asked.target is None else f" towards {answer.view.graph.label(_target(answer))}"
    among = "" if asked.among is None else f", among {asked.among}"
    notes = {
        "cascade": "Between the first and the last day on which each first act may have been; dashed: denied.",
        "blocs": f"Blocs of the network of possible ties, by the method of {asked.method.capitalize()}; grey: alone.",
    }
    note = notes.get(asked.of, "From the value on the network of certain ties to that on the network of possible ties.")
    return f"{asked.view}: {asked.of}{whom}{when}{among}", note


def _target(answer: Answer) -> str:
    return answer.view.graph.names.find(answer.asked.target or "", "actor")


def _arrival(row: Mapping[str, Any]) -> charts.Arrival:
    latest = row["latest"] and date.fromisoformat(row["latest"])
    return charts.Arrival(row["label"], date.fromisoformat(row["earliest"]), latest)


def _label(row: Mapping[str, Any]) -> str:
    return f"{row['label']} – {row['other_label']}" if "other" in row else str(row["label"])


def _by_measure(rows: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["measure"], []).append(row)
    return found


def _series(answer: Answer) -> list[charts.Panel[charts.Line]]:
    """A panel for each measure; of actors and pairs those with the greatest values on the last day."""
    days = [cut.day for cut in answer.cuts]
    panels = []
    for name, rows in _by_measure(answer.rows).items():
        lines: dict[str, dict[date, tuple[Any, Any]]] = {}
        for row in sorted(rows, key=lambda row: row["on"], reverse=True):
            label = _label(row) if "label" in row else ""
            lines.setdefault(label, {})[date.fromisoformat(row["on"])] = (row["low"], row["high"])
        shown = [
            charts.Line(label, tuple((day, *values.get(day, (None, None))) for day in days))
            for label, values in list(lines.items())[:_LINES]
        ]
        panels.append(charts.Panel(name, tuple(shown)))
    return panels


def _map(answer: Answer, title: str, note: str) -> str:
    if len(answer.cuts) != 1:
        raise WrongUse("blocs are drawn on one day", remedy="give one day")
    (cut,) = answer.cuts
    of = {row["actor"]: row["possible"] for row in answer.rows}
    sizes = Counter(of.values())
    named = {bloc: color for bloc, color in maps.colors(of.values()).items() if sizes[bloc] > 1}
    places = _places(answer)
    dots = [
        maps.Dot(node, cut.labels[node], places.get(node.rpartition(":")[2]), named.get(bloc, OTHER))
        for node, bloc in of.items()
    ]
    strokes = [maps.Stroke(one, other) for one, other in sorted(_ties(cut)) if {one, other} <= of.keys()]
    legend = maps.legend({cut.labels[bloc]: color for bloc, color in named.items()}, _sizes(cut, sizes))
    return maps.draw(title, note, dots, strokes, [(f"with {meaning}", color) for meaning, color in legend])


def _ties(cut: Cut) -> Iterable[tuple[str, str]]:
    return ((one, other) for one, other in cut.possible.edges())


def _sizes(cut: Cut, sizes: Mapping[str, int]) -> dict[str, int]:
    return {cut.labels[bloc]: size for bloc, size in sizes.items()}


def _places(answer: Answer) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of those who have a place on record, by slug."""
    found = {}
    for iri, columns in answer.view.things.facts.items():
        where = [columns[axis][0].text for axis in ("longitude", "latitude") if columns.get(axis)]
        if len(where) == 2:
            found[local_name(iri)] = (float(where[0]), float(where[1]))
    return found
