"""Reads GraphML with rustworkx and prints a line of JSON for each file."""

import json
import sys
from collections import Counter

import rustworkx

for asked in json.load(sys.stdin):
    (graph,) = rustworkx.read_graphml(asked["file"])
    edges = {edge["id"]: edge for edge in graph.edges()}
    values = {name: {column: edges[name][column] for column in asked["columns"]} for name in asked["sample"]}
    kinds = Counter(edge["kind"] for edge in edges.values())
    print(json.dumps({"nodes": graph.num_nodes(), "edges": graph.num_edges(), "kinds": kinds, "values": values}))
