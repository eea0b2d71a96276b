"""Draws the acts that somebody who did not encode them compares with their sources: ``docs/sample/first.csv`` and so on.

``python docs/sample/draw.py fourth`` prints a row for each act of that drawing that is not in its file yet, to be added and
filled in.  Each drawing shows what the mending after the one before was worth; no act is drawn twice.  Within a stratum
acts stand in the order of a hash of the seed and their names, so that acts that come later change little in what is drawn.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kg import query, sparql
from kg.graph import Graph
from kg.vocabulary import BASE

HERE: Final = Path(__file__).parent
# The drawings with their seeds, and how many acts of each stratum they take; docs/sample/acts.rq says what the strata are.
SEEDS: Final = {"first": 20261126, "second": 20261127, "third": 20261128, "fourth": 20261129}
SIZES: Final = {
    "recognition, before 1945": (30, 16, 27, 24),
    "recognition, 1945 to 1988": (35, 20, 31, 28),
    "recognition, since 1989": (35, 20, 31, 28),
    "ends, refusals and denials of recognition": (15, 8, 14, 13),
    "designation": (20, 10, 18, 16),
    "relations and missions": (15, 8, 14, 13),
    "membership": (8, 4, 7, 7),
    "statehood and government": (10, 5, 9, 8),
    "guide of the United States": (10, 5, 9, 8),
    "other": (8, 4, 7, 7),
}
# What can be wrong: the actor, the target, the class of the act, its capacity, degree, mode or standing, the day, the locator.
FIELDS: Final = ("who", "whom", "what", "how", "day", "locator")
COLUMNS: Final = ("act", "stratum", "who", "whom", "what", "day", "opened", "found", "wrong", "remark")
Rows = list[dict[str, str]]


def sizes(drawing: str) -> dict[str, int]:
    """Return how many acts of each stratum a drawing takes."""
    number = list(SEEDS).index(drawing)
    return {name: size[number] for name, size in SIZES.items()}


def strata(graph: Graph) -> dict[str, Rows]:
    """Return all acts by stratum, each with its present values."""
    question = query.load(HERE / "acts.rq")
    found: dict[str, Rows] = defaultdict(list)
    for row in query.select(graph.store, sparql.with_prefixes(question.text, graph.prefixes)):
        values = {name: " ".join(w.removeprefix(BASE) for w in (value or "").split()) for name, value in row.items()}
        found[values["stratum"]].append(values)
    assert found.keys() == SIZES.keys(), found.keys() ^ SIZES.keys()
    return found


def drawn(graph: Graph, drawing: str) -> Rows:
    """Return the acts of a drawing, by stratum, each with its present values."""
    earlier = {row["act"] for name in list(SEEDS)[: list(SEEDS).index(drawing)] for row in read(name)}
    left = {name: [row for row in rows if row["act"] not in earlier] for name, rows in strata(graph).items()}

    def rank(row: dict[str, str]) -> str:
        return hashlib.sha256(f"{SEEDS[drawing]}:{row['act']}".encode()).hexdigest()

    return [row for name, size in sizes(drawing).items() for row in sorted(left[name], key=rank)[:size]]


def read(drawing: str) -> Rows:
    """Return the rows of a drawing that were compared."""
    file = HERE / f"{drawing}.csv"
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rates(rows: Rows) -> dict[str, float]:
    """Return the share of the rows compared that were wrong, by field, from 0 to 1."""
    compared = [row["wrong"].split() for row in rows if row["opened"]]
    return {field: sum(field in wrong for wrong in compared) / max(len(compared), 1) for field in FIELDS}


def estimate(rows: Rows, acts: Mapping[str, int]) -> dict[str, float]:
    """Return the share of all acts that is likely to be wrong, by field, from 0 to 1: each stratum counts by its ``acts``."""
    parts = [(count, rates([row for row in rows if row["stratum"] == name])) for name, count in acts.items()]
    return {field: sum(count * part[field] for count, part in parts) / sum(acts.values()) for field in FIELDS}


if __name__ == "__main__":
    _, chosen = sys.argv
    known = {row["act"] for row in read(chosen)}
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for row in drawn(Graph(HERE.parent.parent), chosen) if row["act"] not in known)
