"""Validation as a whole: edits, exceptions, shapes from strangers."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.generate import generate
from kg.errors import LimitReached, UnreadableInput, WrongUse
from kg.validate import Finding, run, validate
from kg.validate import changed as edits
from kg.validate.data import TYPE, Data
from kg.validate.quick import Checker
from kg.validate.terms import iri
from kg.worker import Limits
from tests.conftest import CHECKOUT, WORLD, make_root
from tests.odd_literals import finds, table
from tests.verdicts import TODAY

SHAPE = """
@prefix rec: <https://w3id.org/recognition/ns#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <https://w3id.org/recognition/shape/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
HEAD = (WORLD / "data" / "cases" / "everything.ttl").read_text(encoding="utf-8").partition("case:one a")[0]
# The line of the shapes file of a test on which its shapes begin.
LINE = SHAPE.count("\n") + 1
CASE = """
@prefix case: <https://w3id.org/recognition/case/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rec: <https://w3id.org/recognition/ns#> .

case:q a rec:Case ; rdfs:label "q"@en .
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
    said = "shape:act-label uses sh:mincount, which SHACL does not have; did you mean sh:minCount? correct its name."
    assert str(finding) == f"ontology/shapes/strange.ttl:{LINE}:17: error: {said} [shacl-term]"


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("shape:s a sh:NodeShape ; sh:property [ sh:path rec:date ; sh:nodekind sh:IRI ] .", 59, "shape:s uses sh:nodekind, which SHACL does not have; did you mean sh:nodeKind?"),
        ("shape:s a sh:NodeShape ; sh:property [ sh:path rec:date ; sh:nodeKind sh:iri ] .", None, ""),
        ("shape:s a sh:NodeShape ; sh:property [ sh:path rec:date ; sh:severity sh:violation ] .", None, ""),
        ("shape:s a sh:Nodeshape .", 11, "shape:s uses sh:Nodeshape, which SHACL does not have; did you mean sh:NodeShape?"),
        ("[] a sh:NodeShape ; sh:targetclass rec:Act .", 21, "_:shape uses sh:targetclass, which SHACL does not have; did you mean sh:targetClass?"),
    ],
)  # fmt: skip
def test_a_misspelt_term_has_its_place_and_no_random_name(root: Path, text: str, column: int | None, said: str) -> None:
    shapes(root, text)
    if column is None:  # A value of the wrong kind is refused, whatever its name.
        with pytest.raises(UnreadableInput):
            validate(root)
        return
    (finding,) = found(root)
    assert (str(finding.place), finding.sentence) == (
        f"ontology/shapes/strange.ttl:{LINE}:{column}",
        f"{said} correct its name.",
    )


def test_a_rule_without_a_name_goes_by_that_of_the_shape_around_it(root: Path) -> None:
    shapes(root, "shape:s a sh:NodeShape ; sh:targetClass rec:Case ; sh:property [ sh:path rec:no ; sh:minCount 1 ] .")
    for file in (root / "data").rglob("*.ttl"):
        file.unlink()
    (root / "data" / "x.ttl").write_text(CASE, encoding="utf-8")
    for engine in ("quick", "pyshacl"):
        (finding,) = found(root, engine=engine)
        assert (finding.rule, finding.problem) == ("s", "has no rec:no")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("shape:s a sh:NodeShape ; sh:targetClass rec:Act ; sh:property [ sh:path rec:date ; sh:lessThan rec:announced ] .", "lessThan"),
        ("shape:s a sh:NodeShape ; sh:targetClass rec:Act ; sh:property [ sh:path [ sh:inversePath rec:about ] ; sh:minCount 1 ] .", "inversePath"),
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
    with pytest.raises(UnreadableInput, match=said) as caught:
        validate(root)
    place = caught.value.place
    assert place and (place.file.name, place.line) == ("strange.ttl", LINE)


@pytest.mark.parametrize("engine", ["quick", "pyshacl"])
@pytest.mark.parametrize(
    ("select", "place", "said"),
    [
        ("SELECT $this {\n  $this a ?c .\n  SERVICE <http://x/> {} }", (2, 3), "shape:strange has a query in which SERVICE would send data"),
        ("SELECT $this FROM <x:y> {}", (0, 118), "shape:strange has a query in which FROM would read from elsewhere"),
        ("SELECT $this {\n $this a ?c . nonsense }", (1, 15), "shape:strange has a query in which nonsense is not a word"),
    ],
)  # fmt: skip
def test_a_refused_query_stands_in_the_shapes_file(
    root: Path, engine: str, select: str, place: tuple[int, int], said: str
) -> None:
    shapes(root, constraint(select))
    with pytest.raises(UnreadableInput) as caught:
        validate(root, engine=engine)
    assert str(caught.value).startswith(f"ontology/shapes/strange.ttl:{LINE + place[0]}:{place[1]}: {said}")


def test_a_query_that_is_no_sparql_stands_in_the_shapes_file(root: Path) -> None:
    shapes(root, constraint("SELECT $this {\n  $this a ?c .\n  ?d }"))
    with pytest.raises(UnreadableInput, match=f"^ontology/shapes/strange.ttl:{LINE + 2}:.*a query that is not SPARQL"):
        validate(root)
    shapes(root, constraint("SELECT $this {\n  $this a x:y }"))
    with pytest.raises(UnreadableInput, match=f"strange.ttl:{LINE + 1}:11: .*the prefix x: is not declared"):
        validate(root)


# What no engine can check, with the parameter or the words by which it is told; two engines tell it alike.
MALFORMED = {
    'sh:property [ sh:path rec:a ; sh:pattern "(unclosed" ]': 'sh:pattern "(unclosed", which is no regular expression of XPath',
    'sh:property [ sh:path rec:a ; sh:pattern "^(?!a).*$" ]': 'sh:pattern "^(?!a).*$", which is no',
    'sh:property [ sh:path rec:a ; sh:pattern "(a{1000}){1000}{1000}" ]': "or too large a one",
    'sh:property [ sh:path rec:a ; sh:pattern "a" ; sh:flags "z" ]': 'sh:pattern "a" with sh:flags "z"',
    "sh:property [ sh:path rec:a ; sh:pattern 5 ]": 'sh:pattern "5"',
    'sh:property [ sh:path rec:a ; sh:pattern "a" ; sh:flags 5 ]': 'sh:flags "5"',
    "sh:severity sh:Fatal": "sh:severity sh:Fatal; write sh:Violation or sh:Warning or sh:Info",
    "sh:severity rec:Fatal": "sh:severity rec:Fatal",
    'sh:severity "x"': 'sh:severity "x"',
    'sh:property [ sh:path rec:a ; sh:minCount "x" ]': 'sh:minCount "x"; write an integer',
    "sh:property [ sh:path rec:a ; sh:minCount 1.0 ]": 'sh:minCount "1.0"; write an integer',
    "sh:property [ sh:path rec:a ; sh:maxCount -1 ]": 'sh:maxCount "-1"',
    "sh:property [ sh:path rec:a ; sh:maxCount 1, 2 ]": "more than one sh:maxCount",
    "sh:property [ sh:path rec:a ; sh:minLength rec:b ]": "sh:minLength rec:b",
    "sh:property [ sh:path rec:a ; sh:datatype 'x' ]": 'sh:datatype "x"',
    "sh:property [ sh:path rec:a ; sh:class 'x' ]": 'sh:class "x"',
    "sh:property [ sh:path rec:a ; sh:nodeKind rec:IRI ]": "sh:nodeKind rec:IRI",
    "sh:property [ sh:path rec:a ; sh:minInclusive rec:b ]": "sh:minInclusive rec:b",
    "sh:property [ sh:path rec:a ; sh:minInclusive 'b'^^<http://www.w3.org/2001/XMLSchema#integer> ]": 'sh:minInclusive "b"',
    "sh:property [ sh:path rec:a ; sh:disjoint 5 ]": 'sh:disjoint "5"',
    "sh:property [ sh:path rec:a ; sh:uniqueLang 'x' ]": 'sh:uniqueLang "x"; write true or false',
    "sh:property [ sh:path rec:a ; sh:languageIn 'en' ]": 'sh:languageIn "en"; write a list',
    "sh:property [ sh:path rec:a ; sh:qualifiedValueShape 5 ]": 'sh:qualifiedValueShape "5"',
    "sh:property [ sh:path rec:a , rec:b ]": "more than one sh:path",
    "sh:property [ sh:path 'x' ]": 'sh:path "x"',
    "sh:property [ sh:path ( rec:a ) ]": "sh:path of several parts",
    "sh:property [ sh:path _:x ] . _:x sh:inversePath _:x": "sh:path of several parts",
    "sh:property [ sh:minCount 1 ]": "sh:property of several parts; give that shape a sh:path",
    "sh:property shape:none": "sh:property shape:none; describe that shape",
    "sh:node shape:none": "sh:node shape:none; describe that shape",
    "sh:node 'x'": 'sh:node "x"',
    "sh:or ( 5 )": 'sh:or "5"; name a shape',
    "sh:or rec:a": "sh:or rec:a; write a list",
    "sh:in rec:a": "sh:in rec:a; write a list",
    "sh:in shape:l . shape:l rdf:first 1 ; rdf:rest shape:l": "shape:l has a list that goes in a circle",
    "sh:in shape:l . shape:l rdf:first 1": "shape:l has a list that is broken",
    "sh:in shape:l . shape:l rdf:first 1, 2 ; rdf:rest rdf:nil": "shape:l has a list that is broken",
    "sh:property [ sh:path _:l ] . _:l rdf:first rec:a ; rdf:rest _:l": "a list that goes in a circle",
    "sh:or ( shape:s )": "shape:s uses itself",
    "sh:node shape:t . shape:t sh:property [ sh:path rec:a ; sh:node shape:s ]": "uses itself",
    "sh:closed 'x'": 'sh:closed "x"',
    "sh:closed true ; sh:ignoredProperties rec:a": "sh:ignoredProperties rec:a; write a list",
    "sh:deactivated 1": 'sh:deactivated "1"',
    "sh:message 5": 'sh:message "5"',
    "sh:js [ ]": "sh:js, which no engine here checks",
    "sh:rule [ ]": "sh:rule, which no engine here checks",
    "sh:target [ ]": "sh:target, which no engine here checks",
    "sh:targetNode [ ]": "sh:targetNode of several parts",
    "sh:sparql 'x'": 'sh:sparql "x"',
    "sh:sparql [ sh:message 'x' ]": "a sh:sparql without sh:select",
    "sh:sparql [ sh:select 5 ]": 'sh:select "5"',
    "sh:sparql [ sh:select ' ' ]": 'sh:select " "; write a query',
    "sh:sparql [ sh:select 'SELECT $this {}' ; sh:prefixes [ sh:declare [ sh:prefix 'a: <x:> #' ; sh:namespace 'x:' ] ] ]": "sh:prefix",
    "sh:sparql [ sh:select 'SELECT $this {}' ; sh:prefixes [ sh:declare [ sh:prefix 'a' ; sh:namespace 'x:> #' ] ] ]": "sh:namespace",
    "sh:node " + "[ sh:node " * 60 + "[ sh:nodeKind sh:IRI ]" + " ]" * 60: "nests deeper than 50 shapes",
}  # fmt: skip


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with one case and no shape but those that a test writes."""
    root = make_root(tmp_path_factory.mktemp("small") / "root")
    for file in (root / "ontology" / "shapes").iterdir():
        file.unlink()
    (root / "data" / "x.ttl").write_text(CASE, encoding="utf-8")
    return root


