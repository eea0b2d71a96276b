"""Reads GraphML with networkit, which keeps who is joined and nothing else, and prints a line of JSON for each file."""

import json
import sys

import networkit

for asked in json.load(sys.stdin):
    graph = networkit.readGraph(asked["file"], networkit.Format.GraphML)
    print(json.dumps({"nodes": graph.numberOfNodes(), "edges": graph.numberOfEdges()}))
