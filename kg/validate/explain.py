"""Says in words what is wrong, what may have been meant, and which findings only follow from others.

An engine says which constraint a node breaks.  A person wants to know whether a name is misspelt, never described, or the
name of something else.  What can be meant is looked up in the files themselves and in the shapes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from difflib import SequenceMatcher, get_close_matches
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode, Store

from kg import query, sparql
from kg.names import fold
from kg.turtle import curie_or_iri
from kg.validate.findings import Finding, shortened
from kg.vocabulary import PREFIXES, RDF_TYPE, SH, curie, local_name

# A second name is suggested only if it is about as near as the first.
AS_NEAR: Final = 0.08
SUB_CLASS: Final = PREFIXES["rdfs"] + "subClassOf"
_NOTHING_OF_ITS_OWN: Final = frozenset(
    {"NotConstraintComponent", "XoneConstraintComponent", "SPARQLConstraintComponent", ""}
)


def explain(findings: Iterable[Finding], root: Path, store: Store, lost: frozenset[str] = frozenset()) -> list[Finding]:
    """Return the findings with problems and hints, those that follow from others marked as consequences.

    The store has everything that can be meant; ``lost`` are the names that files which were left out may describe, as they are
    written.
    """
    known = _Known(root, store)
    explained = [_explained(finding, known) for finding in findings]
    return [replace(f, consequence=True) if test(f) else f for test in [_follows(explained, lost)] for f in explained]


def _follows(findings: Iterable[Finding], lost: frozenset[str]) -> Callable[[Finding], bool]:
    """Return a test for findings that another one explains, or a file that was left out.

    A property is not missing if it is there under a misspelt name; a thing is not of the wrong class if its class is
    misspelt; nothing can be said of what a file that could not be read may describe.
    """
    meant = {(f.focus, name) for f in findings if _component(f) == "Closed" for name in _named(f.hint)}
    of_no_class = {f.focus for f in findings if f.path == RDF_TYPE and f.value}

    def test(finding: Finding) -> bool:
        component = _component(finding)
        return (
            (component == "MinCount" and (finding.focus, curie(finding.path)) in meant)
            or (component == "Class" and finding.value in of_no_class)
            or (component == "Class" and curie_or_iri(finding.value) in lost)
            or curie_or_iri(finding.focus) in lost
        )

    return test


def _named(hint: str) -> list[str]:
    return [word.strip("?,") for word in hint.split() if ":" in word]


def _component(finding: Finding) -> str:
    return local_name(finding.component).removesuffix("ConstraintComponent")


def _explained(finding: Finding, known: _Known) -> Finding:
    if finding.path == RDF_TYPE:
        return _of_no_class(finding, known)
    path = curie(finding.path)
    match _component(finding):
        case "Closed":
            return _closed(finding, known)
        case "Class":
            return _class(finding, known)
        case "MinCount":
            return replace(finding, problem=f"has no {path}")
        case "MaxCount":
            return replace(finding, problem=f"has more than one {path}")
        case "UniqueLang":
            return replace(finding, problem=f"has more than one {path} in one language")
        case "SPARQL" if finding.term.startswith("<") and not known.describes(finding.value):
            return _undefined(finding, known, frozenset())
    if finding.path and finding.value and local_name(finding.component) not in _NOTHING_OF_ITS_OWN:
        return replace(finding, problem=f"cannot have {path} {shortened(finding.value)}")
    return finding


def _of_no_class(finding: Finding, known: _Known) -> Finding:
    if not finding.value:
        return replace(finding, problem="is of no class")
    close = known.classes_like(finding.value)
    why = "is not a class" if known.describes(finding.value) else "is undefined"
    return replace(finding, problem=f"is a {curie(finding.value)}, which {why}", hint=_did_you_mean(close))


def _closed(finding: Finding, known: _Known) -> Finding:
    path = curie(finding.path)
    if finding.path in known.properties:
        close = [name for name in known.allowed(finding.shape) if local_name(name) == local_name(finding.path)]
        return replace(finding, problem=f"cannot have {path}", hint=_did_you_mean(close))
    return _no_property(finding, Names(known.allowed(finding.shape)).near(finding.path))


def _no_property(finding: Finding, close: Iterable[str]) -> Finding:
    problem = f"has {curie(finding.path)}, which is undefined"
    return replace(finding, problem=problem, hint=_did_you_mean(close))


def _class(finding: Finding, known: _Known) -> Finding:
    said = f"has {curie(finding.path)} {shortened(finding.value)}"
    wanted = known.wanted(finding.shape)
    if not finding.term.startswith("<"):
        return replace(finding, problem=f"{said}, a text where a name is needed")
    if known.describes(finding.value):
        classes = ", ".join(curie(name) for name in sorted(known.types[finding.value])) or "of no class"
        needed = " or ".join(curie(name) for name in sorted(wanted))
        return replace(finding, problem=f"{said}, which is {classes} and not {needed}")
    return _undefined(finding, known, wanted)


def _undefined(finding: Finding, known: _Known, wanted: frozenset[str]) -> Finding:
    """Say that a value is described nowhere, and what of the ``wanted`` classes may have been meant."""
    close = known.meant(finding.value, wanted)
    words = [f"{curie(iri)} ({known.label(iri)})" if known.label(iri) else curie(iri) for iri in close]
    said = f"has {curie(finding.path)} {shortened(finding.value)}"
    return replace(finding, problem=f"{said}, which is undefined", hint=_did_you_mean(words))


def _did_you_mean(names: Iterable[str]) -> str:
    words = [curie(name) for name in names]
    return f"did you mean {' or '.join(words)}?" if words else ""


class Names:
    """Names by their last word, to find what a misspelt one may mean."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = frozenset(names)
        self._by_word: dict[str, list[str]] = defaultdict(list)
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for name in sorted(self.names):
            self._by_word[local_name(name).casefold()].append(name)
        for word in self._by_word:
            self._by_length[len(word)].append(word)

    def called(self, word: str) -> list[str]:
        """Return the names with exactly that last word."""
        return [name for name in self._by_word.get(word.casefold(), ()) if local_name(name) == word]

    def near(self, iri: str) -> list[str]:
        """Return at most two names whose last word is spelt nearly as that of ``iri``, the nearest first."""
        word = local_name(iri).casefold()
        least = max(0.7, 1 - 4 / max(len(word), 1))
        # Two words of so different a length share too few letters; to compare with all takes seconds in a bad file.
        lengths = [n for n in self._by_length if 2 * min(n, len(word)) >= least * (n + len(word))]
        close = get_close_matches(
            word, chain.from_iterable(self._by_length[n] for n in sorted(lengths)), n=2, cutoff=least
        )
        likeness = [SequenceMatcher(None, word, one).ratio() for one in close]
        close = [one for one, like in zip(close, likeness, strict=True) if like > likeness[0] - AS_NEAR]
        return [name for found in close for name in self._by_word[found]][:2]


