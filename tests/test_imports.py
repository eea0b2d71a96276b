"""Importers: the same bytes each run, every row accounted for, and a file that is not the one described is refused whole."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from kg import imports
from kg.cli import kg
from kg.errors import EnvironmentFault, UnreadableInput, WrongUse
from tests.conftest import CHECKOUT

RECIPE = """#+ summary: Codes of the atlas.
#+ recipe:
#+   source: gazetteer
#+   output: data/codes/gazetteer.ttl
#+   key: [Code, from]
#+   names: [Country Name]
#+   columns: [to]
PREFIX code: <https://w3id.org/recognition/code/>
PREFIX column: <urn:column:>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rec: <https://w3id.org/recognition/ns#>
PREFIX scheme: <https://w3id.org/recognition/scheme/>
PREFIX source: <https://w3id.org/recognition/source/>

CONSTRUCT {
  ?code a rec:Identifier ;
    rec:of ?actor ;
    rec:scheme scheme:cow ;
    rec:notation ?notation ;
    dcterms:source source:gazetteer .
  ?row column:gives ?code .
}
WHERE {
  ?row column:meaning ?meaning ;
    column:code ?notation .
  ?meaning rec:of ?actor .
  BIND(IRI(CONCAT(STR(code:), REPLACE(STR(?actor), "^.*/", ""), "-gazetteer")) AS ?code)
}
"""
FILE = """Code,Country Name,from,to,note
901,Arcadia,1950,1999,"a, b"
902,Bordurie,1950,1999,
903,Nowhere,1950,1999,
904,Gondal and Old Gondal,1950,1959,
905,Twins,1950,1959,
"""
TWINS = """
actor:twin-a a rec:Polity ;
    rdfs:label "Twin A"@en ;
    skos:altLabel "Twins"@en ;
    dcterms:source source:atlas .

actor:twin-b a rec:Polity ;
    rdfs:label "Twin B"@en ;
    skos:altLabel "Twins"@en ;
    dcterms:source source:atlas .

match:gazetteer-904-gondal a rec:Match ;
    rec:source source:gazetteer ;
    rec:key "904 1950" ;
    rec:of actor:gondal ;
    rec:reason "The row is Gondal."@en .
"""
MADE = """# Made by kg import atlas from the file of source:gazetteer; mend the recipe or the matches, not this.

@prefix actor: <https://w3id.org/recognition/actor/> .
@prefix code: <https://w3id.org/recognition/code/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rec: <https://w3id.org/recognition/ns#> .
@prefix scheme: <https://w3id.org/recognition/scheme/> .
@prefix source: <https://w3id.org/recognition/source/> .

code:arcadia-gazetteer a rec:Identifier ;
    rec:of actor:arcadia ;
    rec:scheme scheme:cow ;
    rec:notation "901" ;
    dcterms:source source:gazetteer .

code:borduria-gazetteer a rec:Identifier ;
    rec:of actor:borduria ;
    rec:scheme scheme:cow ;
    rec:notation "902" ;
    dcterms:source source:gazetteer .

code:gondal-gazetteer a rec:Identifier ;
    rec:of actor:gondal ;
    rec:scheme scheme:cow ;
    rec:notation "904" ;
    dcterms:source source:gazetteer .
