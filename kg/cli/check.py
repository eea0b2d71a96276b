"""``kg validate`` and ``kg format``: what is wrong with the files, and their canonical layout."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli import checkout_of, options, put

if TYPE_CHECKING:
    from kg.errors import KgError

PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


@click.command(
    epilog="""\b
What a branch changed, whatever came to main since it began:
  kg validate --changed "$(git merge-base main HEAD)"

\b
Examples:
  kg validate
  kg validate data/cases --format sarif -o findings.sarif
  kg validate --changed main
"""
)
@PATHS
@options.form("text", "json", "sarif", "junit", "github", "turtle", default="text")
@click.option("--all", "every", is_flag=True, help="Show every finding; without it, five of each rule and a count.")
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
@click.option("--watch", is_flag=True, help="Check again after each edit, until interrupted (Ctrl-C).")
@options.output
@click.pass_context
def validate(ctx: click.Context, /, paths: tuple[Path, ...], watch: bool, **choices: Any) -> int:
    """Check the ontology and all data; findings name file, line, column, and what to do.

    With PATHS, everything is read and what those files state is checked; with --changed main, what differs from main as
    it is now, also what main mended since. Outside a checkout only PATHS are checked, beside what is installed. A
    file that cannot be read is reported with all its faults and left out, and the rest is checked: then the exit code is 2.
    Format turtle is the standard report of SHACL and has every result; the JSON has a schema,
    docs/validation-report.schema.json.
    """
    from kg.cli.watching import edits
    from kg.errors import KgError, WrongUse

    for path in paths:
        if not path.exists():
            raise WrongUse(f"there is no {path}", remedy="name a file or a folder")
    root = checkout_of(ctx, or_installed=bool(paths) and choices["changed"] is None)
    if not watch:
        return _validated(root, paths, **choices)
    for _ in edits([root / "ontology", root / "data", root / "queries", *paths]):
        try:
            _validated(root, paths, **choices)
        except KgError as fault:
            # An edit that is not finished yet must not end the watch.
            click.echo(f"kg: {fault}", err=True)
    return 0


def _validated(
    root: Path,
    paths: tuple[Path, ...],
    *,
    form: str,
    every: bool,
    fail_on: str,
    changed: str | None,
    engine: str,
    timeout: float,
    output: Path | None,
) -> int:
    """Check once, tell it, and return the exit code."""
    from datetime import date

    from kg import reports
    from kg.cli.progress import progress
    from kg.validate import validate as run
    from kg.worker import Limits

    with progress("validating"), _uncollected():
        report = run(
            root,
            paths,
            engine=engine,
            changed=changed,
            today=date.today().isoformat(),
            limits=Limits(seconds=timeout, megabytes=4096),
        )
    put(reports.render(report, form, root, every=every), output)
    count, bad = len(report.distinct), report.bad_files
    unread = f"; left out: {_counted(bad, 'file')} with {_counted(len(report.unreadable), 'fault')}" if bad else ""
    found = f"{_counted(count, 'finding') if count else 'no findings'}{' in what was read' if bad else ''}"
    click.echo(f"{report.files} files, {report.triples} triples{unread}: {found}", err=True)
    # What a file that was left out holds is unknown, so that no verdict on the rest is whole.
    return 2 if bad else 1 if report.fails(fail_on) else 0


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


@contextmanager
def _uncollected() -> Iterator[None]:
    """Do not look for circles among the facts, which have none, now or later: it took a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@click.command(
    "format",
    epilog="""\b
Example:
  kg format --check
""",
)
@PATHS
@click.option("--check", is_flag=True, help="Change nothing; print a diff and exit 1 if a file is not in the layout.")
@options.form("text", "github", default="text")
@click.pass_context
def format(ctx: click.Context, paths: tuple[Path, ...], check: bool, form: str) -> int:
    """Put data files into the canonical layout (without PATHS: all of data/).

    The layout is one of bytes: UTF-8 without a byte order mark, line ends LF. Comments at the head and foot of a file and
    above a subject stay; one behind a statement goes above its subject. A file with a comment inside a statement or among
    prefixes, a node without a name or @base is named and left as it is, the others are formatted, and the exit code is 2.
    Format github annotates each file.
    """
    from kg import store
    from kg.errors import KgError
    from kg.layout import Formatter
    from kg.tables import visible

    root = checkout_of(ctx, or_installed=bool(paths))
    formatter = Formatter(root)
    changed: dict[Path, str] = {}
    faults: list[KgError] = []
    for path in formatter.files(paths):
        try:
            if diff := formatter.format(path, write=not check):
                changed[store.shown(path, root)] = diff
        except KgError as error:
            faults.append(error)
    if form == "github":
        click.echo("".join(_annotations(changed if check else {}, faults)), nl=False)
    elif check:
        # Nothing in a file may steer the terminal; a tab is none of that.
        text = "".join(changed.values())
        click.echo(re.sub(r"[^\n\t]+", lambda found: visible(found[0]), text), nl=False)
    for fault in faults:
        click.echo(f"kg: {visible(str(fault))}", err=True)
    left = f", {len(faults)} left as it is" if faults else ""
    click.echo(
        f"{len(changed)} file{'s' * (len(changed) != 1)} {'to format' if check else 'formatted'}{left}", err=True
    )
    return max((fault.exit_code for fault in faults), default=1 if check and changed else 0)


def _annotations(files: Iterable[Path], faults: Iterable[KgError]) -> Iterator[str]:
    from kg.errors import Place
    from kg.reports.github import command

    for file in files:
        yield command("error", Place(file), "layout", "not in the canonical layout; run kg format") + "\n"
    for fault in faults:
        text = f"{fault.what}; {fault.remedy}" if fault.remedy else fault.what
        yield command("error", fault.place or Place(Path()), "layout", text) + "\n"
