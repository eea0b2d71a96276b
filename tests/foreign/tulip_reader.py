"""Reads UCINET's DL with Tulip and prints a line of JSON for each file; Tulip has no missing values, so that NA is 0 for it."""

import json
import re
import sys
from pathlib import Path

from tulip import tlp

for asked in json.load(sys.stdin):
    path = Path(asked["file"])
    head, _, data = path.read_text(encoding="utf-8").partition("DATA:\n")
    path.write_text(f"{head}DATA:\n{re.sub('NA', '0', data)}", encoding="utf-8")
    graph = tlp.importGraph("UCINET", {"file::filename": asked["file"]})
    print(json.dumps({"nodes": graph.numberOfNodes(), "edges": graph.numberOfEdges()}))
