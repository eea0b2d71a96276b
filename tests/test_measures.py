"""What is measured of networks: tables worked out by hand on the fictional world, and other libraries on the same graphs."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import random
import sys
import warnings
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import igraph
import networkx
import pandas
import pytest

import kg
from kg import dates, groups, measures
from kg.api import RecognitionGraph
from kg.cli import main
from kg.errors import WrongUse
from kg.graph import Graph
from kg.measures import blocs, cascade, cuts, formulas, profiles, tables
from kg.network import views
from kg.vocabulary import local_name
from tests.conftest import CHECKOUT

DAY = date(1963, 3, 3)


@pytest.fixture(scope="module")
def hav(world_root: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A view that a hand can work out: who recognises Hav, Arcadia and East Jorvik.

    On the day six ties are certain: Arcadia, Borduria, East Jorvik and Old Gondal recognise Hav, Hav recognises Arcadia, and Old
    Gondal recognises East Jorvik.  That Drusa recognises Hav is possible: it denies that it withdrew.
    """
    text = (CHECKOUT / "queries" / "networks" / "recognition.rq").read_text(encoding="utf-8")
    file = tmp_path_factory.mktemp("view") / "hav.rq"
    file.write_text(
        text.replace("WHERE {\n", "WHERE {\n  VALUES ?target { actor:hav actor:arcadia actor:east-jorvik }\n", 1)
    )
    return str(file)


class Done(NamedTuple):
    code: int
    stdout: str
    stderr: str


