"""``kg show``, ``timeline``, ``ladder`` and ``stats``: one thing, its acts, its way to recognition, sizes."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import graph_of, options, put


@click.command(
    epilog="""\b
Examples:
  kg show taliban
  kg show russia-recognises-islamic-emirate-2025
  kg show 365 --scheme cow --on 1950-01-01
"""
)
@click.argument("entity")
@click.option("--scheme", help="Take ENTITY for a code of this scheme: cow, gleditsch-ward, iso-3166-1-alpha-3 …")
@click.option("--on", metavar="DATE", help="With --scheme: the day on which the code is valid.")
@options.form("table", "csv", "tsv", "json", "md")
@options.output
@click.pass_context
def show(ctx: click.Context, entity: str, scheme: str | None, on: str | None, form: str, output: Path | None) -> None:
    """Show everything about one thing: an actor, an act, a list, a case or a source."""
    from kg import histories
    from kg.names import find_code

    if on and not scheme:
        raise click.UsageError("--on goes with --scheme")
    graph = graph_of(ctx)
    iri = find_code(graph.codes, entity, scheme, on) if scheme else graph.names.find(entity)
    put(histories.show(graph, iri, form), output)


@click.command(
    epilog="""\b
Example:
  kg timeline taliban
"""
)
@click.argument("entity", nargs=-1, required=True)
@options.form("table", "csv", "tsv", "json", "md")
@options.output
@click.pass_context
def timeline(ctx: click.Context, entity: tuple[str, ...], form: str, output: Path | None) -> None:
    """List the acts in which an actor takes part, or that belong to a case or a list, in the order of time.

    With several, the acts of any of them.
    """
    from kg import histories

    graph = graph_of(ctx)
    put(histories.timeline(graph, [graph.names.find(name) for name in entity], form), output)


@click.command(
    epilog="""\b
Examples:
  kg ladder islamic-emirate-of-afghanistan-2021 --by russia
  kg query ladder-lags -p from=rung:suspension -p to=rung:recognition
"""
)
@click.argument("target", nargs=-1, required=True)
@click.option("--by", metavar="ACTOR", help="Only the steps between ACTOR and the targets.")
@options.form("table", "csv", "tsv", "json", "md")
@options.output
@click.pass_context
def ladder(ctx: click.Context, target: tuple[str, ...], by: str | None, form: str, output: Path | None) -> None:
    """Follow the steps from a ban to recognition, pair by pair.

    Listing, suspension, de-listing, contact, chargé, ambassador, recognition, with the days since the step before; with
    several TARGETs, one history after the other. A target is taken together with the movement that formed it.
    """
    from kg import histories

    graph = graph_of(ctx)
    actor = None if by is None else graph.names.find(by, "actor")
    put(histories.ladder(graph, [graph.names.find(name, "actor") for name in target], form, by=actor), output)


@click.command(
    epilog="""\b
Example:
  kg stats
"""
)
@options.form("table", "csv", "tsv", "json", "md")
@options.output
@click.pass_context
def stats(ctx: click.Context, form: str, output: Path | None) -> None:
    """Say how much is recorded, and how far: by class, case, decade, source class, recogniser and authority.

    The tables are the questions in queries/stats/; docs/coverage.md has them for the data of a release.
    """
    from kg import stats

    put(stats.render(graph_of(ctx), form), output)
