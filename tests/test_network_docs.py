"""The pages on networks: every command that they show is understood, their Python runs, their formats exist."""

from __future__ import annotations

import contextlib
import io
import re
import shlex

import click
import pytest

import kg as package
from kg import network
from kg.api import RecognitionGraph
from kg.cli import kg
from tests.conftest import CHECKOUT

PAGES = [CHECKOUT / "docs" / f"{name}.md" for name in ("networks", "network-tools", "measures")]
COMMANDS = sorted(
    {line for page in PAGES for line in re.findall(r"(?m)^    (kg .*)$", page.read_text(encoding="utf-8"))}
)
BLOCKS = [
    code for page in PAGES for code in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
]


@pytest.mark.parametrize("line", [line for line in COMMANDS if not line.startswith("kg export mine.rq")])
def test_a_command_of_the_pages_is_understood(line: str) -> None:
    """Parsed and not run: reading all data for each would take minutes."""
    _, verb, *rest = shlex.split(line)
    command = kg.get_command(click.Context(kg), verb)
    assert command is not None
    context = command.make_context(verb, rest)
    view = context.params["view"]
    assert (CHECKOUT / "queries" / "networks" / f"{view}.rq").exists() or line in ("kg network", "kg export")
    if verb == "export" and context.params["output"]:
        assert network.format_of(context.params["output"], context.params["form"]) in network.FORMATS


def test_the_python_of_the_pages_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = RecognitionGraph(CHECKOUT)
    monkeypatch.setattr(package, "load", lambda: graph)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        for code in BLOCKS:
            exec(code, {})
    assert out.getvalue() == "True People's Republic of China\nTrue\nTrue\n"