@pytest.mark.parametrize("text", MALFORMED)
def test_what_no_engine_can_check_is_refused_by_each_with_its_place(small: Path, text: str) -> None:
    prefix = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    shapes(small, f"{prefix}shape:s a sh:NodeShape ; sh:targetClass rec:Case ;\n  {text} .")
    said = []
    for engine in ("quick", "pyshacl"):
        with pytest.raises(UnreadableInput) as caught:
            validate(small, engine=engine)
        said.append(str(caught.value))
        assert "pyshacl" not in caught.value.remedy
    assert said[0] == said[1]
    assert re.match(rf"ontology/shapes/strange\.ttl:({LINE + 1}|{LINE + 2}):\d+: (shape:[slt]|a shape) ", said[0])
    assert MALFORMED[text] in said[0]


@pytest.mark.parametrize("engine", ["quick", "pyshacl"])
def test_classes_that_go_in_a_circle_have_an_end(small: Path, engine: str) -> None:
    shapes(small, "shape:s sh:targetClass rec:One ; sh:property [ sh:path rec:of ; sh:class rec:Two ] .")
    circle = "rec:One a rec:X ; rdfs:subClassOf rec:Two . rec:Two a rec:X ; rdfs:subClassOf rec:One , rec:Two . case:q a rec:One ; rec:of case:q ."
    (small / "data" / "circle.ttl").write_text(CASE + circle, encoding="utf-8")
    try:
        assert found(small, engine=engine, limits=Limits(seconds=30)) == set()
    finally:
        (small / "data" / "circle.ttl").unlink()


