"""Reads and checks golden answers: files of one question a line, tab-separated.

``target  relation  facets (name=value,… or -)  day  answers``: the answers are ``actor:answer`` sorted by actor, where a
not-held names its state and a held its value if there is one; ``-`` where nobody has a record.  For ``membership`` the
target is the organisation, for ``mission`` the receiver, for relations without an object the actor itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.graph import Graph
from kg.status import facet_values, status
from kg.vocabulary import local_name


@dataclass(frozen=True)
class Golden:
    """One question with its expected answer, and where it stands."""

    file: str
    line: int
    target: str
    relation: str
    facets: str
    day: str
    answers: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def read(path: Path) -> Iterator[Golden]:
    """Yield the questions of a file."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield Golden(path.stem, number, *line.split("\t"))


def answer(graph: Graph, golden: Golden) -> str:
    """Return what kg answers to a golden question, in the form of the golden answers."""
    pairs = {} if golden.facets == "-" else dict(pair.split("=", 1) for pair in golden.facets.split(","))
    found = status(
        graph,
        target=graph.names.find(golden.target, "actor"),
        on=golden.day,
        relation_name=golden.relation,
        facets=facet_values(graph, pairs),
    )
    answers = sorted({_one(row) for row in [*found.rows, *found.others]})
    return " ".join(answers) or "-"


def _one(row: object) -> str:
    text = f"{local_name(row.actor)}:{row.answer}"  # type: ignore[attr-defined]
    if row.answer == "not-held":  # type: ignore[attr-defined]
        return f"{text}({'|'.join(row.states)})"  # type: ignore[attr-defined]
    value = row.value  # type: ignore[attr-defined]
    return f"{text}={local_name(value)}" if value and row.answer == "held" else text  # type: ignore[attr-defined]
