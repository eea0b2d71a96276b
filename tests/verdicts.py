"""Compares the quick engine with pySHACL, the reference: component, focus node, path, value, shape and severity."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from kg import store
from kg.validate import run
from kg.validate.data import Data

TODAY = "2026-01-01"


def both(root: Path, today: str = TODAY) -> tuple[Counter[tuple[str, ...]], Counter[tuple[str, ...]]]:
    """Return the results of the quick engine and of pySHACL on all files of a root, as multisets of keys."""
    data = Data(root, store.turtle_files(root), today)
    texts = [store.content(path, root) for path in run.shape_files(root)]
    quick, reference = (
        Counter(result.key for result in run.ENGINES[name](data, texts, run.LIMITS, None))
        for name in ("quick", "pyshacl")
    )
    return quick, reference
