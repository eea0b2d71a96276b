"""Networks for Gephi and other tools: views of the graph, and the formats in which they are written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from kg.errors import KgError, WrongUse
from kg.files import write_atomically
from kg.network import gexf, graphml, spreadsheets
from kg.network.records import Network
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
    broken = next(faults(network), None)
    if broken:
        raise KgError(f"the network cannot be written: {broken}", remedy="report it: this is a fault of kg")
    ready = settled(network)
    written = []
    for infix, extension, writer in FORMATS[chosen]:
        file = path.with_name(path.stem + infix + extension) if infix else path
        write_atomically(file, partial(writer, ready))
        written.append(file)
    sidecar = path.with_name(path.stem + ".export.json")
    content = json.dumps(account(ready, chosen), ensure_ascii=False, indent=2) + "\n"
    write_atomically(sidecar, lambda stream: stream.write(content.encode()))
    return [*written, sidecar]


def account(network: Network, form: str) -> dict[str, object]:
    """Return what the sidecar says: what was written, how many of each kind, and what was lost or widened."""
    kinds = Counter(edge.kind for edge in network.edges)
    return {
        "view": network.title,
        "description": network.description,
        "format": form,
        "on": network.on.isoformat() if network.on else None,
        "period": None if network.on else _period(network),
        "nodes": len(network.nodes),
        "edges": len(network.edges),
        "edges_by_kind": dict(sorted(kinds.items())),
        "spells": sum(len(edge.spells) for edge in network.edges),
        "losses": [{"rule": loss.rule, "about": loss.about, "what": loss.sentence} for loss in network.losses],
        "licences": list(network.licences),
    }


def _period(network: Network) -> dict[str, str | None]:
    """The first and the last day that any spell of an edge names; a spell can go on beyond them."""
    starts = [spell.start for edge in network.edges for spell in edge.spells if spell.start]
    ends = [spell.end for edge in network.edges for spell in edge.spells if spell.end]
    days = [*starts, *ends]
    return {"first": min(days).isoformat() if days else None, "last": max(days).isoformat() if days else None}
