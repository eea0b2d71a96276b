"""The text of a query is read as the engine reads it: what is refused, what is not, and where it stands."""

from __future__ import annotations

import contextlib
import random
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from kg import sparql, sparql_tokens
from kg.errors import KgError, LimitReached, Place, UnreadableInput, WrongUse

EX = "http://example.org/"


def said(text: str) -> str:
    """What ``check`` says of a text; empty if it accepts it."""
    try:
        sparql.check(text)
    except KgError as fault:
        return f"{type(fault).__name__} {fault.what}"
    return ""


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[int]]]:
    """A port on this machine that notes every connection and answers 500."""
    hits: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_answer_all, args=(server, hits), daemon=True).start()
        yield f"<http://127.0.0.1:{server.getsockname()[1]}/>", hits


def _answer_all(server: socket.socket, hits: list[int]) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            hits.append(1)
            connection.recv(4096)
            connection.sendall(b"HTTP/1.1 500 no\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def connects(text: str, hits: list[int]) -> bool:
    """Whether the engine, asked directly, opens a connection for this query."""
    store = Store()
    store.add(Quad(NamedNode(EX + "s"), NamedNode(EX + "p"), NamedNode(EX + "o"), NamedNode(EX + "g")))
    before = len(hits)
    with contextlib.suppress(SyntaxError, OSError, RuntimeError, TypeError):
        list(store.query(text))  # type: ignore[arg-type]
    return len(hits) > before


HIDDEN = {
    "keyword glued to an empty prefix": "SELECT * { SERVICE:x { ?s ?p ?o } }",
    "keyword glued to a prefix": "SELECT * { SERVICEex:x { ?s ?p ?o } }",
    "silent glued": "SELECT * { SERVICESILENT:x { ?s ?p ?o } }",
    "less-than that looks like an IRI": "SELECT * { FILTER(1<2)SERVICE#>\nURL { ?s ?p ?o } }",
    "comment in what looks like an IRI": 'SELECT * { FILTER(1<2)#>"""\nSERVICE URL { ?s ?p ?o } #"""\n}',
    "the same in a sub-select": 'SELECT * { { SELECT (1<2 AS ?x)#>"""\n{ SERVICE URL { } } } #"""\n}',
    "unknown escape in a long string": "SELECT * { VALUES (?x ?y) { ('''a'#\\q\n) } SERVICE URL { } #'''\n}",
    "surrogate in a long string": "SELECT * { VALUES (?x ?y) { ('''a'#\\uD800\n) } SERVICE URL { } #'''\n}",
    "CR ends a comment": "SELECT * { #\rSERVICE URL { }\n}",
    "second dot of a name": "SELECT * { ?s ?p ex:a.b.SERVICE URL { } }",
    "plain": "SELECT * { SERVICE URL { } }",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_f8_what_the_engine_takes_for_a_service_is_refused_however_it_is_hidden(
    name: str, listener: tuple[str, list[int]]
) -> None:
    address, hits = listener
    text = f"PREFIX : {address} PREFIX ex: {address} " + HIDDEN[name].replace("URL", address)
    assert connects(text, hits), "the engine no longer takes this for a service"
    assert said(text)


WORDS = r"""
1 < 2 ) ( # > \q \uD800 x ex:a ex: :b . .. %41 ?x true a @en ^^ << <<( )>> FILTER FILTERex:f VALUES { } [ ] UNDEF BIND AS SELECT
MINUS EXISTS GRAPH _:b <x:y> <x:#> <x:a)b#> && ! = , | ^ .b a.b _:a.b ex:a.b ' ''' STR( "
"""
FRAGMENTS = (*WORDS.split(), '"""', "\n", "\r", " ", " ")
HEADS = (
    "SELECT * { ", "SELECT * { ?s ?p ?o ", "SELECT * { FILTER(1<2", "SELECT * { FILTER ex:f(1", "SELECT * { ?s ?p (1",
    "SELECT * { VALUES (?x ?y) {(", "SELECT (1", "SELECT * { { SELECT (1 AS ?x) ?y (2", "SELECT * { ?s a(2",
    "SELECT * { ?s ?p ex:a", "SELECT * { FILTER EXISTS { ?s ?p (1", "SELECT * { ?s ?p <<( ex:a ex:a 1",
)  # fmt: skip
TAILS = ("}", "} #'''\n}", '#"""\n}', ") }", "' }", ">}", "#>\n}", "} }")
CALLS = ("SERVICE URL {}", "SERVICEURL{}", "SERVICE:x{}", "SERVICEex:a{}", "service#>\nURL{}")


def test_f8_no_accepted_text_of_many_at_random_makes_the_engine_connect(listener: tuple[str, list[int]]) -> None:
    address, hits = listener
    prologue = f"PREFIX : {address} PREFIX ex: {address} PREFIX FILTERex: {address} PREFIX SERVICEex: {address} "
    chosen = random.Random(20251)
    connected, end = 0, time.monotonic() + 3
    while time.monotonic() < end:
        middle = "".join(chosen.choices(FRAGMENTS, k=chosen.choice((0, 1, 2, 3, 4, 6))))
        call = chosen.choice(CALLS).replace("URL", address)
        text = prologue + chosen.choice(HEADS) + middle + call + chosen.choice(TAILS)
        if connects(text, hits):
            connected += 1
            assert said(text), text
    assert connected > 20


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s <http://example.org/\\u0053ERVICE> '\\u0053' } # \\u000ASERVICE",
        'SELECT * { VALUES (?x ?y) { ("a" <http://example.org/SERVICE#x>) (1 <http://example.org/a(b)#SERVICE>) } }',
        "SELECT * { ?s a (?x <http://example.org/SERVICE#x>) FILTER(?x<?y && ?y>?x || 1<<http://example.org/#x>) }",
        "SELECT * { ?s ?p '''it's \"\"service\"\" ''' , 'x'@en-GB , \"\", '' FILTER(?s < 3) }",
        "SELECT ?service $service { _:service ?service ?service . ?s ?p @SERVICE }",
        "SELECT * { GRAPH <http://example.org/g> { { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } MINUS { ?x ?y ?z } } }",
        "VERSION '1.2' SELECT * { <<( ?s ?p <http://example.org/#x> )>> ?q ?r {| ?t ?u |} . << ?a ?b ?c >> ?d 1.5e3, .5, 1. }",
    ],
)
def test_what_only_looks_like_it_is_accepted(text: str) -> None:
    assert said(text) == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT *\nFROM NAMED <x:y> { }", "WrongUse line 2, column 1: FROM would read from elsewhere"),
        ("SELECT * { \\u0053ERVICE <x:y> { } }", "WrongUse line 1, column 12: an escape outside strings and IRIs"),
        ("SELECT * {\n ?s ?p 'open }", "UnreadableInput line 2, column 8: the string that begins here does not end"),
        ("SELECT * { ?s ?p 'a\\q' }", "UnreadableInput line 1, column 18: the string holds an unknown escape"),
        ("SELECT * { ?s ?p trueFILTER(1<2) }", "UnreadableInput line 1, column 18: trueFILTER is not a word of SPARQL"),
        ("SELECT * { FILTERex:f(1<2) }", "WrongUse line 1, column 12: FILTER and a name in one"),
        ("# c\n  DROP ALL", "WrongUse line 2, column 3: DROP would change the data"),
        ("SELCT * { }", "WrongUse line 1, column 1: a query does not begin with 'SELCT'"),
        ("", "WrongUse the query is empty"),
        ("SELECT * { GRAPH ?g { ?s ?p ?o MINUS { ?x ?y ?z } } }",
         "WrongUse line 1, column 32: MINUS inside GRAPH ?variable is answered wrongly by the engine"),
        ("SELECT * { GRAPH $g { FILTER EXISTS { SELECT * { } } } }",
         "WrongUse line 1, column 39: SELECT inside GRAPH ?variable is answered wrongly by the engine"),
        ("SELECT * " + "{" * 201, "LimitReached line 1, column 210: nested deeper than 200"),
        ("SELECT (" + "!" * 201 + "1 AS ?x) {}", "LimitReached line 1, column 209: nested deeper than 200"),
    ],
)  # fmt: skip
def test_what_is_refused_is_named_with_its_place(text: str, message: str) -> None:
    assert said(text) == message


