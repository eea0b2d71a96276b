"""What all formats tell: faults of files and findings in one order, with excerpts, at most five of a rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from kg.errors import EnvironmentFault, KgError, Place
from kg.turtle import token_end
from kg.validate import Finding, Report

EXAMPLES: Final = 5
SYNTAX: Final = "syntax"
UNREADABLE: Final = "unreadable"


@dataclass(frozen=True)
class Item:
    """One thing to tell: where, how bad, by which rule, in which words; a fault of a file has no finding.

    ``end_column`` is the column behind the last character of what stands there; ``excerpt`` is the line, None if it cannot
    be shown.
    """

    place: Place
    level: str
    rule: str
    sentence: str
    remedy: str
    finding: Finding | None = None
    excerpt: str | None = None
    end_column: int | None = None

    @property
    def key(self) -> tuple[str, int, int, str, str]:
        """By file, line and column, then rule and words."""
        return (self.place.file.as_posix(), self.place.line or 0, self.place.column or 0, self.rule, self.sentence)


@dataclass(frozen=True)
class Items:
    """What is told, and for each rule how many there are; the report that it comes from, and the root of its files."""

    told: tuple[Item, ...]
    found: dict[str, int]
    report: Report
    root: Path

    @property
    def untold(self) -> dict[str, int]:
        """How many of each rule are counted and not told."""
        told = Counter(item.rule for item in self.told)
        return {rule: count - told[rule] for rule, count in self.found.items() if count > told[rule]}


def gather(report: Report, root: Path, *, every: bool) -> Items:
    """Return what is to be told, sorted by place; without ``every``, the first five of each rule."""
    items = sorted([*map(_fault, report.unreadable), *map(_finding, report.distinct)], key=lambda item: item.key)
    found = dict(sorted(Counter(item.rule for item in items).items()))
    seen: Counter[str] = Counter()
    told = []
    for item in items:
        seen[item.rule] += 1
        # What keeps a file from being read is never left out.
        if every or seen[item.rule] <= EXAMPLES or item.finding is None:
            told.append(item)
    return Items(tuple(_with_excerpts(told, root)), found, report, root)


def _fault(fault: KgError) -> Item:
    rule = UNREADABLE if isinstance(fault, EnvironmentFault) else SYNTAX
    place = fault.place or Place(Path())
    remedy = f"; {fault.remedy}" if fault.remedy else ""
    return Item(place, "error", rule, f"{fault.what}{remedy}.", fault.remedy)


def _finding(finding: Finding) -> Item:
    return Item(finding.place, finding.level, finding.rule, finding.sentence, finding.message, finding)


def _with_excerpts(items: Iterable[Item], root: Path) -> Iterable[Item]:
    @cache
    def lines(file: Path) -> tuple[str, ...]:
        try:
            # Lines as editors count them: other separators of Unicode are characters of a line.
            text = (root / file).read_bytes().decode("utf-8-sig", "replace")
        except OSError:
            return ()
        return tuple(line.removesuffix("\r") for line in text.split("\n"))

    for item in items:
        place = item.place
        if place.line is None or place.line > len(lines(place.file)):
            yield item
            continue
        line = lines(place.file)[place.line - 1]
        column = place.column or 1
        yield Item(
            place,
            item.level,
            item.rule,
            item.sentence,
            item.remedy,
            item.finding,
            line,
            token_end(line, column - 1) + 1,
        )
