"""How long validation takes, beside pySHACL and two engines in Rust.  Run by ``make bench``; no test asserts a time.

Each engine is a whole process: start, read, validate, report.  Processor seconds of the process and its children are compared,
because the machine has neighbours; wall seconds and the peak of memory stand beside them.  The step alone is what an engine
does once data and shapes are read, until it has its results.  A peer that does not end in time gives a lower bound.  All get
the same triples (files, derived days and existence, the day) and the same shapes.  The others are measured if they are
installed: ``.venv/bin/python -m pip install pyshacl-turbo pyshifty``.  The result goes to ``benchmarks/validation.md``.
"""

from __future__ import annotations

import math
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from benchmarks.generate import generate
from kg import store
from kg.validate.data import Data
from kg.validate.run import shape_files
from kg.vocabulary import BASE

ROOT = Path(__file__).resolve().parent.parent
TODAY = "2030-01-01"
LIMIT = 260
_READ = """
import logging, sys, time
logging.disable(logging.CRITICAL)
from rdflib import Graph
data = Graph().parse(sys.argv[1], format="nt")
shapes = Graph().parse(sys.argv[2], format="turtle")
focus = sys.argv[3:] or None
"""
_STEP = """
began = time.process_time()
report = {call}
print(time.process_time() - began)
"""
PEERS = {
    "pyshacl": "pyshacl.validate(data, shacl_graph=shapes, inplace=True, focus_nodes=focus)[2]",
    "pyshacl_turbo": "pyshacl_turbo.validate(data, shacl_graph=shapes)[2]",
    "shifty": "shifty.validate(data, shapes, infer=False, graph_mode='data')[2]",
}
# The step of the quick engine: its queries run in a child, whose time is counted when it has ended.
_OWN_STEP = """
import sys, time, resource
from pathlib import Path
from kg import store
from kg.validate import changed, run
from kg.validate.data import Data
root = Path(sys.argv[1])
data = Data(root, store.turtle_files(root))
texts = [store.content(path, root) for path in run.shape_files(root)]
within = frozenset(f"<{name}>" for name in sys.argv[3:]) or None
part = changed.Links(data, run.read_shapes(data, texts)).around(within) if within else None
data.derive(sys.argv[2], part)
began = time.process_time()
run.quick(data, texts, within=within)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.process_time() - began + used.ru_utime + used.ru_stime)
"""
PACKAGES = {"pyshacl": "pyshacl", "pyshacl_turbo": "pyshacl-turbo", "shifty": "pyshifty"}


class Time(NamedTuple):
    """Processor seconds, wall seconds, the peak of memory in MB, whether it ended, and what it printed."""

    cpu: float
    wall: float
    memory: int
    ended: bool = True
    said: str = ""

    @property
    def step(self) -> float:
        """The processor seconds of the validation step, which the process printed."""
        return float(self.said.split()[-1])


