"""Alignments name only terms that exist, stand apart from the core, and change no answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from kg.store import turtle_files
from kg.vocabulary import BASE, REC
from tests.conftest import CHECKOUT

FILES = sorted((CHECKOUT / "ontology" / "alignments").glob("*.ttl"))


def test_there_is_one_for_each_vocabulary() -> None:
    assert [path.stem for path in FILES] == ["owl-time", "prov-o", "schema-org", "sem"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_alignment_names_only_terms_that_exist(path: Path) -> None:
    declared = set()
    for module in (CHECKOUT / "ontology").glob("*.ttl"):
        declared |= set(Graph().parse(module, format="turtle").subjects())
    graph = Graph().parse(path, format="turtle")
    used = {node for triple in graph for node in triple if isinstance(node, URIRef) and str(node).startswith(REC)}
    assert used and used <= declared


def test_alignments_are_not_read_with_the_data() -> None:
    assert not [path for path in turtle_files(CHECKOUT) if "alignments" in path.parts]
    assert BASE.endswith("/")
