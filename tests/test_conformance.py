"""The quick engine on the test suite of the W3C, beside which this project must be told where it lies.

The suite is not shipped: clone https://github.com/w3c/data-shapes and set SHACL_SUITE to its folder
``data-shapes-test-suite/tests``.  Each test is answered as the suite says, or refused; none is answered differently.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse, serialize

from kg.errors import KgError
from kg.validate.data import Data
from kg.validate.run import quick
from kg.validate.terms import lexical
from kg.vocabulary import RDF_TYPE, SH

SUITE = os.environ.get("SHACL_SUITE", "")
FILES = sorted(Path(SUITE).rglob("*.ttl")) if SUITE else []
TEST = "http://www.w3.org/ns/shacl-test#"
MANIFEST = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
# What a test says of its expected result stands in the file of its shapes and is no shape.
NO_SHAPES = (MANIFEST, TEST, SH + "conforms", SH + "resultSeverity")
# How many tests of each part the engine answers; the others use what it does not know.
ANSWERED = {"core": 65, "sparql": 3}
Key = tuple[str, str, str, str, str]
Facts = dict[tuple[object, str], list[object]]


def triples(file: Path) -> list[Triple]:
    """The triples with their terms as they are written, which a store does not keep."""
    return [quad.triple for quad in parse(file.read_bytes(), format=RdfFormat.TURTLE, base_iri=file.as_uri())]


def read(file: Path) -> Facts:
    found: Facts = defaultdict(list)
    for triple in triples(file):
        found[triple.subject, triple.predicate.value].append(triple.object)
    return found


def one(facts: Facts, subject: object, name: str) -> object:
    return facts[subject, name][0] if facts[subject, name] else None


def text(found: list[Triple]) -> bytes:
    return serialize(found, format=RdfFormat.N_TRIPLES) or b""


def shapes(file: Path) -> bytes:
    found = triples(file)
    told = {triple.subject for triple in found if triple.predicate.value.startswith(NO_SHAPES)}
    return text([triple for triple in found if triple.subject not in told])


def shown(term: object) -> str:
    return "_" if isinstance(term, BlankNode) else str(getattr(term, "value", ""))


def expected(facts: Facts, report: object) -> Counter[Key]:
    names = ("focusNode", "resultPath", "value", "sourceConstraintComponent", "resultSeverity")
    results = facts[report, SH + "result"]
    return Counter(tuple(shown(one(facts, result, SH + name)) for name in names) for result in results)  # type: ignore[misc]


def answer(facts: Facts, test: object, folder: Path) -> Counter[Key] | None:
    """The results of one test, None if the engine refuses it."""
    action = one(facts, test, MANIFEST + "action")
    data, rules = (
        Path(shown(one(facts, action, TEST + name)).removeprefix("file://")) for name in ("dataGraph", "shapesGraph")
    )
    # Where nodes without a name may be: they have no place in the files of data.
    copied = folder / "ontology" / "data.ttl"
    copied.write_bytes(text(triples(data)))
    try:
        found = Data(folder, [copied])
        found.derive()
        results = quick(found, [shapes(rules)])
    except KgError:
        return None

    def said(term: str) -> str:
        return "_" if term.startswith("_:") else lexical(term) if term else ""

    return Counter((said(r.focus), said(r.path), said(r.value), r.component, r.severity) for r in results)


@pytest.mark.skipif(not SUITE, reason="SHACL_SUITE names no copy of the W3C's tests")
@pytest.mark.parametrize("part", ANSWERED)
def test_every_test_of_the_w3c_is_answered_as_it_says_or_refused(part: str, tmp_path: Path) -> None:
    (tmp_path / "ontology").mkdir()
    (tmp_path / "queries" / "engine").mkdir(parents=True)
    (tmp_path / "queries" / "engine" / "dates.rq").write_text(
        "#+ summary: None.\nSELECT ?act ?value { ?act <x:d> ?value }"
    )
    answered = []
    for file in (file for file in FILES if part in file.parts):
        facts = read(file)
        for test in [
            subject
            for subject, name in facts
            if name == RDF_TYPE and NamedNode(TEST + "Validate") in facts[subject, name]
        ]:
            wanted, found = one(facts, test, MANIFEST + "result"), answer(facts, test, tmp_path)
            if found is not None:
                assert wanted != NamedNode(TEST + "Failure"), f"{file} must fail"
                assert found == expected(facts, wanted), file
                answered.append(file)
    assert len(answered) == ANSWERED[part]
