"""A node of no class, which no shape can target by what else is said of it: it would pass in silence."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from kg.validate.data import TYPE, Data
from kg.validate.findings import Finding
from kg.validate.places import Locator
from kg.validate.terms import lexical
from kg.vocabulary import RDF_TYPE

# As the shape is called that finds those with a label, a date or a source.
RULE: Final = "has-a-class"


def findings(data: Data, told: Collection[Finding], locate: Locator) -> Iterator[Finding]:
    """Yield a finding for each such node that a file of data describes, but for those about which ``told`` says it."""
    ontology = data.root / "ontology"
    described = set().union(*(nodes for path, nodes in data.subjects.items() if not path.is_relative_to(ontology)))
    said = {finding.focus for finding in told if finding.path == RDF_TYPE}
    for focus in map(lexical, described - data.index[TYPE].keys()):
        if focus not in said:
            message = "say what it is; without a class no rule looks at it"
            yield Finding(locate(focus, "", ""), "violation", focus, RDF_TYPE, "", message, RULE)
