"""The committed result of ``make oracle`` is about the files as they are."""

from __future__ import annotations

import json

from tests.oracle import RESULT, input_hash


def test_the_oracle_was_run_on_these_files() -> None:
    assert json.loads(RESULT.read_text())["input"] == input_hash(), "ontology, data or queries changed: run make oracle"
