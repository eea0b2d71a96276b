"""Puts data files into their canonical layout, in the order of properties that the shapes give."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import unified_diff
from itertools import chain, takewhile
from pathlib import Path
from typing import Final

from pyoxigraph import Store

from kg import query, sparql, store
from kg.errors import KgError, Place, WrongUse
from kg.files import write_atomically
from kg.turtle import Document, Node, Reader, Statement, Token, curie_or_iri, line_column, quote
from kg.vocabulary import BASE, KINDS, PREFIXES, RDF_TYPE, REC, curie

Layout = Mapping[str, Mapping[str, int]]
# What steers a terminal, makes git take a text for binary, or turns the direction of writing stays escaped.
_HIDDEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MOVE: Final = "move it to the head of the file or above a subject"
_BOM: Final = b"\xef\xbb\xbf"


def canonical(text: str, layout: Layout) -> str:
    """Return a data file in its canonical layout.

    Used prefixes in order; one blank line between subjects; subjects by kind, date, IRI; ``a`` first, then predicates in the
    order of the shapes (``layout``: class IRI to predicate IRI to order); one object a line; control characters escaped.
    Comments at the head of the file, above a subject and at the foot stay; one that ends the last line of a statement goes
    above its subject.  Raises WrongUse for what data files do not have (blank nodes, lists, ``@base``) and for a comment
    inside a statement or among prefixes, rather than lose it or let it speak of something else.
    """
    reader = Reader(text.removeprefix("\ufeff"))
    reader.tokens = _comments_above(reader)
    document = reader.read()
    # For some readers a carriage return ends a comment: what stands behind it would be taken for one.
    split = next((t for t in reader.tokens if t.kind == "comment" and "\r" in t.text.rstrip()), None)
    for token, what, remedy in (
        (split, "a carriage return in a comment", "make the line ends of the file LF"),
        (reader.opaque, "data files have no blank nodes, lists or @base", "give the node an IRI"),
        (reader.inner_comment, "a comment inside a statement", "move it above the subject"),
    ):
        if token:
            raise _refusal(reader, token, what, remedy)
    blocks = [_block(subject, found, layout) for subject, found in _ordered(document)]
    body = "\n\n".join(blocks)
    used = {match[1] for match in re.finditer(r"(?m)(?:^|[\s^])([A-Za-z][\w-]*):", _without_strings(body))}
    prefixes = "\n".join(f"@prefix {name}: <{_namespace(name)}> ." for name in sorted(used))
    parts = [part for part in ("\n".join(document.head), prefixes, body, "\n".join(document.foot)) if part]
    return "\n\n".join(parts) + "\n" if parts else ""


def _refusal(reader: Reader, token: Token, what: str, remedy: str) -> WrongUse:
    line, column = line_column(reader.text, token.offset)
    return WrongUse(what, place=Place(Path(), line, column), remedy=remedy)


def _comments_above(reader: Reader) -> list[Token]:
    """Return the tokens with each comment that stands behind a statement, in its last line, put before that statement."""
    found: list[list[Token]] = []
    before: list[Token] = []
    for part in _parts(reader.tokens):
        is_comment = part[0].kind == "comment"
        if is_comment and before and "\n" not in reader.text[before[-1].offset : part[0].offset]:
            if before[0].kind == "directive":
                raise _refusal(reader, part[0], "a comment beside a prefix", _MOVE)
            found.insert(-1, part)
        else:
            # At the head of the file comments stay; later it cannot be told what they speak of.
            if part[0].kind == "directive" and found and found[-1][0].kind == "comment" and len(found) > _head(found):
                raise _refusal(reader, found[-1][0], "a comment among prefixes", _MOVE)
            found.append(part)
        before = [] if is_comment else part
    return list(chain(*found))


def _parts(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """Cut tokens into statements, directives, and each comment between them."""
    part: list[Token] = []
    for token in tokens:
        part.append(token)
        directive = part[0].kind == "directive" and not part[0].text.startswith("@")
        if token.text == "." or part[0].kind == "comment" or (directive and token.kind == "iri"):
            yield part
            part = []
    if part:
        yield part


def _head(parts: list[list[Token]]) -> int:
    """How many comments stand before everything else."""
    return sum(1 for _ in takewhile(lambda part: part[0].kind == "comment", parts))


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
    name = _name(subject.value)
    lines = [f"{name} a {' , '.join(first)}"] if first else []
    rest = sorted(((p, text) for p, text in pairs if p != RDF_TYPE), key=lambda pair: (order.get(pair[0], 999), pair))
    lines += [f"    {_name(p)} {text}" for p, text in rest]
    if not first:
        lines[0] = f"{name} {lines[0].strip()}"
    comments = [line for s in statements for line in s.comments]
    return "\n".join([*comments, " ;\n".join(lines) + " ."])


def _name(iri: str) -> str:
    return _escaped(curie_or_iri(iri))


def _escaped(text: str) -> str:
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04X}", text)


def _written(node: Node) -> str:
    if not node.is_literal:
        return _name(node.value)
    if not node.text.startswith(('"', "'")):
        return node.text
    suffix = node.suffix
    if suffix.startswith("^^"):
        suffix = "^^" + _name(suffix[2:])
    if suffix == "^^xsd:string":
        suffix = ""
    return _escaped(quote(node.value)) + suffix


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
        """Return how a file differs from the canonical layout, empty if in no byte; with ``write``, also write the file.

        That is a diff, below a line for each thing that a diff does not show: a byte order mark, line ends.
        Raises UnreadableInput if the file is not Turtle, WrongUse for what data files must not have.
        """
        list(store.quads(path, self.root))
        where = store.shown(path, self.root)
        content = path.read_bytes()
        before, remarks = _plain(content)
        try:
            after = self.canonical(before)
        except KgError as fault:
            line, column = (fault.place.line, fault.place.column) if fault.place else (None, None)
            raise WrongUse(fault.what, place=Place(where, line, column), remedy=fault.remedy) from None
        if after.encode() == content:
            return ""
        if write:
            write_atomically(path, lambda stream: stream.write(after.encode()))
        lines = unified_diff(_lines(before), _lines(after), str(where), f"{where} (canonical)")
        return "".join([*(f"{where}: {remark}\n" for remark in remarks), *lines])


def _plain(content: bytes) -> tuple[str, list[str]]:
    """Return a file's text with line ends LF and no byte order mark, and in words what was otherwise."""
    remarks = ["begins with a byte order mark; the layout has none"] if content.startswith(_BOM) else []
    text = content.removeprefix(_BOM)
    # A carriage return alone ends lines only where nothing else does.
    for ends, name in ((b"\r\n", "CRLF"), (b"\r", "CR")):
        if ends in text and (name == "CRLF" or b"\n" not in text):
            which = "line ends" if text.count(ends) >= text.count(b"\n") else "some line ends"
            remarks.append(f"{which} are {name}; those of the layout are LF")
            text = text.replace(ends, b"\n")
    return text.decode(), remarks


def _lines(text: str) -> list[str]:
    """The lines of a text for a diff; a last one without an end is marked so, like git does."""
    *lines, last = text.split("\n")
    return [*(f"{line}\n" for line in lines), *([f"{last}\n\\ No newline at end of file\n"] if last else [])]


def _layout(root: Path) -> Layout:
    ontology = Store()
    for path in store.turtle_files(root, ["ontology"]):
        ontology.extend(store.quads(path, root))
    question, prefixes = query.engine(root, "layout"), query.prefixes(ontology)
    with sparql.blaming(question.path.relative_to(root), question.text, prefixes):
        rows = query.select(ontology, sparql.with_prefixes(question.text, prefixes))
    order: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        order[row["class"] or ""][row["path"] or ""] = int(row["order"] or 0)
    return order
