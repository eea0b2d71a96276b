"""Exceptions from a rule for one node, which are data: which there are, and which nothing needs any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.validate.data import TYPE, Data
from kg.validate.findings import Finding
from kg.validate.places import Locator
from kg.validate.results import Result
from kg.validate.terms import iri, lexical
from kg.vocabulary import REC, local_name

# A rule and a node, and the exception; all as terms of N-Triples.
Excepted = Mapping[tuple[str, str], str]


def recorded(data: Data) -> Excepted:
    """Return the rules and nodes for which a ``rec:Exception`` is recorded, with the exception."""
    ruled, foci = data.index.get(iri(REC + "rule"), {}), data.index.get(iri(REC + "focus"), {})
    return {(rule, node): one for one, named in ruled.items() for rule in named for node in foci.get(one, ())}


def judged_together(within: frozenset[str] | None, excepted: Excepted) -> frozenset[str] | None:
    """Return some nodes, the exceptions made for them, and the nodes for which they make exceptions; None stands for all."""
    if within is None:
        return None
    pairs = [(node, one) for (_, node), one in excepted.items() if node in within or one in within]
    return within.union(*pairs)


def needless(
    data: Data, excepted: Excepted, results: Iterable[Result], locate: Locator, within: frozenset[str] | None
) -> Iterator[Finding]:
    """Yield a finding for each exception from which nothing is excepted any more: it would hide the next mistake.

    That its rule or its node is undefined is said by other rules.
    """
    found = {(iri(result.shape), result.focus) for result in results}
    described = data.index[TYPE].keys()
    for (rule, node), exception in excepted.items():
        there = rule in described and node in described
        if there and (rule, node) not in found and (within is None or exception in within):
            focus, path, value = lexical(exception), REC + "focus", lexical(node)
            shown = f"{local_name(lexical(rule))} has no finding about it; remove the exception, or correct its rule"
            yield Finding(locate(focus, path, value), "warning", focus, path, value, shown, "exception-needed")
