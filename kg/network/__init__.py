"""Networks for Gephi and other tools: views of the graph, and the formats in which they are written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from kg.errors import KgError, WrongUse
from kg.files import write_atomically
from kg.network.records import Column, Loss, Network
from kg.network.rules import faults
from kg.network.settle import settled
from kg.network.writers import FORMATS as FORMATS
from kg.network.writers import Format
from kg.network.writers.form import Part
from kg.vocabulary import BASE


def format_of(path: Path, name: str | None = None) -> str:
    """Return the format by its name, or else by the extension of the file.  Raises WrongUse if it is neither."""
    by_suffix = {form.suffix: form.name for form in FORMATS.values() if form.by_suffix}
    found = by_suffix.get(path.suffix.lower()) if name is None else name
    if found in FORMATS:
        return found
    if name is not None:
        raise WrongUse(f"a network has no format {name!r}", remedy=f"its formats are {', '.join(FORMATS)}")
    remedy = f"end it in {', '.join(by_suffix)}, or give --format {'|'.join(FORMATS)}"
    raise WrongUse(f"no format for {path.name}", remedy=remedy)


def fitted(network: Network, form: str) -> Network:
    """Return the network as a format can hold it, with a Loss for each thing that is changed or left out.

    Doing it twice is doing it once.  Raises WrongUse if the format has no place for spells, or for nothing else.
    """
    chosen = FORMATS[form]
    if network.on is None and not chosen.over_time:
        raise WrongUse(f"{form} holds single days", remedy="add --on DATE or --waves FROM:TO:STEP")
    if network.on is not None and not chosen.cut:
        raise WrongUse(f"{form} holds spells", remedy="leave out --on and --waves; --from and --to are understood")
    ready = settled(network)
    losses = {*ready.losses, *chosen.left_out(ready)}
    if network.legend and not chosen.colors:
        losses.add(Loss("format", "style", f"{form} has no place for colours and sizes"))
    return replace(ready, losses=tuple(sorted(losses)))


def write(network: Network, path: Path, form: str | None = None) -> list[Path]:
    """Write a network with its sidecar ``<file>.export.json`` and return the files written, the sidecar last.

    The format is that of the extension, if it is not named (see ``FORMATS``); one that is made of several files puts what is in
    them between stem and extension, as ``gephi-csv`` makes ``<stem>.nodes.csv`` and ``<stem>.edges.csv``.
    Raises WrongUse if there is no such format or it cannot hold the network, KgError if the network breaks a rule of readers (a
    fault of kg), EnvironmentFault if a file cannot be written.
    """
    chosen = format_of(path, form)
    ready = fitted(_sound(network), chosen)
    written = [file for file, _ in _files([ready], path, FORMATS[chosen], series=False)]
    return [*written, _sidecar(path, {**account(ready, chosen), "files": [file.name for file in written]})]


def write_waves(waves: Iterable[Network], path: Path, form: str | None = None) -> list[Path]:
    """Write a series of cuts, ``<stem>.<day>`` for each, with one sidecar for all; otherwise as ``write``.

    The sidecar has the account and the files of each wave, and the files that are about all of them.
    """
    chosen = format_of(path, form)
    ready = [fitted(_sound(wave), chosen) for wave in waves]
    written = _files(ready, path, FORMATS[chosen], series=True)
    names = {wave.on: [file.name for file, on in written if on == wave.on] for wave in ready}
    told = {
        "files": [file.name for file, on in written if on is None],
        "waves": [{"files": names[wave.on], **account(wave, chosen)} for wave in ready],
    }
    return [*(file for file, _ in written), _sidecar(path, told)]


def _sound(network: Network) -> Network:
    broken = next(faults(network), None)
    if broken:
        raise KgError(f"the network cannot be written: {broken}", remedy="report it: this is a fault of kg")
    return network


def _files(networks: Sequence[Network], path: Path, form: Format, *, series: bool) -> list[tuple[Path, date | None]]:
    """Write the files of networks and return each with the day that it is about."""
    written = []
    for part in form.parts(networks, series):
        file = _place(path, part, form)
        write_atomically(file, part.write)
        written.append((file, part.on))
    return written


def _place(path: Path, part: Part, form: Format) -> Path:
    if not part.infix:
        return path
    suffix = path.suffix if path.suffix and part.suffix == form.suffix else part.suffix
    return path.with_name(path.stem + part.infix + suffix)


def _sidecar(path: Path, told: Mapping[str, object]) -> Path:
    file = path.with_name(path.name + ".export.json")
    content = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    # Half a character, as names of files can have it, stands as an escape that JSON knows.
    write_atomically(file, lambda stream: stream.write(content.encode(errors="backslashreplace")))
    return file


def account(network: Network, form: str) -> dict[str, object]:
    """Return what the sidecar says: what was asked for and written, and what was lost, widened or merged.

    The period is from the first to the last day that any spell of an edge names; a spell can go on beyond them.
    """
    kinds: Counter[str] = Counter()
    spells = 0
    first = last = None
    for edge in network.edges:
        kinds[edge.kind] += 1
        spells += len(edge.spells)
        for day in (day for spell in edge.spells for day in spell if day):
            first = day if first is None or day < first else first
            last = day if last is None or day > last else last
    return {
        "view": network.view,
        "title": network.title,
        "description": network.description,
        "parameters": dict(network.parameters),
        "format": form,
        "on": network.on.isoformat() if network.on else None,
        "period": None if network.on else _bounds(first, last),
        "within": None if network.within is None else _bounds(network.within.start, network.within.end),
        "uncertain": network.uncertain,
        "nodes": len(network.nodes),
        "edges": kinds.total(),
        "edges_by_kind": dict(sorted(kinds.items())),
        "spells": spells,
        "columns": {"nodes": _columns(network.node_columns), "edges": _columns(network.edge_columns)},
        "searched": [{"kind": s.kind, "target": s.target, "sources": len(s.sources)} for s in network.searched],
        "losses_by_rule": dict(sorted(Counter(loss.rule for loss in network.losses).items())),
        "losses": [{"rule": loss.rule, "about": loss.about, "what": loss.sentence} for loss in network.losses],
        "base": BASE,
        "legend": {part: dict(meanings) for part, meanings in network.legend.items()},
        "licences": list(network.licences),
        "query": network.query,
    }


def _columns(columns: Iterable[Column]) -> dict[str, str]:
    return {column.name: f"{column.type} over time" if column.dynamic else column.type for column in columns}


def _bounds(first: date | None, last: date | None) -> dict[str, str | None]:
    return {"first": first.isoformat() if first else None, "last": last.isoformat() if last else None}
