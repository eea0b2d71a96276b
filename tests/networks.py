"""A small fictional network that has every difficulty a reader of networks can stumble on."""

from __future__ import annotations

from datetime import date

from kg.network.records import Column, Edge, Loss, Network, Node, Spell, Timed

NODE_COLUMNS = (
    Column("iri", "string"),
    Column("bloc", "string", dynamic=True),
    Column("latitude", "double"),
    Column("longitude", "double"),
    Column("member", "boolean"),
    Column("names", "liststring"),
)
EDGE_COLUMNS = (
    Column("acts", "liststring"),
    Column("source_count", "integer"),
    Column("quote", "string"),
    Column("disputed", "boolean"),
)
NAMES = ("Arcadia", "Arcadia, Republic of", 'the "Free" State', "It's", "Arcadia (exile)", "a\\b", "null", " edge ", "")


def _iri(name: str) -> str:
    return f"https://example.org/actor/{name}"


NODES = (
    Node("drusa", "\u202eDrusa", {"iri": _iri("drusa")}, (Spell(None, date(1990, 10, 2)),)),
    Node(
        "arcadia",
        "Arcadia & Sons <\"one\" and 'two'>",
        {"iri": _iri("arcadia"), "latitude": 12.3, "longitude": -45.0, "member": True, "names": NAMES},
    ),
    Node(
        "borduria",
        "Borduria\nand Syldavia",
        {
            "iri": _iri("borduria"),
            "bloc": (
                Timed("east", Spell(None, date(1989, 11, 9))),
                Timed("west, later", Spell(date(1989, 11, 10), None)),
            ),
            "latitude": -0.5,
            "longitude": 100,
            "member": False,
            "names": (),
        },
    ),
    Node("cascadia", "=cmd|'/c calc'!A1", {"iri": _iri("cascadia"), "names": ("\u4e2d", "nu\x00ll")}),
)
EDGES = (
    Edge(
        "arcadia",
        "borduria",
        "recognition-as-state",
        (Spell(date(1949, 10, 27), date(1966, 12, 31)), Spell(date(1970, 1, 1), None)),
        {"acts": ("event/a", "event/b"), "source_count": 2, "disputed": False},
    ),
    Edge("arcadia", "borduria", "diplomatic-relations", (Spell(date(1971, 5, 1), date(1971, 5, 1)),)),
    Edge("borduria", "arcadia", "recognition-as-state", (Spell(None, date(1980, 2, 29)),), {"disputed": True}),
    Edge("cascadia", "arcadia", "recognition-as-state", label="always", weight=2.5),
    Edge("cascadia", "drusa", "refusal", (Spell(None, None),), {"quote": 'a \x07bell,\r\nand "more"'}),
)
NETWORK = Network(
    "Who recognises whom & how",
    "A <fictional> world.",
    NODE_COLUMNS,
    EDGE_COLUMNS,
    NODES,
    EDGES,
    losses=(Loss("widened", "borduria--recognition-as-state--arcadia", "shown ../1980-02-29; certain only never"),),
    modified=date(2020, 1, 2),
)
CUT = Network(
    "Who recognises whom",
    "On 1971-05-01.",
    tuple(column for column in NODE_COLUMNS if not column.dynamic),
    EDGE_COLUMNS,
    tuple(Node(n.id, n.label, {k: v for k, v in n.values.items() if k != "bloc"}) for n in NODES),
    tuple(Edge(e.source, e.target, e.kind, (), e.values, label=e.label, weight=e.weight) for e in EDGES),
    on=date(1971, 5, 1),
)

# What labels and values can bring with them, in whatever file they are written.
AWKWARD = {
    "control": "nul\x00 bell\x07 escape\x1b delete\x7f next\x85",
    "surrogate": "half \ud800 of a pair, and a whole one \U0001f3f4",
    "noncharacter": "\ufffe\uffff",
    "newlines": "one\ntwo\r\nthree\u2028four\tfive",
    "quotes": '"double" \'single\' «guillemets» ""twice""',
    "direction": "\u202eright to left\u202c \u200fעברית\u200e العربية",
    "markup": "]]> <b>&amp;</b> <!-- --> <![CDATA[ &#x0; %ent;",
    "backslash": '\\N \\" back\\slash\\',
    "braces": "{ } [ ] < > | ; , -> -- #hash // /* */",
    "formula": "=1+1",
    "nothing": "",
    "spaces": "  two  spaces  ",
    "words": "null NA NaN Inf true digraph *Vertices DL",
    "percent": "% a comment",
    "combining": "e\u0301 \u1e9b\u0323 ﷺ",
}
HOSTILE = Network(
    'Awkward " & ]]> title\x00\nin two lines',
    "\u202eAwkward",
    (Column("iri", "string"), Column("names", "liststring")),
    (*EDGE_COLUMNS,),
    tuple(Node(name, label, {"iri": _iri(name), "names": (label, label)}) for name, label in AWKWARD.items()),
    tuple(
        Edge(
            name,
            "control",
            "refusal",
            (Spell(date(2000, 1, 1), None),),
            {"quote": label, "acts": (label,), "source_count": 1, "disputed": True},
            label=label,
        )
        for name, label in AWKWARD.items()
    ),
)
EMPTY = Network("Nothing", "", NODE_COLUMNS, EDGE_COLUMNS, (), ())
SINGLE = Network("One", "", NODE_COLUMNS, EDGE_COLUMNS, (Node("arcadia", "Arcadia"),), ())
