"""Charts that show what is uncertain: lines with bands over time, ranges side by side, the steps of a cascade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Generic, TypeVar

from kg.network.records import Color
from kg.network.style import PALETTE
from kg.plots.svg import PALE, Scale, document, element, polyline, text, ticks, width, years

_WIDE: Final = 860.0
_LEFT: Final = 64.0
_TOP: Final = 64.0
_HIGH: Final = 150.0
_GAP: Final = 46.0
_ROW: Final = 17.0
_LABELS: Final = 260.0
_LETTERS: Final = 40
T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """A value over time, known to lie between two numbers on each day; None where it says nothing."""

    label: str
    points: tuple[tuple[date, float | None, float | None], ...]


@dataclass(frozen=True)
class Range:
    """A value known to lie between two numbers; without an upper one it is open."""

    label: str
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Panel(Generic[T]):
    """A part of a chart with an axis of its own."""

    name: str
    items: tuple[T, ...]


def _head(title: str, note: str) -> list[str]:
    return [
        text(_LEFT if width(title, 15) < _WIDE - _LEFT else 8, 24, title, size=15, font_weight="bold"),
        text(_LEFT, 42, note, size=11),
    ]


def _axis(scale: Scale, left: float, right: float) -> Iterator[str]:
    for mark in ticks(scale.low, scale.high, 4):
        y = scale(mark)
        yield element("line", x1=left, x2=right, y1=y, y2=y, stroke=PALE)
        yield text(left - 6, y + 4, f"{mark:g}", size=10, anchor="end")


def _time(scale: Scale, first: date, last: date, top: float, bottom: float) -> Iterator[str]:
    for day, label in years(first, last):
        x = scale(day.toordinal())
        yield element("line", x1=x, x2=x, y1=top, y2=bottom, stroke=PALE)
        yield text(x, bottom + 14, label, size=10, anchor="middle")


def series(title: str, note: str, panels: Sequence[Panel[Line]]) -> str:
    """Return lines over time, a panel for each measure: between the two values a band, the values themselves its edges."""
    high = _TOP + len(panels) * (_HIGH + _GAP)
    parts = _head(title, note)
    for place, panel in enumerate(panels):
        parts += _lines(panel, _TOP + place * (_HIGH + _GAP) + 14)
    return document((_WIDE, high), title, note, parts)


def _lines(panel: Panel[Line], top: float) -> Iterator[str]:
    right = _WIDE - (20.0 if len(panel.items) == 1 else 190.0)
    points = [point for one in panel.items for point in one.points]
    days = [day.toordinal() for day, _, _ in points]
    values = [value for _, low, high in points for value in (low, high) if value is not None]
    across = Scale(days, (_LEFT, right))
    up = Scale([0.0, *values, *(() if values else (1.0,))], (top + _HIGH - 16, top))
    yield text(_LEFT, top - 8, panel.name, size=12, font_weight="bold")
    if points:
        yield from _time(
            across, min(day for day, _, _ in points), max(day for day, _, _ in points), top, top + _HIGH - 16
        )
    yield from _axis(up, _LEFT, right)
    for place, one in enumerate(panel.items):
        color = PALETTE[place % len(PALETTE)]
        yield from _band(one, across, up, color)
        if len(panel.items) > 1:
            y = top + 10 + place * 16
            yield element("rect", x=right + 12, y=y - 9, width=10.0, height=10.0, fill=color)
            yield text(right + 27, y, one.label, size=10, most=25)


def _band(one: Line, across: Scale, up: Scale, color: Color) -> Iterator[str]:
    for stretch in _stretches(one):
        lower = [(across(day.toordinal()), up(low)) for day, low, _ in stretch]
        upper = [(across(day.toordinal()), up(high)) for day, _, high in stretch]
        yield element("polygon", points=polyline([*lower, *reversed(upper)]), fill=color, fill_opacity=0.25)
        for edge in (lower, upper):
            yield element("polyline", points=polyline(edge), fill="none", stroke=color, stroke_width=1.5)
        if len(stretch) == 1:
            (x, y), (_, y2) = lower[0], upper[0]
            yield element("line", x1=x, x2=x, y1=y, y2=y2, stroke=color, stroke_width=4.0, stroke_linecap="round")


def _stretches(one: Line) -> Iterator[list[tuple[date, float, float]]]:
    """The parts of a line on which it has values."""
    found: list[tuple[date, float, float]] = []
    for day, low, high in one.points:
        if low is None or high is None:
            if found:
                yield found
            found = []
        else:
            found.append((day, low, high))
    if found:
        yield found


def ranges(title: str, note: str, panels: Sequence[Panel[Range]]) -> str:
    """Return ranges side by side, a panel for each measure: a bar from the least to the greatest value, dots at both."""
    parts = _head(title, note)
    top = _TOP + 14
    for panel in panels:
        parts += _rows(panel, top)
        top += len(panel.items) * _ROW + _GAP + 10
    return document((_WIDE, top), title, note, parts)


def _rows(panel: Panel[Range], top: float) -> Iterator[str]:
    bottom = top + len(panel.items) * _ROW
    values = [value for item in panel.items for value in (item.low, item.high) if value is not None]
    across = Scale([0.0, *values], (_LABELS, _WIDE - 30))
    yield text(_LABELS, top - 8, panel.name, size=12, font_weight="bold")
    for mark in ticks(across.low, across.high, 6):
        x = across(mark)
        yield element("line", x1=x, x2=x, y1=top, y2=bottom, stroke=PALE)
        yield text(x, bottom + 14, f"{mark:g}", size=10, anchor="middle")
    for place, item in enumerate(panel.items):
        y = top + (place + 0.5) * _ROW
        yield text(_LABELS - 8, y + 4, item.label, size=10, most=_LETTERS, anchor="end")
        yield from _range(item, across, y)


def _range(item: Range, across: Scale, y: float) -> Iterator[str]:
    color = PALETTE[0]
    if item.low is None:
        return
    start, end = across(item.low), across(across.high if item.high is None else item.high)
    open_ended = item.high is None
    yield element(
        "line", x1=start, x2=end, y1=y, y2=y, stroke=color, stroke_width=3.0, stroke_opacity=0.5,
        stroke_dasharray="4 3" if open_ended else None,
    )  # fmt: skip
    for x in (start,) if open_ended else (start, end):
        yield element("circle", cx=x, cy=y, r=3.5, fill=color)


@dataclass(frozen=True)
class Arrival:
    """When somebody joined: between two days; without the later one it is not certain that it did."""

    label: str
    earliest: date
    latest: date | None


def steps(title: str, note: str, arrivals: Sequence[Arrival], shown: int = 40) -> str:
    """Return a cascade: above how many had joined by each day, at least and at most, below the days of the first ones."""
    parts = _head(title, note)
    ends = [day for one in arrivals for day in (one.earliest, one.latest) if day]
    top, bottom = _TOP + 14, _TOP + 14 + _HIGH
    if arrivals:
        parts += _climb(arrivals, Scale([day.toordinal() for day in ends], (_LEFT, _WIDE - 30)), top, bottom)
    rows = arrivals[:shown]
    low = bottom + 60
    foot = low + len(rows) * _ROW
    if rows:
        parts.append(
            text(_LABELS, low - 8, "the first ones" if len(rows) < len(arrivals) else "each", font_weight="bold")
        )
        parts += _firsts(rows, low, foot)
    return document((_WIDE, foot + 30), title, note, parts)


def _climb(arrivals: Sequence[Arrival], across: Scale, top: float, bottom: float) -> Iterator[str]:
    """How many had joined by each day: the greatest number, the least, and what lies between."""
    up = Scale([0.0, float(len(arrivals))], (bottom, top))
    first, last = (date.fromordinal(max(1, round(end))) for end in (across.low, across.high))
    yield from _time(across, first, last, top, bottom)
    yield from _axis(up, _LEFT, _WIDE - 30)
    most = _stairs(sorted(one.earliest for one in arrivals), across, up)
    least = _stairs(sorted(one.latest for one in arrivals if one.latest), across, up)
    yield element("polygon", points=polyline([*most, *reversed(least)]), fill=PALETTE[0], fill_opacity=0.25)
    for stairs in (most, least):
        yield element("polyline", points=polyline(stairs), fill="none", stroke=PALETTE[0], stroke_width=1.5)


def _firsts(rows: Sequence[Arrival], top: float, bottom: float) -> Iterator[str]:
    """Each of the first ones, on an axis of their own, since most of a cascade is often over soon."""
    ends = [day for one in rows for day in (one.earliest, one.latest) if day]
    across = Scale([day.toordinal() for day in ends], (_LABELS, _WIDE - 30))
    yield from _time(across, min(ends), max(ends), top, bottom)
    for place, one in enumerate(rows):
        y = top + (place + 0.5) * _ROW
        yield text(_LABELS - 8, y + 4, one.label, size=10, most=_LETTERS, anchor="end")
        latest = None if one.latest is None else float(one.latest.toordinal())
        yield from _range(Range(one.label, float(one.earliest.toordinal()), latest), across, y)


def _stairs(days: Iterable[date], across: Scale, up: Scale) -> list[tuple[float, float]]:
    points = [(across(across.low), up(0))]
    for count, day in enumerate(days, start=1):
        x = across(day.toordinal())
        points += [(x, up(count - 1)), (x, up(count))]
    return [*points, (across(across.high), points[-1][1])]
