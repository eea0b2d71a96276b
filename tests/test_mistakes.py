"""The mistakes that contributors make: each is one finding at the right line with what to do, and nothing else is said.

The files are in ``tests/mistakes/``; they are validated together, in one run, beside a file without a mistake.
"""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest

from tests.conftest import CHECKOUT, WORLD, make_root
from tests.test_cli import kg

MISTAKES = CHECKOUT / "tests" / "mistakes"
# File, text at the place, rule, what the message says; the mistakes across acts need rules in SPARQL.
CORE = {
    "syntax": (
        "rec:inCase case:one",
        "syntax",
        "A dot is expected at the end of statements; end the statement with ' .', or go on with ' ;'",
    ),
    "misspelt-property": (
        "dcterms:sorce",
        "act",
        "has dcterms:sorce, which is undefined; did you mean dcterms:source?",
    ),
    "impossible-date": (
        '"1961-31-07"',
        "act-date",
        "cannot have rec:date '1961-31-07'; write one date: a day 1997-05-25",
    ),
    "dangling-actor": (
        "actor:cascdia",
        "act-actor",
        "has rec:actor actor:cascdia, which is undefined; did you mean actor:cascadia (Cascadia)? the actor must be a described",
    ),
    "no-source": ("event:no-source", "act-source", "event:no-source has no dcterms:source; cite at least one source"),
}
ACROSS = ("before-founding", "withdrawal-of-nothing")
HAS_RULES_ACROSS_ACTS = any(
    "sh:sparql" in path.read_text(encoding="utf-8") for path in (CHECKOUT / "ontology" / "shapes").glob("*.ttl")
)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    root = make_root(tmp_path_factory.mktemp("mistakes") / "root", WORLD / "data")
    shutil.copytree(MISTAKES, root / "data" / "mistakes")
    done = kg("validate", "--format", "json", root=root)
    assert done.returncode == 2
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def findings(result: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [found for found in result["findings"] if found["file"] == f"data/mistakes/{name}.ttl"]


@pytest.mark.parametrize("name", CORE)
def test_a_mistake_is_one_finding_at_its_place_with_a_remedy(name: str, result: dict[str, Any]) -> None:
    text, rule, message = CORE[name]
    (found,) = findings(result, name)
    line = (MISTAKES / f"{name}.ttl").read_text(encoding="utf-8").splitlines()[found["line"] - 1]
    before = line[: found["column"] - 1] if name == "syntax" else line[found["column"] - 1 :]
    assert before.strip() == text if name == "syntax" else before.startswith(text)
    assert (found["rule"], found["excerpt"]) == (rule, line)
    assert message in found["message"] and found["remedy"]


@pytest.mark.skipif(not HAS_RULES_ACROSS_ACTS, reason="no rule across acts yet")
@pytest.mark.parametrize("name", ACROSS)
def test_a_mistake_across_acts_is_one_finding(name: str, result: dict[str, Any]) -> None:
    (found,) = findings(result, name)
    lines = (MISTAKES / f"{name}.ttl").read_text(encoding="utf-8").splitlines()
    first = next(number for number, line in enumerate(lines, 1) if line.startswith("event:"))
    assert found["line"] >= first and found["remedy"] and found["focus"].endswith(f"/{name}")


def test_nothing_else_is_said(result: dict[str, Any]) -> None:
    wrong = {f"data/mistakes/{name}.ttl" for name in (*CORE, *ACROSS)}
    assert [found for found in result["findings"] if found["file"] not in wrong] == []
    assert result["unreadable_files"] == 1
