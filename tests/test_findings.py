"""Findings in words: what is undefined, what may have been meant, what only follows from another mistake."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kg import syntax
from kg.errors import Place
from kg.graph import Graph
from kg.validate import Finding, Report, validate
from kg.validate.explain import explain
from kg.vocabulary import RDF_TYPE, REC, SH
from tests.conftest import WORLD, make_root
from tests.test_cli import kg
from tests.test_shapes import RULES

HEAD = (WORLD / "data" / "cases" / "everything.ttl").read_text(encoding="utf-8").partition("case:one a")[0]
WANTED = """
event:x-class a rec:Statment ;
    rdfs:label "x"@en ;
    rec:actor actor:arcadia ;
    rec:date "1990-01-01"^^xsd:date ;
    rec:inCase case:one ;
    dcterms:source source:gazette .

event:x-follows a rec:Statement ;
    rdfs:label "x"@en ;
    rec:actor actor:QB ;
    rec:degree degree:de-joure ;
    rec:target "Hav" ;
    rec:theme actor:hav ;
    rec:date "1990-01-02"^^xsd:date ;
    rec:date "1990-01-03"^^xsd:date ;
    rec:follows event:x-class ;
    rec:inCase actor:one ;
    rec:source source:gazette ;
    rec:capcity capacity:state ;
    dcterms:source source:in-a-bad-file ;
    dcterms:source source:gazette .
