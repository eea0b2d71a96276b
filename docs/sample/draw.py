"""Draws the acts that somebody who did not encode them compares with their sources; the result is ``docs/sample/acts.csv``.

``python docs/sample/draw.py`` prints a row for each act drawn that is not in the file yet, to be added and filled in.  Within
a stratum the acts stand in the order of a hash of the seed and their names, so that acts that come later change little in
what is drawn: who re-draws gets the same acts but for those that new ones push out.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections import defaultdict
from pathlib import Path
from typing import Final

from kg import query, sparql
from kg.graph import Graph
from kg.vocabulary import BASE

HERE: Final = Path(__file__).parent
SEED: Final = 20261126
# How many acts of each stratum; all strata of docs/sample/acts.rq are here.
SIZES: Final = {
    "recognition, before 1945": 30,
    "recognition, 1945 to 1988": 35,
    "recognition, since 1989": 35,
    "ends, refusals and denials of recognition": 15,
    "designation": 20,
    "relations and missions": 15,
    "membership": 8,
    "statehood and government": 10,
    "guide of the United States": 10,
    "other": 8,
}
FIELDS: Final = ("who", "whom", "what", "day", "locator")
COLUMNS: Final = ("act", "stratum", "who", "whom", "what", "day", "opened", "found", "wrong", "remark")


def drawn(graph: Graph) -> list[dict[str, str]]:
    """Return the acts drawn, by stratum, each with its present values."""
    question = query.load(HERE / "acts.rq")
    strata: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in query.select(graph.store, sparql.with_prefixes(question.text, graph.prefixes)):
        values = {name: " ".join(w.removeprefix(BASE) for w in (value or "").split()) for name, value in row.items()}
        strata[values["stratum"]].append(values)
    assert strata.keys() == SIZES.keys(), strata.keys() ^ SIZES.keys()
    return [row for name, size in SIZES.items() for row in sorted(strata[name], key=_rank)[:size]]


def _rank(row: dict[str, str]) -> str:
    return hashlib.sha256(f"{SEED}:{row['act']}".encode()).hexdigest()


def read() -> list[dict[str, str]]:
    """Return the rows that were compared."""
    file = HERE / "acts.csv"
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rates(rows: list[dict[str, str]]) -> dict[str, float]:
    """Return the share of the rows compared that were wrong, by field, from 0 to 1."""
    compared = [row["wrong"].split() for row in rows if row["opened"]]
    return {field: sum(field in wrong for wrong in compared) / max(len(compared), 1) for field in FIELDS}


if __name__ == "__main__":
    known = {row["act"] for row in read()}
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(row for row in drawn(Graph(HERE.parent.parent)) if row["act"] not in known)