def test_shapes_that_use_each_other_in_too_many_ways_are_refused(small: Path) -> None:
    steps = "".join(f"shape:n{n} sh:and ( shape:n{n + 1} shape:n{n + 1} ) .\n" for n in range(30))
    shapes(small, f"{steps}shape:n30 sh:nodeKind sh:IRI . shape:s sh:targetClass rec:Case ; sh:node shape:n0 .")
    with pytest.raises(UnreadableInput, match="more than 50,000 uses of shapes"):
        validate(small)


def test_what_only_pyshacl_finds_wrong_is_no_fault_of_kg(small: Path) -> None:
    shapes(small, "shape:s sh:targetClass rec:Case ; sh:property [ sh:path rec:a ; sh:qualifiedMinCount 1 ] .")
    with pytest.raises(UnreadableInput, match="pySHACL cannot use the shapes: .*qualifiedValueShape"):
        validate(small, engine="pyshacl")


def test_the_reference_is_asked_about_files_and_edits_with_shapes_that_only_it_knows(root: Path) -> None:
    for file in (root / "data").rglob("*.ttl"):
        file.unlink()
    (root / "data" / "x.ttl").write_text(CASE, encoding="utf-8")
    committed(root)
    shapes(
        root,
        "shape:s sh:targetClass rec:Case ; sh:property [ sh:path rec:a ; sh:languageIn ( 'en' ) ; sh:minCount 1 ] .",
    )
    for options in ({"paths": [root / "data" / "x.ttl"]}, {"changed": "HEAD"}):
        (finding,) = found(root, engine="pyshacl", **options)
        assert finding.path.endswith("#a")
        with pytest.raises(UnreadableInput, match="take --engine pyshacl"):
            found(root, **options)


