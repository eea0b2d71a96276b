"""Makes worlds of any size that do not exist, in the terms of the model, for benchmarks and for comparing engines.

A world is a root folder: the ontology and the queries of this checkout, actors with their beginnings, and one file for each
case until the wished number of triples is reached.  The same numbers give the same bytes.  A case is one recognised party
(half of them polities, half governments) with a log-normal number of recognisers, each with a chain of acts: a delisting
(after a listing), a recognition, a mission, credentials, a withdrawal, a new recognition.

``faults`` is the chance that an act has one of the mistakes in ``FAULTS``, and half of it the chance of a lone withdrawal.
As a program: ``python -m benchmarks.generate FOLDER TRIPLES [FAULTS]``.
"""

from __future__ import annotations

import math
import random
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from kg.vocabulary import BASE, PREFIXES

ROOT = Path(__file__).resolve().parent.parent
SCHEMES: Final = ("capacity", "degree", "level", "mission-kind", "mode", "source-class")
LAST_DAY: Final = date(2025, 6, 1).toordinal()
OLDEST_DAY: Final = date(1815, 1, 1).toordinal()
Facts = list[tuple[str, str]]


@dataclass
class Block:
    """One node of a file: its name, its class and its facts."""

    name: str
    kind: str
    facts: Facts

    def __str__(self) -> str:
        facts = "".join(f" ;\n    {predicate} {value}" for predicate, value in self.facts)
        return f"{self.name} a {self.kind}{facts} .\n"

    def __len__(self) -> int:
        return len({*self.facts}) + 1

    def without(self, *predicates: str) -> None:
        """Drop the facts of some predicates."""
        self.facts = [fact for fact in self.facts if fact[0] not in predicates]

    def put(self, predicate: str, value: str) -> None:
        """Replace what a predicate says."""
        self.without(predicate)
        self.facts.append((predicate, value))


@dataclass(frozen=True)
class Made:
    """What was made: a root, and how much is in its data folder."""

    root: Path
    triples: int
    acts: int
    cases: int


@dataclass
class _World:
    chance: random.Random
    polities: list[tuple[str, int]] = field(default_factory=list)
    governments: list[tuple[str, int]] = field(default_factory=list)
    acts: int = 0


def generate(folder: Path, triples: int, *, seed: int = 1, faults: float = 0.01) -> Made:
    """Make a world of at least ``triples`` triples in ``folder``, which must not hold one yet.

    The ontology and the queries are copied and not counted.
    """
    for name in ("ontology", "queries"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "data" / "cases").mkdir(parents=True)
    world = _World(random.Random(seed))
    actors = list(_actors(world, min(max(60, 200 + round(triples / 13.6 / 400)), 4000)))
    made = _write(folder / "data" / "world.ttl", actors)
    cases = 0
    while made < triples:
        made += _write(folder / "data" / "cases" / f"case-{cases}.ttl", _case(world, cases, faults))
        cases += 1
    return Made(folder, made, world.acts, cases)


def _write(path: Path, blocks: list[Block]) -> int:
    named = {
        name: PREFIXES[name] for name in ("rec", "rdfs", "xsd", "dcterms", "actor", "case", "event", "list", "source")
    }
    named |= {name: f"{BASE}{name}/" for name in SCHEMES}
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(named.items()))
    path.write_text(prefixes + "\n" + "\n".join(map(str, blocks)), encoding="utf-8")
    return sum(map(len, blocks))


def _actors(world: _World, states: int) -> Iterator[Block]:
    """A polity, its two governments and two persons, and for every fifth an organ; with the acts that begin them."""
    yield Block("case:world", "rec:Case", [_label("The world")])
    yield _source("source:world")
    yield Block("actor:registrar", "rec:Organisation", [_label("Registrar"), _cited("world")])
    yield Block(
        "list:register", "rec:List", [_label("Register"), ("rec:authority", "actor:registrar"), _cited("world")]
    )
    chance = world.chance
    for n in range(states):
        polity = f"actor:p{n}"
        oldest = OLDEST_DAY if chance.random() < 0.5 else chance.randrange(OLDEST_DAY, date(1990, 1, 1).toordinal())
        world.polities.append((polity, oldest))
        yield Block(polity, "rec:Polity", [_label(f"Polity {n}"), _cited("world")])
        yield _beginning(world, f"p{n}", "rec:StateEstablished", oldest, [("rec:actor", polity)])
        for m in range(2):
            government, formed = f"actor:g{n}-{m}", oldest + m * chance.randrange(1, 12_000)
            world.governments.append((government, formed))
            yield Block(government, "rec:Government", [_label(f"Government {m} of {n}"), _cited("world")])
            roles = [("rec:government", government), ("rec:target", polity)]
            yield _beginning(world, f"g{n}-{m}", "rec:GovernmentFormed", formed, roles)
            yield Block(f"actor:h{n}-{m}", "rec:Person", [_label(f"Head {m} of {n}"), _cited("world")])
        if n % 5 == 0:
            organ = [_label(f"Ministry of {n}"), ("rec:organOf", polity), _cited("world")]
            yield Block(f"actor:o{n}", "rec:Organ", organ)


