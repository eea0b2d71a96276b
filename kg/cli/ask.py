"""``kg query`` and ``kg status``: questions and their answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli import graph_of, options, put

TABLES = ("table", "csv", "tsv", "json", "md", "srj")
GRAPHS = ("turtle", "nt", "jsonld")


@click.command(
    epilog="""\b
Examples:
  kg query
  kg query recognition-on-a-date -p target=islamic-emirate-of-afghanistan-2021 -p day=2025-07-04
  kg query -e 'SELECT (COUNT(?act) AS ?acts) { ?act a rec:Recognition }'
"""
)
@click.argument("name", required=False)
@click.option("-p", "--param", multiple=True, metavar="KEY=VALUE", help="A parameter of the question.")
@click.option("-f", "--file", type=click.Path(path_type=Path), help="Run the SPARQL in a file.")
@click.option("-e", "--expression", help="Run this SPARQL; known prefixes may be left out.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=10.0,
    show_default=True,
    help="Seconds until a query is stopped.",
)
@click.option(
    "--memory", type=click.IntRange(min=1), default=1024, show_default=True, help="Megabytes a query may take."
)
@options.form(*TABLES, *GRAPHS, default=None)
@options.output
@click.pass_context
def query(
    ctx: click.Context,
    name: str | None,
    param: tuple[str, ...],
    file: Path | None,
    expression: str | None,
    timeout: float,
    memory: int,
    form: str | None,
    output: Path | None,
) -> None:
    """List the questions, run one, or run any SPARQL.

    Without arguments it lists the questions in queries/ with their summaries.
    """
    from kg import answers

    given = [value for value in (name, file, expression) if value is not None]
    if len(given) > 1:
        raise click.UsageError("give one of NAME, -f FILE and -e SPARQL")
    graph = graph_of(ctx)
    if not given:
        put(answers.catalogue(graph, form or "table"), output)
        return
    limits = answers.limits(timeout, memory)
    values = options.pairs(param, "-p")
    if name is not None:
        put(answers.named(graph, name, values, limits, form), output)
    else:
        if values:
            raise click.UsageError("-p goes with a named question")
        text, place = answers.text_of(file) if file else (expression or "", None)
        put(answers.foreign(graph, text, place, limits, form), output)


@click.command(
    epilog="""\b
Examples:
  kg status islamic-emirate-of-afghanistan-2021 --on 2025-07-04
  kg status --by russia --on 2025-07-04
  kg status islamic-emirate-of-afghanistan-2021 --among un --on 2025-07-04
  kg status taliban --relation designation --on 2025-07-04
"""
)
@click.argument("target", required=False)
@click.option("--on", metavar="DATE", help="The day, at whose end the answer holds (default: today).")
@click.option("--relation", default="recognition", show_default=True, help="Which relation.")
@click.option("--by", metavar="ACTOR", help="Turn it round: to whom ACTOR holds the relation.")
@click.option("--facet", multiple=True, metavar="NAME=VALUE", help="Only threads with this facet.")
@click.option("--capacity", help="Short for --facet capacity=…: state, government, representative, title …")
@click.option("--degree", help="Short for --facet degree=…: de-jure, de-facto, not-stated.")
@click.option("--among", metavar="GROUP", help="Count the members of GROUP on that day: un, eu, nato, au, oic …")
@options.perspective
@click.option("--all", "everybody", is_flag=True, help="Also those who are counted and have no record.")
@options.form("table", "csv", "tsv", "json", "md")
@options.output
@click.pass_context
def status(
    ctx: click.Context,
    target: str | None,
    on: str | None,
    relation: str,
    by: str | None,
    facet: tuple[str, ...],
    capacity: str | None,
    degree: str | None,
    among: str | None,
    everybody: bool,
    form: str,
    output: Path | None,
    **perspective: Any,
) -> None:
    """Say who holds a relation to TARGET at the end of a day, and how certain that is.

    The answer is held or not-held where every order of acts that the sources leave open says so; else disputed, if that
    hangs on an act that somebody denies, or undecided. Without --among those are counted who existed that day.
    """
    from datetime import date

    from kg import answers, asking

    asked = options.pairs(facet, "--facet")
    asked.update({key: value for key, value in (("capacity", capacity), ("degree", degree)) if value})
    if target is None and by is None:
        raise click.UsageError("name a TARGET, or an actor with --by")
    graph = graph_of(ctx)
    found = asking.status(
        graph,
        target,
        by=by,
        on=on or date.today().isoformat(),
        relation=relation,
        facets=asked,
        among=among,
        **perspective,
    )
    put(answers.status(graph, found, form, everybody=everybody), output)
