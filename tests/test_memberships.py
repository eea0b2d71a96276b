"""Who belonged to what on any day: counts of the real data against those that the organisations publish.

The counts of the United Nations at the end of each year are those of its own table of growth, written down by hand; those of
others stand in the data as published totals (tests/test_totals.py).
"""

from __future__ import annotations

import pytest

from kg.graph import Graph
from kg.status import status
from kg.vocabulary import BASE, local_name

# The number at the end of each year in which it changed.
UNITED_NATIONS = {
    1945: 51, 1946: 55, 1947: 57, 1948: 58, 1949: 59, 1950: 60, 1955: 76, 1956: 80, 1957: 82, 1960: 99, 1961: 104, 1962: 110,
    1963: 113, 1964: 115, 1965: 117, 1966: 122, 1967: 123, 1968: 126, 1970: 127, 1971: 132, 1973: 135, 1974: 138, 1975: 144,
    1976: 147, 1977: 149, 1978: 151, 1979: 152, 1980: 154, 1981: 157, 1983: 158, 1984: 159, 1991: 166, 1992: 179, 1993: 184,
    1994: 185, 1999: 188, 2000: 189, 2002: 191, 2006: 192, 2011: 193,
}  # fmt: skip


def members(graph: Graph, organisation: str, on: str) -> list[str]:
    """The slugs of those who were certainly full members at the end of a day."""
    found = status(graph, target=f"{BASE}actor/{organisation}", on=on, relation_name="membership")
    return sorted(
        local_name(row.actor) for row in found.rows if row.answer == "held" and local_name(row.value or "") == "member"
    )


def expected(year: int) -> int:
    return UNITED_NATIONS[max(known for known in UNITED_NATIONS if known <= year)]


@pytest.mark.parametrize("year", range(1945, 2026))
def test_the_united_nations_count_agrees_at_the_end_of_every_year(year: int, real: Graph) -> None:
    assert len(members(real, "united-nations", f"{year}-12-31")) == expected(year)


@pytest.mark.parametrize(
    ("organisation", "day", "inside", "outside"),
    [
        ("united-nations", "1960-01-01", {"egypt"}, {"syria"}),
        ("united-nations", "1961-10-13", {"egypt", "syria"}, set()),
        ("united-nations", "1965-12-31", {"malaysia", "singapore"}, {"indonesia"}),
        ("united-nations", "1966-09-28", {"indonesia"}, set()),
        ("united-nations", "1971-11-01", {"china-polity"}, {"peoples-republic-of-china", "republic-of-china"}),
        ("united-nations", "1990-10-03", {"federal-republic-of-germany"}, {"german-democratic-republic"}),
        ("united-nations", "1991-12-26", {"russia"}, {"soviet-union"}),
        ("united-nations", "1995-01-01", {"yugoslavia"}, {"federal-republic-of-yugoslavia"}),
        ("united-nations", "2000-11-01", {"federal-republic-of-yugoslavia"}, {"yugoslavia"}),
        ("united-nations", "2006-07-01", {"serbia", "montenegro"}, {"federal-republic-of-yugoslavia"}),
        ("united-nations", "1964-04-27", {"tanzania"}, {"tanganyika", "zanzibar"}),
        ("united-nations", "1990-05-23", {"yemen"}, {"yemen-arab-republic", "peoples-democratic-republic-of-yemen"}),
        ("organisation-of-african-unity", "1986-01-01", {"sahrawi-arab-democratic-republic"}, {"morocco"}),
        ("african-union", "2017-02-01", {"sahrawi-arab-democratic-republic", "morocco"}, set()),
        ("african-union", "2024-01-01", {"kenya"}, {"niger", "gabon"}),
        ("league-of-arab-states", "1980-01-01", {"palestine"}, {"egypt"}),
        ("league-of-arab-states", "2015-01-01", {"egypt"}, {"syria"}),
    ],
)
def test_who_is_in_and_who_is_out(
    organisation: str, day: str, inside: set[str], outside: set[str], real: Graph
) -> None:
    found = set(members(real, organisation, day))
    assert (inside - found, outside & found) == (set(), set())


def test_china_is_represented_by_one_and_then_by_the_other(real: Graph) -> None:
    for day, holder in (("1971-10-24", "republic-of-china"), ("1971-10-25", "peoples-republic-of-china")):
        found = status(real, by=f"{BASE}actor/united-nations", on=day, relation_name="representation")
        assert [local_name(row.target) for row in found.rows if row.answer == "held"] == [holder]


def test_yugoslavia_keeps_its_membership_and_the_claim_to_continue_it_is_disputed(real: Graph) -> None:
    found = status(real, target=f"{BASE}actor/united-nations", on="1993-06-01", relation_name="membership")
    answers = {local_name(row.actor): row.answer for row in found.rows}
    assert (answers["yugoslavia"], answers["federal-republic-of-yugoslavia"]) == ("held", "disputed")
