"""Published totals beside ours: how many certainly and how many possibly hold a relation, and what is said of the difference.

What a total counts (the group, the capacity, whose account, whom it leaves out) and by whom two counts differ is data; here
the question that the data states is asked of the engine, and the answer compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import ceil

from kg import groups, query, sparql, threads
from kg.asking import perspective
from kg.dates import bounds
from kg.graph import Graph
from kg.groups import Place
from kg.status import Status, status
from kg.vocabulary import local_name

ROWS, PER_CENT = 3, 5

TOTALS = """SELECT ?total ?target ?relation ?day ?count ?group ?speaker WHERE {
  ?total a rec:PublishedTotal ; rec:target ?target ; rec:relation ?relation ; rec:asOf ?day ; rec:total ?count .
  OPTIONAL { ?total rec:group ?group }
  OPTIONAL { ?total rec:accordingTo ?speaker }
  OPTIONAL { ?total rec:notCompared ?reason }
  FILTER(!BOUND(?reason))
} ORDER BY ?total"""
FACETS = """SELECT ?total ?facet ?value WHERE {
  ?part rdfs:subPropertyOf rec:facet .
  ?total a rec:PublishedTotal ; rec:relation ?relation ; ?facet ?value .
  ?relation ?part ?facet .
}"""
CASES = "SELECT ?total ?actor WHERE { ?total a rec:PublishedTotal ; rec:inCase ?actor }"
LEFT_OUT = "SELECT ?total ?actor WHERE { ?total rec:leavesOut ?actor }"
DIFFERENCES = """SELECT ?total ?actor ?count WHERE {
  ?difference a rec:TotalDifference ; rec:about ?total ; rec:subject ?actor ; rec:onlyIn ?count .
}"""


@dataclass(frozen=True)
class Compared:
    """A published total and ours, by the slugs of those counted."""

    total: str
    cases: frozenset[str]
    count: int
    certain: frozenset[str]
    possible: frozenset[str]
    only_published: frozenset[str]
    only_ours: frozenset[str]

    @property
    def range(self) -> tuple[int, int]:
        """How many we count, with what the differences tell: at least and at most."""
        found = [(side - self.only_ours) | self.only_published for side in (self.certain, self.possible)]
        return len(found[0]), len(found[1])

    @property
    def unexplained(self) -> int:
        """By how many rows the published total stays outside our range."""
        low, high = self.range
        return max(low - self.count, self.count - high, 0)

    @property
    def allowed(self) -> int:
        """How many rows may stay unexplained: three, or of a small total one in twenty, rounded up."""
        return min(ROWS, ceil(self.count * PER_CENT / 100))

    @property
    def stale(self) -> frozenset[str]:
        """Those whom a difference names although both counts have them, or neither."""
        return (self.only_published & self.certain) | (self.only_ours - self.possible)


def compared(graph: Graph) -> list[Compared]:
    """Compare every published total, of whatever relation, that does not say why it cannot be."""
    facets: dict[str, dict[str, str]] = defaultdict(dict)
    for row in _rows(graph, FACETS):
        facets[row["total"]][local_name(row["facet"])] = row["value"]
    cases, left_out = _actors(_rows(graph, CASES)), _actors(_rows(graph, LEFT_OUT))
    named = {
        name: _actors(row for row in _rows(graph, DIFFERENCES) if local_name(row["count"]) == name) for name in COUNTS
    }
    found = []
    for row in _rows(graph, TOTALS):
        certain, possible = _counted(graph, row, facets[row["total"]])
        without = left_out[row["total"]]
        found.append(
            Compared(
                local_name(row["total"]),
                cases[row["total"]],
                int(row["count"]),
                certain - without,
                possible - without,
                *(named[name][row["total"]] for name in COUNTS),
            )
        )
    return found


COUNTS = ("published", "ours")


def _rows(graph: Graph, text: str) -> Iterator[dict[str, str]]:
    for row in query.select(graph.store, sparql.with_prefixes(text, graph.prefixes)):
        yield {name: value or "" for name, value in row.items()}


def _actors(rows: Iterator[dict[str, str]] | Collection[dict[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for row in rows:
        found[row["total"]] |= {local_name(row["actor"])}
    return found


def _counted(graph: Graph, row: dict[str, str], facets: dict[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    """Who certainly and who possibly counts: the members of what has members, else those who hold the relation."""
    relation = threads.relation(graph, row["relation"])
    if relation.counts_states and not row["speaker"]:
        members = groups.members(graph, row["target"], bounds(row["day"]).latest)
        certain = frozenset(local_name(place.member) for place in members.places)
        return certain, certain | {local_name(actor) for actor in members.apart}
    answer = status(
        graph,
        target=row["target"],
        on=row["day"],
        relation_name=row["relation"],
        facets=facets,
        among=row["group"] or None,
        perspective=perspective(graph, row["speaker"] or None),
    )
    certain = frozenset(local_name(who) for who, best in answer.best.items() if best == "held")
    return certain, certain | frozenset(_perhaps(answer))


def _perhaps(answer: Status) -> Iterator[str]:
    """Those whose answer is open and may turn out to be held."""
    may = {answer.counted(row) for row in answer.rows if "held" in row.states}
    places = answer.among.places if answer.among else [Place(actor) for actor in answer.best]
    for place in places:
        if answer.best[place.member] in ("undecided", "disputed") and may & place.actors:
            yield local_name(place.member)