class _Known:
    """What the files define and describe."""

    def __init__(self, root: Path, store: Store) -> None:
        self._root, self._store = root, store
        # Each name is asked for once in a run, however often it is misspelt, and among the same others.
        self.meant, self._fitting = lru_cache(maxsize=None)(self._meant), lru_cache(maxsize=None)(self._among)
        self.classes_like = lru_cache(maxsize=None)(lambda iri: Names(self.classes).near(iri))

    def _pairs(self, predicate: str) -> Iterable[tuple[str, str]]:
        wanted: Any = NamedNode(predicate)
        for quad in self._store.quads_for_pattern(None, wanted, None):
            yield str(getattr(quad.subject, "value", "")), str(getattr(quad.object, "value", ""))

    @cached_property
    def types(self) -> dict[str, set[str]]:
        """The classes of each thing."""
        found: dict[str, set[str]] = defaultdict(set)
        for subject, name in self._pairs(RDF_TYPE):
            found[subject].add(name)
        return found

    def describes(self, name: str) -> bool:
        """Whether the thing of that name is the subject of a statement."""
        try:
            node: Any = NamedNode(name)
        except ValueError:
            return False
        return any(True for _ in self._store.quads_for_pattern(node, None, None))

    @cached_property
    def classes(self) -> set[str]:
        """The classes of the ontology."""
        return {name for name, classes in self.types.items() if PREFIXES["owl"] + "Class" in classes}

    @cached_property
    def properties(self) -> set[str]:
        """The properties that the ontology defines or a shape speaks of."""
        owned = {name for name, classes in self.types.items() if any(c.endswith("Property") for c in classes)}
        return owned | {path for _, path in self._pairs(SH + "path")}

    @cached_property
    def _broader(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for narrow, broad in self._pairs(SUB_CLASS):
            found[narrow].add(broad)
        return found

    def allowed(self, shape: str) -> list[str]:
        """Return the paths that a closed shape lists."""
        paths = dict(self._pairs(SH + "path"))
        properties = (p for s, p in self._pairs(SH + "property") if s == shape)
        return sorted(paths[p] for p in properties if p in paths)

    def wanted(self, shape: str) -> frozenset[str]:
        """Return the classes of which a shape wants a value to be one."""
        return frozenset(name for subject, name in self._pairs(SH + "class") if subject == shape)

    def _meant(self, iri: str, wanted: frozenset[str]) -> list[str]:
        """Return what an undescribed IRI may mean: what has that code or name, else what is spelt nearly so.

        Where no class is wanted, it is one of those that are named alike up to their last word.
        """
        fitting = self._fitting(wanted, "" if wanted else iri.removesuffix(local_name(iri)))
        named = self._by_name.get(fold(local_name(iri)), set()) & fitting.names
        return fitting.called(local_name(iri)) or sorted(named)[:2] or fitting.near(iri)

    def _among(self, wanted: frozenset[str], kind: str) -> Names:
        """The things of the wanted classes whose names begin so."""
        named = (name for name in self.types if name.startswith(kind))
        return Names(name for name in named if not wanted or self._below(self.types[name]) & wanted)

    def _below(self, classes: Iterable[str]) -> set[str]:
        done: set[str] = set()
        waiting = list(classes)
        while waiting:
            name = waiting.pop()
            if name not in done:
                done.add(name)
                waiting += self._broader.get(name, ())
        return done

    @cached_property
    def _names(self) -> list[dict[str, str | None]]:
        question = query.engine(self._root, "names")
        table = query.prefixes(self._store)
        with sparql.blaming(question.path.relative_to(self._root), question.text, table):
            return query.select(self._store, sparql.with_prefixes(question.text, table))

    @cached_property
    def _by_name(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for row in self._names:
            found[fold(row["name"] or "")].add(row["iri"] or "")
        return found

    @cached_property
    def _labels(self) -> dict[str, str]:
        rows = sorted((row["iri"] or "", row["name"] or "") for row in self._names if row["rank"] == "1")
        return dict(reversed(rows))

    def label(self, iri: str) -> str:
        """Return the label of a thing that people look up by name, else nothing."""
        return self._labels.get(iri, "")
