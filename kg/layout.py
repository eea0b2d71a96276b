"""Puts data files into their canonical layout, in the order of properties that the shapes give."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import unified_diff
from pathlib import Path

from pyoxigraph import Store

from kg import query, sparql, store
from kg.errors import KgError, Place, WrongUse
from kg.files import write_atomically
from kg.turtle import Document, Node, Reader, Statement, curie_or_iri, line_column, quote
from kg.vocabulary import BASE, KINDS, PREFIXES, RDF_TYPE, REC, curie

Layout = Mapping[str, Mapping[str, int]]


def canonical(text: str, layout: Layout) -> str:
    """Return a data file in its canonical layout.

    Used prefixes in order; one blank line between subjects; subjects by kind, date, IRI; ``a`` first, then predicates in the
    order of the shapes (``layout``: class IRI to predicate IRI to order); one object a line.  Comments at the head of the
    file, above a subject and at the foot stay.  Raises WrongUse for what data files do not have (blank nodes, lists,
    ``@base``) and for a comment inside a statement, rather than lose it.
    """
    reader = Reader(text.removeprefix("\ufeff"))
    document = reader.read()
    for token, what, remedy in (
        (reader.opaque, "data files have no blank nodes, lists or @base", "give the node an IRI"),
        (reader.inner_comment, "a comment inside a statement", "move it above the subject"),
    ):
        if token:
            line, column = line_column(reader.text, token.offset)
            raise WrongUse(what, place=Place(Path(), line, column), remedy=remedy)
    blocks = [_block(subject, found, layout) for subject, found in _ordered(document)]
    body = "\n\n".join(blocks)
    used = {match[1] for match in re.finditer(r"(?m)(?:^|[\s^])([A-Za-z][\w-]*):", _without_strings(body))}
    prefixes = "\n".join(f"@prefix {name}: <{_namespace(name)}> ." for name in sorted(used))
    parts = [part for part in ("\n".join(document.head), prefixes, body, "\n".join(document.foot)) if part]
    return "\n\n".join(parts) + "\n" if parts else ""


def _without_strings(text: str) -> str:
    return re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>|(?m:^#.*$)', '""', text)


def _namespace(prefix: str) -> str:
    return PREFIXES.get(prefix, f"{BASE}{prefix}/")


def _ordered(document: Document) -> list[tuple[Node, list[Statement]]]:
    """Gather the statements of each subject and put subjects in order."""
    by_subject: dict[str, list[Statement]] = defaultdict(list)
    for statement in document.statements:
        by_subject[statement.subject.value].append(statement)
    subjects = [(found[0].subject, found) for found in by_subject.values()]
    return sorted(subjects, key=lambda pair: _place_of(pair[0], pair[1]))


def _place_of(subject: Node, statements: list[Statement]) -> tuple[int, str, str]:
    kind = curie(subject.value).partition(":")[0]
    rank = KINDS.index(kind) if kind in KINDS else len(KINDS)
    date = min((o.value for s in statements for p, o in s.pairs if p.value == REC + "date"), default="")
    return rank, date, subject.value


def _block(subject: Node, statements: list[Statement], layout: Layout) -> str:
    pairs = {(p.value, _written(o)) for s in statements for p, o in s.pairs}
    classes = sorted(o.value for s in statements for p, o in s.pairs if p.value == RDF_TYPE)
    order = layout.get(classes[0], {}) if classes else {}
    first = sorted(text for predicate, text in pairs if predicate == RDF_TYPE)
    lines = [f"{curie_or_iri(subject.value)} a {' , '.join(first)}"] if first else []
    rest = sorted(((p, text) for p, text in pairs if p != RDF_TYPE), key=lambda pair: (order.get(pair[0], 999), pair))
    lines += [f"    {curie_or_iri(p)} {text}" for p, text in rest]
    if not first:
        lines[0] = f"{curie_or_iri(subject.value)} {lines[0].strip()}"
    comments = [line for s in statements for line in s.comments]
    return "\n".join([*comments, " ;\n".join(lines) + " ."])


def _written(node: Node) -> str:
    if not node.is_literal:
        return curie_or_iri(node.value)
    if not node.text.startswith(('"', "'")):
        return node.text
    suffix = node.suffix
    if suffix.startswith("^^"):
        suffix = "^^" + curie_or_iri(suffix[2:])
    if suffix == "^^xsd:string":
        suffix = ""
    return quote(node.value) + suffix


class Formatter:
    """Formats the files of one root; the order of properties is read from its shapes once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._layout = _layout(root)

    def files(self, paths: Iterable[Path]) -> list[Path]:
        """Return the Turtle files that ``paths`` name, or all of ``data/``.  Raises WrongUse for a path that is not there."""
        found: list[Path] = []
        for path in list(paths) or [self.root / "data"]:
            if not path.exists():
                raise WrongUse(f"there is no {path}", remedy="name a file or a folder")
            found += sorted(path.rglob("*.ttl")) if path.is_dir() else [path]
        return found

    def canonical(self, text: str) -> str:
        """Return the canonical layout of a data file's text (see ``canonical`` above)."""
        return canonical(text, self._layout)

    def format(self, path: Path, *, write: bool) -> str:
        """Return the diff to the canonical layout, empty if there is none; with ``write``, also write the file.

        Raises UnreadableInput if the file is not Turtle, WrongUse for what data files must not have.
        """
        list(store.quads(path, self.root))
        where = store.shown(path, self.root)
        before = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        try:
            after = self.canonical(before)
        except KgError as fault:
            line, column = (fault.place.line, fault.place.column) if fault.place else (None, None)
            raise WrongUse(fault.what, place=Place(where, line, column), remedy=fault.remedy) from None
        if after == path.read_bytes().decode():
            return ""
        if write:
            write_atomically(path, lambda stream: stream.write(after.encode()))
        lines = unified_diff(before.splitlines(True), after.splitlines(True), str(where), f"{where} (canonical)")
        return "".join(lines)


def _layout(root: Path) -> Layout:
    ontology = Store()
    for path in store.turtle_files(root, ["ontology"]):
        ontology.extend(store.quads(path, root))
    question = query.engine(root, "layout")
    rows = query.select(ontology, sparql.with_prefixes(question.text, query.prefixes(ontology)))
    order: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        order[row["class"] or ""][row["path"] or ""] = int(row["order"] or 0)
    return order
