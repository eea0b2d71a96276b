"""Finds what a user means: an IRI, a CURIE, a slug, a label, a code or another name.

Case, accents and punctuation do not count.  A slug or label beats a code, a code beats another name; two things equally
well named are ambiguous, and then all are shown.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from kg.errors import WrongUse
from kg.vocabulary import curie, local_name

_SLUG_RANK = 0


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

    def find(self, text: str, kind: str | None = None) -> str:
        """Return the IRI that ``text`` names; ``kind`` keeps to IRIs of one kind, such as ``actor``.

        Raises WrongUse with the nearest names if there is none, and with all of them if it is ambiguous.
        """
        exact = self._exact(text)
        if exact:
            return exact
        named = {i: r for i, r in self._by_name.get(fold(text), {}).items() if _is(i, kind)}
        best = sorted(iri for iri, rank in named.items() if rank == min(named.values()))
        if len(best) == 1:
            return best[0]
        if best:
            raise WrongUse(f"{text!r} can mean several", remedy="write " + " or ".join(curie(iri) for iri in best))
        raise WrongUse(f"nothing here is called {text!r}", remedy=self._hint(text, kind))

    def _exact(self, text: str) -> str | None:
        prefix, colon, local = text.partition(":")
        iri = self._prefixes[prefix] + local if colon and prefix in self._prefixes else text.strip("<>")
        return iri if iri in self.labels else None

    def _hint(self, text: str, kind: str | None) -> str:
        candidates = [name for name, iris in self._by_name.items() if any(_is(iri, kind) for iri in iris)]
        close = get_close_matches(fold(text.rpartition(":")[2]), candidates, n=5, cutoff=0.6)
        iris = dict.fromkeys(iri for name in close for iri in sorted(self._by_name[name]) if _is(iri, kind))
        near = ", ".join(f"{local_name(iri)} ({self.labels[iri]})" for iri in list(iris)[:5])
        return f"did you mean {near}?" if near else "kg query acts lists what there is"


def _is(iri: str, kind: str | None) -> bool:
    return kind is None or curie(iri).startswith(kind + ":")


def fold(name: str) -> str:
    """Return a name without case, accents and punctuation, words joined by single spaces."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())
