"""The committed result of ``make foreign`` is about the files as they are, and tells what was not run."""

from __future__ import annotations

import json

from kg.network import views
from tests.conftest import CHECKOUT
from tests.foreign.__main__ import RESULT, input_hash
from tests.foreign.readers import NOT_RUN, READERS

FOUND = json.loads(RESULT.read_text(encoding="utf-8"))


def test_foreign_readers_were_run_on_these_files() -> None:
    assert FOUND["input"] == input_hash(), "views, formats or readers changed: run make foreign"


def test_every_reader_agreed_or_is_told_not_to_have_run() -> None:
    told = FOUND["readers"]
    assert set(told) == {*READERS, *NOT_RUN}
    ran = {name: reader for name, reader in told.items() if "not run" not in reader}
    assert all(reader["agrees"] and reader["version"] for reader in ran.values())
    assert {"jing", "graphology-gexf"} <= set(ran), "the two that judge GEXF have to be there"
    assert {reader["format"] for reader in ran.values()} >= {"gexf", "graphml", "cytoscape", "dot", "pajek"}


def test_every_view_was_read() -> None:
    assert set(views.questions(CHECKOUT)) <= set(FOUND["exports"])
