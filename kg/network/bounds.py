"""What bounds a spell: acts and the continuations that handed them on, with their dates as written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from kg import dates, worlds
from kg.graph import Graph
from kg.network.records import Value
from kg.threads import Row, carriers
from kg.vocabulary import local_name
from kg.worlds import Run

# What stands in a list of dates for an end that is open, as EDTF has it.
OPEN: Final = ".."


class Bound(NamedTuple):
    """What a tie begins by, or has ended after: its days as in kg.worlds, its IRI, its date as written."""

    earliest: int
    latest: int
    act: str
    text: str


def dated(graph: Graph, rows: Iterable[Row], day: int, *, begins: bool) -> str | None:
    """Return the date, as written, of what makes a tie with these rows begin, or have ended, on a day; None without one."""
    near = list(_near(rows, carriers(graph), day, begins=begins))
    # A run can also begin within the days of an act, where the order of acts narrows them.
    found = min((bound for bound in near if day in (bound.earliest, bound.latest)), default=min(near, default=None))
    return None if found is None else _written(graph, found)


def _near(rows: Iterable[Row], known: Mapping[str, worlds.Carrier], day: int, *, begins: bool) -> Iterator[Bound]:
    for row in rows:
        # Few rows are near, so that the days are looked at first.
        earliest, latest = int(row["earliest"] or 0), int(row["latest"] or 0)
        if earliest <= day <= latest and _fits(row, begins=begins):
            yield Bound(earliest, latest, row["act"] or "", row["date"] or "")
        carrier = row.get("carrier")
        if carrier and known[carrier].earliest <= day <= known[carrier].latest and _fits(row, begins=begins):
            yield Bound(known[carrier].earliest, known[carrier].latest, carrier, "")


def _fits(row: Row, *, begins: bool) -> bool:
    return bool(row.get("date")) and (local_name(row.get("state") or worlds.HELD) == worlds.HELD) == begins


def _written(graph: Graph, bound: Bound) -> str | None:
    """The date of an act as written; with readings that are still open, an interval from the first to the last."""
    given = graph.dates.get(bound.act, ())
    if bound.text and (bound.text not in given or len(given) == 1):
        return bound.text
    return dates.spanning(given) or bound.text or None


def named(what: str, text: str | None) -> dict[str, Value]:
    """Return the columns of a date: as written, and how precise it is."""
    return {f"{what}_text": text, f"{what}_precision": dates.precision(text)} if text else {}


def texts(graph: Graph, rows: Iterable[Row], shown: Iterable[Run]) -> dict[str, Value]:
    """Return two lists with an item for each run: the dates of its beginning and end as written.

    Where no one act bounds a run, since several do together, it is the day itself; an end that is open is ``..``.
    """
    spans = tuple(shown)
    starts = (_text(graph, rows, run.first, begins=True) for run in spans)
    ends = (OPEN if run.last is None else _text(graph, rows, run.last + 1, begins=False) for run in spans)
    return {"start_texts": tuple(starts), "end_texts": tuple(ends)}


def _text(graph: Graph, rows: Iterable[Row], day: int, *, begins: bool) -> str:
    return dated(graph, rows, day, begins=begins) or dates.calendar_day(day).isoformat()
