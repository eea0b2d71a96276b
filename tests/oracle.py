"""The second opinion on all data: every shipped question on rdflib, compared with Oxigraph.

Both read the derived rows that Oxigraph made: on all data rdflib needs hours to derive them.  That it derives the same ones
is compared in ``make test``, on the fictional world and on each hard case.

``make oracle`` runs it and writes ``tests/oracle.json``: the hash of what went in, and for each query how many rows both
engines gave.  ``make test`` complains when the input has changed since.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import time
from pathlib import Path

from kg import query, store
from kg.graph import Graph
from tests.conftest import CHECKOUT
from tests.engines import bound, load_rdflib, on_oxigraph, on_rdflib

RESULT = CHECKOUT / "tests" / "oracle.json"


def input_hash() -> str:
    """The hash of every file that can change an answer: ontology, data, queries."""
    digest = hashlib.sha256()
    files = [*store.turtle_files(CHECKOUT), *sorted((CHECKOUT / "queries").rglob("*.rq"))]
    for path in files:
        digest.update(path.relative_to(CHECKOUT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def main() -> None:
    """Compare, and write the result if everything is equal; say what differs and exit 1 otherwise."""
    graph = Graph(CHECKOUT)
    with tempfile.TemporaryDirectory() as folder:
        loaded = load_rdflib(graph, Path(folder))
    rows: dict[str, int] = {}
    different = []
    for folder_name in ("queries", "queries/networks"):
        for name, question in query.catalogue(CHECKOUT, folder_name).items():
            began = time.monotonic()
            text = bound(graph, question)
            ours, theirs = on_oxigraph(graph, text), on_rdflib(loaded, text)
            rows[name] = sum(ours.values())
            different += [name] * (ours != theirs)
            print(f"{name}: {rows[name]} rows, {time.monotonic() - began:.1f} s", file=sys.stderr)
    if different:
        sys.exit(f"the engines differ on {', '.join(different)}")
    result = {"input": input_hash(), "triples": len(graph.store), "rows": rows}
    RESULT.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
