"""Where a missing edge means that there is none: the complete searches that concern a network of one day.

The queries in ``queries/networks/searched/`` say which kinds of edges a search would have found, a row for each complete search
and kind: ``?kind ?target``, and ``?group ?from ?to`` where it was bounded.  A view names its query in its header.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kg import dates, groups, query, sparql
from kg.errors import WrongUse
from kg.network.layout import search_queries
from kg.network.nodes import Things, node_id
from kg.network.records import Search
from kg.worlds import Run


def complete(things: Things, kinds: Collection[str], day: int) -> tuple[Search, ...]:
    """Return the complete searches for some kinds that hold on a day: within the group, or else among all that exist.

    Members are those who certainly are, or who speaks for them; of a group without members on that day nobody was looked up.
    """
    graph, plan = things.graph, things.plan
    folder = search_queries(graph)
    rows = (
        row
        for name in plan.searched
        for row in query.select(graph.store, sparql.with_prefixes(folder[name].text, graph.prefixes))
    )
    modes = plan.modes or (None, None)
    return tuple(
        Search(row["kind"] or "", node_id(row["target"] or "", modes[1]), sources)
        for row in rows
        if row["kind"] in kinds
        and _on(row, day)
        and (sources := frozenset(node_id(iri, modes[0]) for iri in _sources(things, row["group"], day)))
    )


def _on(row: dict[str, str | None], day: int) -> bool:
    first, last = row["from"], row["to"]
    begun = first is None or dates.bounds(first).latest <= day
    return begun and (last is None or day <= dates.bounds(last).earliest)


def _sources(things: Things, group: str | None, day: int) -> Iterator[str]:
    if group is None:
        yield from things.existing(Run(day, day))
        return
    try:
        for place in groups.members(things.graph, group, day).places:
            yield from place.certain
    except WrongUse:
        return