def command(*arguments: str, root: Path) -> Done:
    """Run a command in this process, which is quicker than a process for each."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as end:
        main(["--root", str(root), *arguments])
    assert isinstance(end.value.code, int)
    return Done(end.value.code, out.getvalue(), err.getvalue())


def rows(root: Path, *arguments: str) -> list[dict[str, str]]:
    done = command("network", *arguments, "--format", "csv", root=root)
    assert (done.code, done.stderr) == (0, "")
    return list(csv.DictReader(io.StringIO(done.stdout)))


def ranges(found: list[dict[str, str]]) -> dict[str, tuple[str, str, str]]:
    return {row["measure"]: (row["low"], row["high"], row["bounds"]) for row in found}


# Worked out by hand. Blocs of the possible network: {Hav, Arcadia, Borduria, Drusa} and {East Jorvik, Old Gondal}, so that with
# m = 7 ties, 4 and 1 of them within, and degrees of 10 and 4: Q = 4/7 - (10/14)² + 1/7 - (4/14)² = 0.122449.
WHOLE = {
    "actors": ("6", "6", "true"),
    "ties": ("6", "7", "true"),
    "density": ("0.2", "0.233333", "true"),  # 6 and 7 of 6 x 5
    "reciprocity": ("0.285714", "0.333333", "false"),  # 2 of 7, 2 of 6
    "weak-components": ("1", "2", "true"),  # Drusa may be alone
    "strong-components": ("5", "5", "true"),  # only Arcadia and Hav reach each other
    "largest-component": ("0.833333", "1.0", "true"),
    "blocs": ("2", "2", "false"),
    "modularity": ("0.111111", "0.122449", "false"),
}
EACH = {
    "in-degree": {"hav": (4, 5), "arcadia": (1, 1), "east-jorvik": (1, 1), "borduria": (0, 0), "old-gondal": (0, 0), "drusa": (0, 0)},
    "out-degree": {"old-gondal": (2, 2), "arcadia": (1, 1), "borduria": (1, 1), "east-jorvik": (1, 1), "hav": (1, 1), "drusa": (0, 1)},
    "degree-centrality": {
        "hav": (0.8, 1), "old-gondal": (0.4, 0.4), "east-jorvik": (0.4, 0.4), "arcadia": (0.2, 0.2), "borduria": (0.2, 0.2), "drusa": (0, 0.2),
    },
    # Hav lies between Arcadia and three or four others, of 5 x 4 ordered pairs.
    "betweenness": {"hav": (0.15, 0.2), "arcadia": (0, 0), "east-jorvik": (0, 0), "borduria": (0, 0), "old-gondal": (0, 0), "drusa": (0, 0)},
    # To Arcadia: Hav in one step, three or four others in two.
    "closeness": {
        "hav": (0.8, 1), "arcadia": (0.5, 0.6), "east-jorvik": (0.2, 0.2), "borduria": (0, 0), "old-gondal": (0, 0), "drusa": (0, 0),
    },
    # Hav is 1; a leaf 1/λ, Old Gondal and East Jorvik 1/(λ-1), where λ³-λ²-4λ+2 = 0 (certain) and λ³-λ²-5λ+3 = 0 (possible).
    "eigenvector": {
        "hav": (1, 1), "east-jorvik": (0.660442, 0.744644), "old-gondal": (0.660442, 0.744644),
        "arcadia": (0.397751, 0.426818), "borduria": (0.397751, 0.426818), "drusa": (0, 0.397751),
    },
}  # fmt: skip


def test_the_measures_of_a_whole_network_are_those_worked_out_by_hand(world_root: Path, hav: str) -> None:
    found = rows(world_root, hav, "--on", "1963-03-03")
    assert ranges(found) == WHOLE
    assert [row["measure"] for row in found] == list(WHOLE)
    assert ranges(rows(world_root, hav, "--on", "1963-03-03", "--method", "leiden")) == WHOLE


def test_the_measures_of_each_actor_are_those_worked_out_by_hand(world_root: Path, hav: str) -> None:
    found = rows(world_root, hav, "--of", "actors", "--on", "1963-03-03")
    for name, expected in EACH.items():
        of = {row["actor"]: (float(row["low"]), float(row["high"])) for row in found if row["measure"] == name}
        assert of == {actor: pytest.approx(values, abs=2e-6) for actor, values in expected.items()}, name
    first = [row["label"] for row in found if row["measure"] == "in-degree"]
    assert first == ["Hav", "Arcadia", "East Jorvik", "Borduria", "Drusa", "Old Gondal"]


def test_every_measure_has_an_expectation_a_formula_and_a_reference(world_root: Path) -> None:
    assert [one.name for one in formulas.WHOLE] == list(WHOLE)
    assert [one.name for one in formulas.EACH] == list(EACH)
    told = rows(world_root)
    assert [row["measure"] for row in told] == [*WHOLE, *EACH, "jaccard", "s-score", "kappa"]
    assert all(row["formula"] and row["reference"] for row in told)


def test_blocs_are_named_by_their_member_with_most_ties(world_root: Path, hav: str) -> None:
    found = {
        row["actor"]: (row["certain"], row["possible"])
        for row in rows(world_root, hav, "--of", "blocs", "--on", "1963-03-03")
    }
    assert found == {
        "arcadia": ("hav", "hav"),
        "borduria": ("hav", "hav"),
        "drusa": ("drusa", "hav"),
        "east-jorvik": ("east-jorvik", "east-jorvik"),
        "hav": ("hav", "hav"),
        "old-gondal": ("east-jorvik", "east-jorvik"),
    }


def similar(root: Path, view: str, *actors: str) -> dict[tuple[str, str, str], tuple[float, float]]:
    named = [word for actor in actors for word in ("--actor", actor)]
    found = rows(root, view, "--of", "similarity", "--on", "1963-03-03", *named)
    return {(row["actor"], row["other"], row["measure"]): (float(row["low"]), float(row["high"])) for row in found}


def test_similarity_is_worked_out_over_the_targets_of_others(world_root: Path, hav: str) -> None:
    """The targets are Hav, Arcadia and East Jorvik: Old Gondal has a tie to two, Borduria to one of them."""
    assert similar(world_root, hav, "borduria", "old-gondal") == {
        ("borduria", "old-gondal", "jaccard"): (0.5, 0.5),
        ("borduria", "old-gondal", "s-score"): (0.333333, 0.333333),  # 1 - 2 x 1/3
        ("borduria", "old-gondal", "kappa"): (0.4, 0.4),  # p = 6/9, e = 2/9 + 2/9
    }
    assert similar(world_root, hav, "borduria", "drusa") == {
        ("borduria", "drusa", "jaccard"): (0, 1),
        ("borduria", "drusa", "s-score"): (0.333333, 1),
        ("borduria", "drusa", "kappa"): (0, 1),
    }


def test_one_actor_is_compared_with_all_and_an_actor_without_ties_with_nobody(world_root: Path, hav: str) -> None:
    others = {other for _, other, _ in similar(world_root, hav, "borduria")}
    assert others == {"arcadia", "drusa", "east-jorvik", "hav", "old-gondal"}
    assert similar(world_root, hav, "freedonia") == {}
    assert similar(world_root, hav, "freedonia", "borduria") == {}


# Borduria's recognition is dated 1950; Arcadia's has an open reading, 1 or 3 May.
CASCADE = """\
1,3,borduria,Borduria,1950-01-01,1950-12-31,0,244,false,event:borduria-recognises-hav-1950
1,2,arcadia,Arcadia,1950-05-01,1950-05-03,0,122,false,event:arcadia-recognises-hav-1950
1,3,old-gondal,Old Gondal,1950-05-03,1950-05-03,0,122,false,event:old-gondal-recognises-hav-1950
4,4,east-jorvik,East Jorvik,1951-01-01,1951-01-01,243,365,false,event:east-jorvik-recognises-hav-1951
5,5,cascadia,Cascadia,1951-03-10,1951-03-10,311,433,false,event:cascadia-and-drusa-recognise-hav-1951
5,5,drusa,Drusa,1951-03-10,1951-03-10,311,433,false,event:cascadia-and-drusa-recognise-hav-1951
"""


def test_a_cascade_has_ranks_and_lags_as_far_as_the_dates_tell(world_root: Path) -> None:
    done = command("network", "recognition", "--of", "cascade", "--target", "hav", "--format", "csv", root=world_root)
    head, _, body = done.stdout.replace("\r\n", "\n").partition("\n")
    assert head == "rank_low,rank_high,actor,label,earliest,latest,lag_low,lag_high,disputed,acts"
    assert body == CASCADE
    assert "gondal," not in body.replace("old-gondal", "")  # carried over to it, no act of its own


def test_ranks_and_lags_are_the_least_and_greatest_of_all_choices_of_days() -> None:
    chance = random.Random(7)
    for _ in range(200):
        spans = [(a, a + chance.choice((0, 0, 3, 9))) for a in (chance.randrange(30) for _ in range(3))]
        onsets = [cascade.Onset(f"a{n}", first, last, ()) for n, (first, last) in enumerate(spans)]
        worlds = [(x, y, z) for x in _days(spans[0]) for y in _days(spans[1]) for z in _days(spans[2])]
        for place, step in enumerate(cascade.steps(onsets)):
            lags = [days[place] - min(days) for days in worlds]
            ranks = [1 + sum(day < days[place] for day in days) for days in worlds]
            assert step.lag == (min(lags), max(lags))
            assert step.rank == (min(ranks), max(ranks))


def _days(span: tuple[int, int]) -> range:
    return range(span[0], span[1] + 1)


def test_an_onset_that_is_denied_has_no_last_day() -> None:
    found = cascade.steps([cascade.Onset("denied", 5, None, ()), cascade.Onset("sure", 10, 10, ())])
    assert [(step.rank, step.lag) for step in found] == [((1, 2), (0, None)), ((1, 2), (0, 5))]


def test_similarity_spans_all_possible_worlds() -> None:
    chance = random.Random(3)
    options = ({0}, {1}, {0, 1})
    for _ in range(100):
        cells = [(chance.choice(options), chance.choice(options)) for _ in range(4)]
        worlds = [[]]  # type: list[list[tuple[int, int]]]
        for first, second in cells:
            worlds = [[*world, (a, b)] for world in worlds for a in first for b in second]
        for measure in profiles.SIMILARITIES[:2]:
            found = [measure.of([({a}, {b}) for a, b in world])[0] for world in worlds]
            known = [value for value in found if value is not None]
            low, high = measure.of(cells)
            if None not in found:
                assert (low, high) == (pytest.approx(min(known)), pytest.approx(max(known)))


def test_a_series_has_a_value_for_each_wave(world_root: Path, hav: str) -> None:
    waves = rows(world_root, hav, "--waves", "1949:1952:1", "--measure", "ties")
    assert [(row["on"], row["low"], row["high"]) for row in waves] == [
        ("1949-12-31", "0", "0"),
        ("1950-12-31", "4", "4"),  # Arcadia, Borduria and Old Gondal recognise Hav, Old Gondal East Jorvik
        ("1951-12-31", "7", "7"),
        ("1952-12-31", "8", "8"),
    ]
    assert rows(world_root, hav, "--from", "1949", "--to", "1952", "--measure", "ties") == waves


def test_members_of_a_group_are_counted_also_without_ties(world_root: Path) -> None:
    """Of the Concert in 1835 Ruritania recognises Graustark no more; its members by then are in tests/world/awkward.status."""
    found = ranges(
        rows(
            world_root,
            "recognition",
            "--on",
            "1951-03-11",
            "--among",
            "league",
            "--measure",
            "actors",
            "--measure",
            "ties",
        )
    )
    assert found == {"actors": ("3", "3", "true"), "ties": ("0", "0", "true")}
    alone = rows(world_root, "membership", "--on", "1951-03-11", "--among", "hanse", "--measure", "ties")
    assert ranges(alone)["ties"] == ("4", "4", "true")  # Grand Fenwick and Lutha, each in the Hanse and in the Concert


def test_who_speaks_for_a_member_stands_in_its_place(world: Graph) -> None:
    """Oceana was recognised in 1833 by the Crown that held Erewhon's seat; the Republic, which takes it in 1845, refuses."""
    asked = views.ask(world, views.find(world.root, "recognition"))
    concert = world.names.find("concert")
    seen = {}
    for day in (date(1840, 10, 10), date(1846, 1, 1)):
        cut = cuts.cut(asked, day, cuts.Counted(cuts.kinds(asked), concert))
        places = groups.members(world, concert, dates.day_number(day)).places
        assert len(cut.possible) == len(places) == 5
        seen[day.year] = {name for name in cut.possible if name.startswith("erewhon")}
    assert seen == {1840: {"erewhon-crown"}, 1846: {"erewhon-republic"}}


