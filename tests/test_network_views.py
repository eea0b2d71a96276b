"""Every view on a small world, edge by edge and spell by spell, and what is said of its nodes and edges."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from kg import dates, groups
from kg.api import RecognitionGraph
from kg.errors import LimitReached, UnreadableInput, WrongUse
from kg.graph import Graph
from kg.measures.cuts import Counted
from kg.measures.cuts import cut as measured_cut
from kg.measures.cuts import kinds as tie_kinds
from kg.network import views, write
from kg.network.nodes import Drawn
from kg.network.records import Edge, Network, Node, Spell, Streamed, Timed
from kg.network.rules import faults
from kg.network.settle import settled
from kg.network.style import styled
from kg.network.waves import wave_days
from kg.vocabulary import BASE, local_name
from kg.worker import Limits
from tests.conftest import CHECKOUT, make_root
from tests.gephi_rules import breaches

SMALL = CHECKOUT / "tests" / "network" / "world"
VIEWS = views.questions(CHECKOUT)
POLICIES = ("widest", "earliest", "latest", "skip")
# Questions of which the golden file tells a part only.
PARTS = {"recognition earliest", "recognition latest", "recognition skip"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return Graph(make_root(tmp_path_factory.mktemp("small"), SMALL / "data"))


def expected() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for line in (SMALL / "expected.networks").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            asked, edge, spells = line.split("\t")
            found[asked] |= {} if edge == "-" else {edge: spells}
    return found


def made(graph: Graph, asked: str) -> Network:
    name, *rest = asked.split()
    given = dict(part.split("=") for part in rest if "=" in part)
    first, last = given.pop("from", None), given.pop("to", None)
    policy: Any = next((part for part in rest if part in POLICIES), "widest")
    start = dates.calendar_day(dates.bounds(first).earliest) if first else None
    end = dates.calendar_day(dates.bounds(last).latest) if last else None
    within = Spell(start, end) if first else None
    return views.network(graph, views.find(graph.root, name), within=within, uncertain=policy, params=given)


def words(spells: tuple[Spell, ...]) -> str:
    return " ".join(f"{spell.start or '..'}/{spell.end or '..'}" for spell in spells)


def timed(value: Any) -> list[tuple[Any, str]]:
    return [(item.value, words((item.spell,))) for item in value if isinstance(item, Timed)]


def listed(value: Any) -> tuple[Any, ...]:
    return value or ()


def edge(network: Network, name: str) -> Edge:
    (found,) = (edge for edge in network.edges if edge.id == name)
    return found


def node(network: Network, name: str) -> Node:
    (found,) = (node for node in network.nodes if node.id == name)
    return found


def cut(graph: Graph, view: str, day: date, **options: Any) -> Network:
    return views.network(graph, views.find(graph.root, view), on=day, **options)


@pytest.mark.parametrize("asked", expected())
def test_a_view_has_exactly_these_edges_and_spells(asked: str, small: Graph) -> None:
    network = made(small, asked)
    found = {edge.id: words(edge.spells) for edge in network.edges}
    wanted = expected()[asked]
    assert {name: found.get(name) for name in wanted} == wanted if asked in PARTS else found == wanted
    assert list(faults(network)) == []


def test_every_view_is_in_the_golden_file() -> None:
    assert {asked.split()[0] for asked in expected()} == set(VIEWS)


@pytest.mark.parametrize("view", sorted(VIEWS))
@pytest.mark.parametrize("policy", POLICIES)
def test_a_cut_has_the_edges_whose_spells_cover_the_day(view: str, policy: Any, small: Graph) -> None:
    asked = views.ask(small, VIEWS[view], uncertain=policy)
    spells = {edge.id: edge.spells for edge in asked.over_time().edges}
    for day in (
        date(1948, 12, 31),
        date(1950, 5, 20),
        date(1960, 12, 31),
        date(1980, 3, 3),
        date(1990, 10, 2),
        date(2020, 1, 1),
    ):
        network = asked.cut(day)
        there = {name for name, of in spells.items() if any(_covers(spell, day) for spell in of)}
        assert {edge.id for edge in network.edges} == there
        assert list(faults(network)) == []


def _covers(spell: Spell, day: date) -> bool:
    return (spell.start or date.min) <= day <= (spell.end or date.max)


def test_an_edge_says_what_it_is_at_each_time_and_by_which_acts(small: Graph) -> None:
    found = edge(made(small, "recognition"), "arcadia--recognition-as-state--hav").values
    assert timed(found["state"]) == [
        ("held", "1950-05-01/1960-05-31"),
        ("suspended", "1960-06-01/1961-05-31"),
        ("held", "1961-06-01/.."),
    ]
    assert found["acts"] == (
        "event/arcadia-recognises-hav-1950", "event/arcadia-resumes-hav-1961", "event/arcadia-suspends-hav-1960",
    )  # fmt: skip
    assert found["sources"] == ("source/gazette", "source/herald") and found["source_count"] == 2
    assert (found["start_text"], found["start_precision"], found["spell_count"]) == ("1950-05-01", "day", 2)
    assert (found["uncertain"], found["disputed"]) == (False, False)
    assert "end_text" not in found and "last_end" not in found


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_what_stands_in_a_column_of_things_is_found_by_kg_show(view: str, small: Graph) -> None:
    network = made(small, view)
    found = [text for one in network.edges for text in (*one.values["acts"], *one.values["sources"])]  # type: ignore[misc]
    found += [text for one in network.nodes for name in ("sources", "cases") for text in one.values.get(name, ())]  # type: ignore[union-attr]
    assert found
    assert {small.names.find(text) for text in found} == {BASE + text for text in found}
    for text in found:
        kind, _, slug = text.partition("/")
        assert small.names.find(f"{kind}:{slug}") == small.names.find(BASE + text) == BASE + text


def test_dispute_withdrawal_and_imprecise_dates_are_told(small: Graph) -> None:
    network = made(small, "recognition")
    disputed = edge(network, "cascadia--recognition-as-state--hav").values
    assert timed(disputed["state"]) == [
        ("undecided", "1951-01-01/1951-12-30"),
        ("held", "1951-12-31/1980-03-02"),
        ("disputed", "1980-03-03/.."),
    ]
    assert (disputed["start_text"], disputed["start_precision"]) == ("1951", "year")
    assert (disputed["uncertain"], disputed["disputed"]) == (True, True)
    left = edge(network, "borduria--recognition-as-state--hav").values
    assert (left["end_text"], left["end_precision"], left["last_end"]) == ("1990-10-03", "day", "1990-10-02")
    told = {loss.about: loss.sentence for loss in network.losses if loss.rule == "widened"}
    assert told == {
        "borduria--recognition-as-state--hav": "shown 1950-05-01/1990-10-02; certain only 1950-05-31/1990-10-02",
        "cascadia--recognition-as-state--hav": "shown 1951-01-01/..; certain only 1951-12-31/1980-03-02",
        "drusa--recognition-as-state--hav": (
            "shown 1950-05-20/1962-02-27, 1970-01-01/..; certain only 1950-05-20/1962-01-31, 1970-01-01/.."
        ),
    }


def test_what_is_skipped_or_set_on_one_day_is_told(small: Graph) -> None:
    skipped = {(loss.rule, loss.about): loss.sentence for loss in made(small, "recognition skip").losses}
    assert skipped["skipped", "cascadia--recognition-as-state--hav"] == (
        "shown 1951-12-31/1980-03-02; possible 1951-01-01/.."
    )
    dated = {(loss.rule, loss.about): loss.sentence for loss in made(small, "recognition latest").losses}
    assert dated["dated", "borduria--recognition-as-state--hav"] == (
        "shown 1950-05-31/1990-10-02, as if each act had come on its last possible day;"
        " certain 1950-05-31/1990-10-02, possible 1950-05-01/1990-10-02"
    )


def test_a_mission_has_its_level_and_a_membership_its_kind_over_time_and_on_a_day(small: Graph) -> None:
    mission = "arcadia--mission-diplomatic--hav"
    assert timed(edge(made(small, "relations"), mission).values["level"]) == [
        ("charge-daffaires", "1951-01-01/1953-03-02"),
        ("ambassador", "1953-03-03/1972-12-11"),
    ]
    assert edge(cut(small, "relations", date(1952, 1, 1)), mission).values["level"] == "charge-daffaires"
    member = "member:hav--membership--organisation:league"
    assert timed(edge(made(small, "membership"), member).values["belongs_as"]) == [
        ("observer", "1955-01-01/1960-09-19"),
        ("member", "1960-09-20/1965-05-04"),
        ("member", "1966-06-06/.."),
    ]


def test_a_cut_knows_only_the_acts_up_to_its_day(small: Graph) -> None:
    found = edge(cut(small, "recognition", date(1960, 5, 31)), "arcadia--recognition-as-state--hav").values
    assert (found["acts"], found["state"]) == (("event/arcadia-recognises-hav-1950",), "held")
    later = edge(cut(small, "recognition", date(1961, 6, 1)), "arcadia--recognition-as-state--hav").values
    assert later["start_text"] == "1961-06-01"
    uncertain = cut(small, "recognition", date(1951, 6, 1))
    assert edge(uncertain, "cascadia--recognition-as-state--hav").values["state"] == "undecided"
    assert [loss.about for loss in uncertain.losses if loss.rule == "widened"] == [
        "cascadia--recognition-as-state--hav"
    ]


def test_an_edge_that_was_carried_over_names_the_continuation_and_begins_with_it(small: Graph) -> None:
    found = edge(made(small, "recognition"), "arcadia--recognition-as-state--gondal").values
    assert found["acts"] == ("event/arcadia-recognises-borduria-1949", "event/gondal-continues-1990")
    assert (found["start_text"], found["start_precision"], found["disputed"]) == ("1990-10-01", "day", False)
    shared = edge(made(small, "co-recognition"), "arcadia--co-recognition--cascadia").values
    assert "event/gondal-continues-1990" in shared["acts"]


DENIED = """
@prefix actor: <https://w3id.org/recognition/actor/> .
@prefix case: <https://w3id.org/recognition/case/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix event: <https://w3id.org/recognition/event/> .
@prefix judgement: <https://w3id.org/recognition/judgement/> .
@prefix reading: <https://w3id.org/recognition/reading/> .
@prefix rec: <https://w3id.org/recognition/ns#> .
@prefix source: <https://w3id.org/recognition/source/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

