"""Every view in every format that suits it, read back: no edge, kind, spell or sampled value is lost on the way."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from kg import network
from kg.cli.export import DUMPS, FORMATS
from kg.dump import FORMATS as DUMP_FORMATS
from kg.errors import WrongUse
from kg.graph import Graph
from kg.network import views
from kg.network.records import Network
from kg.network.style import styled
from kg.network.text import text
from tests.conftest import CHECKOUT
from tests.gephi_rules import breaches
from tests.network_readers import READERS, SAMPLED, Back
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
