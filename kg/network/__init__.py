"""Networks for Gephi and other tools: views of the graph, and the formats in which they are written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from kg.errors import KgError, WrongUse
from kg.files import write_atomically
from kg.network import gexf, graphml, spreadsheets
from kg.network.records import Column, Network
from kg.network.rules import faults
from kg.network.settle import settled

Writer = Callable[[Network, BinaryIO], None]

# Each format with the files that it makes: what is put before the extension, the extension, and the writer.
FORMATS: Final[dict[str, tuple[tuple[str, str, Writer], ...]]] = {
    "gexf": (("", ".gexf", gexf.write),),
    "gephi-csv": ((".nodes", ".csv", spreadsheets.write_nodes), (".edges", ".csv", spreadsheets.write_edges)),
    "graphml": (("", ".graphml", graphml.write),),
}


def format_of(path: Path, name: str | None = None) -> str:
    """Return the format by its name, or else by the extension of the file.  Raises WrongUse if it is neither."""
    for form, files in FORMATS.items():
        if name == form or (name is None and path.suffix.lower() == files[0][1]):
            return form
    if name is not None:
        raise WrongUse(f"a network has no format {name!r}", remedy=f"its formats are {', '.join(FORMATS)}")
    remedy = f"end it in .gexf, .graphml or .csv, or give --format {'|'.join(FORMATS)}"
    raise WrongUse(f"no format for {path.name}", remedy=remedy)


def write(network: Network, path: Path, form: str | None = None) -> list[Path]:
    """Write a network with its sidecar ``<stem>.export.json`` and return the files written, the sidecar last.

    The format is that of the extension, if it is not named; ``gephi-csv`` makes ``<stem>.nodes.csv`` and
    ``<stem>.edges.csv``.
    Raises WrongUse if there is no such format, KgError if the network breaks a rule of the readers (a fault of kg),
    EnvironmentFault if a file cannot be written.
    """
    chosen = format_of(path, form)
    ready = _ready(network)
    written = _files(ready, path, path.stem, chosen)
    return [*written, _sidecar(path, account(ready, chosen))]


def write_waves(waves: Iterable[Network], path: Path, form: str | None = None) -> list[Path]:
    """Write a series of cuts, ``<stem>.<day>`` for each, with one sidecar for all; otherwise as ``write``."""
    chosen = format_of(path, form)
    written: list[Path] = []
    told: list[dict[str, object]] = []
    for wave in map(_ready, waves):
        files = _files(wave, path, f"{path.stem}.{wave.on}", chosen)
        written += files
        told.append({"files": [file.name for file in files], **account(wave, chosen)})
    return [*written, _sidecar(path, {"waves": told})]


def _ready(network: Network) -> Network:
    broken = next(faults(network), None)
    if broken:
        raise KgError(f"the network cannot be written: {broken}", remedy="report it: this is a fault of kg")
    return settled(network)


def _files(network: Network, path: Path, stem: str, form: str) -> list[Path]:
    written = []
    for infix, extension, writer in FORMATS[form]:
        plain = not infix and stem == path.stem
        file = path if plain else path.with_name(stem + infix + (extension if infix else path.suffix))
        write_atomically(file, partial(writer, network))
        written.append(file)
    return written


def _sidecar(path: Path, told: Mapping[str, object]) -> Path:
    file = path.with_name(path.stem + ".export.json")
    content = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    write_atomically(file, lambda stream: stream.write(content.encode()))
    return file


def account(network: Network, form: str) -> dict[str, object]:
    """Return what the sidecar says: what was asked for and written, and what was lost, widened or merged."""
    kinds: Counter[str] = Counter()
    spells = 0
    for edge in network.edges:
        kinds[edge.kind] += 1
        spells += len(edge.spells)
    return {
        "view": network.view,
        "title": network.title,
        "description": network.description,
        "parameters": dict(network.parameters),
        "format": form,
        "on": network.on.isoformat() if network.on else None,
        "period": None if network.on else _period(network),
        "within": None if network.within is None else _bounds(network.within.start, network.within.end),
        "uncertain": network.uncertain,
        "nodes": len(network.nodes),
        "edges": kinds.total(),
        "edges_by_kind": dict(sorted(kinds.items())),
        "spells": spells,
        "columns": {"nodes": _columns(network.node_columns), "edges": _columns(network.edge_columns)},
        "losses_by_rule": dict(sorted(Counter(loss.rule for loss in network.losses).items())),
        "losses": [{"rule": loss.rule, "about": loss.about, "what": loss.sentence} for loss in network.losses],
        "legend": {part: dict(meanings) for part, meanings in network.legend.items()},
        "licences": list(network.licences),
        "query": network.query,
    }


def _columns(columns: Iterable[Column]) -> dict[str, str]:
    return {column.name: f"{column.type} over time" if column.dynamic else column.type for column in columns}


def _period(network: Network) -> dict[str, str | None]:
    """The first and the last day that any spell of an edge names; a spell can go on beyond them."""
    first = last = None
    for edge in network.edges:
        for day in (day for spell in edge.spells for day in (spell.start, spell.end) if day):
            first = day if first is None or day < first else first
            last = day if last is None or day > last else last
    return _bounds(first, last)


def _bounds(first: date | None, last: date | None) -> dict[str, str | None]:
    return {"first": first.isoformat() if first else None, "last": last.isoformat() if last else None}
