"""The other formats, the sidecar, and the choice among them: exact files, and what other tools read."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import networkx
import pytest

from kg import network
from kg.errors import EnvironmentFault, KgError, WrongUse
from kg.network.graphs import to_networkx
from kg.network.records import Edge, Network, Node
from kg.network.writers import FORMATS
from tests.networks import CUT, NAMES, NETWORK

GOLDEN = Path(__file__).parent / "network"
MADE = {
    "arcadia.gexf": ["arcadia.gexf"],
    "arcadia.graphml": ["arcadia.graphml"],
    "arcadia.csv": ["arcadia.nodes.csv", "arcadia.edges.csv"],
}


@pytest.mark.parametrize(("name", "files"), MADE.items())
def test_a_network_is_written_byte_for_byte_with_its_sidecar(tmp_path: Path, name: str, files: list[str]) -> None:
    made = network.write(NETWORK, tmp_path / name)
    assert [path.name for path in made] == [*files, f"{name}.export.json"]
    assert sorted(tmp_path.iterdir()) == sorted(made)
    for file in files:
        assert (tmp_path / file).read_bytes() == (GOLDEN / file).read_bytes()
    sidecar = (GOLDEN / "arcadia.gexf.export.json").read_text(encoding="utf-8")
    expected = {**json.loads(sidecar), "format": network.format_of(tmp_path / name), "files": files}
    assert json.loads(made[-1].read_text(encoding="utf-8")) == expected


def test_the_sidecar_is_written_byte_for_byte(tmp_path: Path) -> None:
    made = network.write(NETWORK, tmp_path / "arcadia.gexf")
    assert made[-1].read_bytes() == (GOLDEN / "arcadia.gexf.export.json").read_bytes()


def test_two_formats_of_one_name_have_a_sidecar_each(tmp_path: Path) -> None:
    network.write(NETWORK, tmp_path / "arcadia.gexf")
    network.write(NETWORK, tmp_path / "arcadia.csv", "statnet")
    told = {path.name: json.loads(path.read_text(encoding="utf-8"))["format"] for path in tmp_path.glob("*.json")}
    assert told == {"arcadia.gexf.export.json": "gexf", "arcadia.csv.export.json": "statnet"}


def test_half_a_character_in_a_name_is_written_as_json_has_it(tmp_path: Path) -> None:
    made = network.write(replace(NETWORK, view="own\udcff"), tmp_path / "x.gexf")
    assert json.loads(made[-1].read_bytes())["view"] == "own\udcff"


def test_the_sidecar_of_a_cut_gives_its_day_and_no_period() -> None:
    told = network.account(CUT, "gexf")
    assert (told["on"], told["period"], told["spells"]) == ("1971-05-01", None, 0)


def test_the_format_is_that_of_the_name_or_else_of_the_extension() -> None:
    assert network.format_of(Path("x.GEXF")) == "gexf"
    assert network.format_of(Path("x.csv")) == "gephi-csv"
    assert network.format_of(Path("x.gexf"), "graphml") == "graphml"


def test_an_unknown_format_is_wrong_use() -> None:
    with pytest.raises(WrongUse) as by_extension:
        network.format_of(Path("x.xls"))
    assert str(by_extension.value) == (
        "no format for x.xls; end it in .gexf, .csv, .graphml, .json, .cyjs, .dot, .net, .dl, or give --format "
        + "|".join(FORMATS)
    )
    with pytest.raises(WrongUse) as by_name:
        network.format_of(Path("x.gexf"), "excel")
    assert str(by_name.value) == f"a network has no format 'excel'; its formats are {', '.join(FORMATS)}"


def test_a_faulty_network_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    faulty = Network("t", "d", (), (), (Node("arcadia", "A"),), (Edge("arcadia", "borduria", "refusal"),))
    with pytest.raises(KgError) as caught:
        network.write(faulty, tmp_path / "x.gexf")
    assert str(caught.value) == (
        "the network cannot be written: edge 'arcadia--refusal--borduria': its end 'borduria' is not declared;"
        " report it: this is a fault of kg"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_is_an_environment_fault(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault):
        network.write(NETWORK, tmp_path / "nowhere" / "x.gexf")


def test_the_tables_are_read_back_with_every_character(tmp_path: Path) -> None:
    network.write(NETWORK, tmp_path / "x.csv")
    with (tmp_path / "x.nodes.csv").open(encoding="utf-8", newline="") as stream:
        nodes = {row["Id"]: row for row in csv.DictReader(stream)}
    with (tmp_path / "x.edges.csv").open(encoding="utf-8", newline="") as stream:
        edges = {row["Id"]: row for row in csv.DictReader(stream)}
    assert nodes["cascadia"]["Label"] == "=cmd|'/c calc'!A1"
    assert nodes["drusa"]["Label"] == "\u202eDrusa"
    assert nodes["borduria"]["Label"] == "Borduria and Syldavia"
    assert edges["cascadia--refusal--drusa"]["quote"] == 'a \ufffdbell,\r\nand "more"'
    assert edges["arcadia--recognition-as-state--borduria"]["timeset"] == (
        "<[1949-10-27, 1966-12-31]; [1970-01-01, Infinity]>"
    )


def test_the_edge_table_of_a_cut_has_no_times(tmp_path: Path) -> None:
    network.write(CUT, tmp_path / "x.csv")
    head = (tmp_path / "x.edges.csv").read_text(encoding="utf-8").splitlines()[0]
    assert head == "Source,Target,Type,Kind,Id,Label,Weight,acts,source_count,quote,disputed"


def test_networkx_reads_graphml_with_equal_counts_and_typed_values(tmp_path: Path) -> None:
    network.write(NETWORK, tmp_path / "x.graphml")
    graph = networkx.read_graphml(tmp_path / "x.graphml")
    assert (graph.is_directed(), len(graph), graph.number_of_edges()) == (True, 4, 5)
    assert {kind for _, _, kind in graph.edges(data="kind")} == {edge.kind for edge in NETWORK.edges}
    assert sorted(graph.edges(keys=True)) == sorted((edge.source, edge.target, edge.id) for edge in NETWORK.edges)
    edge = graph.edges["arcadia", "borduria", "arcadia--recognition-as-state--borduria"]
    assert edge == {
        "kind": "recognition-as-state",
        "label": "recognition-as-state",
        "weight": 1.0,
        "first_start": "1949-10-27",
        "spells": "<[1949-10-27, 1966-12-31]; [1970-01-01, Infinity]>",
        "acts": "[event/a, event/b]",
        "source_count": 2,
        "disputed": False,
    }
    assert [type(edge[name]) for name in ("weight", "source_count", "disputed")] == [float, int, bool]
    assert graph.nodes["arcadia"]["member"] is True


def test_networkx_reads_the_graphml_of_undirected_edges_as_such(tmp_path: Path) -> None:
    nodes = (Node("arcadia", "A"), Node("borduria", "B"))
    edges = (Edge("arcadia", "borduria", "shared", directed=False, weight=3),)
    network.write(Network("t", "d", (), (), nodes, edges), tmp_path / "x.graphml")
    graph = networkx.read_graphml(tmp_path / "x.graphml")
    assert (graph.is_directed(), graph.edges["borduria", "arcadia"]["weight"]) == (False, 3.0)


def test_igraph_reads_graphml_with_equal_counts(tmp_path: Path) -> None:
    igraph = pytest.importorskip("igraph")
    network.write(NETWORK, tmp_path / "x.graphml")
    graph = igraph.Graph.Read_GraphML(str(tmp_path / "x.graphml"))
    assert (graph.is_directed(), graph.vcount(), graph.ecount()) == (True, 4, 5)
    assert sorted(graph.es["kind"]) == sorted(edge.kind for edge in NETWORK.edges)
    assert sorted(graph.es["weight"]) == [1.0, 1.0, 1.0, 1.0, 2.5]


def test_a_networkx_graph_has_kinds_as_keys_and_days_as_dates() -> None:
    graph = to_networkx(NETWORK)
    assert sorted(graph.edges(keys=True)) == sorted((edge.source, edge.target, edge.kind) for edge in NETWORK.edges)
    assert graph.edges["arcadia", "borduria", "recognition-as-state"] == {
        "id": "arcadia--recognition-as-state--borduria",
        "label": "recognition-as-state",
        "weight": 1.0,
        "directed": True,
        "spells": ((date(1949, 10, 27), date(1966, 12, 31)), (date(1970, 1, 1), None)),
        "acts": ("event/a", "event/b"),
        "source_count": 2,
        "disputed": False,
    }
    assert graph.nodes["arcadia"]["names"] == NAMES
    assert graph.nodes["borduria"]["bloc"] == (
        ("east", None, date(1989, 11, 9)),
        ("west, later", date(1989, 11, 10), None),
    )
