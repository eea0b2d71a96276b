"""What a format is: which files it makes of which networks, and what it has no place for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import BinaryIO

from kg.network.records import Column, Loss, Network

Write = Callable[[Network, BinaryIO], None]
# The networks of an export: one, or the waves of a series.
Networks = Sequence[Network]
Parts = Callable[[Networks, bool], Iterable["Part"]]


@dataclass(frozen=True, slots=True)
class Part:
    """One file: what stands between the stem of its name and its extension, the extension, and what writes it.

    Without ``infix`` it is the file that was named, with the extension that the user chose.  ``on`` is the day of the network
    in it, None if it is about all of them or over time.
    """

    infix: str
    suffix: str
    write: Callable[[BinaryIO], None]
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """A format of networks: its name, its extension, for whom it is, and how it is made.

    ``parts`` makes the files of networks, and is told whether they are a series.  ``by_suffix`` says whether the extension
    alone means the format.  ``over_time`` and ``cut`` say what it can hold: networks with spells, and those of one day or a
    series of days, ``colors`` whether colours and sizes have a place.  ``left_out`` yields what has no place in a file of this
    format.
    """

    name: str
    suffix: str
    summary: str
    parts: Parts
    by_suffix: bool = True
    over_time: bool = True
    cut: bool = True
    colors: bool = False
    left_out: Callable[[Network], Iterator[Loss]] = lambda network: iter(())

    @property
    def extension(self) -> str:
        """The extension, with a word on whether it is enough to choose the format."""
        return self.suffix if self.by_suffix else f"{self.suffix} with --format {self.name}"


def each(*files: tuple[str, str, Write]) -> Parts:
    """Return what makes the parts of a format whose files hold one network each; in a series each has its day in its name."""

    def parts(networks: Networks, series: bool) -> Iterator[Part]:
        for network in networks:
            day = f".{network.on}" if series else ""
            for infix, suffix, write in files:
                yield Part(day + infix, suffix, partial(write, network), network.on)

    return parts


def no_columns(format_name: str, *, nodes: bool = True, edges: bool = True) -> Callable[[Network], Iterator[Loss]]:
    """Return a teller that the columns of nodes or edges have no place in a format."""

    def told(network: Network) -> Iterator[Loss]:
        if nodes and network.node_columns:
            yield left_out("nodes", format_name, network.node_columns)
        if edges and network.edge_columns:
            yield left_out("edges", format_name, network.edge_columns)

    return told


def left_out(about: str, format_name: str, columns: Iterable[Column]) -> Loss:
    """Return the loss of columns for which a format has no place."""
    return Loss("format", about, f"{format_name} has no place for {', '.join(column.name for column in columns)}")
