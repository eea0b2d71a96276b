"""Ties: what is known of one edge over all time, from the rows of a network query.

A tie is made of strands.  Most are threads of effect rows, whose possible states kg.worlds tells; a strand of an event is the
days on which it may have happened.  By the policy of uncertain days a strand is shown on certain runs of days; whatever the
policy, a tie also knows on which days it holds in every possible world.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from kg import worlds
from kg.network import runs
from kg.network.records import Uncertain
from kg.threads import Row, gather, with_values
from kg.vocabulary import local_name
from kg.worlds import Run

# The columns of a change, and of an event; either may have more.
EDGE: Final = ("source", "target", "kind")
CHANGE: Final = (*EDGE, "thread", "row", "act", "state", "earliest", "latest", "disputed")
EVENT: Final = (*EDGE, "act", "earliest", "latest", "disputed")
# Of several strands the best answer counts, as kg.status counts actors.
_BEST: Final = (worlds.HELD, "disputed", "undecided")


@dataclass(frozen=True)
class Strand:
    """One thread or event of a tie: its name, the days on which it is shown and is certain, its states and values."""

    name: str
    shown: tuple[Run, ...]
    certain: tuple[Run, ...]
    states: tuple[tuple[Run, str], ...] = ()
    values: tuple[tuple[Run, str], ...] = ()
    possible: tuple[Run, ...] = ()
    begun: bool = True


@dataclass(frozen=True)
class Tie:
    """An edge between two nodes, by IRIs, with its strands and the rows from which they come."""

    source: str
    target: str
    kind: str
    strands: tuple[Strand, ...]
    rows: tuple[Row, ...]
    directed: bool = True
    extra: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def shown(self) -> tuple[Run, ...]:
        """The days on which the tie is shown."""
        return runs.united(run for strand in self.strands for run in strand.shown)

    @cached_property
    def certain(self) -> tuple[Run, ...]:
        """The days on which the tie holds in every possible world."""
        return runs.united(run for strand in self.strands for run in strand.certain)

    @cached_property
    def possible(self) -> tuple[Run, ...]:
        """The days on which the tie holds in some possible world."""
        return runs.united(run for strand in self.strands for run in strand.possible)

    @cached_property
    def states(self) -> tuple[tuple[Run, str], ...]:
        """What the tie is in each run of days; of several strands the best answer counts."""
        return runs.overlay((strand.states for strand in self.strands), _best)

    @cached_property
    def values(self) -> tuple[tuple[Run, str], ...]:
        """The values of the strands that may be held, such as the level of a mission."""
        return runs.overlay((strand.values for strand in self.strands), lambda found: ", ".join(sorted(set(found))))

    @cached_property
    def numbers(self) -> tuple[tuple[Run, int], ...]:
        """How many strands are shown at once."""
        return runs.overlay(([(run, 1) for run in strand.shown] for strand in self.strands), sum)


def _best(answers: Collection[str]) -> str:
    for answer in _BEST:
        if answer in answers:
            return answer
    return ", ".join(sorted(set(answers)))


def ties(
    rows: Iterable[Row], known: Mapping[str, worlds.Carrier], follows: worlds.Follows, policy: Uncertain
) -> Iterator[Tie]:
    """Yield the ties that rows make, in the order of the rows; they may come in any order."""
    grouped: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["source"] or "", row["target"] or "", row["kind"] or ""].append(row)
    for (source, target, kind), found in grouped.items():
        strands = tuple(_strands(found, known, follows, policy))
        yield Tie(source, target, kind, strands, tuple(found))


def _strands(
    rows: list[Row], known: Mapping[str, worlds.Carrier], follows: worlds.Follows, policy: Uncertain
) -> Iterator[Strand]:
    if "thread" not in rows[0]:
        yield from (_event(row, policy) for row in rows)
        return
    for name, found in gather(rows, known).items():
        yield strand(name, with_values([row for _, row in found]), follows, policy)


def strand(name: str, rows: tuple[worlds.Row, ...], follows: worlds.Follows, policy: Uncertain) -> Strand:
    """Return the strand of a thread."""
    history = worlds.history(rows, follows)
    certain = runs.united(run for run, found in history if found.answer == worlds.HELD)
    possible = runs.united(run for run, found in history if _held(found))
    if policy in ("earliest", "latest"):
        history = worlds.history([_placed(row, policy) for row in rows], follows)
    shown = certain if policy == "skip" else runs.united(run for run, found in history if _held(found))
    states = runs.overlay([[(run, found) for run, found in history]], _state)
    values = runs.overlay([[(run, found) for run, found in history]], _value)
    return Strand(name, shown, certain, states, values, possible, any(row.state == worlds.HELD for row in rows))


def _held(found: worlds.Outcome) -> bool:
    return any(state.name == worlds.HELD for state in found.states)


def _placed(row: worlds.Row, policy: Uncertain) -> worlds.Row:
    """A row as if its act, and what carried it, had come on one of the days on which they may have come."""

    def day(span: worlds.Row | worlds.Carrier) -> int:
        return span.earliest if policy == "earliest" else span.latest

    carriers = frozenset(replace(carrier, earliest=day(carrier), latest=day(carrier)) for carrier in row.carriers)
    return replace(row, earliest=day(row), latest=day(row), carriers=carriers)


def _state(outcomes: list[worlds.Outcome]) -> str | None:
    (found,) = outcomes
    if found.answer != "not-held":
        return found.answer
    return ", ".join(sorted(state.name for state in found.states if state != worlds.NOTHING)) or None


def _value(outcomes: list[worlds.Outcome]) -> str | None:
    (found,) = outcomes
    values = {local_name(state.value) for state in found.states if state.name == worlds.HELD and state.value}
    return " or ".join(sorted(values)) or None


def _event(row: Row, policy: Uncertain) -> Strand:
    earliest, latest = int(row["earliest"] or 0), int(row["latest"] or 0)
    sure = row["disputed"] != "true" and earliest == latest
    days = {"earliest": Run(earliest, earliest), "latest": Run(latest, latest)}.get(policy, Run(earliest, latest))
    certain = (days,) if sure else ()
    shown = certain if policy == "skip" else (days,)
    return Strand(row["act"] or "", shown, certain, possible=(Run(earliest, latest),))


def projected(found: Iterable[Tie], end: str) -> Iterator[Tie]:
    """Yield the ties between nodes at one end (``source`` or ``target``) of ties that share the node at the other.

    Two are joined, without direction, while both have a tie of one kind to the same node; each such node is a strand.
    """
    stars: dict[tuple[str, str], dict[str, Tie]] = defaultdict(dict)
    for tie in found:
        mine, shared = (tie.source, tie.target) if end == "source" else (tie.target, tie.source)
        stars[shared, tie.kind][mine] = tie
    pairs: dict[tuple[str, str, str], list[tuple[str, Tie, Tie]]] = defaultdict(list)
    for (shared, kind), star in stars.items():
        members = sorted(star)
        for rank, one in enumerate(members):
            for other in members[rank + 1 :]:
                pairs[one, other, kind].append((shared, star[one], star[other]))
    for (one, other, kind), parts in sorted(pairs.items()):
        made = [(shared, a, b, _shared(shared, a, b)) for shared, a, b in parts]
        kept = [(a, b, strand) for _, a, b, strand in made if strand.possible]
        if kept:
            rows = tuple(row for a, b, _ in kept for row in (*a.rows, *b.rows))
            shared_with = frozenset(local_name(strand.name) for _, _, strand in kept)
            strands = tuple(strand for _, _, strand in kept)
            yield Tie(one, other, kind, strands, rows, directed=False, extra={"shared": shared_with})


def _shared(name: str, one: Tie, other: Tie) -> Strand:
    return Strand(
        name,
        runs.common(one.shown, other.shown),
        runs.common(one.certain, other.certain),
        possible=runs.common(one.possible, other.possible),
    )
