"""Reads and checks golden answers: files of one question a line, tab-separated.

``target  relation  options  day  answers  [tally]``: options are ``name=value,…`` or ``-``: facets, and the reserved words
``among according-to known-by date-of continuation by``.  The answers are ``actor:answer`` sorted by actor, where a not-held
names its state and a held its value if there is one; ``-`` where nobody has a record.  For ``membership`` the target is the
organisation, for ``mission`` the receiver, for relations without an object the actor itself; with ``by=yes`` the first column
is the actor who holds and the answers name the targets.  A tally counts: then those who are not counted stand behind `` | ``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import asking
from kg.compare import comparison
from kg.graph import Graph
from kg.status import ANSWERS, Status, StatusRow
from kg.vocabulary import local_name

RESERVED = {"among": "among", "according-to": "according_to", "known-by": "known_by", "date-of": "date_of", "on": "on"}


@dataclass(frozen=True)
class Golden:
    """One question with its expected answer, and where it stands."""

    file: str
    line: int
    target: str
    relation: str
    options: str
    day: str
    answers: str
    tally: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class GoldenComparison:
    """Two questions with the actors on which their answers differ."""

    line: int
    targets: str
    left: str
    right: str
    rows: str

    def __str__(self) -> str:
        return f"compare:{self.line}"


def read(path: Path) -> Iterator[Golden]:
    """Yield the questions of a file."""
    for number, cells in _lines(path):
        yield Golden(path.stem, number, *cells)


def read_comparisons(path: Path) -> Iterator[GoldenComparison]:
    """Yield the comparisons of a file."""
    for number, cells in _lines(path):
        yield GoldenComparison(number, *cells)


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line.split("\t")


def _asked(options: str) -> dict[str, Any]:
    """The arguments of kg.asking.status for options as written."""
    pairs = {} if options == "-" else dict(pair.split("=", 1) for pair in options.split(","))
    asked: dict[str, Any] = {RESERVED[name]: pairs.pop(name) for name in list(pairs) if name in RESERVED}
    asked["continuation"] = pairs.pop("continuation", "yes") != "no"
    return {**asked, "facets": pairs}


def ask(graph: Graph, golden: Golden) -> Status:
    """Ask a golden question."""
    asked = _asked(golden.options)
    ends = {"by": golden.target} if asked["facets"].pop("by", "") else {"target": golden.target}
    return asking.status(graph, on=golden.day, relation=golden.relation, **ends, **asked)


def answer(graph: Graph, golden: Golden) -> str:
    """Return what kg answers to a golden question, in the form of the golden answers."""
    found = ask(graph, golden)
    if not golden.tally:
        return _told(found, [*found.rows, *found.others])
    return _told(found, found.rows) + (f" | {_told(found, found.others)}" if found.others else "")


def tally(graph: Graph, golden: Golden) -> str:
    """Return the counts of a golden question, in the form of the golden tally."""
    found = ask(graph, golden)
    counts = " ".join(f"{name}={found.count(name)}" for name in ("held", "not-held", "undecided", "disputed"))
    apart = ",".join(sorted(map(local_name, found.among.apart))) if found.among else ""
    return f"{counts} of={len(found.best)}" + (f" apart={apart}" if apart else "")


def compared(graph: Graph, golden: GoldenComparison) -> str:
    """Return the actors on which two questions differ, in the form of the golden comparisons."""
    targets = golden.targets.split(",")
    sides = zip((targets[0], targets[-1]), (golden.left, golden.right), strict=True)
    left, right = (asking.status(graph, target, **_asked(options)) for target, options in sides)
    rows = comparison(graph, left, right)["rows"]
    return " ".join(sorted(f"{local_name(r['actor'])}:{r['left']}->{r['right']}" for r in rows)) or "-"


def _told(found: Status, rows: list[StatusRow] | tuple[StatusRow, ...]) -> str:
    return " ".join(sorted({_one(row, found.counted(row)) for row in rows})) or "-"


def _one(row: StatusRow, who: str) -> str:
    assert row.answer in ANSWERS
    text = f"{local_name(who)}:{row.answer}"
    if row.answer == "not-held":
        return f"{text}({'|'.join(row.states)})"
    return f"{text}={local_name(row.value)}" if row.value and row.answer == "held" else text
