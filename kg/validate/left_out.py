"""What cannot be judged when files were left out: told with their faults, and in what is found nevertheless.

A file of shapes takes its rules with it.  A file of the ontology takes classes and what lies below them, so that nothing can
be said of what a thing is, nor of what acts do.  A file of data takes things and acts: a rule that compares acts may miss one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from kg.errors import EnvironmentFault, KgError, Place, UnreadableInput
from kg.store import graph_name
from kg.turtle import curie_or_iri
from kg.validate.findings import Finding
from kg.vocabulary import local_name

SHAPES: Final = Path("ontology/shapes")
_ONTOLOGY: Final = Path("ontology")
_RULES: Final = "its rules were not checked"
_WORDS: Final = "nothing that hangs on its words was checked"
_SPARQL: Final = "SPARQL"
# What these find depends on what a thing is: its class, and the classes above it.
_BY_CLASS: Final = frozenset({"Class", "Or", "And", "Xone", "Not", "Node", _SPARQL})


def told(fault: KgError) -> KgError:
    """Return the fault of a file, with what was not checked for want of the file."""
    lacking = _lacking(fault)
    if not lacking or not isinstance(fault, UnreadableInput | EnvironmentFault):
        return fault
    remedy = f"{fault.remedy}; {lacking}" if fault.remedy else lacking
    return type(fault)(fault.what, remedy=remedy, place=fault.place)


def _lacking(fault: KgError) -> str:
    file = fault.place.file if fault.place else Path()
    if file.is_relative_to(SHAPES):
        return _RULES
    return _WORDS if file.is_relative_to(_ONTOLOGY) else ""


def marked(findings: Iterable[Finding], faults: Iterable[KgError], lost: frozenset[str]) -> list[Finding]:
    """Return the findings; those that may only follow from files left out are consequences, or say so.

    ``faults`` are those of the files, ``lost`` the names that they may describe.
    """
    files = {fault.place.file: fault for fault in faults if fault.place}
    words = any(_lacking(fault) == _WORDS for fault in files.values())
    data = sorted(file.as_posix() for file, fault in files.items() if not _lacking(fault))
    return [_marked(finding, words, data, lost) for finding in findings]


def _marked(finding: Finding, words: bool, data: list[str], lost: frozenset[str]) -> Finding:
    component = local_name(finding.component).removesuffix("ConstraintComponent")
    if words and (component in _BY_CLASS or curie_or_iri(finding.path) in lost):
        return replace(finding, consequence=True)
    if data and component == _SPARQL:
        which = data[0] if len(data) == 1 else f"one of {len(data)} files"
        return replace(finding, message=f"{finding.message}; or this only follows from {which}, which was left out")
    return finding


def passed_over(paths: Iterable[Path]) -> list[Finding]:
    """Return a warning for each link or special file, by its path below the root, that looks like data and is not read."""
    what, rule = "is a link that leads nowhere or out of the root, or no regular file, and was not read", "not-read"
    remedy = "put the file itself here, or remove it"
    return [
        Finding(Place(path), "warning", graph_name(path), "", "", remedy, rule, problem=what) for path in sorted(paths)
    ]
