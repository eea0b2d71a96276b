"""Tables of comma-separated values, as those formats write them that are made of tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import BinaryIO

from kg.network.records import Column, Value
from kg.network.text import clean, text


def write_table(stream: BinaryIO, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table by RFC 4180 as UTF-8, a row at a time.

    Every text stays as it is, also where a spreadsheet would take it for a formula: a program reads these tables, and a changed
    label would be another name.
    """
    out = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    try:
        writer = csv.writer(out)
        writer.writerow(head)
        writer.writerows(rows)
    finally:
        out.detach()  # the stream is its opener's to close


def cells(values: Mapping[str, Value], columns: Iterable[Column]) -> list[str]:
    """Return the values of columns as text, nothing for a value that is missing."""
    return [clean(text(values[column.name])) if column.name in values else "" for column in columns]
