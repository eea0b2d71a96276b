"""Reads the files, runs an engine, and turns its results into findings.

A file that cannot be parsed is reported and left out loudly, and all others are still checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from kg import derive, store
from kg.validate import pyshacl_engine
from kg.validate.explain import explain
from kg.validate.findings import Finding, Report
from kg.validate.places import Locator
from kg.validate.results import Result
from kg.vocabulary import REC, local_name

Engine = Callable[[Iterable[Path], Iterable[Path]], list[Result]]
ENGINES: Final[dict[str, Engine]] = {"pyshacl": pyshacl_engine.results}


def validate(
    root: Path,
    paths: Iterable[Path] = (),
    *,
    engine: str = "pyshacl",
    changed: str | None = None,
    today: str | None = None,
) -> Report:
    """Validate everything below ``root``, and files named besides that lie elsewhere.

    With ``paths``, the union is validated all the same, because references cross files, and the findings and faults that
    stand in those files or folders are returned.  Raises WrongUse if a path does not exist.
    """
    chosen = [path.resolve() for path in paths]
    reading = store.read(root, _outside(root, chosen))
    bad_dates = derive.derive(root, reading.store)
    locate = Locator(reading)
    shapes = sorted((root / "ontology" / "shapes").glob("*.ttl"))
    findings = [_finding(result, locate) for result in ENGINES[engine](reading.files, shapes)]
    findings += [_date_finding(bad, locate) for bad in bad_dates if not _reported(bad.act, findings)]
    wanted = [found for finding in set(findings) if (found := _told_in(finding, root, chosen))]
    faults = tuple(f for f in reading.unreadable if f.place is None or _stands_in(f.place.file, root, chosen))
    # Only what is told can explain another finding.
    wanted = explain(wanted, reading, reading.lost if faults else frozenset())
    triples = len({quad.triple for quad in reading.store if str(quad.graph_name.value).startswith(store.FILE_GRAPH)})
    return Report(tuple(sorted(wanted)), faults, len(reading.files), triples)


def _outside(root: Path, chosen: Iterable[Path]) -> list[Path]:
    known = set(store.turtle_files(root))
    found: list[Path] = []
    for path in chosen:
        files = sorted(path.rglob("*.ttl")) if path.is_dir() else [path]
        found += [file for file in files if file not in known and not file.is_relative_to(root / "ontology" / "shapes")]
    return found


def _stands_in(file: Path, root: Path, chosen: list[Path]) -> bool:
    place = (root / file).resolve()
    return not chosen or any(place == path or place.is_relative_to(path) for path in chosen)


def _told_in(finding: Finding, root: Path, chosen: list[Path]) -> Finding | None:
    """Return the finding with its place in the files that were asked for, None if it has none there."""
    places = (finding.place, *finding.others)
    inside = [place for place in places if _stands_in(place.file, root, chosen)]
    if not inside:
        return None
    return replace(finding, place=inside[0], others=tuple(place for place in places if place != inside[0]))


def _finding(result: Result, locate: Locator) -> Finding:
    focus, path, value = (term.value if term else "" for term in (result.focus, result.path, result.value))
    # Of what a closed shape does not allow, the property is wrong and not its value.
    at = "" if result.component.endswith("ClosedConstraintComponent") else value
    place, *others = locate.places(focus, path, at)
    return Finding(
        place,
        local_name(result.severity).lower(),
        focus,
        path,
        value if value != focus else "",
        result.message.rstrip("."),
        local_name(result.shape),
        result.component,
        result.shape,
        str(result.value) if result.value else "",
        others=tuple(others),
    )


def _date_finding(bad: derive.BadDate, locate: Locator) -> Finding:
    path = REC + "date"
    return Finding(locate(bad.act, path, bad.value), "violation", bad.act, path, bad.value, bad.why, "act-date")


def _reported(act: str, findings: Iterable[Finding]) -> bool:
    return any(finding.focus == act and finding.rule == "act-date" for finding in findings)
