"""``kg export``: views as networks, and the whole graph as one file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from kg.cli import graph_of, options, put

# As in kg.network.writers and kg.dump, which are imported only when they are needed.
FORMATS = (
    "gexf",
    "gephi-csv",
    "graphml",
    "node-link",
    "cytoscape",
    "dot",
    "pajek",
    "statnet",
    "matrix",
    "ucinet",
    "rsiena",
)
DUMPS = ("turtle", "nquads")


class Export(click.Command):
    """The command, whose help lists the formats of networks."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then each format with its extension and what it is for."""
        super().format_options(ctx, formatter)
        from kg.network.writers import FORMATS

        with formatter.section("Formats of networks"):
            formatter.write_dl([(form.name, f"{form.extension}: {form.summary}") for form in FORMATS.values()])


@click.command(
    cls=Export,
    epilog="""\b
Examples:
  kg export
  kg export recognition -o recognition.gexf
  kg export recognition --on 2001-09-01 -o 2001.graphml
  kg export precedence -p within=7 -p entity=actor:kosovo -o kosovo.gexf
  kg export relations --waves 1990:2020:10 -o relations.gexf
  kg export recognition --on 2001-09-01 --format matrix -o 2001.csv
  kg export recognition --format statnet -o recognition.csv
  kg export graph -o all.ttl
""",
)
@click.argument("view", required=False)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write, which is replaced if it exists; its extension chooses the format.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice([*FORMATS, *DUMPS]),
    help="The format, where the extension leaves it open (below; turtle and nquads are for graph).",
)
@click.option("-p", "--param", multiple=True, metavar="KEY=VALUE", help="A parameter of the view.")
@click.option("--on", metavar="DATE", help="A cut at the end of this day (default: dynamic, with spells).")
@click.option("--from", "first", metavar="DATE", help="Dynamic, from the first day of DATE on.")
@click.option("--to", "last", metavar="DATE", help="Dynamic, to the last day of DATE.")
@click.option(
    "--waves", metavar="FROM:TO:STEP", help="A cut for each STEP (5 years, 6m months, 10d days), a file each."
)
@click.option(
    "--uncertain",
    type=click.Choice(["widest", "earliest", "latest", "skip"]),
    default="widest",
    show_default=True,
    help="How days are shown that dates and denials leave open: all, from or to one day of each act, none.",
)
@click.option(
    "--all-entities", is_flag=True, help="Also those who are counted (as in kg status) and that no edge touches."
)
@click.option("--style", is_flag=True, help="Colours and sizes, with a legend in the sidecar.")
@click.option(
    "--color-by", metavar="COLUMN", help="As --style, with the nodes coloured by this column (default: class or mode)."
)
@click.option("--strict", is_flag=True, help="Exit 1 if anything was widened, merged or lost.")
@click.option("--show-query", is_flag=True, help="Print the query of the view and stop.")
@click.pass_context
def export(
    ctx: click.Context,
    /,
    view: str | None,
    output: Path | None,
    form: str | None,
    param: tuple[str, ...],
    show_query: bool,
    strict: bool,
    **asked: Any,
) -> int:
    """Write VIEW as a network (one of those listed without it, or a network .rq file), or the whole graph (graph).

    A sidecar, FILE.export.json, says what was written and what was widened, merged or lost. "graph" writes data, ontology and
    derived rows in one file, .ttl or .nq, so that any SPARQL or SHACL engine gives the same answers.
    """
    from kg import store

    root = store.find_root(ctx.obj["root"])
    if view == "graph":
        _whole(graph_of(ctx), output, form)
        return 0
    from kg.network import views

    if view is None:
        _list(views.questions(root).values())
        return 0
    question = views.find(root, view)
    if show_query:
        put(question.text, None)
        return 0
    if output is None:
        raise click.UsageError("name the file to write with -o")
    if sum(bool(asked[name]) for name in ("on", "waves")) + bool(asked["first"] or asked["last"]) > 1:
        raise click.UsageError("give one of --on, --waves, and --from with --to")
    return _network(graph_of(ctx), question, output, form, options.pairs(param, "-p"), strict, **asked)


def _list(questions: Iterable[Any]) -> None:
    from kg.tables import render

    put(render(("view", "what"), [(question.name, question.summary) for question in questions], "table"), None)


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
    graph: Any,
    question: Any,
    output: Path,
    form: str | None,
    params: dict[str, str],
    strict: bool,
    *,
    uncertain: Any,
    style: bool,
    color_by: str | None,
    **when: Any,
) -> int:
    from kg import network
    from kg.network import views
    from kg.network.style import styled

    chosen = network.format_of(output, form)
    made = _made(views.ask(graph, question, params=params, uncertain=uncertain), **when)
    made = [network.fitted(styled(one, color_by) if style or color_by is not None else one, chosen) for one in made]
    written = network.write_waves(made, output, chosen) if when["waves"] else network.write(made[0], output, chosen)
    _tell(made, written)
    return 1 if strict and any(one.losses for one in made) else 0


def _made(
    view: Any, *, on: str | None, first: str | None, last: str | None, waves: str | None, all_entities: bool
) -> list[Any]:
    from kg import dates
    from kg.network import views
    from kg.network.records import Spell
    from kg.network.waves import wave_days

    if waves:
        return views.waves(view, wave_days(waves), everybody=all_entities)
    if on:
        return [view.cut(dates.calendar_day(dates.bounds(on).latest), everybody=all_entities)]
    start = dates.calendar_day(dates.bounds(first).earliest) if first else None
    end = dates.calendar_day(dates.bounds(last).latest) if last else None
    return [view.over_time(within=Spell(start, end) if first or last else None, everybody=all_entities)]


def _tell(made: list[Any], written: list[Path]) -> None:
    losses = sum(len(one.losses) for one in made)
    lost = f"; {losses} not shown as recorded, see {written[-1]}" if losses else ""
    if len(made) == 1:
        (one,) = made
        files = ", ".join(map(str, written[:-1]))
        click.echo(f"wrote {files}: {len(one.nodes)} nodes, {len(one.edges)} edges{lost}", err=True)
    else:
        click.echo(f"wrote {len(made)} waves, {written[0]} to {written[-2]}{lost}", err=True)
