"""What the first case must show, on the real data."""

from __future__ import annotations

import re

import pytest

from kg import query, sparql
from kg.graph import Graph
from kg.status import status
from kg.validate import validate
from kg.vocabulary import curie, local_name
from tests.conftest import CHECKOUT
from tests.engines import bound
from tests.statuses import Golden, answer, read, tally

EMIRATE = "islamic-emirate-of-afghanistan-2021"


def held(graph: Graph, target: str, day: str) -> set[str]:
    found = status(graph, target=graph.names.find(target), on=day)
    return {local_name(row.actor) for row in [*found.rows, *found.others] if row.answer == "held"}


def test_all_data_is_valid() -> None:
    report = validate(CHECKOUT)
    assert (report.findings, report.unreadable) == ((), ())


@pytest.mark.parametrize(
    ("target", "day", "expected"),
    [
        (EMIRATE, "2025-07-02", set()),
        (EMIRATE, "2025-07-03", {"russia"}),
        (EMIRATE, "2025-07-04", {"russia"}),
        ("islamic-emirate-of-afghanistan-1996", "1997-05-24", set()),
        ("islamic-emirate-of-afghanistan-1996", "1998-01-01", {"pakistan", "saudi-arabia", "united-arab-emirates"}),
        ("islamic-emirate-of-afghanistan-1996", "2002-01-01", set()),
    ],
)
def test_who_recognised_the_emirates(real: Graph, target: str, day: str, expected: set[str]) -> None:
    answer = held(real, target, day)
    if target.endswith("1996") and day == "2002-01-01":
        answer -= {"chechen-republic-of-ichkeria"}  # no source tells of an end
    assert answer == expected


def test_russia_has_the_movement_on_its_list_and_suspended_after_the_court(real: Graph) -> None:
    def answers(day: str) -> dict[str, str]:
        found = status(real, target=real.names.find("taliban", "actor"), on=day, relation_name="designation")
        return {local_name(row.facets["list"]): row.answer + "/" + "|".join(row.states) for row in found.rows}

    assert answers("2025-04-16")["russia-terrorist-organisations"] == "held/held"
    assert answers("2025-04-17")["russia-terrorist-organisations"] == "not-held/suspended"


def test_the_two_contradictions_of_the_article_stand_with_their_sources(real: Graph) -> None:
    rows = query.select(real.store, bound(real, real.questions["contradictions"]))
    readings = {(curie(r["act"] or ""), curie(r["property"] or ""), r["judgement"]) for r in rows}
    acts = {act for act, _, _ in readings}
    assert "event:russia-suspends-ban-on-taliban-2025" in acts
    assert any(act.startswith("event:rudenko-receives") or "credentials" in act for act in acts)
    of_the_ban = [r for r in rows if (r["act"] or "").endswith("russia-suspends-ban-on-taliban-2025")]
    assert {curie(r["reading_value"] or "") for r in of_the_ban} >= {"rec:ListingSuspension", "rec:Delisting"}
    assert all(r["source"] and r["reason"] for r in rows)


def test_credentials_were_accepted_without_recognition(real: Graph) -> None:
    rows = query.select(real.store, bound(real, real.questions["accreditation-without-recognition"]))
    receivers = {local_name(r["receiver"] or "") for r in rows}
    assert receivers >= {
        "peoples-republic-of-china",
        "united-arab-emirates",
        "uzbekistan",
        "kazakhstan",
        "russia",
        "norway",
    }


@pytest.mark.parametrize(
    ("what", "floor"),
    [
        ("?x a rec:Recognition", 5),
        ("?x a rec:Listing", 20),
        ("?x a rec:Delisting", 7),
        ("?x a rec:CredentialsDecision", 6),
        ("?x a rec:Statement", 60),
        ("?x a rec:Assessment", 15),
        ("?x a rec:Reading", 50),
        ("?x a rec:Gap", 20),
        ("?x a rec:Coverage", 2),
        ("?x a rec:PublishedTotal", 2),
        ("?x a rec:List", 14),
        ("?x rec:place actor:kabul", 20),
    ],
)
def test_the_record_does_not_shrink(real: Graph, what: str, floor: int) -> None:
    text = sparql.with_prefixes(f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {what} }}", real.prefixes)
    assert int(query.select(real.store, text)[0]["n"] or 0) >= floor


def test_each_thing_is_described_in_one_file(real: Graph) -> None:
    text = "SELECT ?thing { GRAPH ?one { ?thing a ?class } GRAPH ?other { ?thing a ?again } FILTER(STR(?one) < STR(?other)) }"
    assert {curie(row["thing"] or "") for row in query.select(real.store, text)} == set()


def test_every_act_has_a_locator_for_each_of_its_sources(real: Graph) -> None:
    text = """SELECT ?act ?source {
      ?act rec:inCase ?case ; rec:date ?date ; dcterms:source ?source .
      OPTIONAL { ?source rec:locator ?whole }
      OPTIONAL { ?citation a rec:Citation ; rec:about ?act ; rec:source ?source }
      FILTER(!BOUND(?whole) && !BOUND(?citation))
    }"""
    rows = query.select(real.store, sparql.with_prefixes(text, real.prefixes))
    assert [(curie(r["act"] or ""), curie(r["source"] or "")) for r in rows] == []


def test_the_soviet_union_is_not_russia(real: Graph) -> None:
    rows = query.select(real.store, sparql.with_prefixes(
        "SELECT ?a { ?x a rec:MilitaryWithdrawal ; rec:actor ?a }", real.prefixes))  # fmt: skip
    assert [curie(r["a"] or "") for r in rows] == ["actor:soviet-union"]


GOLDEN = list(read(CHECKOUT / "tests" / "first-case.status"))


@pytest.mark.parametrize("golden", GOLDEN, ids=str)
def test_the_first_case_answers_as_written_by_hand(golden: Golden, real: Graph) -> None:
    assert (answer(real, golden), tally(real, golden)) == (golden.answers, golden.tally)


def test_the_readme_shows_answers_that_are_golden() -> None:
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    asked = {tuple(m) for m in re.findall(r"\$ kg status (\S+) --on (\S+) --among un$", readme, re.MULTILINE)}
    assert asked and asked <= {(g.target, g.day) for g in GOLDEN if g.options == "among=un"}
