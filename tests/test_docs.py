"""The documents say what is true now: commands print what they show, references match, links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import CHECKOUT

PAGES = sorted([*CHECKOUT.glob("*.md"), *(CHECKOUT / "docs").rglob("*.md")])
DECISIONS = sorted((CHECKOUT / "docs" / "decisions").glob("*.md"))


def console(page: Path) -> list[tuple[str, str]]:
    """The commands in the console blocks of a page, each with the output it shows."""
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    found = []
    for block in blocks:
        for part in re.split(r"(?m)^\$ ", block)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output.rstrip("\n")))
    return found


TURNING_POINTS = CHECKOUT / "docs" / "turning-points.md"


# The other answers of the turning points are printed by the same commands when the page is built, on one graph.
@pytest.mark.parametrize(
    ("command", "output"),
    [*console(CHECKOUT / "README.md"), console(TURNING_POINTS)[0]],
    ids=lambda text: text[:40],
)
def test_pages_show_what_commands_print(command: str, output: str) -> None:
    words = shlex.split(command)
    assert words[0] == "kg"
    done = subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, cwd=CHECKOUT, check=True)
    assert done.stdout.rstrip("\n") == output


def test_ten_turning_points_have_their_answer_and_their_sources() -> None:
    days = re.split(r"(?m)^## ", TURNING_POINTS.read_text(encoding="utf-8"))[1:]
    assert len(days) >= 10
    for day in days:
        assert re.search(r"(?m)^\$ kg status .*\n.* at the end of \d{4}-\d\d-\d\d", day), day
        assert re.search(r"(?m)^- \*\*.*\]\(https?://", day), day


def test_the_readme_has_a_terminal_session_and_an_act_of_the_data() -> None:
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert len(console(CHECKOUT / "README.md")) >= 4
    (turtle,) = re.findall(r"```turtle\n(.*?)```", text, re.DOTALL)
    data = (CHECKOUT / "data" / "cases" / "afghanistan-russia.ttl").read_text(encoding="utf-8")
    for line in turtle.rstrip(" .\n").splitlines():
        assert line.rstrip(" ;.") in data


def test_the_python_of_the_readme_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (CHECKOUT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=CHECKOUT, check=True)
    assert done.stdout == "['Russia']\n"


def test_the_references_are_as_generated() -> None:
    spec = importlib.util.spec_from_file_location("build", CHECKOUT / "docs" / "build.py")
    assert spec is not None and spec.loader is not None
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    for path, text in build.build().items():
        assert path.read_text(encoding="utf-8") == text, f"run make docs: {path.name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_make_targets_that_a_page_names_exist(page: Path) -> None:
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:`|^    )make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE):
        assert re.search(rf"(?m)^{target}:", makefile), target


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_says_why(page: Path) -> None:
    headings = re.findall(r"(?m)^## (.*)$", page.read_text(encoding="utf-8"))
    assert headings == ["Context", "Decision", "Why", "Consequences"]


def test_the_decisions_are_numbered_without_gaps() -> None:
    assert [int(page.stem[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_every_room_is_in_the_architecture() -> None:
    text = (CHECKOUT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rooms = {p.stem for p in (CHECKOUT / "kg").glob("*.py")} - {"__init__", "__main__"}
    assert sorted(room for room in rooms if f"`{room}`" not in text) == []


def test_the_citation_file_is_whole() -> None:
    citation = yaml.safe_load((CHECKOUT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "title", "message", "authors", "version", "license"} <= set(citation)
    assert citation["version"] in (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")
