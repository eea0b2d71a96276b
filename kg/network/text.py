"""Values as text that the readers of networks understand, without the characters that XML forbids."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import BinaryIO, Final

from kg.network.records import Scalar, Spell, Timed, Value

# https://www.w3.org/TR/xml/#charsets, production [2] Char
FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
BREAK: Final = re.compile("[ ]*[\t\n\r\u0085\u2028\u2029]+[\t\n\r\u0085\u2028\u2029 ]*")
# Text that stands in XML as it is, also between double quotes; most text is so, and to see it is quicker than to escape.
PLAIN: Final = re.compile(r"[ !#-%'-;=?-~\u00a0-\ud7ff\ue000-\ufffd]*")
_BARE: Final = re.compile(r"(?!null$)[\w.:/#%=?+@~-]+(?: [\w.:/#%=?+@~-]+)*")
# Such items joined by commas, for most lists: one of ASCII letters is matched twice as quickly, and null is looked for apart.
_BARE_LIST: Final = re.compile(r"[\w.:/#%=?+@~-]+(?:,? [\w.:/#%=?+@~-]+)*", re.ASCII)


def clean(text: str) -> str:
    """Return a text with U+FFFD in place of each character that XML 1.0 forbids."""
    # Most texts are printable, and to see it is quicker: none of the forbidden is, nor a break.
    return text if text.isprintable() else FORBIDDEN.sub("\ufffd", text)


def line(text: str) -> str:
    """Return a text that is clean and in one line, as labels must be: line breaks and tabs become a space."""
    if text.isprintable():
        return text
    return clean(BREAK.sub(" ", text).strip(" ") if BREAK.search(text) else text)


def text(value: Value) -> str:
    """Return a value as Gephi reads it: ``true``, ``1.5``, ``[a, "b, c"]``, ``<[2001-01-01, Infinity, a]>``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return _several(value)
    return str(value)


def spells_text(spells: Iterable[Spell]) -> str:
    """Return spells as Gephi writes them: ``<[1949-10-27, 1966-12-31]; [1970-01-01, Infinity]>``; nothing for none."""
    parts = [f"[{_bounds(spell)}]" for spell in spells]
    return f"<{'; '.join(parts)}>" if parts else ""


def times(spells: tuple[Spell, ...]) -> dict[str, Value]:
    """Return spells as plain columns: the first and the last day of them all, where they have one, and all as text."""
    if not spells:
        return {}
    first, last = spells[0].start, spells[-1].end
    found: dict[str, Value] = {"first_start": first.isoformat()} if first else {}
    found |= {"last_end": last.isoformat()} if last else {}
    return {**found, "spells": spells_text(spells)}


def bare_list(values: Value) -> str | None:
    """Return the items of a list joined by commas if it is seen at once that none needs quotes, in a list or in XML.

    Most lists are so, and to see it of all is quicker than to look at each; None where each has to be looked at.
    """
    if not isinstance(values, tuple) or not values or not isinstance(values[0], str):
        return None
    joined = ", ".join(values)
    bare = _BARE_LIST.fullmatch(joined) and joined.count(",") == len(values) - 1 and "null" not in joined
    return joined if bare else None


def _several(values: tuple[str, ...] | tuple[Timed, ...]) -> str:
    bare = bare_list(values)
    if bare is not None:
        return f"[{bare}]"
    timed = [f"[{_bounds(item.spell)}, {_item(item.value)}]" for item in values if isinstance(item, Timed)]
    if timed:
        return f"<{'; '.join(timed)}>"
    return "[" + ", ".join(_item(item) for item in values if isinstance(item, str)) + "]"


def _bounds(spell: Spell) -> str:
    start, end = spell
    return f"{start.isoformat() if start else '-Infinity'}, {end.isoformat() if end else 'Infinity'}"


def _item(value: Scalar) -> str:
    # Gephi's parser (graphstore, ArraysParser) ends a bare item at a comma or any closing bracket and takes null for
    # nothing; inside quotes a backslash takes the next character as it is.
    found = text(value)
    return found if _BARE.fullmatch(found) else '"' + found.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_lines(stream: BinaryIO, lines: Iterable[str]) -> None:
    """Write lines as UTF-8, many at a time, holding no more than those."""
    # About 100 kB: for larger pieces the system hands out and takes back memory each time.
    rest = iter(lines)
    while batch := list(islice(rest, 200)):
        batch.append("")
        stream.write("\n".join(batch).encode())
