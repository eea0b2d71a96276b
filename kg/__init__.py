"""The recognition graph from Python.

>>> import kg
>>> from kg.status import status
>>> graph = kg.load()
>>> emirate = graph.names.find("islamic-emirate-of-afghanistan-2021")
>>> [graph.labels[row.actor] for row in status(graph, target=emirate, on="2025-07-04").rows]
['Russia']
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.graph import Graph

__version__ = "0.1.0"
__all__ = ["load"]


def load(root: str | Path | None = None) -> Graph:
    """Read all data and return the graph.

    ``root`` names a checkout; without it, the checkout at or above the working directory is read, else the data installed
    with the package.  Raises kg.errors.WrongUse if there is none, UnreadableInput if a file cannot be read.
    """
    from kg import store
    from kg.graph import Graph

    return Graph(store.find_root(Path(root) if root is not None else None))
