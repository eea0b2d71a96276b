"""The formats of networks, one small module each.

A writer takes a network in which kg.network.rules finds no fault and which kg.network.settle has made fit, and a binary
stream.  Its bytes depend on nothing but the network.  Formats that hold one network in a file walk the edges once and keep
none; only the matrices, which are as large as all pairs of actors, are filled in memory.
"""

from __future__ import annotations

from typing import Final

from kg.network.writers import (
    cytoscape,
    dot,
    gephi_csv,
    gexf,
    graphml,
    matrices,
    node_link,
    pajek,
    rsiena,
    statnet,
    ucinet,
)
from kg.network.writers.form import Format as Format

FORMATS: Final[dict[str, Format]] = {
    form.name: form
    for form in (
        gexf.FORMAT,
        gephi_csv.FORMAT,
        graphml.FORMAT,
        node_link.FORMAT,
        cytoscape.FORMAT,
        dot.FORMAT,
        pajek.FORMAT,
        statnet.FORMAT,
        matrices.FORMAT,
        ucinet.FORMAT,
        rsiena.FORMAT,
    )
}
