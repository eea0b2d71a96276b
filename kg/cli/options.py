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


def pairs(values: tuple[str, ...], option: str) -> dict[str, str]:
    """Read ``KEY=VALUE`` options.  Raises click.UsageError for one without ``=``."""
    found = {}
    for value in values:
        key, equals, rest = value.partition("=")
        if not equals:
            raise click.UsageError(f"{option} {value}: write KEY=VALUE")
        found[key] = rest
    return found
