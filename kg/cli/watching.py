"""Waits for edits of the files that a command reads."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

SECONDS: Final = 0.4
_READ: Final = (".ttl", ".rq")


def edits(places: Iterable[Path]) -> Iterator[None]:
    """Yield at once, and after each edit of a Turtle file or a query at or below the places, until interrupted.

    Times and sizes are looked at every ``SECONDS``: some thousand files take a hundredth of that.
    """
    watched = list(places)
    before = None
    while True:
        if before is not None:
            time.sleep(SECONDS)
        now = _state(watched)
        if now != before:
            before = now
            yield


def _state(places: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    found = {}
    for place in places:
        for path in place.rglob("*") if place.is_dir() else [place]:
            if path.suffix in _READ:
                try:
                    stat = path.stat()
                except FileNotFoundError:
                    continue
                found[path] = (stat.st_mtime_ns, stat.st_size)
    return found
