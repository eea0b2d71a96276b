"""SVG as text: elements with escaped text, numbers with few digits, axes of time and of numbers.  One input gives one sequence
of bytes: nothing depends on the clock, on fonts that are installed, or on the order of sets.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from kg.network.records import Color
from kg.network.text import line

INK: Final = Color(51, 51, 51)
PALE: Final = Color(221, 221, 221)
# How wide a letter is, against its height; enough to keep labels apart without the measures of a font.
_LETTER: Final = 0.55


def hexadecimal(color: Color) -> str:
    """Return a colour as ``#rrggbb``."""
    return "#{:02x}{:02x}{:02x}".format(*color)


def number(value: float) -> str:
    """Return a coordinate with at most one digit after the point."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, content: str = "", **attributes: object) -> str:
    """Return an element; ``_`` in the name of an attribute stands for ``-``, and None leaves it out."""
    given = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(_value(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}>{content}</{name}>" if content else f"<{name}{given}/>"


def _value(value: object) -> str:
    if isinstance(value, Color):
        return hexadecimal(value)
    return number(value) if isinstance(value, float) else str(value)


def text(
    x: float,
    y: float,
    content: str,
    *,
    size: int = 11,
    anchor: str | None = None,
    most: int | None = None,
    **more: object,
) -> str:
    """Return a text at a point; control characters cannot reach the file.

    Of one with more than ``most`` letters the rest is cut off, and all of it shown where the mouse rests.
    """
    shown = content if most is None else shortened(content, most)
    whole = "" if shown == content else element("title", escape(line(content)))
    return element(
        "text",
        escape(line(shown)) + whole,
        x=float(x),
        y=float(y),
        font_size=size,
        text_anchor=anchor,
        **{"fill": INK, **more},
    )


def width(content: str, size: int = 11) -> float:
    """Return about how wide a text is."""
    return len(content) * size * _LETTER


def shortened(content: str, most: int) -> str:
    """Return a text of at most so many letters."""
    return content if len(content) <= most else content[: most - 1].rstrip() + "…"


def polyline(points: Iterable[tuple[float, float]]) -> str:
    """Return points as the attribute of a polyline or a polygon."""
    return " ".join(f"{number(x)},{number(y)}" for x, y in points)


def document(size: tuple[float, float], title: str, description: str, parts: Iterable[str]) -> str:
    """Return a whole SVG file; title and description are what a screen reader says."""
    wide, high = (number(side) for side in size)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="0 0 {wide} {high}"'
        ' role="img" font-family="DejaVu Sans, Verdana, sans-serif">'
    )
    body = [
        element("title", escape(line(title))),
        element("desc", escape(line(description))),
        element("rect", width="100%", height="100%", fill="#ffffff"),
        *parts,
    ]
    return "\n".join([head, *body, "</svg>"]) + "\n"


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return round numbers from ``low`` to ``high``, about so many of them."""
    span = high - low or abs(high) or 1.0
    power = 10 ** math.floor(math.log10(span / about))
    step = next(power * unit for unit in (1, 2, 5, 10) if power * unit * about >= span)
    return [round(step * count, 10) for count in range(math.ceil(low / step), math.floor(high / step + 1e-9) + 1)]


def years(first: date, last: date, about: int = 8) -> Iterator[tuple[date, str]]:
    """Yield days to mark on an axis of time with their labels: first days of years, or of months in a short time."""
    if last.year - first.year >= 2:
        found = ticks(first.year, last.year + 1, about)
        for year in sorted({round(mark) for mark in found}):
            if 1 <= year <= 9999 and first <= date(year, 1, 1) <= last:
                yield date(year, 1, 1), str(year)
        return
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    every = max(1, -(-len(months) // about))
    for month in months[::every]:
        day = date(month // 12, month % 12 + 1, 1)
        if first <= day <= last:
            yield day, f"{day:%Y-%m}" if day.year > 999 else f"{day.year:04}-{day.month:02}"


class Scale:
    """A line from a range of numbers to a range of the picture."""

    def __init__(self, values: Sequence[float], onto: tuple[float, float]) -> None:
        self.low, self.high = (min(values), max(values)) if values else (0.0, 1.0)
        if self.low == self.high:
            self.low, self.high = self.low - 0.5, self.high + 0.5
        self._onto = onto

    def __call__(self, value: float) -> float:
        """Return where a number is drawn."""
        start, end = self._onto
        return start + (value - self.low) / (self.high - self.low) * (end - start)
