"""GEXF: exact files, the official grammar, Gephi's rules, and any network there and back."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from kg.network.records import Column, Edge, Network, Node, Spell, Timed, unite
from kg.network.rules import faults
from kg.network.settle import settled
from kg.network.text import text
from kg.network.writers import gexf
from tests.gephi_rules import GEXF, VIZ, Contents, breaches, contents
from tests.networks import CUT, NAMES, NETWORK

HERE = Path(__file__).parent
GRAMMAR = etree.RelaxNG(etree.parse(HERE / "gexf" / "gexf.rng"))


def written(network: Network, **options: Any) -> bytes:
    stream = io.BytesIO()
    gexf.write(network, stream, **options)
    return stream.getvalue()


def judge(data: bytes) -> None:
    GRAMMAR.assertValid(etree.fromstring(data))
    assert breaches(data) == []


@pytest.mark.parametrize(("network", "golden"), [(NETWORK, "arcadia.gexf"), (CUT, "cut.gexf")])
def test_a_network_is_written_byte_for_byte(network: Network, golden: str) -> None:
    assert written(settled(network)) == (HERE / "network" / golden).read_bytes()


@pytest.mark.parametrize("network", [NETWORK, CUT])
def test_a_file_keeps_the_grammar_and_the_rules(network: Network) -> None:
    judge(written(network))


def test_the_order_of_nodes_and_edges_changes_no_byte() -> None:
    turned = replace(NETWORK, nodes=NETWORK.nodes[::-1], edges=NETWORK.edges[::-1])
    assert written(turned) == written(NETWORK)


def test_a_network_of_nothing_is_a_valid_file() -> None:
    empty = Network("", "", (), (), (), ())
    judge(written(empty))
    assert contents(written(empty)) == Contents(0, 0, {}, 0)


def test_withdrawal_and_new_recognition_are_two_spells_of_one_edge() -> None:
    root = ElementTree.fromstring(written(NETWORK))
    spells = root.findall(f".//{GEXF}edge[@id='arcadia--recognition-as-state--borduria']/{GEXF}spells/{GEXF}spell")
    assert [spell.attrib for spell in spells] == [{"start": "1949-10-27", "end": "1966-12-31"}, {"start": "1970-01-01"}]


@pytest.mark.parametrize(
    ("edges", "default"),
    [
        ([Edge("arcadia", "borduria", "shared", directed=False)], "undirected"),
        ([Edge("arcadia", "borduria", "shared", directed=False), Edge("arcadia", "drusa", "refusal")], None),
    ],
    ids=["all undirected", "mixed"],
)
def test_the_default_type_is_that_of_all_edges_and_there_is_none_where_they_differ(
    edges: list[Edge], default: str | None
) -> None:
    data = written(replace(NETWORK, edges=tuple(edges)))
    judge(data)
    graph = ElementTree.fromstring(data).find(f"{GEXF}graph")
    assert graph is not None and graph.get("defaultedgetype") == default


def test_places_come_from_coordinates_and_can_be_left_out() -> None:
    def places(data: bytes) -> list[dict[str, str]]:
        return [element.attrib for element in ElementTree.fromstring(data).iter(f"{VIZ}position")]

    assert places(written(NETWORK)) == [
        {"x": "-450.0", "y": "123.0", "z": "0.0"},
        {"x": "1000.0", "y": "-5.0", "z": "0.0"},
    ]
    assert places(written(NETWORK, positions=False)) == []


def test_no_date_of_change_is_written_unless_it_is_given() -> None:
    assert b"lastmodifieddate" not in written(replace(NETWORK, modified=None))


def test_a_writer_on_its_own_lets_no_forbidden_character_through() -> None:
    data = written(replace(NETWORK, title="\x00", description="\ud800"))
    judge(data)
    assert "<description>\ufffd. \ufffd.</description>".encode() in data


@pytest.mark.parametrize("label", [*map(chr, range(32, 127)), "\x7f", "\x80", "\xa0", "\ufffd", "\U0010ffff"])
def test_a_character_in_a_label_is_read_as_it_was(label: str) -> None:
    data = written(Network("t", "", (), (), (Node("arcadia", f"A{label}B"),), ()))
    node = ElementTree.fromstring(data).find(f".//{GEXF}node")
    assert node is not None and node.get("label") == f"A{label}B"


def test_a_title_or_description_of_nothing_but_a_line_break_is_left_out() -> None:
    data = written(replace(NETWORK, title="\n", description="A world"))
    assert b"<description>A world.</description>" in data


def test_a_list_is_read_as_it_was_by_gephis_parser() -> None:
    assert _gephi_reads(text(NAMES)) == list(NAMES)


@given(st.lists(st.text(st.sampled_from("ab ,;()[]<>\"'\\\n\tnul中é"), max_size=6)))
def test_any_list_is_read_as_it_was_by_gephis_parser(items: list[str]) -> None:
    assert _gephi_reads(text(tuple(items))) == items


def _gephi_reads(given: str) -> list[str | None]:
    """The algorithm of graphstore's ArraysParser, step by step."""
    rest = iter([*given, " "])
    found: list[str | None] = []
    for character in rest:
        if character in "[]() \t\r\n,":
            continue
        if character in "\"'":
            found.append(_literal(rest, character))
        else:
            bare = [character]
            for following in rest:
                if following in ",)]":
                    break
                bare.append(following)
            value = "".join(bare).strip()
            found.append(None if value == "null" else value)
    return found


