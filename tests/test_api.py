"""The graph from Python: the words of the command line, as rows that make a data frame."""

from __future__ import annotations

import json
import sys
from datetime import date

import pandas
import polars
import pytest

import kg
from kg import asking, worker
from kg.api import RecognitionGraph, Rows
from kg.errors import EnvironmentFault, LimitReached, WrongUse
from tests.test_cli import kg as command


@pytest.fixture(scope="module")
def graph(world_root) -> RecognitionGraph:  # type: ignore[no-untyped-def]
    return kg.load(world_root)


ASKED = {"on": "1840-10-10", "among": "concert"}


def test_status_gives_the_rows_and_the_counts_of_the_command(graph: RecognitionGraph) -> None:
    told = json.loads(
        command(
            "status",
            "erewhon-republic",
            "--on",
            "1840-10-10",
            "--among",
            "concert",
            "--format",
            "json",
            root=graph.root,
        ).stdout
    )
    answer = graph.status("erewhon-republic", **ASKED)
    assert list(answer) == told.pop("rows")
    assert answer.others == told.pop("others")
    assert answer.summary == told
    assert (answer.summary["held"], answer.summary["of"]) == (3, 5)


@pytest.mark.parametrize("frame", [pandas.DataFrame, polars.DataFrame])
def test_rows_make_a_data_frame_without_a_detour(graph: RecognitionGraph, frame: type) -> None:
    made = frame(graph.status("erewhon-republic", everybody=True, **ASKED))
    assert sorted(set(made["answer"])) == ["held", "not-held"]
    assert list(made.columns)[:4] == ["actor", "label", "target", "target_label"]
    assert len(made) == 7  # five members, two of them with two rows


def test_a_column_that_only_late_rows_fill_makes_a_data_frame_of_polars() -> None:
    rows = Rows([{"actor": "a", "continues": None}] * 101 + [{"actor": "b", "continues": "c"}])
    assert polars.DataFrame(rows, infer_schema_length=None)["continues"][-1] == "c"


def test_capacity_and_degree_are_short_for_facets_as_on_the_command_line(graph: RecognitionGraph) -> None:
    short = graph.status("erewhon-republic", capacity="government", degree="de-facto", **ASKED)
    assert short == graph.status("erewhon-republic", facets={"capacity": "government", "degree": "de-facto"}, **ASKED)


def test_everybody_adds_a_row_for_each_member_without_a_record(graph: RecognitionGraph) -> None:
    answer = graph.status("erewhon-republic", everybody=True, **ASKED)
    silent = [row["label"] for row in answer if row["states"] == ["no-record"]]
    assert silent == ["Erewhon", "Ruritania"]
    assert answer.summary["by_state"] == {"suspended": 0, "ended": 0, "refused": 0, "no_record": 2}


def test_a_day_can_be_a_date(graph: RecognitionGraph) -> None:
    assert graph.status("hav", on=date(1962, 2, 15)) == graph.status("hav", on="1962-02-15")


def test_a_question_of_the_catalogue_any_select_ask_and_construct(graph: RecognitionGraph) -> None:
    rows = graph.query("acts-within-days-of", event="arcadia-recognises-junta-1974", within=90)
    assert isinstance(rows, list) and polars.DataFrame(rows).height == len(rows) > 0
    counted = graph.query("SELECT (COUNT(?act) AS ?acts) { ?act a rec:Denial }")
    assert counted == [{"acts": sum(1 for _ in graph.query("SELECT ?act { ?act a rec:Denial }"))}]  # type: ignore[union-attr]
    assert graph.query("ASK { actor:hav a rec:Polity }") is True
    made = graph.query("CONSTRUCT { ?a rec:target actor:hav } { ?a a rec:Recognition ; rec:target actor:hav }")
    assert len(made) == 6  # type: ignore[arg-type]


def test_comparisons_timelines_and_ladders_are_rows_too(graph: RecognitionGraph) -> None:
    found = graph.compare({"target": "oceana", "on": "1872-12-23"}, {"target": "oceana", "on": date(1872, 12, 26)})
    assert [(row["label"], row["left"], row["right"]) for row in found] == [
        ("Orsinia", "no-record", "held"),
        ("Orsinian Empire", "held", "not-held"),
    ]
    assert found.summary["left"]["on"] == "1872-12-23"
    assert graph.timeline("hav", "havian-council")[0]["date"] == "1949-09-09"
    steps = graph.ladder("bordurian-front", by="arcadia")
    assert [(row["rung"], row["date"], row["days_after_previous"]) for row in steps] == [
        ("listing", "1965-05-05", None),
        ("listing", "1966-06-06", 397),
        ("chargé", "1973-06-03", 2554),
        ("ambassador", "1974-01-30", 241),
        ("suspension", "1974-04-17", 77),
        ("recognition", "1974-07-03", 77),
        ("de-listing", "1976-07-08", 736),
    ]