def test_china_is_counted_among_members_as_who_holds_its_seat(real: Graph) -> None:
    asked = views.ask(real, views.find(real.root, "recognition"))
    un = real.names.find("united-nations")
    for day, seated in ((date(1970, 12, 31), "republic-of-china"), (date(1975, 12, 31), "peoples-republic-of-china")):
        cut = cuts.cut(asked, day, cuts.Counted(cuts.kinds(asked), un))
        assert {name for name in cut.possible if "china" in name} == {seated}
        assert cut.certain.in_degree(seated) > 40
        assert len(cut.possible) == len(groups.members(real, un, dates.day_number(day)).places)
    bangladesh = set(cut.certain.predecessors("bangladesh"))
    answer = RecognitionGraph(real.root).status("bangladesh", on="1975-12-31", among="united-nations")
    assert bangladesh == {local_name(row["actor"]) for row in answer if row["answer"] == "held"}
    assert "peoples-republic-of-china" in bangladesh


def test_those_who_exist_are_counted_when_asked_for(world_root: Path, hav: str) -> None:
    few, all_ = (
        rows(world_root, hav, "--on", "1963-03-03", "--measure", "actors", *more) for more in ((), ("--all-entities",))
    )
    assert int(few[0]["low"]) == 6 < int(all_[0]["low"])