event:drusa-denies-1990 a rec:Denial ;
    rec:actor actor:drusa ;
    rec:date "1990-11-01"^^xsd:date ;
    rec:about event:gondal-continues-1990 ;
    rec:inCase case:words ;
    dcterms:source source:herald .

event:arcadia-denies-1990 a rec:Denial ;
    rec:actor actor:arcadia ;
    rec:date "1990-11-02"^^xsd:date ;
    rec:about event:hav-independent-1950 ;
    rec:inCase case:words ;
    dcterms:source source:herald .

reading:arcadia-recognises-hav a rec:Reading ;
    rec:about event:arcadia-recognises-hav-1950 ;
    rec:property rec:date ;
    rec:value "1950-05"^^xsd:gYearMonth ;
    rec:judgement judgement:open .

reading:continues a rec:Reading ;
    rec:about event:gondal-continues-1990 ;
    rec:property rec:date ;
    rec:value "1990-09-28"^^xsd:date ;
    rec:judgement judgement:open .

reading:withdraws a rec:Reading ;
    rec:about event:drusa-withdraws-hav-1962 ;
    rec:property rec:date ;
    rec:value "1962-03-05"^^xsd:date ;
    rec:judgement judgement:open .
"""


@pytest.fixture(scope="module")
def denied(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The small world, in which a continuation is denied and some dates have a second reading."""
    root = make_root(tmp_path_factory.mktemp("denied"), SMALL / "data")
    (root / "data" / "denied.ttl").write_text(DENIED, encoding="utf-8")
    return Graph(root)


def test_an_edge_is_disputed_if_what_carried_it_over_is(denied: Graph) -> None:
    network = made(denied, "recognition")
    found = edge(network, "arcadia--recognition-as-state--gondal").values
    assert timed(found["state"]) == [("disputed", "1990-09-28/..")] and found["disputed"] is True
    for other in network.edges:
        states = [value for value, _ in timed(other.values["state"])]
        assert other.values["disputed"] or "disputed" not in states, other.id
    # A cut knows neither the continuation before it, nor its dispute.
    early = edge(cut(denied, "recognition", date(1990, 9, 27)), "arcadia--recognition-as-state--borduria").values
    assert (early["acts"], early["disputed"]) == (("event/arcadia-recognises-borduria-1949",), False)
    late = edge(cut(denied, "recognition", date(1990, 9, 28)), "arcadia--recognition-as-state--gondal").values
    assert (late["state"], late["disputed"]) == ("disputed", True)


def test_a_date_with_several_readings_is_written_as_all_the_days_it_may_mean(denied: Graph) -> None:
    network = made(denied, "recognition")
    carried = edge(network, "arcadia--recognition-as-state--gondal").values
    assert (carried["start_text"], carried["start_precision"]) == ("1990-09-28/1990-10-01", "interval")
    month = edge(network, "arcadia--recognition-as-state--hav").values
    assert (month["start_text"], month["start_precision"]) == ("1950-05", "month")
    left = edge(network, "drusa--recognition-as-state--hav").values
    assert (left["start_texts"], left["end_texts"]) == (("1950-05-20", "1970-01-01"), ("1962-02/1962-03-05", ".."))


