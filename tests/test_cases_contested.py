"""Cases of contested claimants: floors of acts, and counts that others publish against those that the record gives.

A published count must lie between those who certainly recognised and those who may have, among them whom a denial makes disputed.
"""

from __future__ import annotations

import pytest

from kg import query, sparql
from kg.graph import Graph
from kg.status import status
from kg.vocabulary import BASE, local_name

# At least so many acts of a class towards a target; a lower number means that rows were lost.
FLOORS = [
    ("kosovo", "Recognition", 122),
    ("kosovo", "RecognitionWithdrawal", 26),
    ("kosovo", "NonRecognition", 11),
    ("sahrawi-arab-democratic-republic", "Recognition", 78),
    ("sahrawi-arab-democratic-republic", "RecognitionWithdrawal", 39),
    ("sahrawi-arab-democratic-republic", "RecognitionSuspension", 7),
    ("sahrawi-arab-democratic-republic", "RelationsSuspended", 10),
    ("sahrawi-arab-democratic-republic", "NonRecognition", 2),
    ("abkhazia", "Recognition", 12),
    ("abkhazia", "RecognitionWithdrawal", 3),
    ("south-ossetia", "Recognition", 11),
    ("nagorno-karabakh", "Recognition", 3),
    ("nagorno-karabakh", "NonRecognition", 1),
    ("transnistria", "Recognition", 3),
    ("donetsk-peoples-republic", "Recognition", 6),
    ("luhansk-peoples-republic", "Recognition", 6),
    ("kherson-region", "Recognition", 1),
    ("zaporizhzhia-region", "Recognition", 1),
    ("republic-of-crimea", "Recognition", 1),
    ("northern-cyprus", "Recognition", 3),
    ("cyprus", "NonRecognition", 1),
    ("somaliland", "Recognition", 1),
    ("biafra", "Recognition", 5),
    ("rhodesia", "Recognition", 3),
    ("transkei", "Recognition", 4),
    ("bophuthatswana", "Recognition", 4),
    ("manchukuo", "Recognition", 14),
]

TOTALS = """SELECT ?total ?target ?day ?count ?measure {
  ?total a rec:PublishedTotal ; rec:relation rel:recognition ; rec:target ?target ; rec:asOf ?day ; rec:total ?count ; rec:measure ?measure .
  VALUES ?target { TARGETS }
} ORDER BY ?total"""

TARGETS = [
    "kosovo",
    "sahrawi-arab-democratic-republic",
    "abkhazia",
    "south-ossetia",
    "nagorno-karabakh",
    "transnistria",
    "donetsk-peoples-republic",
    "luhansk-peoples-republic",
    "northern-cyprus",
    "somaliland",
    "biafra",
    "katanga",
    "rhodesia",
    "transkei",
]

# Published counts that lie outside our range: the count, our certain and our possible recognisers. The total's comment says why.
DIFFERING = [
    ("kosovo-2008-03-16", 28, 26, 26),
    ("kosovo-2011-10-11-un", 85, 82, 84),
    ("kosovo-2012-02-11", 87, 84, 86),
    ("kosovo-2012-05-02-un", 90, 86, 89),
    ("kosovo-2012-12-24", 98, 94, 97),
    ("kosovo-2019-11-22-serbia", 93, 96, 109),
    ("kosovo-2021-02-01", 117, 90, 112),
    ("kosovo-2023-01-04-serbia", 84, 88, 110),
    ("kosovo-2025-10-29", 120, 93, 114),
    ("kosovo-2025-12-20", 121, 94, 115),
    ("sahrawi-republic-2009-03-06", 40, 53, 55),
    ("sahrawi-republic-2021-09-30", 41, 39, 40),
    ("sahrawi-republic-2022-09-30", 46, 41, 42),
]


@pytest.mark.parametrize(("target", "kind", "floor"), FLOORS)
def test_no_case_loses_acts(target: str, kind: str, floor: int, real: Graph) -> None:
    text = f"SELECT (COUNT(DISTINCT ?act) AS ?acts) {{ ?act a rec:{kind} ; rec:target actor:{target} }}"
    rows = query.select(real.store, sparql.with_prefixes(text, real.prefixes))
    assert int(rows[0]["acts"] or 0) >= floor


def recognisers(graph: Graph, target: str, on: str, measure: str) -> tuple[int, int]:
    """How many certainly recognise as a state, and how many may, among those whom the measure counts."""
    found = status(graph, target=target, on=on, relation_name="recognition")
    actors = {row.actor for row in found.rows}
    if measure.startswith("member states of the United Nations"):
        actors &= {
            row.actor
            for row in status(graph, target=f"{BASE}actor/united-nations", on=on, relation_name="membership").rows
            if "held" in row.states
        }
    if measure.endswith("Taiwan not among them"):
        actors.discard(f"{BASE}actor/republic-of-china")
    certain = {row.actor for row in found.rows if row.answer == "held"} & actors
    possible = {row.actor for row in found.rows if "held" in row.states} & actors
    return len(certain), len(certain | possible)


def test_every_published_total_lies_in_our_range(real: Graph) -> None:
    targets = " ".join(f"actor:{target}" for target in TARGETS)
    rows = query.select(real.store, sparql.with_prefixes(TOTALS.replace("TARGETS", targets), real.prefixes))
    differing = []
    for row in rows:
        count = int(row["count"] or 0)
        certain, possible = recognisers(real, row["target"] or "", row["day"] or "", row["measure"] or "")
        if not certain <= count <= possible:
            differing.append((local_name(row["total"] or ""), count, certain, possible))
    assert len(rows) >= 60
    assert differing == DIFFERING
