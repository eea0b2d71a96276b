"""From where one looks: what a denial does not change, and what each view leaves out."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kg import asking, dates
from kg.graph import Graph
from kg.perspective import Perspective, View
from kg.vocabulary import BASE
from tests.conftest import WORLD

CASES = sorted((WORLD / "data" / "cases").glob("*.ttl"))
DENIALS = [
    (path.name, name)
    for path in CASES
    for name in re.findall(r"(?m)^event:(\S+) a rec:Denial ;", path.read_text(encoding="utf-8"))
]


def without(root: Path, folder: Path, file: str, name: str) -> Graph:
    """The world without one denial."""
    copy = shutil.copytree(root, folder / "root")
    path = copy / "data" / "cases" / file
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    kept = [block for block in blocks if not block.startswith(f"event:{name} a ")]
    assert len(kept) == len(blocks) - 1
    path.write_text("\n\n".join(kept), encoding="utf-8")
    return Graph(copy)


@pytest.mark.parametrize(("file", "name"), DENIALS, ids=lambda value: value)
def test_a_denial_changes_nothing_that_was_known_before_it(
    file: str, name: str, world: Graph, world_root: Path, tmp_path: Path
) -> None:
    """And otherwise it changes answers only to disputed."""
    bare = without(world_root, tmp_path, file, name)
    denial = f"{BASE}event/{name}"
    about = {row["act"] for row in world.engine("words") if row["word"] == denial}
    known = [dates.bounds(row["day"] or "").latest for row in world.engine("known") if row["act"] == denial]
    before = dates.calendar_day(min(known, default=0) - 1).isoformat()
    targets = {
        row["object"] or "" for row in world.engine("relation-rows", relation=RECOGNITION) if row["act"] in about
    }
    for target in targets:
        for day in ("1845-01-01", "1880-01-01", "1963-03-03", "2000-01-01"):
            with_it, without_it = (asking.status(graph, target, on=day, known_by=before) for graph in (world, bare))
            assert (with_it.rows, with_it.others) == (without_it.rows, without_it.others)
            now, then = (asking.status(graph, target, on=day) for graph in (world, bare))
            for row, other in zip(_in_order(now), _in_order(then), strict=True):
                assert row.answer in (other.answer, "disputed")


RECOGNITION = f"{BASE}relation/recognition"


def _in_order(found: object) -> list[object]:
    return sorted([*found.rows, *found.others], key=lambda row: (row.actor, sorted(row.facets.items())))  # type: ignore[attr-defined]


def test_the_reasons_of_a_view_name_only_denials_that_were_known(world: Graph) -> None:
    everything = View(world).denials
    early = View(world, Perspective(known_by=dates.bounds("1843-12-31").latest)).denials
    assert set(early) < set(everything)
    assert all(date < "1844" for said in early.values() for _, date in said)
