"""Reports of validation in the formats that people, editors and continuous integration read.

Each format is a small module with ``render(items)``; ``kg validate --format turtle`` alone writes every result, because a
SHACL report says what an engine found and not what a reader wants to see.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

from kg.reports.items import Items, gather
from kg.validate import Report

FORMATS: Final = ("text", "json", "sarif", "junit", "github", "turtle")
MODULES: Final = {
    "text": "text",
    "json": "plain",
    "sarif": "sarif",
    "junit": "junit",
    "github": "github",
    "turtle": "shacl",
}

__all__ = ["FORMATS", "Items", "gather", "render"]


def render(report: Report, form: str, root: Path, *, every: bool = False) -> str:
    """Return a report as text in one of ``FORMATS``.

    ``root`` is where the lines for excerpts are read.  Without ``every``, five findings of a rule are told and the others
    counted.
    """
    items = gather(report, root, every=every)
    text = import_module(f"kg.reports.{MODULES[form]}").render(items)
    assert isinstance(text, str)
    return text
