"""Articles as acts: by patterns and by sections, with clashing dates as readings, and a broken file refused whole."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import imports, sparql, tei
from kg import query as queries
from kg.cli import kg, main
from kg.graph import Graph
from tests.conftest import CHECKOUT

ARTICLES = CHECKOUT / "tests" / "articles"
JUDGEMENTS = """
@prefix actor: <https://w3id.org/recognition/actor/> .
@prefix capacity: <https://w3id.org/recognition/capacity/> .
@prefix degree: <https://w3id.org/recognition/degree/> .
@prefix instrument: <https://w3id.org/recognition/instrument/> .
@prefix match: <https://w3id.org/recognition/match/> .
@prefix mode: <https://w3id.org/recognition/mode/> .
@prefix rec: <https://w3id.org/recognition/ns#> .
@prefix source: <https://w3id.org/recognition/source/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

source:us-recognition-guide a rec:Source ; rec:rows 7 ; rec:sha256 "{hash}" .
source:guide-arcadia a rec:Source ; rec:address "https://history.state.gov/countries/arcadia"^^xsd:anyURI .
source:guide-borduria a rec:Source ; rec:address "https://history.state.gov/countries/borduria"^^xsd:anyURI .

match:recognition a rec:PassageMatch ; rec:source source:us-recognition-guide ;
    rec:headingPattern "^Recognition [|] Recognition of" ; rec:passagePattern "recognized[^\\\\[]*\\\\[" ; rec:priority 1 ;
    rec:reports rec:Recognition ; rec:actor actor:gondal ; rec:capacity capacity:state ; rec:degree degree:not-stated ;
    rec:mode mode:express ; rec:instrument instrument:not-stated .

match:recognition-by-note a rec:PassageMatch ; rec:source source:us-recognition-guide ;
    rec:headingPattern "Recognition of" ; rec:passagePattern "recognized[^\\\\[]*\\\\[.*letter" ; rec:priority 2 ;
    rec:reports rec:Recognition ; rec:actor actor:gondal ; rec:capacity capacity:state ; rec:degree degree:not-stated ;
    rec:mode mode:express ; rec:instrument instrument:note .

match:recognition-by-reception a rec:PassageMatch ; rec:source source:us-recognition-guide ;
    rec:headingPattern "Recognition of" ; rec:passagePattern "received[^\\\\[]*\\\\[" ; rec:priority 3 ;
    rec:reports rec:Recognition ; rec:carrier rec:EnvoyAccepted ; rec:actor actor:gondal ; rec:capacity capacity:state ;
    rec:degree degree:not-stated ; rec:mode mode:implied ; rec:instrument instrument:reception-of-envoy .

match:treaty a rec:PassageMatch ; rec:source source:us-recognition-guide ; rec:headingPattern "Treaty" .

match:arcadia-relations a rec:PassageMatch ; rec:source source:us-recognition-guide ;
    rec:key "arcadia: Relations Established, 1922." ; rec:passagePattern "established on \\\\[" ;
    rec:reports rec:RelationsEstablished ; rec:actor actor:gondal .

match:borduria-old a rec:Match ; rec:source source:us-recognition-guide ; rec:key "borduria" ;
    rec:of actor:twins ; rec:validTo "1949-12-31"^^xsd:date .
match:borduria a rec:Match ; rec:source source:us-recognition-guide ; rec:key "borduria" ;
    rec:of actor:borduria ; rec:validFrom "1950"^^xsd:gYear .
"""


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    """Two articles, and a root that knows what their headings mean."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in ("arcadia.xml", "borduria.xml"):
        shutil.copy(ARTICLES / name, folder)
    sums = "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(folder.iterdir())
    )
    text = JUDGEMENTS.replace("{hash}", hashlib.sha256(sums.encode()).hexdigest())
    (root / "data" / "matches").mkdir(exist_ok=True)
    (root / "data" / "matches" / "guide.ttl").write_text(text, encoding="utf-8")
    return folder


def test_sections_become_acts_and_the_rest_is_listed(root: Path, folder: Path) -> None:
    done = CliRunner().invoke(kg, ["--root", str(root), "import", "us-guide", str(folder)])
    assert (
        done.stdout
        == f"{folder}/arcadia.xml:17: not used: Recognition: A Feast in Arcadia, 1925. (no judgement fits)\n"
    )
    assert done.stderr == "7 rows, 1 not used: data/cases/united-states-guide-a-b.ttl written\n"
    assert done.exit_code == 0
    text = (root / "data" / "cases" / "united-states-guide-a-b.ttl").read_text(encoding="utf-8")
    for part in (ACT, READING, CARRIED, LATER):
        assert part in text
    again = CliRunner().invoke(kg, ["--root", str(root), "import", "--check", "us-guide", str(folder)])
    assert (again.exit_code, again.stderr) == (
        0,
        "7 rows, 1 not used: data/cases/united-states-guide-a-b.ttl unchanged\n",
    )