def test_an_edge_with_several_spells_has_the_dates_of_each_as_written(small: Graph) -> None:
    network = made(small, "recognition")
    left = edge(network, "drusa--recognition-as-state--hav").values
    assert (left["start_texts"], left["end_texts"]) == (("1950-05-20", "1970-01-01"), ("1962-02", ".."))
    assert "start_texts" not in edge(network, "borduria--recognition-as-state--hav").values
    assert {column.name: column.type for column in network.edge_columns}["end_texts"] == "liststring"
    # Of two that each recognise Hav, Arcadia's suspension ends what they share.
    shared = edge(made(small, "co-recognition"), "arcadia--co-recognition--borduria").values
    assert shared["start_texts"] == ("1950-05-01", "1961-06-01")
    assert shared["end_texts"] == ("1960-06-01", "1990-10-03")


def test_the_dates_of_a_period_are_those_of_the_spells_that_lie_in_it(small: Graph) -> None:
    """Drusa withdrew in February 1962 and recognised again in 1970: the earlier dates are not those of a later period."""
    name = "drusa--recognition-as-state--hav"
    later = edge(made(small, "recognition from=1965 to=1980"), name).values
    assert (later["start_text"], later.get("end_text"), later["spell_count"]) == ("1970-01-01", None, 1)
    earlier = edge(made(small, "recognition from=1951 to=1965"), name).values
    assert (earlier["start_text"], earlier["end_text"], earlier["first_start"], earlier["last_end"]) == (
        "1950-05-20", "1962-02", "1951-01-01", "1962-02-27",
    )  # fmt: skip
    both = edge(made(small, "recognition from=1951 to=1980"), name).values
    assert (both["start_texts"], both["end_texts"]) == (("1950-05-20", "1970-01-01"), ("1962-02", ".."))


@pytest.mark.parametrize("view", ["recognition", "relations", "membership"])
def test_what_is_written_of_a_spell_means_the_day_on_which_it_begins_or_has_ended(view: str, real: Graph) -> None:
    for one in views.network(real, VIEWS[view]).edges:
        values = one.values
        several = len(one.spells) > 1
        starts = listed(values["start_texts"]) if several else (values["start_text"],)
        ends = listed(values["end_texts"]) if several else (values.get("end_text", ".."),)
        assert (starts[0], ends[-1]) == (values["start_text"], values.get("end_text", ".."))
        for spell, start, end in zip(one.spells, starts, ends, strict=True):
            assert spell.start and _means(str(start), dates.day_number(spell.start)), one.id
            assert end == ".." if spell.end is None else _means(str(end), dates.day_number(spell.end) + 1), one.id


def _means(text: str, day: int) -> bool:
    days = dates.bounds(text)
    return days.earliest <= day <= days.latest


def test_co_recognition_counts_at_each_time_and_names_what_is_shared(small: Graph) -> None:
    found = edge(made(small, "co-recognition"), "arcadia--co-recognition--cascadia")
    assert (found.directed, found.weight) == (False, 3.0)
    assert timed(found.values["number"]) == [
        (1, "1949-01-01/1950-12-31"),
        (2, "1951-01-01/1960-05-31"),
        (1, "1960-06-01/1961-05-31"),
        (2, "1961-06-01/1990-09-30"),
        (3, "1990-10-01/1990-10-02"),
        (2, "1990-10-03/.."),
    ]
    assert found.values["shared"] == ("borduria", "gondal", "hav")
    assert edge(cut(small, "co-recognition", date(1960, 7, 1)), found.id).weight == 1.0


def test_each_side_that_spoke_has_its_account_and_a_rejected_word_is_none(world: Graph) -> None:
    """Graustark denies its own recognition; Syldavia takes back one denial of two, and a rejected word of it counts nothing."""
    network = views.network(world, VIEWS["claims"])
    found = {edge.id: words(edge.spells) for edge in network.edges if edge.kind != "uncontested"}
    assert found == {
        "cascadia--according-to-cascadia--hav": "1951-03-10/1962-02-27",
        "cascadia--according-to-drusa--hav": "1951-03-10/1962-02-27",
        "drusa--according-to-drusa--hav": "1951-03-10/1963-03-02",
        "drusa--according-to-hav--hav": "1951-03-10/..",
        "grand-fenwick--according-to-grand-fenwick--bensalem": "1844-03-04/..",
        "grand-fenwick--according-to-zubrowka--bensalem": "1844-03-04/..",
        "graustark--according-to-bensalem--bensalem": "1841-05-05/..",
        "lutha--according-to-lutha--bensalem": "1844-03-03/..",
        "lutha--according-to-syldavia--bensalem": "1844-03-03/..",
        "lutha--according-to-zubrowka--bensalem": "1844-03-03/..",
        "ruritania--according-to-ruritania--bensalem": "1840-01-01/..",
        "ruritania--according-to-zubrowka--bensalem": "1840-01-01/1842-07-06",
    }


def test_who_followed_whom_says_in_what_and_after_how_many_days(small: Graph) -> None:
    network = made(small, "precedence within=300")
    assert edge(network, "drusa--followed--arcadia").values["followed"] == ("hav 19",)
    assert edge(network, "arcadia--followed--cascadia").values["followed"] == ("borduria 241",)
    assert edge(network, "arcadia--followed--cascadia").weight == 1.0
    assert network.parameters == {"within": "300"}


def test_a_node_has_typed_values_codes_places_groups_and_the_days_of_its_existence(small: Graph) -> None:
    network = made(small, "recognition")
    arcadia = node(network, "arcadia")
    assert (arcadia.label, words(arcadia.spells)) == ("Arcadia", "1900-01-01/..")
    assert arcadia.values == {
        "iri": "https://w3id.org/recognition/actor/arcadia",
        "class": "Polity",
        "iso3": "ARC",
        "latitude": 12.3,
        "longitude": -45.0,
        "begun_text": ("1900-01-01",),
        "member_of": ("league",),
        "in_league": (Timed(True, Spell(date(1945, 10, 24), date(1999, 12, 30))),),
    }
    borduria = node(network, "borduria")
    assert (words(borduria.spells), borduria.values["ended_text"]) == ("../1990-10-02", ("1990-10-03",))
    assert borduria.values["cow"] == "102"
    assert node(network, "havian-council").values["class"] == "Government/Movement"
    assert (node(network, "drusa").spells, node(network, "drusa").values["wikidata"]) == ((), "Q0")
    assert words(node(network, "gondal").spells) == "1990-10-01/.."
    merged = [loss for loss in network.losses if loss.rule == "merged"]
    assert [loss.sentence for loss in merged] == ["cow is 102; left out 101, which it had at another time"]


def test_a_node_of_a_cut_has_the_code_and_the_groups_of_the_day(small: Graph) -> None:
    things = views.ask(small, VIEWS["recognition"]).things
    (early,) = Drawn(things, day=dates.day_number(date(1940, 1, 1)), window=None).nodes([(f"{BASE}actor/borduria", 0)])
    assert early.values["cow"] == "101"
    alone = cut(small, "recognition", date(1940, 1, 1), everybody=True)
    assert "member_of" not in node(alone, "arcadia").values
    later = cut(small, "recognition", date(1960, 1, 1))
    assert node(later, "arcadia").values["in_league"] is True
    assert "in_league" not in node(later, "hav").values  # an observer is no member
    assert [loss for loss in later.losses if loss.rule == "merged"] == []


