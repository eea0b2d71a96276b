"""What is changed in a network so that it can be written at all, and what does not fit in it: each told as a loss."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from kg.network.records import Edge, Loss, Network, Node, Spell, Streamed, Timed, Value
from kg.network.text import BREAK, FORBIDDEN, clean, line

Record = TypeVar("Record", Node, Edge)


def settled(network: Network) -> Network:
    """Return the network as it can be written, with a Loss for each thing that had to be changed or does not fit.

    Characters that XML 1.0 forbids become U+FFFD, line breaks in labels a space.  Spells of edges outside those of
    their nodes are told, not clipped.  Doing it twice is doing it once.
    """
    losses: list[Loss] = []
    nodes = tuple(_settled(node, _about(node), losses) for node in network.nodes)
    edges = _edges(network.edges, losses)
    losses += [replace(loss, about=line(loss.about), sentence=line(loss.sentence)) for loss in network.losses]
    losses += _outside(network)
    title, description = line(network.title), line(network.description)
    told = tuple(sorted(set(losses)))
    return replace(network, title=title, description=description, nodes=nodes, edges=edges, losses=told)


def _edges(edges: Collection[Edge], losses: list[Loss]) -> Collection[Edge]:
    before = len(losses)
    settled = (_settled(edge, edge.id, losses) for edge in edges)
    if not isinstance(edges, Streamed):
        return tuple(settled)
    for _ in settled:
        pass
    if len(losses) == before:
        return edges
    return Streamed(lambda: (_settled(edge, edge.id, []) for edge in edges), directed=edges.directed)


def _about(node: Node) -> str:
    iri = node.values.get("iri")
    return line(iri) if isinstance(iri, str) else line(node.id)


def _settled(record: Record, about: str, losses: list[Loss]) -> Record:
    label = line(record.label)
    if label != record.label:
        if BREAK.search(record.label):
            losses.append(Loss("line-break", about, "a line break in the label became a space"))
        if FORBIDDEN.search(record.label):
            losses.append(_replaced(about, "the label"))
    changed = {name: new for name, value in record.values.items() if (new := _cleaned(value)) != value}
    losses += [_replaced(about, f"the column {name}") for name in changed]
    if label == record.label and not changed:
        return record
    return record._replace(label=label, values={**record.values, **changed})


def _replaced(about: str, where: str) -> Loss:
    return Loss("forbidden-character", about, f"{where} had a character that XML 1.0 forbids; it became U+FFFD")


def _cleaned(value: Value) -> Value:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        if value and isinstance(value[0], str) and "".join(value).isprintable():
            return value  # Most lists, and to see it of all is quicker than to look at each.
        return tuple(_timed(item) if isinstance(item, Timed) else clean(item) for item in value)  # type: ignore[return-value]
    return value


def _timed(item: Timed) -> Timed:
    return item._replace(value=clean(item.value)) if isinstance(item.value, str) else item


def _outside(network: Network) -> Iterator[Loss]:
    spells = {node.id: node.spells for node in network.nodes if node.spells}
    for edge in network.edges if spells else ():
        for end in (edge.source, edge.target):
            if end in spells and not all(_within(spell, spells[end]) for spell in edge.spells or (Spell(),)):
                yield Loss(
                    "outside-existence", edge.id, f"the edge has days on which {end} does not exist; they are shown"
                )


def _within(spell: Spell, others: Iterable[Spell]) -> bool:
    return any(
        (other.start is None or (spell.start is not None and other.start <= spell.start))
        and (other.end is None or (spell.end is not None and spell.end <= other.end))
        for other in others
    )