"""


@pytest.fixture
def file(root: Path, tmp_path: Path) -> Path:
    """A gazetteer, and a root that knows how to read it."""
    (root / "queries" / "imports" / "atlas.rq").write_text(RECIPE, encoding="utf-8")
    actors = root / "data" / "actors" / "actors.ttl"
    actors.write_text(actors.read_text(encoding="utf-8") + TWINS, encoding="utf-8")
    path = tmp_path / "gazetteer.csv"
    path.write_text(FILE, encoding="utf-8")
    sources = root / "data" / "sources" / "sources.ttl"
    described = (
        "\nsource:gazetteer a rec:Source ;\n    rec:rows 5 ;\n"
        f'    rec:sha256 "{hashlib.sha256(FILE.encode()).hexdigest()}" .\n'
    )
    sources.write_text(sources.read_text(encoding="utf-8") + described, encoding="utf-8")
    return path


def test_a_recipe_gives_the_same_bytes_each_run_and_lists_what_it_could_not_use(root: Path, file: Path) -> None:
    made = imports.run(root, "atlas", file)
    output = root / "data" / "codes" / "gazetteer.ttl"
    assert (made.rows, made.outputs) == (5, {output: MADE})
    twins = tuple(f"https://w3id.org/recognition/actor/twin-{letter}" for letter in "ab")
    assert made.unmatched == (
        imports.Unmatched(4, "903 1950", "Nowhere", ()),
        imports.Unmatched(6, "905 1950", "Twins", twins),
    )
    assert not output.exists()
    imports.write(made)
    assert imports.run(root, "atlas", file).outputs == {output: MADE}


def test_the_command_says_what_it_did_and_leaves_an_unchanged_file_alone(root: Path, file: Path) -> None:
    done = CliRunner().invoke(kg, ["--root", str(root), "import", "atlas", str(file)])
    assert done.stdout == (
        f"{file}:4: not used: 903 1950 (Nowhere)\n"
        f"{file}:6: not used: 905 1950 (Twins); it can mean actor:twin-a or actor:twin-b\n"
    )
    assert done.stderr == "5 rows, 2 not used: data/codes/gazetteer.ttl written\n"
    target = root / "data" / "codes" / "gazetteer.ttl"
    before = target.stat().st_mtime_ns
    again = CliRunner().invoke(kg, ["--root", str(root), "import", "atlas", str(file)])
    assert again.stderr == "5 rows, 2 not used: data/codes/gazetteer.ttl unchanged\n"
    assert target.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (FILE.replace("Country Name", "Country"), ":1: the column 'Country Name' is missing; atlas reads the file of gazetteer"),
        (FILE.replace("Code,", "Kode,").replace(",to,", ",bis,"), ":1: the column 'Code' is missing (and 1 more); atlas reads "
                                                                  "the file of gazetteer"),
        (FILE.replace("902,Bordurie,1950,1999,", "902,Bordurie"), ":3: the row has 2 cells, the header 5; take the whole file as "
                                                                  "published"),
        (FILE.replace("904,", "902,"), None),
        (FILE.replace("903,", "902,"), ":4: '902 1950' stands in line 3 already"),
        (FILE[: FILE.index("904")], ": the file has 3 rows, source:gazetteer says 5; take the version that the source names, or "
                                    "describe the new one there (rec:version, rec:sha256, rec:rows)"),
        (FILE.replace("Twins", "Twin"), ": the file has the right shape, but is not the version that source:gazetteer describes; "
                                        "take the version that the source names, or describe the new one there (rec:version, "
                                        "rec:sha256, rec:rows)"),
        ("", ":1: the column 'Code' is missing (and 3 more); atlas reads the file of gazetteer"),
        (FILE + '906,"open,1950,1999,\n', ":7: not CSV (unexpected end of data); take the file as published"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_the_one_described_is_refused_whole(
    content: str, message: str | None, root: Path, file: Path
) -> None:
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UnreadableInput) as caught:
        imports.run(root, "atlas", file)
    if message is not None:
        assert str(caught.value) == f"{file}{message}"
    assert CliRunner().invoke(kg, ["--root", str(root), "import", "atlas", str(file)]).exit_code != 0
    assert not (root / "data" / "codes" / "gazetteer.ttl").exists()


def test_other_ways_to_go_wrong(root: Path, file: Path) -> None:
    with pytest.raises(WrongUse, match="there is no importer 'atlass'; there are atlas, capitals"):
        imports.run(root, "atlass", file)
    with pytest.raises(EnvironmentFault, match=r"cannot be read \(No such file or directory\)"):
        imports.run(root, "atlas", file.with_name("elsewhere.csv"))
    file.write_bytes(FILE.encode().replace(b"Twins", b"Tw\xffns"))
    with pytest.raises(UnreadableInput, match="gazetteer.csv:6: not UTF-8; take the file as published"):
        imports.run(root, "atlas", file)


RECIPES = imports.recipes(CHECKOUT)


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_every_committed_import_says_where_it_comes_from(name: str) -> None:
    recipe = RECIPES[name]
    source = recipe.source.rpartition("/")[2]
    head = f"# Made by kg import {name} from the file of source:{source}; mend the recipe or the matches, not this."
    files = list(recipe.output.parent.glob(recipe.output.name.replace("{part}", "*")))
    assert files
    assert {path.read_text(encoding="utf-8").splitlines()[0] for path in files} == {head}


def datasets() -> dict[str, Path]:
    """Files and folders of other people's data on this machine by their SHA-256, where somebody has put them beside the checkout."""
    folder = Path(os.environ.get("RECOGNITION_DATASETS", CHECKOUT.parent / "shared" / "datasets"))
    found = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in folder.rglob("*.csv")}
    for inside in {path.parent for path in folder.rglob("*.xml")}:
        files = sorted(inside.glob("*.xml"))
        sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)
        found[hashlib.sha256(sums.encode()).hexdigest()] = inside
    return found


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_every_committed_import_is_what_its_file_gives(name: str) -> None:
    from kg import query, store

    graph = store.read(CHECKOUT).store
    text = f"SELECT ?hash {{ <{RECIPES[name].source}> <https://w3id.org/recognition/ns#sha256> ?hash }}"
    file = datasets().get(query.select(graph, text)[0]["hash"] or "")
    if file is None:
        pytest.skip("the file is not on this machine; set RECOGNITION_DATASETS to its folder")
    made = imports.run(CHECKOUT, name, file)
    assert not made.stale
    for path, content in made.outputs.items():
        assert content == path.read_text(encoding="utf-8")
