"""Every view in every format that suits it, read back: no edge, kind, spell or sampled value is lost on the way."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import networkx
import pytest
from click.testing import CliRunner
from lxml import etree

from kg import network
from kg.cli import kg
from kg.cli.export import DUMPS, FORMATS
from kg.dump import FORMATS as DUMP_FORMATS
from kg.errors import WrongUse
from kg.graph import Graph
from kg.network import views
from kg.network.records import Network, Streamed
from kg.network.style import styled
from kg.network.text import text
from tests.conftest import CHECKOUT
from tests.gephi_rules import breaches
from tests.network_readers import READERS, SAMPLED, Back, table
from tests.networks import CUT, EMPTY, HOSTILE, NETWORK, SINGLE
from tests.test_export import GRAMMAR, asked

VIEWS = sorted(views.questions(CHECKOUT))
DAYS = (date(1960, 6, 1), date(1962, 2, 15), date(1975, 1, 1))


def wanted(made: Network) -> Back:
    """What a reader is to find, from the records."""
    keys = {edge.id: (edge.source, edge.target, edge.kind) for edge in made.edges}
    spells = {
        keys[edge.id]: tuple(
            (s.start.isoformat() if s.start else None, s.end.isoformat() if s.end else None)
            for s in edge.spells
            if s.start or s.end
        )
        for edge in made.edges
    }
    values = {
        keys[edge.id]: tuple(text(edge.values[name]) for name in SAMPLED)
        for edge in made.edges  # type: ignore[arg-type]
    }
    return Back({node.id for node in made.nodes}, Counter(keys.values()), spells, values)


def compare(found: Back, made: Network, form: str) -> None:
    expected = wanted(made)
    edges = expected.edges
    if form in ("matrix", "ucinet", "rsiena"):
        # An edge without direction fills two cells; the labels of kinds are part of a file name, or cut short.
        both = Counter((e.target, e.source, e.kind) for e in made.edges if not e.directed)
        pairs = Counter((source, target) for source, target, _ in (edges + both).elements())
        assert Counter((source, target) for source, target, _ in found.edges.elements()) == pairs
        assert sorted(Counter(kind for *_, kind in found.edges).values()) == sorted(
            Counter(kind for *_, kind in edges + both).values()
        )
    else:
        straight = {frozenset((s, t, k)) if undirected(made) else (s, t, k) for s, t, k in edges}
        assert {frozenset(key) if undirected(made) else key for key in found.edges} == straight
        assert found.edges.total() == edges.total()
    assert found.nodes == expected.nodes
    if not undirected(made):
        assert found.spells is None or found.spells == expected.spells
        assert found.values is None or found.values == expected.values


def undirected(made: Network) -> bool:
    return any(not edge.directed for edge in made.edges)


@pytest.fixture(scope="module")
def asked_views(world: Graph) -> dict[str, views.View]:
    return {name: views.ask(world, views.find(world.root, name)) for name in VIEWS}


@pytest.mark.parametrize("form", sorted(network.FORMATS))
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_comes_back_from_every_format_that_suits_it(
    view: str, form: str, asked_views: dict[str, views.View], tmp_path: Path
) -> None:
    chosen = network.FORMATS[form]
    made = {}
    if chosen.over_time:
        made["over-time"] = asked_views[view].over_time()
        made["styled"] = styled(made["over-time"])
    if chosen.cut:
        made["cut"] = asked_views[view].cut(DAYS[1], everybody=True)
    for name, one in made.items():
        written = network.write(one, tmp_path / f"{name}{chosen.suffix}", form)
        compare(READERS[form](written[:-1]), one, form)
        if form == "gexf":
            data = written[0].read_bytes()
            assert GRAMMAR.validate(etree.fromstring(data)), GRAMMAR.error_log
            assert breaches(data) == []


@pytest.mark.parametrize("form", sorted(name for name, form in network.FORMATS.items() if form.cut))
@pytest.mark.parametrize("view", ["recognition", "bipartite", "co-recognition"])
def test_waves_have_the_edges_of_each_day(
    view: str, form: str, asked_views: dict[str, views.View], tmp_path: Path
) -> None:
    waves = views.waves(asked_views[view], DAYS)
    written = network.write_waves(waves, tmp_path / f"waves{network.FORMATS[form].suffix}", form)[:-1]
    assert len({path.name for path in written}) == len(written)
    for wave in waves:
        files = [path for path in written if str(wave.on) in path.name]
        if form in ("matrix", "ucinet", "rsiena"):
            actors = written[-1]
            found = READERS[form]([*files, actors])
            everybody = {node.id for other in waves for node in other.nodes}
            assert found.nodes == everybody
            edges = sum(1 if edge.directed else 2 for edge in wave.edges)
            assert found.edges.total() == edges
        else:
            compare(READERS[form](files), wave, form)


@pytest.mark.parametrize("view", [name for name in VIEWS if name not in ("co-recognition", "events", "precedence")])
def test_the_network_has_the_edges_that_sparql_counts(
    view: str, world: Graph, asked_views: dict[str, views.View]
) -> None:
    made = asked_views[view].over_time()
    never = [loss.about for loss in made.losses if loss.rule == "never-held"]
    ids = [name.replace("recogniser:", "").replace("contested:", "") for name in never]
    ids = [name.replace("member:", "").replace("organisation:", "") for name in ids]
    assert Counter(edge.kind for edge in made.edges) == asked(world, view, ids)


def test_the_command_offers_every_format() -> None:
    assert tuple(network.FORMATS) == FORMATS and tuple(DUMP_FORMATS) == DUMPS
    assert set(READERS) == set(FORMATS)


@pytest.mark.parametrize("form", ["matrix", "ucinet", "rsiena"])
def test_formats_of_single_days_take_no_spells_and_say_what_to_add(
    form: str, asked_views: dict[str, views.View]
) -> None:
    with pytest.raises(WrongUse, match="add --on DATE or --waves"):
        network.fitted(asked_views["recognition"].over_time(), form)


def test_a_format_of_spells_takes_no_single_day(asked_views: dict[str, views.View]) -> None:
    with pytest.raises(WrongUse, match="leave out --on"):
        network.fitted(asked_views["recognition"].cut(DAYS[0]), "statnet")


GOLDEN = CHECKOUT / "tests" / "network"
FILES = {
    "node-link": ["arcadia.json"],
    "cytoscape": ["arcadia.cyjs"],
    "dot": ["arcadia.dot"],
    "pajek": ["arcadia.net"],
    "statnet": ["arcadia.edge-spells.csv", "arcadia.vertex-spells.csv", "arcadia.vertices.csv"],
    "matrix": ["cut.diplomatic-relations.csv", "cut.recognition-as-state.csv", "cut.refusal.csv", "cut.actors.csv"],
    "ucinet": ["cut.dl"],
    "rsiena": ["cut.recognition-as-state.1971-05-01.txt"],
}


@pytest.mark.parametrize("form", FILES)
def test_a_network_is_written_byte_for_byte(form: str, tmp_path: Path) -> None:
    stem, made = ("arcadia", NETWORK) if network.FORMATS[form].over_time else ("cut", CUT)
    written = {
        path.name: path for path in network.write(made, tmp_path / f"{stem}{network.FORMATS[form].suffix}", form)
    }
    for name in FILES[form]:
        assert written[name].read_bytes() == (GOLDEN / name).read_bytes(), name


@pytest.mark.parametrize("form", sorted(name for name, form in network.FORMATS.items() if form.over_time))
@pytest.mark.parametrize("made", [HOSTILE, EMPTY, SINGLE], ids=["awkward", "empty", "single"])
def test_awkward_networks_come_back(made: Network, form: str, tmp_path: Path) -> None:
    ready = network.fitted(made, form)
    written = network.write(made, tmp_path / f"out{network.FORMATS[form].suffix}", form)
    found = READERS[form](written[:-1])
    assert found.nodes == {node.id for node in made.nodes}
    assert found.edges == Counter((edge.source, edge.target, edge.kind) for edge in made.edges)
    again = network.write(ready, tmp_path / f"again{network.FORMATS[form].suffix}", form)
    assert [path.read_bytes() for path in written[:-1]] == [path.read_bytes() for path in again[:-1]]


@pytest.mark.parametrize("form", sorted(name for name, form in network.FORMATS.items() if form.cut))
@pytest.mark.parametrize("made", [HOSTILE, EMPTY, SINGLE], ids=["awkward", "empty", "single"])
def test_awkward_networks_of_a_day_come_back(made: Network, form: str, tmp_path: Path) -> None:
    edges = tuple(edge._replace(spells=()) for edge in made.edges)
    nodes = tuple(node._replace(spells=()) for node in made.nodes)
    columns = tuple(column for column in made.node_columns if not column.dynamic)
    one = replace(made, on=DAYS[0], edges=edges, nodes=nodes, node_columns=columns)
    found = READERS[form](network.write(one, tmp_path / f"out{network.FORMATS[form].suffix}", form)[:-1])
    assert found.nodes == {node.id for node in made.nodes}
    assert found.edges.total() == len(made.edges)


def test_awkward_labels_are_read_as_they_were_where_a_format_has_room_for_them(tmp_path: Path) -> None:
    ready = network.fitted(HOSTILE, "node-link")
    labels = {node.id: node.label for node in ready.nodes}
    assert labels["newlines"] == "one two three four five" and labels["control"].startswith("nul\ufffd bell\ufffd")
    (path, _) = network.write(HOSTILE, tmp_path / "out.json")
    graph = networkx.node_link_graph(json.loads(path.read_bytes()), edges="edges")
    assert {name: data["label"] for name, data in graph.nodes(data=True)} == labels
    (path, _) = network.write(HOSTILE, tmp_path / "out.graphml")
    graph = networkx.read_graphml(path)
    assert {name: data["label"] or "" for name, data in graph.nodes(data=True)} == labels
    (path, _) = network.write(HOSTILE, tmp_path / "out.cyjs")
    rows = [element["data"] for element in json.loads(path.read_bytes())["elements"]["nodes"]]
    assert {row["id"]: row["label"] for row in rows} == labels
    (*_, vertices, _) = network.write(HOSTILE, tmp_path / "out.csv", "statnet")
    assert {row["name"]: row["label"] for row in table(vertices)} == labels


def test_edges_that_stream_are_written_as_those_in_memory(tmp_path: Path) -> None:
    streamed = replace(NETWORK, edges=Streamed(lambda: iter(sorted(NETWORK.edges, key=lambda e: e.id)), directed=True))
    for name, form in network.FORMATS.items():
        if form.over_time:
            pairs = [
                network.write(one, tmp_path / f"{n}{form.suffix}", name) for n, one in (("a", NETWORK), ("b", streamed))
            ]
            assert [p.read_bytes() for p in pairs[0][:-1]] == [p.read_bytes() for p in pairs[1][:-1]], name


def test_what_a_format_has_no_place_for_is_a_loss() -> None:
    told = [(loss.about, loss.sentence) for loss in network.fitted(NETWORK, "pajek").losses if loss.rule == "format"]
    assert told == [
        ("edges", "Pajek has no place for acts, source_count, quote, disputed"),
        ("edges", "the labels of lines are left out: readers of Pajek do not agree on them"),
        ("nodes", "Pajek has no place for iri, bloc, latitude, longitude, member, names"),
        ("nodes", "Pajek has one name for a vertex: the id; the labels are left out"),
    ]
    assert not [loss for loss in network.fitted(NETWORK, "gexf").losses if loss.rule == "format"]


def test_strict_is_one_where_the_format_leaves_something_out(world_root: Path, tmp_path: Path) -> None:
    def code(*options: str) -> int:
        given = [
            "--root",
            str(world_root),
            "export",
            "membership",
            "--on",
            "1962-02-15",
            "--uncertain",
            "skip",
            "--strict",
        ]
        done = CliRunner().invoke(kg, [*given, *options], standalone_mode=False)
        assert done.exception is None
        return int(done.return_value)

    assert code("-o", str(tmp_path / "m.net")) == 1
    told = json.loads((tmp_path / "m.net.export.json").read_text(encoding="utf-8"))
    assert set(told["losses_by_rule"]) >= {"format"}