def test_who_speaks_for_a_member_belongs_to_the_group_while_it_does(world: Graph) -> None:
    """The Concert seats the Crown of Erewhon in 1815 and the Republic in 1845; Erewhon itself stays the member."""
    network = views.network(world, VIEWS["recognition"], everybody=True)
    there = {name: node(network, name).values["in_concert"] for name in ("erewhon", "erewhon-crown")}
    assert there == {
        "erewhon": (Timed(True, Spell(date(1815, 6, 9))),),
        "erewhon-crown": (Timed(True, Spell(date(1815, 6, 9), date(1845, 10, 24))),),
    }
    republic = node(network, "erewhon-republic").values
    assert (republic["member_of"], republic["in_concert"]) == (("concert",), (Timed(True, Spell(date(1845, 10, 25))),))
    early = cut(world, "recognition", date(1845, 10, 24), everybody=True)
    assert node(early, "erewhon-crown").values["in_concert"] is True
    assert "member_of" not in node(early, "erewhon-republic").values


@pytest.mark.parametrize(
    ("group", "days"),
    [
        ("united-nations", ("1970-12-31", "1971-10-25", "1975-12-31", "1991-12-24", "1991-12-31", "2020-01-30")),
        ("organization-of-american-states", ("1960-12-31", "2018-06-01", "2020-12-31")),
        ("league-of-arab-states", ("1960-12-31", "1980-12-31")),
        ("brics", ("2024-12-31",)),
    ],
)
def test_the_members_in_a_network_are_those_among_whom_status_counts(
    group: str, days: tuple[str, ...], real: Graph
) -> None:
    view = views.ask(real, VIEWS["recognition"])
    over_time = {n.values["iri"]: n.values for n in view.over_time(everybody=True).nodes}
    for day in days:
        on = date.fromisoformat(day)
        among = groups.members(real, real.names.find(group), dates.day_number(on))
        certain = {actor for place in among.places for actor in place.actors}
        nodes = {n.values["iri"]: n.values for n in view.cut(on, everybody=True).nodes}
        drawn = {iri for iri, values in nodes.items() if group in listed(values.get("member_of"))}
        column = "in_" + group.replace("-", "_")
        assert drawn == {iri for iri, values in nodes.items() if values.get(column)}
        assert drawn == {iri for iri in nodes if any(_covers(t.spell, on) for t in listed(over_time[iri].get(column)))}
        assert drawn <= certain | set(among.apart)
        if group == "united-nations":
            seated = "republic-of-china" if day < "1971-10-25" else "peoples-republic-of-china"
            assert {seated} == {name for name in map(local_name, map(str, drawn)) if "china" in name} - {"china-polity"}


CODES = """
@prefix actor: <https://w3id.org/recognition/actor/> .
@prefix code: <https://w3id.org/recognition/code/> .
@prefix rec: <https://w3id.org/recognition/ns#> .
@prefix scheme: <https://w3id.org/recognition/scheme/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

code:arcadia-ard a rec:Identifier ;
    rec:of actor:arcadia ;
    rec:scheme scheme:iso-3166-1-alpha-3 ;
    rec:notation "ARD" ;
    rec:validTo "1960"^^xsd:gYear .

code:arcadia-are a rec:Identifier ;
    rec:of actor:arcadia ;
    rec:scheme scheme:iso-3166-1-alpha-3 ;
    rec:notation "ARE" ;
    rec:validTo "1970"^^xsd:gYear .

code:arcadia-1 a rec:Identifier ;
    rec:of actor:arcadia ;
    rec:scheme scheme:cow ;
    rec:notation "1" .

code:arcadia-2 a rec:Identifier ;
    rec:of actor:arcadia ;
    rec:scheme scheme:cow ;
    rec:notation "2" .
"""


def test_of_several_codes_of_a_day_the_one_that_ends_first_counts_and_what_is_open_is_told(tmp_path: Path) -> None:
    """Arcadia's codes have no recorded beginning; the former ones have an end."""
    root = make_root(tmp_path / "root", SMALL / "data")
    (root / "data" / "codes.ttl").write_text(CODES, encoding="utf-8")
    graph = Graph(root)
    found = {}
    for year in (1955, 1961, 1971):
        network = cut(graph, "recognition", date(year, 1, 1))
        found[year] = node(network, "arcadia").values["iso3"]
        assert [loss.sentence for loss in network.losses if loss.rule == "merged"] == [
            "cow is 2; left out 1, of the same day"
        ]
    assert found == {1955: "ARD", 1961: "ARE", 1971: "ARC"}
    over_time = made(graph, "recognition")
    assert node(over_time, "arcadia").values["iso3"] == "ARC"
    assert "iso3 is ARC; left out ARD, ARE, which it had at another time" in {
        loss.sentence for loss in over_time.losses
    }


def test_the_codes_of_a_cut_are_those_of_its_day(real: Graph) -> None:
    early, later = (cut(real, "recognition", date(year, 1, 31)) for year in (1975, 1991))
    names = ("burkina-faso", "benin")
    assert [node(early, name).values["iso3"] for name in names] == ["HVO", "DHY"]
    assert [node(later, name).values["iso3"] for name in names] == ["BFA", "BEN"]
    assert node(early, "federal-republic-of-germany").values["iso_numeric"] == "280"
    assert node(later, "federal-republic-of-germany").values["iso_numeric"] == "276"


def test_all_entities_are_those_that_are_counted_on_the_day_or_in_the_period(small: Graph) -> None:
    """Of Borduria and others no beginning is on record, so that nobody counts them; nor a movement, an organisation, a port."""
    assert {n.id for n in cut(small, "recognition", date(1940, 1, 1), everybody=True).nodes} == {"arcadia"}
    ends = {n.id for n in cut(small, "membership", date(2000, 1, 1)).nodes}
    there = {n.id for n in cut(small, "membership", date(2000, 1, 1), everybody=True).nodes}
    assert there - ends == {"member:arcadia", "member:gondal"}
    assert {
        n.values["mode"] for n in cut(small, "membership", date(2000, 1, 1), everybody=True).nodes if n.id not in ends
    } == {"member"}
    assert {n.id for n in views.network(small, VIEWS["designation"], everybody=True).nodes} == {
        "arcadia",
        "front",
        "gondal",
        "hav",
    }
    period = views.network(
        small, VIEWS["designation"], within=Spell(date(1940, 1, 1), date(1949, 1, 1)), everybody=True
    )
    assert {n.id for n in period.nodes} == {"arcadia"}


