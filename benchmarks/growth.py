"""How reading, deriving and asking grow, beside rdflib in the same run.  Run by ``make bench``; no test asserts a time.

Worlds of ``benchmarks.generate`` with 10 thousand, 100 thousand and 1 million triples (seed 1, no faults) are read and asked
who recognises the most recognised party on 1 January 2000: by ``kg status``, and by the SPARQL question recognition-on-a-date,
which rdflib is asked too, on what ``kg export graph`` writes.  Seconds are of processor time, so that a busy machine counts
little; each size runs in a process of its own.  The result, with the slope between sizes on a double-logarithmic scale (1 is
linear), goes to ``benchmarks/growth.md``.
"""

from __future__ import annotations

import json
import math
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.generate import generate

ROOT = Path(__file__).resolve().parent.parent
SIZES = (10_000, 100_000, 1_000_000)
# At 100 thousand triples rdflib needs more than five minutes for the one question.
RDFLIB_UP_TO = 10_000
DAY = "2000-01-01"
MOST = """SELECT ?target (COUNT(?act) AS ?acts) { ?act a rec:Recognition ; rec:target ?target }
GROUP BY ?target ORDER BY DESC(?acts) ?target LIMIT 1"""


def measure(size: int) -> dict[str, Any]:
    """Return the measures of one size, in seconds of processor time, triples and megabytes."""
    import kg
    from kg import query

    with tempfile.TemporaryDirectory() as folder:
        made = generate(Path(folder) / "root", size, faults=0.0)
        clock = _Clock()
        graph = kg.load(made.root)
        found: dict[str, Any] = {"size": size, "triples": made.triples, "acts": made.acts, "read": clock()}
        (most,) = query.select(graph.store, "PREFIX rec: <https://w3id.org/recognition/ns#> " + MOST)
        clock()
        answer = graph.status(most["target"], on=DAY)
        found |= {"status": clock(), "held": answer.summary["held"]}
        graph.status(most["target"], on="1990-01-01")
        found["again"] = clock()
        text = query.bind(graph.questions["recognition-on-a-date"], {"target": most["target"] or "", "day": DAY}, str)
        rows = len(query.select(graph.store, text))
        found["sparql"] = clock()
        found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        if size <= RDFLIB_UP_TO:
            found |= _by_rdflib(graph, text, rows)
    return found


def _by_rdflib(graph: Any, text: str, rows: int) -> dict[str, float]:
    """The same question on rdflib; its time to read what kg has derived, and to answer."""
    import rdflib

    from kg import dump

    written = dump.turtle(graph)
    clock = _Clock()
    other = rdflib.Graph().parse(data=written, format="turtle")
    read = clock()
    found = list(other.query(text))
    if len(found) != rows:
        sys.exit(f"rdflib gives {len(found)} rows and Oxigraph {rows}")
    return {"rdflib_read": read, "rdflib_sparql": clock()}


class _Clock:
    """Seconds of processor time since it was last asked."""

    def __init__(self) -> None:
        self._then = time.process_time()

    def __call__(self) -> float:
        then, self._then = self._then, time.process_time()
        return self._then - then


def table(found: list[dict[str, Any]]) -> str:
    """Return the measures as Markdown."""
    lines = [
        "# Growth",
        "",
        f"`make bench` on Python {platform.python_version()}, {platform.machine()}; seconds of processor time, one run.",
        "The slope is between a size and the one above it; 1 is linear.",
        "",
        "| triples | acts | read and derive | slope | first status | whole question | slope | next status | peak memory, MB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for before, now in zip([None, *found], found, strict=False):
        slopes = ("", "")
        if before:
            slopes = (_slope(before, now, "read"), _slope(before, now, "read", "status"))
        lines.append(
            f"| {now['triples']:,} | {now['acts']:,} | {now['read']:.2f} | {slopes[0]} | {now['status']:.2f} "
            f"| {now['read'] + now['status']:.2f} | {slopes[1]} | {now['again']:.3f} | {now['megabytes']:,} |"
        )
    lines += [
        "",
        "The same question in SPARQL (recognition-on-a-date, equal rows), on the graph with what is derived:",
        "",
        "| triples | Oxigraph | slope | rdflib | rdflib / Oxigraph | rdflib reads it in |",
        "|---|---|---|---|---|---|",
    ]
    for before, now in zip([None, *found], found, strict=False):
        slope = _slope(before, now, "sparql") if before else ""
        other = ("", "", "")
        if "rdflib_sparql" in now:
            ratio = now["rdflib_sparql"] / now["sparql"]
            other = (f"{now['rdflib_sparql']:.2f}", f"{ratio:.0f}", f"{now['rdflib_read']:.1f}")
        lines.append(f"| {now['triples']:,} | {now['sparql']:.3f} | {slope} | " + " | ".join(other) + " |")
    return "\n".join(lines) + "\n"


def _slope(before: dict[str, Any], now: dict[str, Any], *measures: str) -> str:
    ratio = sum(now[name] for name in measures) / sum(before[name] for name in measures)
    return f"{math.log(ratio) / math.log(now['triples'] / before['triples']):.2f}"


def main() -> None:
    """Measure all sizes and write the table; with a size as argument, print the measures of that size."""
    if len(sys.argv) > 1:
        print(json.dumps(measure(int(sys.argv[1]))))
        return
    found = []
    for size in SIZES:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.growth", str(size)], capture_output=True, text=True, cwd=ROOT, check=True
        )
        found.append(json.loads(done.stdout))
    text = table(found)
    (ROOT / "benchmarks" / "growth.md").write_text(text)
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
