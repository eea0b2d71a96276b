"""Networks drawn where their nodes lie: longitude across, latitude up, without borders, since whose they are is the question.

Nodes without a place stand in rows below.  The picture can be made from a GEXF file alone, so that it shows what was exported.
"""

from __future__ import annotations

import math
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg.errors import Place, UnreadableInput
from kg.network.records import Color
from kg.network.style import OTHER, PALETTE
from kg.plots.svg import INK, document, element, number, shortened, text, width

_WIDE: Final = 1000.0
_TOP: Final = 56.0
# From the north of Greenland to Cape Horn: nobody that recognises or is recognised lies beyond.
_NORTH: Final = 78.0
_SOUTH: Final = -57.0
_HIGH: Final = _WIDE * (_NORTH - _SOUTH) / 360
_COLUMNS: Final = 5
_LABELLED: Final = 28
_LETTERS: Final = 32
# The more ties, the fainter each.
_OPACITIES: Final = ((300, 0.6), (1500, 0.35), (float("inf"), 0.1))
Point = tuple[float, float]


@dataclass(frozen=True)
class Dot:
    """A node: its label, longitude and latitude if it has a place, and the colour that a legend explains."""

    id: str
    label: str
    place: Point | None = None
    color: Color = INK


@dataclass(frozen=True)
class Stroke:
    """A tie between two nodes, by their ids, with the colour that a legend explains."""

    source: str
    target: str
    color: Color = OTHER


Legend = Sequence[tuple[str, Color]]