def test_kinds_that_say_the_contrary_are_no_ties_unless_asked_for(world_root: Path) -> None:
    told = command("network", "recognition", "--on", "1963-03-03", "--measure", "ties", root=world_root).stdout
    assert "not counted: refusal, suspension." in told.splitlines()[0]
    refused = rows(
        world_root, "recognition", "--on", "1963-03-03", "--kind", "ref*", "--of", "actors", "--measure", "out-degree"
    )
    assert "elbonia" in {row["actor"] for row in refused}


def test_reciprocity_says_nothing_of_two_modes_and_without_direction(world_root: Path) -> None:
    for view in ("bipartite", "co-recognition"):
        found = ranges(rows(world_root, view, "--on", "1963-03-03"))
        assert not {"reciprocity", "strong-components"} & found.keys()
    low, high, _ = ranges(rows(world_root, "bipartite", "--on", "1963-03-03"))["density"]
    with_cut = cut_of(Graph(world_root), "bipartite")
    places = len(with_cut.sources) * len(with_cut.targets)
    assert float(low) == pytest.approx(with_cut.certain.number_of_edges() / places, abs=1e-6)
    assert float(high) == pytest.approx(with_cut.possible.number_of_edges() / places, abs=1e-6)


def test_a_weight_counts_what_two_share(world: Graph) -> None:
    cut = cut_of(world, "co-recognition", date(1951, 3, 11))
    assert (
        cut.certain["graustark"]["ruritania"]["weight"] == 5
    )  # Cockaigne, the Crown of Erewhon, Karlova, Oceana, Orsinia
    assert cut.possible["graustark"]["ruritania"]["weight"] == 6  # and perhaps Bensalem


