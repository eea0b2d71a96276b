"""Networks for Gephi and other tools: views of the graph, and the formats in which they are written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from kg.errors import KgError, WrongUse
from kg.files import write_atomically
from kg.network import gexf, graphml, spreadsheets
from kg.network.records import Network, faults

Writer = Callable[[Network, BinaryIO], None]

# Each format with the files that it makes: what is put before the extension, the extension, and the writer.
FORMATS: Final[dict[str, tuple[tuple[str, str, Writer], ...]]] = {
    "gexf": (("", ".gexf", gexf.write),),
    "gephi-csv": ((".nodes", ".csv", spreadsheets.write_nodes), (".edges", ".csv", spreadsheets.write_edges)),
    "graphml": (("", ".graphml", graphml.write),),
}


def format_of(path: Path, name: str | None) -> str:
    """Return the format by its name, or else by the extension of the file.  Raises WrongUse with the list if it is neither."""
    if name is not None:
        return name
    for form, files in FORMATS.items():
        if path.suffix == files[0][1]:
            return form
    raise WrongUse(f"no format for {path.name}", remedy=f"end it in .gexf, .graphml or .csv, or give --format {'|'.join(FORMATS)}")


def write(network: Network, path: Path, form: str) -> list[Path]:
    """Write a network with its sidecar ``<stem>.export.json`` and return the files written.

    Raises KgError if the network breaks a rule of the readers (a fault of kg), EnvironmentFault if a file cannot be written.
    """
    broken = next(faults(network), None)
    if broken:
        raise KgError(f"the network cannot be written: {broken}")
    written = []
    for infix, extension, writer in FORMATS[form]:
        file = path.with_name(path.stem + infix + extension) if infix else path
        write_atomically(file, lambda stream, writer=writer: writer(network, stream))  # type: ignore[misc]
        written.append(file)
    sidecar = path.with_name(path.stem + ".export.json")
    content = json.dumps(account(network, form), ensure_ascii=False, indent=2) + "\n"
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
        "nodes": len(network.nodes),
        "edges": len(network.edges),
        "edges_by_kind": dict(sorted(kinds.items())),
        "spells": sum(len(edge.spells) for edge in network.edges),
        "losses": [{"rule": loss.rule, "about": loss.about, "what": loss.sentence} for loss in network.losses],
        "licence": "https://creativecommons.org/licenses/by/4.0/",
    }
