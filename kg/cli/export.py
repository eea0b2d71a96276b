"""``kg export``: views as networks, and the whole graph as one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli import graph_of, put


@click.command(
    epilog="""\b
Examples:
  kg export recognition -o recognition.gexf
  kg export recognition --on 2001-09-01 -o 2001.graphml
  kg export graph -o all.ttl
"""
)
@click.argument("view")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; its extension chooses the format.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["gexf", "gephi-csv", "graphml", "turtle", "nquads"]),
    help="The form, where the extension leaves it open.",
)
@click.option("--on", metavar="DATE", help="A cut at the end of this day (default: dynamic, with spells).")
@click.option("--all-entities", is_flag=True, help="Also the actors that no edge touches.")
@click.option("--strict", is_flag=True, help="Exit 1 if anything was widened or lost.")
@click.option("--show-query", is_flag=True, help="Print the query of the view and stop.")
@click.pass_context
def export(
    ctx: click.Context,
    view: str,
    output: Path | None,
    form: str | None,
    on: str | None,
    all_entities: bool,
    strict: bool,
    show_query: bool,
) -> int:
    """Write VIEW as a network (recognition, relations, or a network .rq file), or the whole graph (graph).

    A sidecar, NAME.export.json, says what was written and what was widened. "graph" writes data, ontology and derived rows
    in one file, .ttl or .nq, so that any SPARQL or SHACL engine gives the same answers.
    """
    from kg import store

    root = store.find_root(ctx.obj["root"])
    if view == "graph":
        _whole(graph_of(ctx), output, form)
        return 0
    from kg.network import views

    question = views.find(root, view)
    if show_query:
        put(question.text, None)
        return 0
    if output is None:
        raise click.UsageError("name the file to write with -o")
    return _network(graph_of(ctx), question, output, form, on, all_entities, strict)


def _whole(graph: Any, output: Path | None, form: str | None) -> None:
    from kg import dump
    from kg.errors import WrongUse
    from kg.files import write_atomically

    if output is None:
        raise click.UsageError("name the file to write with -o")
    chosen = form or {".ttl": "turtle", ".nq": "nquads"}.get(output.suffix)
    if chosen not in dump.FORMATS:
        raise WrongUse(f"no format for {output.name}", remedy="end it in .ttl or .nq")
    content = dump.FORMATS[chosen](graph)
    write_atomically(output, lambda stream: stream.write(content))
    click.echo(f"wrote {output}", err=True)


def _network(
    graph: Any, question: Any, output: Path, form: str | None, on: str | None, everybody: bool, strict: bool
) -> int:
    from kg import dates, network
    from kg.errors import WrongUse
    from kg.network import views
    from kg.network.settle import settled

    chosen = network.format_of(output, form)
    if chosen not in network.FORMATS:
        raise WrongUse(f"a network has no format {chosen!r}", remedy=f"its formats are {', '.join(network.FORMATS)}")
    day = dates.calendar_day(dates.bounds(on).latest) if on else None
    made = settled(views.network(graph, question, on=day, everybody=everybody))
    written = network.write(made, output, chosen)
    lost = f"; {len(made.losses)} not shown as recorded, see {written[-1]}" if made.losses else ""
    click.echo(
        f"wrote {', '.join(map(str, written[:-1]))}: {len(made.nodes)} nodes, {len(made.edges)} edges{lost}", err=True
    )
    return 1 if strict and made.losses else 0