def cut_of(graph: Graph, name: str, day: date = DAY) -> cuts.Cut:
    view = views.ask(graph, views.find(graph.root, name))
    return cuts.cut(view, day, cuts.Counted(cuts.kinds(view)))


def graphs(world: Graph) -> Iterator[networkx.Graph]:
    """Directed graphs of the world, and random ones, some without ties and some with one node."""
    cut = cut_of(world, "recognition")
    yield cut.certain
    yield cut.possible
    yield cut_of(world, "relations").possible
    for size, share in ((1, 0), (5, 0), (9, 0.2), (25, 0.1), (25, 0.5)):
        made = networkx.gnp_random_graph(size, share, seed=size, directed=True)
        yield networkx.relabel_nodes(made, {node: f"n{node:02}" for node in made})


def test_no_world_has_a_value_outside_bounds() -> None:
    """Of a network between the certain and the possible one, a bounded measure lies between its low and high."""
    chance = random.Random(11)
    for seed in range(40):
        names = [f"n{number}" for number in range(chance.randrange(3, 9))]
        pairs = [(a, b) for a in names for b in names if a != b and chance.random() < 0.4]
        graphs_ = [networkx.DiGraph(), networkx.DiGraph(), networkx.DiGraph()]
        for graph, keep in zip(graphs_, (0.3, 0.6, 1), strict=True):
            graph.add_nodes_from(names)
            graph.add_edges_from(pairs[: int(len(pairs) * keep)])
        certain, between, possible = graphs_
        cut = cuts.Cut(DAY, certain, possible, {name: name for name in names}, tuple(names), tuple(names))
        for one in (measure for measure in formulas.WHOLE if measure.bounded):
            ends, value = [one.of(graph, cut, "") for graph in (certain, possible)], one.of(between, cut, "")
            assert min(ends) <= value <= max(ends), (seed, one.name)  # type: ignore[operator, type-var]
        for each in (measure for measure in formulas.EACH if measure.bounded):
            least, most = (each.of(graph, cut, "") for graph in (certain, possible))
            for name, value in each.of(between, cut, "").items():
                assert least[name] <= value <= most[name], (seed, each.name)  # type: ignore[operator]


def eigenvector(graph: igraph.Graph) -> list[float]:
    with warnings.catch_warnings():  # It says that zeros have no meaning; they are expected here too.
        warnings.simplefilter("ignore")
        return list(graph.eigenvector_centrality())


