"""``kg stats``: the tables of ``queries/stats/``, on the fictional world, and equal on a second engine."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from kg import query, stats
from kg.graph import Graph
from tests.conftest import CHECKOUT
from tests.engines import load_rdflib, on_oxigraph, on_rdflib

QUESTIONS = query.catalogue(CHECKOUT, "queries/stats")


@pytest.fixture(scope="module")
def in_rdflib(world: Graph, tmp_path_factory: pytest.TempPathFactory) -> object:
    return load_rdflib(world, tmp_path_factory.mktemp("rdflib"))


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_both_engines_give_equal_tables(name: str, world: Graph, in_rdflib: object) -> None:
    rows = on_oxigraph(world, QUESTIONS[name].text)
    assert rows and on_rdflib(in_rdflib, QUESTIONS[name].text) == rows


def test_acts_by_class_and_by_decade_add_up_to_all_acts(world: Graph) -> None:
    tables = {question.name: rows for question, rows in stats.counted(world)}
    (acts,) = [int(row["described"] or 0) for row in tables["1-totals"] if row["kind"] == "act"]
    assert acts == sum(int(row["acts"] or 0) for row in tables["2-by-class"])
    assert acts == sum(int(row["acts"] or 0) for row in tables["4-by-decade"])


def test_a_recognition_is_counted_in_its_decade_and_case(world: Graph) -> None:
    tables = {question.name: rows for question, rows in stats.counted(world)}
    fifties = {row["decade"]: (row["acts"], row["recognitions"]) for row in tables["4-by-decade"]}["1950s"]
    cases = {row["case"]: row["recognitions"] for row in tables["3-by-case"]}
    everything = (CHECKOUT / "tests" / "world" / "data" / "cases" / "everything.ttl").read_text(encoding="utf-8")
    assert cases["Everything that can happen"] == str(everything.count(" a rec:Recognition ;"))
    assert int(fifties[1] or 0) == sum(
        block.count('rec:date "195') for block in everything.split("\n\n") if " a rec:Recognition ;" in block
    )


def test_the_tables_are_text_and_cells(world: Graph) -> None:
    text = stats.render(world, "table")
    assert [question.summary for question in QUESTIONS.values()] == [
        line for line in text.splitlines() if line in {q.summary for q in QUESTIONS.values()}
    ]
    rows = list(csv.DictReader(io.StringIO(stats.render(world, "csv"))))
    assert any(row["table"] == "by-class" and row["row"] == "denial" for row in rows)


def test_an_empty_root_has_empty_tables(tmp_path: Path) -> None:
    from tests.conftest import make_root

    assert "(none)" in stats.render(Graph(make_root(tmp_path / "root")), "table")
