"""Floors, turning points and published totals of the cases of Palestine, the two Chinas, the two Germanys and the two Koreas."""

from __future__ import annotations

import pytest

from kg import query, sparql
from kg.graph import Graph
from kg.status import status
from kg.vocabulary import BASE, local_name

TOTALS = """SELECT ?total ?target ?day ?count ?measure {
  VALUES ?case { case:palestine case:palestine-liberation-organization case:china case:two-germanies }
  ?total a rec:PublishedTotal ; rec:relation rel:recognition ; rec:target ?target ; rec:asOf ?day ; rec:total ?count ;
    rec:measure ?measure ; rec:inCase ?case .
} ORDER BY ?total"""

# Published counts that the record does not meet, with ours from what certainly to what possibly holds; the cases say why, in
# their gaps on totals.
DIFFERING = {
    "german-democratic-republic-recognisers-1957": (10, 11, 11),
    "german-democratic-republic-recognisers-1965": (12, 13, 13),
    "palestine-recognisers-1988-11-20": (35, 44, 45),
    "palestine-recognisers-1988-11-30": (61, 63, 64),
    "palestine-recognisers-1988-12-31": (78, 81, 81),
    "palestine-recognisers-1989-02": (94, 84, 84),
    "palestine-recognisers-2010-12-06": (104, 107, 111),
    "palestine-recognisers-2011-12-15-afp": (112, 127, 130),
    "palestine-recognisers-2013-11-01": (134, 130, 132),
    "palestine-recognisers-2015-09-14": (136, 132, 134),
    "palestine-recognisers-2016-02-17": (136, 132, 134),
    "palestine-recognisers-2019-07-31": (138, 134, 136),
    "palestine-recognisers-2024-04-19": (140, 135, 138),
    "palestine-recognisers-2024-05-28": (146, 143, 144),
    "palestine-recognisers-2025-09-21": (151, 150, 150),
    "palestine-recognisers-2025-09-23": (157, 155, 155),
    "peoples-republic-of-china-recognisers-1970-10": (46, 49, 50),
    "peoples-republic-of-china-recognisers-1994-05": (159, 150, 153),
    "republic-of-china-recognisers-1970-10": (67, 72, 73),
}


def answers(graph: Graph, target: str, day: str) -> tuple[set[str], set[str]]:
    """Who certainly and who possibly recognised the target at the end of a day, as slugs."""
    rows = status(graph, target=target, on=day).rows
    held = {local_name(row.actor) for row in rows if row.answer == "held"}
    open_ = {local_name(row.actor) for row in rows if row.answer in ("undecided", "disputed") and "held" in row.states}
    return held, held | open_


def members(graph: Graph, day: str) -> set[str]:
    """The members of the United Nations, with the government that sits for China."""
    rows = status(graph, target=f"{BASE}actor/united-nations", on=day, relation_name="membership").rows
    full = {local_name(row.actor) for row in rows if row.answer == "held" and local_name(row.value or "") == "member"}
    return full | {"peoples-republic-of-china"} if day > "1971-10-25" else full | {"republic-of-china"}


def test_the_published_totals_lie_in_our_range_or_are_listed(real: Graph) -> None:
    differing: dict[str, tuple[int, int, int]] = {}
    rows = query.select(real.store, sparql.with_prefixes(TOTALS, query.prefixes(real.store)))
    for row in rows:
        certain, possible = answers(real, row["target"] or "", row["day"] or "")
        if (row["measure"] or "").startswith("United Nations members"):
            seated = members(real, row["day"] or "")
            certain, possible = certain & seated, possible & seated
        count = int(row["count"] or 0)
        if not len(certain) <= count <= len(possible):
            differing[local_name(row["total"] or "")] = (count, len(certain), len(possible))
    assert differing == DIFFERING
    assert len(rows) >= 30


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