def test_igraph_gives_the_same_on_the_same_graphs(world: Graph) -> None:
    for graph in graphs(world):
        cut = cuts.Cut(DAY, graph, graph, {}, tuple(graph), tuple(graph))
        other = igraph.Graph(directed=True)
        other.add_vertices(sorted(graph))
        other.add_edges(list(graph.edges()))
        plain = other.as_undirected(mode="collapse")
        size, ties = len(graph), graph.number_of_edges()
        whole = {one.name: one.of(graph, cut, "louvain") for one in formulas.WHOLE}
        assert (whole["actors"], whole["ties"]) == (other.vcount(), other.ecount())
        assert whole["density"] == (pytest.approx(other.density()) if size > 1 else None)
        assert whole["reciprocity"] == (pytest.approx(other.reciprocity()) if ties else None)
        assert whole["weak-components"] == len(other.connected_components(mode="weak"))
        assert whole["strong-components"] == len(other.connected_components(mode="strong"))
        assert whole["largest-component"] == max(other.connected_components(mode="weak").sizes()) / size
        expected = {
            "in-degree": other.indegree(),
            "out-degree": other.outdegree(),
            "degree-centrality": [value / (size - 1) for value in plain.degree()] if size > 1 else [None],
            "betweenness": [value / ((size - 1) * (size - 2)) for value in other.betweenness()] if size > 2 else [None],
            "closeness": other.harmonic_centrality(mode="in", normalized=True) if size > 1 else [None],
            "eigenvector": eigenvector(plain) if ties else [None] * size,
        }
        for one in formulas.EACH:
            found = one.of(graph, cut, "")
            assert [found[node] for node in sorted(graph)] == pytest.approx(expected[one.name], abs=1e-6), one.name


def test_igraph_finds_no_better_blocs_and_the_same_modularity(world: Graph) -> None:
    for graph in graphs(world):
        if not graph.number_of_edges():
            assert blocs.modularity(graph, blocs.blocs(graph)) is None
            continue
        nodes = sorted(graph)
        other = igraph.Graph(directed=False)
        other.add_vertices(nodes)
        weighted = list(cuts.undirected(graph).edges(data="weight"))
        other.add_edges([(a, b) for a, b, _ in weighted])
        weights = [weight for *_, weight in weighted]
        for method in blocs.METHODS:
            parts = blocs.blocs(graph, method)
            number = {node: place for place, members in enumerate(parts.values()) for node in members}
            told = blocs.modularity(graph, parts)
            assert told == pytest.approx(other.modularity([number[node] for node in nodes], weights=weights))
            best = max(other.community_multilevel(weights=weights).modularity for _ in range(5))
            assert told is not None and told >= best - 0.05
            assert all(name in members for name, members in parts.items())


def test_networkx_has_the_same_jaccard_similarity(world: Graph) -> None:
    """Its function is for graphs without direction, which in two modes is the same."""
    cut = cut_of(world, "bipartite")
    sure = cuts.Cut(DAY, cut.certain, cut.certain, cut.labels, cut.sources, cut.targets, two_modes=True)
    pairs = list(profiles.pairs(sure))
    names = [(pair.one, pair.other) for pair in pairs]
    theirs = [value for *_, value in networkx.jaccard_coefficient(cut.certain.to_undirected(), names)]
    ours = [profiles.SIMILARITIES[0].of(pair.cells) for pair in pairs]
    assert len(ours) > 100
    assert ours == [(pytest.approx(value), pytest.approx(value)) for value in theirs]


def test_a_cut_has_the_ties_of_the_exported_network(world_root: Path) -> None:
    """What networkx is given has every possible tie, those that say the contrary beside them."""
    graph = kg.load(world_root)
    exported = graph.network("recognition", on=DAY)
    ties = {(a, b) for a, b, kind in exported.edges(keys=True) if kind not in ("refusal", "suspension")}
    cut = cut_of(graph, "recognition")
    assert set(cut.possible.edges()) == ties
    assert set(cut.certain.edges()) < ties


