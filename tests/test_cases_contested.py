"""Cases of contested claimants: floors of acts, and one dispute as its sides see it."""

from __future__ import annotations

import pytest

from kg import asking, query, sparql
from kg.graph import Graph
from kg.vocabulary import local_name

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


@pytest.mark.parametrize(("target", "kind", "floor"), FLOORS)
def test_no_case_loses_acts(target: str, kind: str, floor: int, real: Graph) -> None:
    text = f"SELECT (COUNT(DISTINCT ?act) AS ?acts) {{ ?act a rec:{kind} ; rec:target actor:{target} }}"
    rows = query.select(real.store, sparql.with_prefixes(text, real.prefixes))
    assert int(rows[0]["acts"] or 0) >= floor


def answers(graph: Graph, according_to: str | None) -> dict[str, set[str]]:
    """Who recognises Kosovo on 12 September 2026 in somebody's account, by answer."""
    found = asking.status(graph, "kosovo", on="2026-09-12", among="un", according_to=according_to)
    by_answer: dict[str, set[str]] = {}
    for actor, answer in found.best.items():
        by_answer.setdefault(answer, set()).add(local_name(actor))
    return by_answer


def test_each_side_of_kosovo_has_its_own_account(real: Graph) -> None:
    everybody, serbia, kosovo = (answers(real, side) for side in (None, "serbia", "kosovo"))
    withdrawn = {"burundi", "ghana", "liberia", "palau", "suriname", "somalia", "maldives", "libya"}
    assert withdrawn <= everybody["disputed"]
    assert withdrawn <= serbia["not-held"], "Serbia stands by the withdrawals that it announced"
    assert withdrawn <= kosovo["held"], "Kosovo denies them"
    assert {"nigeria", "uganda"} <= serbia["not-held"], "Serbia denies that they ever recognised"
    assert {"togo", "nauru", "sierra-leone"} <= everybody["not-held"] & serbia["not-held"], "nobody denies these"
    assert len(serbia["disputed"]) <= 3 < len(everybody["disputed"])


STOOD_BY = """SELECT ?act ?affirmation {
  ?act a rec:RecognitionWithdrawal ; rec:target actor:kosovo .
  OPTIONAL { ?affirmation a rec:Affirmation ; rec:about ?act ; rec:actor actor:serbia ; dcterms:source ?source }
}"""


def test_serbia_stands_by_every_withdrawal_that_is_recorded(real: Graph) -> None:
    rows = query.select(real.store, sparql.with_prefixes(STOOD_BY, real.prefixes))
    assert len({row["act"] for row in rows}) >= 26
    assert [row["act"] for row in rows if row["affirmation"] is None] == []


def test_an_end_touches_nothing_that_began_later(real: Graph) -> None:
    """Poland's end in 1795 and the union of Syria with Egypt in 1958 ended no recognition of a state of 2008."""
    found = asking.status(real, "kosovo", on="2008-02-18")
    assert {local_name(row.actor) for row in found.rows} & {"poland", "syria", "singapore"} == set()
    assert {"france", "costa-rica"} <= {local_name(actor) for actor, best in found.best.items() if best == "held"}
