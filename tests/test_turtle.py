"""Turtle as text: positions to the character, and a canonical layout that loses nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kg.errors import UnreadableInput, WrongUse
from kg.layout import Formatter
from kg.turtle import canonical, positions, quote, unquote
from tests.conftest import CHECKOUT, WORLD

HEAD = """@prefix actor: <https://w3id.org/recognition/actor/> .
@prefix event: <https://w3id.org/recognition/event/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rec: <https://w3id.org/recognition/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
E = "https://w3id.org/recognition/event/"
REC = "https://w3id.org/recognition/ns#"


def triples(text: str) -> set[object]:
    return set(parse(text.encode(), format=RdfFormat.TURTLE))


@pytest.mark.parametrize(
    "path", sorted([*(WORLD / "data").rglob("*.ttl"), *(CHECKOUT / "data").rglob("*.ttl")]), ids=lambda p: p.name
)
def test_every_triple_of_a_file_stands_where_its_position_says(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines, found = text.splitlines(), positions(path.read_bytes())
    for triple in triples(text):
        subject, predicate = triple.subject.value, triple.predicate.value  # type: ignore[attr-defined]
        place = found.find(subject, predicate, triple.object.value)  # type: ignore[attr-defined]
        assert place is not None
        line, column = place
        written = lines[line - 1][column - 1 :]
        value = triple.object.value  # type: ignore[attr-defined]
        assert (
            written.startswith((quote(value), f"<{value}>"))
            or re.split(r"[/#]", value)[-1] in written.split()[0]
            or written.startswith(value)
        )


def test_positions_of_subject_predicate_and_object() -> None:
    text = HEAD + 'event:a a rec:Recognition ;\n    rdfs:label "x"@en ,\n        "y"@fr ; rec:actor actor:b .\n'
    found = positions(text.encode())
    assert found.find(E + "a") == (7, 1)
    assert found.find(E + "a", REC + "actor") == (9, 18)
    assert found.find(E + "a", "http://www.w3.org/2000/01/rdf-schema#label", "y") == (9, 9)
    assert found.find(E + "a", REC + "target") is None


@pytest.mark.parametrize(
    "body",
    [
        'event:a rdfs:label """two\nlines "quoted" \\u0041"""@en-GB .',
        "event:a rdfs:label 'single', \"a # no comment\" .",
        "event:a rec:total 2.50, 01, -3, 1E0, true .",
        'event:a rec:value "2.50"^^xsd:decimal, "01"^^xsd:integer .',
        "event:a.b rec:actor actor:c.d .",
        "event:a a rec:Act; rec:actor actor:x;; .",
        "<http://example.org/a> <http://example.org/b> <http://example.org/c> .",
        'event:a rdfs:label "tab\\tnewline\\n\\"\\\\" .',
        "event:b rec:actor actor:x . event:a rec:actor actor:y . event:b rec:target actor:z .",
        'event:a rdfs:label "EN"@EN-us .',
    ],
)
def test_the_canonical_layout_keeps_every_triple_and_is_settled(body: str) -> None:
    once = canonical(HEAD + body + "\n", {})
    assert triples(once) == triples(HEAD + body)
    assert canonical(once, {}) == once


def test_the_layout_byte_for_byte() -> None:
    text = """# Head comment.
@prefix rec: <https://w3id.org/recognition/ns#> .
@prefix unused: <http://example.org/> .
PREFIX event: <https://w3id.org/recognition/event/>
@prefix actor: <https://w3id.org/recognition/actor/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
# About b.
event:b rec:target actor:y, actor:x ; a rec:Recognition ; rec:date "1999"^^xsd:gYear .
event:a rec:date "2000-01-01"^^xsd:date ; rec:actor actor:z ; a rec:Recognition .
# The end.
"""
    layout = {REC + "Recognition": {REC + "actor": 1, REC + "target": 2, REC + "date": 3}}
    assert (
        canonical(text, layout)
        == """# Head comment.

@prefix actor: <https://w3id.org/recognition/actor/> .
@prefix event: <https://w3id.org/recognition/event/> .
@prefix rec: <https://w3id.org/recognition/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

# About b.
event:b a rec:Recognition ;
    rec:target actor:x ;
    rec:target actor:y ;
    rec:date "1999"^^xsd:gYear .

event:a a rec:Recognition ;
    rec:actor actor:z ;
    rec:date "2000-01-01"^^xsd:date .

# The end.
"""
    )


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("event:a rec:actor [ rec:date 1 ] .", "line 7, column 19: data files have no blank nodes, lists or @base"),
        ("event:a rec:actor ( 1 2 ) .", "line 7, column 19: data files have no blank nodes, lists or @base"),
        ("_:x rec:actor actor:y .", "line 7, column 1: data files have no blank nodes, lists or @base"),
        (
            "event:a rec:actor actor:b ; # why\n  rec:target actor:c .",
            "line 7, column 29: a comment inside a statement",
        ),
    ],
)
def test_what_a_data_file_must_not_have_is_refused_and_no_comment_is_lost(body: str, message: str) -> None:
    with pytest.raises(WrongUse) as caught:
        canonical(HEAD + body + "\n", {})
    assert caught.value.what == message


def test_what_is_no_turtle_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="no Turtle at line 1, column 3"):
        canonical("a ^ b", {})


@pytest.mark.parametrize(
    ("text", "value"), [('"a\\nb"', "a\nb"), ("'''x'y'''", "x'y"), ('"\\u00e9\\U0001F600"', "é😀"), ('""', "")]
)
def test_a_quoted_string_means_what_it_means(text: str, value: str) -> None:
    assert unquote(text) == value


def test_all_data_is_in_the_canonical_layout() -> None:
    formatter = Formatter(CHECKOUT)
    paths = [CHECKOUT / "data", CHECKOUT / "tests" / "world" / "data", CHECKOUT / "tests" / "hard-cases"]
    assert [path for path in formatter.files(paths) if formatter.format(path, write=False)] == []
