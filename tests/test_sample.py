"""The samples of acts that were compared with their sources cover the strata, and say what the pages say of errors."""

from __future__ import annotations

from collections import Counter

import pytest

from docs.sample.draw import COLUMNS, FIELDS, SEEDS, drawn, estimate, rates, read, sizes, strata
from kg import query
from kg.graph import Graph
from kg.vocabulary import BASE, REC

ROWS = {name: read(name) for name in SEEDS}
LIMITS = {"who": 0.02, "whom": 0.02, "what": 0.02, "day": 0.04}


def test_every_row_is_an_act_of_the_record_and_says_what_was_opened(real: Graph) -> None:
    acts = {row["act"] for row in query.select(real.store, f"SELECT ?act {{ ?act <{REC}date> ?date }}")}
    everything = [row for rows in ROWS.values() for row in rows]
    assert len({row["act"] for row in everything}) == len(everything)
    for row in everything:
        assert tuple(row) == COLUMNS
        assert BASE + row["act"] in acts or row["wrong"], f"{row['act']}: an act that was wrong may be gone"
        assert set(row["wrong"].split()) <= set(FIELDS), row["act"]
        assert bool(row["opened"]) == bool(row["found"]), row["act"]
        assert row["opened"] or row["remark"], row["act"]


@pytest.mark.parametrize(("name", "floor"), [("first", 150), ("second", 80), ("third", 150), ("fourth", 150)])
def test_enough_acts_of_each_stratum_were_compared(name: str, floor: int) -> None:
    compared = Counter(row["stratum"] for row in ROWS[name] if row["opened"])
    assert compared.total() >= floor
    assert [stratum for stratum, size in sizes(name).items() if compared[stratum] < 0.7 * size] == []


@pytest.mark.parametrize("name", SEEDS)
def test_the_acts_are_those_that_the_seed_draws(name: str, real: Graph) -> None:
    """But for those that came into the record since: the acts compared are then no longer all among the first."""
    now = {row["act"] for row in drawn(real, name)}
    assert len(now & {row["act"] for row in ROWS[name]}) >= 0.7 * len(now)


@pytest.mark.parametrize("since", ["first", "second"])
@pytest.mark.parametrize(("field", "most"), LIMITS.items())
def test_errors_are_rare(field: str, most: float, since: str) -> None:
    """In all acts that were drawn, and in those of the drawings after the first mending."""
    assert rates(_since(since))[field] < most


@pytest.mark.parametrize(("field", "most"), LIMITS.items())
def test_errors_are_rare_in_the_record(field: str, most: float, real: Graph) -> None:
    """The drawings took more of some strata than of others, so that each counts by its size."""
    acts = {stratum: len(rows) for stratum, rows in strata(real).items()}
    assert estimate(_since("second"), acts)[field] < most


def _since(name: str) -> list[dict[str, str]]:
    names = list(SEEDS)
    return [row for one in names[names.index(name) :] for row in ROWS[one]]


def test_a_stratum_counts_by_its_size() -> None:
    rows = [
        {"stratum": stratum, "opened": "x", "wrong": wrong}
        for stratum, wrong in (("a", "day"), ("b", ""), ("b", "who"))
    ]
    assert estimate(rows, {"a": 10, "b": 90})["day"] == pytest.approx(0.1)
    assert estimate(rows, {"a": 10, "b": 90})["who"] == pytest.approx(0.45)
