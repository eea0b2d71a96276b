"""Finds what a user means: an IRI, with or without the base, a CURIE, a slug, a label, a code or another name.

Case, accents and punctuation do not count.  A slug or label beats a code, a code beats another name; two things equally
well named are ambiguous, and then all are shown.  A code may be looked up in one scheme and on one day, because lists reuse
their codes.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from kg import dates
from kg.errors import WrongUse
from kg.vocabulary import BASE, curie, local_name

_SLUG_RANK = 0
# Each sign of ASCII that is no letter and no digit becomes a space.
_SPACED = {code: " " for code in range(128) if not chr(code).isalnum()}


@dataclass(frozen=True)
class Code:
    """A code of an actor in a scheme, valid from the first to the last day that its ends can mean (closed, days since 1970).

    An open end is None.
    """

    iri: str
    scheme: str
    notation: str
    first: int | None = None
    last: int | None = None

    def valid(self, day: int) -> bool:
        """Whether the code may be valid on a day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def read_codes(rows: Iterable[Mapping[str, str | None]]) -> list[Code]:
    """Return the codes of rows with ``iri``, ``scheme``, ``notation``, ``from`` and ``to``."""
    return [
        Code(
            row["iri"] or "",
            local_name(row["scheme"] or ""),
            row["notation"] or "",
            dates.bounds(row["from"]).earliest if row["from"] else None,
            dates.bounds(row["to"]).latest if row["to"] else None,
        )
        for row in rows
    ]


def find_code(found: Iterable[Code], text: str, scheme: str, on: str | None = None) -> str:
    """Return the IRI of the actor whose code ``text`` is in a scheme, on the day ``on`` or ever.

    Raises WrongUse for an unknown scheme or code, and for one that means several, with each and its time.
    """
    known = list(found)
    schemes = sorted({code.scheme for code in known})
    if fold(scheme).replace(" ", "-") not in schemes:
        raise WrongUse(f"there is no scheme of codes {scheme!r}", remedy=f"there are {', '.join(schemes)}")
    same = [c for c in known if c.scheme == fold(scheme).replace(" ", "-") and fold(c.notation) == fold(text)]
    day = None if on is None else dates.bounds(on)
    here = [c for c in same if day is None or c.valid(day.earliest) or c.valid(day.latest)]
    iris = sorted({code.iri for code in here})
    if len(iris) == 1:
        return iris[0]
    times = ", ".join(f"{curie(code.iri)} ({_time(code)})" for code in here or same)
    if here:
        raise WrongUse(f"{text} in {scheme} can mean several", remedy=f"name the day with --on: {times}")
    when = f" on {on}" if same else ""
    raise WrongUse(f"{scheme} has no code {text!r}{when}", remedy=times and f"it is that of {times}")


def _time(code: Code) -> str:
    first = dates.calendar_day(code.first).isoformat() if code.first is not None else ""
    last = dates.calendar_day(code.last).isoformat() if code.last is not None else ""
    return f"{first} to {last}".strip() if first or last else "at any time"


class Names:
    """An index of names.

    Parameters: ``rows`` with ``iri``, ``name`` and ``rank`` (1 label, 2 code, 3 other name); ``prefixes`` for CURIEs.
    """

    def __init__(self, rows: Iterable[Mapping[str, str | None]], prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self.labels: dict[str, str] = {}
        self._by_name: dict[str, dict[str, int]] = defaultdict(dict)
        for row in rows:
            iri, name, rank = row["iri"] or "", row["name"] or "", int(row["rank"] or 3)
            self._add(iri, name, rank)
            self._add(iri, local_name(iri), _SLUG_RANK)
            if rank == 1 or iri not in self.labels:
                self.labels[iri] = name

    def _add(self, iri: str, name: str, rank: int) -> None:
        known = self._by_name[fold(name)]
        known[iri] = min(rank, known.get(iri, rank))

    def find(self, text: str, kind: str | None = None, known: Container[str] | None = None) -> str:
        """Return the IRI that ``text`` names; ``kind`` keeps to IRIs of one kind, such as ``actor``, ``known`` to those in it.

        Raises WrongUse with the nearest names if there is none, and with all of them if it is ambiguous.
        """
        exact = self._exact(text)
        if exact and (known is None or exact in known):
            return exact
        candidates = self._by_name.get(fold(text), {})
        named = {i: r for i, r in candidates.items() if _is(i, kind) and (known is None or i in known)}
        best = _best(named)
        if not any(_is(iri, "actor") for iri in best):
            # What is called exactly so, such as a case, does not hide the actors of that name.
            best += _best({iri: rank for iri, rank in named.items() if _is(iri, "actor")})
        if len(best) == 1:
            return best[0]
        if best:
            raise WrongUse(f"{text!r} can mean several", remedy="write " + self._listed(best))
        raise WrongUse(f"nothing here is called {text!r}", remedy=self._hint(text, kind))

    def _listed(self, iris: Iterable[str]) -> str:
        return " or ".join(f"{curie(iri)} ({self.labels[iri]})" for iri in iris)

    def _exact(self, text: str) -> str | None:
        prefix, colon, local = text.partition(":")
        iri = self._prefixes[prefix] + local if colon and prefix in self._prefixes else text.strip("<>")
        return next((found for found in (iri, BASE + iri) if found in self.labels), None)

    def _hint(self, text: str, kind: str | None) -> str:
        candidates = [name for name, iris in self._by_name.items() if any(_is(iri, kind) for iri in iris)]
        close = get_close_matches(fold(text.rpartition(":")[2]), candidates, n=5, cutoff=0.6)
        iris = dict.fromkeys(iri for name in close for iri in sorted(self._by_name[name]) if _is(iri, kind))
        near = ", ".join(f"{local_name(iri)} ({self.labels[iri]})" for iri in list(iris)[:5])
        return f"did you mean {near}?" if near else "kg query acts lists what there is"


def _best(named: Mapping[str, int]) -> list[str]:
    return sorted(iri for iri, rank in named.items() if rank == min(named.values()))


def _is(iri: str, kind: str | None) -> bool:
    return kind is None or curie(iri).startswith(kind + ":")


def fold(name: str) -> str:
    """Return a name without case, accents and punctuation, words joined by single spaces."""
    if name.isascii():  # Most names are, and there are many.
        return " ".join(name.lower().translate(_SPACED).split())
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())