def test_the_checks_end_at_the_deadline_too(small: Path) -> None:
    shapes(small, "shape:s sh:targetClass rec:Case ; sh:nodeKind sh:IRI .")
    data = Data(small, [small / "data" / "x.ttl"])
    read = run.read_shapes(data, [(small / "ontology" / "shapes" / "strange.ttl").read_bytes()])
    with pytest.raises(LimitReached, match="longer than 0 s"):
        list(Checker(data, limits=Limits(seconds=0)).check(read))


ACT = """
@prefix actor: <https://w3id.org/recognition/actor/> .
@prefix case: <https://w3id.org/recognition/case/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix event: <https://w3id.org/recognition/event/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix source: <https://w3id.org/recognition/source/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
event:w a rec:Statement ; rdfs:label "w"@en ; rec:inCase case:one ; dcterms:source source:annals ;
    rec:actor actor:hav ; rec:date "1999-01-01"^^xsd:date .
"""


def told(root: Path, *paths: Path, **options: object) -> list[str]:
    """All that is told of a run: the faults of files, then the findings."""
    report = validate(root, paths, today=TODAY, **options)  # type: ignore[arg-type]
    return [*map(str, report.unreadable), *(str(finding) for finding in report.distinct)]


@pytest.fixture
def act(root: Path) -> Path:
    """A file with one act, which nothing is wrong with."""
    file = root / "data" / "cases" / "w.ttl"
    file.write_text(SHAPE + ACT, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        (
            "sources/sources.ttl",
            "source:annals a rec:Source ;",
            "source:annals a rec:Source",
            "sources.ttl:10:27: A dot",
        ),
        (
            "actors/actors.ttl",
            "actor:hav a rec:Polity",
            "actor:hav b rec:Polity",
            "actors.ttl:141:11: b is not a valid",
        ),
    ],
)
def test_a_broken_file_is_told_also_when_another_is_asked_about(
    root: Path, act: Path, name: str, before: str, after: str, said: str
) -> None:
    """And what it may describe is not told to be undefined."""
    committed(root)
    assert told(root, act) == []
    edit(root / "data" / name, lambda text: text.replace(before, after, 1))
    edit(act, lambda text: text + "# changed\n")
    for one in (told(root, act), told(root, changed="HEAD"), told(root, act, changed="HEAD")):
        (fault,) = one
        assert said in fault


