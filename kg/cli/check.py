"""``kg validate`` and ``kg format``: what is wrong with the files, and their canonical layout."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli import put

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


@click.command(
    epilog="""\b
Examples:
  kg validate
  kg validate data/cases
"""
)
@PATHS
@click.option(
    "--fail-on",
    type=click.Choice(["violation", "warning", "info"]),
    default="violation",
    show_default=True,
    help="The least severe finding that fails.",
)
@click.option(
    "--changed",
    is_flag=False,
    flag_value="HEAD",
    metavar="[REV]",
    help="Only what differs from a git revision (HEAD), and what the difference can break elsewhere.",
)
@click.option(
    "--engine",
    type=click.Choice(["quick", "pyshacl"]),
    default="quick",
    show_default=True,
    help="pyshacl is the reference: the same findings, and slow.",
)
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=600, show_default=True, help="Seconds for the rules."
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead of the terminal."
)
@click.pass_context
def validate(
    ctx: click.Context,
    paths: tuple[Path, ...],
    fail_on: str,
    changed: str | None,
    engine: str,
    timeout: float,
    output: Path | None,
) -> int:
    """Check the ontology and all data; findings name file, line, column, and what to do.

    With PATHS, everything is read and what those files state is checked. With --changed main, what a branch changed.
    """
    from datetime import date

    from kg import store
    from kg.errors import WrongUse
    from kg.validate import validate as run
    from kg.worker import Limits

    for path in paths:
        if not path.exists():
            raise WrongUse(f"there is no {path}", remedy="name a file or a folder")
    report = run(
        store.find_root(ctx.obj["root"]),
        paths,
        engine=engine,
        changed=changed,
        today=date.today().isoformat(),
        limits=Limits(seconds=timeout, megabytes=4096),
    )
    lines = [*(str(fault) for fault in report.unreadable), *(str(finding) for finding in report.distinct)]
    put("".join(f"{line}\n" for line in lines), output)
    count, bad = len(report.distinct), len(report.unreadable)
    unread = f", {bad} unreadable and left out" if bad else ""
    click.echo(
        f"{report.files} files, {report.triples} triples{unread}: {count or 'no'} finding{'s' * (count != 1)}", err=True
    )
    # Unreadable input outweighs findings only if there are none: readable files with findings are exit 1.
    return 1 if report.fails(fail_on) else 2 if bad else 0


@click.command(
    "format",
    epilog="""\b
Example:
  kg format --check
""",
)
@PATHS
@click.option("--check", is_flag=True, help="Change nothing; print a diff and exit 1 if a file is not in the layout.")
@click.pass_context
def format(ctx: click.Context, paths: tuple[Path, ...], check: bool) -> int:
    """Put data files into the canonical layout (without PATHS: all of data/)."""
    from kg import store
    from kg.layout import Formatter

    root = store.find_root(ctx.obj["root"])
    formatter = Formatter(root)
    changed = [diff for path in formatter.files(paths) if (diff := formatter.format(path, write=not check))]
    if check:
        click.echo("".join(changed), nl=False)
    click.echo(f"{len(changed)} file{'s' * (len(changed) != 1)} {'to format' if check else 'formatted'}", err=True)
    return 1 if check and changed else 0
