"""Cascades: who had a tie to one target first, who followed, and after how many days.

The onset of an actor is the day of its first act that makes a tie, known only to lie between two days, or not certain at all
where every such act is denied.  What a continuator was handed is no act of its own and left out.  Ranks and lags are the least
and the greatest that the days allow, each onset taken by itself:

* lag: from the first onset of all to that of the actor; least where the actor acts as early and all others as late as they may;
* rank: 1 and the number of actors that acted on an earlier day, at least and at most.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from kg import worlds
from kg.measures.cuts import Counted
from kg.network.views import View
from kg.threads import Row
from kg.vocabulary import local_name


class Onset(NamedTuple):
    """The first act of an actor: the days between which it falls; ``latest`` is None if each such act is denied."""

    actor: str
    earliest: int
    latest: int | None
    acts: tuple[str, ...]


class Step(NamedTuple):
    """An onset with its place in the cascade."""

    onset: Onset
    rank: tuple[int, int]
    lag: tuple[int, int | None]


def onsets(view: View, target: str, counted: Counted, sources: Collection[str] | None = None) -> list[Onset]:
    """Return the first acts of all actors towards a target, by the first of their days, then by actor."""
    rows: dict[str, list[Row]] = {}
    for tie in view.ties:
        if tie.target == target and tie.kind in counted.kinds and (sources is None or tie.source in sources):
            rows.setdefault(tie.source, []).extend(row for row in tie.rows if _begins(row))
    found = [_onset(actor, own) for actor, own in rows.items() if own]
    return sorted(found, key=lambda onset: (onset.earliest, onset.actor))


def _begins(row: Row) -> bool:
    state = row.get("state")
    return not row.get("carrier") and (state is None or local_name(state) == worlds.HELD)


def _onset(actor: str, rows: list[Row]) -> Onset:
    spans = [(int(row["earliest"] or 0), int(row["latest"] or 0), row) for row in rows]
    first = min(earliest for earliest, _, _ in spans)
    last = min((latest for _, latest, row in spans if row["disputed"] != "true"), default=None)
    acts = {row["act"] or "" for earliest, _, row in spans if last is None or earliest <= last}
    return Onset(actor, first, last, tuple(sorted(acts)))


def steps(found: list[Onset]) -> list[Step]:
    """Return onsets with their ranks and lags, in the order in which they were given."""
    return [_step(onset, found) for onset in found]


def _step(onset: Onset, found: list[Onset]) -> Step:
    others = [other for other in found if other is not onset]
    before = sum(other.latest is not None and other.latest < onset.earliest for other in others)
    perhaps = sum(onset.latest is None or other.earliest < onset.latest for other in others)
    # Whose first act may not have been one at all cannot have been the first of all for certain.
    sure = [other.latest for other in others if other.latest is not None]
    least = onset.earliest - min([onset.earliest, *sure])
    if onset.latest is None:
        return Step(onset, (1 + before, 1 + perhaps), (least, None))
    most = onset.latest - min([onset.latest, *(other.earliest for other in others)])
    return Step(onset, (1 + before, 1 + perhaps), (least, most))
