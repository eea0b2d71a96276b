"""How alike two actors act: their profiles, the ties from each to every target, compared.

A profile has a 1 for each target that the actor has a tie to and a 0 for every other; the targets are all those that anybody
may have a tie to that day, but for the two actors themselves.  With ``a`` targets of both, ``b`` and ``c`` of one only, ``d``
of none, ``N`` of them all:

* Jaccard: ``a / (a + b + c)``.  What neither does says nothing.
* S of Signorino and Ritter: ``1 - 2 (b + c) / (a + b + c + d)``, their formula for two values and equal weights
  (International Studies Quarterly 43, 1999, pp. 115-144).
* Cohen's kappa: ``(p - e) / (1 - e)``, where ``p = (a + d) / N`` and ``e`` is the agreement that two actors with as many ties
  would have by chance.  Häge recommends it (or Scott's pi) over S, since ties are rare and states differ in how many they have.

S and kappa take silence for agreement: use them where the data are complete, for instance with the view ``bipartite``.
Jaccard and S are the least and greatest values of any possible world, each cell taken as it may be; kappa is that of the
certain and that of the possible profiles.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple

import networkx

from kg.measures.cuts import Cut, Name

Cells = Sequence[tuple[Set[int], Set[int]]]
Range = tuple[float | None, float | None]


class Pair(NamedTuple):
    """The profiles of two actors: for each target, what each of them may do (0, 1 or either)."""

    one: Name
    other: Name
    cells: Cells


@dataclass(frozen=True)
class Similarity:
    """A measure of similarity: its name, formula and reference, and the function from cells to the least and greatest value."""

    name: str
    formula: str
    reference: str
    bounded: bool
    of: Callable[[Cells], Range]


def pairs(cut: Cut, actors: Collection[Name] = (), named: int = 0) -> Iterator[Pair]:
    """Yield the pairs of profiles: of one actor with all others, among several, or of all where none is ``named``.

    ``actors`` are those of the named ones that are nodes that day.
    """
    everybody = [node for node in cut.sources if any(True for _ in cut.possible.neighbors(node))]
    chosen = sorted(actors)
    targets = sorted(node for node in cut.targets if _reached(cut.possible, node))
    if named == 1:
        wanted: Iterable[tuple[Name, Name]] = ((one, other) for one in chosen for other in everybody if other != one)
    else:
        wanted = combinations(chosen if named else everybody, 2)
    profiles = {node: _profile(cut, node, targets) for node in {*everybody, *chosen}}
    for one, other in wanted:
        cells = zip(targets, profiles[one], profiles[other], strict=True)
        yield Pair(one, other, [(first, second) for target, first, second in cells if target not in (one, other)])


def _reached(graph: networkx.Graph[Name], node: Name) -> bool:
    return bool(graph.in_degree(node) if graph.is_directed() else graph.degree(node))


def _profile(cut: Cut, actor: Name, targets: Iterable[Name]) -> list[frozenset[int]]:
    """What an actor does towards each target: 0, 1 or either."""
    certain, possible = (set(graph.neighbors(actor)) for graph in (cut.certain, cut.possible))
    return [frozenset((int(target in certain), int(target in possible))) for target in targets]


def _counts(cells: Cells, *, alike: bool) -> tuple[int, int]:
    """How many targets both and how many only one has, in the world in which the two are most, or least, alike."""
    both = apart = 0
    for first, second in cells:
        same = first & second
        differ = len(first | second) > 1
        if differ and not (alike and same):
            apart += 1
        elif 1 in same:
            both += 1
    return both, apart


def _jaccard(cells: Cells) -> Range:
    def value(both: int, apart: int) -> float | None:
        return both / (both + apart) if both + apart else None

    return value(*_counts(cells, alike=False)), value(*_counts(cells, alike=True))


def _s(cells: Cells) -> Range:
    if not cells:
        return None, None
    low, high = (1 - 2 * _counts(cells, alike=alike)[1] / len(cells) for alike in (False, True))
    return low, high


def _kappa(cells: Cells) -> Range:
    found = [_kappa_of([(end(first), end(second)) for first, second in cells]) for end in (min, max)]
    known = [value for value in found if value is not None]
    return (min(known), max(known)) if len(known) == 2 else (None, None)


def _kappa_of(cells: list[tuple[int, int]]) -> float | None:
    if not cells:
        return None
    size = len(cells)
    first, second = (sum(cell[end] for cell in cells) / size for end in (0, 1))
    observed = sum(one == other for one, other in cells) / size
    chance = first * second + (1 - first) * (1 - second)
    return None if chance == 1 else (observed - chance) / (1 - chance)


SIMILARITIES: Final = (
    Similarity("jaccard", "a / (a + b + c)", "Jaccard 1902, https://doi.org/10.5169/seals-266762", True, _jaccard),
    Similarity(
        "s-score",
        "1 - 2 (b + c) / N",
        "Signorino and Ritter 1999, International Studies Quarterly 43(1): 115-144",
        True,
        _s,
    ),
    Similarity(
        "kappa",
        "(p - e) / (1 - e)",
        "Cohen 1960, Educational and Psychological Measurement 20: 37-46; Häge 2011, https://doi.org/10.1093/pan/mpr023",
        False,
        _kappa,
    ),
)
