"""``kg import``: other people's regular files, as Turtle."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(
    "import",
    epilog="""\b
Example:
  kg import
""",
)
@click.argument("name", required=False)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if the data files are not what FILE gives.")
@click.pass_context
def import_(ctx: click.Context, name: str | None, file: Path | None, check: bool) -> int:
    """Make data files from the CSV file or the folder FILE by the recipe NAME in queries/imports/.

    Without arguments it lists the recipes and the sources that describe their files; docs/register.md tells how to get them.
    FILE has to be the version that the recipe's source describes.  Rows that mean no
    actor we know are listed; a match in data/matches/ decides them.
    """
    from kg import imports, store, tables
    from kg.vocabulary import curie, local_name

    root = store.find_root(ctx.obj["root"])
    if name is None:
        rows = [
            (key, local_name(recipe.source), recipe.output.relative_to(root).as_posix(), recipe.question.summary)
            for key, recipe in imports.recipes(root).items()
        ]
        click.echo(tables.render(("importer", "source", "writes", "summary"), rows, "table"), nl=False)
        return 0
    if file is None:
        raise click.UsageError("name the FILE to import")
    made = imports.run(root, name, file)
    for row in made.unmatched:
        means = f"; it can mean {' or '.join(curie(iri) for iri in row.candidates)}" if row.candidates else ""
        place = file / row.file if row.file else file
        click.echo(f"{place}:{row.line}: not used: {row.key} ({row.called}){means}")
    states = {path: _state(path, text, check) for path, text in made.outputs.items()}
    states.update({path: "would go" if check else "taken away" for path in made.stale})
    if not check and any(state != "unchanged" for state in states.values()):
        imports.write(made)
    shown = ", ".join(f"{path.relative_to(root).as_posix()} {state}" for path, state in states.items())
    click.echo(f"{made.rows} rows, {len(made.unmatched)} not used: {shown}", err=True)
    return 1 if check and any(state != "unchanged" for state in states.values()) else 0


def _state(path: Path, text: str, check: bool) -> str:
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return "unchanged"
    return "would change" if check else "written"