def test_a_rule_across_acts_says_that_it_may_lack_a_file(root: Path) -> None:
    example = (Path(__file__).parent / "shapes" / "recognition-before-its-end.ttl").read_text(encoding="utf-8")
    (root / "data" / "z.ttl").write_text(example, encoding="utf-8")
    assert {f.message for f in found(root) if "left out" in f.message} == set()
    for name, which in (("x.ttl", "data/x.ttl"), ("y.ttl", "one of 2 files")):
        (root / "data" / name).write_text("x", encoding="utf-8")
        (message, *_) = {f.message for f in found(root) if f.rule == "recognition-before-its-end"}
        assert message.endswith(f"; or this only follows from {which}, which was left out")


@pytest.mark.parametrize("engine", ["quick", "pyshacl"])
@pytest.mark.parametrize("name", ["actors", "foundation", "speech"])
def test_what_hangs_on_a_broken_file_of_the_ontology_is_not_told(root: Path, name: str, engine: str) -> None:
    if engine == "pyshacl":  # The reference takes a minute for the whole world.
        for file in (root / "data" / "cases").glob("*.ttl"):
            file.unlink()
    edit(root / "ontology" / f"{name}.ttl", lambda text: text + "rec:foo a owl:Class")
    (only,) = told(root, engine=engine)
    assert only.startswith(f"ontology/{name}.ttl:")
    assert only.endswith("; nothing of this file was read; nothing that hangs on its words was checked")


@pytest.mark.parametrize("name", ["actors", "acts", "evidence", "histories", "ontology"])
@pytest.mark.parametrize("content", [b"x y\n", b"# \xe9\n"])
def test_a_broken_shapes_file_is_left_out_and_the_others_are_used(root: Path, name: str, content: bytes) -> None:
    file = root / "ontology" / "shapes" / f"{name}.ttl"
    line = file.read_bytes().count(b"\n") + 1
    file.write_bytes(file.read_bytes() + content)
    (root / "data" / "z.ttl").write_text(SHAPE + ACT.replace("dcterms:source source:annals ;", ""), encoding="utf-8")
    fault, *rest = told(root)
    assert fault.startswith(f"ontology/shapes/{name}.ttl:{line}") and fault.endswith("; its rules were not checked")
    assert [("[act-source]" in one) for one in rest] == ([] if name == "acts" else [True])


def test_without_shapes_nothing_can_be_checked(root: Path) -> None:
    shutil.rmtree(root / "ontology" / "shapes")
    with pytest.raises(UnreadableInput, match="ontology/shapes: there are no shapes, so that nothing can be checked"):
        validate(root)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("existence", b"SELECT ?\n", r"queries/engine/existence.rq:\d+:7: not SPARQL"),
        ("existence", b'"\n', r"queries/engine/existence.rq:\d+:1: the string that begins here does not end"),
        ("existence", b"# \xe9\n", r"queries/engine/existence.rq:\d+: not UTF-8"),
        ("dates", b"SELECT ?\n", r"queries/engine/dates.rq:\d+:7: not SPARQL"),
        ("names", b"SELECT ?\n", r"queries/engine/names.rq:\d+:7: not SPARQL"),
    ],
)
def test_a_broken_query_of_the_engine_is_named_with_its_place(
    root: Path, act: Path, name: str, content: bytes, said: str
) -> None:
    edit(act, lambda text: text.replace("actor:hav", "actor:ha"))
    file = root / "queries" / "engine" / f"{name}.rq"
    file.write_bytes(file.read_bytes() + content)
    for paths in ([], [act]):
        with pytest.raises(UnreadableInput) as raised:
            validate(root, paths)
        assert re.search(said, str(raised.value)), str(raised.value)


