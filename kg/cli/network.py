"""``kg network``: what is measured of a network, as a table and as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli import graph_of, options, put


@click.command(
    epilog="""\b
Examples:
  kg network recognition --on 1991-12-31
  kg network recognition --waves 1950:2020:10 --measure density --measure reciprocity --plot density.svg
  kg network recognition --of actors --measure in-degree --on 2025 --top 10
  kg network recognition --of cascade --target kosovo --plot kosovo.svg
"""
)
@click.argument("view", required=False)
@click.option(
    "--of",
    type=click.Choice(["network", "actors", "blocs", "similarity", "cascade"]),
    default="network",
    show_default=True,
    help="One number for all, one for each actor, who belongs with whom, how alike two act, who followed whom.",
)
@click.option("--measure", multiple=True, metavar="NAME", help="Only this measure (default: all of the level).")
@click.option("--on", metavar="DATE", help="The day, at whose end it is measured (default: today).")
@click.option("--from", "first", metavar="DATE", help="Each year from the last day of DATE on.")
@click.option("--to", "last", metavar="DATE", help="Each year to the last day of DATE.")
@click.option("--waves", metavar="FROM:TO:STEP", help="A day for each STEP (5 years, 6m months, 10d days).")
@click.option("--kind", multiple=True, metavar="PATTERN", help="Only ties of these kinds, such as '*-government'.")
@click.option(
    "--among",
    metavar="GROUP",
    help="Only ties between members of GROUP, or who speaks for them, on that day; each member is a node.",
)
@click.option("--all-entities", is_flag=True, help="Also those who exist that day and have no tie.")
@click.option("--actor", multiple=True, metavar="ACTOR", help="Only this actor; similarity: of it with all others.")
@click.option("--target", metavar="ACTOR", help="The target of a cascade.")
@click.option("--method", default="louvain", show_default=True, metavar="louvain|leiden", help="How blocs are found.")
@click.option("--top", type=click.IntRange(min=1), metavar="N", help="The first N rows of each measure and day.")
@click.option("-p", "--param", multiple=True, metavar="KEY=VALUE", help="A parameter of the view.")
@click.option("--plot", type=click.Path(path_type=Path, dir_okay=False), help="Also draw it: FILE.svg or FILE.png.")
@options.form("table", "csv", "tsv", "json", "md")
@options.output
@click.pass_context
def network(
    ctx: click.Context,
    /,
    view: str | None,
    plot: Path | None,
    form: str,
    output: Path | None,
    param: tuple[str, ...],
    **asked: Any,
) -> None:
    """Measure VIEW (one of those that kg export lists): density, centrality, blocs, similarity, cascades.

    Each measure has a low and a high value: on the network of certain ties and on that of possible ties. Refusals and
    suspensions are no ties. Without VIEW it lists the measures with formulas and references.
    """
    from kg import measures, plots
    from kg.tables import render

    if view is None:
        rows = measures.catalogue()
        put(render(tuple(rows[0]), [list(row.values()) for row in rows], form), output)
        return
    if plot is not None:
        plots.check(plot)
    question = _question(view, options.pairs(param, "-p"), asked)
    measures.check(question)
    found = measures.answer(graph_of(ctx), question)
    drawn = None
    if plot is not None:
        from kg.measures.pictures import picture

        drawn = picture(found)
    body = render(found.columns, [[row[name] for name in found.columns] for row in found.rows], form)
    put((_said(found) if form == "table" else "") + body, output)
    if plot is not None and drawn is not None:
        plots.write(plot, drawn)
        click.echo(f"wrote {plot}", err=True)


def _question(view: str, params: dict[str, str], asked: dict[str, Any]) -> Any:
    from kg import measures

    return measures.Asked(
        view,
        asked["of"],
        _days(asked["of"], asked["on"], asked["first"], asked["last"], asked["waves"]),
        asked["measure"],
        asked["kind"],
        asked["among"],
        asked["all_entities"],
        asked["actor"],
        asked["target"],
        asked["method"],
        asked["top"],
        params,
    )


def _days(of: str, on: str | None, first: str | None, last: str | None, waves: str | None) -> tuple[Any, ...]:
    from datetime import date

    from kg import dates
    from kg.network.waves import wave_days

    if sum((on is not None, waves is not None, first is not None or last is not None)) > 1:
        raise click.UsageError("give one of --on, --waves, and --from with --to")
    today = date.today().isoformat()
    if waves is not None:
        return tuple(wave_days(waves))
    if first is not None or last is not None:
        if first is None:
            raise click.UsageError("--to goes with --from")
        return tuple(wave_days(f"{first}:{last or today}:1y"))
    if of == "cascade" and on is None:
        return ()
    return (dates.calendar_day(dates.bounds(on or today).latest),)


def _said(found: Any) -> str:
    """What a reader must know to read the table."""
    from kg.tables import visible

    apart = f"; not counted: {', '.join(found.apart)}" if found.apart else ""
    return visible(f"Ties of the view {found.asked.view}: {', '.join(found.kinds) or 'none'}{apart}.") + "\n\n"
