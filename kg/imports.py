"""Makes Turtle from other people's regular files, by the recipes in ``queries/imports/``.

A recipe is a CONSTRUCT query whose header names the source that describes the file, the columns it needs, and the data file
that it writes.  Each row of the CSV file becomes a node with one property a column; ``queries/imports/rows/match.rq`` says
which actor a row means.  So what a column is worth, and whom a row means, is said in SPARQL and Turtle, and nothing here
knows of either.  The same file gives the same bytes; a row that gives nothing is reported.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, RdfFormat, Store, Triple, serialize

from kg import query, sparql, store
from kg.errors import EnvironmentFault, Place, UnreadableInput, WrongUse
from kg.files import write_atomically
from kg.layout import Formatter
from kg.vocabulary import PREFIXES, XSD, local_name

FOLDER: Final = "queries/imports"
_COLUMN: Final = "urn:column:"
_ROWS: Final = NamedNode("urn:rows")
_HEAD: Final = (
    "# Made by kg import {name} from the file of source:{source}; mend the recipe or the matches, not this.\n\n"
)
_SOURCE: Final = "SELECT ?hash ?rows { VALUES ?source { <%s> } ?source rec:sha256 ?hash ; rec:rows ?rows }"


@dataclass(frozen=True)
class Recipe:
    """What an importer needs: its query, the source that describes the file, where the result goes, and the columns.

    ``key`` are the columns that together identify a row, ``names`` those by which its actor may be called.
    """

    question: query.Question
    source: str
    output: Path
    key: tuple[str, ...]
    names: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Unmatched:
    """A row that gave nothing: its line in the file (the header is line 1), key, name, and the actors called so."""

    line: int
    key: str
    called: str
    candidates: tuple[str, ...]


@dataclass(frozen=True)
class Imported:
    """What an import made: the Turtle text of ``output``, how many rows were read, and those that gave nothing."""

    output: Path
    text: str
    rows: int
    unmatched: tuple[Unmatched, ...]


def recipes(root: Path) -> dict[str, Recipe]:
    """Return the importers of a root by name.  Raises UnreadableInput for a recipe without its header."""
    return {name: _recipe(root, question) for name, question in query.catalogue(root, FOLDER).items()}


def _recipe(root: Path, question: query.Question) -> Recipe:
    given = question.recipe or {}
    try:
        key, names, columns = (tuple(given[part]) for part in ("key", "names", "columns"))
        return Recipe(question, PREFIXES["source"] + given["source"], root / given["output"], key, names, columns)
    except KeyError as missing:
        raise UnreadableInput(f"the recipe has no {missing.args[0]}", place=Place(question.path, 1, 1)) from None


def run(root: Path, name: str, file: Path) -> Imported:
    """Make the data file of a recipe from a CSV file (RFC 4180, UTF-8, with a header line); write nothing yet.

    Raises WrongUse for an unknown recipe, EnvironmentFault or UnreadableInput, with the row or column, for a file that is not
    the one that the recipe's source describes: a column is missing, a row is short, rows are missing, or its bytes differ.
    """
    recipe = _named(recipes(root), name)
    reading = store.read(root)
    if reading.unreadable:
        raise reading.unreadable[0]
    graph = reading.store
    graph.remove_graph(NamedNode(store.graph_name(recipe.output.relative_to(root))))
    rows = _rows(file, recipe, graph)
    graph.extend(quad for line, row in rows for quad in _row_quads(line, row, recipe))
    table = {**query.prefixes(graph), "column": _COLUMN}
    _construct(graph, sparql.with_prefixes(_row_query(root, "match"), table))
    made = [t for t in _construct(graph, recipe.question.text) if not t.predicate.value.startswith(_COLUMN)]
    turtle = serialize(sorted(made, key=str), format=RdfFormat.TURTLE, prefixes=table)
    text = Formatter(root).canonical(
        _HEAD.format(name=name, source=local_name(recipe.source)) + (turtle or b"").decode()
    )
    return Imported(recipe.output, text, len(rows), tuple(_unmatched(root, graph, table)))


def _row_query(root: Path, name: str) -> str:
    return query.load(root / FOLDER / "rows" / f"{name}.rq").text


def write(imported: Imported) -> None:
    """Write the result, whole or not at all."""
    imported.output.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(imported.output, lambda stream: stream.write(imported.text.encode()))


def _named(found: Mapping[str, Recipe], name: str) -> Recipe:
    if name not in found:
        raise WrongUse(f"there is no importer {name!r}", remedy=f"there are {', '.join(found)}")
    return found[name]


def _rows(file: Path, recipe: Recipe, graph: Store) -> list[tuple[int, dict[str, str]]]:
    """Read the rows with their line numbers, after checking that the file is the one that the source describes."""
    try:
        content = file.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as fault:
        raise EnvironmentFault(f"cannot be read ({fault.strerror})", place=Place(file)) from None
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise UnreadableInput("not UTF-8", place=Place(file, line), remedy="take the file as published") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = next(reader, [])
    _check_header(header, recipe, file)
    rows = list(_body(reader, header, recipe, file))
    _check_version(content, len(rows), recipe, graph, file)
    return rows


def _check_header(header: list[str], recipe: Recipe, file: Path) -> None:
    wanted = (*recipe.key, *recipe.names, *recipe.columns)
    missing = [name for name in wanted if name not in header]
    if missing:
        what = f"the column {missing[0]!r} is missing" + (f" (and {len(missing) - 1} more)" if missing[1:] else "")
        remedy = f"{recipe.question.name} reads the file of {local_name(recipe.source)}"
        raise UnreadableInput(what, place=Place(file, 1), remedy=remedy)


def _body(
    reader: Iterator[list[str]], header: list[str], recipe: Recipe, file: Path
) -> Iterator[tuple[int, dict[str, str]]]:
    seen: dict[str, int] = {}
    line = 2
    try:
        for cells in reader:
            if len(cells) != len(header):
                what = f"the row has {len(cells)} cells, the header {len(header)}"
                raise UnreadableInput(what, place=Place(file, line), remedy="take the whole file as published")
            row = dict(zip(header, (cell.strip() for cell in cells), strict=True))
            key = " ".join(row[name] for name in recipe.key)
            if key in seen:
                raise UnreadableInput(f"{key!r} stands in line {seen[key]} already", place=Place(file, line))
            seen[key] = line
            yield line, row
            line = reader.line_num + 1  # type: ignore[attr-defined]
    except csv.Error as fault:
        raise UnreadableInput(
            f"not CSV ({fault})", place=Place(file, line), remedy="take the file as published"
        ) from None


def _check_version(content: bytes, rows: int, recipe: Recipe, graph: Store, file: Path) -> None:
    """The rows cite one committed version of the file, so another version must not pass for it."""
    slug = local_name(recipe.source)
    found = query.select(graph, sparql.with_prefixes(_SOURCE % recipe.source, query.prefixes(graph)))
    if not found:
        raise WrongUse(f"source:{slug} does not say which file it is", remedy="give it rec:sha256 and rec:rows")
    expected, count = found[0]["hash"], int(found[0]["rows"] or 0)
    if rows != count:
        what = f"the file has {rows} rows, source:{slug} says {count}"
    elif hashlib.sha256(content).hexdigest() != expected:
        what = f"the file has the right shape, but is not the version that source:{slug} describes"
    else:
        return
    remedy = "take the version that the source names, or describe the new one there (rec:version, rec:sha256, rec:rows)"
    raise UnreadableInput(what, place=Place(file), remedy=remedy)


def _row_quads(line: int, row: Mapping[str, str], recipe: Recipe) -> Iterator[Quad]:
    node = NamedNode(f"urn:row:{line}")
    values = {**{_slug(name): value for name, value in row.items()}, "key": " ".join(row[name] for name in recipe.key)}
    yield Quad(node, NamedNode(_COLUMN + "list"), NamedNode(recipe.source), _ROWS)
    yield Quad(node, NamedNode(_COLUMN + "line"), Literal(str(line), datatype=NamedNode(XSD + "integer")), _ROWS)
    for name, value in values.items():
        if value:
            yield Quad(node, NamedNode(_COLUMN + name), Literal(value), _ROWS)
    for name in recipe.names:
        if row[name]:
            yield Quad(node, NamedNode(_COLUMN + "called"), Literal(row[name]), _ROWS)


def _slug(column: str) -> str:
    """``ISO3166-1-Alpha-2`` is ``column:iso3166-1-alpha-2`` in a recipe."""
    return re.sub(r"[^a-z0-9]+", "-", column.lower()).strip("-")


def _construct(graph: Store, text: str) -> list[Triple]:
    made = graph.query(text, use_default_graph_as_union=True)
    assert isinstance(made, QueryTriples)
    triples = list(made)
    graph.extend(Quad(t.subject, t.predicate, t.object, _ROWS) for t in triples)
    return triples


def _unmatched(root: Path, graph: Store, table: Mapping[str, str]) -> Iterator[Unmatched]:
    text = sparql.with_prefixes(_row_query(root, "unmatched"), table)
    for row in query.select(graph, text):
        candidates = tuple(sorted((row["candidates"] or "").split()))
        yield Unmatched(int(row["line"] or 0), row["key"] or "", row["called"] or "", candidates)