def test_python_has_the_rows_of_the_command(world_root: Path, hav: str) -> None:
    graph = RecognitionGraph(world_root)
    found = graph.measures(hav, on="1963-03-03", of="actors", measures=["in-degree", "closeness"], top=2)
    told = command("network", hav, "--on", "1963-03-03", "--of", "actors", "--measure", "in-degree", "--measure", "closeness",
                   "--top", "2", "--format", "json", root=world_root)  # fmt: skip
    assert list(found) == json.loads(told.stdout)
    assert pandas.DataFrame(found)["high"].tolist() == [5, 1, 1, 0.6]
    assert found.summary["kinds_apart"] == ["refusal", "suspension"]
    assert set(found.summary["references"]) == {"in-degree", "closeness"}
    over_time = graph.measures(hav, waves="1949:1952:1", measures=["ties"])
    assert [row["low"] for row in over_time] == [0, 4, 7, 8]
    assert [row["actor"] for row in graph.measures(of="cascade", target="hav")][:2] == ["borduria", "arcadia"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("recognise",), "kg: there is no view 'recognise'; the views are graph, all, bipartite"),
        (("recognition", "--measure", "densty"), "kg: there is no measure 'densty' of network; did you mean density?"),
        (("recognition", "--measure", "in-degree"), "there is no measure 'in-degree' of network"),
        (("recognition", "--kind", "friendship"), "has no kind 'friendship'; its kinds are recognition-as-government"),
        (("recognition", "--of", "actors", "--actor", "havv"), "did you mean hav"),
        (("recognition", "--of", "cascade"), "a cascade is towards somebody; name the target"),
        (("recognition", "--of", "cascade", "--target", "hav", "--on", "1950"), "days does not go with cascade"),
        (("recognition", "--target", "hav"), "target does not go with network; it goes with cascade"),
        (("recognition", "--of", "blocs", "--measure", "density"), "measures does not go with blocs"),
        (("recognition", "--method", "girvan"), "there is no method 'girvan'; the methods are louvain, leiden"),
        (("recognition", "--among", "drusa"), "the groups are"),
        (("recognition", "--on", "1950-02-30"), "1950-02-28"),
        (("recognition", "--on", "1950", "--waves", "1950:1960:1"), "give one of --on, --waves, and --from with --to"),
        (("recognition", "--to", "1950"), "--to goes with --from"),
        (("recognition", "--waves", "1950:1960"), "write FROM:TO:STEP"),
        (("recognition", "--plot", "x.pdf"), "no picture is written as x.pdf; end it in .svg or .png"),
        (("recognition", "--on", "1950", "--plot", "x.svg"), "one day of a whole network is no picture"),
        (("recognition", "--of", "blocs", "--waves", "1950:1951:1", "--plot", "x.svg"), "blocs are drawn on one day"),
        (("recognition", "-p", "x=y"), "recognition has no parameter x"),
        (("recognition", "--of", "friends"), "Invalid value for '--of'"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_one_line_and_exit_2(
    world_root: Path, arguments: tuple[str, ...], message: str
) -> None:
    done = command("network", *arguments, root=world_root)
    assert (done.code, done.stdout) == (2, "")
    assert message in done.stderr and done.stderr.count("\n") == 1


def test_a_header_whose_kinds_are_no_list_is_refused(world_root: Path, tmp_path: Path) -> None:
    text = (CHECKOUT / "queries" / "networks" / "recognition.rq").read_text(encoding="utf-8")
    for wrong in ("refusal", "5"):
        file = tmp_path / "mine.rq"
        file.write_text(text.replace("apart: [refusal, suspension]", f"apart: {wrong}"))
        done = command("network", str(file), "--on", "1950", root=world_root)
        assert (done.code, done.stdout) == (2, "")
        assert "mine.rq:1:1: the network part of the header is not understood" in done.stderr


def test_python_refuses_what_the_command_refuses(world: Graph) -> None:
    for asked in (measures.Asked("recognition", of="friends", days=(DAY,)), measures.Asked("recognition")):
        with pytest.raises(WrongUse):
            measures.check(asked)
    assert tables.COLUMNS.keys() == set(measures.LEVELS)


def test_leiden_without_igraph_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "igraph", None)
    with pytest.raises(WrongUse, match="pip install igraph"):
        blocs.blocs(networkx.path_graph(["a", "b"], create_using=networkx.DiGraph), "leiden")
