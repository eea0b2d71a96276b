"""At least half of the recognitions since 1945 outside the guide of the United States rest on two independent sources.

The question is ``queries/stats/8-second-sources.rq``; what independent means is tried in the world that does not exist.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import query, sparql, stats
from kg.graph import Graph
from tests.conftest import WORLD, make_root


def counted(graph: Graph) -> tuple[int, int]:
    """How many recognitions are counted, and how many have two independent sources."""
    ((row,),) = [rows for question, rows in stats.counted(graph) if question.name == "8-second-sources"]
    return int(row["recognitions"] or 0), int(row["independent"] or 0)


def test_at_least_half_have_two_independent_sources(real: Graph) -> None:
    recognitions, independent = counted(real)
    assert recognitions >= 750
    assert independent >= 0.6 * recognitions, "half is the floor that was promised; it has been above six in ten"


ACT = """
event:test-1980 a rec:Recognition ; rdfs:label "Test"@en ; rec:actor actor:{actor} ; rec:target actor:{target} ;
    rec:capacity capacity:state ; rec:degree degree:not-stated ; rec:mode mode:express ; rec:date "{year}"^^xsd:gYear ;
    rec:inCase case:{case} ; dcterms:source source:first , source:second .
source:first a rec:Source ; dcterms:title "First"@en ; dcterms:publisher "{first}" {tie} .
source:second a rec:Source ; dcterms:title "Second"@en ; dcterms:publisher "{second}" .
"""


@pytest.mark.parametrize(
    ("first", "second", "tie", "year", "case", "expected"),
    [
        ("Gazette of Arcadia", "The Strelsau Times", "", "1980", "one", (1, 1)),
        ("Gazette of Arcadia", "Gazette of Arcadia", "", "1980", "one", (1, 0)),
        ("Encyclopaedia (mirror one)", "Encyclopaedia (mirror two)", "", "1980", "one", (1, 0)),
        ("Encyclopaedia (mirror one)", "Encyclopaedia", "", "1980", "one", (1, 0)),
        ("Gazette of Arcadia", "The Strelsau Times", "; rec:dependsOn source:second", "1980", "one", (1, 0)),
        ("Gazette of Arcadia", "The Strelsau Times", "; rec:mirrorOf source:second", "1980", "one", (1, 0)),
        ("Gazette of Arcadia", "The Strelsau Times", "", "1944", "one", (0, 0)),
        ("Gazette of Arcadia", "The Strelsau Times", "", "1980", "united-states-recognition", (0, 0)),
    ],
)
def test_what_independent_means(
    first: str, second: str, tie: str, year: str, case: str, expected: tuple[int, int], tmp_path: Path
) -> None:
    root = make_root(tmp_path / "root", WORLD / "data")
    graph = Graph(root)
    before = counted(graph)
    text = ACT.format(actor="arcadia", target="drusa", year=year, case=case, first=first, second=second, tie=tie)
    prefixes = sparql.prelude(text, query.prefixes(graph.store))
    (root / "data" / "test.ttl").write_text(prefixes + text, encoding="utf-8")
    after = counted(Graph(root))
    assert (after[0] - before[0], after[1] - before[1]) == expected
