"""Reports of validation: valid by their schemas, the same bytes each time, and their places are true."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from lxml import etree
from rdflib import RDF, SH, Graph, URIRef

from kg.errors import Place, UnreadableInput
from kg.reports import FORMATS, render
from kg.validate import Finding, Report, validate
from tests.conftest import CHECKOUT, WORLD, make_root

HERE = CHECKOUT / "tests" / "reports"
SOURCE = "https://w3id.org/recognition/source/"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional world with mistakes: files that cannot be read, one mistake seven times, one stated in two files."""
    folder = make_root(tmp_path_factory.mktemp("reports") / "root", WORLD / "data")
    shutil.copytree(CHECKOUT / "tests" / "mistakes", folder / "data" / "mistakes")
    good = (CHECKOUT / "tests" / "mistakes" / "no-source.ttl").read_text(encoding="utf-8")
    for number in range(7):
        text = good.replace("no-source", f"no-source-{number}").replace("1961-01-05", f"1962-01-{number + 10}")
        (folder / "data" / f"more, {number}: x.ttl").write_text(text, encoding="utf-8")
    twice = (CHECKOUT / "tests" / "mistakes" / "dangling-actor.ttl").read_text(encoding="utf-8")
    (folder / "data" / "twice.ttl").write_text("\n" + twice, encoding="utf-8")
    (folder / "data" / "latin.ttl").write_bytes(b"# \xe9\n")
    return folder


@pytest.fixture(scope="module")
def report(root: Path) -> Report:
    return validate(root)


NONE = Report((), (), 3, 12)
# What a stranger may write into a file: markup, commands, controls, commas and colons in a file's name.
HOSTILE = "<x> & \"'\u0000\u001b[2J\u202e ]]> %0A::error::\r\n::set-output name=x::y"


def hostile() -> Report:
    finding = Finding(
        Place(Path("data/a,b:c%\n<d>.ttl"), 1, 1),
        "violation",
        "http://e/<f>",
        "http://e/p",
        HOSTILE,
        HOSTILE,
        "act-x",
        term='"x"',
    )
    other = Finding(
        Place(Path("data/x.ttl")), "info", "http://e/f", "", "", "m", "act-y", others=(Place(Path("y.ttl"), 3, 4),)
    )
    return Report((finding, other), (UnreadableInput(HOSTILE),), 1, 1)


