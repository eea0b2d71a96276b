"""Reads the files, runs an engine, and turns its results into findings.

A file that cannot be parsed is reported and left out loudly, whatever was asked for, and all others are still checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from kg import derive, store
from kg.errors import Place, UnreadableInput
from kg.validate import changed as edits
from kg.validate import exceptions, left_out, pyshacl_engine, rules, shapes, unseen, wellformed
from kg.validate.data import Data
from kg.validate.explain import explain
from kg.validate.findings import SEVERITIES, Finding, Report
from kg.validate.places import Locator
from kg.validate.quick import Checker
from kg.validate.results import Result
from kg.validate.terms import iri, lexical
from kg.vocabulary import REC, curie, local_name
from kg.worker import Limits

LIMITS: Final = Limits(seconds=600, megabytes=4096)
# The focus of a finding about a shape that stands in no statement about a name.
_NAMELESS: Final = "_:shape"
Engine = Callable[[Data, list[bytes], Limits, frozenset[str] | None], list[Result]]


def quick(
    data: Data, texts: list[bytes], limits: Limits = LIMITS, within: frozenset[str] | None = None
) -> list[Result]:
    """Return the results by the quick engine; ``within`` are the only nodes to look at."""
    with _placed(data):
        found, checker = read_shapes(data, texts), Checker(data, within, limits)
        return [*rules.results(data, graph_of(texts), found, checker, limits), *checker.check(found)]


def reference(
    data: Data, texts: list[bytes], limits: Limits = LIMITS, within: frozenset[str] | None = None
) -> list[Result]:
    """Return the results by pySHACL, which is asked about all nodes."""
    with _placed(data):
        graph_of(texts)
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
    with _placed(data):
        wellformed.refuse_severities(graph_of(texts), SEVERITIES)
    links = _links(data, texts, engine) if changed or chosen else None
    within = edits.nodes(links, root, changed) if links and changed else None
    if chosen:
        stated = frozenset[str]().union(*(s for f, s in data.subjects.items() if _stands_in(f, root, chosen)))
        within = stated if within is None else stated & within
    excepted = exceptions.recorded(data)
    within = exceptions.judged_together(within, excepted)
    # The reference is asked about all nodes, so that it needs everything.
    part = links.around(within) if links and within is not None and engine == "quick" else None
    data.derive(today, part)
    locate = Locator(data.subjects, root)
    results = ENGINES[engine](data, texts, limits, within)
    findings = [_finding(result, locate) for result in results if (iri(result.shape), result.focus) not in excepted]
    if not data.unreadable:
        findings += exceptions.needless(data, excepted, results, locate, within)
    findings += [f for bad in data.bad_dates if not _reported(bad.act, findings) for f in [_date_finding(bad, locate)]]
    findings += _misspelt(texts, locate)
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
    return within is None or iri(finding.focus) in within or finding.focus == _NAMELESS


@contextmanager
def _placed(data: Data) -> Iterator[None]:
    """Say where in the shapes files a shape stands that cannot be used."""
    try:
        yield
    except shapes.BadShape as fault:
        locate = Locator(data.subjects, data.root)
        fault.place = fault.place or locate.in_shapes(fault.focus, fault.term, fault.value, fault.within)
        raise


def graph_of(texts: Iterable[bytes]) -> shapes.Graph:
    """Return the triples of the shapes.  Raises UnreadableInput for shapes that no engine can check."""
    return _checked(tuple(texts))


@lru_cache(maxsize=1)
def _checked(texts: tuple[bytes, ...]) -> shapes.Graph:
    graph = shapes.read_graph(texts)
    wellformed.refuse(graph, LIMITS)
    return graph


def _links(data: Data, texts: list[bytes], engine: str) -> edits.Links | None:
    """What can break what; None, so that all is looked at, for shapes that only the reference knows."""
    try:
        return edits.Links(data, read_shapes(data, texts))
    except shapes.UnknownToQuick:
        if engine == "quick":
            raise
        return None


def read_shapes(data: Data, texts: Iterable[bytes]) -> list[shapes.Shape]:
    """Return the shapes of some Turtle texts; those that are classes of the data target their own instances."""
    with _placed(data):
        return _read(tuple(texts), frozenset(data.instances("<http://www.w3.org/2000/01/rdf-schema#Class>")))


@lru_cache(maxsize=1)
def _read(texts: tuple[bytes, ...], classes: frozenset[str]) -> list[shapes.Shape]:
    return shapes.read(_checked(texts), classes)


def _misspelt(texts: list[bytes], locate: Locator) -> Iterator[Finding]:
    """A term in SHACL's namespace that SHACL does not have; every engine would pass it over."""
    for term, near in shapes.misspelt(graph_of(texts)).items():
        problem = f"uses {curie(term)}, which SHACL does not have"
        hint = f"did you mean sh:{near}?" if near else ""
        for focus, place in locate.mentioned(term):
            one = Finding(place, "violation", focus or _NAMELESS, term, "", "correct its name", "shacl-term")
            yield replace(one, problem=problem, hint=hint)


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
        result.message.rstrip(".") or "mend it, or the shape",
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
