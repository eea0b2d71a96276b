"""The committed result of ``make oracle`` is about the files as they are."""

from __future__ import annotations

import json

from tests.conftest import CHECKOUT
from tests.oracle import RESULT, input_hash, verdicts_hash

DATA = CHECKOUT / "data"


def test_the_oracle_was_run_on_these_files() -> None:
    found = json.loads(RESULT.read_text())["queries"]
    assert found["input"] == input_hash(), "ontology, data or queries changed: run make oracle"
    assert len(found["rows"]) >= 12, "rdflib finished too few questions"


def test_both_engines_of_validation_were_compared_on_these_files() -> None:
    found = json.loads(RESULT.read_text())["verdicts"]
    assert found["input"] == verdicts_hash(), "shapes, data or the engine changed: run make oracle"
    assert found["results"]["generated mistakes"] >= 150
    # Both engines see what an exception then silences.
    exceptions = sum(path.read_text(encoding="utf-8").count(" a rec:Exception") for path in DATA.rglob("*.ttl"))
    assert found["results"]["all data"] == exceptions
