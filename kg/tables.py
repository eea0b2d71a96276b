"""Tables as text: for people, for spreadsheets, for programs.

``table`` and ``md`` show control and direction-changing characters escaped, because a label may come from anywhere; the
formats for programs keep every character.
"""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, Final

Cell = Any
Rows = Sequence[Sequence[Cell]]


def render(columns: Sequence[str], rows: Rows, form: str) -> str:
    """Return a table in one of FORMATS, ending in a line break (nothing for an empty ``table``'s body but its head)."""
    return FORMATS[form](list(columns), [list(row) for row in rows])


def _separated(delimiter: str) -> Callable[[list[str], list[list[Cell]]], str]:
    def write(columns: list[str], rows: list[list[Cell]]) -> str:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, lineterminator="\n" if delimiter == "\t" else "\r\n")
        writer.writerow(columns)
        writer.writerows([_text(cell) for cell in row] for row in rows)
        return out.getvalue()

    return write


def _aligned(style: str) -> Callable[[list[str], list[list[Cell]]], str]:
    def write(columns: list[str], rows: list[list[Cell]]) -> str:
        from tabulate import tabulate

        shown = [[visible(_text(cell)) for cell in row] for row in rows]
        if style == "github":
            shown = [[cell.replace("|", "\\|") for cell in row] for row in shown]
        return tabulate(shown, headers=columns, tablefmt=style, disable_numparse=True) + "\n"

    return write


def _json(columns: list[str], rows: list[list[Cell]]) -> str:
    return json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, indent=2) + "\n"


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def visible(text: str) -> str:
    """Return text with control, format and separator characters escaped, so that it cannot steer a terminal."""
    return "".join(
        character if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else ascii(character)[1:-1]
        for character in text
    )


FORMATS: Final[dict[str, Callable[[list[str], list[list[Cell]]], str]]] = {
    "table": _aligned("simple"),
    "csv": _separated(","),
    "tsv": _separated("\t"),
    "json": _json,
    "md": _aligned("github"),
}
