"""``kg diff``: what changed between two states, in the words of the domain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli import options, put

if TYPE_CHECKING:
    from kg.changes import Told, Value


@click.command(
    epilog="""\b
In a git checkout, OLD and NEW can be revisions: main, HEAD~1, a tag, or HEAD:data/cases.

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
    """Say what changed from OLD to NEW: files, folders or git revisions. Without NEW: the files as they are now.

    One line for each thing that changed. Moving a statement to another file, comments and layout are no change; shapes
    are not compared.
    """
    from kg import changes, store
    from kg.changes.states import working_state

    root = store.find_root(ctx.obj["root"])
    before = changes.read_state(root, old)
    after = changes.read_state(root, new) if new is not None else working_state(root)
    told, lines = changes.tell(root, changes.compare(before, after), after)
    put(_json(told) if form == "json" else "".join(f"{line}\n" for line in lines), output)
    click.echo(f"{len(told) or 'no'} change{'s' * (len(told) != 1)} from {old} to {after.name}", err=True)
    return 1 if exit_code and told else 0


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
