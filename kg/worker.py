"""Runs a query in a child process with a deadline and a memory limit.

A running Oxigraph query cannot be interrupted, and one that takes too much memory or nests too deep ends its process; so
it is never this one.  On POSIX the child is a fork, which has the store already; elsewhere it is spawned and loads it.  The
child streams its answer through a pipe, and the deadline begins before the query is parsed and ends after the last row.

What a query must not ask for is refused by ``kg.sparql.check``, which whoever runs a foreign text calls first: here the
network is cut only where the system allows it (Linux).
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import json
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from kg import errors, sparql
from kg.errors import EnvironmentFault, KgError, LimitReached, Place, WrongUse

Load = Callable[[], Any]
_CHUNK: Final = 1 << 20
_CLONE_NEWNET, _CLONE_NEWUSER = 0x40000000, 0x10000000
_PR_SET_PDEATHSIG: Final = 1
_RESULT, _FAULT, _END = b"R", b"F", b"E"
_START: Final = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
_STARTING: Final = threading.Lock()


@dataclass(frozen=True)
class Limits:
    """How long a query may run, in seconds, and how much memory it may take, in megabytes (2^20 bytes).

    The second holds twice: for the memory of the child beyond the data, and for the length of the answer that it sends.
    """

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

    ``load`` is called in the child; where processes cannot fork it has to be picklable.  ``prelude`` is put before the text,
    on its first line, and does not count in the places of faults.  Raises UnreadableInput for a syntax fault (``place`` names
    the file), WrongUse if the engine cannot do what is asked, LimitReached if time or memory ran out or the engine crashed,
    EnvironmentFault if no process can be started or the data cannot be read, and what ``load`` raises of ``kg.errors``.
    KeyboardInterrupt stops the child and is raised again.
    """
    deadline = time.monotonic() + limits.seconds
    context: Any = multiprocessing.get_context(_START)
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(sender, load, prelude + text, limits, os.getpid()), daemon=True)
    try:
        with _watched(child, receiver, limits):
            _start(child, sender)
            return _read(_Stream(receiver, deadline, limits), text)
    except SyntaxError as fault:
        raise sparql.syntax_fault(str(fault.msg), text, prelude, place) from None


def call(work: Callable[[], Any], limits: Limits) -> Any:
    """Return what ``work`` returns, called in a child process; it has to be plain data (JSON).

    For work of other engines, which cannot be interrupted either.  Where processes cannot fork, it runs in this one.  Raises
    LimitReached if time or memory ran out, and what ``work`` raises of ``kg.errors``.
    """
    if _START != "fork":
        return work()
    deadline = time.monotonic() + limits.seconds
    context: Any = multiprocessing.get_context(_START)
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_called, args=(sender, work, limits, os.getpid()), daemon=True)
    with _watched(child, receiver, limits):
        _start(child, sender)
        stream, found = _Stream(receiver, deadline, limits), b""
        while piece := stream.message():
            found += piece
        return json.loads(found)


@contextlib.contextmanager
def _watched(child: Any, receiver: Connection, limits: Limits) -> Iterator[None]:
    """Say why a child ended early, and leave none behind, whatever happens."""
    try:
        yield
    except EOFError:
        child.join(1)
        raise _crash(child.exitcode, limits) from None
    finally:
        with _uninterrupted():
            if child.pid is not None:
                child.kill()
                child.join()
            receiver.close()


def _called(sender: Connection, work: Callable[[], Any], limits: Limits, parent: int) -> None:
    _quiet()
    _separate(parent)
    try:
        _confine(limits)
        stream = _Pipe(sender)
        stream.write(json.dumps(work()).encode())
        stream.flush()
        sender.send_bytes(_END)
    except BaseException as fault:
        with contextlib.suppress(OSError):
            sender.send_bytes(_FAULT + json.dumps(_telling(fault)).encode())
    finally:
        sender.close()
        os._exit(0)


def _start(child: Any, sender: Connection) -> None:
    """One at a time: a child forked meanwhile would inherit the writing end, and its crash would not be seen as an end."""
    with _STARTING, _uninterrupted():
        try:
            child.start()
        except OSError as fault:
            raise EnvironmentFault(f"no process can be started ({fault.strerror})", remedy="end others first") from None
        finally:
            sender.close()


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C and a request to end back, so that it falls neither between fork and ``try`` nor between kill and wait."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Stream:
    """The answer as a readable stream, which fails at the deadline and when it grows too long.

    It is parsed as it comes: otherwise a flood of rows would fill the memory of this process instead of the child's.
    """

    def __init__(self, receiver: Connection, deadline: float, limits: Limits) -> None:
        self._receiver, self._deadline, self._limits = receiver, deadline, limits
        self._waiting, self._length, self._ended = memoryview(b""), 0, False

    def read(self, size: int) -> bytes:
        """Return at most ``size`` bytes, none at the end.  Raises LimitReached, EOFError if the child died, or its fault."""
        if not self._waiting and not self._ended:
            self._waiting = memoryview(self.message())
        given, self._waiting = self._waiting[:size], self._waiting[size:]
        return bytes(given)

    def message(self) -> bytes:
        """Return the next piece, empty at the end."""
        left = self._deadline - time.monotonic()
        if left <= 0 or not self._receiver.poll(left):
            what = f"the query ran longer than {self._limits.seconds:g} s"
            raise LimitReached(what, remedy="raise it with --timeout, or ask for less")
        message = self._receiver.recv_bytes()
        self._length += len(message)
        if self._length > self._limits.megabytes << 20:
            what = f"the answer is longer than {self._limits.megabytes} MB"
            raise LimitReached(what, remedy="raise it with --memory, or ask for less")
        if message[:1] == _FAULT:
            raise _told(message[1:], self._limits)
        self._ended = message[:1] == _END
        return message[1:]