@pytest.mark.parametrize("day", ["1901-01-01", "1950-05-01", "1962-02-15", "1990-10-03", "2022-09-30"])
def test_export_measures_and_status_count_the_same_actors(day: str, world: Graph) -> None:
    on = date.fromisoformat(day)
    asked = views.ask(world, VIEWS["recognition"])
    drawn = {n.id for n in asked.cut(on, everybody=True).nodes} - {n.id for n in asked.cut(on).nodes}
    measured = measures_of(asked, on, Counted(tie_kinds(asked, ["*"]), everybody=True))
    measured -= measures_of(asked, on, Counted(tie_kinds(asked, ["*"])))
    counted = {local_name(row["actor"]) for row in RecognitionGraph(world.root).status("hav", on=day, everybody=True)}
    assert drawn == measured
    assert drawn <= counted | {"hav"} and (drawn or day == "1901-01-01")


def measures_of(view: views.View, day: date, counted: Counted) -> set[str]:
    return set(measured_cut(view, day, counted).labels)


def test_in_two_modes_one_actor_can_be_two_nodes(small: Graph) -> None:
    network = made(small, "bipartite")
    modes = {n.id: (n.values["mode"], n.values["bipartite"]) for n in network.nodes}
    assert modes["recogniser:arcadia"] == ("recogniser", 0)
    assert modes["contested:hav"] == ("contested", 1)
    assert {edge.source.partition(":")[0] for edge in network.edges} == {"recogniser"}


def test_an_edge_outside_the_existence_of_its_end_is_told_in_a_cut(small: Graph) -> None:
    losses = cut(small, "events", date(1990, 10, 3)).losses
    assert [(loss.rule, loss.about) for loss in losses] == [
        ("outside-existence", "https://w3id.org/recognition/actor/borduria")
    ]


def test_an_act_is_a_node_from_its_day_on_with_its_date_as_written(small: Graph) -> None:
    network = made(small, "events")
    act = node(network, "event:drusa-withdraws-hav-1962")
    assert (words(act.spells), act.values["date_text"], act.values["class"]) == (
        "1962-02-01/..", "1962-02", "RecognitionWithdrawal",
    )  # fmt: skip
    assert act.values["sources"] == ("source/gazette",) and act.values["cases"] == ("case/one",)
    listed = edge(network, "event:front-banned-1970--list--list:arcadia-banned")
    assert (words(listed.spells), listed.values["uncertain"]) == ("1970-01-01/1970-01-01", False)
    assert edge(network, "event:drusa-withdraws-hav-1962--target--hav").values["uncertain"] is True
    assert node(network, "list:arcadia-banned").values["class"] == "List"


def test_waves_have_the_same_columns(small: Graph) -> None:
    view = views.ask(small, VIEWS["recognition"])
    waves = views.waves(view, wave_days("1940:2000:20"))
    assert [wave.on for wave in waves] == [date(year, 12, 31) for year in (1940, 1960, 1980, 2000)]
    assert len({wave.node_columns for wave in waves}) == len({wave.edge_columns for wave in waves}) == 1
    assert [len(wave.edges) for wave in waves] == [0, 8, 8, 8]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1990:1992:1", ["1990-12-31", "1991-12-31", "1992-12-31"]),
        ("1991-11:1992-05:3m", ["1991-11-30", "1992-02-29", "1992-05-31"]),
        ("1992-01-30:1992-04-01:1m", ["1992-01-30", "1992-02-29", "1992-03-30"]),
        ("2000-01-01:2000-01-15:7d", ["2000-01-01", "2000-01-08", "2000-01-15"]),
        ("9999:9999:5", ["9999-12-31"]),
    ],
)
def test_the_days_of_waves(text: str, days: list[str]) -> None:
    assert [day.isoformat() for day in wave_days(text)] == days


@pytest.mark.parametrize(
    "text", ["1990", "1990:2000", "1990:2000:0", "1990:2000:x", "2000:1990:1", "1900:2000:1d", "a:b:1"]
)
def test_what_is_no_series_of_waves_is_wrong_use(text: str) -> None:
    with pytest.raises(WrongUse):
        wave_days(text)


OWN = """#+ summary: Mine.
#+ network: {columns: {years: integer, sure: boolean, share: double, who: liststring}}
SELECT ?source ?target ?kind ?act ?earliest ?latest ?disputed ?years ?sure ?share ?who ?label ?directed ?note {
  VALUES (?source ?target ?years ?sure ?share ?who ?directed) {
    (actor:drusa actor:arcadia 3 true 0.5 "b" false) (actor:drusa actor:arcadia 3 true 0.5 "a" false)
  }
  BIND("k" AS ?kind) BIND(event:relations-1950 AS ?act) BIND(0 AS ?earliest) BIND(1 AS ?latest) BIND(false AS ?disputed)
  BIND("Known to each other" AS ?label)
}
"""


def own(path: Path, text: str, graph: Graph, **options: Any) -> Network:
    path.write_text(text, encoding="utf-8")
    return views.network(graph, views.find(graph.root, str(path)), **options)


def test_a_query_of_ones_own_is_a_view_with_typed_columns(small: Graph, tmp_path: Path) -> None:
    network = own(tmp_path / "own.rq", OWN, small)
    found = edge(network, "drusa--k--arcadia")
    assert (found.directed, found.label, words(found.spells)) == (False, "Known to each other", "1970-01-01/1970-01-02")
    assert {name: found.values.get(name) for name in ("years", "sure", "share", "who", "note", "sources")} == {
        "years": 3, "sure": True, "share": 0.5, "who": ("a", "b"), "note": None, "sources": ("source/gazette",),
    }  # fmt: skip
    assert list(faults(network)) == []
    days = {"skip": None, "earliest": "1970-01-01/1970-01-01", "latest": "1970-01-02/1970-01-02"}
    for policy, spells in days.items():
        edges = own(tmp_path / "own.rq", OWN, small, uncertain=policy).edges
        assert [words(edge.spells) for edge in edges] == ([spells] if spells else [])


def test_several_values_of_a_column_that_takes_one_are_told(small: Graph, tmp_path: Path) -> None:
    network = own(tmp_path / "own.rq", OWN.replace("who: liststring", "who: string"), small)
    assert edge(network, "drusa--k--arcadia").values["who"] == "a"
    assert [loss.sentence for loss in network.losses if loss.rule == "merged"] == ["who is a; left out b"]


def test_the_type_of_a_column_comes_from_the_shape_of_a_property(small: Graph, tmp_path: Path) -> None:
    text = OWN.replace("years: integer", "years: rec:participantsStated").replace("share: double", "share: geo:lat")
    network = own(tmp_path / "own.rq", text.replace("who: liststring", "who: rec:actor"), small)
    types = {column.name: column.type for column in network.edge_columns}
    assert (types["years"], types["share"], types["who"], types["note"]) == (
        "integer",
        "double",
        "liststring",
        "string",
    )


