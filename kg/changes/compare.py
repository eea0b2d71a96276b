"""Which triples one state has and the other has not, gathered by subject and property."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from kg.changes.states import State

ADDED: Final = "added"
REMOVED: Final = "removed"
CHANGED: Final = "changed"


@dataclass(frozen=True, order=True)
class Value:
    """A value as it stands in the data: an IRI, or a text with its language or datatype."""

    text: str
    language: str = ""
    datatype: str = ""
    is_iri: bool = False

    @classmethod
    def of(cls, term: object) -> Value:
        """Return the value of a term of the store."""
        if isinstance(term, NamedNode):
            return cls(term.value, is_iri=True)
        assert isinstance(term, Literal)
        return cls(term.value, term.language or "", "" if term.language else term.datatype.value)


@dataclass(frozen=True)
class Difference:
    """One property of a changed node: a value for another, or one that was added or removed (the other is None)."""

    property: str
    old: Value | None
    new: Value | None


@dataclass(frozen=True)
class Change:
    """What happened to one node: ``added``, ``removed`` or ``changed`` with its differences; the files that say so."""

    node: str
    kind: str
    differences: tuple[Difference, ...]
    files: tuple[Path, ...]


@dataclass
class Comparison:
    """The changes, and the triples about the changed nodes in each state."""

    changes: list[Change] = field(default_factory=list)
    old: dict[str, set[Triple]] = field(default_factory=lambda: defaultdict(set))
    new: dict[str, set[Triple]] = field(default_factory=lambda: defaultdict(set))


def compare(old: State, new: State) -> Comparison:
    """Compare two states; a file that is the same in both is read only to see what else states a triple.

    Moving a triple to another file, comments and layout are no change.  Raises UnreadableInput if a file that differs
    cannot be read, because what is missing would look removed.
    """
    same = {path for path in old.files if new.files.get(path) == old.files[path]}
    before, after = _by_triple(old, same), _by_triple(new, same)
    ours, theirs = _subjects(before), _subjects(after)
    touched = {triple.subject for triple in before.keys() ^ after.keys()}
    constant: dict[str, set[Triple]] = defaultdict(set)
    for path in same if touched else ():
        for quad in new.quads(path):
            if quad.subject in touched:
                constant[_iri(quad)].add(Triple(quad.subject, quad.predicate, quad.object))
    result = Comparison()
    for node in sorted(_iri(subject) for subject in touched):
        result.old[node] = ours.get(node, set()) | constant.get(node, set())
        result.new[node] = theirs.get(node, set()) | constant.get(node, set())
        change = _change(node, result.old[node], result.new[node], before, after)
        if change:
            result.changes.append(change)
    return result


def _iri(item: object) -> str:
    return str(getattr(getattr(item, "subject", item), "value", ""))


def _by_triple(state: State, same: set[Path]) -> dict[Triple, list[Path]]:
    found: dict[Triple, list[Path]] = defaultdict(list)
    for path in sorted(set(state.files) - same):
        for triple in state.triples(path):
            found[triple].append(path)
    return found


def _subjects(triples: Iterable[Triple]) -> dict[str, set[Triple]]:
    found: dict[str, set[Triple]] = defaultdict(set)
    for triple in triples:
        found[_iri(triple)].add(triple)
    return found


def _change(
    node: str, old: set[Triple], new: set[Triple], before: dict[Triple, list[Path]], after: dict[Triple, list[Path]]
) -> Change | None:
    gone, come = old - new, new - old
    if not gone and not come:
        return None
    kind = ADDED if not old else REMOVED if not new else CHANGED
    # What is replaced comes before what is added, and that before what is removed.
    found = _differences(gone, come) if kind == CHANGED else ()
    differences = tuple(sorted(found, key=lambda d: (d.old is None or d.new is None, d.new is None)))
    places = {path for triple in come for path in after[triple]} or {path for t in gone for path in before[t]}
    return Change(node, kind, differences, tuple(sorted(places)))


def _differences(gone: set[Triple], come: set[Triple]) -> Iterable[Difference]:
    """Pair what went with what came: by property and language, where it is one for one."""
    pairs: dict[tuple[str, str], tuple[list[Value], list[Value]]] = defaultdict(lambda: ([], []))
    for side, triples in enumerate((gone, come)):
        for triple in triples:
            value = Value.of(triple.object)
            pairs[triple.predicate.value, value.language][side].append(value)
    for (name, _), (olds, news) in sorted(pairs.items()):
        if len(olds) == len(news) == 1:
            yield Difference(name, olds[0], news[0])
            continue
        yield from (Difference(name, value, None) for value in sorted(olds))
        yield from (Difference(name, None, value) for value in sorted(news))
