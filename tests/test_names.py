"""Finding what a user means."""

from __future__ import annotations

import pytest

from kg.errors import WrongUse
from kg.names import Names, fold

A = "https://w3id.org/recognition/actor/"
E = "https://w3id.org/recognition/event/"
ROWS = [
    {"iri": A + "kosovo", "name": "Kosovo", "rank": "1"},
    {"iri": A + "kosovo", "name": "XK", "rank": "2"},
    {"iri": A + "kosovo", "name": "Косово", "rank": "3"},
    {"iri": A + "cote-divoire", "name": "Côte d'Ivoire", "rank": "1"},
    {"iri": A + "congo", "name": "Congo", "rank": "1"},
    {"iri": A + "dr-congo", "name": "DR Congo", "rank": "1"},
    {"iri": A + "dr-congo", "name": "Congo", "rank": "3"},
    {"iri": A + "north", "name": "Korea", "rank": "3"},
    {"iri": A + "south", "name": "Korea", "rank": "3"},
    {"iri": E + "kosovo", "name": "An act called like an actor", "rank": "1"},
]
NAMES = Names(ROWS, {"actor": A, "event": E})


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("kosovo", A + "kosovo"),
        ("KOSOVO", A + "kosovo"),
        ("xk", A + "kosovo"),
        ("косово", A + "kosovo"),
        ("actor:kosovo", A + "kosovo"),
        (A + "kosovo", A + "kosovo"),
        (f"<{A}kosovo>", A + "kosovo"),
        ("actor/kosovo", A + "kosovo"),
        ("cote d ivoire", A + "cote-divoire"),
        ("CÔTE D'IVOIRE", A + "cote-divoire"),
        ("congo", A + "congo"),
    ],
)
def test_a_thing_is_found_by_any_of_its_names(text: str, iri: str) -> None:
    assert NAMES.find(text, "actor") == iri


def test_an_ambiguous_name_shows_all_of_them() -> None:
    with pytest.raises(WrongUse) as caught:
        NAMES.find("korea")
    assert str(caught.value) == "'korea' can mean several; write actor:north (Korea) or actor:south (Korea)"


def test_two_kinds_of_one_name_are_told_apart_by_the_kind() -> None:
    with pytest.raises(WrongUse, match=r"can mean several; write actor:kosovo \(Kosovo\) or event:kosovo \(An act"):
        NAMES.find("kosovo")
    assert NAMES.find("kosovo", "event") == E + "kosovo"


def test_a_case_does_not_hide_the_actors_of_its_name() -> None:
    rows = [{"iri": E + "korea", "name": "Two states of one nation", "rank": "1"}, *ROWS]
    with pytest.raises(WrongUse, match=r"can mean several; write event:korea .* or actor:north .* or actor:south"):
        Names(rows, {"actor": A, "event": E}).find("Korea")


def test_an_unknown_name_shows_the_nearest() -> None:
    with pytest.raises(WrongUse) as caught:
        NAMES.find("kosvo", "actor")
    assert str(caught.value) == "nothing here is called 'kosvo'; did you mean kosovo (Kosovo)?"
    with pytest.raises(WrongUse, match="kg query acts lists what there is"):
        NAMES.find("zzzzzz")


def test_folding_takes_away_case_accents_and_punctuation() -> None:
    assert fold("  Côte--d'Ivoire!  ") == "cote d ivoire"