def _literal(rest: Any, quote: str) -> str:
    found, escaped = [], False
    for character in rest:
        if character == quote and not escaped:
            break
        if character == "\\" and not escaped:
            escaped = True
            continue
        found.append(character)
        escaped = False
    return "".join(found)


IDS = ("arcadia", "borduria", "cascadia", "drusa--east", "éire", "中")
KINDS = ("recognition-as-state", "refusal", "diplomatic & <other> relations")
COLUMNS = (
    Column("note", "string"),
    Column("count", "integer"),
    Column("share", "double"),
    Column("sure", "boolean"),
    Column("acts", "liststring"),
    Column("level", "string", dynamic=True),
)
anything = st.text(st.characters(), max_size=12)
maybe_day = st.one_of(st.none(), st.dates())


def _ordered(ends: tuple[date | None, date | None]) -> Spell:
    start, end = ends
    return Spell(end, start) if start and end and end < start else Spell(start, end)


spells = st.lists(st.tuples(maybe_day, maybe_day).map(_ordered), max_size=4).map(unite)
values = st.fixed_dictionaries(
    {},
    optional={
        "note": anything,
        "count": st.integers(-(2**31), 2**31 - 1),
        "share": st.floats(allow_nan=False, allow_infinity=False),
        "sure": st.booleans(),
        "acts": st.lists(anything, max_size=3).map(tuple),
        "level": st.tuples(anything, spells.filter(bool)).map(lambda pair: tuple(Timed(pair[0], s) for s in pair[1])),
    },
)


@st.composite
def networks(draw: Any) -> Network:
    nodes = tuple(Node(name, draw(anything), draw(values), draw(spells)) for name in IDS)
    triples = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS), st.sampled_from(KINDS))
    weight = st.floats(min_value=0.001, max_value=1e9)
    edges = tuple(
        Edge(source, target, kind, draw(spells), draw(values), label=draw(anything), weight=draw(weight))
        for source, target, kind in draw(st.lists(triples, unique=True, max_size=8))
    )
    return Network(draw(anything), draw(anything), COLUMNS, COLUMNS, nodes, edges)


def _counted(network: Network) -> Contents:
    everything = [node.spells for node in network.nodes] + [edge.spells for edge in network.edges]
    bounded = sum(len(spells) for spells in everything if spells != (Spell(),))
    kinds = Counter(edge.kind for edge in network.edges)
    return Contents(len(network.nodes), len(network.edges), dict(kinds), bounded)


@settings(deadline=None, max_examples=60)
@example(Network("\n", "0\x85", (), (), (Node("arcadia", ""),), (Edge("arcadia", "arcadia", "k", label="\n"),)))
@given(networks())
def test_any_network_is_read_with_all_its_nodes_edges_kinds_and_spells(network: Network) -> None:
    assert list(faults(network)) == []
    ready = settled(network)
    data = written(ready)
    assert data == written(network)
    judge(data)
    assert contents(data) == _counted(network)
    labels = [node.get("label") for node in ElementTree.fromstring(data).iter(f"{GEXF}node")]
    assert labels == [node.label for node in sorted(ready.nodes, key=lambda node: node.id)]