def _told(message: bytes, limits: Limits) -> Exception:
    """Return the fault that the child told of."""
    kind, what, remedy, place = json.loads(message)
    if kind == "SyntaxError":
        return SyntaxError(what)
    if kind == "MemoryError":
        return _crash(-signal.SIGABRT, limits)
    where = Place(Path(place[0]), *place[1:]) if place else None
    fault: KgError = getattr(errors, kind)(what, remedy=remedy, place=where)
    return fault


def _crash(code: int | None, limits: Limits) -> KgError:
    if code in (-signal.SIGABRT, -getattr(signal, "SIGKILL", 9)):
        what = f"the query took more than {limits.megabytes} MB of memory"
        return LimitReached(what, remedy="raise it with --memory, or ask for less")
    return LimitReached(f"the query ended the engine (exit {code})", remedy="simplify it; it nests or repeats too deep")


def _read(stream: Any, text: str) -> Answer:
    from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

    if stream.message() == b"graph":
        triples = parse(stream, format=RdfFormat.N_TRIPLES)
        return Answer(sparql.form(text), triples=tuple(quad.triple for quad in triples))
    return _answer(parse_query_results(stream, format=QueryResultsFormat.JSON), text)


def _answer(results: Any, text: str) -> Answer:
    from pyoxigraph import QueryBoolean, QueryTriples

    if isinstance(results, QueryBoolean):
        return Answer("ASK", boolean=bool(results))
    if isinstance(results, QueryTriples):
        return Answer(sparql.form(text), triples=tuple(results))
    ordered = sparql.columns(text, [variable.value for variable in results.variables])
    return Answer("SELECT", ordered, tuple(tuple(row[name] for name in ordered) for row in results))


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


def _child(sender: Connection, load: Load, text: str, limits: Limits, parent: int) -> None:
    _quiet()
    _separate(parent)
    try:
        store = load()
        _confine(limits)
        _send(sender, store.query(text, use_default_graph_as_union=True))
    except BaseException as fault:
        with contextlib.suppress(OSError):
            sender.send_bytes(_FAULT + json.dumps(_telling(fault)).encode())
    finally:
        sender.close()
        os._exit(0)


def _send(sender: Connection, results: Any) -> None:
    from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, serialize

    stream: Any = _Pipe(sender)
    graph = isinstance(results, QueryTriples)
    sender.send_bytes(_RESULT + (b"graph" if graph else b"table"))
    if graph:
        serialize(results, stream, format=RdfFormat.N_TRIPLES)
    else:
        results.serialize(stream, format=QueryResultsFormat.JSON)
    stream.flush()
    sender.send_bytes(_END)


def _telling(fault: BaseException) -> tuple[str, str, str, list[Any]]:
    """What to tell the parent: a class of ``kg.errors`` or one of two others, what, remedy and place."""
    if isinstance(fault, KgError):
        place = [str(fault.place.file), fault.place.line, fault.place.column] if fault.place else []
        return type(fault).__name__, fault.what, fault.remedy, place
    if isinstance(fault, SyntaxError):
        return "SyntaxError", str(fault.msg or fault), "", []
    if isinstance(fault, MemoryError):
        return "MemoryError", "", "", []
    if isinstance(fault, OSError):
        return EnvironmentFault.__name__, f"the data cannot be read ({fault})", "", []
    kind = WrongUse if isinstance(fault, RuntimeError) else KgError
    return kind.__name__, f"the engine cannot answer the query ({fault})", "", []


def _quiet() -> None:
    """Let the parent alone answer to Ctrl-C, and keep the engine's last words off the terminal."""
    faulthandler.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def _separate(parent: int) -> None:
    """Drop the network where the system lets us, and die with the parent; in this order, since the first undoes the second.

    A user without privileges may drop it only together with the user namespace, which changes no right to files.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _confine(limits: Limits) -> None:
    """Cap the address space at what is in use plus the allowance, and the time of an orphan where nothing else ends it."""
    if os.name != "posix":
        return
    import resource

    _cap(resource.RLIMIT_CORE, 0)
    _cap(resource.RLIMIT_CPU, int(limits.seconds) + 2)
    if sys.platform == "linux":
        with open("/proc/self/statm") as statm:  # noqa: PTH123 - the kernel's file, not ours
            used = int(statm.read().split()[0]) * resource.getpagesize()
        _cap(resource.RLIMIT_AS, used + (limits.megabytes << 20))


def _cap(kind: int, most: int) -> None:
    """Lower a limit; one that is lower already stays."""
    import resource

    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))