"""
# Without a rule for classes, the reference to a thing of an unknown class is what is found.
HAS_RULE_FOR_CLASSES = "type-is-a-class" in RULES
CLASS = "is a rec:Statment, which is undefined; did you mean rec:Statement? "
FOLLOWS = "has rec:follows event:x-class, which is rec:Statment and not rec:Act; point to"
SAID = {
    "event:x-class": [CLASS] if HAS_RULE_FOR_CLASSES else [],
    "event:x-follows": [
        *([] if HAS_RULE_FOR_CLASSES else [FOLLOWS]),
        "has more than one rec:date; write one date",
        "has rec:actor actor:QB, which is undefined; did you mean actor:borduria (Borduria)? the actor must be",
        "has rec:degree degree:de-joure, which is undefined; did you mean degree:de-jure? choose",
        "has rec:target 'Hav', a text where a name is needed; the target must be",
        "has rec:theme actor:hav, which is rec:Polity and not rec:Theme; choose",
        "has rec:inCase actor:one, which is undefined; did you mean case:one (Everything that can happen)? say",
        "cannot have rec:source; did you mean dcterms:source? an act",
        "has rec:capcity, which is undefined; did you mean rec:capacity? an act",
    ],
}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    root = make_root(tmp_path_factory.mktemp("findings") / "root", WORLD / "data")
    (root / "data" / "x y.ttl").write_text(HEAD + WANTED, encoding="utf-8")
    bad = 'source:in-a-bad-file a rec:Source ;\n    dcterms:title "x"@en\n    rec:address "http://x/" .\n'
    (root / "data" / "bad.ttl").write_text(HEAD + bad, encoding="utf-8")
    return validate(root)


@pytest.mark.parametrize("node", SAID)
def test_each_mistake_is_said_once_in_words(node: str, report: Report) -> None:
    said = [finding.sentence for finding in report.distinct if finding.sentence.startswith(f"{node} ")]
    for wanted in SAID[node]:
        assert sum(sentence.startswith(f"{node} {wanted}") for sentence in said) == 1, (wanted, said)
    assert len(said) == len(SAID[node])


def test_what_only_follows_is_kept_for_engines_and_not_told(report: Report) -> None:
    hidden = {(f.focus.rpartition("/")[2], f.value.rpartition("/")[2]) for f in report.findings if f.consequence}
    # The class of the act is misspelt; the source may stand in the file that could not be read.
    follows = {("x-follows", "x-class")} if HAS_RULE_FOR_CLASSES else set()
    assert hidden == {("x-follows", "in-a-bad-file"), *follows}
    assert len(report.distinct) == sum(map(len, SAID.values()))
    assert report.bad_files == 1


def test_a_misspelt_class_is_undefined_and_explains_what_refers_to_the_thing(world: Graph) -> None:
    def found(focus: str, path: str, value: str, component: str) -> Finding:
        place = Place(Path("x.ttl"), 1, 1)
        return Finding(
            place, "violation", focus, path, value, "m", "r", f"{SH}{component}ConstraintComponent", "s", f"<{value}>"
        )

    event = "https://w3id.org/recognition/event/"
    wrong = found(event + "a", RDF_TYPE, REC + "Statment", "Or")
    refers = found(event + "b", REC + "follows", event + "a", "Class")
    other = found(event + "b", REC + "actor", event + "c", "Class")
    first, second, third = explain([wrong, refers, other], world.reading.root, world.store)
    assert first.sentence == "event:a is a rec:Statment, which is undefined; did you mean rec:Statement? m."
    assert (first.consequence, second.consequence, third.consequence) == (False, True, False)


def test_what_another_file_explains_is_told_if_only_this_one_is_asked_about(root: Path) -> None:
    first, second = WANTED.split("\n\nevent:x-follows")
    (root / "data" / "a.ttl").write_text(HEAD + first, encoding="utf-8")
    (root / "data" / "b.ttl").write_text(HEAD + "\nevent:x-follows" + second, encoding="utf-8")
    (root / "data" / "c.ttl").write_text(HEAD + 'event:x-follows rec:target "Hav" .\n', encoding="utf-8")
    report = validate(root, [root / "data" / "b.ttl"])
    assert {f.place.file.name for f in report.distinct} == {"b.ttl"}
    assert "which is rec:Statment and not rec:Act" in " ".join(f.sentence for f in report.distinct)
    (twice,) = validate(root, [root / "data" / "c.ttl"]).distinct
    assert (twice.place.file.name, [place.file.name for place in twice.others]) == ("c.ttl", ["b.ttl"])


def test_a_file_left_out_is_exit_2_whatever_else_is_found(root: Path) -> None:
    (root / "data" / "x.ttl").write_text(HEAD + WANTED, encoding="utf-8")
    assert kg("validate", root=root).returncode == 1
    (root / "data" / "bad.ttl").write_text("<http://a> <http://b>\n", encoding="utf-8")
    done = kg("validate", root=root)
    assert done.returncode == 2
    assert "; left out: 1 file with 1 fault: " in done.stderr
    assert done.stdout.startswith("data/bad.ttl:1:22: error: Unexpected end")


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ("a:b a:c a:d\na:e a:f a:g .\n", ["2:12: A dot is expected"]),
        ("a:b a:c a:d # why .\n\n# a:x\na:e a:f a:g .\n", ["2:12: A dot is expected"]),
        # Three mistakes in one file; what the parser says in the middle of a broken statement is not a fourth.
        ('a:b a:c "x"^^ .\na:e a:f ;\n  a:g\n  a:h a:i .\na:j b:k a:l .\n', ["2:15: Expecting a datatype", "3:9: ", "6:5: The prefix b: has not"]),
        ("a:b b:c a:d .\na:e b:f a:g .\n", ["2:5: The prefix b: has not been declared; declare it with @prefix"]),
        ('a:b a:c "x .\na:e a:f a:g\na:h a:i a:j .\n', ["2:9: A quotation mark that is never closed", "3:12: A dot is expected"]),
        ("a:b a:c '''x .\na:e a:f a:g .\na:h a:i \"\n", ["2:9: A quotation mark", "4:9: "]),
        ("a:b a:c <x y> .\n", ["2:9: Invalid IRI"]),
        ("a:b a:c a:d", ["2:12: Unexpected end"]),
        ("a:b a:c <http://x .\na:e a:f a:g .\n", ["2:9: An IRI that is never closed; close it with '>'"]),
        # A string that is never closed ends with its line, and what comes after it is judged for itself.
        ('a:b a:c "x@en ;\n  a:d a:e .\na:f a:g "fine"@en ; a:h "fine" .\n\na:i a:j a:k ; a:l "f"@en .\n', ["2:9: A quotation mark that is never closed; close it"]),
        ('a:b a:c "x@en\n  a:d a:e .\na:f b:g "fine" .\n', ["2:9: A quotation mark", "4:5: The prefix b: has not"]),
        ('a:b a:c "x@en ;\n  a:d b:e .\na:f a:g "1961-01-01"^a:d .\na:h a:i a:j\n  a:k "x" .\n', ["2:9: A quotation mark", "3:7: The prefix b:", "4:21: ^ is not a valid subject or graph name; write ^^ before a datatype", "5:12: A dot is expected"]),
        ('a:b a:c "x", a:d "y" .\na:e a:f b:g .\n', ["2:17: A dot is expected", "3:9: The prefix b:"]),
        ('a:b a:c x"@en ;\n  a:d a:e .\na:f a:g b:h .\n', ["2:10: A quotation mark", "4:9: The prefix b:"]),
        ('a:b a:c "one.\n  two" ; a:d a:e .\na:f a:g b:h .\n', ["2:9: A quotation mark", "4:9: The prefix b:"]),
        # Each prefix once, wherever it stands; a broken directive is one mistake.
        ("a:b a b:X ; c:d e:f ;\n  a:g h:i .\nb:x c:d e:f .\n", ["2:7: The prefix b:", "2:13: The prefix c:", "2:17: The prefix e:", "3:7: The prefix h:"]),
        ("@prefix b <http://b/> .\nb:a b:c b:d .\n", ["2:9: The PREFIX keyword should be followed"]),
        ('a:b a:c <x y> .\n"lit" a:b a:c .\n', ["2:9: Invalid IRI", '3:1: "lit" is not a valid subject']),
        # The statement before has no full stop, or a semicolon in its place.
        ("a:b a:c a:d ;\n\na:e a:f b:g .\n", ["2:14: A dot is expected", "4:9: The prefix b:"]),
    ],
)  # fmt: skip
def test_all_that_is_wrong_in_the_syntax_is_found(body: str, faults: list[str]) -> None:
    for head in ("@prefix a: <http://a/> .\n", "\ufeff@prefix a: <http://a/> .\n"):
        found = [str(fault) for fault in syntax.faults((head + body).encode(), Path("x"))]
        assert len(found) == len(faults)
        assert all(said.startswith(f"x:{wanted}") for said, wanted in zip(found, faults, strict=True)), found


@pytest.mark.parametrize("seed", range(3))
def test_a_file_has_faults_if_and_only_if_it_is_no_turtle(seed: int) -> None:
    chance = random.Random(seed)
    whole = (WORLD / "data" / "cases" / "everything.ttl").read_text(encoding="utf-8")
    for _ in range(60):
        at = chance.randrange(len(whole))
        text = (whole[:at] + chance.choice(["", *"\"'.;,<>[]()@^:#\\ \n"]) + whole[at + 1 :]).encode()
        try:
            list(parse(text, format=RdfFormat.TURTLE))
        except SyntaxError:
            assert syntax.faults(text, Path("x"))
        else:
            assert syntax.faults(text, Path("x")) == []


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"a:b a:c a:d . a:e\n  a:f a:g .\n<http://a/h> a:i a:j .\n a:k a:l a:m\n", {"a:b", "a:e", "a:h", "a:k"}),
        (b'a:b a:c "x .\na:e a:f "y" .\n', {"a:b", "a:e"}),
        ("a:b a:c a:d .\n".encode("utf-16"), {"a:b"}),
        (b'a:b a:c "\xe9" .\n', {"a:b"}),
        (b"other:b rec:c rec:d .\n", {"other:b"}),
    ],
)
def test_what_a_broken_file_may_describe_is_known_by_its_name(content: bytes, names: set[str]) -> None:
    """Under whatever prefix; a prefix that nobody declares stays as it is."""
    encoding = "utf-16" if content.startswith(b"\xff\xfe") else "latin-1"
    head = "@prefix a: <https://w3id.org/recognition/actor/> .\n"
    text = (head + content.decode(encoding)).replace("http://a/", "https://w3id.org/recognition/actor/")
    assert syntax.subjects(text.encode(encoding)) == {name.replace("a:", "actor:", 1) for name in names}


def test_there_is_an_end_to_faults() -> None:
    text = "@prefix a: <http://a/> .\n" + "a:b a:c a:d\n" * 200 + 'a:b a:c "x .\n' * 200
    assert len(syntax.faults(text.encode(), Path("x"))) == syntax.AT_MOST


@pytest.mark.parametrize("engine", ["quick", "pyshacl"])
def test_a_node_without_a_name_is_told_where_it_stands(root: Path, engine: str) -> None:
    """Neither engine could say where it is; what refers to names of that file is not called undefined."""
    text = HEAD + (
        "\n[] a rec:Statement .\nevent:x rec:actor [ rec:about [] ] , actor:hav .\n"
        'event:y rec:comment "( [ _:c"@en ; rec:about _:b .\n_:b rec:about ( event:x ) .\n'
    )
    (root / "data" / "z.ttl").write_text(text, encoding="utf-8")
    for file in (root / "data").rglob("*.ttl"):  # The reference takes a minute for the whole world.
        if engine == "pyshacl" and file.name != "z.ttl":
            file.unlink()
    report = validate(root, engine=engine)
    first = HEAD.count("\n") + 2
    said = "a node without a name; give it an IRI; nothing of this file was read"
    places = [(first, 1), (first + 1, 19), (first + 2, 46), (first + 3, 15)]
    assert [str(fault) for fault in report.unreadable] == [f"data/z.ttl:{at}:{column}: {said}" for at, column in places]
    assert report.distinct == ()


def test_what_no_shape_targets_is_found(root: Path) -> None:
    """A node of no class whose properties are all unknown, or known and no sign of a class."""
    text = HEAD + '\nevent:lost rec:nonsense "x"@en .\nevent:found rec:degree degree:de-jure .\n'
    (root / "data" / "z.ttl").write_text(text, encoding="utf-8")
    at = HEAD.count("\n") + 2
    said = "is of no class; say what it is; without a class no rule looks at it. [has-a-class]"
    assert [str(finding) for finding in validate(root).distinct] == [
        f"data/z.ttl:{at}:1: error: event:lost {said}",
        f"data/z.ttl:{at + 1}:1: error: event:found {said}",
    ]
