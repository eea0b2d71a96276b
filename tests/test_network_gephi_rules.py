"""The checker of Gephi's rules finds nothing in a sound file, and each rule in its broken example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.gephi_rules import Contents, breaches, contents

SOUND = (Path(__file__).parent / "network" / "arcadia.gexf").read_text(encoding="utf-8")
CUT = (Path(__file__).parent / "network" / "cut.gexf").read_text(encoding="utf-8")
SPELLS = '          <spell start="1949-10-27" end="1966-12-31"/>\n          <spell start="1970-01-01"/>\n'
STATIC = '    <attributes class="node" mode="static">'
DYNAMIC_BLOCK, SOUND_STATIC_BLOCK = (
    f"    <attributes{block}</attributes>\n"
    for block in re.findall(r'    <attributes( class="node".*?)</attributes>\n', SOUND, re.S)
)
DIPLOMATIC = 'kind="diplomatic-relations" label="diplomatic-relations" type="directed" weight="1.0"'
FIRST_EDGE = "arcadia--diplomatic-relations--borduria"

BROKEN: dict[str, tuple[set[str], str, str]] = {
    "another version": ({"version"}, 'version="1.3"', 'version="1.2"'),
    "a schema location": ({"schema-location"}, 'version="1.3"', 'version="1.3" schemaLocation="x"'),
    "a name of the graph": ({"graph-name"}, "<graph ", '<graph name="x" '),
    "ids that are numbers": ({"id-type"}, 'idtype="string"', 'idtype="integer"'),
    "no time zone": ({"time-attributes"}, ' timezone="UTC"', ""),
    "no time format": ({"time-attributes"}, ' timeformat="date"', ""),
    "a hierarchy": ({"hierarchy"}, '<node id="drusa"', '<node pid="arcadia" id="drusa"'),
    "a node twice": (
        {"id-twice", "end-undeclared"},
        '<node id="drusa"',
        '<node id="arcadia"',
    ),
    "an edge id twice": ({"id-twice"}, 'id="cascadia--refusal--drusa"', f'id="{FIRST_EDGE}"'),
    "parallel edges of one kind": ({"parallel-edge"}, 'kind="diplomatic-relations"', 'kind="recognition-as-state"'),
    "an edge without kind": ({"kind-missing"}, 'kind="refusal" ', ""),
    "an end with a typing error": ({"end-undeclared"}, 'target="drusa"', 'target="druza"'),
    "a kind as the type": ({"edge-type"}, DIPLOMATIC, DIPLOMATIC.replace('type="directed"', 'type="recognises"')),
    "an undirected edge in a directed graph": (
        {"edge-not-default"},
        DIPLOMATIC,
        DIPLOMATIC.replace("directed", "undirected"),
    ),
    "a weight of zero": ({"weight"}, 'weight="2.5"', 'weight="0"'),
    "the static block first": (
        {"dynamic-block-last"},
        DYNAMIC_BLOCK + SOUND_STATIC_BLOCK,
        SOUND_STATIC_BLOCK + DYNAMIC_BLOCK,
    ),
    "two blocks of one mode": ({"block-twice"}, STATIC, f"{STATIC}\n    </attributes>\n{STATIC}"),
    "columns that differ by case": (
        {"column-case"},
        STATIC,
        f'{STATIC}<attribute id="IRI" title="t" type="string"/>',
    ),
    "a reserved column": ({"column-reserved"}, STATIC, f'{STATIC}<attribute id="TimeSet" title="t" type="string"/>'),
    "a type that Gephi drops": (
        {"column-type"},
        'id="iri" title="iri" type="string"',
        'id="iri" title="iri" type="anyURI"',
    ),
    "a value without a column": ({"value-undeclared"}, '<attvalue for="quote"', '<attvalue for="quotes"'),
    "a value of another type": (
        {"value-type"},
        '<attvalue for="source_count" value="2"/>',
        '<attvalue for="source_count" value="two"/>',
    ),
    "a boolean in Python's words": ({"value-type"}, 'for="member" value="true"', 'for="member" value="True"'),
    "a list with bars": ({"value-type"}, 'value="[event/a, event/b]"', 'value="event/a|event/b"'),
    "an integer of 33 bits": (
        {"value-type"},
        '<attvalue for="source_count" value="2"/>',
        '<attvalue for="source_count" value="2147483648"/>',
    ),
    "times in a static column": (
        {"value-static"},
        '<attvalue for="source_count" value="2"/>',
        '<attvalue for="source_count" value="2" start="2000-01-01"/>',
    ),
    "dynamic values that overlap": ({"overlap"}, 'value="east" end="1989-11-09"', 'value="east" end="1989-11-10"'),
    "a time on the edge itself": (
        {"time-outside-spells"},
        f'id="{FIRST_EDGE}"',
        f'id="{FIRST_EDGE}" start="2000-01-01"',
    ),
    "an open bound": ({"spell-attribute"}, '<spell end="1990-10-02"/>', '<spell end="1990-10-02" startopen="x"/>'),
    "a year": ({"not-a-day"}, '<spell start="1970-01-01"/>', '<spell start="1970"/>'),
    "a month": ({"not-a-day"}, '<spell start="1970-01-01"/>', '<spell start="1970-01"/>'),
    "a space before the day": ({"not-a-day"}, '<spell start="1970-01-01"/>', '<spell start=" 1970-01-01"/>'),
    "a day that does not exist": ({"not-a-day"}, '<spell start="1970-01-01"/>', '<spell start="1970-02-30"/>'),
    "an end before the start": ({"ends-before-start"}, 'end="1966-12-31"', 'end="1906-12-31"'),
    "an end of time": ({"end-of-time"}, '<spell start="1970-01-01"/>', '<spell start="1970-01-01" end="9999-12-31"/>'),
    "spells that overlap": ({"overlap"}, 'end="1966-12-31"', 'end="1970-01-01"'),
    "a second spell that is open": ({"overlap"}, SPELLS, '<spell start="1949-10-27"/><spell start="1970-01-01"/>'),
    "spells that touch": ({"not-united"}, 'end="1966-12-31"', 'end="1969-12-31"'),
    "an entity in the description": ({"meta-entity"}, "whom and how", "whom &amp; how"),
}


def test_sound_files_have_no_breaches() -> None:
    assert breaches(SOUND.encode()) == []
    assert breaches(CUT.encode()) == []


@pytest.mark.parametrize(("rules", "old", "new"), BROKEN.values(), ids=BROKEN)
def test_each_broken_example_breaks_its_rule(rules: set[str], old: str, new: str) -> None:
    assert old in SOUND
    assert {breach.rule for breach in breaches(SOUND.replace(old, new, 1).encode())} == rules


def test_a_cut_with_spells_is_told() -> None:
    broken = CUT.replace("      </edge>", '<spells><spell start="2000-01-01"/></spells></edge>', 1)
    assert {breach.rule for breach in breaches(broken.encode())} == {"static-with-time"}


def test_places_that_are_all_zero_are_told() -> None:
    broken = SOUND.replace('x="-450.0" y="123.0"', 'x="0" y="0"').replace('x="1000.0" y="-5.0"', 'x="0" y="0"')
    assert {breach.rule for breach in breaches(broken.encode())} == {"all-at-zero"}


def test_every_rule_has_a_broken_example() -> None:
    source = (Path(__file__).parent / "gephi_rules.py").read_text(encoding="utf-8")
    shown = {rule for rules, _, _ in BROKEN.values() for rule in rules} | {"static-with-time", "all-at-zero"}
    named = {part.split('"')[1] for part in source.split("Breach(")[1:] if part.startswith('"')}
    assert named == shown


def test_contents_are_counted() -> None:
    kinds = {"diplomatic-relations": 1, "recognition-as-state": 3, "refusal": 1}
    assert contents(SOUND.encode()) == Contents(4, 5, kinds, 5)
