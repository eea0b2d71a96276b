"""Makes Turtle from other people's regular files, by the recipes in ``queries/imports/``.

A recipe is a CONSTRUCT query whose header names the source that describes the file, the columns it needs, and the data file
that it writes.  Each row of the CSV file, or each dated passage of a folder of TEI articles, becomes a node with one property
a column; queries in ``queries/imports/rows/``, which the header lists as its steps, say which actor or act a row means.
So what a column is worth, and what a row means, is said in SPARQL and Turtle, and nothing here knows of either.
The same file gives the same bytes; a row that gives nothing is reported.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, RdfFormat, Store, Triple, serialize

from kg import query, sparql, store, tei
from kg.errors import EnvironmentFault, Place, UnreadableInput, WrongUse
from kg.files import write_atomically
from kg.layout import Formatter
from kg.vocabulary import PREFIXES, XSD, local_name

FOLDER: Final = "queries/imports"
_COLUMN: Final = "urn:column:"
_PART: Final = _COLUMN + "part-of-output"
_ROWS: Final = NamedNode("urn:rows")
_HEAD: Final = (
    "# Made by kg import {name} from the file of source:{source}; mend the recipe or the matches, not this.\n\n"
)
_SOURCE: Final = "SELECT ?hash ?rows { VALUES ?source { <%s> } ?source rec:sha256 ?hash ; rec:rows ?rows }"


@dataclass(frozen=True)
class Recipe:
    """What an importer needs: its query, the source that describes the file, where the result goes, and the columns.

    ``key`` are the columns that together identify a row, ``names`` those by which its actor may be called.  ``steps`` are run
    on the rows before the query, ``unused`` finds those that gave nothing.  A ``{part}`` in ``output`` makes several files.
    ``patterns`` finds regular expressions for headings and passages.
    """

    question: query.Question
    source: str
    output: Path
    key: tuple[str, ...]
    names: tuple[str, ...]
    columns: tuple[str, ...]
    reads: str = "csv"
    steps: tuple[str, ...] = ("match",)
    unused: str = "unmatched"
    patterns: str = ""


@dataclass(frozen=True)
class Unmatched:
    """A row that gave nothing: its line in the file (the header is line 1), key, name, and the actors called so.

    ``file`` is its file where a folder was read.
    """

    line: int
    key: str
    called: str
    candidates: tuple[str, ...]
    file: str = ""


@dataclass(frozen=True)
class Imported:
    """What an import made: the Turtle text of each output, how many rows were read, and those that gave nothing.

    ``stale`` are files of an earlier run that this one does not make.
    """

    outputs: Mapping[Path, str]
    rows: int
    unmatched: tuple[Unmatched, ...]
    stale: tuple[Path, ...] = ()


def recipes(root: Path) -> dict[str, Recipe]:
    """Return the importers of a root by name.  Raises UnreadableInput for a recipe without its header."""
    return {name: _recipe(root, question) for name, question in query.catalogue(root, FOLDER).items()}


def _recipe(root: Path, question: query.Question) -> Recipe:
    given = question.recipe or {}
    try:
        key, names, columns = (tuple(given[part]) for part in ("key", "names", "columns"))
        source, output = PREFIXES["source"] + given["source"], root / given["output"]
    except KeyError as missing:
        raise UnreadableInput(f"the recipe has no {missing.args[0]}", place=Place(question.path, 1, 1)) from None
    more: dict[str, Any] = {name: given[name] for name in ("reads", "unused", "patterns") if name in given}
    if "steps" in given:
        more["steps"] = tuple(given["steps"])
    return Recipe(question, source, output, key, names, columns, **more)


def run(root: Path, name: str, file: Path) -> Imported:
    """Make the data files of a recipe from a CSV file (RFC 4180, UTF-8, with a header line) or a folder; write nothing yet.

    Raises WrongUse for an unknown recipe, EnvironmentFault or UnreadableInput, with the row or column, for a file that is not
    the one that the recipe's source describes: a column is missing, a row is short, rows are missing, or its bytes differ.
    """
    recipe = _named(recipes(root), name)
    reading = store.read(root)
    if reading.unreadable:
        raise reading.unreadable[0]
    graph = reading.store
    before = _outputs(recipe)
    for path in before:
        graph.remove_graph(NamedNode(store.graph_name(path.relative_to(root))))
    rows = _articles(file, recipe, graph) if recipe.reads == "tei" else _rows(file, recipe, graph)
    graph.extend(quad for row in rows for quad in _row_quads(*row, recipe))
    table = {**query.prefixes(graph), "column": _COLUMN}
    if recipe.patterns:
        graph.extend(_fits(root, rows, recipe, graph, table))
    for step in recipe.steps:
        _construct(graph, sparql.with_prefixes(_row_query(root, step), table))
    made = _construct(graph, sparql.with_prefixes(recipe.question.text, table))
    outputs = {
        path: _text(root, recipe, triples, table)
        for path, triples in sorted(_by_output(recipe, made).items())
        if triples
    }
    unused = tuple(_unmatched(root, recipe, graph, table))
    return Imported(outputs, len(rows), unused, tuple(path for path in before if path not in outputs))


def _outputs(recipe: Recipe) -> list[Path]:
    """The files that the recipe has written before."""
    return sorted(recipe.output.parent.glob(recipe.output.name.replace("{part}", "*")))


def _by_output(recipe: Recipe, made: list[Triple]) -> dict[Path, list[Triple]]:
    part = {t.subject: t.object.value for t in made if t.predicate.value == _PART and isinstance(t.object, Literal)}
    outputs: dict[Path, list[Triple]] = {}
    for triple in made:
        if not triple.predicate.value.startswith(_COLUMN):
            name = recipe.output.name.replace("{part}", part.get(triple.subject, ""))
            outputs.setdefault(recipe.output.with_name(name), []).append(triple)
    return outputs or {recipe.output: []}


def _text(root: Path, recipe: Recipe, triples: list[Triple], table: Mapping[str, str]) -> str:
    turtle = serialize(sorted(triples, key=str), format=RdfFormat.TURTLE, prefixes=dict(table))
    head = _HEAD.format(name=recipe.question.name, source=local_name(recipe.source))
    return Formatter(root).canonical(head + (turtle or b"").decode())


def _row_query(root: Path, name: str) -> str:
    return query.load(root / FOLDER / "rows" / f"{name}.rq").text


def write(imported: Imported) -> None:
    """Write the results, each whole or not at all, and take away what an earlier run made and this one does not."""
    for path, text in imported.outputs.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        content = text.encode()
        write_atomically(path, lambda stream, content=content: stream.write(content))  # type: ignore[misc]
    for path in imported.stale:
        path.unlink()


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


def _articles(folder: Path, recipe: Recipe, graph: Store) -> list[tuple[int, dict[str, str]]]:
    """Read the dated passages, after checking that the folder is the one that the source describes.

    The hash of a folder is that of the lines ``<hash>  <name>`` of its files, as sha256sum prints them.
    """
    rows = [(row.line, row.values) for row in tei.rows(folder)]
    _check_header(list(tei.COLUMNS), recipe, folder)
    files = sorted(path for path in folder.iterdir() if path.suffix == ".xml")
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)
    _check_version(sums.encode(), len(rows), recipe, graph, folder)
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
    node = _row_node(line, row, recipe)
    values = {**{_slug(name): value for name, value in row.items()}, "key": " ".join(row[name] for name in recipe.key)}
    yield Quad(node, NamedNode(_COLUMN + "list"), NamedNode(recipe.source), _ROWS)
    yield Quad(node, NamedNode(_COLUMN + "line"), Literal(str(line), datatype=NamedNode(XSD + "integer")), _ROWS)
    for name, value in values.items():
        if value:
            yield Quad(node, NamedNode(_COLUMN + name), Literal(value), _ROWS)
    for name in recipe.names:
        if row[name]:
            yield Quad(node, NamedNode(_COLUMN + "called"), Literal(row[name]), _ROWS)


def _fits(
    root: Path, rows: list[tuple[int, dict[str, str]]], recipe: Recipe, graph: Store, table: Mapping[str, str]
) -> Iterator[Quad]:
    """Say which patterns fit which rows: those for the section itself, or else those for its heading.

    A heading is seen below that of its part, with a bar between; a pattern for the passage has to fit besides.
    """
    found = query.select(graph, sparql.with_prefixes(_row_query(root, recipe.patterns), table))
    mine = [pattern for pattern in found if pattern["list"] == recipe.source]
    keys = {pattern["key"] for pattern in mine}
    for line, row in rows:
        key, headed = f"{row['article']}: {row['heading']}", f"{row['under']} | {row['heading']}"
        node = _row_node(line, row, recipe)
        for pattern in mine:
            heading, passage = pattern["heading"], pattern["passage"]
            meant = pattern["key"] == key if key in keys else bool(heading and re.search(heading, headed))
            if meant and (not passage or re.search(passage, row["passage"])):
                yield Quad(node, NamedNode(_COLUMN + "fits"), NamedNode(pattern["match"] or ""), _ROWS)


def _row_node(line: int, row: Mapping[str, str], recipe: Recipe) -> NamedNode:
    """Rows of a folder are told apart by their key, since lines are those of their own files."""
    name = _slug(" ".join(row[part] for part in recipe.key)) if recipe.reads == "tei" else line
    return NamedNode(f"urn:row:{name}")


def _slug(column: str) -> str:
    """``ISO3166-1-Alpha-2`` is ``column:iso3166-1-alpha-2`` in a recipe."""
    return re.sub(r"[^a-z0-9]+", "-", column.lower()).strip("-")


def _construct(graph: Store, text: str) -> list[Triple]:
    made = graph.query(text, use_default_graph_as_union=True)
    assert isinstance(made, QueryTriples)
    triples = list(made)
    graph.extend(Quad(t.subject, t.predicate, t.object, _ROWS) for t in triples)
    return triples


def _unmatched(root: Path, recipe: Recipe, graph: Store, table: Mapping[str, str]) -> Iterator[Unmatched]:
    text = sparql.with_prefixes(_row_query(root, recipe.unused), table)
    for row in query.select(graph, text):
        candidates = tuple(sorted((row.get("candidates") or "").split()))
        file = row.get("file") or ""
        yield Unmatched(int(row["line"] or 0), row["key"] or "", row["called"] or "", candidates, file)
