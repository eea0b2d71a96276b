"""The wheel built from the tree answers from any directory, with the data that travel in it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

QUESTION = ("status", "islamic-emirate-of-afghanistan-2021", "--on", "2025-07-04", "--format", "json")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(CHECKOUT)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_ontology_shapes_data_and_queries(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("ontology", "data", "queries"):
        for path in (CHECKOUT / folder).rglob("*"):
            if path.is_file():
                assert f"kg/installed/{path.relative_to(CHECKOUT).as_posix()}" in inside
    assert wheel.name.startswith("recognition_graph-")
    assert not [name for name in inside if name.startswith(("tests", "docs"))]


def test_an_installed_kg_answers_from_any_directory(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "environment"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    # The dependencies are those of this environment; the package itself comes from the wheel alone.
    environment = {**os.environ, "PYTHONPATH": sysconfig.get_paths()["purelib"]}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    where = subprocess.run(
        [python, "-c", "import kg; print(kg.__file__)"],
        capture_output=True,
        text=True,
        cwd=elsewhere,
        env=environment,
        check=True,
    )
    assert where.stdout.startswith(str(place))
    installed = subprocess.run(
        [place / "bin" / "kg", *QUESTION], capture_output=True, text=True, cwd=elsewhere, env=environment, check=True
    )
    here = subprocess.run(
        [sys.executable, "-m", "kg", *QUESTION], capture_output=True, text=True, cwd=CHECKOUT, check=True
    )
    assert installed.stdout == here.stdout


def test_inside_a_checkout_the_files_of_the_checkout_are_used(root: Path) -> None:
    from kg.store import find_root

    assert find_root(start=root / "data" / "cases") == root
    assert find_root(CHECKOUT, start=root) == CHECKOUT
