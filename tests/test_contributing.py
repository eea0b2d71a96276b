"""What CONTRIBUTING tells a newcomer to do works as it is told; hooks and the workflow say the same."""

from __future__ import annotations

import os
import re
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


STEPS = {step["name"]: step["run"] for step in WORKFLOW["jobs"]["validate"]["steps"] if "run" in step}


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
    steps = STEPS
    assert WORKFLOW["permissions"] == {"contents": "read"}
    shutil.copy(CHECKOUT / "docs" / "templates" / "case.ttl", checkout / "data" / "cases" / "hav.ttl")
    assert run("git add . && git commit -qm second", checkout).returncode == 0
    found = run(steps["Findings"], checkout, BASE="HEAD~1")
    assert found.returncode == 1
    assert found.stdout.startswith(
        "::error file=data/cases/hav.ttl,line=30,col=15,endLine=30,endColumn=28,title=act-actor::event:arcadia-recognises-hav-1950"
    )
    assert run(steps["All data"], checkout).returncode == 1
    assert run(steps["Layout"], checkout).returncode == 0
    summary = tmp_path / "summary.md"
    told = run(steps["What changed"], checkout, BASE="HEAD~1", GITHUB_STEP_SUMMARY=str(summary))
    assert told.returncode == 0, told.stderr
    assert "\nWho recognised Hav (coverage): added [coverage:hav-recognition]\n" in summary.read_text(encoding="utf-8")


def test_the_workflow_annotates_what_the_branch_did_and_fails_for_all(checkout: Path, tmp_path: Path) -> None:
    """Main has a mistake when the branch begins, and mends it afterwards: the branch is told of neither."""
    case = checkout / "data" / "cases" / "hav.ttl"
    shutil.copy(CHECKOUT / "docs" / "templates" / "case.ttl", case)
    added = "git add . && git commit -qm next"
    assert run(f"{added} && git branch -m main && git switch -qc branch", checkout).returncode == 0
    (checkout / "data" / "cases" / "empty.ttl").unlink()
    assert run(added, checkout).returncode == 0
    assert run("git switch -q main && git rm -q data/cases/hav.ttl && git commit -qm mended", checkout).returncode == 0
    assert run("git switch -q branch", checkout).returncode == 0
    found = run(STEPS["Findings"], checkout, BASE="main")
    assert (found.returncode, found.stdout) == (0, ""), found.stderr
    assert run("kg validate --changed main", checkout).returncode == 1
    assert run(STEPS["All data"], checkout).returncode == 1
    summary = tmp_path / "summary.md"
    assert run(STEPS["What changed"], checkout, BASE="main", GITHUB_STEP_SUMMARY=str(summary)).returncode == 0
    assert summary.read_text() == (
        "### What changed\n~~~~text\nno changes from " + _commit("main~1", checkout) + " to HEAD\n~~~~\n"
    )


def _commit(revision: str, checkout: Path) -> str:
    return run(f"git rev-parse {revision}", checkout).stdout.strip()


def test_the_summary_is_closed_where_nothing_can_be_compared(checkout: Path, tmp_path: Path) -> None:
    (checkout / "data" / "cases" / "bad.ttl").write_text("event:x")
    assert run("git add . && git commit -qm bad", checkout).returncode == 0
    summary = tmp_path / "summary.md"
    done = run("set -e\n" + STEPS["What changed"], checkout, BASE="HEAD~1", GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 2
    lines = summary.read_text().splitlines()
    assert lines[:2] == ["### What changed", "~~~~text"] and lines[-1] == "~~~~"
    assert lines[2].startswith("kg: data/cases/bad.ttl:1:")


def test_the_hook_runs_whatever_a_commit_changes() -> None:
    """Also if it only removes files, or changes what is derived: a hook with ``files`` would be skipped."""
    for hooks in (HOOKS, CONFIG["repos"][0]["hooks"]):
        (validate,) = [hook for hook in hooks if hook["id"] == "kg-validate"]
        assert validate["always_run"] is True and validate["pass_filenames"] is False and "files" not in validate


def test_the_hooks_run_verbs_that_exist_and_this_repository_uses_them() -> None:
    (local,) = CONFIG["repos"]
    for hook, used in zip(HOOKS, local["hooks"], strict=True):
        assert used["entry"] == f".venv/bin/{hook['entry']}" and used.get("files") == hook.get("files")
        assert hook["language"] == "python" and hook.get("pass_filenames") == used.get("pass_filenames")
        assert run(f"{hook['entry']} --help", CHECKOUT).returncode == 0


def test_what_the_demo_writes_is_ignored() -> None:
    (written,) = re.findall(r"-o (\S+)", (CHECKOUT / "Makefile").read_text(encoding="utf-8"))
    ignored = (CHECKOUT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {f"/{written}", f"/{written}.export.json"} <= set(ignored)
