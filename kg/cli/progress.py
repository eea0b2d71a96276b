"""Says on a terminal that work goes on, when it takes long."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

AFTER: Final = 2.0


@contextmanager
def progress(what: str) -> Iterator[None]:
    """Show ``what`` and the seconds so far on stderr, from the second second on, if stderr is a terminal; erased at the end."""
    if not sys.stderr.isatty():
        yield
        return
    done = threading.Event()
    thread = threading.Thread(target=_show, args=(what, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _show(what: str, done: threading.Event) -> None:
    start = time.monotonic()
    shown = ""
    while not done.wait(0.5):
        passed = time.monotonic() - start
        if passed >= AFTER:
            shown = f"kg: {what}, {passed:.0f} s"
            sys.stderr.write(f"\r{shown}")
            sys.stderr.flush()
    if shown:
        sys.stderr.write(f"\r{' ' * len(shown)}\r")
        sys.stderr.flush()
