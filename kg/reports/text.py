"""The report for people: a line like a compiler's, the line of the file, and a caret below what is meant."""

from __future__ import annotations

from typing import Final

from kg.reports.items import Item, Items
from kg.tables import visible

WIDTH: Final = 100


def render(items: Items) -> str:
    """Return the report; nothing if there is nothing to tell."""
    parts = [_item(item) for item in items.told]
    parts += [f"{count} more [{rule}]; --all shows them\n" for rule, count in items.untold.items()]
    return "".join(parts)


def _item(item: Item) -> str:
    lines = [visible(f"{item.place}: {item.level}: {item.sentence} [{item.rule}]")]
    lines += _excerpt(item)
    others = item.finding.others if item.finding else ()
    lines += [visible(f"    also in {place}") for place in others]
    return "".join(f"{line}\n" for line in lines)


def _excerpt(item: Item) -> list[str]:
    if item.excerpt is None or item.place.column is None:
        return []
    start, end = item.place.column - 1, (item.end_column or item.place.column + 1) - 1
    # A long line is cut around what is meant.
    cut = max(0, start - WIDTH // 2) if len(item.excerpt) > WIDTH else 0
    shown = visible(item.excerpt[cut : cut + WIDTH].replace("\t", " "))
    lead = visible(item.excerpt[cut:start].replace("\t", " "))
    carets = "^" * max(1, min(end, cut + WIDTH) - start)
    number = str(item.place.line)
    return [f"{number:>6} | {shown}".rstrip(), f"{'':>6} | {' ' * len(lead)}{carets}"]
