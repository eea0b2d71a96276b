"""The second opinion on all data: every shipped question on rdflib, compared with Oxigraph.

Both read the derived rows that Oxigraph made: on all data rdflib needs hours to derive them.  That it derives the same ones
is compared in ``make test``, on the fictional world and on each hard case.

The second opinion on validation: the quick engine compared with pySHACL on all data, on all examples of rules, and on a
generated set of ten thousand triples full of mistakes.

``make oracle`` runs both and writes ``tests/oracle.json``: the hashes of what went in, how many rows each query gave, and how
many results each set has.  ``make test`` complains when the input has changed since.
``python -m tests.oracle queries`` or ``verdicts`` runs one of them.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.generate import generate
from kg import query, store
from kg.graph import Graph
from tests.conftest import CHECKOUT, WORLD, make_root
from tests.engines import bound, load_rdflib, on_oxigraph, on_rdflib
from tests.verdicts import both

RESULT = CHECKOUT / "tests" / "oracle.json"
FORK = multiprocessing.get_context("fork")
# Seconds that rdflib has for a question on all data.  It joins some of them in time that grows with the square of the data;
# those are compared on the fictional world and the hard cases.
DEADLINE = 45


def input_hash() -> str:
    """The hash of every file that can change an answer: ontology, data, queries."""
    return _hash([*store.turtle_files(CHECKOUT), *sorted((CHECKOUT / "queries").rglob("*.rq"))])


def verdicts_hash() -> str:
    """The hash of every file that can change a verdict: ontology, shapes, data, what is derived, the examples, the engine."""
    files = [*store.turtle_files(CHECKOUT), CHECKOUT / "benchmarks" / "generate.py"]
    for folder in ("tests/world/data", "tests/shapes", "queries/engine", "kg/validate"):
        files += sorted(p for p in (CHECKOUT / folder).rglob("*") if p.suffix in (".ttl", ".rq", ".py"))
    return _hash(files)


def _hash(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(CHECKOUT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def queries() -> dict[str, object]:
    """Compare the answers of all queries.  Exits with what differs; what rdflib does not finish is named, not passed over."""
    graph = Graph(CHECKOUT)
    with tempfile.TemporaryDirectory() as folder:
        loaded = load_rdflib(graph, Path(folder))
    asked = {
        name: bound(graph, question)
        for folder_name in ("queries", "queries/networks")
        for name, question in query.catalogue(CHECKOUT, folder_name).items()
    }
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        verdict = dict(zip(asked, pool.map(lambda text: _compared(graph, loaded, text), asked.values()), strict=True))
    different = [name for name, found in verdict.items() if found == "different"]
    if different:
        sys.exit(f"the engines differ on {', '.join(different)}")
    return {
        "input": input_hash(),
        "triples": len(graph.store),
        "rows": {name: found for name, found in verdict.items() if isinstance(found, int)},
        "unfinished": sorted(name for name, found in verdict.items() if found == "unfinished"),
    }


def _compared(graph: Graph, loaded: object, text: str) -> int | str:
    """How many rows both engines give; ``different``, or ``unfinished`` where rdflib needs longer than the deadline."""
    ours = on_oxigraph(graph, text)
    receiver, sender = FORK.Pipe(duplex=False)
    child = FORK.Process(target=lambda: sender.send(on_rdflib(loaded, text) == ours), daemon=True)
    child.start()
    equal = receiver.recv() if receiver.poll(DEADLINE) else None
    child.kill()
    print(f"{text.splitlines()[0]} {sum(ours.values())} rows: {equal}", file=sys.stderr)
    return "unfinished" if equal is None else sum(ours.values()) if equal else "different"


def verdicts() -> dict[str, object]:
    """Compare the results of both engines of validation.  Exits with what differs."""
    counts = {}
    with tempfile.TemporaryDirectory() as folder:
        examples = make_root(Path(folder) / "examples", WORLD / "data")
        shutil.copytree(CHECKOUT / "tests" / "shapes", examples / "data" / "shapes")
        faulty = generate(Path(folder) / "faulty", 10_000, faults=0.8).root
        for name, root in (("generated mistakes", faulty), ("examples", examples), ("all data", CHECKOUT)):
            began = time.monotonic()
            quick, reference = both(root)
            counts[name] = sum(quick.values())
            print(f"{name}: {counts[name]} results, {time.monotonic() - began:.1f} s", file=sys.stderr)
            if quick != reference:
                sys.exit(f"the engines differ on {name}: {list((quick - reference) + (reference - quick))[:5]}")
    return {"input": verdicts_hash(), "results": counts}


def main() -> None:
    """Compare, and write the result if everything is equal; say what differs and exit 1 otherwise."""
    parts = {"queries": queries, "verdicts": verdicts}
    found = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    for name in sys.argv[1:] or parts:
        found[name] = parts[name]()
        RESULT.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
