"""What CONTRIBUTING tells a newcomer to do works as it is told; hooks and the workflow say the same."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import CHECKOUT
from tests.test_docs import console

WORKFLOW = yaml.safe_load((CHECKOUT / ".github" / "workflows" / "validate.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
CONFIG = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in git with the actors and sources of the real data: what a walk needs, and quick."""
    root = tmp_path / "checkout"
    for name in ("ontology", "queries", "docs", "data/actors", "data/sources"):
        shutil.copytree(CHECKOUT / name, root / name)
    (root / "data" / "cases").mkdir()
    (root / "data" / "cases" / "empty.ttl").write_text("")
    for command in ("git init -q", "git add .", "git commit -qm first"):
        assert run(command, root).returncode == 0
    return root


def run(command: str, root: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as it stands in a page; ``kg`` is this one, and git needs no configuration."""
    who = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@x", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@x"}
    kg = f'kg() {{ "{sys.executable}" -m kg "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", kg + command],
        capture_output=True,
        text=True,
        cwd=root,
        env={**os.environ, **who, "PYTHONPATH": str(CHECKOUT), **environment},
        check=False,
    )


def test_the_walk_goes_as_it_is_told(checkout: Path) -> None:
    steps = console(CHECKOUT / "CONTRIBUTING.md")
    assert len(steps) >= 8
    for command, output in steps:
        done = run(command, checkout)
        assert done.stdout.rstrip("\n") == output, (command, done.stderr)
        assert done.returncode == (1 if ": error: " in output else 0), (command, done.stderr)


@pytest.mark.parametrize("path", sorted((CHECKOUT / "docs" / "templates").glob("*.ttl")), ids=lambda path: path.name)
def test_templates_are_in_the_canonical_layout(path: Path) -> None:
    assert run(f"kg format --check {path}", CHECKOUT).returncode == 0


def test_the_workflow_annotates_and_tells_what_changed(checkout: Path, tmp_path: Path) -> None:
    steps = {step.get("name"): step["run"] for step in WORKFLOW["jobs"]["validate"]["steps"] if "run" in step}
    assert WORKFLOW["permissions"] == {"contents": "read"}
    shutil.copy(CHECKOUT / "docs" / "templates" / "case.ttl", checkout / "data" / "cases" / "hav.ttl")
    assert run("git add . && git commit -qm second", checkout).returncode == 0
    found = run(steps["Findings"], checkout)
    assert found.returncode == 1
    assert found.stdout.startswith(
        "::error file=data/cases/hav.ttl,line=30,col=15,endLine=30,endColumn=28,title=act-actor::event:arcadia-recognises-hav-1950"
    )
    assert run(steps["Layout"], checkout).returncode == 0
    summary = tmp_path / "summary.md"
    told = run(steps["What changed"], checkout, BASE="HEAD~1", GITHUB_STEP_SUMMARY=str(summary))
    assert told.returncode == 0, told.stderr
    assert "\nWho recognised Hav (coverage): added [coverage:hav-recognition]\n" in summary.read_text(encoding="utf-8")


def test_the_hooks_run_verbs_that_exist_and_this_repository_uses_them() -> None:
    (local,) = CONFIG["repos"]
    for hook, used in zip(HOOKS, local["hooks"], strict=True):
        assert used["entry"] == f".venv/bin/{hook['entry']}" and used["files"] == hook["files"]
        assert hook["language"] == "python" and hook.get("pass_filenames") == used.get("pass_filenames")
        assert run(f"{hook['entry']} --help", CHECKOUT).returncode == 0
