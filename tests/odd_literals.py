"""Odd literals on which engines may differ, and what each finds in them."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from kg.turtle import quote
from kg.validate import run
from kg.validate.data import Data
from kg.vocabulary import REC, SH, XSD

# Written forms by datatype; what both engines find alike is here too.
LITERALS = {
    "integer": ["3", "03", "+3", "-0", "5", " 3 ", "3\n", "1_000", "1e2", "3.0", "３", "abc", "", "9007199254740993"],
    "byte": ["127", "128", "-129"],
    "decimal": ["3.", ".5", "3.00000000000000000001", ".", "1e2", "1,5", "1_0.0", "Infinity"],
    "double": ["1e2", "1e400", "-1e400", "NaN", "INF", "-INF", "+INF", "Infinity", "nan", "abc"],
    "boolean": ["true", "1", "True", "2", " true"],
    "date": [
        *("2024-02-29", "2023-02-29", "2024-13-01", "2024-02-28+14:00", "2024-02-28+14:01", "2024-02-28+25:00"),
        *("12024-01-31", "12024-13-45", "02024-02-28", "-0001-01-01", "0000-02-29", "20240101", "2024-W01-1"),
        *("2024-02-28T00:00:00", "2024-2-8", "abc"),
    ],
    "gYearMonth": ["2024-02", "2024-13", "2024-1", "24-01", "202401", "-0001-01", "abc"],
    "gYear": ["2024", "24", "+2024", "02024", "-2024", "2024+25:00", "abc"],
    "dateTime": [
        *("2024-02-28T12:00:00Z", "2024-02-28T24:00:00", "2024-02-28T12:00", "2024-02-28", "12024-01-01T00:00:00"),
        *("-0001-01-01T00:00:00", "2024-02-30T00:00:00"),
    ],
    "string": ["en", "en\n", "EN", "3"],
}  # fmt: skip
CONSTRAINTS = {
    "minInclusive 3": "sh:minInclusive 3",
    "maxInclusive 3": "sh:maxInclusive 3",
    "maxInclusive 9007199254740992e0": "sh:maxInclusive 9007199254740992e0",
    "pattern ^[a-z]{2,3}$": 'sh:pattern "^[a-z]{2,3}$"',
}
NUMERIC = ("integer", "byte", "decimal", "double")
Finds = dict[str, tuple[set[str], set[str]]]


def shown(text: str, name: str) -> str:
    """A literal as the table writes it."""
    return quote(text) + ("" if name == "string" else f"^^xsd:{name}")


def asked(name: str) -> list[str]:
    """The constraints that literals of a datatype are asked for."""
    if name == "string":
        return ["datatype", "minInclusive 3", "maxInclusive 3", "pattern ^[a-z]{2,3}$"]
    return ["datatype", *list(CONSTRAINTS)[:3]] if name in NUMERIC else ["datatype"]


def finds(root: Path) -> Finds:
    """Return for each literal the constraints that it breaks by the quick engine, and by pySHACL."""
    names = {f"{name}-{number}": (name, one) for name in LITERALS for number, one in enumerate(asked(name))}
    lines, literals = [], {}
    for name, texts in LITERALS.items():
        for text in texts:
            node = f"x:{len(literals)}"
            literals[node] = shown(text, name)
            term = quote(text) + ("" if name == "string" else f"^^<{XSD}{name}>")
            lines.append(f"<{node}> <{REC}{name}> {term} .\n")
    text = f"@prefix sh: <{SH}> . @prefix xsd: <{XSD}> .\n" + "".join(
        f"<x:/{key}> sh:targetSubjectsOf <{REC}{name}> ; sh:path <{REC}{name}> ;"
        f" {CONSTRAINTS.get(one, f'sh:datatype xsd:{name}')} .\n"
        for key, (name, one) in names.items()
    )
    file = root / "data" / "odd.ttl"
    file.write_text("".join(lines), encoding="utf-8")
    data = Data(root, [file])
    data.derive()
    found: Finds = defaultdict(lambda: (set(), set()))
    for side, engine in enumerate(("quick", "pyshacl")):
        for result in run.ENGINES[engine](data, [text.encode()], run.LIMITS, None):
            found[literals[result.focus[1:-1]]][side].add(names[result.shape.removeprefix("x:/")][1])
    return found


def table(text: str) -> Finds:
    """Read the table of differences from the page that has it: literal, only quick finds, only pySHACL finds, by what."""
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return {row[0].removeprefix("| ").strip("`"): (_cells(row[1]), _cells(row[2])) for row in rows}


def _cells(text: str) -> set[str]:
    return {one.strip("` ") for one in text.split(", ") if one.strip("– ")}
