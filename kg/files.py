"""Writes files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from kg.errors import EnvironmentFault


def write_atomically(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write a file by way of a temporary one beside it: written, flushed to disk, then renamed over ``path``.

    ``write`` is given a binary stream.  Whatever fails, ``path`` keeps its old content and the temporary file is removed.
    Raises EnvironmentFault if the disk, a permission or the path stands in the way.
    """
    try:
        if path.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
    except OSError as fault:
        raise _cannot(path, fault) from fault
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(_mode(path))
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as fault:
        raise _cannot(path, fault) from fault
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _cannot(path: Path, fault: OSError) -> EnvironmentFault:
    return EnvironmentFault(
        f"{path} cannot be written ({fault.strerror or fault})", remedy="choose another place with -o"
    )


def _mode(path: Path) -> int:
    """Keep the permissions of the file that is replaced; a new file gets those that the user's umask gives."""
    if path.exists():
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the platform lets a folder be opened."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