def draw(title: str, note: str, dots: Sequence[Dot], strokes: Sequence[Stroke], legend: Legend) -> str:
    """Return the picture of a network; the size of a node says how many ties lead to it, the most of them are named."""
    at = {dot.id: _xy(dot.place) for dot in dots if dot.place is not None}
    placeless = sorted((dot for dot in dots if dot.place is None), key=lambda dot: (dot.label, dot.id))
    below = _TOP + _HIGH + 20 + 16 * math.ceil(len(legend) / 4)
    at |= {
        dot.id: (20 + place % _COLUMNS * _WIDE / _COLUMNS, below + 24 + place // _COLUMNS * 16.0)
        for place, dot in enumerate(placeless)
    }
    incoming = Counter(stroke.target for stroke in strokes)
    parts = [text(16, 24, title, size=16, font_weight="bold"), text(16, 42, note)]
    parts += _grid()
    parts += _strokes(strokes, at)
    parts += [
        _dot(dot, at[dot.id], incoming[dot.id]) for dot in sorted(dots, key=lambda dot: (-incoming[dot.id], dot.id))
    ]
    parts += _labels([dot for dot in dots if dot.place is not None], at, incoming)
    parts += _legend(legend)
    parts += _placeless(placeless, at, below)
    high = below + (34 + math.ceil(len(placeless) / _COLUMNS) * 16.0 if placeless else 0)
    return document((_WIDE, high), title, note, parts)


def _xy(place: Point) -> Point:
    longitude, latitude = place
    return ((longitude + 180) / 360 * _WIDE, _TOP + (_NORTH - latitude) / (_NORTH - _SOUTH) * _HIGH)


def _grid() -> Iterator[str]:
    pale = Color(238, 238, 238)
    for longitude in range(-150, 180, 30):
        x, _ = _xy((longitude, 0))
        yield element("line", x1=x, x2=x, y1=_TOP, y2=_TOP + _HIGH, stroke=pale)
    for latitude in range(-30, 61, 30):
        _, y = _xy((0, latitude))
        yield element("line", x1=0, x2=_WIDE, y1=y, y2=y, stroke=Color(204, 204, 204) if latitude == 0 else pale)


def _strokes(strokes: Iterable[Stroke], at: Mapping[str, Point]) -> Iterator[str]:
    """One path for each colour: a curve for each tie, bent to the left, so that two that go both ways are seen."""
    paths: dict[Color, list[str]] = {}
    for stroke in sorted(strokes, key=lambda stroke: (stroke.color, stroke.source, stroke.target)):
        (x1, y1), (x2, y2) = at[stroke.source], at[stroke.target]
        bend = 0.15
        cx, cy = (x1 + x2) / 2 + (y2 - y1) * bend, (y1 + y2) / 2 - (x2 - x1) * bend
        curve = f"M{number(x1)} {number(y1)}Q{number(cx)} {number(cy)} {number(x2)} {number(y2)}"
        paths.setdefault(stroke.color, []).append(curve)
    opacity = next(found for most, found in _OPACITIES if sum(map(len, paths.values())) <= most)
    for color, curves in paths.items():
        yield element("path", d="".join(curves), fill="none", stroke=color, stroke_width=0.7, stroke_opacity=opacity)


def _radius(count: int) -> float:
    return 2 + 1.1 * math.log2(1 + count)


def _dot(dot: Dot, place: Point, count: int) -> str:
    x, y = place
    return element("circle", cx=x, cy=y, r=_radius(count), fill=dot.color, stroke="#ffffff", stroke_width=0.6)


def _labels(dots: Iterable[Dot], at: Mapping[str, Point], incoming: Mapping[str, int]) -> Iterator[str]:
    """The names of those to whom most ties lead, where they do not cover each other."""
    taken: list[tuple[float, float, float, float]] = []
    ranked = sorted(dots, key=lambda dot: (-incoming.get(dot.id, 0), dot.id))
    for dot in ranked:
        if len(taken) == _LABELLED or not incoming.get(dot.id):
            return
        x, y = at[dot.id]
        start = x + _radius(incoming[dot.id]) + 2
        box = (start, y - 6, start + width(shortened(dot.label, _LETTERS), 9), y + 5)
        if box[2] < _WIDE and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            yield text(
                start, y + 3, dot.label, size=9, most=_LETTERS, stroke="#ffffff", stroke_width=2.0, paint_order="stroke"
            )


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _legend(legend: Legend) -> Iterator[str]:
    for place, (meaning, color) in enumerate(legend):
        x, y = 16 + place % 4 * (_WIDE / 4), _TOP + _HIGH + 18 + place // 4 * 16
        yield element("rect", x=x, y=y - 9, width=10.0, height=10.0, fill=color)
        yield text(x + 15, y, meaning, size=10, most=38)


def _placeless(dots: Sequence[Dot], at: Mapping[str, Point], top: float) -> Iterator[str]:
    if dots:
        yield text(16, top + 4, "Without a place on record:", size=10, font_style="italic")
    for dot in dots:
        x, y = at[dot.id]
        yield text(x + 10, y + 3, dot.label, size=9, most=_LETTERS)


def colors(values: Iterable[str]) -> dict[str, Color]:
    """Return a colour for each value: the most frequent ones first, what is left grey."""
    ranked = sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
    return {value: PALETTE[rank] if rank < len(PALETTE) else OTHER for rank, (value, _) in enumerate(ranked)}


def legend(of: Mapping[str, Color], counts: Mapping[str, int]) -> Legend:
    """Return what colours mean, with how often; those that are grey are one."""
    named = [(f"{value} ({counts[value]})", color) for value, color in of.items() if color != OTHER]
    others = sum(counts[value] for value, color in of.items() if color == OTHER)
    return [*named, (f"others ({others})", OTHER)] if others else named


def from_gexf(path: Path, title: str, note: str) -> str:
    """Return the picture of a network in a GEXF file: nodes at ``latitude`` and ``longitude``, ties coloured by kind.

    Raises UnreadableInput if the file is no GEXF.
    """
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, OSError) as fault:
        raise UnreadableInput(f"no GEXF file ({fault})", place=Place(path)) from None
    edges = [edge for edge in root.iter() if _local(edge) == "edge"]
    kinds = Counter(edge.get("kind") or "" for edge in edges)
    by_kind = colors(kind for edge in edges for kind in [edge.get("kind") or ""])
    dots = [_read(node) for node in root.iter() if _local(node) == "node"]
    strokes = [Stroke(e.get("source") or "", e.get("target") or "", by_kind[e.get("kind") or ""]) for e in edges]
    return draw(title, note, dots, strokes, legend(by_kind, kinds))


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _read(node: ElementTree.Element) -> Dot:
    values = {value.get("for"): value.get("value") for value in node.iter() if _local(value) == "attvalue"}
    where = [values.get(axis) for axis in ("longitude", "latitude")]
    known = [float(number) for number in where if number is not None]
    return Dot(node.get("id") or "", node.get("label") or "", (known[0], known[1]) if len(known) == 2 else None)