def schema(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("which", ["real", "none", "hostile"])
def test_json_and_sarif_and_junit_are_valid_by_their_schemas(
    which: str, every: bool, report: Report, root: Path
) -> None:
    given = {"real": report, "none": NONE, "hostile": hostile()}[which]
    plain = json.loads(render(given, "json", root, every=every))
    own = schema(CHECKOUT / "docs" / "validation-report.schema.json")
    jsonschema.Draft202012Validator.check_schema(own)
    jsonschema.Draft202012Validator(own).validate(plain)
    jsonschema.Draft4Validator(schema(HERE / "sarif-schema-2.1.0.json")).validate(
        json.loads(render(given, "sarif", root, every=every))
    )
    grammar = etree.XMLSchema(etree.parse(HERE / "junit-10.xsd"))
    document = etree.fromstring(render(given, "junit", root, every=every).encode())
    assert grammar.validate(document), grammar.error_log


def test_the_same_files_give_the_same_bytes(report: Report, root: Path) -> None:
    turned = Report(report.findings, report.unreadable[::-1], report.files, report.triples)
    again = validate(root)
    for form in FORMATS:
        assert render(report, form, root) == render(turned, form, root) == render(again, form, root)


def test_five_of_a_rule_are_told_and_the_others_counted(report: Report, root: Path) -> None:
    text = render(report, "text", root)
    assert len(re.findall(r"(?m)^data/.*\[act-source\]$", text)) == 5
    assert text.endswith("3 more [act-source]; --all shows them\n")
    assert json.loads(render(report, "json", root))["rules"]["act-source"] == {"found": 8, "told": 5}
    assert "--all" not in render(report, "text", root, every=True)
    assert "::notice title=act-source::3 more; kg validate --all shows them\n" in render(report, "github", root)
    run = json.loads(render(report, "sarif", root))["runs"][0]
    assert {r["id"]: r["properties"]["found"] for r in run["tool"]["driver"]["rules"]}["act-source"] == 8


def test_text_has_the_line_of_the_file_and_a_caret_below_what_is_meant(report: Report, root: Path) -> None:
    text = render(report, "text", root, every=True)
    assert (
        "data/mistakes/dangling-actor.ttl:17:15: error: event:dangling-actor has rec:actor actor:cascdia, which is undefined;"
        " did you mean actor:cascadia (Cascadia)? the actor must be a described actor; describe it, or correct the name."
        " [act-actor]\n"
        "    17 |     rec:actor actor:cascdia ;\n"
        "       |               ^^^^^^^^^^^^^\n"
        "    also in data/twice.ttl:18:15\n"
    ) in text
    assert "data/latin.ttl:1: error: not UTF-8; save the file as UTF-8. [syntax]\n" in text
    assert [line for line in text.splitlines() if "twice.ttl" in line] == ["    also in data/twice.ttl:18:15"]


def test_a_long_line_is_cut_around_what_is_meant(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text("\t" + "a" * 300 + " b:c " + "d" * 300 + "\n")
    finding = Finding(Place(Path("x.ttl"), 1, 303), "warning", "f", "", "", "m", "r")
    _, line, caret = render(Report((finding,), (), 1, 1), "text", tmp_path).splitlines()
    assert len(line) < 120 and line[caret.index("^") : caret.rindex("^") + 1] == "b:c"


def test_sarif_and_annotations_point_at_what_they_name(report: Report, root: Path) -> None:
    run = json.loads(render(report, "sarif", root, every=True))["runs"][0]
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        region = place["region"]
        uri = place["artifactLocation"]["uri"]
        assert " " not in uri
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        if result["ruleId"] == "act-actor":
            line = (root / uri).read_text(encoding="utf-8").splitlines()[region["startLine"] - 1]
            assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == "actor:cascdia"
            assert result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 18
    lines = render(report, "github", root).splitlines()
    assert (
        "::error file=data/mistakes/misspelt-property.ttl,line=24,col=5,endLine=24,endColumn=18,title=act::"
        "event:misspelt-property has dcterms:sorce, which is undefined; did you mean dcterms:source? an act has no such"
        " property; correct its name, or see docs/model.md for what an act can say."
    ) in lines
    assert sum(line.startswith("::error file=data/more%2C ") for line in lines) == 4


def test_sarif_says_of_a_rule_what_its_shape_says_and_where_its_page_is(report: Report, root: Path) -> None:
    rules = {r["id"]: r for r in json.loads(render(report, "sarif", root))["runs"][0]["tool"]["driver"]["rules"]}
    assert rules["not-before-it-begins"]["shortDescription"]["text"] == (
        "no act is by or towards what did not exist yet; correct a date or the party, or record an earlier beginning of it"
    )
    assert rules["act-actor"]["help"] == {"text": "docs/rules.md#act-actor"}
    assert "help" not in rules["syntax"] and not [rule for rule in rules.values() if "helpUri" in rule]
    page = (CHECKOUT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert all(f"\n## {name}\n" in page for name, rule in rules.items() if "help" in rule)


def test_nobody_can_smuggle_a_command_or_a_control_into_a_report(root: Path) -> None:
    github = render(hostile(), "github", root)
    assert github.count("\n") == 3 and all(line.startswith(("::error ", "::notice ")) for line in github.splitlines())
    assert "file=data/a%2Cb%3Ac%25%0A<d>.ttl" in github
    text = render(hostile(), "text", root)
    assert "\u001b" not in text and "\u202e" not in text and "\u0000" not in text
    ElementTree.fromstring(render(hostile(), "junit", root))


def test_junit_counts_errors_failures_and_what_passed(report: Report, root: Path) -> None:
    suites = ElementTree.fromstring(render(report, "junit", root, every=True))
    assert suites.attrib["tests"] == str(len(report.distinct) + len(report.unreadable))
    assert suites.attrib["failures"] == str(len(report.distinct))
    assert suites.attrib["errors"] == str(len(report.unreadable)) == "2"
    assert ElementTree.fromstring(render(NONE, "junit", root)).attrib == {
        "name": "kg validate", "tests": "1", "failures": "0", "errors": "0",
    }  # fmt: skip


def test_the_shacl_report_has_every_result_of_the_engine(report: Report, root: Path) -> None:
    graph = Graph().parse(data=render(report, "turtle", root), format="turtle")
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert str(graph.value(node, SH.conforms)) == "false"
    results = list(graph.objects(node, SH.result))
    assert len(results) == len(report.findings)
    for result in results:
        given = set(graph.predicates(result))
        assert {
            SH.focusNode,
            SH.resultSeverity,
            SH.sourceConstraintComponent,
            SH.sourceShape,
            SH.resultMessage,
        } <= given
    missing = [r for r in results if graph.value(r, SH.sourceConstraintComponent) == SH.MinCountConstraintComponent]
    focus = {str(graph.value(r, SH.focusNode)).rpartition("/")[2] for r in missing}
    # Readers are told of the misspelt property only; an engine says that the source is missing too.
    assert "misspelt-property" in focus
    assert URIRef(SOURCE + "gazette") in {graph.value(r, SH.value) for r in results}
    nothing = Graph().parse(data=render(NONE, "turtle", root), format="turtle")
    assert [str(value) for value in nothing.objects(None, SH.conforms)] == ["true"]


def test_what_no_constraint_found_is_no_result_and_is_told_beside(root: Path) -> None:
    """A result has its constraint component (SHACL 3.6.2.4); a needless exception, for one, comes from none."""
    found = Finding(Place(Path("data/x.ttl"), 3, 5), "warning", "http://e/x", "", "", "remove it", "exception-needed")
    text = render(Report((found,), (), 1, 1), "turtle", root)
    graph = Graph().parse(data=text, format="turtle")
    assert list(graph.subjects(RDF.type, SH.ValidationResult)) == []
    assert [str(value) for value in graph.objects(None, SH.conforms)] == ["false"]
    assert "\n# data/x.ttl:3:5: warning: http://e/x: remove it. [exception-needed]\n" in text


def test_data_of_which_a_part_was_not_read_does_not_conform(root: Path) -> None:
    fault = UnreadableInput(HOSTILE, place=Place(Path("data/x\ny.ttl"), 3, 1), remedy="mend it")
    text = render(Report((), (fault,), 1, 1), "turtle", root)
    graph = Graph().parse(data=text, format="turtle")
    assert [str(value) for value in graph.objects(None, SH.conforms)] == ["false"]
    assert len(graph) == 2 and "\n# data/x\\ny.ttl:3:1: <x> &" in text
