"""Floors and turning points of the cases of Palestine, the two Chinas, the two Germanys and the two Koreas."""

from __future__ import annotations

import pytest

from kg import query, sparql
from kg.graph import Graph
from kg.status import status
from kg.vocabulary import BASE, local_name


def answers(graph: Graph, target: str, day: str) -> tuple[set[str], set[str]]:
    """Who certainly and who possibly recognised the target at the end of a day, as slugs."""
    rows = status(graph, target=target, on=day).rows
    held = {local_name(row.actor) for row in rows if row.answer == "held"}
    open_ = {local_name(row.actor) for row in rows if row.answer in ("undecided", "disputed") and "held" in row.states}
    return held, held | open_


def test_who_recognised_palestine_as_the_waves_came(real: Graph) -> None:
    palestine = f"{BASE}actor/palestine"
    first, _ = answers(real, palestine, "1988-11-15")
    assert {"algeria", "turkey", "yemen-arab-republic", "peoples-democratic-republic-of-yemen"} <= first
    assert not {"russia", "czechia", "slovakia"} & answers(real, palestine, "1990-01-01")[0]
    assert "russia" in answers(real, palestine, "1995-01-01")[0], "what Russia continues is carried over"
    before, _ = answers(real, palestine, "2025-09-20")
    after, _ = answers(real, palestine, "2025-09-23")
    assert after - before == {
        "australia", "canada", "france", "luxembourg", "malta", "monaco", "portugal", "san-marino", "united-kingdom",
    }  # fmt: skip
    assert not {"andorra", "belgium"} & after, "an intention is not the act"


def test_the_allies_of_the_republic_of_china_today(real: Graph) -> None:
    certain, possible = answers(real, f"{BASE}actor/republic-of-china", "2024-01-24")
    assert certain == possible
    assert certain == {
        "belize", "eswatini", "guatemala", "haiti", "holy-see", "marshall-islands", "palau", "paraguay", "saint-kitts-and-nevis",
        "saint-lucia", "saint-vincent-and-the-grenadines", "tuvalu",
    }  # fmt: skip


SWITCHES = """SELECT ?switch ?class {
  ?switch a rec:Switch ; rec:inCase case:china .
  OPTIONAL { ?part rec:partOf ?switch ; a ?class }
}"""


def test_a_switch_is_a_whole_with_its_parts(real: Graph) -> None:
    parts: dict[str, set[str]] = {}
    for row in query.select(real.store, sparql.with_prefixes(SWITCHES, query.prefixes(real.store))):
        parts.setdefault(local_name(row["switch"] or ""), set()).add(local_name(row["class"] or ""))
    wanted = {"Recognition", "RecognitionWithdrawal"}
    assert [switch for switch, found in sorted(parts.items()) if not wanted <= found] == []
    assert len(parts) >= 130


@pytest.mark.parametrize(
    ("case", "kind", "floor"),
    [
        ("palestine", "Recognition", 150),
        ("palestine", "RecognitionIntention", 10),
        ("palestine", "NonRecognition", 6),
        ("palestine-liberation-organization", "Recognition", 4),
        ("two-germanies", "Recognition", 38),
        ("two-koreas", "Recognition", 5),
        ("china", "Recognition", 310),
        ("china", "RecognitionWithdrawal", 125),
        ("china", "RelationsEstablished", 300),
        ("china", "RelationsSevered", 110),
    ],
)
def test_floors(real: Graph, case: str, kind: str, floor: int) -> None:
    text = f"SELECT (COUNT(DISTINCT ?act) AS ?acts) {{ ?act a rec:{kind} ; rec:inCase case:{case} }}"
    found = query.select(real.store, sparql.with_prefixes(text, query.prefixes(real.store)))
    assert int(found[0]["acts"] or 0) >= floor
