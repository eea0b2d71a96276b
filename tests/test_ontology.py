"""The ontology and the shapes agree with each other, and with the rules that the project sets itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Namespace, URIRef

from kg.validate.shapes import TERMS as TERMS_OF_SHACL
from kg.vocabulary import BASE, REC, curie
from tests.conftest import CHECKOUT
from tests.statuses import read

ONT = Namespace(REC)
ONTOLOGY = CHECKOUT / "ontology"


def load(*folders: str) -> Graph:
    graph = Graph()
    for folder in folders:
        for path in sorted((CHECKOUT / folder).glob("*.ttl")):
            graph.parse(path, format="turtle")
    return graph


TERMS = load("ontology")
SHAPES = load("ontology/shapes")
ACT_CLASSES = sorted(c for c in TERMS.subjects(RDFS.subClassOf, ONT.Act))


def names(nodes: list[URIRef]) -> list[str]:
    return [curie(str(node)) for node in nodes]


def own_terms() -> list[URIRef]:
    return sorted({s for s in TERMS.subjects() if str(s).startswith(BASE) and not str(s).startswith(BASE + "source/")})


@pytest.mark.parametrize("term", own_terms(), ids=lambda term: curie(str(term)))
def test_every_term_has_one_label_and_one_definition(term: URIRef) -> None:
    assert len(list(TERMS.objects(term, RDFS.label))) == 1
    assert len(list(TERMS.objects(term, SKOS.definition))) == 1


def test_every_term_that_is_used_in_the_ontology_and_the_shapes_is_declared() -> None:
    both = TERMS + SHAPES
    declared = set(TERMS.subjects()) | set(SHAPES.subjects())
    used = {n for triple in both for n in triple if isinstance(n, URIRef) and str(n).startswith(BASE)}
    sources = {n for n in used if str(n).startswith(BASE + "source/")}
    assert names(sorted(used - declared - sources)) == []


def test_shapes_use_only_terms_that_shacl_has() -> None:
    """A mistyped term such as sh:mincount would pass in silence."""
    used = {str(n) for triple in SHAPES for n in triple if str(n).startswith(str(SH))}
    assert sorted(used - TERMS_OF_SHACL) == []


@pytest.mark.parametrize("act_class", ACT_CLASSES, ids=lambda c: curie(str(c)))
def test_a_class_of_acts_either_has_effects_or_says_that_it_has_none(act_class: URIRef) -> None:
    effects = list(TERMS.objects(act_class, ONT.effect))
    assert bool(effects) != bool(TERMS.value(act_class, ONT.withoutEffect))


@pytest.mark.parametrize("act_class", ACT_CLASSES, ids=lambda c: curie(str(c)))
def test_roles_that_an_effect_needs_are_required_or_the_effect_is_one_of_several(act_class: URIRef) -> None:
    """An act without the role would silently have no effect; roles of a second effect may be left out."""
    required = {
        SHAPES.value(prop, SH.path)
        for shape in SHAPES.subjects(SH.targetClass, act_class)
        for prop in SHAPES.objects(shape, SH.property)
    }
    effects = list(TERMS.objects(act_class, ONT.effect))
    complete = [e for e in effects if _roles(e) <= required]
    assert complete or not effects or act_class == ONT.Takeover, [names(sorted(_roles(e) - required)) for e in effects]


def _roles(effect: URIRef) -> set[URIRef]:
    return {r for p in (ONT.subjectRole, ONT.objectRole, ONT.everyThreadOf) for r in TERMS.objects(effect, p)}


def test_the_closed_shape_of_acts_lists_every_property_that_an_act_can_have() -> None:
    listed = {SHAPES.value(p, SH.path) for p in SHAPES.objects(URIRef(BASE + "shape/act"), SH.property)}
    roles = set(TERMS.subjects(RDF.type, ONT.Role))
    facets = set().union(*(TERMS.objects(None, ONT[f"facet{n}"]) for n in range(1, 5)))
    values = set(TERMS.objects(None, ONT.valueProperty))
    assert names(sorted((roles | facets | values) - listed)) == []


def test_every_property_is_listed_by_a_closed_shape_or_belongs_to_the_engine() -> None:
    listed = {SHAPES.value(p, SH.path) for s in SHAPES.subjects(SH.closed) for p in SHAPES.objects(s, SH.property)}
    declared = {
        p for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, RDF.Property) for p in TERMS.subjects(RDF.type, kind)
    }
    engine = {
        ONT[n]
        for n in (
            "today",
            "facet",
            "thread",
            "subject",
            "object",
            "act",
            "state",
            "rowValue",
            "countsFrom",
            "ceased",
            "carriedBy",
            "notBefore",
            "notAfter",
            "onRung",
        )
    }
    assert names(sorted(declared - listed - engine - {RDF.type})) == []


@pytest.mark.parametrize("shape", sorted(s for s in SHAPES.subjects(SH.severity)), ids=lambda s: curie(str(s)))
def test_every_shape_has_an_iri_a_severity_and_a_message(shape: URIRef) -> None:
    assert isinstance(shape, URIRef)
    assert SHAPES.value(shape, SH.severity) in (SH.Violation, SH.Warning, SH.Info)
    assert re.fullmatch(r"[a-zA-Z'].*[^.]", str(SHAPES.value(shape, SH.message)))


def test_modules_import_one_way() -> None:
    imports = {
        path.stem: {m[1] for m in re.finditer(r"ontology/([a-z-]+)>", path.read_text()) if m[1] != path.stem}
        for path in ONTOLOGY.glob("*.ttl")
    }
    done: set[str] = set()
    while ready := {module for module, needs in imports.items() if module not in done and needs <= done}:
        done |= ready
    assert done == set(imports)


@pytest.mark.parametrize("path", sorted(ONTOLOGY.glob("*.ttl")), ids=lambda p: p.stem)
def test_a_module_uses_only_terms_of_itself_and_of_what_it_imports(path: Path) -> None:
    def declared(module: str, seen: set[str]) -> set[URIRef]:
        seen.add(module)
        graph = Graph().parse(ONTOLOGY / f"{module}.ttl", format="turtle")
        found = set(graph.subjects())
        for target in graph.objects(None, OWL.imports):
            name = str(target).rsplit("/", 1)[-1]
            if name not in seen:
                found |= declared(name, seen)
        return found

    graph = Graph().parse(path, format="turtle")
    used = {n for t in graph for n in t if isinstance(n, URIRef) and str(n).startswith(BASE)}
    foreign = used - declared(path.stem, set())
    assert names(sorted(n for n in foreign if not str(n).startswith(BASE + "source/"))) == []


def test_no_property_has_an_inverse_a_domain_or_a_range() -> None:
    for predicate in (OWL.inverseOf, RDFS.domain, RDFS.range):
        assert list(TERMS.subject_objects(predicate)) == []


def test_no_actor_can_have_a_status() -> None:
    listed = {curie(str(SHAPES.value(p, SH.path))) for p in SHAPES.objects(URIRef(BASE + "shape/actor"), SH.property)}
    assert sorted(listed) == [
        "dcterms:source", "rdfs:comment", "rdfs:label",
        "rec:begunBy", "rec:continues", "rec:endedBy", "rec:formed", "rec:governmentOf",  # derived
        "rec:organOf", "skos:altLabel",
    ]  # fmt: skip


def test_every_class_of_acts_has_a_fixture_and_every_relation_a_golden_answer() -> None:
    world = Graph()
    for path in (CHECKOUT / "tests" / "world" / "data").rglob("*.ttl"):
        world.parse(path, format="turtle")
    missing = [c for c in ACT_CLASSES if (None, RDF.type, c) not in world]
    assert names(missing) == []
    golden = {question.relation for question in read(CHECKOUT / "tests" / "world" / "expected.status")}
    assert {str(r).rsplit("/", 1)[-1] for r in TERMS.subjects(RDF.type, ONT.Relation)} == golden


@pytest.mark.parametrize(
    ("act_class", "effect"), sorted(TERMS.subject_objects(ONT.effect)), ids=lambda term: curie(str(term))
)
def test_every_effect_of_every_class_leaves_a_row_in_the_world(act_class: URIRef, effect: URIRef, world) -> None:  # type: ignore[no-untyped-def]
    from kg import query, sparql

    change = TERMS.value(effect, ONT.change)
    if str(change).endswith("carries-over"):
        pattern = f"?row rec:carriedBy ?act . ?act a <{act_class}> ."
    else:
        pattern = f"?row rec:act ?act ; rec:change <{change}> . ?act a <{act_class}> ."
        pattern += " ?row rec:ceased ?gone ." if TERMS.value(effect, ONT.everyThreadOf) else ""
    text = sparql.with_prefixes(f"SELECT (COUNT(?row) AS ?n) {{ {pattern} }}", world.prefixes)
    assert int(query.select(world.store, text)[0]["n"]) > 0


def test_every_effect_is_declared_by_a_class() -> None:
    assert set(TERMS.subjects(RDF.type, ONT.Effect)) == set(TERMS.objects(None, ONT.effect))