def _beginning(world: _World, slug: str, kind: str, day: int, roles: Facts) -> Block:
    world.acts += 1
    facts = [
        _label(f"Beginning of {slug}"),
        *roles,
        ("rec:date", _day(day)),
        ("rec:inCase", "case:world"),
        _cited("world"),
    ]
    return Block(f"event:{slug}-begins", kind, facts)


def _case(world: _World, n: int, faults: float) -> list[Block]:
    """The acts towards one party."""
    chance = world.chance
    target, begun = chance.choice(world.polities if chance.random() < 0.5 else world.governments)
    capacity = "state" if target.startswith("actor:p") else "government"
    base = begun + chance.randrange(max(1, min(12_000, LAST_DAY - begun)))
    blocks = [Block(f"case:c{n}", "rec:Case", [_label(f"Case {n}")])]
    wanted = max(3, round(math.exp(chance.gauss(3.0, 0.8))))
    for r, (actor, exists) in enumerate(chance.sample(world.polities, min(wanted, len(world.polities)))):
        if actor == target:
            continue
        start = max(base, exists, begun) + int(chance.expovariate(1 / 900))
        lone = chance.random() < faults / 2
        for slug, kind, day, facts in _chain(chance, lone, capacity, start):
            if day > LAST_DAY:
                break
            name = f"c{n}-{r}-{slug}"
            ends = [("rec:actor", actor), ("rec:target", target)]
            act = _act(chance, name, kind, day, [*ends, *facts, ("rec:inCase", f"case:c{n}")])
            source = _source(f"source:{name}")
            world.acts += 1
            if chance.random() < faults:
                chance.choice(tuple(FAULTS.values()))(act, source)
            blocks += [act, source]
    return blocks


def _chain(chance: random.Random, lone: bool, capacity: str, day: int) -> Iterator[tuple[str, str, int, Facts]]:
    listed: Facts = [("rec:list", "list:register")]
    recognition = [
        ("rec:capacity", f"capacity:{capacity}"),
        ("rec:degree", "degree:not-stated"),
        ("rec:mode", "mode:express"),
    ]
    mission = [("rec:missionKind", "mission-kind:diplomatic"), ("rec:place", "actor:p0")]
    if lone:
        yield "withdrawal", "rec:RecognitionWithdrawal", day, [("rec:mode", "mode:express")]
        return
    if chance.random() < 0.12:
        yield "listing", "rec:Listing", day, listed
        day += 1 + int(chance.expovariate(1 / 200))
        yield "delisting", "rec:Delisting", day, listed
    yield "recognition", "rec:Recognition", day, recognition
    if chance.random() < 0.35:
        yield "mission", "rec:MissionOpened", day + int(chance.expovariate(1 / 300)), mission
    if chance.random() < 0.45:
        credentials: Facts = [("rec:level", "level:ambassador")]
        yield "credentials", "rec:CredentialsPresented", day + int(chance.expovariate(1 / 250)), credentials
    if chance.random() < 0.15:
        day += 400 + int(chance.expovariate(1 / 2000))
        yield "withdrawal", "rec:RecognitionWithdrawal", day, [("rec:mode", "mode:express")]
        if chance.random() < 0.33:
            yield "again", "rec:Recognition", day + 400 + int(chance.expovariate(1 / 1500)), recognition


