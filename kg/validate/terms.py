"""Terms as they stand in N-Triples: ``<iri>``, ``_:node``, ``"text"``, ``"text"@en``, ``"1"^^<datatype>``.

Validation compares, counts and groups terms; plain texts do that quickest, and keep them as the files write them.
"""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from decimal import Decimal
from typing import Final

from kg.vocabulary import XSD

# The value of a numeric literal: xsd:double and xsd:float as doubles, all others exactly.
Number = Decimal | float
XSD_STRING: Final = XSD + "string"
LANG_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_ESCAPES: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
# Lexical spaces of XML Schema 1.1, part 2 (W3C Recommendation 5 April 2012).  No \d, which is any digit of Unicode.
_ZONE: Final = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_YEAR: Final = r"-?(?:[1-9][0-9]{3,}|0[0-9]{3})"
_MONTH: Final = r"(?:0[1-9]|1[0-2])"
_DAY: Final = r"(?:0[1-9]|[12][0-9]|3[01])"
_TIME: Final = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_DECIMAL: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_FORMS: Final = {
    "boolean": re.compile(r"true|false|0|1"),
    "integer": re.compile(r"[+-]?[0-9]+"),
    "decimal": re.compile(_DECIMAL),
    "double": re.compile(rf"{_DECIMAL}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN"),
    "dateTime": re.compile(rf"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}"),
    "date": re.compile(rf"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}"),
    "time": re.compile(rf"{_TIME}{_ZONE}"),
    "gYearMonth": re.compile(rf"{_YEAR}-{_MONTH}{_ZONE}"),
    "gYear": re.compile(rf"{_YEAR}{_ZONE}"),
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
        value = Decimal(text)
        return (low is None or value >= low) and (high is None or value <= high)
    form = _FORMS.get("double" if name == "float" else name)
    if form and not form.fullmatch(text):
        return False
    return name not in ("date", "dateTime") or _in_calendar(text)


def _in_calendar(text: str) -> bool:
    """Whether a month of a date that has the right form is so long; there is a year 0, and it is a leap year."""
    year, month, day = text.removeprefix("-")[: text.index("T") if "T" in text else None].split("-", 2)
    # Centuries repeat after four, so that the last digits decide, however many there are, and before year 0 too.
    leap = isleap(int(year[-4:]))
    return int(day[:2]) <= monthrange(2000 if leap else 2001, int(month))[1]


def number(term: str) -> Number | None:
    """Return the value of a numeric literal, None for any other term and for one whose written form is none of its datatype."""
    if not is_literal(term):
        return None
    text, datatype, _ = split(term)
    name = datatype.removeprefix(XSD)
    if not datatype.startswith(XSD) or name not in _NUMBERS or not well_formed(text, name):
        return None
    return float(text) if name in ("double", "float") else Decimal(text)
