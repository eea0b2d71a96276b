"""Reads the files, runs an engine, and turns its results into findings.

A file that cannot be parsed is reported and left out loudly, whatever was asked for, and all others are still checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from kg import derive, store
from kg.errors import Place, UnreadableInput
from kg.validate import changed as edits
from kg.validate import left_out, pyshacl_engine, rules, shapes, unseen
from kg.validate.data import TYPE, Data
from kg.validate.explain import explain
from kg.validate.findings import Finding, Report
from kg.validate.places import Locator
from kg.validate.quick import Checker
from kg.validate.results import Result
from kg.validate.terms import iri, lexical
from kg.vocabulary import REC, curie, local_name
from kg.worker import Limits

LIMITS: Final = Limits(seconds=600, megabytes=4096)
Engine = Callable[[Data, list[bytes], Limits, frozenset[str] | None], list[Result]]


def quick(
    data: Data, texts: list[bytes], limits: Limits = LIMITS, within: frozenset[str] | None = None
) -> list[Result]:
    """Return the results by the quick engine; ``within`` are the only nodes to look at."""
    found, checker = read_shapes(data, texts), Checker(data, within)
    return [*rules.results(data, found, checker, limits), *checker.check(found)]


def reference(
    data: Data, texts: list[bytes], limits: Limits = LIMITS, within: frozenset[str] | None = None
) -> list[Result]:
    """Return the results by pySHACL, which is asked about all nodes."""
    found = pyshacl_engine.results(data.ntriples(), texts, limits)
    return [result for result in found if within is None or result.focus in within]


ENGINES: Final[dict[str, Engine]] = {"quick": quick, "pyshacl": reference}


def validate(
    root: Path,
    paths: Iterable[Path] = (),
    *,
    engine: str = "quick",
    changed: str | None = None,
    today: str | None = None,
    limits: Limits = LIMITS,
) -> Report:
    """Validate everything below ``root``, and files named besides that lie elsewhere.

    All files are read, because references cross files.  With ``paths``, what those files and folders state is validated;
    with ``changed``, what differs from that git revision and what the difference can break elsewhere.  ``today`` is the day
    (ISO 8601) after which nothing can have happened; without it nobody asks.  Raises WrongUse if a path or revision does not
    exist, UnreadableInput if the shapes cannot be used, LimitReached at the deadline.
    """
    chosen = [path.resolve() for path in paths]
    files, passed_over = store.walked(root)
    data = Data(root, [*files, *_outside(root, chosen, files)])
    texts = [store.content(path, root) for path in shape_files(root) if path in data.subjects]
    links = edits.Links(data, read_shapes(data, texts)) if changed or chosen else None
    within = edits.nodes(links, root, changed) if links and changed else None
    if chosen:
        stated = frozenset[str]().union(*(s for f, s in data.subjects.items() if _stands_in(f, root, chosen)))
        within = stated if within is None else stated & within
    excepted = _exceptions(data)
    within = _with_exceptions(within, excepted)
    # The reference is asked about all nodes, so that it needs everything.
    part = links.around(within) if links and within is not None and engine == "quick" else None
    data.derive(today, part)
    locate = Locator(data.subjects, root)
    results = ENGINES[engine](data, texts, limits, within)
    findings = [_finding(result, locate) for result in results if (iri(result.shape), result.focus) not in excepted]
    if not data.unreadable:
        findings += _needless(data, excepted, results, locate, within)
    findings += [f for bad in data.bad_dates if not _reported(bad.act, findings) for f in [_date_finding(bad, locate)]]
    findings += _misspelt(root, texts, locate)
    findings += unseen.findings(data, findings, locate)
    wanted = [told for one in set(findings) if _within(one, within) and (told := _told_in(one, root, chosen))]
    # Only what is told can explain another finding.
    if wanted:
        wanted = explain(wanted, root, data.everything, data.lost)
    wanted = left_out.marked(wanted, data.unreadable, data.lost) if data.unreadable else wanted
    # What is in a file that was left out bears on the verdict on any other, so that it is told whatever was asked for.
    wanted += left_out.passed_over(passed_over)
    faults = tuple(left_out.told(fault) for fault in data.unreadable)
    return Report(tuple(sorted(wanted)), faults, len(data.subjects), data.triples)


def _within(finding: Finding, within: frozenset[str] | None) -> bool:
    return within is None or iri(finding.focus) in within


def read_shapes(data: Data, texts: Iterable[bytes]) -> list[shapes.Shape]:
    """Return the shapes of some Turtle texts; those that are classes of the data target their own instances."""
    return _read(tuple(texts), frozenset(data.instances("<http://www.w3.org/2000/01/rdf-schema#Class>")))


@lru_cache(maxsize=1)
def _read(texts: tuple[bytes, ...], classes: frozenset[str]) -> list[shapes.Shape]:
    return shapes.read(shapes.read_graph(texts), classes)


_Excepted = dict[tuple[str, str], str]


def _exceptions(data: Data) -> _Excepted:
    """The rules and nodes for which a ``rec:Exception`` is recorded, with the exception."""
    ruled, foci = data.index.get(iri(REC + "rule"), {}), data.index.get(iri(REC + "focus"), {})
    return {(rule, node): one for one, named in ruled.items() for rule in named for node in foci.get(one, ())}


def _with_exceptions(within: frozenset[str] | None, excepted: _Excepted) -> frozenset[str] | None:
    """Some nodes, the exceptions made for them, and the nodes for which they make exceptions: these are judged together."""
    if within is None:
        return None
    pairs = [(node, one) for (_, node), one in excepted.items() if node in within or one in within]
    return within.union(*pairs)


def _needless(
    data: Data, excepted: _Excepted, results: list[Result], locate: Locator, within: frozenset[str] | None
) -> Iterator[Finding]:
    """An exception from which nothing is excepted any more: it would hide the next mistake."""
    found = {(iri(result.shape), result.focus) for result in results}
    described = data.index[TYPE].keys()
    for (rule, node), exception in excepted.items():
        # That a rule or a node is undefined is said by other rules.
        there = rule in described and node in described
        if there and (rule, node) not in found and (within is None or exception in within):
            focus, path, value = lexical(exception), REC + "focus", lexical(node)
            shown = f"{local_name(lexical(rule))} has no finding about it; remove the exception, or correct its rule"
            yield Finding(locate(focus, path, value), "warning", focus, path, value, shown, "exception-needed")


def _misspelt(root: Path, texts: list[bytes], locate: Locator) -> Iterator[Finding]:
    """A term in SHACL's namespace that SHACL does not have; every engine would pass it over."""
    for (node, term), near in shapes.misspelt(shapes.read_graph(texts)).items():
        shown = f"SHACL has no {curie(term)}" + (f"; did you mean sh:{near}?" if near else "; correct its name")
        focus = lexical(node)
        yield Finding(locate(focus, term, ""), "violation", focus, term, "", shown, "shacl-term")


def shape_files(root: Path) -> list[Path]:
    """Return the files with shapes, sorted.  Raises UnreadableInput if there are none, so that nothing would be checked."""
    found = sorted((root / left_out.SHAPES).glob("*.ttl"))
    if not found:
        what = "there are no shapes, so that nothing can be checked"
        raise UnreadableInput(what, place=Place(left_out.SHAPES), remedy="restore the files of this folder")
    return found


def _outside(root: Path, chosen: Iterable[Path], files: Iterable[Path]) -> list[Path]:
    known = set(files)
    found: list[Path] = []
    for path in chosen:
        files = sorted(path.rglob("*.ttl")) if path.is_dir() else [path]
        found += [file for file in files if file not in known and not file.is_relative_to(root / left_out.SHAPES)]
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
    focus, path, value = map(lexical, (result.focus, result.path, result.value))
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
        result.value,
        others=tuple(others),
    )


def _date_finding(bad: derive.BadDate, locate: Locator) -> Finding:
    path = REC + "date"
    return Finding(locate(bad.act, path, bad.value), "violation", bad.act, path, bad.value, bad.why, "act-date")


def _reported(act: str, findings: Iterable[Finding]) -> bool:
    return any(finding.focus == act and finding.rule == "act-date" for finding in findings)