EVENT = """#+ summary: "s"
SELECT ?source ?target ?kind ?act ?earliest ?latest ?disputed {
  BIND(actor:drusa AS ?source) BIND(actor:arcadia AS ?target) BIND("k" AS ?kind) BIND(event:e AS ?act)
  BIND(0 AS ?earliest) BIND(1 AS ?latest) BIND(false AS ?disputed)
}
"""
CHANGE = """#+ summary: "s"
SELECT ?source ?target ?kind ?thread ?row ?act ?state ?earliest ?latest ?disputed {
  BIND(actor:drusa AS ?source) BIND(actor:arcadia AS ?target) BIND("k" AS ?kind) BIND(event:e AS ?act)
  BIND(thread:t AS ?thread) BIND(effect:r AS ?row) BIND(state:held AS ?state)
  BIND(0 AS ?earliest) BIND(1 AS ?latest) BIND(false AS ?disputed)
}
"""
ROW = "row 1 (source actor:drusa, target actor:arcadia): "
DAY = "; a day is a whole number, counted from 1970-01-01, such as 8028 for 1991-12-25"
TRUTH = "; it must be true or false"
THING = "; it must be an IRI, such as that of an actor or an act"
LASTS = "; it must be an IRI or a text, which have names that last"
KIND = "; a kind is a text of one line"
INTEGER = "; its column is integer: a whole number from -2147483648 to 2147483647"
BIND_IT = "; bind it in every row"


def _bound(text: str, name: str, term: str) -> str:
    """The query with another term in a column, or with none of it."""
    changed = re.sub(rf"BIND\([^()]* AS \?{name}\)", lambda _: f"BIND({term} AS ?{name})" if term else "", text)
    assert changed != text
    return changed


def _more(text: str, name: str, term: str, network: str = "") -> str:
    """The query with a further column, and something about it in the header."""
    header = f"#+ network: {network}\n" if network else ""
    return header + text.replace("SELECT", f"SELECT ?{name}").replace("{\n", f"{{\n BIND({term} AS ?{name})\n", 1)


FOREIGN = [
    # A row: each column unbound, of another type, out of range.
    (_bound(EVENT, "source", ""), "row 1 (source not bound, target actor:arcadia): ?source is not bound" + BIND_IT),
    (_bound(EVENT, "target", ""), "row 1 (source actor:drusa, target not bound): ?target is not bound" + BIND_IT),
    *((_bound(EVENT, name, ""), f"{ROW}?{name} is not bound{BIND_IT}") for name in ("kind", "act", "earliest", "latest", "disputed")),
    *((_bound(CHANGE, name, ""), f"{ROW}?{name} is not bound{BIND_IT}") for name in ("thread", "row", "state")),
    (_bound(EVENT, "source", '"Drusa"'), 'row 1 (source Drusa, target actor:arcadia): ?source is "Drusa"' + THING),
    (_bound(EVENT, "source", "<http://e/\u2028x>"), "row 1 (source http://e/\u2028x, target actor:arcadia): ?source is 'http://e/\\u2028x', which cannot be"),
    (_bound(EVENT, "target", "BNODE()"), "?target is a blank node" + LASTS),
    (_bound(EVENT, "act", "7"), ROW + '?act is "7"' + THING),
    (_bound(EVENT, "kind", '""'), ROW + '?kind is ""' + KIND),
    (_bound(EVENT, "kind", '"a\\nb"'), ROW + '?kind is "a\nb"' + KIND),
    (_bound(EVENT, "kind", "<<( actor:drusa rec:actor actor:hav )>>"), "?kind is "),
    *((_bound(EVENT, "earliest", term), f"{ROW}?earliest is {shown}{DAY}") for term, shown in (
        ('"abc"', '"abc"'), ("1.5", '"1.5"'), ('"1991-12-25"^^xsd:date', '"1991-12-25"'), ("actor:hav", "actor:hav"),
        ("-999999999", '"-999999999"'), ('"1_0"', '"1_0"'), ('"٣"', '"٣"'), ('""', '""'),
    )),
    (_bound(EVENT, "latest", "2932897"), ROW + '?latest is "2932897"' + DAY),
    (_bound(EVENT, "latest", "999999999999999999"), ROW + '?latest is "999999999999999999"' + DAY),
    (_bound(EVENT, "latest", '"' + "9" * 5000 + '"'), ROW + '?latest is "' + "9" * 60 + '…"' + DAY),
    (_bound(EVENT, "earliest", "2"), ROW + "?earliest is 2 and ?latest is 1, the day before it or earlier; turn them round"),
    (_bound(CHANGE, "earliest", "2"), ROW + "?earliest is 2 and ?latest is 1, the day before it or earlier; turn them round"),
    (_bound(EVENT, "disputed", '"no"'), ROW + '?disputed is "no"' + TRUTH),
    (_bound(CHANGE, "state", "state:keld"), ROW + "?state is state:keld; a state is one of state:ended, state:held"),
    (_bound(CHANGE, "state", "actor:held"), ROW + "?state is actor:held; a state is one of state:ended, state:held"),
    (_more(CHANGE, "carrier", "event:nobody"), ROW + "?carrier is event:nobody; a carrier is an act on record, the continuation that"),
    (_more(EVENT, "date", '"soon"'), ROW + '?date is "soon"; write a day 1997-05-25, a month 1997-05'),
    (_more(EVENT, "directed", '"no"'), ROW + '?directed is "no"' + TRUTH),
    (_more(EVENT, "n", '"1e3"', "{columns: {n: integer}}"), ROW + '?n is "1e3"' + INTEGER),
    (_more(EVENT, "n", "3000000000", "{columns: {n: integer}}"), ROW + '?n is "3000000000"' + INTEGER),
    (_more(EVENT, "n", '"INF"^^xsd:double', "{columns: {n: double}}"), ROW + '?n is "INF"; its column is double: a number'),
    (_more(EVENT, "n", '"x"', "{columns: {n: double}}"), ROW + '?n is "x"; its column is double: a number'),
    (_more(EVENT, "n", '"yes"', "{columns: {n: boolean}}"), ROW + '?n is "yes"' + TRUTH),
    (_more(EVENT, "n", "BNODE()"), ROW + "?n is a blank node" + LASTS),
    # Rows that do not go together.
    (_more(EVENT, "directed", "false").replace("BIND(actor:drusa AS ?source) BIND(actor:arcadia AS ?target)", "VALUES (?source ?target) { (actor:drusa actor:hav) (actor:hav actor:drusa) }"),
     "row 1 (source actor:drusa, target actor:hav): the edge has no direction, and row 2 has the same one the other way round"),
    (EVENT.replace("BIND(actor:drusa AS ?source)", "VALUES ?source { actor:x <https://w3id.org/recognition/actor/y/x> }"),
     "> of row 1 would be the same node, x; take IRIs that end differently"),
    (CHANGE.replace("BIND(0 AS ?earliest)", "VALUES ?earliest { 0 1 }"), "row 2 (source actor:drusa, target actor:arcadia): ?row and ?thread are those of row 1, and ?earliest is another"),
    # Columns that have no place in a network.
    (_more(EVENT, "type", "1"), "the edge column 'type' has a name that Gephi or kg keeps for itself"),
    (_more(EVENT, "größe", "1"), "the edge column 'größe' is not a slug"),
    (_more(EVENT, "Acts", "1"), "two edge columns have one name, or differ only by case"),
    (_more(EVENT, "n", "1", "{columns: {m: integer}}"), "the header says of which type ?m is, and the query does not give it"),
    ("#+ network: {weight: id}\n" + EVENT, "the edge column 'id' has a name that Gephi or kg keeps for itself"),
    # The text of the query.
    (EVENT.replace("BIND(0", "BIND(("), "own.rq:4:24: not SPARQL: "),
    (EVENT.replace("actor:drusa", "aktor:drusa"), "own.rq:3:8: not SPARQL: the prefix aktor: is not declared"),
    (EVENT.replace("  BIND(0", "  SERVICE <http://x/> { ?a ?b ?c } BIND(0"), "own.rq:4:3: SERVICE would send data to another machine"),
    (EVENT.replace("?disputed {", "?disputed FROM <http://x/> {"), "own.rq:2:63: FROM would read from elsewhere"),
    ("INSERT DATA { actor:a actor:b actor:c }", "own.rq:1:1: INSERT would change the data"),
    ("ASK { ?s ?p ?o }", "own.rq: the query is no SELECT"),
    ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "own.rq: the query is no SELECT"),
    ("", "own.rq: the query is empty"),
    ("SELECT ?source { ?source ?p ?o }", "own.rq: own gives no network; its columns must be source, target, kind, act"),
    (EVENT.replace('"k"', "(SUM(?x))"), "own.rq:"),
    # The header.
    *((header + EVENT.partition("\n")[2], "own.rq:1:1: " + message) for header, message in (
        ("#+ summary: [a]\n", "the header is not understood: summary must be a text"),
        ("#+ summary: 2024-13-45\n", "the header is not YAML"),
        ("#+ " + "[" * 5000 + "\n", "the header is "),
        ("#+ text\n", "the query has no header; begin it with '#+ summary: …'"),
        ("#+ colour: red\n", "the header is not understood: the header has no key 'colour'; its keys are summary, "),
        ("#+ name: red\n", "the header is not understood: the header has no key 'name'; its keys are summary, "),
        ("#+ tags: a\n", "the header is not understood: tags must be a list; write tags: [ … ]"),
        ("#+ params: 5\n", "the header is not understood: params must be a list; write params: [ … ]"),
        ("#+ params: [a]\n", "the header is not understood: a parameter must have keys and values; write - {name: day"),
        ("#+ params: [{name: a, type: text}]\n", "the header is not understood: a parameter has no example; write - {name: day"),
        ("#+ params: [{name: 5, type: text, example: a}]\n", "no VALUES ?5 { … } row for the parameter"),
        ("#+ params: [{names: a}]\n", "the header is not understood: a parameter has no key 'names'; its keys are name, type"),
        ("#+ order: first\n", "the header is not understood: order must be a whole number"),
        *((f"#+ network: {network}\n", "the network part of the header is not understood: " + message) for network, message in (
            ("text", "network must have keys and values; write network: {nodes: [actors]}"),
            ("[a]", "network must have keys and values; write network: {nodes: [actors]}"),
            ("{colums: 1}", "it has no key 'colums'; its keys are nodes, columns, apart, value, modes, project, weight"),
            ("{1: a}", "it has no key '1'; its keys are nodes, columns, apart, value, modes, project, weight, searched"),
            *((f"{{modes: {modes}}}", "modes must be two different names of small letters, of what sources are and of what targets are; write modes: [member, organisation]") for modes in ("[a]", "[a, a]", "[a, 'b c']", "[a, b, c]")),
            ("{modes: a}", 'modes must be a list of names; write modes: ["…", "…"]'),
            ("{nodes: 5}", 'nodes must be a list of names; write nodes: ["…", "…"]'),
            ("{apart: refusal}", 'apart must be a list of names; write apart: ["…", "…"]'),
            ("{apart: [no]}", 'apart must be a list of names; write apart: ["…", "…"]'),
            ("{value: 5}", 'value must be one name; write value: "…"'),
            ("{weight: [a]}", 'weight must be one name; write weight: "…"'),
            ("{columns: [a]}", "columns must be names with types; write columns: {days: integer}"),
            ("{columns: {1: integer}}", "columns must be names with types; write columns: {days: integer}"),
        )),
        ("#+ network: {nodes: [nobody]}\n", "there are no nodes 'nobody'; there are actors, acts, lists"),
        ("#+ network: {searched: [nothing]}\n", "there are no searched 'nothing'; there are capacity, relation"),
    )),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), FOREIGN)
