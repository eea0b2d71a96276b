"""Every shipped question: its columns, its rows, and equal answers on a second engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import query, sparql
from kg.graph import Graph
from tests.conftest import CHECKOUT, HARD_CASES, make_root
from tests.engines import bound, load_rdflib, on_oxigraph, on_rdflib
from tests.statuses import read

QUESTIONS = query.catalogue(CHECKOUT)
NETWORKS = query.catalogue(CHECKOUT, "queries/networks")
NODES = query.catalogue(CHECKOUT, "queries/networks/nodes")
ENGINE = query.catalogue(CHECKOUT, "queries/engine")

# What each question is asked of the fictional world.
ASKED = {
    "acts-within-days-of": {"event": "arcadia-recognises-junta-1974", "within": "90"},
    "acts-through-organ-or-person": {"entity": "arcadia"},
    "before-recognition": {"actor": "arcadia", "target": "borduria-junta-1970"},
    "designations-on-a-date": {"day": "1970-01-01"},
    "first-and-followers": {"target": "hav"},
    "governments-of-a-polity": {"polity": "borduria"},
    "ladder": {"target": "bordurian-front"},
    "listed-and-recognised-at-once": {"day": "1975-01-01"},
    "missions-in-a-capital": {"place": "strelsau"},
    "recognisers-by-year": {"target": "hav"},
    "recognition-on-a-date": {"day": "1962-02-15", "target": "hav"},
}

WANTED = {
    "acts", "recognition-on-a-date", "first-and-followers", "acts-within-days-of", "delisting-to-recognition", "contradictions",
    "accreditation-without-recognition", "single-source-acts", "acts-through-organ-or-person", "designations-on-a-date",
    "listed-and-recognised-at-once", "recognisers-by-year", "mutual-recognition", "unrecognised-recognisers",
    "governments-of-a-polity", "missions-in-a-capital", "statements-by-theme", "wanted", "before-recognition", "ladder",
    "ladder-lags",
}  # fmt: skip


@pytest.fixture(scope="module")
def in_rdflib(world: Graph, tmp_path_factory: pytest.TempPathFactory) -> object:
    return load_rdflib(world, tmp_path_factory.mktemp("rdflib"))


@pytest.fixture(scope="module")
def hard_cases(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The hard cases with the first case; all data would take rdflib minutes and is compared by ``make oracle``."""
    root = make_root(tmp_path_factory.mktemp("hard") / "root")
    cases = [*(CHECKOUT / "data" / "cases").glob("afghanistan-*.ttl"), *(CHECKOUT / "data" / "lists").glob("*.ttl")]
    actors = (CHECKOUT / "data" / "actors").glob("*.ttl")
    return Graph(root, sorted([*cases, *actors, *HARD_CASES.rglob("*.ttl")]))


@pytest.fixture(scope="module")
def hard_cases_in_rdflib(hard_cases: Graph, tmp_path_factory: pytest.TempPathFactory) -> object:
    return load_rdflib(hard_cases, tmp_path_factory.mktemp("hard"))


def test_the_questions_that_researchers_ask_are_there() -> None:
    assert set(QUESTIONS) == WANTED


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_question_has_rows_in_the_world(name: str, world: Graph) -> None:
    assert on_oxigraph(world, bound(world, QUESTIONS[name], ASKED.get(name)))


@pytest.mark.parametrize("name", sorted([*QUESTIONS, *NETWORKS]))
def test_every_parameter_takes_its_example_as_people_type_it(name: str, real: Graph) -> None:
    question = {**QUESTIONS, **NETWORKS}[name]
    for parameter in question.params:
        given = {p.name: p.example for p in question.params if p.required or p == parameter}
        assert query.bind(question, given, real.names.find) != question.text


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_both_engines_give_equal_rows_in_the_world(name: str, world: Graph, in_rdflib: object) -> None:
    text = bound(world, QUESTIONS[name], ASKED.get(name))
    assert on_rdflib(in_rdflib, text) == on_oxigraph(world, text)


@pytest.mark.parametrize("name", sorted([*NETWORKS, *NODES]))
def test_both_engines_give_equal_rows_for_a_network(name: str, world: Graph, in_rdflib: object) -> None:
    text = bound(world, {**NETWORKS, **NODES}[name])
    rows = on_oxigraph(world, text)
    assert rows and on_rdflib(in_rdflib, text) == rows


@pytest.mark.parametrize("name", sorted(n for n, q in ENGINE.items() if not q.order))
def test_both_engines_give_equal_rows_for_the_engines_own_queries(name: str, world: Graph, in_rdflib: object) -> None:
    given = {
        "relation": "https://w3id.org/recognition/relation/recognition",
        "entity": "https://w3id.org/recognition/actor/hav",
        "actor": "https://w3id.org/recognition/actor/arcadia",
        "property": "https://w3id.org/recognition/ns#date",
    }
    question = ENGINE[name]
    if not {p.name for p in question.params} <= given.keys():
        pytest.skip("asked of two states at once: tests/test_diff.py")
    text = query.bind(question, {p.name: given[p.name] for p in question.params})
    rows = on_oxigraph(world, text)
    assert rows and on_rdflib(in_rdflib, text) == rows


