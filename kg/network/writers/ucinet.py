"""Writes UCINET's DL (http://analytictech.com/ucinet/help/hs5000.htm), full matrices, one for each kind in a file of one day.

UCINET cuts labels to 18 characters and makes them upper case; longer ids are shortened here so that they stay apart, and the
list of actors says which is which.  It has no writer in networkx or igraph.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, Final

from kg.network.records import Loss, Network
from kg.network.text import write_lines
from kg.network.writers import grid
from kg.network.writers.form import Format, Networks, Part, no_columns
from kg.network.writers.tables import write_table

LONGEST: Final = 18


def parts(waves: Networks, series: bool) -> Iterator[Part]:
    """Yield a file for each day, then the actors with their names in it."""
    among = grid.actors(waves)
    names = grid.short_names(among.nodes, LONGEST)
    kinds = tuple(grid.kinds(waves))
    for wave in waves:
        day = f".{wave.on}" if series else ""
        yield Part(day, ".dl", partial(_write, wave, kinds, among, names), wave.on)
    yield Part(".actors", ".csv", partial(_actors, waves, among, names))


def _write(wave: Network, kinds: tuple[str, ...], among: grid.Actors, names: dict[str, str], stream: BinaryIO) -> None:
    write_lines(stream, _lines(wave, kinds, among, names))


def _lines(wave: Network, kinds: tuple[str, ...], among: grid.Actors, names: dict[str, str]) -> Iterator[str]:
    several = f" NM={len(kinds)}" if len(kinds) > 1 else ""
    rows, columns = ([names[name] for name in side] for side in (among.rows, among.columns))
    if among.square:
        yield f"DL N={len(rows)}{several} FORMAT=FULLMATRIX"
        yield from ("LABELS:", *rows)
    else:
        yield f"DL NR={len(rows)} NC={len(columns)}{several} FORMAT=FULLMATRIX"
        yield from ("ROW LABELS:", *rows, "COLUMN LABELS:", *columns)
    if several:
        yield from ("MATRIX LABELS:", *grid.short_names(kinds, LONGEST).values())
    yield "DATA:"
    for kind in kinds:
        yield from map(" ".join, grid.matrix(wave, kind, among))


def _actors(waves: Networks, among: grid.Actors, names: dict[str, str], stream: BinaryIO) -> None:
    head, *rows = grid.actor_list(waves, among, names)
    write_table(stream, head, rows)


def _left_out(network: Network) -> Iterator[Loss]:
    yield from no_columns("UCINET", nodes=False)(network)
    kinds = {edge.kind for edge in network.edges}
    short = grid.short_names(sorted(kinds), LONGEST)
    yield from (
        Loss("format", kind, f"UCINET's labels are short: it is {name}") for kind, name in short.items() if kind != name
    )


FORMAT: Final = Format(
    "ucinet",
    ".dl",
    "UCINET DL for a day or waves: full matrices, one for each kind, NA where nobody knows; and a list of the actors",
    parts,
    over_time=False,
    left_out=_left_out,
)
