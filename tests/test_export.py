"""``kg export``: what is written is what the query says, and readers that are not ours can read it."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from kg import network, query, sparql
from kg.cli import kg
from kg.graph import Graph
from kg.network import views
from kg.network.nodes import node_id
from kg.network.records import Loss, edge_id
from kg.network.style import styled
from kg.network.views import find
from kg.vocabulary import local_name
from tests.conftest import CHECKOUT
from tests.gephi_rules import breaches, contents
from tests.test_status import extended as extended

GRAMMAR = etree.RelaxNG(etree.parse(CHECKOUT / "tests" / "gexf" / "gexf.rng"))
GEXF = "{http://gexf.net/1.3}"


def export(root: Path, view: str, target: Path, *options: str) -> None:
    done = CliRunner().invoke(
        kg, ["--root", str(root), "export", view, "-o", str(target), *options], standalone_mode=False
    )
    assert done.exception is None and done.return_value == 0


# Carried over after it had ended; begun and ended on one day; carried over after it had ended.
NEVER_PAIRS = (("gondal", "east-jorvik"), ("graustark", "penguinia"), ("syldavia", "orsinia"))
NEVER = tuple(f"{source}--recognition-as-state--{target}" for source, target in NEVER_PAIRS)


def asked(graph: Graph, view: str, never: Collection[str] = NEVER) -> dict[str, int]:
    """How many distinct edges of each kind the query of a view has, but for those that are told to be left out."""
    rows = query.select(graph.store, sparql.with_prefixes(find(graph.root, view).text, graph.prefixes))
    edges = {
        (row["source"], row["target"], row["kind"]) for row in rows if row["state"] and row["state"].endswith("/held")
    }
    counts: dict[str, int] = {}
    for source, target, kind in edges:
        if f"{local_name(source or '')}--{kind}--{local_name(target or '')}" in never:
            continue
        counts[kind or ""] = counts.get(kind or "", 0) + 1
    return counts


def ids(data: bytes) -> set[str]:
    """The ids of the edges of a GEXF file."""
    return {edge.get("id", "") for edge in etree.fromstring(data).iter(GEXF + "edge")}


VIEWS = sorted(query.catalogue(CHECKOUT, "queries/networks"))


@pytest.mark.parametrize("view", ["recognition", "all", "relations", "designation"])
@pytest.mark.parametrize("where", ["world", "real"])
def test_a_gexf_is_valid_keeps_kinds_apart_and_has_the_edges_of_the_query(
    view: str, where: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    graph: Graph = request.getfixturevalue(where)
    network.write(views.network(graph, find(graph.root, view)), tmp_path / "network.gexf")
    data = (tmp_path / "network.gexf").read_bytes()
    judge(data)
    account = json.loads((tmp_path / "network.gexf.export.json").read_text())
    never = [loss["about"] for loss in account["losses"] if loss["rule"] == "never-held"]
    if where == "world" and view in ("recognition", "all"):
        kind = "recognition-as-state" if view == "recognition" else "recognition"
        assert never == [f"{source}--{kind}--{target}" for source, target in NEVER_PAIRS]
    # In the real data a continuator is handed what had ended before; who that is changes with every case.
    assert set(never).isdisjoint(ids(data))
    assert contents(data).kinds == account["edges_by_kind"] == asked(graph, view, never)


# A projection has other edges than its query.
@pytest.mark.parametrize("view", sorted({*VIEWS} - {"co-recognition"}))
@pytest.mark.parametrize("where", ["world", "real"])
def test_edges_and_what_is_told_are_all_that_the_query_gives(
    view: str, where: str, request: pytest.FixtureRequest
) -> None:
    graph: Graph = request.getfixturevalue(where)
    question = find(graph.root, view)
    rows = query.select(graph.store, sparql.with_prefixes(question.text, graph.prefixes))
    given = {(row["source"] or "", row["target"] or "", row["kind"] or "") for row in rows}
    modes = views.ask(graph, question).plan.modes or (None, None)
    names = {edge_id(node_id(one, modes[0]), node_id(other, modes[1]), kind) for one, other, kind in given}
    made = views.network(graph, question)
    edges = [edge.id for edge in made.edges]
    told = [loss.about for loss in made.losses if loss.rule in ("never-held", "no-tie")]
    assert sorted([*edges, *told]) == sorted(names)
    if (view, where) == ("recognition", "world"):
        assert (
            next(loss.sentence for loss in made.losses if loss.rule == "no-tie")
            == "left out: on record only as refused"
        )


def judge(data: bytes) -> None:
    assert GRAMMAR.validate(etree.fromstring(data)), GRAMMAR.error_log
    assert breaches(data) == []


def test_parallel_kinds_and_repeated_spells_of_one_pair_survive(world_root: Path, tmp_path: Path) -> None:
    export(world_root, "recognition", tmp_path / "network.gexf")
    root = etree.parse(tmp_path / "network.gexf").getroot()
    edges = {edge.get("id"): edge for edge in root.iter(GEXF + "edge")}
    spells = [(s.get("start"), s.get("end")) for s in edges["arcadia--recognition-as-state--hav"].iter(GEXF + "spell")]
    assert spells == [("1950-05-01", "1960-05-31"), ("1961-06-01", None)]
    assert {edge.get("kind") for edge in edges.values()} == {
        "recognition-as-government", "recognition-as-sole-representative", "recognition-as-state", "recognition-as-title", "refusal",
        "suspension",
    }  # fmt: skip


def test_the_first_case_goes_into_gephi_with_its_day_and_its_sources(real: Graph, tmp_path: Path) -> None:
    network.write(views.network(real, find(CHECKOUT, "recognition")), tmp_path / "network.gexf")
    root = etree.parse(tmp_path / "network.gexf").getroot()
    pair = ("russia", "islamic-emirate-of-afghanistan-2021")
    (edge,) = [e for e in root.iter(GEXF + "edge") if (e.get("source"), e.get("target")) == pair]
    values = {v.get("for"): v.get("value") for v in edge.iter(GEXF + "attvalue")}
    assert [(s.get("start"), s.get("end")) for s in edge.iter(GEXF + "spell")] == [("2025-07-03", None)]
    assert values["acts"] == "[event/russia-recognises-islamic-emirate-2025]"
    assert int(values["source_count"]) == values["sources"].count("source/") >= 5


def test_the_gephi_tables_and_graphml_have_the_same_edges(world: Graph, world_root: Path, tmp_path: Path) -> None:
    import networkx

    export(world_root, "recognition", tmp_path / "network.csv")
    export(world_root, "recognition", tmp_path / "network.graphml")
    edges, nodes = (
        list(csv.DictReader((tmp_path / f"network.{part}.csv").read_text(encoding="utf-8").splitlines()))
        for part in ("edges", "nodes")
    )
    graph = networkx.read_graphml(tmp_path / "network.graphml", force_multigraph=True)
    assert len(edges) == graph.number_of_edges() == sum(asked(world, "recognition").values())
    assert {n["Id"] for n in nodes} == set(graph.nodes)


def test_a_cut_has_the_edges_of_that_day(world_root: Path, tmp_path: Path) -> None:
    export(world_root, "recognition", tmp_path / "network.gexf", "--on", "1960-06-01")
    root = etree.parse(tmp_path / "network.gexf").getroot()
    towards_hav = {
        e.get("source")
        for e in root.iter(GEXF + "edge")
        if e.get("target") == "hav" and e.get("kind") == "recognition-as-state"
    }
    assert towards_hav == {"borduria", "cascadia", "drusa", "east-jorvik", "old-gondal"}
    assert not list(root.iter(GEXF + "spell"))


def test_all_entities_are_there_when_asked_for(world_root: Path, tmp_path: Path) -> None:
    export(world_root, "recognition", tmp_path / "network.gexf", "--all-entities")
    assert contents((tmp_path / "network.gexf").read_bytes()).nodes == 43


def test_a_relation_added_in_turtle_alone_is_in_the_timeline_and_in_the_network(extended: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        kg, ["--root", str(extended), "timeline", "drusa", "--format", "csv"], standalone_mode=False
    )
    lines = [line.split(",") for line in done.output.splitlines() if ",event:g" in line or ",event:p," in line]
    assert [line[:4] for line in lines] == [
        ["2001-01-01", "guard taken", "g1", "event:g1"],
        ["2001-01-01", "guard taken", "g2", "event:g2"],
        ["2001-01-01", "pact made", "p", "event:p"],
        ["2002-01-01", "guard taken", "g3", "event:g3"],
        ["2003-01-01", "guard left", "g4", "event:g4"],
    ]
    export(extended, "all", tmp_path / "network.gexf")
    kinds = contents((tmp_path / "network.gexf").read_bytes()).kinds
    assert (kinds["pact"], kinds["guard"]) == (2, 2)


def test_a_network_query_in_a_file_is_a_view(world_root: Path, tmp_path: Path) -> None:
    text = (CHECKOUT / "queries" / "networks" / "all.rq").read_text(encoding="utf-8")
    mine = tmp_path / "mine.rq"
    mine.write_text(
        text.replace(
            "?thread rec:relation ?relation", "VALUES ?relation { rel:mission } ?thread rec:relation ?relation"
        )
    )
    export(world_root, str(mine), tmp_path / "network.gexf")
    assert contents((tmp_path / "network.gexf").read_bytes()).kinds == {"mission": 4}


def test_waves_are_files_with_one_sidecar(world_root: Path, tmp_path: Path) -> None:
    export(world_root, "recognition", tmp_path / "w.gexf", "--waves", "1950:1970:10")
    names = [f"w.{year}-12-31.gexf" for year in (1950, 1960, 1970)]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*names, "w.gexf.export.json"])
    told = json.loads((tmp_path / "w.gexf.export.json").read_text())["waves"]
    assert [(wave["on"], wave["files"]) for wave in told] == [
        (f"{year}-12-31", [name]) for year, name in zip((1950, 1960, 1970), names, strict=True)
    ]
    for wave, name in zip(told, names, strict=True):
        data = (tmp_path / name).read_bytes()
        judge(data)
        assert contents(data).edges == wave["edges"]
    export(world_root, "recognition", tmp_path / "t.csv", "--waves", "1960:1960:1")
    assert (tmp_path / "t.1960-12-31.nodes.csv").exists() and (tmp_path / "t.1960-12-31.edges.csv").exists()


def test_parameters_periods_and_policies_are_in_the_sidecar(world_root: Path, tmp_path: Path) -> None:
    options = (
        "-p",
        "within=3650",
        "-p",
        "entity=actor:hav",
        "--from",
        "1950-05",
        "--to",
        "1955",
        "--uncertain",
        "skip",
    )
    export(world_root, "precedence", tmp_path / "p.gexf", *options)
    told = json.loads((tmp_path / "p.gexf.export.json").read_text())
    assert told["parameters"] == {"within": "3650", "entity": "actor:hav"}
    assert told["within"] == {"first": "1950-05-01", "last": "1955-12-31"}
    assert told["uncertain"] == "skip" and told["losses_by_rule"].keys() <= {"skipped", "merged", "outside-existence"}
    assert 'VALUES ?within { "3650"' in told["query"]
    assert told["columns"]["edges"]["number"] == "integer over time"


def test_a_style_has_a_legend(world_root: Path, tmp_path: Path) -> None:
    export(world_root, "recognition", tmp_path / "r.gexf", "--color-by", "class")
    data = (tmp_path / "r.gexf").read_bytes()
    judge(data)
    legend = json.loads((tmp_path / "r.gexf.export.json").read_text())["legend"]
    assert set(legend) == {"edges by kind", "nodes by class", "size of a node"}
    assert legend["nodes by class"]["Polity"] == "#0072b2"
    assert b'<viz:color r="0" g="114" b="178"/>' in data and b"<viz:size" in data


@pytest.mark.parametrize("form", network.FORMATS)
def test_a_style_is_written_or_told_to_have_no_place(form: str, world: Graph) -> None:
    view = views.ask(world, find(world.root, "recognition"))
    made = view.over_time() if network.FORMATS[form].over_time else view.cut(date(1990, 1, 1))
    coloured = network.fitted(styled(made, "class"), form)
    lost = Loss("format", "style", f"{form} has no place for colours and sizes")
    assert (lost in coloured.losses) == (form not in ("gexf", "dot", "cytoscape", "node-link"))
    assert lost not in network.fitted(made, form).losses


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--on", "1950", "--from", "1940"), "give one of --on, --waves, and --from with --to"),
        (("--on", "1950", "--waves", "1:2:3"), "give one of --on, --waves, and --from with --to"),
        (("--color-by", ""), "nodes cannot be coloured by ''"),
        (("--color-by", "acts"), "nodes cannot be coloured by 'acts'"),
        (("--from", "1960", "--to", "1950"), "the period ends before it begins"),
        (("-p", "x=1"), "recognition has no parameter x"),
    ],
)
def test_what_does_not_go_together_is_wrong_use(options: tuple[str, ...], message: str, world_root: Path) -> None:
    arguments = ["--root", str(world_root), "export", "recognition", "-o", "never.gexf", *options]
    done = CliRunner().invoke(kg, arguments, standalone_mode=False)
    assert message in str(getattr(done.exception, "message", done.exception))
    assert not Path("never.gexf").exists()
