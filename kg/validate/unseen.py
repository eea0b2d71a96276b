"""What no shape can target: a property that nothing defines, and a node of no class.  Both would pass in silence."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from kg.validate.data import TYPE, Data
from kg.validate.findings import Finding
from kg.validate.places import Locator
from kg.validate.terms import iri, lexical
from kg.vocabulary import PREFIXES, RDF_TYPE, SH

UNDEFINED: Final = "property-defined"
# As the shape that finds most of them is called.
OF_NO_CLASS: Final = "has-a-class"


def findings(data: Data, told: Collection[Finding], locate: Locator) -> Iterator[Finding]:
    """Yield a finding for each such property of a node that a file of data describes, and for each such node.

    What a finding among ``told`` says already (a closed shape does) is passed over.
    """
    ontology = data.root / "ontology"
    described = set().union(*(nodes for path, nodes in data.subjects.items() if not path.is_relative_to(ontology)))
    known = data.instances(iri(PREFIXES["rdf"] + "Property")).union(*data.index.get(iri(SH + "path"), {}).values())
    said = {(finding.focus, finding.path) for finding in told}

    def found(node: str, path: str, rule: str, message: str) -> Iterator[Finding]:
        focus = lexical(node)
        if (focus, path) not in said:
            yield Finding(locate(focus, path, ""), "violation", focus, path, "", message, rule)

    for name in data.index.keys() - known:
        for node in data.index[name].keys() & described:
            message = "correct its name, or define it in the ontology"
            yield from found(node, lexical(name), UNDEFINED, message)
    for node in described - data.index[TYPE].keys():
        yield from found(node, RDF_TYPE, OF_NO_CLASS, "say what it is; without a class no rule looks at it")