def test_both_engines_derive_the_same_rows(world: Graph, in_rdflib: object) -> None:
    """The derived graph is a fixpoint on rdflib too: the queries that derived it add nothing there."""
    for question in sorted((q for q in ENGINE.values() if q.order), key=lambda q: q.order):
        derived = set(in_rdflib.query(question.text))  # type: ignore[attr-defined]
        assert derived and {triple for triple in derived if triple not in in_rdflib} == set()  # type: ignore[operator]


# The ladder takes rdflib minutes there; in the world it is compared.
@pytest.mark.parametrize("name", sorted(QUESTIONS.keys() - {"ladder"}))
def test_both_engines_give_equal_rows_on_the_hard_cases(
    name: str, hard_cases: Graph, hard_cases_in_rdflib: object
) -> None:
    text = bound(hard_cases, QUESTIONS[name])
    assert on_rdflib(hard_cases_in_rdflib, text) == on_oxigraph(hard_cases, text)


@pytest.mark.parametrize("name", sorted([*QUESTIONS, *NETWORKS, *NODES, *ENGINE]))
def test_a_query_file_has_a_summary_a_description_and_its_prefixes(name: str) -> None:
    question = {**QUESTIONS, **NETWORKS, **NODES, **ENGINE}[name]
    assert question.summary.endswith((".", "?")) and question.summary[0].isupper()
    assert question.description or name in ENGINE
    assert (
        sparql.prelude(
            question.text,
            {**query.PREFIXES, "capacity": "", "standing": "", "scheme": "", "theme": "", "change": "", "state": ""},
        )
        == ""
    )
    assert all(p.description for p in question.params) or name in ENGINE


def test_recognition_on_a_date_says_what_status_says(world: Graph) -> None:
    """Two ways to one answer: the closed form in SPARQL and the one in Python, on every golden day of every target."""
    from kg.status import status
    from kg.vocabulary import local_name

    golden = [g for path in (CHECKOUT / "tests/world").glob("*.status") for g in read(path)]
    for target, day in sorted({(g.target, g.day) for g in golden if (g.relation, g.options) == ("recognition", "-")}):
        text = bound(world, QUESTIONS["recognition-on-a-date"], {"target": target, "day": day})
        asked = sorted((local_name(r["actor"] or ""), r["answer"]) for r in query.select(world.store, text))
        found = status(world, target=world.names.find(target), on=day)
        expected = sorted(
            (local_name(row.actor), "held" if row.answer == "held" else "uncertain")
            for row in [*found.rows, *found.others]
            if "held" in row.states
        )
        assert asked == expected, (target, day)


def test_the_table_of_acts_has_the_columns_of_the_contract(world: Graph) -> None:
    columns = list(query.select(world.store, bound(world, QUESTIONS["acts"]))[0])
    assert columns == [
        "act",
        "class",
        "actor",
        "actor_label",
        "target",
        "target_label",
        "capacity",
        "degree",
        "mode",
        "date",
        "earliest",
        "latest",
        "standing",
        "list",
        "organisation",
        "sources",
        "case",
    ]


def test_the_lag_from_delisting_to_recognition(world: Graph) -> None:
    rows = query.select(world.store, bound(world, QUESTIONS["delisting-to-recognition"]))
    assert [(r["step_date"], r["step"], r["recognition_date"], r["least_days"], r["most_days"]) for r in rows] == [
        ("1848-06-06", "delisting", None, None, None),
        ("1974-04-17", "suspension of a listing", "1974-07-03", "77", "77"),
        ("1976-07-08", "delisting", None, None, None),
    ]


def test_first_and_followers_ranks_by_the_earliest_day(world: Graph) -> None:
    rows = query.select(world.store, bound(world, QUESTIONS["first-and-followers"], {"target": "cascadia"}))
    assert [(r["rank"], r["actor_label"], r["days_after_first"]) for r in rows] == [
        ("1", "Elbonia", "0"),
        ("1", "Freedonia", "0"),
    ]


def test_listed_and_recognised_at_once(world: Graph) -> None:
    rows = query.select(world.store, bound(world, QUESTIONS["listed-and-recognised-at-once"], {"day": "1975-01-01"}))
    assert [tuple((v or "").rsplit("/", 1)[-1] for v in r.values()) for r in rows] == [
        ("arcadia", "bordurian-front", "arcadia-sanctions", "borduria-junta-1970", "arcadia-sanctions-front-1966", "arcadia-recognises-junta-1974")
    ]  # fmt: skip


def test_every_question_is_run_by_a_test() -> None:
    assert set(ASKED) <= set(QUESTIONS)
    assert Path(CHECKOUT / "queries").is_dir()
