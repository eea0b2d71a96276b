"""What a format is: which files it makes of which networks, and what it has no place for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO

from kg.network.records import Column, Loss, Network

Write = Callable[[Network, BinaryIO], None]
# The networks of an export: one, or the waves of a series.
Networks = Sequence[Network]


@dataclass(frozen=True, slots=True)
class Part:
    """One file: what stands between the stem of its name and its extension, the extension, and what writes it.

    Without ``infix`` it is the file that was named, with the extension that the user chose.
    """

    infix: str
    suffix: str
    write: Callable[[BinaryIO], None]


@dataclass(frozen=True, slots=True)
class Format:
    """A format of networks: its name, its extension, for whom it is, and how it is made.

    ``by_suffix`` says whether the extension alone means it.  ``over_time`` and ``cut`` say what it can hold: networks with
    spells, and those of one day or a series of days.  ``left_out`` yields what has no place in a file of this format.
    """

    name: str
    suffix: str
    summary: str
    parts: Callable[[Networks], Iterable[Part]]
    by_suffix: bool = True
    over_time: bool = True
    cut: bool = True
    left_out: Callable[[Network], Iterator[Loss]] = lambda network: iter(())

    @property
    def extension(self) -> str:
        """The extension, with a word on whether it is enough to choose the format."""
        return self.suffix if self.by_suffix else f"{self.suffix} with --format {self.name}"


def each(*files: tuple[str, str, Write]) -> Callable[[Networks], Iterator[Part]]:
    """Return what makes the parts of a format whose files hold one network each; with several, each has its day in its name."""

    def parts(networks: Networks) -> Iterator[Part]:
        for network in networks:
            day = f".{network.on}" if len(networks) > 1 else ""
            yield from (Part(day + infix, suffix, partial(write, network)) for infix, suffix, write in files)

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
