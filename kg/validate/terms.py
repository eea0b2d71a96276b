"""Terms as they stand in N-Triples: ``<iri>``, ``_:node``, ``"text"``, ``"text"@en``, ``"1"^^<datatype>``.

Validation compares, counts and groups terms; plain texts do that quickest, and keep them as the files write them.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from kg.vocabulary import XSD

XSD_STRING: Final = XSD + "string"
LANG_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_ESCAPES: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ZONE: Final = r"(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_FORMS: Final = {
    "boolean": re.compile(r"true|false|0|1"),
    "integer": re.compile(r"[+-]?\d+"),
    "decimal": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)"),
    "double": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN"),
    "date": re.compile(rf"-?\d{{4,}}-\d\d-\d\d{_ZONE}"),
    "gYearMonth": re.compile(rf"-?\d{{4,}}-(0[1-9]|1[0-2]){_ZONE}"),
    "gYear": re.compile(rf"-?\d{{4,}}{_ZONE}"),
}
_INTEGERS: Final = {
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": (-(1 << 63), (1 << 63) - 1),
    "int": (-(1 << 31), (1 << 31) - 1),
    "short": (-(1 << 15), (1 << 15) - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, (1 << 64) - 1),
    "unsignedInt": (0, (1 << 32) - 1),
    "unsignedShort": (0, (1 << 16) - 1),
    "unsignedByte": (0, 255),
}
_NUMBERS: Final = {"integer", "decimal", "double", "float", *_INTEGERS}


def iri(value: str) -> str:
    """Return an IRI as a term."""
    return f"<{value}>"


def is_literal(term: str) -> bool:
    """Whether the term is a literal."""
    return term.startswith('"')


def split(term: str) -> tuple[str, str, str]:
    """Return the written form, the datatype and the language of a literal."""
    text, _, tail = term[1:].rpartition('"')
    if tail.startswith("@"):
        return text, LANG_STRING, tail[1:]
    return text, tail[3:-1] if tail else XSD_STRING, ""


def lexical(term: str) -> str:
    """Return what a reader sees: the IRI, or the text of a literal without its escapes."""
    if not is_literal(term):
        return term[1:-1] if term.startswith("<") else term
    text = split(term)[0]
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _ESCAPES.get(match[3], match[3])


def has_datatype(term: str, datatype: str) -> bool:
    """Whether the literal has the datatype, and its written form is one that the datatype has."""
    if not is_literal(term):
        return False
    if datatype == XSD_STRING:
        return term.endswith('"')
    text, found, _ = split(term)
    return found == datatype and (not datatype.startswith(XSD) or well_formed(text, datatype.removeprefix(XSD)))


def well_formed(text: str, name: str) -> bool:
    """Whether XML Schema's datatype of that name has the written form; true of those that are not known here."""
    if name in _INTEGERS:
        low, high = _INTEGERS[name]
        if not _FORMS["integer"].fullmatch(text):
            return False
        return (low is None or int(text) >= low) and (high is None or int(text) <= high)
    form = _FORMS.get("double" if name == "float" else name)
    if form and not form.fullmatch(text):
        return False
    return name != "date" or _in_calendar(text)


def _in_calendar(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return text.startswith("-") or len(text.partition("-")[0]) > 4
    return True


def number(term: str) -> Decimal | None:
    """Return the value of a numeric literal, None for any other term."""
    if not is_literal(term):
        return None
    text, datatype, _ = split(term)
    if not datatype.startswith(XSD) or datatype.removeprefix(XSD) not in _NUMBERS:
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
