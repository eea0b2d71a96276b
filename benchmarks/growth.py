"""How reading, deriving and asking grow with the number of acts.  Run by ``make bench``; no test asserts a time.

A world of 300 actors gets random recognitions, withdrawals, relations and ten dissolutions (seed 1), in sizes that make about
30 thousand, 270 thousand and 800 thousand triples with what is derived.  The result, with the slope between sizes on a
double-logarithmic scale (1 is linear), goes to ``benchmarks/growth.md``.
"""

from __future__ import annotations

import math
import platform
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from kg.graph import Graph
from kg.status import status
from kg.vocabulary import BASE, PREFIXES

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000, 30_000)
ACTORS = 300
KINDS = ("Recognition", "RecognitionWithdrawal", "RelationsEstablished")
FACETS = "rec:capacity capacity:state ; rec:degree degree:not-stated ; rec:mode mode:express ;"


def world(acts: int, folder: Path) -> Path:
    """Make a root with ``acts`` random acts."""
    chance = random.Random(1)
    for name in ("ontology", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "data").mkdir()
    names = {name: PREFIXES[name] for name in ("rec", "actor", "event", "case", "rdfs", "xsd")}
    names |= {name: f"{BASE}{name}/" for name in ("capacity", "degree", "mode")}
    lines = [f"@prefix {name}: <{iri}> ." for name, iri in names.items()]
    lines += [f'actor:a{n} a rec:Polity ; rdfs:label "A{n}"@en .' for n in range(ACTORS)]
    for n in range(acts):
        (kind,) = chance.choices(KINDS, (70, 15, 15))
        ends = f"rec:actor actor:a{chance.randrange(ACTORS)} ; rec:target actor:a{chance.randrange(ACTORS)} ;"
        day = f'"{chance.randrange(1900, 2020)}-0{chance.randrange(1, 10)}-1{chance.randrange(10)}"^^xsd:date'
        facets = FACETS if kind == "Recognition" else ""
        lines.append(
            f'event:e{n} a rec:{kind} ; rdfs:label "E{n}"@en ; {ends} {facets} rec:date {day} ; rec:inCase case:c .'
        )
    for n in range(10):
        lines.append(
            f'event:d{n} a rec:Dissolution ; rec:ceases actor:a{n} ; rec:date "2021-01-01"^^xsd:date ; rec:inCase case:c .'
        )
    (folder / "data" / "acts.ttl").write_text("\n".join(lines))
    return folder


def measure(acts: int) -> tuple[int, float, float]:
    """Return the number of triples, the seconds to read and derive, and the seconds to answer one status question."""
    with tempfile.TemporaryDirectory() as folder:
        root = world(acts, Path(folder))
        began = time.perf_counter()
        graph = Graph(root)
        read = time.perf_counter()
        status(graph, target=BASE + "actor/a77", on="2000-01-01")
        return len(graph.store), read - began, time.perf_counter() - read


def main() -> None:
    """Measure all sizes and write the table."""
    rows = [(acts, *measure(acts)) for acts in SIZES]
    lines = [
        "# Growth",
        "",
        f"`make bench` on Python {platform.python_version()}, {platform.machine()}.",
        "The slope is between a size and the one above it.",
        "",
        "| acts | triples with derived | read and derive, s | slope | status, s | slope |",
        "|---|---|---|---|---|---|",
    ]
    for before, (acts, triples, read, asked) in zip([None, *rows], rows, strict=False):
        slopes = ["", ""]
        if before:
            scale = math.log(triples / before[1])
            slopes = [f"{math.log(now / then) / scale:.2f}" for now, then in ((read, before[2]), (asked, before[3]))]
        lines.append(f"| {acts:,} | {triples:,} | {read:.2f} | {slopes[0]} | {asked:.2f} | {slopes[1]} |")
    (ROOT / "benchmarks" / "growth.md").write_text("\n".join(lines) + "\n")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
