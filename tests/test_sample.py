"""The sample of acts that was compared with its sources covers the strata, and its error rates are what the pages say."""

from __future__ import annotations

from collections import Counter

import pytest

from docs.sample.draw import COLUMNS, SIZES, drawn, rates, read
from kg import query
from kg.graph import Graph
from kg.vocabulary import BASE

ROWS = read()


def test_every_row_is_an_act_of_the_record_and_says_what_was_opened(real: Graph) -> None:
    acts = {
        row["act"]
        for row in query.select(real.store, "SELECT ?act { ?act a ?class ; <https://w3id.org/recognition/ns#date> ?d }")
    }
    assert len({row["act"] for row in ROWS}) == len(ROWS)
    for row in ROWS:
        assert tuple(row) == COLUMNS
        assert BASE + row["act"] in acts, row["act"]
        assert set(row["wrong"].split()) <= {"who", "whom", "what", "day", "locator"}
        assert bool(row["opened"]) == bool(row["found"]), row["act"]
        assert row["opened"] or row["remark"], row["act"]


def test_at_least_150_acts_were_compared_and_nine_tenths_of_each_stratum() -> None:
    compared = Counter(row["stratum"] for row in ROWS if row["opened"])
    assert compared.total() >= 150
    assert [name for name, size in SIZES.items() if compared[name] < 0.8 * size] == []


def test_the_acts_are_those_that_the_seed_draws(real: Graph) -> None:
    """But for those that came into the record since: the acts compared are then no longer all among the first."""
    now = {row["act"] for row in drawn(real)}
    assert len(now & {row["act"] for row in ROWS}) >= 0.8 * len(now)


@pytest.mark.parametrize(("field", "most"), [("who", 0.02), ("whom", 0.02), ("what", 0.02), ("day", 0.04)])
def test_the_rates_of_error_are_low(field: str, most: float) -> None:
    assert rates(ROWS)[field] < most
