"""Matrices tell no edge from an unknown one: 0 only where a complete search found none."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg import network
from kg.graph import Graph
from kg.network import views
from kg.network.records import Column, Edge, Network, Node, Search
from kg.network.writers import grid, rsiena, ucinet
from tests.conftest import WORLD, make_root

DAY = date(1962, 2, 15)
NODES = tuple(Node(name, name.title()) for name in ("arcadia", "borduria", "cascadia", "drusa"))
EDGES = (Edge("arcadia", "borduria", "recognition"), Edge("cascadia", "borduria", "recognition", weight=3))


def cut(**changes: Any) -> Network:
    made = Network("t", "d", (), (), NODES, EDGES, on=DAY)
    return views.replace(made, **changes)


def cells(wave: Network, kind: str = "recognition", **how: Any) -> list[str]:
    return [" ".join(row) for row in grid.matrix(wave, kind, grid.actors([wave]), **how)]


def test_without_a_search_every_missing_edge_is_unknown() -> None:
    assert cells(cut()) == ["NA 1 NA NA", "NA NA NA NA", "NA 3 NA NA", "NA NA NA NA"]


def test_within_a_complete_search_a_missing_edge_is_none_for_those_who_were_looked_up() -> None:
    found = Search("recognition", "borduria", frozenset(("arcadia", "borduria", "drusa")))
    assert cells(cut(searched=(found,))) == ["NA 1 NA NA", "NA NA NA NA", "NA 3 NA NA", "NA 0 NA NA"]


def test_a_search_for_one_kind_tells_nothing_of_another() -> None:
    found = Search("recognition", "borduria", frozenset(("drusa",)))
    assert cells(cut(searched=(found,)), "refusal") == ["NA NA NA NA"] * 4


def test_an_edge_that_may_hold_and_is_not_shown_is_unknown_also_within_a_search() -> None:
    found = Search("recognition", "borduria", frozenset(("drusa",)))
    unsettled = frozenset([("drusa", "borduria", "recognition")])
    assert cells(cut(searched=(found,), unsettled=unsettled))[3] == "NA NA NA NA"


def test_who_does_not_exist_has_structural_zeros_for_rsiena_and_unknown_cells_elsewhere() -> None:
    wave = cut(absent=frozenset(("drusa",)))
    assert cells(wave, absent=rsiena.STRUCTURAL_ZERO, valued=False) == [
        "NA 1 NA 10",
        "NA NA NA 10",
        "NA 1 NA 10",
        "10 10 10 10",
    ]
    assert cells(wave)[3] == "NA NA NA NA"


def test_an_edge_without_direction_stands_on_both_sides() -> None:
    wave = cut(edges=(Edge("arcadia", "drusa", "shared", directed=False, weight=2),))
    assert cells(wave, "shared") == ["NA NA NA 2", "NA NA NA NA", "NA NA NA NA", "2 NA NA NA"]


def test_two_modes_make_a_rectangle() -> None:
    sides = tuple(node._replace(values={"bipartite": node.id == "borduria"}) for node in NODES)
    nodes = tuple(node._replace(values={"bipartite": int(bool(node.values["bipartite"]))}) for node in sides)
    assert cells(cut(nodes=nodes, modes=("member", "group"), node_columns=(Column("bipartite", "integer"),))) == [
        "1",
        "3",
        "NA",
    ]


def test_names_in_ucinet_are_short_and_stay_apart() -> None:
    ids = ("islamic-emirate-of-afghanistan-1996", "islamic-emirate-of-afghanistan-2021", "Russia", "russia", "a b")
    short = grid.short_names(ids, ucinet.LONGEST)
    assert list(short.values()) == ["islamic-emirate-~1", "islamic-emirate-~2", "Russia", "russia~1", "a_b"]


COVERAGE = """
@prefix actor: <https://w3id.org/recognition/actor/> .
@prefix capacity: <https://w3id.org/recognition/capacity/> .
@prefix completeness: <https://w3id.org/recognition/completeness/> .
@prefix coverage: <https://w3id.org/recognition/coverage/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rec: <https://w3id.org/recognition/ns#> .
@prefix rel: <https://w3id.org/recognition/relation/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

coverage:hav a rec:Coverage ;
    rdfs:label "Recognition of Hav"@en ;
    rec:target actor:hav ;
    rec:relation rel:recognition ;
    rec:capacitySearched capacity:state ;
    rec:group actor:concert ;
    rec:from "1950-01-01"^^xsd:date ;
    rec:to "1970-12-31"^^xsd:date ;
    rec:completeness completeness:complete .
"""


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    root = make_root(tmp_path_factory.mktemp("searched"), WORLD / "data")
    (root / "data" / "cases" / "searched.ttl").write_text(COVERAGE, encoding="utf-8")
    return Graph(root)


def matrix_of(graph: Graph, day: date, folder: Path) -> dict[str, dict[str, str]]:
    from tests.network_readers import table

    made = views.network(graph, views.find(graph.root, "recognition"), on=day, everybody=True)
    network.write(made, folder / "m.csv", "matrix")
    rows = table(folder / "m.recognition-as-state.csv")
    return {row[""]: row for row in rows}


def test_a_coverage_in_the_data_gives_zeros_to_the_members_that_have_no_edge(searched: Graph, tmp_path: Path) -> None:
    from kg import dates, groups

    found = matrix_of(searched, DAY, tmp_path)
    concert = searched.names.find("concert")
    places = groups.members(searched, concert, dates.day_number(DAY)).places
    members = {actor.rpartition("/")[2] for place in places for actor in place.certain}
    assert {"erewhon", "erewhon-republic"} < members
    for source, row in found.items():
        assert row["hav"] == "1" or (row["hav"] == "0") == (source in members and source != "hav")
        assert "0" not in {cell for target, cell in row.items() if target not in ("", "hav")}
    assert {row["hav"] for row in found.values()} == {"0", "1", "NA"}


def test_outside_the_days_of_the_search_nothing_is_known_not_to_be(searched: Graph, tmp_path: Path) -> None:
    for day in (date(1949, 12, 31), date(1971, 1, 1)):
        assert "0" not in {cell for row in matrix_of(searched, day, tmp_path).values() for cell in row.values()}


def test_the_sidecar_names_the_searches_that_made_zeros(searched: Graph) -> None:
    made = views.network(searched, views.find(searched.root, "recognition"), on=DAY)
    (told,) = network.account(made, "matrix")["searched"]  # type: ignore[misc]
    assert (told["kind"], told["target"]) == ("recognition-as-state", "hav")


def test_the_complete_searches_of_the_data_tell_of_every_member(real: Graph) -> None:
    """Palestine was looked up for each of the 193, and for who holds China's seat; of an edge that may hold nothing would be known."""
    made = views.network(real, views.find(real.root, "recognition"), on=date(2025, 9, 30), everybody=True)
    (search,) = [one for one in made.searched if one.target == "palestine"]
    holders = {edge.source for edge in made.edges if (edge.kind, edge.target) == (search.kind, search.target)}
    assert search.kind == "recognition-as-state" and len(search.sources) == 194
    assert {"china-polity", "peoples-republic-of-china"} < search.sources
    assert {
        source for kind, target, source in made.unsettled if (kind, target) == (search.kind, search.target)
    } == set()
    assert 150 <= len(search.sources & holders) <= 160