def test_two_hundred_levels_are_allowed() -> None:
    assert said("SELECT * " + "{" * 200 + "}" * 200) == ""


def test_a_file_is_named_if_it_is_known() -> None:
    with pytest.raises(WrongUse) as caught:
        sparql.check("SELECT *\n{ SERVICE <x:y> { } }", Place(Path("mine.rq")))
    assert str(caught.value).startswith("mine.rq:2:3: SERVICE would send")


@pytest.mark.parametrize("unit", ["a.b-", '"\\"', "1", "1.", "@a-", "%a.", ":a..", "<a", "<", "ex:a.", "_:a.", "{|"])
def test_reading_a_hostile_text_takes_time_in_proportion_to_its_length(unit: str) -> None:
    text = 'SELECT * { """' * (unit[0] == '"') + unit * (100_000 // len(unit))
    began = time.monotonic()
    said(text)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("form", ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
def test_the_form_is_found_behind_the_prologue(form: str) -> None:
    assert sparql.form(f"# ASK\nBASE <x:y> PREFIX ask: <x:y> {form.lower()} ") == form


def test_prefixes_are_declared_only_where_they_are_used_and_not_declared() -> None:
    table = {"": EX, "ex": EX, "own": "http://elsewhere.example/", "said": EX, "spare": EX}
    text = "PREFIX own: <http://own.example/>\nSELECT * { ?s ex:p own:x, 'said:x' . :a ?p _:b } # spare:x"
    assert sparql.declared_prefixes(text) == {"own": "http://own.example/"}
    assert sparql.with_prefixes(text, table) == f"PREFIX : <{EX}> PREFIX ex: <{EX}> {text}"


@pytest.mark.parametrize(
    ("text", "names", "ordered"),
    [
        ("SELECT * { ?z ?b $a }", ["a", "b", "z"], ("z", "b", "a")),
        ("SELECT DISTINCT * { ?z ?b ?a }", ["a", "b", "z"], ("z", "b", "a")),
        ("SELECT (?b + 1 AS ?a) ?b { { SELECT * { ?c ?b ?d } } }", ["a", "b"], ("a", "b")),
        ("SELECT (COUNT(DISTINCT *) AS ?n) { ?z ?b ?a }", ["n"], ("n",)),
    ],
)
def test_columns_come_as_projected_or_as_they_appear(text: str, names: list[str], ordered: tuple[str, ...]) -> None:
    assert sparql.columns(text, names) == ordered


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * {\n ?s ex:p ?o }", "query:2:5: not SPARQL: the prefix ex: is not declared; mend the query"),
        ("SELECT * { ?s ?p }", "query:1:19: not SPARQL: "),
        ("SELECT * { ?s\n ?p 'x }", "query:2:5: the string that begins here does not end; close it"),
    ],
)
def test_a_fault_of_the_engine_is_told_with_its_place_in_the_text(text: str, message: str) -> None:
    before = "PREFIX own: <http://own.example/> "
    with pytest.raises(SyntaxError) as engine:
        Store().query(before + text)
    assert str(sparql.syntax_fault(str(engine.value.msg), text, before, None)).startswith(message)


