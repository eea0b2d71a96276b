"""What the tests share: the checkout, a fictional world as a root of its own, and the real data."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.graph import Graph

CHECKOUT = Path(__file__).resolve().parent.parent
WORLD = CHECKOUT / "tests" / "world"
HARD_CASES = CHECKOUT / "tests" / "hard-cases"


def make_root(folder: Path, data: Path | None = None) -> Path:
    """Make a root with the ontology and the queries of the checkout, and the given data."""
    for name in ("ontology", "queries"):
        shutil.copytree(CHECKOUT / name, folder / name)
    if data is None:
        (folder / "data").mkdir()
    else:
        shutil.copytree(data, folder / "data")
    return folder


@pytest.fixture(scope="session")
def world_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_root(tmp_path_factory.mktemp("world"), WORLD / "data")


@pytest.fixture(scope="session")
def world(world_root: Path) -> Graph:
    return Graph(world_root)


@pytest.fixture(scope="session")
def real() -> Graph:
    return Graph(CHECKOUT)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root of the fictional world that a test may change."""
    return make_root(tmp_path / "root", WORLD / "data")
