"""Writes adjacency matrices as tables: a file for each kind and day, with the ids of actors as the first row and column."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, Final

from kg.network.records import Network
from kg.network.writers import grid
from kg.network.writers.form import Format, Networks, Part, no_columns
from kg.network.writers.tables import write_table


def parts(waves: Networks, series: bool) -> Iterator[Part]:
    """Yield a matrix for each kind and day, then the actors."""
    among = grid.actors(waves)
    for kind, name in grid.kinds(waves).items():
        for wave in waves:
            day = f".{wave.on}" if series else ""
            yield Part(f".{name}{day}", ".csv", partial(_write, wave, kind, among), wave.on)
    yield Part(".actors", ".csv", partial(write_actors, waves, among))


def _write(wave: Network, kind: str, among: grid.Actors, stream: BinaryIO) -> None:
    rows = zip(among.rows, grid.matrix(wave, kind, among), strict=True)
    write_table(stream, ["", *among.columns], ([name, *row] for name, row in rows))


def write_actors(waves: Networks, among: grid.Actors, stream: BinaryIO) -> None:
    """Write the table of actors."""
    head, *rows = grid.actor_list(waves, among)
    write_table(stream, head, rows)


FORMAT: Final = Format(
    "matrix",
    ".csv",
    "adjacency matrices for a day or waves, one for each kind, NA where nobody knows; and a list of the actors",
    parts,
    by_suffix=False,
    over_time=False,
    left_out=no_columns("a matrix", nodes=False),
)
