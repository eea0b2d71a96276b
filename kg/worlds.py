"""As-of answers as certain answers over possible worlds.

A *world* takes or leaves each disputed act, and gives every act that it takes a day within its bounds and a place in the
order of that day, such that no act precedes one that it follows.  The state of a thread at the end of a day is that which
its last act gives.  The functions here compute the states over all worlds in closed form, from the rows of one thread
(docs/decisions/0004 says why it is right; the tests check it against enumeration).  All days are counted from 1970-01-01,
both ends included.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, combinations
from typing import Final, NamedTuple

from kg.dates import Days

NO_RECORD: Final = "no-record"
HELD: Final = "held"
Follows = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class Carrier:
    """A continuation through which a row came to its thread: the row counts only from that act on."""

    act: str
    earliest: int
    latest: int
    disputed: bool = False


@dataclass(frozen=True)
class Row:
    """What one act does to one thread."""

    act: str
    state: str
    earliest: int
    latest: int
    disputed: bool = False
    value: str | None = None
    carriers: frozenset[Carrier] = frozenset()


class State(NamedTuple):
    """A state of a thread, with the value that goes with it, such as the level of a mission."""

    name: str
    value: str | None = None


NOTHING: Final = State(NO_RECORD)


class Outcome(NamedTuple):
    """The states that a thread can have at the end of a day: over all worlds, over those that leave and those that take all
    that is disputed; and the acts that can be the last one."""

    states: frozenset[State]
    undisputed: frozenset[State]
    settled: frozenset[State]
    last: frozenset[str]

    @property
    def answer(self) -> str:
        """``held`` or ``not-held`` if all worlds say so; else ``disputed`` if leaving out all that is disputed, or taking all
        of it, changes the possible states, else ``undecided``."""
        held = {state.name == HELD for state in self.states}
        if len(held) == 1:
            return "held" if held.pop() else "not-held"
        return "undecided" if self.states == self.undisputed == self.settled else "disputed"


def outcome(rows: Collection[Row], day: int, follows: Follows) -> Outcome:
    """Return the possible states of the thread made of ``rows`` at the end of ``day``.

    ``follows`` maps an act to the acts that it follows.  Each disputed act and each disputed or not yet certain
    continuation is both taken and left.
    """
    carriers = {carrier for row in rows for carrier in row.carriers}
    certain = frozenset(c for c in carriers if not c.disputed and c.latest <= day)
    doubtful = [c for c in carriers if not c.disputed and c.earliest <= day < c.latest]
    denied = [c for c in carriers if c.disputed and c.earliest <= day]
    begun = {c for c in denied if c.latest <= day}
    states: set[State] = set()
    undisputed: set[State] = set()
    settled: set[State] = set()
    last: set[str] = set()
    for taken in _subsets([*doubtful, *denied]):
        seen = [row for row in rows if row.carriers <= certain | taken]
        with_disputes, without = _thread(seen, day, follows)
        states |= with_disputes.keys()
        last |= set(chain.from_iterable(with_disputes.values()))
        if not any(carrier.disputed for carrier in taken):
            undisputed |= without.keys()
        if taken >= begun:  # One that is taken may still come after the day, if its date leaves that open.
            settled |= _possible(seen, day, follows).keys()
    return Outcome(frozenset(states), frozenset(undisputed), frozenset(settled), frozenset(last))


def _subsets(carriers: list[Carrier]) -> Iterator[frozenset[Carrier]]:
    for size in range(len(carriers) + 1):
        yield from map(frozenset, combinations(carriers, size))


_Last = dict[State, set[str]]


def _thread(rows: Collection[Row], day: int, follows: Follows) -> tuple[_Last, _Last]:
    """Return the possible states and the acts that bring them: with every disputed act taken or left, and with none."""
    sure = [row for row in rows if not row.disputed]
    without = _possible(sure, day, follows)
    everything: _Last = {state: set(acts) for state, acts in without.items()}
    for row in rows:
        if row.disputed:
            for state, acts in _possible([*sure, row], day, follows).items():
                everything.setdefault(state, set()).update(acts)
    return everything, without


def _possible(rows: Collection[Row], day: int, follows: Follows) -> _Last:
    """The closed form for acts that are all taken: which of them can be the last one by the end of ``day``."""
    tightened = _tighten(rows, follows)
    certain = [row for row in tightened if row.latest <= day]
    floor = max((row.earliest for row in certain), default=None)
    taken = {row.act for row in rows}
    followed = {earlier for row in certain for earlier in _before(row.act, follows, taken)}
    result: _Last = {}
    for row in tightened:
        if row.earliest <= day and (floor is None or row.latest >= floor) and row.act not in followed:
            result.setdefault(State(row.state, row.value), set()).add(row.act)
    if not certain:
        result.setdefault(NOTHING, set())
    return result


def _tighten(rows: Collection[Row], follows: Follows) -> list[Row]:
    """Narrow the bounds of acts by those they follow and those that follow them."""
    spans = {row.act: Days(row.earliest, row.latest) for row in rows}
    links = [(act, earlier) for act in spans for earlier in _before(act, follows, spans)]
    if not links:
        return list(rows)
    for act, earlier in links:
        spans[act] = spans[act]._replace(earliest=max(spans[act].earliest, spans[earlier].earliest))
        spans[earlier] = spans[earlier]._replace(latest=min(spans[earlier].latest, spans[act].latest))
    return [replace(row, earliest=spans[row.act].earliest, latest=spans[row.act].latest) for row in rows]


def _before(act: str, follows: Follows, taken: Collection[str]) -> set[str]:
    """All acts among those taken that ``act`` follows, directly or through others that are taken; safe on circles."""
    found: set[str] = set()
    waiting = [*follows.get(act, ())]
    while waiting:
        earlier = waiting.pop()
        if earlier in taken and earlier not in found:
            found.add(earlier)
            waiting.extend(follows.get(earlier, ()))
    return found - {act}


def turning_points(rows: Iterable[Row]) -> list[int]:
    """Return, in order, every day on which the possible states of a thread can differ from those of the day before."""
    spans = [(row.earliest, row.latest) for row in rows] + [
        (carrier.earliest, carrier.latest) for row in rows for carrier in row.carriers
    ]
    return sorted(set(chain.from_iterable(spans)))


class Run(NamedTuple):
    """A closed run of days; ``last`` is None if it goes on."""

    first: int
    last: int | None


def history(rows: Collection[Row], follows: Follows) -> list[tuple[Run, Outcome]]:
    """Return what the thread can be from its first act on: the outcomes, each with the run of days for which it is the same."""
    found: list[tuple[Run, Outcome]] = []
    for day in turning_points(rows):
        now = outcome(rows, day, follows)
        if found:
            (began, _), before = found.pop()
            found.append((Run(began, day - 1), before))
            if now == before:
                found[-1] = (Run(began, None), before)
                continue
        found.append((Run(day, None), now))
    return found


def held_runs(rows: Collection[Row], follows: Follows, *, certain: bool = False) -> list[Run]:
    """Return the runs of days on which the thread may be held; with ``certain``, on which it is held in every world."""
    runs: list[Run] = []
    began: int | None = None
    for day in turning_points(rows):
        found = outcome(rows, day, follows)
        holds = found.answer == "held" if certain else any(state.name == HELD for state in found.states)
        if holds and began is None:
            began = day
        elif not holds and began is not None:
            runs.append(Run(began, day - 1))
            began = None
    return [*runs, Run(began, None)] if began is not None else runs
