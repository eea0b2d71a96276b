"""What to look at after an edit: the nodes that differ from a git revision, and those that the difference can break.

A removed recognition breaks a withdrawal in another file, so the changed nodes are not enough.  A constraint in SPARQL reads
other nodes by way of what two nodes share (an actor, a target, a list, a code) or by a link, so both are followed here; which
properties those are is read from the shapes and the ontology.  Where that would not do (ontology, shapes, derivation or
actors changed), everything is looked at.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat, parse, serialize

from kg import sparql
from kg.errors import WrongUse
from kg.validate.data import TYPE, Data
from kg.validate.shapes import Shape
from kg.validate.terms import iri
from kg.vocabulary import PREFIXES, REC

_EVERYTHING: Final = ("ontology/", "queries/engine/", "data/actors/")
_DERIVED: Final = tuple(iri(REC + name) for name in ("begunBy", "endedBy", "continues", "governmentOf"))
_ABOUT: Final = iri(REC + "about")
_CONCEPT: Final = iri(PREFIXES["skos"] + "Concept")


def nodes(data: Data, shapes: Iterable[Shape], revision: str) -> frozenset[str] | None:
    """Return the nodes to look at, None for all.  Raises WrongUse if there is no such revision or no git."""
    files = [name for name in _differing(data.root, revision) if name.endswith(".ttl") or name.startswith(_EVERYTHING)]
    if any(name.startswith(_EVERYTHING) for name in files):
        return None
    lines: set[str] = set()
    for name in files:
        lines ^= _lines(_before(data.root, revision, name))
        lines ^= _lines(_content(data.root / name))
    return frozenset(_reach(data, list(shapes), lines))


def _reach(data: Data, shapes: list[Shape], lines: set[str]) -> set[str]:
    triples = [line[:-2].split(" ", 2) for line in lines]
    moved = {subject for subject, _, _ in triples} | {value for _, predicate, value in triples if predicate == _ABOUT}
    links, founding = _linking(data, shapes), _founding(data)
    values: dict[str, set[str]] = {node: set() for node in moved}
    for subject, predicate, value in triples:
        if predicate in links:
            values[subject].add(value)
    for predicate in links:
        for node in moved & data.index.get(predicate, {}).keys():
            values[node].update(data.index[predicate][node])
    kinds = {subject for subject, predicate, value in triples if predicate == TYPE and value in founding}
    kinds |= {node for node in moved if not founding.isdisjoint(data.index[TYPE].get(node, ()))}
    wide = _widened(data, moved.union(*(values[node] for node in kinds)))
    narrow = [_widened(data, found) for node, found in values.items() if node not in kinds]
    return moved | _pointing(data, links, wide, narrow) | _chained(data, moved)


def _widened(data: Data, values: set[str]) -> set[str]:
    """Some values without concepts, which everything shares, and with what is derived of them."""
    found = {value for value in values if _CONCEPT not in data.index[TYPE].get(value, ())}
    for predicate in _DERIVED:
        facts = data.index.get(predicate, {})
        found |= {node for node, objects in facts.items() if not found.isdisjoint(objects)}
        found |= {value for node in found & facts.keys() for value in facts[node]}
    return found


def _pointing(data: Data, links: set[str], wide: set[str], narrow: list[set[str]]) -> set[str]:
    """The nodes that have a value in ``wide``, or two in one of the sets in ``narrow``: constraints join acts on two."""
    found: set[str] = set()
    holders: dict[str, list[int]] = {}
    for number, values in enumerate(narrow):
        for value in values:
            holders.setdefault(value, []).append(number)
    shared: dict[tuple[str, int], set[str]] = {}
    for predicate, facts in data.index.items():
        linking = predicate in links
        for node, objects in facts.items():
            for value in objects:
                if value in wide and (linking or value.startswith("<")):
                    found.add(node)
                for number in holders.get(value, ()) if linking else ():
                    shared.setdefault((node, number), set()).add(value)
    return found | {node for (node, _), values in shared.items() if len(values) > 1}


def _founding(data: Data) -> set[str]:
    """The classes of acts from which the existence of actors, and what belongs to it, is derived."""
    text = (data.root / "queries" / "engine" / "existence.rq").read_text(encoding="utf-8")
    prefixes = sparql.declared_prefixes(text)
    names = (token.text.partition(":") for token in sparql.tokens(text) if token.kind == "name")
    named = {iri(prefixes[prefix] + name) for prefix, _, name in names if prefix in prefixes}
    relation, every = (data.index.get(iri(REC + name), {}) for name in ("relation", "everyThreadOf"))
    effects = {node for node, values in relation.items() if not named.isdisjoint(values)} | every.keys()
    facts = data.index.get(iri(REC + "effect"), {})
    return {node for node, values in facts.items() if not effects.isdisjoint(values)}


def _chained(data: Data, moved: set[str]) -> set[str]:
    """The acts in a chain of acts with those that moved."""
    facts = data.index.get(iri(REC + "follows"), {})
    found, waiting = set(moved), list(moved)
    back: dict[str, list[str]] = {}
    for node, values in facts.items():
        for value in values:
            back.setdefault(value, []).append(node)
    while waiting:
        node = waiting.pop()
        for other in (*facts.get(node, ()), *back.get(node, ())):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def _linking(data: Data, shapes: list[Shape]) -> set[str]:
    """The properties by whose values a constraint finds other nodes: those in its query, and all roles."""
    found = set(data.instances(iri(REC + "Role")))
    for shape in shapes:
        for select in shape.selects:
            for token in sparql.tokens(select.text):
                prefix, _, name = token.text.partition(":")
                if token.kind == "name" and prefix in select.prefixes:
                    found.add(iri(select.prefixes[prefix] + name))
    return found - {iri(PREFIXES["rdfs"] + "label")} - set(_DERIVED)


def _lines(content: bytes) -> set[str]:
    """The triples of a Turtle text as lines; none if it cannot be read, which is reported elsewhere."""
    try:
        made = serialize(parse(content, format=RdfFormat.TURTLE), format=RdfFormat.N_TRIPLES)
    except SyntaxError:
        return set()
    return set((made or b"").decode().splitlines())


def _content(path: Path) -> bytes:
    return path.read_bytes().removeprefix(b"\xef\xbb\xbf") if path.is_file() else b""


def _differing(root: Path, revision: str) -> list[str]:
    if not re.fullmatch(r"[\w./@~^{}-]+", revision) or revision.startswith("-"):
        raise WrongUse(f"{revision!r} is no revision", remedy="name a branch, a tag or a commit")
    _git(root, "rev-parse", "--quiet", "--verify", f"{revision}^{{commit}}")
    named = _git(root, "diff", "--name-only", "-z", "--relative", "--no-renames", revision, "--")
    new = _git(root, "ls-files", "-z", "--others", "--exclude-standard")
    return sorted({name for name in (named + new).decode(errors="surrogateescape").split("\0") if name})


def _before(root: Path, revision: str, name: str) -> bytes:
    try:
        return _git(root, "show", f"{revision}:./{name}")
    except WrongUse:
        return b""


def _git(root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True)
    except FileNotFoundError:
        raise WrongUse("git is not installed", remedy="name the files to validate instead") from None
    except subprocess.CalledProcessError as fault:
        said = fault.stderr.decode(errors="replace").strip().splitlines()
        what = said[0] if said else f"git knows no {arguments[-1].removesuffix('^{commit}')}"
        raise WrongUse(what.removeprefix("fatal: "), remedy="name a revision of a git checkout") from None
    return done.stdout
