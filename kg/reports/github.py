"""The report as workflow commands, which GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kg.errors import Place
from kg.reports.items import Item, Items

LEVELS: Final = {"error": "error", "warning": "warning", "info": "notice"}


def render(items: Items) -> str:
    """Return one command a line; what is only counted is a notice."""
    lines = [_command(item) for item in items.told]
    lines += [
        f"::notice title={_property(rule)}::{count} more; kg validate --all shows them"
        for rule, count in items.untold.items()
    ]
    return "".join(f"{line}\n" for line in lines)


def _command(item: Item) -> str:
    place = item.place
    given: dict[str, object] = {}
    if item.end_column and place.column and item.end_column > place.column:
        given = {"endLine": place.line, "endColumn": item.end_column}
    return command(LEVELS[item.level], place, item.rule, item.sentence, given)


def command(level: str, place: Place, title: str, text: str, more: Mapping[str, object] = MappingProxyType({})) -> str:
    """Return one command: ``error``, ``warning`` or ``notice`` beside a place, with a title, a text and ``more`` properties."""
    given = {"file": place.file.as_posix(), "line": place.line, "col": place.column, **more, "title": title}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in given.items() if value is not None)
    return f"::{level} {properties}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