def measure(arguments: list[str], limit: float = LIMIT) -> Time:
    """Run a process, no longer than ``limit`` seconds on the clock.  Raises RuntimeError if it fails (1 means findings)."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(arguments, stdout=said, stderr=subprocess.DEVNULL, cwd=ROOT)
        ended = True
        while True:
            pid, status, used = os.wait4(process.pid, os.WNOHANG)
            wall = time.perf_counter() - began
            if pid:
                break
            if ended and wall > limit:
                process.kill()
                ended = False
            time.sleep(0.002)
        if ended and os.waitstatus_to_exitcode(status) not in (0, 1):
            raise RuntimeError(f"{arguments} failed")
        said.seek(0)
        return Time(used.ru_utime + used.ru_stime, wall, used.ru_maxrss >> 10, ended, said.read().decode())


def ours(root: Path, *arguments: str) -> Time:
    """The command on a root; the best of three."""
    command = [sys.executable, "-m", "kg", "--root", str(root), "validate", "-o", os.devnull, *arguments]
    return min(measure(command) for _ in range(3))


def own_step(root: Path, nodes: Sequence[str] = ()) -> float:
    """Processor seconds of the step on a root, or for some nodes; the best of three."""
    return min(measure([sys.executable, "-c", _OWN_STEP, str(root), TODAY, *nodes]).step for _ in range(3))


def peer(name: str, root: Path, folder: Path, nodes: Sequence[str] = ()) -> Time:
    """Another engine on the same triples."""
    data, shapes = folder / f"{root.name}.nt", folder / f"{root.name}.ttl"
    if not data.exists():
        everything = Data(root, store.turtle_files(root))
        everything.derive(TODAY)
        data.write_bytes(everything.ntriples())
        shapes.write_bytes(b"\n".join(path.read_bytes() for path in shape_files(root)))
    script = f"{_READ}import {name}\n{_STEP.format(call=PEERS[name])}"
    return measure([sys.executable, "-c", script, str(data), str(shapes), *nodes])


def row(title: str, name: str, took: Time, own: Time, step: float) -> str:
    """A line of the table; what did not end in time is a lower bound."""
    over = "" if took.ended else "over "
    steps = took.step if took.ended else took.cpu
    line = (
        f"| {title} | {name} | {over}{took.cpu:.2f} | {took.wall:.2f} | {took.memory} | {over}{took.cpu / own.cpu:.1f} "
        f"| {over}{steps:.2f} | {over}{steps / step:.1f} |"
    )
    sys.stderr.write(line + "\n")
    return line


def table(folder: Path) -> list[str]:
    """Measure everything, and return the lines of the table."""
    lines = [
        "| data | engine | processor, s | wall, s | memory, MB | times ours | step, s | times ours |",
        "|---|---|---|---|---|---|---|---|",
    ]
    there = [name for name in PEERS if find_spec(name)]
    own: dict[int, Time] = {}
    worlds = {size: generate(folder / str(size), size).root for size in (10_000, 100_000, 1_000_000)}
    for title, root, names in (
        ("10k generated", worlds[10_000], there),
        ("all of data/", ROOT, there),
        ("100k generated", worlds[100_000], [name for name in there if name != "pyshacl"]),
        ("1M generated", worlds[1_000_000], []),
    ):
        mine, step = ours(root), own_step(root)
        own |= {size: mine for size, world in worlds.items() if world == root}
        lines.append(row(title, "kg", mine._replace(said=str(step)), mine, step))
        lines += [row(title, name, peer(name, root, folder), mine, step) for name in names]
    slope = math.log(own[1_000_000].cpu / own[10_000].cpu) / math.log(100)
    upper = math.log(own[1_000_000].cpu / own[100_000].cpu) / math.log(10)
    lines += ["", f"Slope of ours from 10k to 1M: {slope:.2f}; from 100k to 1M: {upper:.2f}."]
    return lines + edit_loop(worlds[100_000], folder)


def edit_loop(root: Path, folder: Path) -> list[str]:
    """One changed case in 100k triples: the commands, and the step for the acts of that case beside pySHACL's."""
    git = ["git", "-C", str(root), "-c", "user.name=b", "-c", "user.email=b@e"]
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "before"]):
        subprocess.run([*git, *arguments], check=True)
    case = root / "data" / "cases" / "case-7.ttl"
    text = case.read_text()
    # Another day for each act: more than a change of words, which concerns nobody else.
    case.write_text(re.sub(r'(rec:date "\d{4}-\d\d-)\d\d', r"\g<1>11", text))
    took = {"--changed": ours(root, "--changed"), "FILE": ours(root, str(case))}
    case.write_text(text)
    acts = sorted({BASE + "event/" + name for name in re.findall(r"(?m)^event:(\S+) a ", text)})
    step = own_step(root, acts)
    lines = [f"`kg validate {name}` {one.cpu:.2f} s processor, {one.wall:.2f} s wall" for name, one in took.items()]
    said = f"One changed case ({len(acts)} acts) in 100k triples, whole command: {'; '.join(lines)}."
    reference = peer("pyshacl", root, folder, acts)
    over = "" if reference.ended else "over "
    steps = reference.step if reference.ended else reference.cpu
    return [
        "",
        said,
        f"The step alone, for its acts: ours {step:.3f} s processor, pySHACL with `focus_nodes` {over}{steps:.2f} s, "
        f"{over}{steps / step:.0f} times ours.",
    ]


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
