"""Each shape has an example that breaks it in exactly one way, and a valid one that uses what it is about.

The examples lie in ``tests/shapes/<rule>.ttl``.  Their first lines say what is expected, one finding a line:
``# expect: focus path [rule]``.  All are validated together with the fictional world, which itself has no finding.
Examples are copies of each other, so a rule across acts is looked at in its own example only.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SH, Graph, URIRef

from docs.build import Examples, load
from kg.validate import Finding, validate
from kg.vocabulary import BASE, curie
from tests.conftest import CHECKOUT
from tests.verdicts import TODAY, both

EXAMPLES = sorted((CHECKOUT / "tests" / "shapes").glob("*.ttl"))
SHAPES = Graph()
for path in sorted((CHECKOUT / "ontology" / "shapes").glob("*.ttl")):
    SHAPES.parse(path, format="turtle")
ACROSS = {str(shape).removeprefix(BASE + "shape/") for shape in SHAPES.subjects(SH.sparql)}
RULES = sorted(str(s).removeprefix(BASE + "shape/") for s in SHAPES.subjects(SH.severity))


@pytest.fixture(scope="module")
def findings(world_root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Finding]]:
    """The findings in each example, from one run over the world and all examples."""
    root = tmp_path_factory.mktemp("shapes") / "root"
    shutil.copytree(world_root, root)
    shutil.copytree(CHECKOUT / "tests" / "shapes", root / "data" / "shapes")
    report = validate(root, today=TODAY)
    found: dict[str, list[Finding]] = {}
    for finding in report.distinct:
        if finding.rule not in ACROSS or finding.rule == finding.place.file.stem:
            found.setdefault(finding.place.file.stem, []).append(finding)
    return found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_invalid_example_yields_exactly_the_expected_findings(
    path: Path, findings: dict[str, list[Finding]]
) -> None:
    expected = Counter(re.findall(r"(?m)^# expect: (.*)$", path.read_text(encoding="utf-8")))
    # An example of an exception excepts from nothing.
    told = [f for f in findings.get(path.stem, []) if f.rule != "exception-needed"]
    assert Counter(" ".join(filter(None, (curie(f.focus), curie(f.path), f"[{f.rule}]"))) for f in told) == expected


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_finding_stands_where_its_focus_node_is_written(path: Path, findings: dict[str, list[Finding]]) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    for finding in findings[path.stem]:
        assert finding.place.line is not None and finding.place.column is not None
        above = "\n".join(lines[: finding.place.line])
        assert above.rindex(f"\n{curie(finding.focus)}") == max(m.start() for m in re.finditer(r"\n[a-z-]+:", above))
        written = lines[finding.place.line - 1][finding.place.column - 1 :]
        assert written.startswith(tuple(_spellings(finding)))


def _spellings(finding: Finding) -> set[str]:
    value = curie(finding.value)
    return {
        value,
        f'"{finding.value}',
        f"<{finding.value}>",
        finding.value or curie(finding.focus),
        curie(finding.path),
        curie(finding.focus),
    }


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_wrong_and_a_right_example_on_its_page(rule: str, pages: Examples) -> None:
    """The wrong one breaks this rule and no other; that the right one breaks none, the tests of the files and of the world say."""
    wrong, right = pages.wrong(rule), pages.right(URIRef(f"{BASE}shape/{rule}"))
    assert right and wrong != right
    expected = [
        line for path in EXAMPLES for line in re.findall(r"(?m)^# expect: (.*)$", path.read_text(encoding="utf-8"))
    ]
    broken = [line for line in expected if re.search(rf"(?m)^{re.escape(line.split()[0])} ", wrong)]
    assert broken and {line.split()[-1] for line in broken} == {f"[{rule}]"}


@pytest.fixture(scope="module")
def pages() -> Examples:
    return Examples(SHAPES, load("ontology"))


def test_what_gathers_rules_for_classes_is_no_rule_and_says_nothing_of_its_own() -> None:
    gathering = {s for s in SHAPES.subjects(RDF.type, SH.NodeShape)} - set(SHAPES.subjects(SH.severity))
    words = {SH.targetClass, SH.targetSubjectsOf, SH.property, RDF.type, RDFS.label}
    assert gathering and {p for shape in gathering for p in SHAPES.predicates(shape)} <= words


def test_both_acts_of_a_pair_stand_on_the_page(pages: Examples) -> None:
    assert re.findall(r"(?m)^event:\S+", pages.wrong("not-recorded-twice")) == [
        "event:bad-not-recorded-twice",
        "event:bad-not-recorded-twice-again",
    ]


def test_the_world_is_valid(world_root: Path) -> None:
    assert validate(world_root, today=TODAY).findings == ()


def test_every_rule_named_in_a_finding_is_a_shape() -> None:
    named = {
        m
        for path in EXAMPLES
        for m in re.findall(r"\[([a-z0-9-]+)\]", path.read_text(encoding="utf-8").split("\n\n")[0])
    }
    assert named <= set(RULES) and all((URIRef(f"{BASE}shape/{n}"), None, None) in SHAPES for n in named)


def test_the_engines_give_identical_results_on_examples(world_root: Path, tmp_path: Path) -> None:
    """On those of the rules across acts and on a share of the others: `make oracle` compares all, which takes minutes."""
    shutil.copytree(world_root, tmp_path / "root")
    for path in [p for p in EXAMPLES if p.stem in ACROSS] + EXAMPLES[::6]:
        shutil.copy(path, tmp_path / "root" / "data")
    quick, reference = both(tmp_path / "root")
    assert quick == reference
    assert sum(quick.values()) > 100
