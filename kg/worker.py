"""Runs a query in a child process with a deadline and a memory limit.

A running Oxigraph query cannot be interrupted, and one that takes too much memory or nests too deep ends its process; so
it is never this one.  On POSIX the child is a fork, which has the store already; elsewhere it is spawned and loads it.  The
child streams its answer through a pipe, and the deadline begins before the query is parsed.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing.connection import Connection
from typing import Any, Final

from kg import sparql
from kg.errors import KgError, LimitReached, Place

Load = Callable[[], Any]
_CHUNK: Final = 1 << 20
_CLONE_NEWNET: Final = 0x40000000
_PR_SET_PDEATHSIG: Final = 1
_RESULT, _FAULT, _END = b"R", b"F", b"E"


@dataclass(frozen=True)
class Limits:
    """How long a query may run, in seconds, and how much memory it may take beyond the data, in megabytes (2^20 bytes)."""

    seconds: float = 10.0
    megabytes: int = 1024


@dataclass(frozen=True)
class Answer:
    """What a query answered: rows of terms for SELECT (None where unbound), triples for CONSTRUCT and DESCRIBE, or a truth."""

    kind: str
    variables: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    triples: tuple[Any, ...] = ()
    boolean: bool | None = None


def ask(
    load: Load,
    text: str,
    *,
    prelude: str = "",
    limits: Limits = Limits(),
    place: Place | None = None,
) -> Answer:
    """Run a query on the union of all graphs of the store that ``load`` returns, in a child process.

    ``prelude`` is put before the text, on its first line, and does not count in the places of faults.  Raises
    UnreadableInput for a syntax fault (``place`` names the file), LimitReached if time or memory ran out or the engine
    crashed.  KeyboardInterrupt stops the child and is raised again.
    """
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(sender, load, prelude + text, limits.megabytes), daemon=True)
    deadline = time.monotonic() + limits.seconds
    child.start()
    sender.close()
    try:
        kind, payload = _receive(receiver, deadline, limits)
    except EOFError:
        child.join(1)
        raise _crash(child.exitcode, limits) from None
    finally:
        child.kill()
        child.join()
        receiver.close()
    if kind == "fault":
        raise sparql.syntax_fault(payload.decode(), place, len(prelude))
    if kind == "memory":
        raise _crash(-signal.SIGABRT, limits)
    return _answer(kind, payload, text)


def _receive(receiver: Connection, deadline: float, limits: Limits) -> tuple[str, bytes]:
    parts: list[bytes] = []
    kind = ""
    while True:
        if not receiver.poll(max(0.0, deadline - time.monotonic())):
            raise LimitReached(
                f"the query ran longer than {limits.seconds:g} s", remedy="raise it with --timeout, or ask for less"
            )
        message = receiver.recv_bytes()
        if message[:1] == _END:
            return kind, b"".join(parts)
        if message[:1] == _FAULT:
            return message[1:7].decode().strip(), message[7:]
        if kind:
            parts.append(message[1:])
        else:
            kind = message[1:].decode()


def _crash(code: int | None, limits: Limits) -> KgError:
    if code in (-signal.SIGABRT, -getattr(signal, "SIGKILL", 9)):
        what = f"the query took more than {limits.megabytes} MB of memory"
        return LimitReached(what, remedy="raise it with --memory, or ask for less")
    return LimitReached(f"the query ended the engine (exit {code})", remedy="simplify it; it nests or repeats too deep")


def _answer(kind: str, payload: bytes, text: str) -> Answer:
    from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

    if kind == "graph":
        return Answer(
            sparql.form(sparql.tokens(text)),
            triples=tuple(q.triple for q in parse(payload, format=RdfFormat.N_TRIPLES)),
        )
    results = parse_query_results(payload, format=QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return Answer("ASK", boolean=bool(results))
    assert isinstance(results, QuerySolutions)
    names = [variable.value for variable in results.variables]
    ordered = tuple(_by_appearance(names, text))
    return Answer("SELECT", ordered, tuple(tuple(row[name] for name in ordered) for row in results))


def _by_appearance(names: list[str], text: str) -> list[str]:
    """``SELECT *`` has no order of its own: the variables come as they first appear in the text."""
    found = list(sparql.tokens(text))
    star = any(a.word in ("SELECT", "DISTINCT", "REDUCED") and b.text == "*" for a, b in pairwise(found))
    if not star:
        return names
    seen = list(dict.fromkeys(token.text[1:] for token in found if token.kind == "variable"))
    return sorted(names, key=lambda name: seen.index(name) if name in seen else len(seen))


class _Pipe:
    """A writable stream over a pipe, so that results leave the child as they are made."""

    def __init__(self, sender: Connection) -> None:
        self._sender, self._waiting = sender, bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        if len(self._waiting) >= _CHUNK:
            self.flush()
        return len(data)

    def flush(self) -> None:
        if self._waiting:
            self._sender.send_bytes(_RESULT + bytes(self._waiting))
            self._waiting.clear()


def _child(sender: Connection, load: Load, text: str, megabytes: int) -> None:
    from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, serialize

    _quiet()
    try:
        store = load()
        _confine(megabytes)
        results = store.query(text, use_default_graph_as_union=True)
        stream: Any = _Pipe(sender)
        graph = isinstance(results, QueryTriples)
        sender.send_bytes(_RESULT + (b"graph" if graph else b"table"))
        if isinstance(results, QueryTriples):
            serialize(results, stream, format=RdfFormat.N_TRIPLES)
        else:
            results.serialize(stream, format=QueryResultsFormat.JSON)
        stream.flush()
        sender.send_bytes(_END)
    except SyntaxError as fault:
        sender.send_bytes(_FAULT + b"fault " + str(fault.msg or fault).encode())
    except MemoryError:
        sender.send_bytes(_FAULT + b"memory")
    finally:
        sender.close()
        os._exit(0)


def _quiet() -> None:
    """Let the parent alone answer to Ctrl-C, die with it, and keep the engine's last words off the terminal."""
    faulthandler.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _confine(megabytes: int) -> None:
    """Cap the address space at what is in use plus the allowance, and drop the network where the system lets us."""
    if sys.platform != "linux":
        return
    import resource

    with open("/proc/self/statm") as statm:  # noqa: PTH123 - the kernel's file, not ours
        used = int(statm.read().split()[0]) * resource.getpagesize()
    limit = used + megabytes * (1 << 20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):
        ctypes.CDLL(None).unshare(_CLONE_NEWNET)
