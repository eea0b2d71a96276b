"""``make foreign``: exports every view of all data, and lets foreign readers say what they find.

What they find is compared with the network and with what SPARQL counts: nodes, edges, kinds, and three attributes of some
edges.  The result is ``tests/foreign.json``; ``make test`` complains when what went in has changed since.  The data are not part
of that hash, since contributors of data need no Java, Node or R: which data were exported is told beside it.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kg import network, store
from kg.graph import Graph
from kg.network import views
from kg.network.records import Network
from kg.network.style import styled
from tests.conftest import CHECKOUT
from tests.foreign.readers import NOT_RUN, READERS, Found, Reader, version_of
from tests.networks import CUT, EMPTY, HOSTILE, NETWORK, SINGLE

RESULT = CHECKOUT / "tests" / "foreign.json"
COLUMNS = ("acts", "source_count", "disputed")
ON = date(2001, 9, 1)
# Views whose edges are not those of the query's rows.
_PROJECTED = ("co-recognition",)


@dataclass(frozen=True)
class Exported:
    """A network and the files in which it is written."""

    name: str
    network: Network
    files: dict[str, Path]


def input_hash() -> str:
    """The hash of every file but the data that can change what readers find."""
    folders = ("ontology", "queries", "kg/network", "tests/foreign")
    files = sorted(
        p for f in folders for p in (CHECKOUT / f).rglob("*") if p.is_file() and "__pycache__" not in p.parts
    )
    return _hash([*files, CHECKOUT / "tests" / "networks.py"])


def _hash(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(CHECKOUT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def networks(graph: Graph) -> Iterator[tuple[str, Network]]:
    """Every view over time, one of them styled and on a day, and the networks that are awkward."""
    for name in views.questions(CHECKOUT):
        asked = views.ask(graph, views.find(CHECKOUT, name))
        made = asked.over_time()
        _counted(graph, asked, made)
        yield name, made
        if name == "recognition":
            yield f"{name}, styled", styled(made)
            yield f"{name}, {ON}", asked.cut(ON, everybody=True)
    awkward = {"difficult": NETWORK, "difficult, on a day": CUT, "awkward": HOSTILE, "empty": EMPTY, "single": SINGLE}
    yield from awkward.items()


def _counted(graph: Graph, asked: views.View, made: Network) -> None:
    """No edge is lost between the rows that SPARQL gives and the network, but those that are told never to have held."""
    if asked.question.name in _PROJECTED:
        return
    rows = views.query.select(graph.store, views.sparql.with_prefixes(asked.text, graph.prefixes))
    held = {
        (r["source"], r["target"], r["kind"]) for r in rows if "state" not in r or (r["state"] or "").endswith("/held")
    }
    never = sum(loss.rule == "never-held" for loss in made.losses)
    if len(held) != len(made.edges) + never:
        sys.exit(f"{made.view}: SPARQL has {len(held)} edges, the network {len(made.edges)}, and {never} never held")


def export(name: str, made: Network, folder: Path) -> Exported:
    """Write a network in every format that a reader judges and that suits it."""
    files = {}
    for form in sorted({reader.form for reader in READERS.values()}):
        chosen = network.FORMATS[form]
        if not (chosen.over_time if made.on is None else chosen.cut):
            continue
        place = folder / form
        place.mkdir(exist_ok=True)
        # Tulip reads one matrix in a file.
        one = _of_one_kind(made) if form == "ucinet" else made
        stem = name.replace(", ", "-").replace(" ", "-")
        files[form] = network.write(one, place / f"{stem}{chosen.suffix}", form)[0]
    return Exported(name, made, files)


def _of_one_kind(made: Network) -> Network:
    kinds = Counter(edge.kind for edge in made.edges)
    kind = max(sorted(kinds), key=lambda kind: kinds[kind], default="")
    return views.replace(made, edges=tuple(edge for edge in made.edges if edge.kind == kind))


def judged(name: str, reader: Reader, exports: list[Exported]) -> list[str]:
    """Return what a reader finds otherwise than it was written."""
    given = [one for one in exports if reader.form in one.files]
    asked = [_asked(one, reader) for one in given]
    found = reader.read(asked)
    if len(found) != len(given):
        return [f"{name} tells of {len(found)} of {len(given)} files"]
    return [
        f"{name}, {one.name}: {fault}"
        for one, told in zip(given, found, strict=True)
        for fault in _faults(one, told, reader)
    ]


def _asked(one: Exported, reader: Reader) -> dict[str, Any]:
    sample = _sample(one.network)
    ends = {edge.id: (edge.source, edge.target, edge.kind) for edge in one.network.edges if edge.id in set(sample)}
    return {"file": str(one.files[reader.form]), "sample": sample, "ends": ends, "columns": COLUMNS}


def _sample(made: Network) -> list[str]:
    ids = sorted(edge.id for edge in made.edges if all(name in edge.values for name in COLUMNS))
    return ids[:1] + ids[len(ids) // 2 : len(ids) // 2 + 1] + ids[-1:]


def _faults(one: Exported, told: Found, reader: Reader) -> Iterator[str]:
    made = _of_one_kind(one.network) if reader.form == "ucinet" else one.network
    wanted = {"nodes": len(made.nodes), "edges": len(made.edges), "kinds": dict(Counter(e.kind for e in made.edges))}
    yield from (
        f"{part} {told[part]}, not {wanted[part]}" for part in wanted if told.get(part, wanted[part]) != wanted[part]
    )
    if "values" in told and one.name != "awkward":
        for edge in made.edges:
            for column, value in told["values"].get(edge.id, {}).items():
                if _word(value) != _word(edge.values[column]):
                    yield f"{edge.id}, {column}: {value!r}, not {edge.values[column]!r}"
        if set(told["values"]) != set(_sample(made)):
            yield f"it tells of {sorted(told['values'])}"


def _word(value: Any) -> str:
    if isinstance(value, bool) or value in ("true", "false"):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return f"[{', '.join(value)}]"
    return str(int(value)) if isinstance(value, float) else str(value)


def main() -> None:
    """Export, read, compare; write the result if everything agrees, say what differs and exit 1 otherwise."""
    graph = Graph(CHECKOUT)
    told: dict[str, Any] = {}
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        exports = [export(name, made, Path(folder)) for name, made in networks(graph)]
        print(f"{len(exports)} networks exported", file=sys.stderr)
        for name, reader in READERS.items():
            began = time.monotonic()
            version = version_of(reader)
            if version is None:
                told[name] = {"format": reader.form, "not run": "not installed on this machine"}
                continue
            found = judged(name, reader, exports)
            faults += found
            files = sum(reader.form in one.files for one in exports)
            note = {"what": reader.note} if reader.note else {}
            told[name] = {"format": reader.form, "version": version, "files": files, "agrees": not found, **note}
            print(
                f"{name} {version}: {files} files, {time.monotonic() - began:.1f} s",
                *found,
                sep="\n  ",
                file=sys.stderr,
            )
    told |= {name: {"not run": why} for name, why in NOT_RUN.items()}
    if faults:
        sys.exit(f"{len(faults)} differences")
    counts = {one.name: {"nodes": len(one.network.nodes), "edges": len(one.network.edges)} for one in exports}
    data = {"hash": _hash([*store.turtle_files(CHECKOUT)]), "triples": len(graph.store)}
    result = {"input": input_hash(), "data": data, "exports": counts, "readers": told}
    RESULT.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
