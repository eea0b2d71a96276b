"""A state of the data: the triples of a file, a folder or a git revision, with the file of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Quad, Store, Triple

from kg import revisions, store
from kg.errors import Place, UnreadableInput, WrongUse

# Shapes have nodes without a name; what they require is for those who write rules.
LEFT_OUT: Final = frozenset({store.ALIGNMENTS, "shapes"})


@dataclass(frozen=True)
class State:
    """The Turtle files of a state by their shown path; ``whole`` if it is all of a root and not a part."""

    name: str
    files: Mapping[Path, bytes]
    whole: bool

    def triples(self, path: Path) -> set[Triple]:
        """Return the triples of one file.  Raises UnreadableInput for bad Turtle and for nodes without a name."""
        found = {Triple(q.subject, q.predicate, q.object) for q in self.quads(path)}
        if any(isinstance(term, BlankNode) for triple in found for term in (triple.subject, triple.object)):
            raise UnreadableInput(
                "there are nodes without a name, which cannot be followed from one state to the other",
                place=Place(path),
                remedy="give each an IRI",
            )
        return found

    def quads(self, path: Path) -> list[Quad]:
        """Return the quads of one file, in the graph of that file."""
        return list(store.quads_of(self.files[path], path))


def read_state(root: Path, name: str) -> State:
    """Return the state that a name means: a file or folder that exists, else a git revision or ``REVISION:PATH``.

    A revision means its ontology and data, and so does the folder of a checkout.  Raises WrongUse if it is none of these.
    """
    path = Path(name)
    if path.exists():
        return _on_disk(root, path, name)
    revision, colon, inside = name.partition(":")
    commit = revisions.commit_of(root, revision) if revision else None
    if commit is None:
        raise WrongUse(
            f"there is no file, folder or revision {name!r}", remedy="name one, such as data/cases or HEAD~1"
        )
    folders = [inside] if colon and inside else ["ontology", "data"]
    files = {p: content for p, content in revisions.turtle_at(root, commit, folders).items() if _wanted(p)}
    if not files:
        raise WrongUse(f"{name} has no Turtle file", remedy="name a path that git has in that revision")
    return State(name, files, whole=not inside)


def read_states(root: Path, old: str, new: str | None = None) -> tuple[State, State]:
    """Return the two states to compare; without ``new``, the later one is what ``old`` means in the files as they are now.

    Then a file or folder of the root alone means itself in the last commit and now.  Raises WrongUse if a name means no
    state, or there is nothing to compare it with.
    """
    if new is not None:
        return read_state(root, old), read_state(root, new)
    path = Path(old)
    if path.exists() and not _is_whole(path):
        return _committed(root, path), _on_disk(root, path, f"{old} as it is now")
    if path.exists() and path.resolve() != root:
        return _on_disk(root, path, old), working_state(root)
    before = read_state(root, "HEAD" if path.exists() else old)
    return before, working_state(root) if before.whole else _working_part(root, old.partition(":")[2])


def _committed(root: Path, path: Path) -> State:
    """The state of a file or folder in the last commit, in which there may be nothing of it."""
    shown = store.shown(path, root)
    if not path.resolve().is_relative_to(root):
        raise WrongUse(f"{path} is not below {root}", remedy="name NEW, with which to compare it")
    commit = revisions.commit_of(root, "HEAD")
    if commit is None:
        raise WrongUse(f"there is no commit with which to compare {path}", remedy="name NEW")
    files = revisions.turtle_at(root, commit, [shown.as_posix()])
    return State(f"HEAD:{shown.as_posix()}", {p: content for p, content in files.items() if _wanted(p)}, whole=False)


def _working_part(root: Path, inside: str) -> State:
    """The state of a file or folder of the root now, which may be gone."""
    name, path = f"{inside} as it is now", root / inside
    return _on_disk(root, path, name) if path.exists() else State(name, {}, whole=False)


def working_state(root: Path) -> State:
    """Return the state of the files of a root as they are on disk."""
    return _on_disk(root, root, "the working files")


def _on_disk(root: Path, path: Path, name: str) -> State:
    if not path.is_dir():
        return State(name, {store.shown(path, root): store.raw(path, root)}, whole=False)
    whole = _is_whole(path)
    if whole:
        base = path.resolve()
        found = {file: file.relative_to(base) for file in store.turtle_files(base)}
    else:
        found = {file: store.shown(file, root) for file in sorted(path.rglob("*.ttl"))}
    files = {shown: store.raw(file, root) for file, shown in found.items() if _wanted(shown)}
    return State(name, files, whole)


def _is_whole(path: Path) -> bool:
    return all((path / folder).is_dir() for folder in store.FOLDERS)


def _wanted(path: Path) -> bool:
    return not LEFT_OUT.intersection(path.parts[:-1])


def with_context(root: Path, new: State) -> Store:
    """Return a store with what names come from: all of the new state, over the files of the root if it is a part.

    Files of the root that cannot be read are left out here: they give names, and a slug does as well.
    """
    found = Store()
    if not new.whole:
        found.bulk_extend(list(store.read(root).store))
    return found
