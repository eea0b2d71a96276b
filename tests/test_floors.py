"""No case loses rows: it has at least the acts and the recognitions that ``tests/floors.csv`` asks for.

The floors are nine tenths of what was on record when they were written; ``python -m tests.test_floors`` raises them.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

from kg import query, sparql
from kg.graph import Graph
from kg.vocabulary import local_name
from tests.conftest import CHECKOUT

FILE = Path(__file__).parent / "floors.csv"
COUNTED = """SELECT ?case (COUNT(DISTINCT ?act) AS ?acts) (COUNT(DISTINCT ?recognition) AS ?recognitions) {
  ?act rec:inCase ?case ; rec:date ?date .
  OPTIONAL { ?act a rec:Recognition . BIND(?act AS ?recognition) }
} GROUP BY ?case ORDER BY ?case"""


def counted(graph: Graph) -> dict[str, tuple[int, int]]:
    """Acts and recognitions by case."""
    rows = query.select(graph.store, sparql.with_prefixes(COUNTED, graph.prefixes))
    return {local_name(row["case"] or ""): (int(row["acts"] or 0), int(row["recognitions"] or 0)) for row in rows}


def floors() -> dict[str, tuple[int, int]]:
    with FILE.open(encoding="utf-8", newline="") as stream:
        return {row["case"]: (int(row["acts"]), int(row["recognitions"])) for row in csv.DictReader(stream)}


def test_no_case_loses_acts_or_recognitions(real: Graph) -> None:
    found = counted(real)
    lost = {case: (found.get(case, (0, 0)), floor) for case, floor in floors().items()}
    assert {case: pair for case, pair in lost.items() if any(a < b for a, b in zip(*pair, strict=True))} == {}
    assert found.keys() == floors().keys(), "a case is new: python -m tests.test_floors"


@pytest.mark.parametrize(
    ("acts", "least"), [(sum(a for a, _ in floors().values()), 5900), (sum(r for _, r in floors().values()), 2000)]
)
def test_the_floors_are_high(acts: int, least: int) -> None:
    assert acts >= least


if __name__ == "__main__":
    before = floors() if FILE.exists() else {}
    writer = csv.writer(
        sys.stdout if "-" in sys.argv else FILE.open("w", encoding="utf-8", newline=""), lineterminator="\n"
    )
    writer.writerow(("case", "acts", "recognitions"))
    for case, now in counted(Graph(CHECKOUT)).items():
        writer.writerow(
            (case, *(max(9 * new // 10, old) for new, old in zip(now, before.get(case, (0, 0)), strict=True)))
        )
