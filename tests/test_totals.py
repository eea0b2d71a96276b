"""Counts that others publish lie in our range, or the case says row by row by whom they differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import query, sparql
from kg.graph import Graph
from tests.conftest import WORLD, make_root
from tests.totals import ROWS, Compared, compared


def named(total: Compared) -> tuple[str, int, tuple[int, int], int]:
    return total.total, total.count, total.range, total.unexplained


def test_every_published_total_lies_in_our_range_but_for_three_rows_or_one_in_twenty(real: Graph) -> None:
    found = compared(real)
    assert [named(total) for total in found if total.unexplained > total.allowed] == []
    assert len(found) >= 250
    assert len({case for total in found for case in total.cases}) >= 25
    assert sum(total.unexplained == 0 for total in found) >= 0.9 * len(found)


def test_a_difference_names_only_those_who_stand_in_one_count(real: Graph) -> None:
    assert [(total.total, sorted(total.stale)) for total in compared(real) if total.stale] == []


def test_every_comparison_could_fail(real: Graph) -> None:
    """Days left open and rows that a difference adds make up half of a count at most; else it is set aside."""
    open_rows = {total.total: total.range[1] - total.range[0] + len(total.only_published) for total in compared(real)}
    counts = {total.total: total.count for total in compared(real)}
    assert [name for name, rows in open_rows.items() if rows > max(ROWS, counts[name] / 2)] == []


def test_few_totals_are_not_compared(real: Graph) -> None:
    text = "SELECT ?total ?reason { ?total a rec:PublishedTotal . OPTIONAL { ?total rec:notCompared ?reason } }"
    rows = query.select(real.store, sparql.with_prefixes(text, real.prefixes))
    # Most of these are far above what a case that says itself that it is partial has on record.
    assert sum(row["reason"] is not None for row in rows) <= len(rows) / 8


# --- in the world that does not exist ---

TOTAL = """
total:test a rec:PublishedTotal ; rdfs:label "Test"@en ; rec:target actor:{target} ; rec:relation rel:{relation} ;
    {more} rec:asOf "{day}"^^xsd:date ; rec:measure "test"@en ; rec:total {count} ;
    rec:inCase case:one ; rec:locator "page 1" ; dcterms:source source:herald .
"""
DIFFERENCE = """
difference:test-{number} a rec:TotalDifference ; rec:about total:test ; rec:onlyIn count:{side} ; rec:subject {actors} ;
    rec:reason "Test."@en ; rec:locator "page 1" ; dcterms:source source:herald .
"""


def in_the_world(
    folder: Path,
    count: int,
    *differences: tuple[str, str],
    target: str = "hav",
    relation: str = "recognition",
    day: str = "1960-01-01",
    more: str = "rec:group actor:league ;",
) -> Compared:
    """Compare one total with the world: Arcadia, Borduria and Old Gondal, of the League, recognise Hav on that day."""
    root = make_root(folder / "root", WORLD / "data")
    text = TOTAL.format(target=target, relation=relation, day=day, more=more, count=count)
    for number, (side, actors) in enumerate(differences):
        text += DIFFERENCE.format(number=number, side=side, actors=", ".join(f"actor:{a}" for a in actors.split()))
    graph = Graph(root)
    (root / "data" / "test.ttl").write_text(sparql.prelude(text, graph.prefixes) + text, encoding="utf-8")
    return next(total for total in compared(Graph(root)) if total.total == "test")


def test_the_totals_of_the_world_lie_in_range(world: Graph) -> None:
    found = {total.total: total for total in compared(world)}
    assert found.keys() == {"hav-1960", "hav-1960-arcadia"}, "a total that is not compared is left out"
    assert {(total.unexplained, total.stale) for total in found.values()} == {(0, frozenset())}
    assert found["hav-1960"].only_published == {"cascadia", "drusa", "east-jorvik"}
    assert "east-jorvik" not in found["hav-1960-arcadia"].possible


def test_a_wrong_total_fails(tmp_path: Path) -> None:
    found = in_the_world(tmp_path, 9)
    assert (found.range, found.unexplained, found.allowed) == ((3, 3), 6, 1)


def test_rows_that_are_listed_are_explained(tmp_path: Path) -> None:
    found = in_the_world(tmp_path, 4, ("published", "cascadia drusa"), ("ours", "borduria"))
    assert (found.range, found.unexplained, found.stale) == ((4, 4), 0, frozenset())


def test_a_row_that_both_counts_have_explains_nothing(tmp_path: Path) -> None:
    found = in_the_world(tmp_path, 3, ("published", "arcadia"), ("ours", "drusa"))
    assert found.range == (3, 3)
    assert found.stale == {"arcadia", "drusa"}


@pytest.mark.parametrize(
    ("target", "day", "more", "expected"),
    [
        ("hav", "1960-01-01", "rec:group actor:league ;", (3, 3)),
        ("hav", "1960-01-01", "rec:capacity capacity:government ; rec:group actor:league ;", (0, 0)),
        ("hav", "1960-01-01", "rec:leavesOut actor:borduria ; rec:group actor:league ;", (2, 2)),
        ("hav", "1950-05-01", "rec:group actor:league ;", (0, 2)),
        ("bensalem", "1842-07-07", "", (0, 2)),
        ("bensalem", "1842-07-07", "rec:accordingTo actor:ruritania ;", (1, 2)),
        ("bensalem", "1842-07-07", "rec:accordingTo actor:zubrowka ;", (0, 1)),
        ("bensalem", "1842-07-07", "rec:leavesOut actor:ruritania ;", (0, 1)),
    ],
)
def test_what_is_counted_is_data(target: str, day: str, more: str, expected: tuple[int, int], tmp_path: Path) -> None:
    """The same answers stand in the golden files of the world."""
    assert in_the_world(tmp_path, 3, target=target, day=day, more=more).range == expected


def test_members_are_counted_as_groups_count_them(tmp_path: Path) -> None:
    found = in_the_world(tmp_path, 4, target="league", relation="membership", more="")
    assert (found.range, found.unexplained) == ((3, 3), 1)


@pytest.mark.parametrize(("count", "allowed"), [(0, 0), (1, 1), (20, 1), (21, 2), (60, 3), (193, 3)])
def test_how_much_may_stay_unexplained(count: int, allowed: int) -> None:
    none: frozenset[str] = frozenset()
    assert Compared("test", none, count, none, none, none, none).allowed == allowed
