"""Writes matrices for RSiena: plain numbers without names, one file for each kind and wave, in the order of a list of actors.

RSiena takes NA for a tie that is unknown and 10 for one that cannot be, a structural zero
(https://rdrr.io/rforge/RSiena/src/R/checkImpossibleChanges.r): where one of the two does not exist at a wave.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO, Final

from kg.network.records import Loss, Network
from kg.network.text import write_lines
from kg.network.writers import grid
from kg.network.writers.form import Format, Networks, Part, no_columns
from kg.network.writers.matrices import write_actors

STRUCTURAL_ZERO: Final = "10"


def parts(waves: Networks, _series: bool) -> Iterator[Part]:
    """Yield a matrix for each kind and wave, then the actors with the waves at which they exist."""
    among = grid.actors(waves)
    for kind, name in grid.kinds(waves).items():
        for wave in waves:
            yield Part(f".{name}.{wave.on}", ".txt", partial(_write, wave, kind, among), wave.on)
    yield Part(".actors", ".csv", partial(write_actors, waves, among))


def _write(wave: Network, kind: str, among: grid.Actors, stream: BinaryIO) -> None:
    write_lines(stream, map(" ".join, grid.matrix(wave, kind, among, absent=STRUCTURAL_ZERO, valued=False)))


def _left_out(network: Network) -> Iterator[Loss]:
    yield from no_columns("a matrix", nodes=False)(network)
    if any(edge.weight != 1 for edge in network.edges):
        yield Loss("format", "edges", "RSiena takes ties without weights; each is 1")


FORMAT: Final = Format(
    "rsiena",
    ".txt",
    "matrices without names for RSiena, one for each kind and wave: NA unknown, 10 impossible; and a list of the actors",
    parts,
    by_suffix=False,
    over_time=False,
    left_out=_left_out,
)
