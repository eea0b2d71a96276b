"""From where one looks: whose word counts, what was known by a day, which of an act's dates is meant.

A perspective gives each act the days and the doubt that it has when one looks from there, or leaves it out; threads and
worlds then work as they always do.  What words do to acts is derived in SPARQL (``queries/engine/words.rq``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple

from kg import dates, derive, order, worlds
from kg.dates import Days
from kg.errors import WrongUse
from kg.graph import Graph
from kg.threads import Thread
from kg.vocabulary import REC

DATES: Final = ("decided", "announced", "effective")


@dataclass(frozen=True)
class Perspective:
    """From where one looks; the default is that of all sources as they stand now.

    ``according_to`` is an actor's IRI: what it denies is left out, what it did or affirmed is taken, the rest keeps its
    dispute.  ``known_by`` is a day, counted from 1970-01-01: what was not known by its end is left out.  ``date_of`` is one
    of decided, announced, effective: an act that states that date counts on it.  Without ``continuation`` nothing counts that
    a continuation carried over.
    """

    according_to: str | None = None
    known_by: int | None = None
    date_of: str | None = None
    continuation: bool = True

    def __post_init__(self) -> None:
        if self.date_of is not None and self.date_of not in DATES:
            raise WrongUse(f"acts have no date {self.date_of!r}", remedy=f"their dates are {', '.join(DATES)}")


PLAIN: Final = Perspective()


class _Word(NamedTuple):
    """What somebody said of an act, and whether that word still stands."""

    speaker: str
    disputes: bool
    date: str
    stands: bool = True


class View:
    """A graph seen from a perspective."""

    def __init__(self, graph: Graph, perspective: Perspective = PLAIN) -> None:
        self.graph = graph
        self.perspective = perspective

    def threads(self, found: Iterable[Thread]) -> list[Thread]:
        """Return the threads as they look from here; those of which nothing is left are left out."""
        if self.perspective == PLAIN:
            return list(found)
        seen = [replace(thread, rows=tuple(self._rows(thread.rows))) for thread in found]
        return [thread for thread in seen if thread.rows]

    def _rows(self, rows: Iterable[worlds.Row]) -> Iterable[worlds.Row]:
        for row in rows:
            carried = all(carrier.act in self._days for carrier in row.carriers)
            if row.act in self._days and carried and (self.perspective.continuation or not row.carriers):
                carriers = frozenset(
                    worlds.Carrier(c.act, *self._days[c.act], self._doubted(c.act)) for c in row.carriers
                )
                days = self._days[row.act]
                yield replace(
                    row, earliest=days.earliest, latest=days.latest, disputed=self._doubted(row.act), carriers=carriers
                )

    @cached_property
    def follows(self) -> worlds.Follows:
        """The acts that each act follows, directly or through acts that count from here and are undisputed."""
        return self.graph.follows if self.perspective == PLAIN else order.before(self._links, self.disputed)

    @cached_property
    def disputed(self) -> Collection[str]:
        """The acts that are in dispute from here."""
        return self.graph.disputed if self.perspective == PLAIN else self.denials.keys() - self._stood_by

    @cached_property
    def denials(self) -> Mapping[str, set[tuple[str, str]]]:
        """Of each act that is denied from here: by whom, and on which date."""
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for act, words in self._words.items():
            for word in words:
                if word.disputes and word.stands:
                    found[act].add((word.speaker, word.date))
        return found

    def _doubted(self, act: str) -> bool:
        return act in self.disputed

    @cached_property
    def fallbacks(self) -> frozenset[str]:
        """The acts that do not state the date asked for and count on their date instead."""
        return frozenset(self._dated.keys() - self._asked.keys()) if self.perspective.date_of else frozenset()

    @cached_property
    def unknown(self) -> frozenset[str]:
        """The acts of which nobody says when they became known; with ``known_by`` they are left out."""
        return (
            frozenset(self._dated.keys() - self._known.keys()) if self.perspective.known_by is not None else frozenset()
        )

    @cached_property
    def _dated(self) -> dict[str, Days]:
        return {
            row["act"] or "": Days(int(row["earliest"] or 0), int(row["latest"] or 0))
            for row in self.graph.engine("act-days")
        }

    @cached_property
    def _asked(self) -> Mapping[str, Days]:
        if self.perspective.date_of is None:
            return {}
        return derive.days(self.graph.engine("dates", property=REC + self.perspective.date_of))[0]

    @cached_property
    def _known(self) -> dict[str, int]:
        """The day by the end of which each act was certainly known."""
        found: dict[str, int] = {}
        for row in self.graph.engine("known"):
            act, day = row["act"] or "", dates.bounds(row["day"] or "").latest
            found[act] = min(day, found.get(act, day))
        return found

    def _counts(self, act: str) -> bool:
        """Whether the act was known by then."""
        limit = self.perspective.known_by
        return limit is None or (act in self._known and self._known[act] <= limit)

    @cached_property
    def _words(self) -> Mapping[str, set[_Word]]:
        """What was said of each act, as far as it was known."""
        standing: dict[tuple[str, str, _Word], bool] = {}
        for row in self.graph.engine("words"):
            if self._counts(row["word"] or ""):
                word = _Word(row["speaker"] or "", row["disputes"] == "true", row["date"] or "")
                key = (row["act"] or "", row["word"] or "", word)
                replaced = row["taken_back_by"] is not None and self._counts(row["taken_back_by"])
                standing[key] = standing.get(key, True) and not replaced
        found: dict[str, set[_Word]] = defaultdict(set)
        for (act, _, word), stands in standing.items():
            found[act].add(word._replace(stands=stands))
        return found

    def _spoken_of(self, *, disputes: bool) -> set[str]:
        """The acts about which a word of the one whose account is asked for stands, of one kind or the other."""
        speaker = self.perspective.according_to
        wanted = (speaker, disputes, True)
        return {
            act for act, words in self._words.items() if any((w.speaker, w.disputes, w.stands) == wanted for w in words)
        }

    @cached_property
    def _denied(self) -> set[str]:
        """The acts that the one whose account is asked for denies."""
        return self._spoken_of(disputes=True)

    @cached_property
    def _stood_by(self) -> set[str]:
        """The acts that the one whose account is asked for did or affirmed."""
        speaker = self.perspective.according_to
        if speaker is None:
            return set()
        done = {row["act"] or "" for row in self.graph.engine("done-by", actor=speaker)}
        return (self._spoken_of(disputes=False) | done) - self._denied

    @cached_property
    def _days(self) -> dict[str, Days]:
        """The days of every act that counts from here, narrowed by the order of those that are undisputed."""
        counted = {act: self._asked.get(act, days) for act, days in self._dated.items()}
        taken = {act: days for act, days in counted.items() if act not in self._denied and self._counts(act)}
        return order.narrowed(taken, self._links, self.disputed)

    @cached_property
    def _links(self) -> Mapping[str, set[str]]:
        """The order of acts, through those only that count from here."""
        return {act: found for act, found in self.graph.links.items() if act not in self._denied and self._counts(act)}
