"""The register of actors: who is described, and that a code means one actor on any day."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Graph, Namespace

from kg import dates, groups
from kg.errors import WrongUse
from kg.graph import Graph as Recognition
from kg.names import Code, find_code
from kg.threads import relations
from kg.vocabulary import BASE, REC, local_name
from tests.conftest import CHECKOUT
from tests.test_imports import RECIPES, datasets

ONT = Namespace(REC)
# Codes that two actors had at once, as the lists give them: the day on which the earlier one began or ended is not on record.
AMBIGUOUS = {
    ("iso-3166-1-alpha-2", "CS"),
    ("iso-3166-1-alpha-2", "YE"),
    ("iso-3166-1-alpha-3", "YEM"),
    ("iso-3166-1-numeric", "891"),
}

# Members that do not exist as polities, with the years at whose ends they do not.
NOT_EXISTING_MEMBERS = {
    # The member is what both governments claim; each of them exists, and representation says who sits for it.
    "china-polity": set(range(1945, 2026)),
    # It had ceased in 1992; the organisation held that its membership went on.
    "yugoslavia": set(range(1992, 2000)),
}
# Polities that exist in 2020 although all their codes ended before 2010, with the reason; none so far.
OUTLIVING_THEIR_CODES: dict[str, str] = {}


def _described() -> dict[str, set[str]]:
    """The files that describe each actor."""
    classes = Graph()
    for path in (CHECKOUT / "ontology").glob("*.ttl"):
        classes.parse(path, format="turtle")
    kinds = set(classes.transitive_subjects(RDFS.subClassOf, ONT.Actor))
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((CHECKOUT / "data").rglob("*.ttl")):
        graph = Graph().parse(path, format="turtle")
        for kind in kinds:
            for actor in graph.subjects(RDF.type, kind):
                found[local_name(str(actor))].add(path.name)
    return found


DESCRIBED = _described()


def test_there_are_enough_actors_and_no_two_files_describe_one() -> None:
    assert len(DESCRIBED) >= 490
    assert {actor: files for actor, files in DESCRIBED.items() if len(files) > 1} == {}


def test_a_code_means_one_actor_on_any_day(real: Recognition) -> None:
    same: dict[tuple[str, str], list[Code]] = defaultdict(list)
    for code in real.codes:
        same[code.scheme, code.notation].append(code)
    overlapping = {
        key for key, found in same.items() for a, b in combinations(found, 2) if a.iri != b.iri and _overlap(a, b)
    }
    assert overlapping == AMBIGUOUS


def _overlap(a: Code, b: Code) -> bool:
    far = 10**9
    starts = max(-far if code.first is None else code.first for code in (a, b))
    ends = min(far if code.last is None else code.last for code in (a, b))
    return starts <= ends


def test_every_actor_with_a_code_is_described(real: Recognition) -> None:
    assert {local_name(code.iri) for code in real.codes} - DESCRIBED.keys() == set()


@pytest.mark.parametrize(("name", "scheme", "codes"), [
    ("cow-codes", "cow", "cowcode"), ("gleditsch-ward-codes", "gleditsch-ward", "gwcode"),
])  # fmt: skip
def test_every_row_of_the_lists_is_covered_from_its_first_to_its_last_day(
    name: str, scheme: str, codes: str, real: Recognition
) -> None:
    from kg import query

    text = f"SELECT ?hash {{ <{RECIPES[name].source}> <{REC}sha256> ?hash }}"
    file = datasets().get(query.select(real.store, text)[0]["hash"] or "")
    if file is None:
        pytest.skip("the list is not on this machine; set RECOGNITION_DATASETS to its folder")
    assert _uncovered(file, scheme, codes, real) == []


def _uncovered(file: Path, scheme: str, column: str, real: Recognition) -> list[str]:
    """The rows of which some day means nobody: the pieces of a row have to follow each other without a gap."""
    missing = []
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            start, end = (dates.bounds(row[part]).earliest for part in ("start", "end"))
            pieces = sorted(
                (code.first or 0, end if code.last is None else code.last)
                for code in real.codes
                if code.scheme == scheme and code.notation == row[column] and (code.first or 0) <= end
            )
            reached = start - 1
            for first, last in pieces:
                if first <= reached + 1:
                    reached = max(reached, last)
            if reached < end:
                missing.append(f"{row[column]} {row['start']}")
    return missing


@pytest.mark.parametrize(
    ("text", "scheme", "day", "slug"),
    [
        ("343", "cow", None, "north-macedonia"),
        ("365", "cow", "1900-01-01", "russian-empire"),
        ("365", "cow", "1922-12-29", "soviet-russia"),
        ("365", "cow", "1922-12-30", "soviet-union"),
        ("365", "gleditsch-ward", "1991-12-25", "soviet-union"),
        ("365", "gleditsch-ward", "1991-12-26", "russia"),
        ("255", "cow", "1900", "german-reich"),
        ("255", "cow", "2000", "federal-republic-of-germany"),
        ("260", "gleditsch-ward", "2000", "federal-republic-of-germany"),
        ("678", "gleditsch-ward", "1990-05-22", "yemen"),
        ("710", "cow", "1949-09-30", "republic-of-china"),
        ("713", "cow", "1950", "republic-of-china"),
        ("YU", "iso-3166-1-alpha-2", "1990", "yugoslavia"),
        ("DDR", "iso-3166-1-alpha-3", "1989", "german-democratic-republic"),
        ("156", "iso-3166-1-numeric", None, "peoples-republic-of-china"),
        ("Q221", "wikidata", None, "north-macedonia"),
    ],
)
def test_a_code_is_found_on_its_day(text: str, scheme: str, day: str | None, slug: str, real: Recognition) -> None:
    assert local_name(find_code(real.codes, text, scheme, day)) == slug


def test_one_actor_is_found_by_its_names_and_codes(real: Recognition) -> None:
    for name in (
        "Северная Македония",
        "FYROM",
        "macedonia del norte",
        "MKD",
        "the former yugoslav republic of macedonia",
    ):
        assert real.names.find(name, "actor") == f"{BASE}actor/north-macedonia"


@pytest.mark.parametrize(
    ("name", "slugs"),
    [
        ("Congo", ["democratic-republic-of-the-congo", "republic-of-the-congo"]),
        ("Korea", ["democratic-peoples-republic-of-korea", "joseon-korea", "republic-of-korea"]),
        ("China", ["china-polity", "peoples-republic-of-china", "qing-china", "republic-of-china"]),
        ("Germany", ["federal-republic-of-germany", "german-reich"]),
    ],
)
def test_an_ambiguous_name_lists_the_candidates(name: str, slugs: list[str], real: Recognition) -> None:
    with pytest.raises(WrongUse, match="can mean several") as caught:
        real.names.find(name)
    assert Counter(slug in str(caught.value) for slug in slugs) == {True: len(slugs)}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("UN", "united-nations"),
        ("EU", "european-union"),
        ("NATO", "north-atlantic-treaty-organization"),
        ("OAU", "organisation-of-african-unity"),
        ("OIC", "organisation-of-islamic-cooperation"),
        ("ASEAN", "association-of-southeast-asian-nations"),
        ("CIS", "commonwealth-of-independent-states"),
        ("G20", "group-of-twenty"),
        ("BRICS", "brics"),
        ("GCC", "gulf-cooperation-council"),
        ("OAS", "organization-of-american-states"),
        ("EEC", "european-economic-community"),
        ("ECSC", "european-coal-and-steel-community"),
        ("Arab League", "league-of-arab-states"),
        ("Commonwealth", "commonwealth-of-nations"),
        ("LTTE", "liberation-tigers-of-tamil-eelam"),
        ("ETA", "euskadi-ta-askatasuna"),
        ("Kach", "kahane-chai"),
        ("IRGC", "islamic-revolutionary-guard-corps"),
        ("Provisional IRA", "provisional-irish-republican-army"),
        ("LIFG", "libyan-islamic-fighting-group"),
        ("Jabhat al-Nusra", "al-nusrah-front"),
        ("GPRA", "provisional-government-of-the-algerian-republic"),
        ("CGDK", "coalition-government-of-democratic-kampuchea"),
        ("NUG", "national-unity-government-of-myanmar"),
        ("Kherson", "kherson-region"),
        ("Artsakh", "nagorno-karabakh"),
        ("Abyssinia", "ethiopia"),
        ("Democratic Republic of Vietnam", "vietnam"),
        ("Иран", "iran"),
        ("Гренландия", "greenland"),
        ("土耳其", "turkey"),
    ],
)
def test_what_is_named_by_an_abbreviation_or_an_old_name_is_found(name: str, slug: str, real: Recognition) -> None:
    assert real.names.find(name, "actor") == f"{BASE}actor/{slug}"


def test_every_name_of_the_countries_list_finds_an_actor_or_several(real: Recognition) -> None:
    from kg import query
    from kg.errors import WrongUse

    text = f"SELECT ?hash {{ <{RECIPES['un-names'].source}> <{REC}sha256> ?hash }}"
    file = datasets().get(query.select(real.store, text)[0]["hash"] or "")
    if file is None:
        pytest.skip("the list is not on this machine; set RECOGNITION_DATASETS to its folder")
    lost = []
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            for column in row:
                name = row[column] if column.startswith("official_name_") and not row["UNTERM English Short"] else ""
                try:
                    real.names.find(name, "actor") if name else None
                except WrongUse as error:
                    lost += [] if "several" in str(error) else [name]
    assert lost == []


def test_an_actor_comes_before_a_source_with_a_title_like_its_name(real: Recognition) -> None:
    assert real.names.find("South Vietnam") == f"{BASE}actor/republic-of-vietnam"


def _existing(graph: Recognition, day: str, *, perhaps: bool = False) -> set[str]:
    """The slugs of those among whom recognisers are counted on a day, with those of whom it is open if asked."""
    found = groups.existing(graph, relations(graph)["recognition"], dates.bounds(day).latest)
    assert found
    return {local_name(place.member) for place in found.places} | set(map(local_name, found.apart if perhaps else ()))


@pytest.mark.parametrize(
    ("organisation", "years"),
    [
        ("united-nations", range(1945, 2026)),
        ("league-of-nations", range(1920, 1946)),
        ("organisation-of-african-unity", range(1963, 2002)),
        ("african-union", range(2002, 2026)),
        ("european-communities", range(1967, 1993)),
        ("european-union", range(1993, 2026)),
        ("north-atlantic-treaty-organization", range(1949, 2026)),
    ],
)
def test_members_exist_while_they_are_members(organisation: str, years: range, real: Recognition) -> None:
    missing: dict[str, set[int]] = defaultdict(set)
    for year in years:
        day = f"{year}-12-31"
        found = groups.members(real, f"{BASE}actor/{organisation}", dates.bounds(day).latest)
        for slug in {local_name(place.member) for place in found.places} - _existing(real, day):
            missing[slug].add(year)
    assert missing == (NOT_EXISTING_MEMBERS if organisation == "united-nations" else {})


def test_who_lost_all_codes_before_2010_does_not_exist_in_2020(real: Recognition) -> None:
    last: dict[str, list[int | None]] = defaultdict(list)
    for code in real.codes:
        if code.scheme in ("cow", "gleditsch-ward"):
            last[local_name(code.iri)].append(code.last)
    ended = {
        slug
        for slug, days in last.items()
        if all(day is not None and day < dates.bounds("2010").earliest for day in days)
    }
    assert len(ended) >= 40
    assert ended & _existing(real, "2020-12-31", perhaps=True) == OUTLIVING_THEIR_CODES.keys()
