"""Turtle as text: positions to the character, and a canonical layout that loses nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from kg.errors import UnreadableInput, WrongUse
from kg.layout import Formatter, canonical
from kg.turtle import positions, quote, unquote
from tests.conftest import CHECKOUT, WORLD
from tests.test_cli import kg

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
        """event:a rdfs:label 'single # "' ; rec:actor actor:b .""",
        "event:a rec:total 2.50, 01, -3, 1E0, true .",
        'event:a rec:value "2.50"^^xsd:decimal, "01"^^xsd:integer .',
        "event:a.b rec:actor actor:c.d .",
        "event:a a rec:Act; rec:actor actor:x;; .",
        "<http://example.org/a> <http://example.org/b> <http://example.org/c> .",
        'event:a rdfs:label "tab\\tnewline\\n\\"\\\\" .',
        "event:b rec:actor actor:x . event:a rec:actor actor:y . event:b rec:target actor:z .",
        'event:a rdfs:label "EN"@EN-us .',
        "event:a rec:actor <http://example.org/\\u00e9> , <http://example.org/\\U0001F600> .",
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
        ("PREFIX x: <http://x/> # why\nevent:a rec:actor actor:b .", "line 7, column 23: a comment beside a prefix"),
        ("# Why.\revent:a rec:actor actor:b .", "line 7, column 1: a carriage return in a comment"),
        ("# Why x.\n@prefix x: <http://x/> .\nevent:a rec:actor x:b .", "line 7, column 1: a comment among prefixes"),
    ],
)
def test_what_a_data_file_must_not_have_is_refused_and_no_comment_is_lost(body: str, message: str) -> None:
    with pytest.raises(WrongUse) as caught:
        canonical(HEAD + body + "\n", {})
    place = caught.value.place
    assert place is not None and f"line {place.line}, column {place.column}: {caught.value.what}" == message


def test_a_comment_behind_a_statement_stays_with_its_subject() -> None:
    body = (
        "# Above b.\nevent:b rec:actor actor:x . # b is doubtful\n# Above a.\nevent:a rec:actor actor:y ;\n"
        '    rdfs:label "a. # no comment" . event:c rec:actor actor:z .  # c too\n# The end.\n'
    )
    once = canonical("# Head.\n" + HEAD + body, {})
    assert once.partition("ns#> .\n\n")[2] == (
        '# Above a.\nevent:a rdfs:label "a. # no comment" ;\n    rec:actor actor:y .\n\n'
        "# Above b.\n# b is doubtful\nevent:b rec:actor actor:x .\n\n"
        "# c too\nevent:c rec:actor actor:z .\n\n# The end.\n"
    )
    assert once.startswith("# Head.\n") and canonical(once, {}) == once


def test_controls_and_turns_of_direction_stay_escaped() -> None:
    body = (
        'event:a rdfs:label "\\u0000\\u001b[2J \\u202Eb\\u2066\u200f\x7f\u0085é\\t" ; rec:actor <http://e/\\u202E> .\n'
    )
    once = canonical(HEAD + body, {})
    assert once.endswith(
        'event:a rdfs:label "\\u0000\\u001B[2J \\u202Eb\\u2066\\u200F\\u007F\\u0085é\\t" ;\n    rec:actor <http://e/\\u202E> .\n'
    )
    assert triples(once) == triples(HEAD + body) and canonical(once, {}) == once


@pytest.mark.parametrize(
    ("edit", "remarks"),
    [
        (lambda b: b.replace(b"\n", b"\r\n"), ["line ends are CRLF; those of the layout are LF"]),
        (lambda b: b.replace(b"\n", b"\r\n", 3), ["some line ends are CRLF; those of the layout are LF"]),
        (lambda b: b.replace(b"\n", b"\r"), ["line ends are CR; those of the layout are LF"]),
        (lambda b: b"\xef\xbb\xbf" + b, ["begins with a byte order mark; the layout has none"]),
        (
            lambda b: b"\xef\xbb\xbf" + b.replace(b"\n", b"\r\n"),
            ["begins with a byte order mark; the layout has none", "line ends are CRLF; those of the layout are LF"],
        ),
    ],
)
def test_the_layout_is_one_of_bytes(edit: Callable[[bytes], bytes], remarks: list[str], root: Path) -> None:
    path = root / "data" / "cases" / "awkward.ttl"
    settled = path.read_bytes()
    path.write_bytes(edit(settled))
    done = kg("format", "--check", root=root)
    assert (done.returncode, done.stderr) == (1, "1 file to format\n")
    assert done.stdout.splitlines() == [f"data/cases/awkward.ttl: {remark}" for remark in remarks]
    assert path.read_bytes() == edit(settled)
    done = kg("format", root=root)
    assert (done.returncode, done.stderr, path.read_bytes()) == (0, "1 file formatted\n", settled)


def test_the_diff_of_a_file_without_a_last_line_end_has_whole_lines(root: Path) -> None:
    path = root / "data" / "cases" / "new.ttl"
    path.write_text(
        HEAD.replace("@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n", "") + "event:y a rec:Act  ."
    )
    assert kg("format", "--check", root=root).stdout.splitlines()[-5:] == [
        "-@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .",
        " ",
        "-event:y a rec:Act  .",
        "\\ No newline at end of file",
        "+event:y a rec:Act .",
    ]


def test_a_diff_cannot_steer_the_terminal(root: Path) -> None:
    (root / "data" / "cases" / "new.ttl").write_text(HEAD + 'event:y rdfs:label "\x1b[2J\t\u202e" .\n')
    told = kg("format", "--check", root=root).stdout
    assert '-event:y rdfs:label "\\x1b[2J\t\\u202e" .\n+event:y rdfs:label "\\u001B[2J\\t\\u202E" .\n' in told


def test_annotations_name_each_file_that_is_not_in_the_layout(root: Path) -> None:
    (root / "data" / "cases" / "new, 1.ttl").write_text(HEAD + "event:y a rec:Act  .\n")
    (root / "data" / "cases" / "no.ttl").write_text(HEAD + "event:x")
    done = kg("format", "--check", "--format", "github", root=root)
    assert (done.returncode, done.stdout.splitlines()) == (
        2,
        [
            "::error file=data/cases/new%2C 1.ttl,title=layout::not in the canonical layout; run kg format",
            "::error file=data/cases/no.ttl,line=7,col=8,title=layout::Unexpected end; end the statement with ' .', and close"
            " what is open; nothing of this file was read",
        ],
    )


@pytest.mark.parametrize("text", ["", "\n \n", "@prefix a: <http://a/> .\n"])
def test_a_file_without_statements_and_comments_is_empty(text: str) -> None:
    assert canonical(text, {}) == ""


def test_what_is_no_turtle_is_refused() -> None:
    with pytest.raises(UnreadableInput, match="no Turtle") as caught:
        canonical("a ^ b", {})
    assert caught.value.place is not None and (caught.value.place.line, caught.value.place.column) == (1, 3)


@pytest.mark.parametrize(
    ("text", "value"), [('"a\\nb"', "a\nb"), ("'''x'y'''", "x'y"), ('"\\u00e9\\U0001F600"', "é😀"), ('""', "")]
)
def test_a_quoted_string_means_what_it_means(text: str, value: str) -> None:
    assert unquote(text) == value


def test_all_data_is_in_the_canonical_layout() -> None:
    formatter = Formatter(CHECKOUT)
    paths = [CHECKOUT / "data", CHECKOUT / "tests" / "world" / "data", CHECKOUT / "tests" / "hard-cases"]
    assert [path for path in formatter.files(paths) if formatter.format(path, write=False)] == []


# A file as somebody may write it: each subject in pieces, spelt in any way, with at most one comment above it.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
IRIS = st.sampled_from(
    ["actor:x", "rec:y.z", "<http://example.org/é>", "<https://w3id.org/recognition/actor/x>", "event:a-1"]
)
LITERALS = st.one_of(
    TEXT.map(quote),
    TEXT.map(lambda text: quote(text) + "@en-GB"),
    st.dates().map(lambda day: f'"{day}"^^xsd:date'),
    st.sampled_from(["1", "01", "-2.50", "1E0", "true", '"""two\nlines"""', "'single # \"'"]),
)
PIECES = st.tuples(
    st.sampled_from(["event:a", "event:b", "actor:c", "<https://w3id.org/recognition/event/a>"]),
    st.sampled_from(["a", "rec:date", "rdfs:label", "<http://example.org/p>"]),
    st.one_of(IRIS, LITERALS),
).filter(lambda piece: piece[1] != "a" or piece[2].startswith(("actor", "rec", "<", "event")))


@settings(max_examples=300)
@given(pieces=st.lists(PIECES, min_size=1, max_size=8), order=st.randoms(use_true_random=False), joined=st.booleans())
def test_shuffled_input_gives_the_same_bytes_and_loses_nothing(
    pieces: list[tuple[str, str, str]], order: random.Random, joined: bool
) -> None:
    first = list(dict.fromkeys(pieces))
    # The comment hangs on one piece of its subject, wherever that piece goes.
    commented = {}
    for piece in first:
        commented.setdefault(piece[0].replace("<https://w3id.org/recognition/event/a>", "event:a"), piece)
    shuffled = first[:]
    order.shuffle(shuffled)

    def written(given: list[tuple[str, str, str]], one_line: bool) -> str:
        lines = []
        for piece in given:
            above = "".join(f"# About {name}\n" for name, found in commented.items() if found == piece)
            lines.append(above + (" " if one_line else "\n  ").join(piece) + (" ." if one_line else "\n;\n."))
        return HEAD + "\n".join(lines) + "\n# The end.\n"

    text = written(first, True)
    assert triples(text) == triples(written(shuffled, joined))
    once = canonical(text, {})
    assert canonical(written(shuffled, joined), {}) == once == canonical(once, {})
    assert triples(once) == triples(text)
    assert sorted(re.findall(r"(?m)^# .*", text)) == sorted(re.findall(r"(?m)^# .*", once))


def test_a_file_that_cannot_be_formatted_is_named_with_its_place_and_the_others_are_formatted(root: Path) -> None:
    bad = {
        "blank": "event:x rec:actor [ ] .",
        "base": "@base <http://x/> .",
        "inner": "event:x # why\n  a rec:Act .",
        "no": "event:x",
    }
    for name, body in bad.items():
        (root / "data" / f"{name}.ttl").write_text(HEAD + body + "\n")
    (root / "data" / "good.ttl").write_text(HEAD + "event:y   a rec:Act .\n")
    done = kg("format", root=root)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "kg: data/base.ttl:7:1: data files have no blank nodes, lists or @base; give the node an IRI",
        "kg: data/blank.ttl:7:19: data files have no blank nodes, lists or @base; give the node an IRI",
        "kg: data/inner.ttl:7:9: a comment inside a statement; move it above the subject",
        "kg: data/no.ttl:7:8: Unexpected end; end the statement with ' .', and close what is open; nothing of this file was read",
        "1 file formatted, 4 left as it is",
    ]
    assert (root / "data" / "good.ttl").read_text().endswith("\n\nevent:y a rec:Act .\n")
    assert (root / "data" / "inner.ttl").read_text() == HEAD + bad["inner"] + "\n"