def test_the_limits_are_of_the_text_in_bytes() -> None:
    start = "SELECT * { } #"
    assert said(start + "é" * ((1_000_000 - len(start)) // 2)) == ""
    with pytest.raises(LimitReached, match="longer than 1,000,000 bytes"):
        sparql.check(start + "é" * 500_000)


def test_words_that_the_engine_does_not_know_are_not_sparql() -> None:
    with pytest.raises(UnreadableInput, match="FOO is not a word of SPARQL"):
        sparql.check("SELECT * { FILTER(FOO(1)) }")


# https://www.w3.org/TR/sparql11-query/#rPN_CHARS_BASE and the two productions after it.
BASE_LETTERS = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef"
    + ("\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff")
)


@pytest.mark.parametrize(
    ("name", "more"),
    {
        "_B": "",
        "_U": "_0-9",
        "_U_COLON": "_0-9:",
        "_V": "_0-9\u00b7\u0300-\u036f\u203f-\u2040",
        "_C": "_0-9\u00b7\u0300-\u036f\u203f-\u2040-",
        "_C_DOT": "_0-9\u00b7\u0300-\u036f\u203f-\u2040.-",
        "_C_COLON": "_0-9\u00b7\u0300-\u036f\u203f-\u2040:-",
    }.items(),
    ids=["letter", "begin", "begin-colon", "variable", "inside", "inside-dot", "inside-colon"],
)
def test_a_class_written_by_what_it_leaves_out_is_that_of_the_grammar(name: str, more: str) -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert re.sub(getattr(sparql_tokens, name), "", everything) == re.sub(f"[{BASE_LETTERS}{more}]", "", everything)
