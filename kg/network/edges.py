"""Ties as edges with columns: over time, or on one day; what is shown otherwise than it is known is told as a loss."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kg.graph import Graph
from kg.network import runs
from kg.network.bounds import dated, named, texts
from kg.network.layout import Layout, typed
from kg.network.nodes import node_id
from kg.network.records import Column, Edge, Loss, Scalar, Spell, Timed, Type, Uncertain, Value, edge_id
from kg.network.ties import CHANGE, Tie
from kg.threads import Row, carriers
from kg.vocabulary import BASE, local_name
from kg.worlds import Run

# Variables of a row that do not become columns of their own.
_KNOWN: Final = frozenset((*CHANGE, "carrier", "date", "value", "label", "directed"))
_BEFORE: Final = (
    Column("acts", "liststring"),
    Column("sources", "liststring"),
    Column("source_count", "integer"),
    Column("start_text", "string"),
    Column("start_precision", "string"),
)
_OVER_TIME: Final = (
    Column("end_text", "string"),
    Column("end_precision", "string"),
    Column("first_start", "string"),
    Column("last_end", "string"),
    Column("start_texts", "liststring"),
    Column("end_texts", "liststring"),
    Column("spell_count", "integer"),
)
_AFTER: Final = (Column("uncertain", "boolean"), Column("disputed", "boolean"))
_AS_IF: Final = {
    "earliest": "as if each act had come on its first possible day",
    "latest": "as if each act had come on its last possible day",
}
_RULES: Final = {"widest": "widened", "earliest": "dated", "latest": "dated", "skip": "skipped"}


@dataclass(frozen=True)
class Drawing:
    """How ties become edges: the layout of the view, the policy, and the day of a cut or the window of days."""

    graph: Graph
    plan: Layout
    policy: Uncertain
    variables: tuple[str, ...]
    day: int | None = None
    window: Run | None = None
    losses: list[Loss] = field(default_factory=list)

    @property
    def extra(self) -> Mapping[str, Type]:
        """The further variables of the query, and the type of the column that each becomes."""
        given = self.plan.columns or {}
        shared: dict[str, Type] = {"shared": "liststring"} if self.plan.project else {}
        return shared | {name: given.get(name, "string") for name in self.variables if name not in _KNOWN}

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the edges."""
        over_time = self.day is None
        moving = [("state", "string")] if self._stated else []
        moving += [(self.plan.value, "string")] if self.plan.value else []
        moving += [(self.plan.weight, "integer")] if self.plan.weight else []
        dynamic = tuple(Column(name, kind, over_time) for name, kind in moving)  # type: ignore[arg-type]
        extra = tuple(Column(name, kind) for name, kind in self.extra.items())
        return (*_BEFORE, *(_OVER_TIME if over_time else ()), *dynamic, *extra, *_AFTER)

    def edge(self, tie: Tie) -> Edge | None:
        """Return the edge of a tie, or None if it has none on the day or in the window."""
        source, target = self.ends(tie)
        name = edge_id(source, target, tie.kind)
        self._tell(tie, name)
        shown = tie.shown if self._days is None else runs.common(tie.shown, [self._days])
        if not shown:
            return None
        spells = () if self.day is not None else tuple(map(runs.spell, shown))
        directed = tie.directed and not any(row.get("directed") == "false" for row in tie.rows)
        label = next((row["label"] for row in tie.rows if row.get("label")), None) or ""
        weight = self._weight(tie)
        return Edge(source, target, tie.kind, spells, self._values(tie, name), directed, label, weight)

    def ends(self, tie: Tie) -> tuple[str, str]:
        """Return the ids of the nodes that a tie joins."""
        modes = self.plan.modes or (None, None)
        return node_id(tie.source, modes[0]), node_id(tie.target, modes[1])

    @property
    def _stated(self) -> bool:
        return "state" in self.variables and not self.plan.project

    @property
    def _days(self) -> Run | None:
        return self.window if self.day is None else Run(self.day, self.day)

    def _weight(self, tie: Tie) -> float:
        numbers = [number for _, number in runs.within(tie.numbers, self._days)] if self.plan.weight else []
        return float(max(numbers, default=1))

    def _values(self, tie: Tie, name: str) -> dict[str, Value]:
        rows = self._begun(tie.rows)
        carriers = {carrier for row in rows if (carrier := row.get("carrier"))}
        acts = tuple(sorted({row["act"] or "" for row in rows} | carriers))
        sources = tuple(sorted({source for act in acts for source in self.graph.sources.get(act, ())}))
        shown = tie.shown if self._days is None else tuple(r for r in tie.shown if runs.common([r], [self._days]))
        certain = tie.certain == tie.shown if self.day is None else _on(tie.certain, self.day)
        return {
            "acts": tuple(iri.removeprefix(BASE) for iri in acts),
            "sources": tuple(iri.removeprefix(BASE) for iri in sources),
            "source_count": len(sources),
            **named("start", dated(self.graph, tie.rows, shown[0].first, begins=True)),
            **(self._over_time(tie, shown) if self.day is None else {}),
            **self._moving(tie),
            **self._further(tie, rows, name),
            "uncertain": not certain,
            "disputed": any(row["disputed"] == "true" for row in rows)
            or not carriers.isdisjoint(self.graph.disputed)
            or any(state == "disputed" for _, state in runs.within(tie.states, self._days)),
        }

    def _begun(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows of which a cut knows: their acts, and the continuations that hand them on, may have come by its day."""
        if self.day is None:
            return rows
        known = carriers(self.graph)
        late = {row["row"] for row in rows if (by := row.get("carrier")) and known[by].earliest > self.day}
        begun = [row for row in rows if int(row["earliest"] or 0) <= self.day]
        return [row for row in begun if row["row"] not in late] if late else begun

    def _over_time(self, tie: Tie, shown: Sequence[Run]) -> dict[str, Value]:
        """What is told of spells: the days of a period are those within it, dates as written those of acts before and after."""
        cut = shown if self.window is None else runs.common(shown, [self.window])
        first, last = runs.spell(cut[0]).start, runs.spell(cut[-1]).end
        end = shown[-1].last
        told = {} if end is None else named("end", dated(self.graph, tie.rows, end + 1, begins=False))
        if first:
            told["first_start"] = first.isoformat()
        if last:
            told["last_end"] = last.isoformat()
        several = texts(self.graph, tie.rows, shown) if len(shown) > 1 else {}
        return {**told, **several, "spell_count": len(shown)}

    def _moving(self, tie: Tie) -> dict[str, Value]:
        tracks: list[tuple[str | None, Sequence[tuple[Run, Scalar]]]] = [
            ("state" if self._stated else None, tie.states),
            (self.plan.value, tie.values),
            (self.plan.weight, tie.numbers),
        ]
        found: dict[str, Value] = {}
        for name, track in tracks:
            parts = runs.within(track, self._days) if name else ()
            if name and parts:
                timed = tuple(Timed(value, runs.spell(run)) for run, value in parts)
                found[name] = timed if self.day is None else timed[0].value
        return found

    def _further(self, tie: Tie, rows: Iterable[Row], name: str) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for column, kind in self.extra.items():
            texts = {text for row in rows if (text := row.get(column))} | tie.extra.get(column, frozenset())
            values = sorted(text.removeprefix(BASE) for text in texts)
            if values and kind == "liststring":
                found[column] = tuple(values)
            elif values:
                found[column] = typed(values[0], kind)
                if len(values) > 1:
                    told = f"{column} is {values[0]}; left out {', '.join(values[1:])}"
                    self.losses.append(Loss("merged", name, told))
        return found

    def _tell(self, tie: Tie, name: str) -> None:
        """Tell where a tie is shown otherwise than it certainly is."""
        possible, certain, shown = tie.possible, tie.certain, tie.shown
        if self._days is not None:
            possible, certain, shown = (runs.common(found, [self._days]) for found in (possible, certain, shown))
        if possible == certain == shown:
            if self._days is None and not possible:
                self.losses.append(_left_out(tie, name))
            return
        self.losses.append(Loss(_RULES[self.policy], name, _words(self.policy, shown, certain, possible)))


def _left_out(tie: Tie, name: str) -> Loss:
    """A tie that holds in no possible world: so that the edges and what is told are all that the query gave."""
    if any(strand.begun for strand in tie.strands):
        return Loss("never-held", name, "left out: what was carried over had ended before")
    states = sorted({local_name(row.get("state") or "") for row in tie.rows})
    return Loss("no-tie", name, f"left out: on record only as {', '.join(states)}")


def _words(policy: Uncertain, shown: Iterable[Run], certain: Iterable[Run], possible: Iterable[Run]) -> str:
    if policy == "skip":
        return f"shown {_spans(shown)}; possible {_spans(possible)}"
    if policy == "widest":
        return f"shown {_spans(shown)}; certain only {_spans(certain)}"
    return f"shown {_spans(shown)}, {_AS_IF[policy]}; certain {_spans(certain)}, possible {_spans(possible)}"


def _spans(found: Iterable[Run]) -> str:
    def words(spell: Spell) -> str:
        return f"{spell.start or '..'}/{spell.end or '..'}"

    return ", ".join(words(runs.spell(run)) for run in found) or "never"


def _on(found: Iterable[Run], day: int) -> bool:
    return any(runs.covers(run, day) for run in found)
