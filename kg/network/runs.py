"""Days as runs of whole numbers: united, cut, laid over each other; and as spells of a calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeVar

from kg import dates
from kg.network.records import Spell
from kg.worlds import Run

T = TypeVar("T")
U = TypeVar("U")

# What has no beginning begins here: the first day that a calendar of the library has.
ALWAYS: Final = dates.bounds("0001-01-01").earliest
_NEVER_ENDS: Final = dates.bounds("9999-12-31").latest + 1
Track = Sequence[tuple[Run, T]]


def spell(run: Run) -> Spell:
    """Return a run as a spell; what begins with the calendar has no beginning."""
    start = None if run.first <= ALWAYS else dates.calendar_day(run.first)
    return Spell(start, None if run.last is None else dates.calendar_day(run.last))


def covers(run: Run, day: int) -> bool:
    """Whether a day lies in a run."""
    return run.first <= day and (run.last is None or day <= run.last)


def united(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the same days as runs that lie apart, in order; runs that overlap or touch become one."""
    found: list[Run] = []
    for run in sorted(runs, key=lambda run: (run.first, _end(run))):
        if found and _end(found[-1]) + 1 >= run.first:
            before = found.pop()
            found.append(_run(before.first, max(_end(before), _end(run))))
        else:
            found.append(run)
    return tuple(found)


def common(one: Iterable[Run], others: Iterable[Run]) -> tuple[Run, ...]:
    """Return the days that lie in a run of each, as runs in order."""
    right = tuple(others)
    pairs = ((max(a.first, b.first), min(_end(a), _end(b))) for a in one for b in right)
    return united(_run(first, last) for first, last in pairs if first <= last)


def _end(run: Run) -> int:
    return _NEVER_ENDS if run.last is None else run.last


def _run(first: int, last: int) -> Run:
    return Run(first, None if last >= _NEVER_ENDS else last)


def overlay(tracks: Iterable[Track[T]], combine: Callable[[list[T]], U | None]) -> tuple[tuple[Run, U], ...]:
    """Return what the values of all tracks together say, as one track; where ``combine`` gives None there is nothing.

    Neighbouring runs with one value become one.
    """
    given = [item for track in tracks for item in track]
    if len(given) == 1:
        value = combine([given[0][1]])
        return () if value is None else ((given[0][0], value),)
    return tuple(_joined(_segments(given, combine)))


def _segments(given: list[tuple[Run, T]], combine: Callable[[list[T]], U | None]) -> Iterator[tuple[Run, U]]:
    edges = sorted({run.first for run, _ in given} | {_end(run) + 1 for run, _ in given})
    for first, after in pairwise(edges):
        active = [value for run, value in given if run.first <= first <= _end(run)]
        found = combine(active) if active else None
        if found is not None:
            yield _run(first, after - 1), found


def _joined(segments: Iterable[tuple[Run, U]]) -> Iterator[tuple[Run, U]]:
    last: tuple[Run, U] | None = None
    for run, value in segments:
        if last is not None and last[1] == value and _end(last[0]) + 1 == run.first:
            last = (Run(last[0].first, run.last), value)
            continue
        if last is not None:
            yield last
        last = (run, value)
    if last is not None:
        yield last


def at(track: Track[T], day: int) -> T | None:
    """Return the value of a track on a day."""
    return next((value for run, value in track if covers(run, day)), None)


def within(track: Track[T], window: Run | None) -> tuple[tuple[Run, T], ...]:
    """Return the part of a track that lies in a window; all of it without one."""
    if window is None:
        return tuple(track)
    return tuple((part, value) for run, value in track for part in common([run], [window]))
