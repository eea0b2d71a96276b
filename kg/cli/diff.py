"""``kg diff``: what changed between two states, in the words of the domain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli import checkout_of, options, put

if TYPE_CHECKING:
    from kg.changes import Told, Value


@click.command(
    epilog="""\b
In a git checkout, OLD and NEW can be revisions: main, HEAD~1, a tag, or HEAD:data/cases.
Without NEW, OLD is compared with the files as they are now:
  REVISION       with all files
  REVISION:PATH  with PATH
  PATH           is taken from the last commit, and compared with PATH

\b
Example:
  kg diff data/cases/afghanistan-first-emirate.ttl data/cases
"""
)
@click.argument("old")
@click.argument("new", required=False)
@options.form("text", "json", default="text")
@click.option("--exit-code", is_flag=True, help="Exit 1 if anything changed; without it, a comparison made is exit 0.")
@options.output
@click.pass_context
def diff(ctx: click.Context, old: str, new: str | None, form: str, exit_code: bool, output: Path | None) -> int:
    """Say what changed from OLD to NEW: files, folders or git revisions. Without NEW: the same files as they are now.

    One line for each thing that changed; what changed of its sources and readings is told in it. Moving a statement to
    another file, comments and layout are no change; shapes are not compared.
    """
    from kg import changes

    root = checkout_of(ctx)
    before, after = changes.read_states(root, old, new)
    told, lines = changes.tell(root, changes.compare(before, after), after)
    put(_json(told) if form == "json" else "".join(f"{line}\n" for line in lines), output)
    click.echo(f"{_count(len(told), len(lines))} from {before.name} to {after.name}", err=True)
    return 1 if exit_code and told else 0


def _count(nodes: int, lines: int) -> str:
    """Say what was counted: a thing may be told in the line of another."""
    if not nodes:
        return "no changes"
    within = f", told in {lines} line{'s' * (lines != 1)}," if lines != nodes else ""
    return f"{nodes} thing{'s' * (nodes != 1)} changed{within}"


def _json(told: list[Told]) -> str:
    import json

    return json.dumps([_object(item) for item in told], ensure_ascii=False, indent=2) + "\n"


def _object(item: Told) -> dict[str, Any]:
    return {
        "node": item.change.node,
        "title": item.title,
        "under": item.under or None,
        "change": item.change.kind,
        "sentence": item.sentence,
        "files": [path.as_posix() for path in item.change.files],
        "differences": [
            {
                "property": difference.property,
                "words": words["sentence"],
                "old": _value(difference.old),
                "new": _value(difference.new),
            }
            for difference, words in zip(item.change.differences, item.differences, strict=True)
        ],
    }


def _value(value: Value | None) -> dict[str, str] | None:
    if value is None:
        return None
    if value.is_iri:
        return {"iri": value.text}
    kind = {"language": value.language} if value.language else {"datatype": value.datatype}
    return {"text": value.text, **kind}
