"""``kg query``, ``kg status`` and ``kg compare``: questions and their answers."""

from __future__ import annotations

from collections.abc import Mapping
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
    from kg import answers, sparql

    given = [value for value in (name, file, expression) if value is not None]
    if len(given) > 1:
        raise click.UsageError("give one of NAME, -f FILE and -e SPARQL")
    limits = answers.limits(timeout, memory)
    values = options.pairs(param, "-p")
    if not given:
        put(answers.catalogue(graph_of(ctx), form or "table"), output)
    elif name is not None:
        put(answers.named(graph_of(ctx), name, values, limits, form), output)
    else:
        if values:
            raise click.UsageError("-p goes with a named question")
        text, place = answers.text_of(file) if file else (expression or "", None)
        sparql.check(text, place)  # Before the data are read, which takes seconds.
        put(answers.foreign(graph_of(ctx), text, place, limits, form), output)


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
    /,
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
        on=date.today().isoformat() if on is None else on,
        relation=relation,
        facets=asked,
        among=among,
        **perspective,
    )
    put(answers.status(graph, found, form, everybody=everybody), output)


@click.command(
    epilog="""\b
Examples:
  kg compare islamic-emirate-of-afghanistan-2021 --on 2025-07-02 --on 2025-07-04
  kg compare islamic-emirate-of-afghanistan-1996 islamic-emirate-of-afghanistan-2021 --on 1998-01-01 --on 2025-07-04
"""
)
@click.argument("target", nargs=-1, required=True)
@click.option("--on", multiple=True, metavar="DATE", help="The day, at whose end the answer holds (default: today).")
@click.option("--according-to", multiple=True, metavar="ACTOR", help="Whose account; - for everybody's.")
@click.option("--known-by", multiple=True, metavar="DATE", help="What was known by the end of DATE; - for now.")
@click.option(
    "--date-of", multiple=True, metavar="WHICH", help="decided, announced, effective; - for the date that counts."
)
@click.option("--relation", default="recognition", show_default=True, help="Which relation.")
@click.option("--among", metavar="GROUP", help="Count the members of GROUP on each day.")
@click.option("--facet", multiple=True, metavar="NAME=VALUE", help="Only threads with this facet.")
@options.form("table", "csv", "tsv", "json", "md")
@options.output
@click.pass_context
def compare(
    ctx: click.Context,
    /,
    target: tuple[str, ...],
    relation: str,
    among: str | None,
    facet: tuple[str, ...],
    form: str,
    output: Path | None,
    **given: tuple[str, ...],
) -> None:
    """Show two answers side by side: the actors on which they differ, and why.

    Give what differs twice, the left side first: two TARGETs, or an option twice. What is given once holds for both sides.
    """
    from datetime import date

    from kg import answers, asking

    asked = {"target": target, **given, "on": given["on"] or (date.today().isoformat(),)}
    for name, values in asked.items():
        if len(values) > 2:
            raise click.UsageError(f"{name.replace('_', '-')} is given {len(values)} times: compare takes two")
    if all(len(set(values)) < 2 for values in asked.values()):
        raise click.UsageError("both sides are the same: name two targets, or give --on or a view twice")
    graph = graph_of(ctx)
    facets = options.pairs(facet, "--facet")
    left, right = (
        asking.status(graph, relation=relation, among=among, facets=facets, **_side(asked, place)) for place in (0, -1)
    )
    put(answers.comparison(graph, (left, right), form), output)


def _side(asked: Mapping[str, tuple[str, ...]], place: int) -> dict[str, Any]:
    """What one side has: the first or last value given; None where nothing is given, or - stands for it."""
    chosen = {name: values[place] if values else "-" for name, values in asked.items()}
    return {name: None if value == "-" else value for name, value in chosen.items()}
