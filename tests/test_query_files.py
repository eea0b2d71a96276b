"""Query files: headers that are understood or refused, and parameters that cannot change a query."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import query, sparql
from kg.errors import UnreadableInput, WrongUse
from kg.graph import Graph

HEADER = "#+ summary: One.\n#+ params:\n#+   - name: label\n#+     type: text\n#+     example: x\n"
BODY = 'SELECT ?s WHERE { VALUES ?label { "x" } ?s rdfs:label ?name . FILTER(STR(?name) = ?label) }\n'


def question(tmp_path: Path, text: str) -> query.Question:
    path = tmp_path / "one.rq"
    path.write_text(text, encoding="utf-8")
    return query.load(path)


def test_a_header_is_read(tmp_path: Path) -> None:
    made = question(tmp_path, HEADER + "#+ tags: [a, b]\n" + BODY)
    assert (made.name, made.summary, made.tags) == ("one", "One.", ("a", "b"))
    assert made.params == (query.Parameter("label", "text", "x"),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BODY, "the query has no header; begin it with '#+ summary: …'"),
        ("#+ description: x\n" + BODY, "the query has no header; begin it with '#+ summary: …'"),
        ("#+ summary: a: b: c\n" + BODY, "the header is not YAML"),
        ("#+ summary: x\n#+ colour: red\n" + BODY, "the header is not understood"),
        ("#+ summary: x\n#+ params:\n#+   - name: n\n#+     type: text\n" + BODY, "the header is not understood"),
        (HEADER.replace("name: label", "name: other") + BODY, "no VALUES ?other { … } row for the parameter"),
        ("#+ summary: !!python/object/apply:os.system ['true']\n" + BODY, "the header is not YAML"),
    ],
)
def test_a_broken_header_is_refused_with_its_place(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput) as caught:
        question(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'one.rq'}:1:1: {message}")


@pytest.mark.parametrize(
    "value", ['"', '" } #', "a\nb", "> . ?s ?p ?o", "} UNION { ?s ?p ?o }", "\\", "Hav'; DROP ALL", "\\u0022 }", ""]
)
def test_a_hostile_value_is_one_literal_and_finds_nothing(value: str, tmp_path: Path, world: Graph) -> None:
    made = question(tmp_path, HEADER + BODY)
    text = query.bind(made, {"label": value})
    assert query.select(world.store, sparql.with_prefixes(text, world.prefixes)) == []


def test_a_value_is_bound_wherever_its_row_stands(tmp_path: Path, world: Graph) -> None:
    made = question(tmp_path, HEADER + BODY)
    text = query.bind(made, {"label": "Hav"})
    assert query.select(world.store, sparql.with_prefixes(text, world.prefixes)) == [
        {"s": "https://w3id.org/recognition/actor/hav"}
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "one needs the parameter day (day); for example -p day=2025-07-04"),
        ({"day": "soon"}, "'soon' is not a date"),
        ({"day": "2025", "many": "x"}, "many is integer, and 'x' is not; for example -p many=3"),
        ({"day": "2025", "other": "1"}, "one has no parameter other; it has day, many"),
    ],
)
def test_a_missing_unknown_or_ill_typed_parameter_says_what_it_takes(
    given: dict[str, str], message: str, tmp_path: Path
) -> None:
    made = question(
        tmp_path,
        "#+ summary: x\n#+ params:\n#+   - {name: day, type: day, example: 2025-07-04}\n"
        "#+   - {name: many, type: integer, example: 3, required: false}\n"
        "SELECT * { VALUES ?day { 1 } VALUES ?many { UNDEF } }",
    )
    with pytest.raises(WrongUse) as caught:
        query.bind(made, given)
    assert str(caught.value).startswith(message)


def test_a_parameter_of_an_unknown_type_is_refused_with_those_that_there_are(tmp_path: Path) -> None:
    header = "#+ summary: x\n#+ params:\n#+   - {name: a, type: concept, example: b}\n"
    with pytest.raises(UnreadableInput) as caught:
        question(tmp_path, header + "SELECT * { VALUES ?a { UNDEF } }")
    assert str(caught.value).endswith(
        "the parameter a has the unknown type 'concept'; there are actor, act, list, case, term, day, integer, text"
    )


@pytest.mark.parametrize(("type_", "kind"), query.THINGS.items())
def test_a_thing_is_looked_up_by_its_kind(type_: str, kind: str | None, tmp_path: Path) -> None:
    header = f"#+ summary: x\n#+ params:\n#+   - {{name: a, type: {type_}, example: b}}\n"
    made = question(tmp_path, header + "SELECT * { VALUES ?a { UNDEF } }")
    text = query.bind(made, {"a": "hav"}, lambda name, wanted: f"http://e/{wanted}/{name}")
    assert f"{{ <http://e/{kind}/hav> }}" in text


def test_known_prefixes_may_be_left_out_and_line_numbers_stay() -> None:
    table = {"rec": "http://r/", "ex": "http://e/"}
    assert sparql.prelude("SELECT ?s\n{ ?s rec:a 1 }", table) == "PREFIX rec: <http://r/> "
    assert sparql.prelude("PREFIX rec: <http://own/> SELECT ?s { ?s rec:a ex:b }", table) == "PREFIX ex: <http://e/> "
    assert sparql.prelude("# rec:in a comment\nSELECT * {}", table) == ""
