"""Spells, identifiers, and the rules that a network must keep."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.network.records import Column, Edge, Loss, Network, Node, Spell, Timed, edge_id, unite
from kg.network.rules import faults
from kg.network.settle import settled
from tests.networks import CUT, NETWORK

FIRST = date(2000, 1, 1)
DAYS = range(30)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def spell(start: int | None, end: int | None) -> Spell:
    return Spell(None if start is None else day(start), None if end is None else day(end))


def covered(spells: tuple[Spell, ...]) -> set[int]:
    """The days from -1 to 30 on which one of the spells holds, so that open ends are seen."""
    return {
        number
        for number in range(-1, 31)
        for one in spells
        if (one.start is None or one.start <= day(number)) and (one.end is None or day(number) <= one.end)
    }


spells_of_days = st.tuples(
    st.one_of(st.none(), st.sampled_from(DAYS)), st.one_of(st.none(), st.sampled_from(DAYS))
).map(lambda ends: spell(*(sorted(ends) if None not in ends else ends)))  # type: ignore[type-var]


@given(st.lists(spells_of_days, max_size=8))
def test_united_spells_cover_the_same_days_and_lie_apart(spells: list[Spell]) -> None:
    united = unite(spells)
    assert covered(united) == covered(tuple(spells))
    assert unite(united) == united
    for before, after in itertools.pairwise(united):
        assert before.end is not None and after.start is not None
        assert after.start - before.end > timedelta(days=1)


def test_spells_on_adjacent_days_become_one_and_a_day_between_keeps_them_apart() -> None:
    assert unite([spell(5, 9), spell(0, 4)]) == (spell(0, 9),)
    assert unite([spell(6, 9), spell(0, 4)]) == (spell(0, 4), spell(6, 9))


def test_spells_at_the_ends_of_the_calendar_are_united() -> None:
    assert unite([Spell(date.min, date.max), Spell(None, date.min)]) == (Spell(None, date.max),)


def test_an_edge_id_is_readable_and_tells_apart_what_reads_alike() -> None:
    assert edge_id("arcadia", "borduria", "refusal") == "arcadia--refusal--borduria"
    assert edge_id("a--b", "d", "c") == "a--b--c--d--effa0dc179095336"
    assert edge_id("a-", "c", "b") != edge_id("a", "c", "-b")


@given(*[st.lists(st.tuples(*[st.text("a-", max_size=4)] * 3), unique=True, min_size=2, max_size=6)])
def test_edge_ids_of_different_edges_differ(triples: list[tuple[str, str, str]]) -> None:
    assert len({edge_id(*triple) for triple in triples}) == len(triples)


def test_a_sound_network_has_no_faults() -> None:
    assert list(faults(NETWORK)) == []
    assert list(faults(CUT)) == []


def small(**changes: Any) -> Network:
    nodes = (Node("arcadia", "Arcadia"), Node("borduria", "Borduria"))
    edges = (Edge("arcadia", "borduria", "refusal"),)
    return replace(Network("t", "d", (), (), nodes, edges), **changes)


def one_edge(**changes: Any) -> Network:
    return small(edges=(Edge("arcadia", "borduria", "refusal")._replace(**changes),))


def column(name: str, kind: Any, value: Any, dynamic: bool = False) -> Network:
    return replace(one_edge(values={name: value}), edge_columns=(Column(name, kind, dynamic),))


EDGE = "edge 'arcadia--refusal--borduria'"
FAULTY: dict[str, tuple[Network, list[str]]] = {
    "node twice": (
        small(nodes=(Node("arcadia", "A"), Node("arcadia", "B"), Node("borduria", ""))),
        ["two nodes have one id"],
    ),
    "id with a line break": (
        small(nodes=(Node("arcadia", "A"), Node("borduria", "B"), Node("c\n", "C"))),
        ["node 'c\\n': an id or kind is empty, or has a line break or a character that XML forbids"],
    ),
    "edge twice": (
        small(edges=(Edge("arcadia", "borduria", "refusal"), Edge("arcadia", "borduria", "refusal", weight=2))),
        [f"{EDGE}: a second edge of one kind between two nodes would be merged"],
    ),
    "edge without direction against another": (
        small(edges=(Edge("borduria", "arcadia", "k", directed=False), Edge("arcadia", "borduria", "k"))),
        ["edge 'arcadia--k--borduria': a second edge of one kind between two nodes would be merged"],
    ),
    "end undeclared": (
        small(nodes=(Node("arcadia", "Arcadia"),)),
        [f"{EDGE}: its end 'borduria' is not declared"],
    ),
    "weight zero": (one_edge(weight=0.0), [f"{EDGE}: its weight 0.0 is not above zero"]),
    "weight infinite": (one_edge(weight=float("inf")), [f"{EDGE}: its weight inf is not above zero"]),
    "kind empty": (
        one_edge(kind=""),
        [
            f"edge {edge_id('arcadia', 'borduria', '')!r}: an id or kind is empty, or has a line break or a character that XML forbids"
        ],
    ),
    "spell backwards": (one_edge(spells=(spell(2, 1),)), [f"{EDGE}: a spell ends before it begins"]),
    "spells overlap": (
        one_edge(spells=(spell(0, 5), spell(5, 9))),
        [f"{EDGE}: spells overlap, touch or are not in order"],
    ),
    "spells touch": (
        one_edge(spells=(spell(0, 4), spell(5, 9))),
        [f"{EDGE}: spells overlap, touch or are not in order"],
    ),
    "spells out of order": (
        one_edge(spells=(spell(8, 9), spell(0, 4))),
        [f"{EDGE}: spells overlap, touch or are not in order"],
    ),
    "node spells overlap": (
        small(nodes=(Node("arcadia", "A", {}, (spell(0, None), spell(3, 4))), Node("borduria", "B"))),
        ["node 'arcadia': spells overlap, touch or are not in order"],
    ),
    "spells in a cut": (replace(one_edge(spells=(spell(0, 4),)), on=FIRST), [f"{EDGE}: a cut has no spells"]),
    "columns differ by case": (
        small(node_columns=(Column("iso3", "string"), Column("ISO3", "string"))),
        ["two node columns have one name, or differ only by case"],
    ),
    "column reserved": (
        small(edge_columns=(Column("Label", "string"),)),
        ["the edge column 'Label' has a name that Gephi or kg keeps for itself"],
    ),
    "column no slug": (small(edge_columns=(Column("a b", "string"),)), ["the edge column 'a b' is not a slug"]),
    "column type unknown": (
        small(edge_columns=(Column("a", "date"),)),  # type: ignore[arg-type]
        ["the edge column 'a' has an unknown type 'date'"],
    ),
    "dynamic column in a cut": (
        small(edge_columns=(Column("a", "string", dynamic=True),), on=FIRST),
        ["the edge column 'a' cannot be dynamic: it is a list, or the network is a cut"],
    ),
    "value undeclared": (one_edge(values={"a": 1}), [f"{EDGE}, column 'a': the column is not declared"]),
    "text for integer": (column("a", "integer", "1"), [f"{EDGE}, column 'a': '1' is no integer"]),
    "boolean for integer": (column("a", "integer", True), [f"{EDGE}, column 'a': True is no integer"]),
    "boolean for double": (column("a", "double", True), [f"{EDGE}, column 'a': True is no double"]),
    "integer of 33 bits": (column("a", "integer", 2**31), [f"{EDGE}, column 'a': 2147483648 is no integer"]),
    "not a number": (column("a", "double", float("nan")), [f"{EDGE}, column 'a': nan is no double"]),
    "text for list": (column("a", "liststring", "b"), [f"{EDGE}, column 'a': 'b' is no liststring"]),
    "list with a number": (column("a", "liststring", ("b", 1)), [f"{EDGE}, column 'a': ('b', 1) is no liststring"]),
    "list for text": (column("a", "string", ("b",)), [f"{EDGE}, column 'a': ('b',) is no string"]),
    "plain value in a dynamic column": (
        column("a", "string", "b", dynamic=True),
        [f"{EDGE}, column 'a': 'b' is no dynamic string"],
    ),
    "dynamic values overlap": (
        column("a", "string", (Timed("x", spell(0, 5)), Timed("y", spell(5, None))), dynamic=True),
        [f"{EDGE}, column 'a': spells overlap or are not in order"],
    ),
}


@pytest.mark.parametrize(("network", "sentences"), FAULTY.values(), ids=FAULTY)
def test_each_fault_is_told_in_a_sentence(network: Network, sentences: list[str]) -> None:
    assert list(faults(network)) == sentences


@pytest.mark.parametrize("value", [0, -(2**31), 2**31 - 1])
def test_integers_of_32_bits_fit(value: int) -> None:
    assert list(faults(column("a", "integer", value))) == []


def test_settling_tells_what_it_changed_and_changes_nothing_twice() -> None:
    once = settled(NETWORK)
    assert settled(once) == once
    assert once.losses == (
        Loss(
            "forbidden-character",
            "cascadia--refusal--drusa",
            "the column quote had a character that XML 1.0 forbids; it became U+FFFD",
        ),
        Loss(
            "forbidden-character",
            "https://example.org/actor/cascadia",
            "the column names had a character that XML 1.0 forbids; it became U+FFFD",
        ),
        Loss("line-break", "https://example.org/actor/borduria", "a line break in the label became a space"),
        Loss(
            "outside-existence",
            "cascadia--refusal--drusa",
            "the edge has days on which drusa does not exist; they are shown",
        ),
        Loss("widened", "borduria--recognition-as-state--arcadia", "shown ../1980-02-29; certain only never"),
    )


def test_a_label_keeps_every_legal_character() -> None:
    label = "\u202eDrusa =1+1 \u200b <b> & \"'"
    network = small(nodes=(Node("arcadia", label), Node("borduria", "B")))
    assert settled(network) == network


def test_an_edge_within_the_life_of_its_nodes_is_no_loss() -> None:
    nodes = (Node("arcadia", "A", {}, (spell(0, 9),)), Node("borduria", "B", {}, (spell(None, 5), spell(7, None))))
    inside = replace(one_edge(spells=(spell(0, 5), spell(7, 9))), nodes=nodes)
    always = replace(one_edge(), nodes=(nodes[0], Node("borduria", "B")))
    assert settled(always).losses == (
        Loss(
            "outside-existence",
            "arcadia--refusal--borduria",
            "the edge has days on which arcadia does not exist; they are shown",
        ),
    )
    across = replace(one_edge(spells=(spell(0, 9),)), nodes=nodes)
    assert settled(inside).losses == ()
    assert settled(across).losses == (
        Loss(
            "outside-existence",
            "arcadia--refusal--borduria",
            "the edge has days on which borduria does not exist; they are shown",
        ),
    )