def test_what_is_wrong_in_a_query_of_ones_own_is_told_with_its_place(
    text: str, message: str, small: Graph, tmp_path: Path
) -> None:
    for options in ({}, {"on": date(1970, 1, 1)}):
        with pytest.raises((UnreadableInput, WrongUse)) as caught:
            own(tmp_path / "own.rq", text, small, **options)
        assert message in str(caught.value)
        assert str(caught.value).startswith(f"{tmp_path / 'own.rq'}:") and caught.value.exit_code == 2


def test_a_query_of_ones_own_that_runs_away_is_stopped(
    small: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.network.own.LIMITS", Limits(seconds=0.5))
    text = EVENT.replace("{\n", "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l .\n", 1)
    with pytest.raises(LimitReached) as caught:
        own(tmp_path / "own.rq", text, small)
    assert str(caught.value) == f"{tmp_path / 'own.rq'}: the query ran longer than 0.5 s; ask for less"


def test_a_thread_that_is_many_is_refused_before_its_worlds_are_counted(small: Graph, tmp_path: Path) -> None:
    acts = " ".join(f"(event:e{number} effect:e{number})" for number in range(40))
    text = CHANGE.replace("BIND(event:e AS ?act)", f"VALUES (?act ?row) {{ {acts} }}").replace(
        "BIND(effect:r AS ?row)", ""
    )
    assert len(own(tmp_path / "own.rq", text, small).edges) == 1
    with pytest.raises(LimitReached) as caught:
        own(tmp_path / "own.rq", text.replace("BIND(false", "BIND(true"), small)
    assert str(caught.value).endswith(
        "row 17 (source actor:drusa, target actor:arcadia): ?thread is that of too many changes;"
        " give each relation a thread of its own"
    )


def test_a_file_that_is_no_text_or_cannot_be_read_is_told(small: Graph, tmp_path: Path) -> None:
    (tmp_path / "own.rq").write_bytes(b"#+ summary: \xff\n")
    with pytest.raises(UnreadableInput) as caught:
        views.find(small.root, str(tmp_path / "own.rq"))
    assert str(caught.value) == f"{tmp_path / 'own.rq'}:1: not UTF-8; save the file as UTF-8"


def test_a_query_of_ones_own_needs_no_header_and_is_called_as_its_file(small: Graph, tmp_path: Path) -> None:
    for header in ("", '#+ description: "d"\n'):
        network = own(tmp_path / "own.rq", header + EVENT.partition("\n")[2], small)
        assert (network.title, network.view, [edge.id for edge in network.edges]) == (
            "own",
            "own",
            ["drusa--k--arcadia"],
        )


def test_days_at_the_ends_of_the_calendar_are_days(small: Graph, tmp_path: Path) -> None:
    for form in (EVENT, CHANGE):
        text = _bound(_bound(form, "earliest", "-719162"), "latest", "2932896")
        for policy in POLICIES:
            made = own(tmp_path / "own.rq", text, small, uncertain=policy)
            assert list(faults(made)) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("years: integer", "years: date"), "'date' is no type of a column"),
        (("years: integer", "years: rec:nothing"), "'rec:nothing' is no type of a column"),
        (("{columns:", "{colums: 1, columns:"), "the network part of the header is not understood"),
        (("{columns:", "{modes: [a], columns:"), "the network part of the header is not understood"),
        (("{columns:", "{project: both, columns:"), "a network is not projected on 'both'"),
        (("{columns:", "{nodes: [nobody], columns:"), "there are no nodes 'nobody'"),
    ],
)
def test_a_header_that_is_not_understood_names_its_file(
    change: tuple[str, str], message: str, small: Graph, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableInput) as caught:
        own(tmp_path / "own.rq", OWN.replace(*change), small)
    assert str(caught.value).startswith(f"{tmp_path / 'own.rq'}:1:1: {message}")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT ?source { ?source ?p ?o }", "own gives no network; its columns must be source, target, kind, act"),
        ("SELECT ?source ?thread { ?source ?thread ?o }", "own gives no network; its columns must be source, target, kind, thread"),
        ("ASK { ?s ?p ?o }", "the query is no SELECT"),
        ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", ""),
    ],
)  # fmt: skip
def test_a_query_that_gives_no_network_is_wrong_use(text: str, message: str, small: Graph, tmp_path: Path) -> None:
    with pytest.raises(WrongUse) as caught:
        own(tmp_path / "own.rq", "#+ summary: Mine.\n" + text, small)
    assert message in str(caught.value)


