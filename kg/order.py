"""What comes before what: the order that links between acts say, and the days that it leaves to each act.

An act that follows another is not earlier.  Only undisputed acts narrow the days of others and carry an order on, because a
disputed act may not have happened.  Days are counted from 1970-01-01, both ends included.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Mapping

from kg.dates import Days

Links = Mapping[str, Collection[str]]


def narrowed(spans: Mapping[str, Days], links: Links, disputed: Collection[str]) -> dict[str, Days]:
    """Return the days of each act, narrowed by the undisputed acts that it follows and those that follow it.

    ``links`` maps an act to those that it follows; links to acts without days count for nothing.  Where dates and order
    contradict each other, an act keeps the days of its date, and a rule reports it.
    """
    pairs = [(act, earlier) for act, before in links.items() for earlier in before if act in spans and earlier in spans]
    lower = _spread({a: s.earliest for a, s in spans.items()}, [(e, a) for a, e in pairs if e not in disputed], max)
    upper = _spread({a: s.latest for a, s in spans.items()}, [(a, e) for a, e in pairs if a not in disputed], min)
    found = {act: Days(lower[act], upper[act]) for act in spans}
    return {act: days if days.earliest <= days.latest else spans[act] for act, days in found.items()}


def _spread(ends: dict[str, int], arrows: list[tuple[str, str]], stricter: Callable[[int, int], int]) -> dict[str, int]:
    """Hand the end of each act on along the arrows, keeping the stricter, until nothing changes; safe on circles."""
    onward: dict[str, list[str]] = defaultdict(list)
    for start, end in arrows:
        onward[start].append(end)
    waiting = deque(onward)
    while waiting:
        start = waiting.popleft()
        for end in onward[start]:
            found = stricter(ends[end], ends[start])
            if found != ends[end]:
                ends[end] = found
                waiting.append(end)
    return ends


def before(links: Links, disputed: Collection[str]) -> dict[str, frozenset[str]]:
    """Return for each act all acts that it follows, directly or through undisputed acts; safe on circles."""
    found: dict[str, frozenset[str]] = {}
    for act, direct in links.items():
        reached: set[str] = set()
        waiting = [*direct]
        while waiting:
            earlier = waiting.pop()
            if earlier not in reached:
                reached.add(earlier)
                waiting.extend(links.get(earlier, ()) if earlier not in disputed else ())
        found[act] = frozenset(reached - {act})
    return found