def test_rdflib_has_data_ontology_and_what_is_derived(graph: RecognitionGraph) -> None:
    found = graph.rdflib()
    assert bool(
        found.query("ASK { ?row a <https://w3id.org/recognition/ns#EffectRow> ; ?p ?o }").askAnswer  # type: ignore[attr-defined]
    )


def test_a_network_has_typed_attributes(graph: RecognitionGraph) -> None:
    network = graph.network("recognition", on="1962-02-15")
    (edge,) = network.get_edge_data("arcadia", "hav").values()
    assert edge["source_count"] == 2 and isinstance(edge["acts"], tuple)
    assert "spells" in next(iter(graph.network("recognition").edges(data=True)))[2]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"target": "havv", "on": "1950"}, "did you mean hav"),
        ({"target": "hav", "on": "1950-02-30"}, "1950-02-28"),
        ({"target": "hav", "on": "yesterday"}, "write a day"),
        ({"target": "hav", "on": "1950", "among": "drusa"}, "the groups are"),
        ({"target": "hav", "on": "1900", "among": "league"}, "from 1945-10-24"),
        ({"target": "hav", "on": "1950", "date_of": "signed"}, "decided, announced, effective"),
        ({"target": "hav", "on": "1950", "relation": "friendship"}, "the relations are"),
        ({"target": "hav", "on": "1950", "facets": {"colour": "red"}}, "its facets are"),
        ({"target": "hav", "on": "1950", "among": "nosuch"}, "no group is called 'nosuch'; the groups are"),
        (
            {"target": "hav", "on": "1950", "facets": {"capacity": "sate"}},
            "has no value 'sate'; its values are .*state",
        ),
        ({"target": "hav", "on": "1950", "capacity": "sate"}, "has no value 'sate'"),
        ({"target": "hav", "on": ""}, "'' is not a date"),
        ({"on": "1950"}, "name a target"),
    ],
)
def test_what_is_not_known_is_refused_with_the_nearest_right_form(
    graph: RecognitionGraph, asked: dict[str, str], message: str
) -> None:
    with pytest.raises(WrongUse, match=message):
        graph.status(**asked)


def test_a_query_that_runs_too_long_is_stopped(graph: RecognitionGraph) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(9)) + " }"
    with pytest.raises(LimitReached):
        asking.sparql_text(graph, endless, worker.Limits(seconds=0.5))


def test_a_network_takes_the_words_of_the_command(graph: RecognitionGraph) -> None:
    whole = graph.network("recognition")
    assert {key for *_, key in whole.edges(keys=True)} >= {"recognition-as-state", "refusal"}
    part = graph.network("recognition", first="1950", last="1959-12", uncertain="skip", everybody=True)
    days = [day for *_, spells in part.edges(data="spells") for spell in spells for day in spell if day]
    assert min(days) >= date(1950, 1, 1) and max(days) <= date(1959, 12, 31)
    one = graph.network("precedence", params={"within": 400, "entity": "hav"})
    assert 0 < one.number_of_edges() < graph.network("precedence", params={"within": 400}).number_of_edges()


def test_igraph_has_the_same_nodes_edges_and_attributes(graph: RecognitionGraph) -> None:
    mine, theirs = graph.network("recognition"), graph.igraph("recognition")
    assert theirs.is_directed() and set(theirs.vs["name"]) == set(mine)
    names = theirs.vs["name"]
    found = {(names[e.source], names[e.target], e["kind"]): e.attributes() for e in theirs.es}
    assert set(found) == set(mine.edges(keys=True))
    for *key, data in mine.edges(keys=True, data=True):
        assert {name: found[tuple(key)][name] for name in data} == data
    assert not graph.igraph("co-recognition").is_directed()
    node = theirs.vs.find("hav")
    assert node["label"] == mine.nodes["hav"]["label"] and node["iri"].endswith("/hav")


def test_an_igraph_of_nothing_has_no_attributes_to_trip_over(graph: RecognitionGraph) -> None:
    empty = graph.igraph("recognition", on="0900")
    assert (empty.vcount(), empty.ecount()) == (0, 0)


def test_without_igraph_the_error_says_how_to_get_it(graph: RecognitionGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "igraph", None)
    with pytest.raises(EnvironmentFault, match=r"pip install 'recognition-graph\[igraph\]'"):
        graph.igraph("recognition")
