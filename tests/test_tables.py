"""Tables as text: aligned for people, exact for programs, harmless for terminals."""

from __future__ import annotations

import csv
import io
import json

import pytest

from kg.tables import FORMATS, render, visible

COLUMNS = ("name", "n", "yes")
ROWS = [('Hav, the "free" city', 7, True), ("two\nlines", None, False), ("a|b", 0, None)]


def test_a_table_is_aligned_and_shows_line_breaks_escaped() -> None:
    assert render(COLUMNS, ROWS, "table") == (
        "name                  n    yes\n"
        "--------------------  ---  -----\n"
        'Hav, the "free" city  7    true\n'
        "two\\nlines                 false\n"
        "a|b                   0\n"
    )


def test_markdown_escapes_bars() -> None:
    assert render(COLUMNS, ROWS, "md").splitlines()[-1] == "| a\\|b                 | 0   |       |"


def test_csv_and_tsv_round_trip() -> None:
    expected = [
        ["name", "n", "yes"],
        ['Hav, the "free" city', "7", "true"],
        ["two\nlines", "", "false"],
        ["a|b", "0", ""],
    ]
    assert list(csv.reader(io.StringIO(render(COLUMNS, ROWS, "csv"), newline=""))) == expected
    assert list(csv.reader(io.StringIO(render(COLUMNS, ROWS, "tsv"), newline=""), delimiter="\t")) == expected


def test_json_is_an_array_of_objects_with_plain_values() -> None:
    assert json.loads(render(COLUMNS, ROWS, "json"))[0] == {"name": 'Hav, the "free" city', "n": 7, "yes": True}


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_table_is_a_valid_document(form: str) -> None:
    text = render(COLUMNS, [], form)
    assert text == "[]\n" if form == "json" else "name" in text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "\\x1b[2J"), ("a\x07", "a\\x07"), ("\x9b31m", "\\x9b31m"), ("\u202eabc", "\\u202eabc"),
        ("\u2066x\u2069", "\\u2066x\\u2069"), ("a\u2028b", "a\\u2028b"), ("\x7f", "\\x7f"), ("Ivica Dačić 承认", "Ivica Dačić 承认"),
    ],
)  # fmt: skip
def test_what_could_steer_a_terminal_is_shown_escaped(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert shown in render(("x",), [(text,)], "table")
    assert json.loads(render(("x",), [(text,)], "json")) == [{"x": text}]
