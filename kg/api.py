"""The graph from Python: the questions of the command line, with the same words, as rows that make a data frame.

>>> import kg
>>> graph = kg.load()
>>> answer = graph.status("islamic-emirate-of-afghanistan-2021", on="2025-07-04", among="united-nations")
>>> answer.summary["held"], answer.summary["of"]
(1, 193)
>>> [row["label"] for row in answer if row["answer"] == "held"]
['Russia']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from kg import asking, compare, histories, plain
from kg.graph import Graph

if TYPE_CHECKING:
    import igraph
    import networkx
    import rdflib

    from kg.network.records import Network, Uncertain


class Rows(list[dict[str, Any]]):
    """Rows of plain values, ready for ``pandas.DataFrame(rows)`` or ``polars.DataFrame(rows, infer_schema_length=None)``.

    Without that argument polars looks at the first hundred rows only, and takes a column that is empty in them for no text.
    ``summary`` has what is said of all of them, such as counts, by the keys of ``--format json``; ``others`` are the rows of
    a status answer that are not counted.
    """

    def __init__(
        self,
        rows: Iterable[Mapping[str, Any]],
        summary: Mapping[str, Any] | None = None,
        others: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(dict(row) for row in rows)
        self.summary = dict(summary or {})
        self.others = [dict(row) for row in others]


class Measured(TypedDict, total=False):
    """What narrows a question about a network, in the words of ``kg network``."""

    measures: Sequence[str]
    kinds: Sequence[str]
    among: str
    everybody: bool
    actors: Sequence[str]
    target: str
    method: str
    top: int
    params: Mapping[str, str]


class Asked(TypedDict, total=False):
    """The parts of a status question beside the target and the day, in the words of ``kg status``."""

    by: str
    relation: str
    facets: Mapping[str, str]
    capacity: str
    degree: str
    among: str
    according_to: str
    known_by: str | date
    date_of: str
    continuation: bool


class Drawn(TypedDict, total=False):
    """The parts of a network beside its view, in the words of ``kg export``.

    ``on`` is the day of a cut; ``first`` and ``last`` are the days from which and to which a network over time goes;
    ``everybody`` adds those who are counted, as in ``status``, and that no edge touches; ``uncertain`` is the policy of days
    that are open, ``params`` are the parameters of the view.
    """

    on: str | date | None
    first: str | date | None
    last: str | date | None
    everybody: bool
    uncertain: Uncertain
    params: Mapping[str, Any]


class RecognitionGraph(Graph):
    """All data of a root folder, to be asked as on the command line.

    Actors, groups and concepts go by slug, CURIE, IRI, label or code; days by a date of any precision, whose last day
    counts, or by datetime.date.  Every method raises kg.errors.WrongUse, with the nearest right form, for what is not known.
    """

    def status(
        self, target: str | None = None, *, on: str | date, everybody: bool = False, **asked: Unpack[Asked]
    ) -> Rows:
        """Answer who holds a relation to ``target`` at the end of ``on``: one row for each actor and set of facets.

        The other parts are those of ``Asked``.  With ``everybody``, those counted who have no record have a row too.
        """
        found = asking.status(self, target, on=_text(on), **_arguments(asked))
        answer = plain.status_object(self, found, everybody=everybody)
        return Rows(answer.pop("rows"), answer, answer.pop("others"))

    def compare(self, left: Mapping[str, Any], right: Mapping[str, Any]) -> Rows:
        """Return the actors on which two status questions differ; each side has the arguments of ``status``.

        ``summary`` has the counts of both sides under ``left`` and ``right``.
        """
        sides = [asking.status(self, **_arguments(side)) for side in (left, right)]
        answer = compare.comparison(self, *sides)
        return Rows(answer.pop("rows"), answer)

    def query(self, question: str, **params: Any) -> Rows | bool | rdflib.Graph:
        """Ask a question of the catalogue by its name, with its parameters, or any SPARQL (what has a brace in it).

        Return rows for SELECT, a truth for ASK, an rdflib graph for CONSTRUCT and DESCRIBE.  Raises LimitReached after ten
        seconds.
        """
        if "{" in question:
            answer = asking.sparql_text(self, question)
        else:
            answer = asking.question(self, question, {name: _text(value) for name, value in params.items()})
        if answer.kind == "ASK":
            return bool(answer.boolean)
        if answer.kind in ("CONSTRUCT", "DESCRIBE"):
            return _rdflib("".join(f"{triple} .\n" for triple in answer.triples), "nt")
        return Rows(
            {name: asking.plain_term(term) for name, term in zip(answer.variables, row, strict=True)}
            for row in answer.rows
        )

    def timeline(self, *entities: str) -> Rows:
        """Return the acts in which any of the entities takes part, in the order of time."""
        rows = histories.acts(self, [self.names.find(entity) for entity in entities])
        return Rows(dict(zip(histories.TIMELINE_COLUMNS, row, strict=True)) for row in rows)

    def ladder(self, *targets: str, by: str | None = None) -> Rows:
        """Return the steps from a ban to recognition, pair by pair, with days between them."""
        actor = None if by is None else self.names.find(by, "actor")
        return Rows(row for target in targets for row in histories.steps(self, self.names.find(target, "actor"), actor))

    def measures(
        self,
        view: str = "recognition",
        *,
        of: str = "network",
        on: str | date | None = None,
        waves: str | None = None,
        **asked: Unpack[Measured],
    ) -> Rows:
        """Measure a view at the end of ``on``, or on each of the ``waves`` ("1950:2020:5"), as ``kg network`` does.

        ``of`` is network, actors, blocs, similarity or cascade; the other parts are those of ``Measured``.  ``low`` and
        ``high`` are the values on the network of certain and on that of possible ties.  ``summary`` names the kinds of ties
        that count, and the formula and reference of each measure.
        """
        from kg import dates, measures
        from kg.network.waves import wave_days

        days = wave_days(waves) if waves else [dates.calendar_day(dates.bounds(_text(on)).latest)] if on else []
        given: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in asked.items()
        }
        found = measures.answer(self, measures.Asked(view, of, tuple(days), **given))
        return Rows(found.rows, found.summary)

    def rdflib(self) -> rdflib.Graph:
        """Return data, ontology and derived rows as one rdflib graph; it takes seconds for each 10,000 triples."""
        from kg import dump

        return _rdflib(dump.turtle(self).decode(), "turtle")

    def network(self, view: str, **drawn: Unpack[Drawn]) -> networkx.MultiDiGraph[Any]:
        """Return a view, shipped or in a ``.rq`` file, as a networkx graph whose keys are kinds, with typed attributes.

        With ``on`` it is the cut at the end of that day; else every edge has its ``spells``.  The other parts are those of
        ``Drawn``; what attributes there are is said in kg.network.graphs.to_networkx.  An edge without direction, as those of
        co-recognition, stands once, from the one to the other: take ``to_undirected()`` before you count neighbours or paths.
        """
        from kg.network import graphs

        return graphs.to_networkx(_network(self, view, **drawn))

    def igraph(self, view: str, **drawn: Unpack[Drawn]) -> igraph.Graph:
        """Return the same as ``network`` as an igraph graph.  Raises EnvironmentFault if igraph is not installed."""
        from kg.network import graphs

        return graphs.to_igraph(_network(self, view, **drawn))


def _network(
    graph: Graph, view: str, *, on: str | date | None = None, params: Mapping[str, Any] | None = None, **drawn: Any
) -> Network:
    from kg import dates
    from kg.network import views
    from kg.network.records import Spell
    from kg.network.settle import settled

    def day(bound: Any, end: str) -> date | None:
        return None if bound is None else dates.calendar_day(getattr(dates.bounds(_text(bound)), end))

    start, end = day(drawn.pop("first", None), "earliest"), day(drawn.pop("last", None), "latest")
    given = {name: str(_text(value)) for name, value in (params or {}).items()}
    within = Spell(start, end) if start or end else None
    question = views.find(graph.root, view)
    made = views.network(graph, question, on=day(on, "latest"), within=within, params=given, **drawn)
    return settled(made)


def _rdflib(text: str, form: str) -> rdflib.Graph:
    import rdflib

    return rdflib.Graph().parse(data=text, format=form)


def _text(value: Any) -> Any:
    """A day as the text that the command line takes; other values as they are."""
    return value.isoformat() if isinstance(value, date) else value


def _arguments(asked: Mapping[str, Any]) -> dict[str, Any]:
    """A question as the engine takes it: days as text; capacity and degree, short as on the command line, as facets."""
    given = {name: _text(value) for name, value in asked.items()}
    short = {name: value for name in ("capacity", "degree") if (value := given.pop(name, None))}
    return {**given, "facets": {**(given.get("facets") or {}), **short}}