def test_a_parameter_that_a_view_does_not_have_is_wrong_use(small: Graph) -> None:
    with pytest.raises(WrongUse) as caught:
        made(small, "recognition within=3")
    assert str(caught.value) == "recognition has no parameter within; it has none"


def test_a_root_without_acts_gives_networks_without_edges(tmp_path: Path) -> None:
    empty = Graph(make_root(tmp_path / "root"))
    for question in VIEWS.values():
        view = views.ask(empty, question)
        for network in (view.over_time(), view.cut(date(2000, 1, 1), everybody=True)):
            assert (len(network.nodes), len(network.edges), network.losses) == (0, 0, ())
            written = write(network, tmp_path / "x.gexf")
            assert breaches(written[0].read_bytes()) == []


def test_hostile_labels_go_through_and_are_told(tmp_path: Path) -> None:
    root = make_root(tmp_path / "root", SMALL / "data")
    world = root / "data" / "world.ttl"
    label = r"]]>\u0007 <b>\u202E\u200F \"q\" & \n'x'"  # as Turtle escapes it
    world.write_text(world.read_text(encoding="utf-8").replace('"Arcadia"@en', f'"{label}"@en'), encoding="utf-8")
    network = settled(views.network(Graph(root), VIEWS["recognition"]))
    assert node(network, "arcadia").label == "]]>\ufffd <b>\u202e\u200f \"q\" & 'x'"
    data = write(network, tmp_path / "x.gexf")[0].read_bytes()
    assert breaches(data) == []
    assert ElementTree.fromstring(data).find(".//*[@id='arcadia']").get("label") == node(network, "arcadia").label  # type: ignore[union-attr]


def test_styled_nodes_and_edges_have_colours_by_frequency_and_sizes_by_degree(small: Graph) -> None:
    network = styled(made(small, "recognition"))
    assert network.legend["edges by kind"] == {
        "recognition-as-state": "#0072b2",
        "recognition-as-government": "#e69f00",
        "refusal": "#009e73",
        "suspension": "#d55e00",
    }
    assert network.legend["nodes by class"] == {"Polity": "#0072b2", "Government/Movement": "#e69f00"}
    assert (node(network, "arcadia").size, node(network, "borduria").size) == (10.0, 17.92)  # none and two lead there
    assert styled(made(small, "bipartite")).legend["nodes by mode"] == {"recogniser": "#0072b2", "contested": "#e69f00"}


def test_a_legend_has_the_words_of_the_files(small: Graph) -> None:
    network = cut(small, "recognition", date(1960, 1, 1))
    assert set(styled(network, "in_league").legend["nodes by in_league"]) == {"true"}


def test_edges_that_stream_are_written_as_those_that_do_not(small: Graph, tmp_path: Path) -> None:
    network = made(small, "recognition")
    in_order = tuple(sorted(network.edges, key=lambda edge: edge.id))
    streamed = replace(network, edges=Streamed(lambda: iter(in_order)))
    assert (len(streamed.edges), in_order[0] in streamed.edges, "x" in streamed.edges) == (len(in_order), True, False)
    for change in (settled, styled):
        folders = [tmp_path / change.__name__ / name for name in ("held", "streamed")]
        for folder in folders:
            folder.mkdir(parents=True)
        both = zip(folders, (network, streamed), strict=True)
        files = [write(change(one), folder / "x.gexf") for folder, one in both]
        # Nobody need know, without a walk, that all edges that stream have a direction.
        data = [paths[0].read_bytes().replace(b' defaultedgetype="directed"', b"") for paths in files]
        assert data[0] == data[1] and files[0][-1].read_bytes() == files[1][-1].read_bytes()


@pytest.mark.parametrize(
    "target", ["hav", "east-jorvik", "borduria-junta-1970", "havian-council", "cascadia", "elbonia", "arcadia"]
)
def test_a_cut_agrees_with_the_status_of_that_day(target: str, world: Graph) -> None:
    asked = views.ask(world, VIEWS["recognition"])
    graph = RecognitionGraph(world.root)
    for day in ("1950-05-01", "1960-06-01", "1962-02-15", "1963-03-03", "1990-10-03", "1991-12-25", "2022-09-30"):
        network = asked.cut(date.fromisoformat(day))
        drawn = {e.source for e in network.edges if e.target == target and e.kind.startswith("recognition-as-")}
        certain = {
            e.source for e in network.edges
            if e.target == target and e.kind.startswith("recognition-as-") and e.values["state"] == "held"
        }  # fmt: skip
        answer = graph.status(f"actor:{target}", on=day)
        rows = [*answer, *answer.others]
        assert drawn == {local_name(row["actor"]) for row in rows if "held" in row["states"]}
        assert certain == {local_name(row["actor"]) for row in rows if row["answer"] == "held"}