def _act(chance: random.Random, name: str, kind: str, day: int, facts: Facts) -> Block:
    precision = chance.choices(("day", "month", "year"), (80, 12, 8))[0]
    labels = [_label(f"Act {name}")] + [("rdfs:label", f'"Acte {name}"@fr')] * (chance.random() < 0.2)
    written = _day(day) if precision == "day" else _part(day, precision)
    return Block(f"event:{name}", kind, [*labels, *facts, ("rec:date", written), ("dcterms:source", f"source:{name}")])


def _source(name: str) -> Block:
    slug = name.partition(":")[2]
    facts = [
        ("dcterms:title", f'"Document {slug}"@en'),
        ("dcterms:publisher", '"The Gazette"'),
        ("dcterms:language", '"en"'),
        ("rec:address", f'"https://example.org/{slug}"^^xsd:anyURI'),
        ("rec:consulted", '"2025-07-01"^^xsd:date'),
        ("rec:sourceClass", "source-class:press"),
    ]
    return Block(name, "rec:Source", facts)


def _label(text: str) -> tuple[str, str]:
    return "rdfs:label", f'"{text}"@en'


def _cited(slug: str) -> tuple[str, str]:
    return "dcterms:source", f"source:{slug}"


def _day(day: int) -> str:
    return f'"{date.fromordinal(day)}"^^xsd:date'


def _part(day: int, precision: str) -> str:
    written = date.fromordinal(day)
    return f'"{written:%Y-%m}"^^xsd:gYearMonth' if precision == "month" else f'"{written:%Y}"^^xsd:gYear'


def _before(act: Block, source: Block) -> None:
    act.put("rec:date", _day(OLDEST_DAY - 4000))


def _future(act: Block, source: Block) -> None:
    act.put("rec:date", _day(LAST_DAY + 40_000))


def _unordered(act: Block, source: Block) -> None:
    act.put("rec:date", _day(LAST_DAY))
    act.facts += [("rec:decided", _day(LAST_DAY + 30)), ("rec:announced", _day(LAST_DAY))]


def _self(act: Block, source: Block) -> None:
    act.put("rec:target", next(value for predicate, value in act.facts if predicate == "rec:actor"))


def _many(predicate: str, value: str) -> Callable[[Block, Block], None]:
    return lambda act, source: act.facts.append((predicate, value))


def _instead(predicate: str, value: str) -> Callable[[Block, Block], None]:
    return lambda act, source: act.put(predicate, value)


def _in_source(predicate: str, value: str) -> Callable[[Block, Block], None]:
    return lambda act, source: source.put(predicate, value)


# The mistakes that people make, each of which breaks at least one rule.
FAULTS: Final[dict[str, Callable[[Block, Block], None]]] = {
    "date as text": _instead("rec:date", '"in spring"'),
    "date out of the calendar": _instead("rec:date", '"1991-31-07"^^xsd:date'),
    "actor is a source": lambda act, source: act.put("rec:actor", source.name),
    "actor is not described": _instead("rec:actor", "actor:nobody"),
    "actor is a text": _instead("rec:actor", '"Polity 1"'),
    "concept of another scheme": _instead("rec:degree", "mode:express"),
    "no label": lambda act, source: act.without("rdfs:label"),
    "two labels in one language": _many("rdfs:label", '"Another"@en'),
    "no source": lambda act, source: act.without("dcterms:source"),
    "no case": lambda act, source: act.without("rec:inCase"),
    "no target": lambda act, source: act.without("rec:target"),
    "two dates": _many("rec:date", '"1999"^^xsd:gYear'),
    "address without http": _in_source("rec:address", '"example.org/x"^^xsd:anyURI'),
    "no address": lambda act, source: source.without("rec:address"),
    "empty publisher": _in_source("dcterms:publisher", '""'),
    "undeclared property": _many("rec:recogniser", "actor:p1"),
    "negative votes": _many("rec:votesFor", "-1"),
    "part of a vote": _many("rec:abstentions", "0.5"),
    "implied by nothing": _instead("rec:mode", "mode:implied"),
    "title to nothing": _instead("rec:capacity", "capacity:title"),
    "before the party existed": _before,
    "in the future": _future,
    "announced before decided": _unordered,
    "towards itself": _self,
    "rejected without reason": _many("rec:standing", f"<{BASE}standing/rejected>"),
}


if __name__ == "__main__":
    chance_of_fault = float(sys.argv[3]) if len(sys.argv) > 3 else 0.01
    print(generate(Path(sys.argv[1]), int(sys.argv[2]), faults=chance_of_fault))
