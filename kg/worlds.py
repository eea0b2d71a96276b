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
from typing import Final, NamedTuple, TypeVar

from kg.dates import Days

NO_RECORD: Final = "no-record"
HELD: Final = "held"
Follows = Mapping[str, Collection[str]]
_Item = TypeVar("_Item")


@dataclass(frozen=True)
class Carrier:
    """A continuation through which a row came to its thread: the row counts only from that act on."""

    act: str
    earliest: int
    latest: int
    disputed: bool = False


class State(NamedTuple):
    """A state of a thread, with the value that goes with it, such as the level of a mission."""

    name: str
    value: str | None = None


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

    @property
    def gives(self) -> State:
        """The state of the thread while this is its last act."""
        return State(self.state, self.value)


NOTHING: Final = State(NO_RECORD)


class Outcome(NamedTuple):
    """The states that a thread can have at the end of a day, over all worlds; the acts that can be the last one; and whether
    some way of settling what is disputed, each act or continuation taken or left, would take one of the states away."""

    states: frozenset[State]
    last: frozenset[str]
    disputed: bool

    @property
    def answer(self) -> str:
        """``held`` or ``not-held`` if all worlds say so; else ``disputed`` if it hangs on a dispute, else ``undecided``."""
        held = {state.name == HELD for state in self.states}
        if len(held) == 1:
            return "held" if held.pop() else "not-held"
        return "disputed" if self.disputed else "undecided"


class _Carriers(NamedTuple):
    """The continuations of a thread that may have happened by a day: certainly; or if the date is that early; or denied."""

    certain: frozenset[Carrier]
    doubtful: frozenset[Carrier]
    denied: frozenset[Carrier]


def outcome(rows: Collection[Row], day: int, follows: Follows) -> Outcome:
    """Return the possible states of the thread made of ``rows`` at the end of ``day``.

    ``follows`` maps an act to the acts that it follows.  Each disputed act and each disputed or not yet certain
    continuation is both taken and left.
    """
    carriers = _carriers(rows, day)
    states: _Last = {}
    for taken in _subsets(carriers.doubtful | carriers.denied):
        for state, acts in _over_all(_seen(rows, carriers.certain | taken), day, follows).items():
            states.setdefault(state, set()).update(acts)
    disputed = len(states) > 1 and _disputed(states, rows, day, follows, carriers)
    return Outcome(frozenset(states), frozenset(chain.from_iterable(states.values())), disputed)


def _carriers(rows: Collection[Row], day: int) -> _Carriers:
    found = {carrier for row in rows for carrier in row.carriers if carrier.earliest <= day}
    denied = frozenset(carrier for carrier in found if carrier.disputed)
    certain = frozenset(carrier for carrier in found - denied if carrier.latest <= day)
    return _Carriers(certain, frozenset(found - denied - certain), denied)


def _disputed(
    states: Collection[State], rows: Collection[Row], day: int, follows: Follows, carriers: _Carriers
) -> bool:
    """Whether some way of settling what is disputed takes one of the states away.

    A state is taken away, if it can be, by taking all disputed acts that give another and leaving those that give it.  Only
    of the latter that stand in the order of acts one may bind others when it is taken, so that these are tried both ways.
    """
    if not carriers.denied and not any(row.disputed for row in rows):
        return False
    ordered = _in_order({row.act for row in rows}, follows)
    for state in states:
        giving = frozenset(row for row in rows if row.disputed and row.gives == state)
        for kept in _subsets(frozenset(row for row in giving if row.act in ordered)):
            settled = [row for row in rows if row not in giving or row in kept]
            for accepted in _subsets(carriers.denied):
                # One that is accepted may still come after the day, if its date leaves that open.
                begun = frozenset(carrier for carrier in accepted if carrier.latest <= day)
                seen = (carriers.certain | begun | late for late in _subsets(carriers.doubtful | (accepted - begun)))
                if not any(state in _possible(_seen(settled, some), day, follows) for some in seen):
                    return True
    return False


def _in_order(acts: set[str], follows: Follows) -> set[str]:
    """Those among some acts that follow others of them or are followed."""
    links = {act: acts.intersection(follows.get(act, ())) for act in acts}
    return {act for act, earlier in links.items() if earlier}.union(*links.values())


def _seen(rows: Collection[Row], carriers: frozenset[Carrier]) -> list[Row]:
    """The rows that stand in the thread themselves or come to it through these continuations."""
    return [row for row in rows if row.carriers <= carriers]


def _subsets(items: frozenset[_Item]) -> Iterator[frozenset[_Item]]:
    for size in range(len(items) + 1):
        yield from map(frozenset, combinations(items, size))


_Last = dict[State, set[str]]


def _over_all(rows: Collection[Row], day: int, follows: Follows) -> _Last:
    """Return the possible states and the acts that bring them, with each disputed act taken or left."""
    sure = [row for row in rows if not row.disputed]
    found = _possible(sure, day, follows)
    for row in rows:
        if row.disputed:
            for state, acts in _possible([*sure, row], day, follows).items():
                found.setdefault(state, set()).update(acts)
    return found


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
            result.setdefault(row.gives, set()).add(row.act)
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


def common(one: Run, other: Run) -> Run | None:
    """Return the days that two runs share, or None."""
    first = max(one.first, other.first)
    last = min((run.last for run in (one, other) if run.last is not None), default=None)
    return Run(first, last) if last is None or first <= last else None


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
