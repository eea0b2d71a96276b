"""Namespaces, and the one table of prefixes.

Every thing of the project lives under one base, in a folder named after its kind, so an IRI can be shortened without a
table of its own: ``https://w3id.org/recognition/actor/kosovo`` is ``actor:kosovo``.  Concept schemes add their own
prefixes; they are declared in the ontology, not here (see ``kg.query.prefixes``).
"""

from __future__ import annotations

from typing import Final

BASE: Final = "https://w3id.org/recognition/"
REC: Final = BASE + "ns#"
DERIVED: Final = BASE + "derived"
EDTF: Final = "http://id.loc.gov/datatypes/edtf/EDTF"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
RDFS_LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
SH: Final = "http://www.w3.org/ns/shacl#"

OUTSIDE: Final = {
    "dcterms": "http://purl.org/dc/terms/",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": SH,
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "wd": "http://www.wikidata.org/entity/",
    "xsd": XSD,
}

# The kinds of nodes that data files describe, in the order in which a file lists them.
KINDS: Final = (
    "case",
    "actor",
    "code",
    "name",
    "position",
    "match",
    "list",
    "event",
    "citation",
    "reading",
    "wording",
    "assessment",
    "coverage",
    "total",
    "difference",
    "gap",
    "exception",
    "source",
)

# Kinds of terms that only the ontology describes.
TERMS: Final = ("change", "effect", "shape", "state", "thread")

PREFIXES: Final = {
    **OUTSIDE,
    **{kind: f"{BASE}{kind}/" for kind in (*KINDS, *TERMS)},
    "rec": REC,
    "rel": BASE + "relation/",
}


def curie(iri: str) -> str:
    """Return the short form of an IRI: by the table, else by its folder under the base, else the IRI itself."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    folder, _, local = iri.removeprefix(BASE).partition("/")
    return f"{folder}:{local}" if iri.startswith(BASE) and local and "/" not in local else iri


def local_name(iri: str) -> str:
    """Return what follows the last ``/``, ``#`` or ``:`` of an IRI: the slug by which a thing is named."""
    return iri.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1].rsplit(":", 1)[-1]
