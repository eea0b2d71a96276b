"""Options that several verbs share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

output = click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file instead of the terminal."
)


def form(*names: str, default: str | None = "table") -> Callable[[F], F]:
    """Return the ``--format`` option with the formats that a verb knows."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(names),
        default=default,
        show_default=bool(default),
        help="The form of the result.",
    )


def perspective(command: F) -> F:
    """Add the options that say from where one looks."""
    added = (
        click.option(
            "--according-to", metavar="ACTOR", help="Leave out what ACTOR denies; take what it did or affirmed."
        ),
        click.option("--known-by", metavar="DATE", help="Leave out what was not known by the end of DATE."),
        click.option(
            "--date-of",
            type=click.Choice(["decided", "announced", "effective"]),
            help="Which of an act's dates counts, where it states that one.",
        ),
        click.option(
            "--continuation/--no-continuation",
            default=True,
            help="Whether a continuator has what its predecessor had (default: yes).",
        ),
    )
    for option in reversed(added):
        command = option(command)
    return command


def pairs(values: tuple[str, ...], option: str) -> dict[str, str]:
    """Read ``KEY=VALUE`` options.  Raises click.UsageError for one without ``=``."""
    found = {}
    for value in values:
        key, equals, rest = value.partition("=")
        if not equals:
            raise click.UsageError(f"{option} {value}: write KEY=VALUE")
        found[key] = rest
    return found
