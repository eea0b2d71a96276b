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
    it; ``shape`` and ``component`` are the IRIs of a SHACL report, and ``term`` is the value as a term in N-Triples.  One
    mistake can break two constraints of one rule: two findings that read the same (see ``Report.distinct``).
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

    def __str__(self) -> str:
        value = f" {_short(self.value)}" if self.value else ""
        path = f" {curie(self.path)}{value}" if self.path else value
        return f"{self.place}: {_WORDS[self.severity]}: {curie(self.focus)}{path}: {self.message}. [{self.rule}]"


@dataclass(frozen=True)
class Report:
    """The findings on the files that could be read, and the faults of those that could not."""

    findings: tuple[Finding, ...]
    unreadable: tuple[KgError, ...]
    files: int
    triples: int

    @property
    def distinct(self) -> tuple[Finding, ...]:
        """The findings without those that read like one before."""
        return tuple({str(finding): finding for finding in reversed(self.findings)}.values())[::-1]

    def fails(self, threshold: str = "violation") -> bool:
        """Whether any finding is at least as severe as ``threshold``."""
        limit = SEVERITIES.index(threshold)
        return any(SEVERITIES.index(finding.severity) <= limit for finding in self.findings)


def _short(value: str) -> str:
    text = curie(value) if value.startswith("http") else repr(value)
    return text if len(text) <= 80 else text[:77] + "…"