def test_what_looks_like_data_and_is_not_read_is_told(root: Path, act: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.ttl").write_text("", encoding="utf-8")
    (root / "data" / "link.ttl").symlink_to(tmp_path / "outside.ttl")
    (root / "data" / "gone.ttl").symlink_to(tmp_path / "gone.ttl")
    os.mkfifo(root / "data" / "pipe.ttl")
    for paths in ([], [act]):
        report = validate(root, paths, today=TODAY)
        assert [(f.rule, f.level, f.place.file.name) for f in report.distinct] == [
            ("not-read", "warning", name) for name in ("gone.ttl", "link.ttl", "pipe.ttl")
        ]


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


def test_the_engines_differ_on_odd_literals_as_the_decision_lists_and_in_no_other_way(
    tmp_path: Path,
) -> None:
    listed = table((CHECKOUT / "docs" / "decisions" / "0019-two-engines-of-validation.md").read_text(encoding="utf-8"))
    differing = {name: (a - b, b - a) for name, (a, b) in finds(make_root(tmp_path / "root")).items() if a != b}
    assert differing == listed
    assert len(listed) > 30


@pytest.mark.parametrize(
    "literal",
    [
        *('"NaN"^^xsd:double', '"-INF"^^xsd:double', '"1e400"^^xsd:double', '"1e99999999999999999999"^^xsd:double'),
        *('"sNaN"^^xsd:decimal', '"NaN"^^xsd:decimal', '"1e9999999999"^^xsd:decimal', f'"{"9" * 5000}"^^xsd:integer'),
        *(f'"{"9" * 5000}"^^xsd:byte', f'"{"9" * 5000}-01-01"^^xsd:date', '"0000-00-00"^^xsd:date', '"-"^^xsd:date'),
        *(f'"{"9" * 5000}"^^xsd:gYear', '"２０２４"^^xsd:gYear', '"٣"^^xsd:integer', '""^^xsd:decimal', '"x"^^xsd:boolean'),
    ],
)  # fmt: skip
def test_no_value_in_data_ends_a_run(root: Path, literal: str) -> None:
    """Each is found, where the shapes ask for a date, a number or a count."""
    act = f'event:q a rec:Statement ; rdfs:label "q"@en ; rec:inCase case:one ; dcterms:source source:gazette ;\n rec:actor actor:hav ; rec:date {literal} .\n'
    position = f"<https://w3id.org/recognition/position/p> a rec:Position ; geo:lat {literal} ; geo:long {literal} .\n"
    geo = "@prefix geo: <http://www.w3.org/2003/01/geo/wgs84_pos#> .\n"
    (root / "data" / "z.ttl").write_text(HEAD + geo + act + position, encoding="utf-8")
    rules = {finding.rule for finding in found(root)}
    assert {"act-date", "position-lat", "position-long"} <= rules


def test_a_pattern_sees_a_text_as_it_is_written(small: Path) -> None:
    shapes(small, 'shape:s sh:targetClass rec:Case ; sh:property shape:p . shape:p sh:path rec:n ; sh:pattern "^00" .')
    (small / "data" / "y.ttl").write_text(
        CASE + 'case:q rec:n "007"^^<http://www.w3.org/2001/XMLSchema#integer> , 7 .', encoding="utf-8"
    )
    try:
        for engine in ("quick", "pyshacl"):
            (finding,) = found(small, engine=engine)
            assert finding.value == "7"
    finally:
        (small / "data" / "y.ttl").unlink()
