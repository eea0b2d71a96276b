"""Reads GraphML with graph-tool, which lives in the Python of the system, and prints a line of JSON for each file."""

import json
import sys
from collections import Counter

import graph_tool


def value(column, edge):
    """The value of an edge; graph-tool keeps a truth as a small number."""
    return bool(column[edge]) if column.value_type() == "bool" else column[edge]


for asked in json.load(sys.stdin):
    graph = graph_tool.load_graph(asked["file"])
    if not graph.num_edges():
        print(json.dumps({"nodes": graph.num_vertices(), "edges": 0, "kinds": {}}))
        continue
    kind, names = graph.ep["kind"], graph.ep["_graphml_edge_id"]
    wanted = set(asked["sample"])
    values = {
        names[edge]: {name: value(graph.ep[name], edge) for name in asked["columns"]}
        for edge in graph.edges()
        if names[edge] in wanted
    }
    kinds = Counter(kind[edge] for edge in graph.edges())
    print(json.dumps({"nodes": graph.num_vertices(), "edges": graph.num_edges(), "kinds": kinds, "values": values}))
