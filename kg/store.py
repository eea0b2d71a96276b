"""Reads the Turtle files of a root folder into one quad store, one named graph per file.

The files are the truth; the store is made anew in each run and never written back, because it does not keep terms as they
were written (``2.50`` becomes ``2.5``).  A file that cannot be read contributes nothing: it is reported, never half-loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from pyoxigraph import Quad, RdfFormat, Store, parse, serialize

from kg import syntax
from kg.errors import EnvironmentFault, KgError, Place, UnreadableInput, WrongUse

FOLDERS: Final = ("ontology", "data", "queries")
INSTALLED: Final = Path(__file__).parent / "installed"
FILE_GRAPH: Final = "file:"
ALIGNMENTS: Final = "alignments"
_CONFLICT = re.compile(rb"^(<{7}|={7}|>{7})(\s|$)", re.MULTILINE)


@dataclass(frozen=True)
class Reading:
    """A store and the files that went into it.

    ``unreadable`` are the faults of those that did not; ``lost`` are the names that they may describe, as they are written.
    """

    root: Path
    store: Store
    files: tuple[Path, ...]
    unreadable: tuple[KgError, ...] = field(default=())
    lost: frozenset[str] = field(default=frozenset())


def find_root(given: Path | None = None, *, start: Path | None = None) -> Path:
    """Return the folder that holds ``ontology/``, ``data/`` and ``queries/``.

    ``given`` is taken as it is; else the nearest such folder at or above ``start`` (the working directory), which is a
    checkout; else what was installed with the package.  Raises WrongUse if ``given`` is no such folder.
    """
    if given is not None:
        if not _is_root(given):
            raise WrongUse(f"{given} has no folders {', '.join(FOLDERS)}", remedy="name a checkout with --root")
        return given.resolve()
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if _is_root(folder):
            return folder
    if _is_root(INSTALLED):
        return INSTALLED
    raise WrongUse("no data here and none installed", remedy="change to a checkout, or name one with --root")


def _is_root(folder: Path) -> bool:
    return all((folder / name).is_dir() for name in FOLDERS)


def turtle_files(root: Path, folders: Iterable[str] = ("ontology", "data")) -> list[Path]:
    """Return the Turtle files below the folders, sorted by path.

    Alignments are for other tools and left out; so are symbolic links that lead out of ``root``.
    """
    return walked(root, folders)[0]


def walked(root: Path, folders: Iterable[str] = ("ontology", "data")) -> tuple[list[Path], list[Path]]:
    """Return the Turtle files as ``turtle_files`` does, and what looks like one and is not read, by its path below ``root``.

    Those are links out of the root, to nowhere or to a folder, and what is no regular file.
    """
    read, passed_over = [], []
    for path in (path for name in folders for path in (root / name).rglob("*")):
        is_turtle = path.suffix == ".ttl"
        if is_turtle and path.is_file() and path.resolve().is_relative_to(root):
            read += [] if ALIGNMENTS in path.relative_to(root).parts else [path]
        elif path.is_symlink() if path.is_dir() else is_turtle:
            passed_over.append(path.relative_to(root))
    return sorted(read), sorted(passed_over)


def read(root: Path, extra: Iterable[Path] = ()) -> Reading:
    """Read the ontology and all data below ``root``, and ``extra`` files besides.

    Syntax faults are collected in the result, all of each bad file; nothing of such a file is in the store.
    """
    store = Store()
    files: list[Path] = []
    faults: list[KgError] = []
    lost: set[str] = set()
    for path in [*turtle_files(root), *extra]:
        try:
            _load(store, path, root)
            files.append(path)
        except KgError as fault:
            all_faults, names = left_out(path, root, fault)
            faults += all_faults
            lost |= names
    return Reading(root, store, tuple(files), tuple(faults), frozenset(lost))


def _load(store: Store, path: Path, root: Path) -> None:
    """Add what ``quads`` yields, all or nothing; the engine does it in half the time."""
    from pyoxigraph import NamedNode

    text, where = content(path, root), shown(path, root)
    try:
        store.load(text, format=RdfFormat.TURTLE, to_graph=NamedNode(graph_name(where)))
    except SyntaxError:
        raise syntax.faults(text, where)[0] from None


def left_out(path: Path, root: Path, first: KgError) -> tuple[list[KgError], set[str]]:
    """Return every fault of a file that cannot be read, and the names that it may have been going to describe.

    ``first`` is the fault that reading met; it is the only one where there is no text to look for more in.
    """
    where = shown(path, root)
    try:
        found = raw(path, root)
    except KgError:
        return [first], set()
    names = syntax.subjects(found)
    try:
        return [*syntax.faults(checked(found, where), where)] or [first], names
    except KgError:
        return [first], names


def nameless(path: Path, root: Path, lines: bytes) -> tuple[list[KgError], set[str]]:
    """Return a fault for each node without a name in a file, and, if there are any, the names that it describes.

    ``lines`` is the file as N-Triples.  Nobody can speak of such a node, and no engine could tell where it stands.
    """
    if not (lines.startswith(b"_:") or b"\n_:" in lines or b" _:" in lines):
        return [], set()
    found = content(path, root)
    faults = syntax.nameless(found, shown(path, root))
    return [*faults], syntax.subjects(found) if faults else set()


def quads(path: Path, root: Path) -> Iterator[Quad]:
    """Yield the quads of one Turtle file, in a graph named after the file's place below ``root``.

    Raises UnreadableInput with line and column for a syntax fault, EnvironmentFault if the file cannot be opened.
    """
    yield from quads_of(content(path, root), shown(path, root))


def quads_of(text: bytes, where: Path) -> Iterator[Quad]:
    """Yield the quads of a Turtle text that stands, or stood, at the place ``where`` below the root.

    Raises UnreadableInput with line and column for a syntax fault, and for what is no text in UTF-8.
    """
    from pyoxigraph import NamedNode

    graph = NamedNode(graph_name(where))
    try:
        for triple in parse(checked(text, where), format=RdfFormat.TURTLE):
            yield Quad(triple.subject, triple.predicate, triple.object, graph)
    except SyntaxError:
        raise syntax.faults(text, where)[0] from None


def ntriples(path: Path, root: Path) -> bytes:
    """Return one Turtle file as N-Triples, with its terms as they were written.  Raises what ``quads`` raises."""
    text = content(path, root)
    try:
        lines = serialize(parse(text, format=RdfFormat.TURTLE, rename_blank_nodes=True), format=RdfFormat.N_TRIPLES)
    except SyntaxError:
        raise syntax.faults(text, shown(path, root))[0] from None
    return lines or b""


def shown(path: Path, root: Path) -> Path:
    """Return the path as a reader of the project knows it: below the root if it lies there."""
    resolved = path.resolve()
    return resolved.relative_to(root) if resolved.is_relative_to(root) else path


def graph_name(path: Path) -> str:
    """Return the name of the graph that a file, by its path relative to the root, is read into."""
    return FILE_GRAPH + quote(path.as_posix())


def graph_file(name: str) -> Path:
    """Return the path, relative to the root, of the file that a graph was read from."""
    return Path(unquote(name.removeprefix(FILE_GRAPH)))


def content(path: Path, root: Path) -> bytes:
    """Return the bytes of a file as UTF-8 without a byte order mark.  Raises UnreadableInput or EnvironmentFault."""
    return checked(raw(path, root), shown(path, root))


def raw(path: Path, root: Path) -> bytes:
    """Return the bytes of a file.  Raises EnvironmentFault if it cannot be opened, UnreadableInput if it is no file."""
    try:
        if not path.is_file():
            raise UnreadableInput("not a file", place=Place(shown(path, root)), remedy="name a Turtle file")
        return path.read_bytes()
    except OSError as fault:
        raise EnvironmentFault(f"cannot be read ({fault.strerror})", place=Place(shown(path, root))) from fault


def checked(content: bytes, where: Path) -> bytes:
    """Return a text in UTF-8 without its byte order mark.  Raises UnreadableInput for other bytes and for conflict markers."""
    # To look for the signs alone is quicker than to look at the beginning of each line.
    signs = any(sign * 7 in content for sign in (b"<", b"=", b">"))
    if signs and (conflict := _CONFLICT.search(content)):
        line = content.count(b"\n", 0, conflict.start()) + 1
        raise UnreadableInput("a git conflict marker", place=Place(where, line, 1), remedy="settle the conflict first")
    return _utf8(content, where)


def _utf8(content: bytes, where: Path) -> bytes:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableInput("the file is UTF-16", place=Place(where), remedy="save it as UTF-8")
    try:
        content.decode()
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        raise UnreadableInput("not UTF-8", place=Place(where, line), remedy="save the file as UTF-8") from None
    return content.removeprefix(b"\xef\xbb\xbf")