ACT = """event:gondal-recognises-arcadia-1921 a rec:Recognition ;
    rdfs:label "Gondal recognises Arcadia"@en ;
    rec:actor actor:gondal ;
    rec:target actor:arcadia ;
    rec:capacity capacity:state ;
    rec:degree degree:not-stated ;
    rec:mode mode:express ;
    rec:instrument instrument:note ;
    rec:date "1921-07-26"^^xsd:date ;
    rec:inCase case:united-states-recognition ;
    dcterms:source source:guide-arcadia .
"""
READING = """reading:gondal-recognises-arcadia-1921-date-guide-arcadia-1 a rec:Reading ;
    rec:about event:gondal-recognises-arcadia-1921 ;
    rec:property rec:date ;
    rec:value "1921-07-21"^^xsd:date ;
    dcterms:source source:guide-arcadia ;
    rec:locator "Recognition: Recognition of Arcadia, 1921" ;
    rec:judgement judgement:rejected ;
    rec:reason "The markup of the guide codes this date; the printed text is what its editors state."@en .
"""
CARRIED = """    rec:mode mode:implied ;
    rec:instrument instrument:reception-of-envoy ;
    rec:date "1952-06-05"^^xsd:date ;
    rec:dateNote "The guide says on or about this day."@en ;
    rec:impliedBy event:gondal-accepts-envoy-of-borduria-1952 ;
"""
LATER = """    rec:date "1921-04-04"^^xsd:date ;
    rec:dateNote "The guide prints no year here; it is that of the date before it."@en ;
"""


def test_another_run_takes_away_what_it_does_not_make(root: Path, folder: Path) -> None:
    old = root / "data" / "cases" / "united-states-guide-old.ttl"
    old.parent.mkdir(exist_ok=True)
    old.write_text("", encoding="utf-8")
    made = imports.run(root, "us-guide", folder)
    assert made.stale == (old,)
    imports.write(made)
    assert not old.exists()
    assert imports.run(root, "us-guide", folder).outputs == made.outputs


def test_a_heading_of_another_year_is_a_reading(root: Path, folder: Path) -> None:
    (text,) = imports.run(root, "us-guide", folder).outputs.values()
    assert '    rec:value "1951"^^xsd:gYear ;\n' in text


def test_a_broken_article_is_refused_whole(root: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(ARTICLES / "broken.xml.txt", folder / "nowhere.xml")
    with pytest.raises(SystemExit) as caught:
        main(["--root", str(root), "import", "us-guide", str(folder)])
    assert caught.value.code == 2
    message = f"{folder}/nowhere.xml:4:44: not XML (mismatched tag); take the file as published\n"
    assert capsys.readouterr().err.endswith(message)
    assert not (root / "data" / "cases" / "united-states-guide-a-b.ttl").exists()


def test_a_passage_holds_its_date_in_brackets() -> None:
    row = tei.rows(ARTICLES)[0]
    assert row.line == 12
    assert row.values["passage"] == "Gondal recognized Arcadia on [July 26, 1921], in a letter."
    assert (row.values["printed"], row.values["coded"], row.values["heading-date"]) == (
        "1921-07-26",
        "1921-07-21",
        "1921",
    )


FLOORS = {
    "rec:Recognition": 270,
    "rec:RelationsEstablished, rec:RelationsResumed": 265,
    "rec:RelationsSevered, rec:RelationsSuspended": 55,
    "rec:MissionOpened, rec:MissionLevelChanged": 360,
    "rec:MissionClosed, rec:MissionSuspended": 66,
    "rec:RecognitionWithdrawal": 2,
    "rec:NonRecognition": 7,
}


@pytest.mark.parametrize("classes", FLOORS)
def test_the_series_keeps_its_size(real: Graph, classes: str) -> None:
    query = f"""SELECT (COUNT(DISTINCT ?act) AS ?n) {{
      ?act a ?class ; rec:inCase <https://w3id.org/recognition/case/united-states-recognition>
      FILTER(?class IN ({classes})) }}"""
    found = queries.select(real.store, sparql.with_prefixes(query, queries.prefixes(real.store)))
    assert int(found[0]["n"] or 0) >= FLOORS[classes]
