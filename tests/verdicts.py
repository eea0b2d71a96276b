"""Compares the quick engine with pySHACL, the reference: component, focus node, path, value, shape and severity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from rdflib.plugins.sparql import processor

from kg import store
from kg.validate import run
from kg.validate.data import Data

TODAY = "2030-01-01"


def both(root: Path, today: str = TODAY) -> tuple[Counter[tuple[str, ...]], Counter[tuple[str, ...]]]:
    """Return the results of the quick engine and of pySHACL on all files of a root, as multisets of keys."""
    data = Data(root, store.turtle_files(root))
    data.derive(today)
    texts = [store.content(path, root) for path in run.shape_files(root)]
    quick = run.quick(data, texts)
    with parsed_once():
        reference = run.reference(data, texts, run.Limits(seconds=7200, megabytes=8192))
    return Counter(result.key for result in quick), Counter(result.key for result in reference)


@contextmanager
def parsed_once() -> Iterator[None]:
    """Let rdflib parse each query once and not for each node, which is most of pySHACL's time and changes no answer."""
    parse, translate = processor.parseQuery, processor.translateQuery
    trees = lru_cache(maxsize=None)(parse)
    algebras: dict[int, Any] = {}

    def translated(tree: Any, *rest: Any) -> Any:
        if id(tree) not in algebras:
            algebras[id(tree)] = translate(tree, *rest)
        return algebras[id(tree)]

    processor.parseQuery, processor.translateQuery = trees, translated
    try:
        yield
    finally:
        processor.parseQuery, processor.translateQuery = parse, translate
