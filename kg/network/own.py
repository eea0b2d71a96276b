"""A network query of somebody's own: asked with a deadline, and each row looked at before anything is drawn from it.

Such a query can give anything in any column.  What cannot be drawn, or would be lost in silence, is refused with the file, the
row, its source and target, the column, and what the column wants.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode

from kg import dates, sparql, worker
from kg.errors import LimitReached, Place, UnreadableInput, WrongUse
from kg.graph import Graph
from kg.network import runs
from kg.network.edges import Drawing
from kg.network.layout import Layout
from kg.network.nodes import node_id
from kg.network.records import Type
from kg.network.rules import INTEGERS, column_faults
from kg.network.text import line
from kg.query import Question
from kg.threads import Row, carriers
from kg.vocabulary import curie, local_name
from kg.worlds import Carrier

# Views of all data take seconds; what takes a minute has forgotten to join something.
LIMITS: Final = worker.Limits(seconds=60.0)
# Each denied act, and each denied or undated continuation of a thread, doubles the worlds that have to be looked at.
_MOST_OPEN: Final = 16
# As many acts as no thread has, unless a query gives all of them one name.
_MOST_ROWS: Final = 1000
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,18}")
_DAYS: Final = range(runs.ALWAYS, dates.bounds("9999-12-31").latest + 1)
_DAY: Final = "a day is a whole number, counted from 1970-01-01, such as 8028 for 1991-12-25"
# In what rows of one thread and row agree: they are one change, of which a further column can have several values.
_CHANGE: Final = ("act", "state", "earliest", "latest", "disputed", "value")
# Returns what a column wants if a term is not that.
Check = Callable[[Any], str | None]


def ask(graph: Graph, question: Question, text: str) -> worker.Answer:
    """Ask a query in a process of its own, which is stopped at a deadline.

    Raises UnreadableInput for a fault of syntax, WrongUse for what a query must not do or where it is no SELECT, LimitReached
    if it takes too long or too much memory.
    """
    place = Place(question.path)
    prelude = sparql.prelude(text, graph.prefixes)
    try:
        answer = worker.ask(lambda: graph.store, text, prelude=prelude, limits=LIMITS, place=place)
    except LimitReached as fault:
        raise LimitReached(fault.what, remedy="ask for less", place=place) from None
    except WrongUse as fault:
        raise WrongUse(fault.what, remedy=fault.remedy, place=fault.place or place) from None
    if answer.kind != "SELECT":
        raise WrongUse("the query is no SELECT", remedy="write one that gives rows", place=place)
    return answer


def read(graph: Graph, question: Question, plan: Layout, answer: worker.Answer, needed: Collection[str]) -> list[Row]:
    """Return the rows of an answer, all of which can be drawn; ``needed`` are the columns that each of them must have.

    Raises UnreadableInput for a column that has no place in a network or a row that cannot be drawn, LimitReached for a thread
    of which too much is open.
    """
    _check_columns(graph, question, plan, answer.variables)
    reader = _Reader(graph, question, plan, needed)
    for terms in answer.rows:
        reader.read(dict(zip(answer.variables, terms, strict=True)))
    reader.check_directions()
    reader.check_threads()
    return reader.rows


def _check_columns(graph: Graph, question: Question, plan: Layout, names: Collection[str]) -> None:
    place = Place(question.path, 1, 1)
    for name in plan.columns or ():
        if name not in names:
            what = f"the header says of which type ?{name} is, and the query does not give it"
            raise UnreadableInput(what, place=place, remedy=f"it gives ?{', ?'.join(names)}")
    columns = Drawing(graph, plan, "widest", tuple(names)).columns()
    for fault in column_faults("edge", columns, cut=False):
        raise UnreadableInput(fault, place=place, remedy="give the variable, or the name in the header, another name")


class _Reader:
    """Reads rows one by one, in the order in which the query gives them, and refuses what cannot be drawn."""

    def __init__(self, graph: Graph, question: Question, plan: Layout, needed: Collection[str]) -> None:
        self.rows: list[Row] = []
        self._question = question
        self._plan = plan
        self._needed = needed
        self._carriers = carriers(graph)
        self._checks = _checks(graph, plan, self._carriers)
        self._named: dict[str, tuple[str, int]] = {}

    def read(self, terms: Mapping[str, Any]) -> None:
        """Take a row.  Raises UnreadableInput if it cannot be drawn."""
        row = {name: None if term is None else str(getattr(term, "value", term)) for name, term in terms.items()}
        self.rows.append(row)
        for name, term in terms.items():
            if term is None:
                if name in self._needed:
                    raise self._fault(f"?{name} is not bound", "bind it in every row")
            elif wanted := _term(term) or self._checks.get(name, _anything)(term):
                raise self._fault(f"?{name} is {_shown(term)}", wanted)
        if int(row["earliest"] or 0) > int(row["latest"] or 0):
            what = f"?earliest is {row['earliest']} and ?latest is {row['latest']}, the day before it or earlier"
            raise self._fault(what, "turn them round")
        for end, mode in zip(("source", "target"), self._plan.modes or (None, None), strict=True):
            self._check_name(end, row[end] or "", mode)

    def _check_name(self, end: str, iri: str, mode: str | None) -> None:
        name = node_id(iri, mode)
        if not name or name != line(name):
            raise self._fault(f"?{end} is {iri!r}, which cannot be the name of a node", "take another IRI")
        other, number = self._named.setdefault(name, (iri, len(self.rows)))
        if other != iri:
            what = f"?{end} is <{iri}>, and <{other}> of row {number} would be the same node, {name}"
            raise self._fault(what, "take IRIs that end differently")

    def check_directions(self) -> None:
        """Refuse an edge without direction beside one the other way round: they would be one."""
        if self._plan.project:
            return
        first: dict[tuple[str | None, ...], int] = {}
        loose: dict[tuple[str | None, ...], int] = {}
        for number, row in enumerate(self.rows, 1):
            key = (row["source"], row["target"], row["kind"])
            first.setdefault(key, number)
            if row.get("directed") == "false":
                loose.setdefault(key, number)
        for (source, target, kind), number in loose.items():
            back = first.get((target, source, kind))
            if source != target and back is not None:
                what = f"the edge has no direction, and row {back} has the same one the other way round"
                raise self._fault(what, "give it one way round only", number)

    def check_threads(self) -> None:
        """Refuse two changes of one name, and a thread that is many: a query gave too much one name."""
        if "thread" not in self._needed:
            return
        changes: dict[tuple[str | None, ...], tuple[int, Row]] = {}
        sizes: Counter[tuple[str | None, ...]] = Counter()
        doubtful: dict[tuple[str | None, ...], set[str]] = defaultdict(set)
        for number, row in enumerate(self.rows, 1):
            thread = tuple(row[name] for name in ("source", "target", "kind", "thread"))
            before, same = changes.setdefault((*thread, row["row"]), (number, row))
            for name in _CHANGE:
                if row.get(name) != same.get(name):
                    what = f"?row and ?thread are those of row {before}, and ?{name} is another"
                    raise self._fault(what, "give each change a ?row of its own", number)
            sizes[thread] += before == number
            doubtful[thread] |= self._open(row)
            if sizes[thread] > _MOST_ROWS or len(doubtful[thread]) > _MOST_OPEN:
                what = f"{self._where(number)}: ?thread is that of too many changes"
                raise LimitReached(what, remedy="give each relation a thread of its own", place=self._place)

    def _open(self, row: Row) -> set[str]:
        found = {f"act {row['act']}"} if row["disputed"] == "true" else set()
        carrier = self._carriers.get(row.get("carrier") or "")
        if carrier and (carrier.disputed or carrier.earliest != carrier.latest):
            found.add(f"carrier {carrier.act}")
        return found

    @property
    def _place(self) -> Place:
        return Place(self._question.path)

    def _where(self, number: int) -> str:
        row = self.rows[number - 1]
        ends = ", ".join(f"{end} {_short(row.get(end))}" for end in ("source", "target"))
        return f"row {number} ({ends})"

    def _fault(self, what: str, remedy: str, number: int | None = None) -> UnreadableInput:
        where = self._where(number or len(self.rows))
        return UnreadableInput(f"{where}: {what}", place=self._place, remedy=remedy)


def _checks(graph: Graph, plan: Layout, known: Mapping[str, Carrier]) -> dict[str, Check]:
    """The check of each column of which not every term will do."""
    concepts = (row["concept"] or "" for row in graph.engine("concepts"))
    states = sorted(iri for iri in concepts if curie(iri).startswith("state:"))

    def state(term: Any) -> str | None:
        fits = term.value in states if isinstance(term, NamedNode) else term.value in map(local_name, states)
        return None if fits else f"a state is one of {', '.join(map(curie, states))}"

    def carrier(term: Any) -> str | None:
        return None if term.value in known else "a carrier is an act on record, the continuation that handed the row on"

    fixed: dict[str, Check] = {
        "source": _thing,
        "target": _thing,
        "act": _thing,
        "kind": _kind,
        "state": state,
        "earliest": _day,
        "latest": _day,
        "disputed": _truth,
        "directed": _truth,
        "carrier": carrier,
        "date": _date,
    }
    return {name: _typed(kind) for name, kind in (plan.columns or {}).items()} | fixed


def _term(term: Any) -> str | None:
    return None if isinstance(term, (NamedNode, Literal)) else "it must be an IRI or a text, which have names that last"


def _anything(term: Any) -> str | None:
    return None


def _thing(term: Any) -> str | None:
    return None if isinstance(term, NamedNode) else "it must be an IRI, such as that of an actor or an act"


def _kind(term: Any) -> str | None:
    return None if term.value and term.value == line(term.value) else "a kind is a text of one line"


def _day(term: Any) -> str | None:
    fits = isinstance(term, Literal) and _WHOLE.fullmatch(term.value) and int(term.value) in _DAYS
    return None if fits else _DAY


def _truth(term: Any) -> str | None:
    return None if isinstance(term, Literal) and term.value in ("true", "false") else "it must be true or false"


def _date(term: Any) -> str | None:
    try:
        dates.bounds(term.value)
    except WrongUse as fault:
        return fault.remedy
    return None


def _typed(kind: Type) -> Check:
    return {"integer": _integer, "double": _double, "boolean": _truth}.get(kind, _anything)


def _integer(term: Any) -> str | None:
    fits = _WHOLE.fullmatch(term.value) and int(term.value) in INTEGERS
    return None if fits else f"its column is integer: a whole number from {INTEGERS[0]} to {INTEGERS[-1]}"


def _double(term: Any) -> str | None:
    try:
        fits = math.isfinite(float(term.value))
    except ValueError:
        fits = False
    return None if fits else "its column is double: a number"


def _shown(term: Any) -> str:
    if isinstance(term, BlankNode):
        return "a blank node"
    if isinstance(term, NamedNode):
        return _short(term.value)
    text = str(getattr(term, "value", term))
    return f'"{text[:60]}{"…" if len(text) > 60 else ""}"'


def _short(iri: str | None) -> str:
    return "not bound" if iri is None else curie(iri)[:100]
