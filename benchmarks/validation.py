"""How long validation takes, beside pySHACL and two engines in Rust.  Run by ``make bench``; no test asserts a time.

Each engine is a whole process: start, read, validate, report.  Processor seconds of the process and its children are compared,
because the machine has neighbours; wall seconds and the peak of memory stand beside them.  All get the same triples (files,
derived days and existence, the day) and the same shapes.  The others are measured if they are installed:
``.venv/bin/python -m pip install pyshacl-turbo pyshifty``.  The result goes to ``benchmarks/validation.md``.
"""

from __future__ import annotations

import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from benchmarks.generate import generate
from kg import store
from kg.validate.data import Data
from kg.validate.run import shape_files

ROOT = Path(__file__).resolve().parent.parent
TODAY = "2030-01-01"
LIMIT = 900
_READ = """
import logging, sys
logging.disable(logging.CRITICAL)
from rdflib import Graph
data = Graph().parse(sys.argv[1], format="nt")
shapes = Graph().parse(sys.argv[2], format="turtle")
"""
PEERS = {
    "pyshacl": "import pyshacl\nprint(len(pyshacl.validate(data, shacl_graph=shapes, inplace=True)[2]))",
    "pyshacl_turbo": "import pyshacl_turbo\nprint(len(pyshacl_turbo.validate(data, shacl_graph=shapes)[2]))",
    "shifty": "import shifty\nprint(len(shifty.validate(data, shapes, infer=False, graph_mode='data')[2]))",
}
PACKAGES = {"pyshacl": "pyshacl", "pyshacl_turbo": "pyshacl-turbo", "shifty": "pyshifty"}


class Time(NamedTuple):
    """Processor seconds, wall seconds, and the peak of memory in MB."""

    cpu: float
    wall: float
    memory: int


def measure(arguments: list[str]) -> Time | None:
    """Run a process; None if it took too long or failed (1 means findings)."""
    began = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    while True:
        pid, status, used = os.wait4(process.pid, os.WNOHANG)
        if pid:
            code = os.waitstatus_to_exitcode(status)
            wall = time.perf_counter() - began
            return Time(used.ru_utime + used.ru_stime, wall, used.ru_maxrss >> 10) if code in (0, 1) else None
        if time.perf_counter() - began > LIMIT:
            process.kill()
            process.wait()
            return None
        time.sleep(0.002)


def ours(root: Path, *arguments: str) -> Time | None:
    """The command on a root; the better of three."""
    command = [sys.executable, "-m", "kg", "--root", str(root), "validate", "-o", os.devnull, *arguments]
    return min(filter(None, (measure(command) for _ in range(3))), default=None)


def peers(root: Path, folder: Path, names: list[str]) -> dict[str, Time | None]:
    """The other engines on the same triples."""
    data, shapes = folder / f"{root.name}.nt", folder / f"{root.name}.ttl"
    everything = Data(root, store.turtle_files(root))
    everything.derive(TODAY)
    data.write_bytes(everything.ntriples())
    shapes.write_bytes(b"\n".join(path.read_bytes() for path in shape_files(root)))
    return {name: measure([sys.executable, "-c", _READ + PEERS[name], str(data), str(shapes)]) for name in names}


def table(folder: Path) -> list[str]:
    """Measure everything, and return the lines of the table."""
    lines = ["| data | engine | processor, s | wall, s | memory, MB | times ours |", "|---|---|---|---|---|---|"]
    there = [name for name in PEERS if find_spec(name)]
    own: dict[int, Time] = {}
    worlds = {size: generate(folder / str(size), size).root for size in (10_000, 100_000, 1_000_000)}
    for title, root, names in (
        ("10k generated", worlds[10_000], there),
        ("all of data/", ROOT, there),
        ("100k generated", worlds[100_000], [name for name in there if name != "pyshacl"]),
        ("1M generated", worlds[1_000_000], []),
    ):
        mine = ours(root)
        if mine is None:
            continue
        own |= {size: mine for size, world in worlds.items() if world == root}
        for name, took in {"kg": mine, **peers(root, folder, names)}.items():
            if took:
                row = f"{took.cpu:.2f} | {took.wall:.2f} | {took.memory} | {took.cpu / mine.cpu:.1f}"
            else:
                row = f"– | over {LIMIT} | – | –"
            lines.append(f"| {title} | {name} | {row} |")
            sys.stderr.write(lines[-1] + "\n")
    if len(own) == len(worlds):
        slope = math.log(own[1_000_000].cpu / own[10_000].cpu) / math.log(100)
        upper = math.log(own[1_000_000].cpu / own[100_000].cpu) / math.log(10)
        lines += ["", f"Slope of ours from 10k to 1M: {slope:.2f}; from 100k to 1M: {upper:.2f}."]
    return lines + edit_loop(worlds[100_000], folder)


def edit_loop(root: Path, folder: Path) -> list[str]:
    """One changed case in 100k triples."""
    git = ["git", "-C", str(root), "-c", "user.name=b", "-c", "user.email=b@e"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "before"]):
        subprocess.run([*git, *arguments], check=True)
    case = root / "data" / "cases" / "case-7.ttl"
    text = case.read_text()
    case.write_text(text.replace('"@en', ' again"@en', 3))
    changed, file = ours(root, "--changed"), ours(root, str(case))
    case.write_text(text)
    found = [
        f"{name} {took.wall:.2f} s wall, {took.cpu:.2f} s processor"
        for name, took in (("`--changed`", changed), ("`kg validate FILE`", file))
        if took
    ]
    return ["", f"One changed case in 100k triples, whole command: {'; '.join(found)}."]


def main() -> None:
    """Measure and write the table."""
    versions = []
    for package in ("pyoxigraph", "rdflib", *PACKAGES.values()):
        try:
            versions.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            continue
    with tempfile.TemporaryDirectory() as folder:
        lines = table(Path(folder))
    head = [
        "# Validation",
        "",
        f"`make bench` on Python {platform.python_version()}, {platform.machine()}; {', '.join(versions)}.",
        "",
    ]
    (ROOT / "benchmarks" / "validation.md").write_text("\n".join([*head, *lines]) + "\n")


if __name__ == "__main__":
    main()
