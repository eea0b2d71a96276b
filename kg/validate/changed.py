"""What to look at after an edit: the nodes that differ from a git revision, and those that the difference can break.

A removed recognition breaks a withdrawal in another file, so the changed nodes are not enough.  A constraint in SPARQL reads
other nodes by way of what two nodes share (an actor, a target, a list, a code), by a link, or by the existence of an actor
that both speak of, so all are followed here; which properties those are is read from the shapes and the ontology.  What can
break a node is what it reads: the same steps lead from the nodes that are looked at to all that their verdicts depend on, and
nothing else need be loaded for the queries.  Where that would not do (ontology, shapes, derivation or actors changed),
everything is looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from itertools import combinations
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, parse, serialize

from kg import query, revisions, sparql
from kg.errors import WrongUse
from kg.validate.data import TYPE, Data
from kg.validate.shapes import Shape
from kg.validate.terms import iri
from kg.vocabulary import PREFIXES, REC

_EVERYTHING: Final = ("ontology/", "queries/engine/", "data/actors/")
_ABOUT: Final = iri(REC + "about")
# What is said of another node as editors: that sources differ about it, that it is excepted from a rule.
_SAID_OF: Final = (_ABOUT, iri(REC + "focus"))
_GOVERNMENT: Final = iri(REC + "government")
_FOLLOWS: Final = iri(REC + "follows")
# From a government to its polity, and from there to the polity's other governments.
_HOPS: Final = 2
_CONCEPT: Final = iri(PREFIXES["skos"] + "Concept")


def nodes(links: Links, root: Path, revision: str) -> frozenset[str] | None:
    """Return the nodes to look at, None for all.

    Raises WrongUse if there is no such revision, EnvironmentFault if git is not there or knows no repository.
    """
    commit = revisions.commit_of(root, revision)
    if commit is None:
        if revision == "HEAD" and not revisions.has_commits(root):
            return None  # Before the first commit everything is new.
        raise WrongUse(f"git knows no revision {revision!r}", remedy="name a branch, a tag or a commit")
    differing = revisions.differing(root, commit)
    if any(name.startswith(_EVERYTHING) for name in differing):
        return None
    blobs = {name: blob for name, blob in differing.items() if name.endswith(".ttl")}
    before = revisions.contents(root, [blob for blob in blobs.values() if blob])
    lines: set[str] = set()
    for name, blob in blobs.items():
        lines ^= _lines(before.get(blob, b""))
        lines ^= _lines(_content(root / name))
    triples = [line[:-2].split(" ", 2) for line in lines]
    moved = {subject for subject, _, _ in triples} | {value for _, name, value in triples if name in _SAID_OF}
    return frozenset(links.reached(moved, triples))


class Links:
    """Which nodes can break which: by what they share, by the chains they stand in, by the existence of actors."""

    def __init__(self, data: Data, shapes: Iterable[Shape]) -> None:
        self._index, self._linking = data.index, _linking(data, list(shapes))
        self._classes = _founding(data)
        types = data.index[TYPE]
        self._founding = {node for node, kinds in types.items() if not self._classes.isdisjoint(kinds)}
        self._concepts = {node for node, kinds in types.items() if _CONCEPT in kinds}
        self._roles = data.instances(iri(REC + "Role"))
        self._parties = {node: self._values(node, self._roles) for node in self._founding}
        self._founded: dict[str, set[str]] = defaultdict(set)
        for node, parties in self._parties.items():
            for party in parties:
                self._founded[party].add(node)

    def reached(self, moved: Iterable[str], gone: Iterable[Sequence[str]] = ()) -> set[str]:
        """Return nodes and those that they can break; ``gone`` are triples that they had or have."""
        values = {node: self._values(node, self._linking) for node in moved}
        founding = values.keys() & self._founding
        for subject, predicate, value in gone:
            if predicate in self._linking:
                values[subject].add(value)
            elif predicate == TYPE and value in self._classes:
                founding.add(subject)
        wide = self._widened(set(values).union(*(values[node] for node in founding)))
        narrow = {frozenset(self._widened(found)) for node, found in values.items() if node not in founding}
        return values.keys() | self._speaking(wide) | self._sharing(narrow) | self._chained(values)

    def around(self, within: frozenset[str]) -> set[str]:
        """Return the nodes on which the verdicts of some nodes depend: those are among them, and all that is derived from."""
        found = self.reached(within) | self._founding
        found = found.union(*(self._index.get(name, {}) for name in (_ABOUT, _GOVERNMENT)))
        # Of those that are looked at everything is read; of the others, what leads a constraint on to further nodes.
        return found | self._said(within, self._index) | self._said(found, self._linking & self._index.keys())

    def _said(self, nodes: Set[str], predicates: Iterable[str]) -> set[str]:
        """The values of some properties of some nodes."""
        facts = [self._index[name] for name in predicates]
        return {value for one in facts for node in one.keys() & nodes for value in one[node]}

    def _values(self, node: str, predicates: Iterable[str]) -> set[str]:
        return {value for name in predicates for value in self._index.get(name, {}).get(node, ())} - self._concepts

    def _widened(self, values: set[str]) -> set[str]:
        """Some values, the acts that began or ended them, and whoever else those speak of: what is continued or governed."""
        found = set(values)
        for _ in range(_HOPS):
            acts = set().union(*(self._founded.get(value, ()) for value in found))
            found |= acts.union(*(self._parties[act] for act in acts))
        return found

    def _speaking(self, wide: set[str]) -> set[str]:
        """The nodes with one of the values; of literals only where they link."""
        named = {value for value in wide if value.startswith("<")}
        found: set[str] = set()
        for name, facts in self._index.items():
            meant = wide if name in self._linking else named
            found.update(node for node, objects in facts.items() if not meant.isdisjoint(objects))
        return found

    def _sharing(self, narrow: Iterable[frozenset[str]]) -> set[str]:
        """The nodes with two of the values of one set: constraints join acts on two."""
        pairs = {pair for values in narrow for pair in combinations(sorted(values), 2)}
        wanted = frozenset().union(*narrow)
        held: dict[str, set[str]] = defaultdict(set)
        for name in self._linking:
            for node, objects in self._index.get(name, {}).items():
                if not wanted.isdisjoint(objects):
                    held[node].update(wanted.intersection(objects))
        return {node for node, values in held.items() if not pairs.isdisjoint(combinations(sorted(values), 2))}

    def _chained(self, moved: Iterable[str]) -> set[str]:
        """The acts in a chain of acts with those that moved."""
        facts = self._index.get(_FOLLOWS, {})
        back: dict[str, list[str]] = defaultdict(list)
        for node, values in facts.items():
            for value in values:
                back[value].append(node)
        found, waiting = set(moved), list(moved)
        while waiting:
            node = waiting.pop()
            new = {*facts.get(node, ()), *back.get(node, ())} - found
            found |= new
            waiting += new
        return found


def _founding(data: Data) -> set[str]:
    """The classes of acts from which the existence of actors, and what belongs to it, is derived."""
    existence = query.engine(data.root, "existence")
    with sparql.blaming(existence.path.relative_to(data.root), existence.text, {}):
        prefixes = sparql.declared_prefixes(existence.text)
        names = [token.text.partition(":") for token in sparql.tokens(existence.text) if token.kind == "name"]
    named = {iri(prefixes[prefix] + name) for prefix, _, name in names if prefix in prefixes}
    relation, every = (data.index.get(iri(REC + name), {}) for name in ("relation", "everyThreadOf"))
    effects = {node for node, values in relation.items() if not named.isdisjoint(values)} | every.keys()
    facts = data.index.get(iri(REC + "effect"), {})
    return {node for node, values in facts.items() if not effects.isdisjoint(values)}


def _linking(data: Data, shapes: list[Shape]) -> set[str]:
    """The properties by whose values a constraint finds other nodes: those in its query, and all roles."""
    found = set(data.instances(iri(REC + "Role")))
    for shape in shapes:
        for select in shape.selects:
            for token in sparql.tokens(select.text):
                prefix, _, name = token.text.partition(":")
                if token.kind == "name" and prefix in select.prefixes:
                    found.add(iri(select.prefixes[prefix] + name))
    return found - {TYPE, iri(PREFIXES["rdfs"] + "label")}


def _lines(content: bytes) -> set[str]:
    """The triples of a Turtle text as lines; none if it cannot be read, which is reported elsewhere."""
    try:
        made = serialize(parse(content, format=RdfFormat.TURTLE), format=RdfFormat.N_TRIPLES)
    except SyntaxError:
        return set()
    return set((made or b"").decode().splitlines())


def _content(path: Path) -> bytes:
    return path.read_bytes().removeprefix(b"\xef\xbb\xbf") if path.is_file() else b""
