"""The recognition graph from Python.

>>> import kg
>>> graph = kg.load()
>>> answer = graph.status("islamic-emirate-of-afghanistan-2021", on="2025-07-04", among="united-nations")
>>> [row["label"] for row in answer if row["answer"] == "held"]
['Russia']
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.api import RecognitionGraph

__version__ = "0.1.0"
__all__ = ["load"]


def load(root: str | Path | None = None) -> RecognitionGraph:
    """Read all data and return the graph.

    ``root`` names a checkout; without it, the checkout at or above the working directory is read, else the data installed
    with the package.  Raises kg.errors.WrongUse if there is none, UnreadableInput if a file cannot be read.
    """
    from kg import store
    from kg.api import RecognitionGraph

    return RecognitionGraph(store.find_root(Path(root) if root is not None else None))
