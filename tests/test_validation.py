"""Validation as a whole: edits, exceptions, shapes from strangers."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.generate import generate
from kg.errors import LimitReached, UnreadableInput, WrongUse
from kg.validate import Finding, validate
from kg.validate import changed as edits
from kg.validate.data import TYPE, Data
from kg.validate.terms import iri
from kg.worker import Limits
from tests.verdicts import TODAY

SHAPE = """
@prefix rec: <https://w3id.org/recognition/ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <https://w3id.org/recognition/shape/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), "-c", "user.name=t", "-c", "user.email=t@e", *arguments], check=True)


def committed(root: Path) -> Path:
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "before")
    return root


def found(root: Path, **options: object) -> set[Finding]:
    return set(validate(root, today=TODAY, **options).findings)  # type: ignore[arg-type]


def keys(root: Path, **options: object) -> set[tuple[str, ...]]:
    """The findings without their places: an edit moves lines."""
    return {(f.rule, f.component, f.focus, f.path, f.term) for f in found(root, **options)}


def edit(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.fixture
def generated(tmp_path: Path) -> Path:
    return committed(generate(tmp_path / "root", 10_000, faults=0.02).root)


def test_a_removed_recognition_breaks_a_withdrawal_in_another_file(root: Path) -> None:
    recognition = root / "data" / "cases" / "z-recognition.ttl"
    text = (Path(__file__).parent / "shapes" / "recognition-before-its-end.ttl").read_text(encoding="utf-8")
    parts = text.split("\n\n")
    prefixes = next(part for part in parts if part.startswith("@prefix"))
    given, taken = (next(p for p in parts if p.lstrip("# Right:\n").startswith(f"event:{name} ")) for name in (
        "right-recognition-before-its-end-given", "right-recognition-before-its-end"))  # fmt: skip
    recognition.write_text(f"{prefixes}\n\n{given}\n", encoding="utf-8")
    (root / "data" / "cases" / "z-withdrawal.ttl").write_text(f"{prefixes}\n\n{taken}\n", encoding="utf-8")
    committed(root)
    assert found(root, changed="HEAD") == found(root) == set()
    recognition.unlink()
    (finding,) = found(root, changed="HEAD")
    assert (finding.rule, finding.place.file.name) == ("recognition-before-its-end", "z-withdrawal.ttl")


@pytest.mark.parametrize("seed", range(4))
def test_what_an_edit_breaks_is_found_wherever_it_stands(generated: Path, seed: int) -> None:
    """Whatever a full run finds now and did not find before, the run on the difference finds too."""
    before, chance = keys(generated), random.Random(seed)
    files = sorted((generated / "data").rglob("*.ttl"))
    for _ in range(3):
        file = chance.choice(files)
        blocks = file.read_text(encoding="utf-8").split("\n\n")
        index = chance.randrange(1, len(blocks))
        if chance.random() < 0.5:
            del blocks[index]
        else:
            blocks[index] = re.sub(r'rec:date "\d{4}', f'rec:date "{chance.randrange(1800, 2030)}', blocks[index])
        file.write_text("\n\n".join(blocks), encoding="utf-8")
    after, changed = keys(generated), keys(generated, changed="HEAD")
    assert sorted(after - before - changed) == []
    assert sorted(changed - after) == []


@pytest.mark.parametrize("seed", range(4, 10))
def test_a_verdict_needs_no_more_than_what_is_loaded_for_it(
    generated: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever nodes are looked at, those around them give the same verdicts as everything."""
    chance, everything = random.Random(seed), found(generated)
    terms = Data(generated, (generated / "data").rglob("*.ttl")).index[TYPE]
    wrong = sorted({iri(finding.focus) for finding in everything})
    nodes = frozenset([*chance.sample(wrong, len(wrong) // 3), *chance.sample(sorted(terms), 30)])
    monkeypatch.setattr(edits, "nodes", lambda *_: nodes)
    there = {finding for finding in everything if iri(finding.focus) in nodes}
    assert found(generated, changed="HEAD") == there != set()


def test_everything_is_looked_at_when_the_ontology_moved(generated: Path) -> None:
    edit(generated / "ontology" / "foundation.ttl", lambda text: text + "\n# moved\n")
    assert found(generated, changed="HEAD") == found(generated) != set()


def test_a_file_is_validated_against_all_others(generated: Path) -> None:
    everything = validate(generated, today=TODAY).findings
    for file in sorted((generated / "data" / "cases").glob("*.ttl")):
        there = [f for f in everything if generated / f.place.file == file]
        assert list(validate(generated, [file], today=TODAY).findings) == there


def test_before_the_first_commit_everything_is_new(generated: Path) -> None:
    shutil.rmtree(generated / ".git")
    git(generated, "init", "-q")
    assert found(generated, changed="HEAD") == found(generated) != set()


def test_a_revision_that_is_none_is_wrong_use(root: Path) -> None:
    committed(root)
    for revision in ("no-such", "--output=x", "a b"):
        with pytest.raises(WrongUse):
            validate(root, changed=revision)


def test_an_exception_with_its_reason_silences_one_rule_for_one_node(root: Path) -> None:
    example = (Path(__file__).parent / "shapes" / "not-recorded-twice.ttl").read_text(encoding="utf-8")
    (root / "data" / "z.ttl").write_text(example, encoding="utf-8")
    (finding,) = found(root)
    prefixes = "@prefix event: <https://w3id.org/recognition/event/> . @prefix rdf: <http://e/> ."
    (root / "data" / "y.ttl").write_text(
        SHAPE
        + prefixes
        + "\n<https://w3id.org/recognition/exception/one> a rec:Exception ; rec:rule shape:not-recorded-twice ;"
        f' rec:focus <{finding.focus}> ; rec:reason "Two notes were sent."@en .',
        encoding="utf-8",
    )
    assert found(root) == set()
    (root / "data" / "z.ttl").unlink()
    (nothing,) = found(root)
    assert (nothing.rule, nothing.severity, nothing.place.file.name) == ("exception-of-something", "violation", "y.ttl")
    for file in (root / "data").rglob("*.ttl"):  # The reference takes a minute for the whole world.
        if file.name != "y.ttl":
            file.unlink()
    assert nothing in found(root) == found(root, engine="pyshacl")


EXCEPTION = (
    SHAPE
    + """@prefix event: <https://w3id.org/recognition/event/> .
<https://w3id.org/recognition/exception/one> a rec:Exception ;
    rec:rule shape:act-source ;
    rec:focus event:no-source ;
    rec:reason "Its source is lost."@en .
"""
)


@pytest.fixture
def excepted(root: Path) -> Path:
    """The world, and an act that breaks a rule and is excepted from it, committed."""
    shutil.copy(Path(__file__).parent / "mistakes" / "no-source.ttl", root / "data" / "z.ttl")
    (root / "data" / "y.ttl").write_text(EXCEPTION, encoding="utf-8")
    return committed(root)


def test_an_edit_of_an_exception_is_seen_by_what_it_breaks(excepted: Path) -> None:
    assert found(excepted, changed="HEAD") == found(excepted) == set()
    (excepted / "data" / "y.ttl").unlink()
    assert [f.rule for f in found(excepted)] == ["act-source"]
    assert found(excepted, changed="HEAD") == found(excepted)


def test_an_exception_that_an_edit_makes_needless_is_seen(excepted: Path) -> None:
    edit(excepted / "data" / "z.ttl", lambda text: text + "\nevent:no-source dcterms:source source:gazette .\n")
    assert [f.rule for f in found(excepted)] == ["exception-needed"]
    assert found(excepted, changed="HEAD") == found(excepted)
    assert set(validate(excepted, [excepted / "data" / "y.ttl"], today=TODAY).findings) == found(excepted)


def shapes(root: Path, text: str) -> Path:
    file = root / "ontology" / "shapes" / "strange.ttl"
    file.write_text(SHAPE + text, encoding="utf-8")
    return file


def constraint(select: str) -> str:
    return f'shape:strange a sh:NodeShape ; sh:targetClass rec:Act ; sh:sparql [ sh:message "strange" ; sh:select """{select}""" ] .'


def test_a_misspelt_term_of_shacl_is_a_finding_in_the_shapes_file(root: Path) -> None:
    shapes(root, "shape:act-label sh:mincount 1 .")
    (finding,) = found(root)
    assert (finding.rule, finding.place.file.name) == ("shacl-term", "strange.ttl")
    assert "sh:mincount; did you mean sh:minCount?" in finding.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("shape:s a sh:NodeShape ; sh:targetClass rec:Act ; sh:property [ sh:path rec:date ; sh:lessThan rec:announced ] .", "lessThan"),
        ("shape:s a sh:NodeShape ; sh:targetClass rec:Act ; sh:property [ sh:path [ sh:inversePath rec:about ] ; sh:minCount 1 ] .", "inversePath"),
        ("shape:s a sh:NodeShape ; sh:targetClass rec:Act ; sh:node shape:s .", "uses itself"),
        ("shape:s a sh:NodeShape ; sh:targetClass rec:Act ; sh:not [ sh:property [ sh:path rec:date ; sh:pattern 'x' ] ] .", "sh:pattern"),
        (constraint("SELECT $this { $this a ?c MINUS { $this a rec:Act } }"), "MINUS"),
        (constraint("SELECT $this { $this ?p ?v { BIND(STR($this) AS ?x) } }"), "expression only"),
        (constraint("SELECT $this { $this a ?c . nonsense }"), "nonsense"),
        (constraint("SELECT $this { SERVICE <http://127.0.0.1:9/> { $this a ?c } }"), "SERVICE"),
        (constraint("SELECT $this FROM <file:///etc/passwd> { $this a ?c }"), "FROM"),
        (constraint("INSERT DATA { <a:b> <a:b> <a:b> }"), "INSERT"),
    ],
)  # fmt: skip
def test_what_the_quick_engine_does_not_know_is_never_left_unchecked(root: Path, text: str, said: str) -> None:
    shapes(root, text)
    with pytest.raises(UnreadableInput, match=said):
        validate(root)


def test_imports_are_not_followed(root: Path) -> None:
    shapes(root, "shape:x a owl:Ontology ; owl:imports <file:///etc/passwd> , <http://127.0.0.1:9/> .")
    assert found(root) == set()


@pytest.mark.parametrize("engine", ["quick", "pyshacl"])
def test_a_runaway_constraint_ends_at_the_deadline(root: Path, engine: str) -> None:
    shapes(root, constraint("SELECT $this { $this ?p ?v . ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STR(?a) = STR(?i)) }"))
    with pytest.raises(LimitReached):
        validate(root, engine=engine, limits=Limits(seconds=3, megabytes=512))


def test_a_runaway_pattern_is_answered_at_once(root: Path) -> None:
    shapes(
        root,
        'shape:s a sh:NodeShape ; sh:targetClass rec:Source ; sh:property shape:p . shape:p sh:path rec:address ; sh:pattern "^(([a-z:/.])+)+$" .',
    )
    findings = validate(root, today=TODAY, limits=Limits(seconds=20)).findings
    assert {f.rule for f in findings} <= {"p"}
