"""The graph that commands and people ask: the files of a root, read once, with what is derived from them.

Names of things are looked up here, in one place, so that every command finds an entity by slug, CURIE, IRI, label or code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from kg import derive, order, query, sparql, store
from kg.errors import KgError, UnreadableInput
from kg.names import Code, Names, read_codes
from kg.vocabulary import REC

T = TypeVar("T")


class Graph:
    """All data of a root folder as one store, with the derived graph.

    Parameters: ``root`` (see ``kg.store.find_root``); ``extra`` further Turtle files to read.  Raises UnreadableInput if
    any file cannot be read, because an answer from half the files would be a wrong answer.
    """

    def __init__(self, root: Path, extra: Iterable[Path] = ()) -> None:
        self.root = root
        self.reading = store.read(root, extra)
        _refuse(self.reading.unreadable)
        self.store = self.reading.store
        self.bad_dates = derive.derive(root, self.store)
        self._answered: dict[str, list[dict[str, str | None]]] = {}
        self._made: dict[Hashable, Any] = {}

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """Every prefix that queries may leave out."""
        return query.prefixes(self.store)

    @cached_property
    def names(self) -> Names:
        """The index of names."""
        return Names(self.engine("names"), self.prefixes)

    @cached_property
    def codes(self) -> list[Code]:
        """The codes of actors, with their schemes and times."""
        return read_codes(self.engine("codes"))

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The label of each described thing, by IRI."""
        return self.names.labels

    def label(self, iri: str) -> str:
        """The label of a described thing, or its IRI."""
        return self.labels.get(iri, iri)

    @cached_property
    def questions(self) -> Mapping[str, query.Question]:
        """The questions in ``queries/``, by name."""
        return query.catalogue(self.root)

    @cached_property
    def links(self) -> Mapping[str, set[str]]:
        """The acts that each act follows, as the files say."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.engine("follows"):
            if row["earlier"]:
                found[row["act"] or ""].add(row["earlier"])
        return found

    @cached_property
    def follows(self) -> Mapping[str, frozenset[str]]:
        """The acts that each act follows, directly or through undisputed acts."""
        return order.before(self.links, self.disputed)

    @cached_property
    def disputed(self) -> frozenset[str]:
        """The acts that an open denial is about."""
        return frozenset(row["act"] or "" for row in self.engine("act-days") if row["disputed"] == "true")

    @cached_property
    def dates(self) -> Mapping[str, set[str]]:
        """The dates that each act may have, as written: its own, and rival ones that are still open."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.engine("dates", property=REC + "date"):
            found[row["act"] or ""].add(row["value"] or "")
        return found

    @cached_property
    def sources(self) -> Mapping[str, set[str]]:
        """The sources that each act cites."""
        cited: dict[str, set[str]] = defaultdict(set)
        for row in self.engine("act-sources"):
            cited[row["act"] or ""].add(row["source"] or "")
        return cited

    def engine(self, name: str, **given: str) -> list[dict[str, str | None]]:
        """Return the rows of one of the engine's own queries, which is run once; parameters are IRIs."""
        question = query.engine(self.root, name)
        text = query.bind(question, given)
        if text not in self._answered:
            with sparql.blaming(question.path.relative_to(self.root), text, self.prefixes):
                self._answered[text] = query.select(self.store, sparql.with_prefixes(text, self.prefixes))
        return self._answered[text]

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what ``make`` gives, made the first time that this key is asked for."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made


def _refuse(faults: tuple[KgError, ...]) -> None:
    if faults:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        first = faults[0]
        raise UnreadableInput(
            f"{first.what}{more}", place=first.place, remedy=first.remedy or "run kg validate for all"
        )
