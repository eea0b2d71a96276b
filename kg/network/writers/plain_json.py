"""What both JSON formats share: elements that stream into a document, and values as JSON has them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from kg.network.records import Color, Spell, Timed, Value
from kg.network.text import clean, write_lines

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def write_document(stream: BinaryIO, head: str, lists: Mapping[str, Iterable[Mapping[str, Any]]], tail: str) -> None:
    """Write a document whose elements come one at a time: ``head``, each list by its name, ``tail``."""
    write_lines(stream, _lines(head, lists, tail))


def _lines(head: str, lists: Mapping[str, Iterable[Mapping[str, Any]]], tail: str) -> Iterator[str]:
    yield head
    for number, (name, elements) in enumerate(lists.items()):
        yield f"{',' if number else ''}{_encode(name)}:["
        before = ""
        for element in elements:
            yield before + _encode(element)
            before = ","
        yield "]"
    yield tail


def encode(value: Any) -> str:
    """Return a value as JSON."""
    return _encode(value)


def plain(values: Mapping[str, Value]) -> dict[str, Any]:
    """Return values as JSON has them: lists as arrays, a dynamic value as arrays of value, first and last day."""
    return {name: _value(value) for name, value in values.items()}


def _value(value: Value) -> Any:
    if isinstance(value, tuple):
        return [[_value(item.value), *days(item.spell)] if isinstance(item, Timed) else clean(item) for item in value]
    return clean(value) if isinstance(value, str) else value


def days(spell: Spell) -> list[str | None]:
    """Return a spell as its first and last day, null where it is open."""
    return [day.isoformat() if day else None for day in (spell.start, spell.end)]


def drawn(color: Color | None, size: float | None = None) -> dict[str, Any]:
    """Return the colour as ``#rrggbb`` and the size, where they were asked for."""
    found: dict[str, Any] = {} if color is None else {"color": color.hex}
    return found if size is None else {**found, "size": size}
