"""What validation returns: findings are data, never exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kg.errors import KgError, Place
from kg.vocabulary import curie

SEVERITIES: Final = ("violation", "warning", "info")
_WORDS: Final = {"violation": "error", "warning": "warning", "info": "info"}


@dataclass(frozen=True, order=True)
class Finding:
    """What is wrong, where, and by which rule.

    ``path`` and ``value`` are empty where the whole node is meant.  ``rule`` is the name of the shape, by which people know
    it; ``shape`` and ``component`` are the IRIs of a SHACL report, and ``term`` is the value as a term in N-Triples.
    ``message`` is what the rule says to do; ``problem`` says what is wrong here, and ``hint`` what may have been meant.
    ``others`` are the places of further files that state the same.  A ``consequence`` is a finding that another one explains
    and that goes with it: readers are shown the mistake once, engines and the SHACL report have both.
    """

    place: Place
    severity: str
    focus: str
    path: str
    value: str
    message: str
    rule: str
    component: str = ""
    shape: str = ""
    term: str = ""
    problem: str = ""
    hint: str = ""
    others: tuple[Place, ...] = ()
    consequence: bool = False

    @property
    def level(self) -> str:
        """The severity as compilers say it: error, warning or info."""
        return _WORDS[self.severity]

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in one line."""
        value = f" {shortened(self.value)}" if self.value else ""
        path = f" {curie(self.path)}{value}" if self.path else value
        said = f" {self.problem}; " if self.problem else f"{path}: "
        hint = f"{self.hint} " if self.hint else ""
        return f"{curie(self.focus)}{said}{hint}{self.message}."

    def __str__(self) -> str:
        return f"{self.place}: {self.level}: {self.sentence} [{self.rule}]"


@dataclass(frozen=True)
class Report:
    """The findings on the files that could be read, and the faults of those that could not."""

    findings: tuple[Finding, ...]
    unreadable: tuple[KgError, ...]
    files: int
    triples: int

    @property
    def distinct(self) -> tuple[Finding, ...]:
        """The findings for readers: each mistake once, where several constraints of one rule, or several rules, found it."""
        found: dict[tuple[object, ...], Finding] = {}
        for f in self.findings:
            if not f.consequence:
                found.setdefault((f.place, f.severity, f.focus, f.path, f.value, f.rule), f)
        return tuple(found.values())

    @property
    def bad_files(self) -> int:
        """How many files could not be read; one can have several faults."""
        return len({fault.place.file if fault.place else None for fault in self.unreadable})

    def fails(self, threshold: str = "violation") -> bool:
        """Whether any finding is at least as severe as ``threshold``."""
        limit = SEVERITIES.index(threshold)
        return any(SEVERITIES.index(finding.severity) <= limit for finding in self.distinct)


def shortened(value: str) -> str:
    """Return a value as it stands in a sentence: an IRI in its short form, a text in quotation marks, cut if long."""
    text = curie(value) if value.startswith("http") else repr(value)
    return text if len(text) <= 80 else text[:77] + "…"
