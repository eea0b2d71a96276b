"""Reads the Turtle files of a git revision, without checking it out."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

from kg.errors import EnvironmentFault


def commit_of(root: Path, revision: str) -> str | None:
    """Return the commit that a revision names in the repository of ``root``; None if it names none there."""
    done = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}")
    return done.stdout.decode().strip() if done.returncode == 0 else None


def differing(root: Path, commit: str) -> dict[str, str]:
    """Return the names of the files below ``root`` that differ from a commit or are not known to git, sorted.

    With each stands the blob that it was in the commit, empty if it was no regular file there.
    Raises EnvironmentFault if git cannot tell.
    """
    told = _checked(_git(root, "diff", "--raw", "--no-abbrev", "-z", "--relative", "--no-renames", commit, "--"))
    new = _checked(_git(root, "ls-files", "-z", "--others", "--exclude-standard"))
    abouts, names = _names(told)[::2], _names(told)[1::2]
    before = {name: _blob(about) for about, name in zip(abouts, names, strict=True)}
    return dict(sorted({**dict.fromkeys(_names(new), ""), **before}.items()))


def _names(told: bytes) -> list[str]:
    return told.decode(errors="surrogateescape").split("\0")[:-1]


def _blob(about: str) -> str:
    """The blob before, of a line of ``git diff --raw``: ``:100644 100644 <before> <after> M``."""
    mode, _, blob, *_ = about.removeprefix(":").split()
    return blob if mode.startswith("100") else ""


def has_commits(root: Path) -> bool:
    """Whether anything has been committed to the repository of ``root``.  Raises EnvironmentFault if it is none."""
    return bool(_checked(_git(root, "rev-list", "--all", "--max-count=1")))


def turtle_at(root: Path, commit: str, folders: Iterable[str] = ("ontology", "data")) -> dict[Path, bytes]:
    """Return the content of each Turtle file below the folders in a commit, by path below ``root``.

    Contents are those that git keeps, no filter applied; symbolic links are left out.
    Raises EnvironmentFault if git cannot read them.
    """
    listed = _checked(_git(root, "ls-tree", "-r", "-z", commit, "--", *folders))
    found: dict[Path, str] = {}
    for entry in _names(listed):
        about, _, name = entry.partition("\t")
        mode, kind, blob = about.split()
        if kind == "blob" and mode.startswith("100") and name.endswith(".ttl"):
            found[Path(name)] = blob
    texts = contents(root, list(found.values()))
    return {path: texts[blob] for path, blob in found.items()}


def contents(root: Path, blobs: list[str]) -> dict[str, bytes]:
    """Return what some blobs hold.  Raises EnvironmentFault if git cannot read them."""
    stream = _checked(_git(root, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs).encode()))
    found: dict[str, bytes] = {}
    at = 0
    for blob in blobs:
        head_end = stream.index(b"\n", at)
        size = int(stream[at:head_end].split()[2])
        found[blob] = stream[head_end + 1 : head_end + 1 + size]
        at = head_end + size + 2
    return found


def _git(root: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", "-C", str(root), *arguments], input=given, capture_output=True, check=False)
    except OSError as fault:
        raise EnvironmentFault(f"git cannot be run ({fault.strerror})", remedy="install git, or name files") from fault


def _checked(done: subprocess.CompletedProcess[bytes]) -> bytes:
    if done.returncode != 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines() or ["git failed"]
        raise EnvironmentFault(lines[-1], remedy="see what git says of the repository")
    return done.stdout
