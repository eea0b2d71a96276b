"""Queries run bounded: nothing that a query does can hang, kill or steer the process that asks it.

The tests named ``test_f…`` keep to the findings that made the design; what an engine does wrong is asserted too, so that we
learn when it is mended.
"""

from __future__ import annotations

import ast
import http.server
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg import sparql, worker
from kg.errors import EnvironmentFault, LimitReached, Place, UnreadableInput, WrongUse
from kg.worker import Limits, ask
from tests.conftest import CHECKOUT

EX = "http://example.org/"
PRODUCT = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def store() -> Store:
    made = Store()
    made.extend(
        Quad(NamedNode(f"{EX}s{n}"), NamedNode(EX + "p"), Literal(f"{n:04d}"), NamedNode(f"{EX}g{n % 3 == 0:d}"))
        for n in range(2000)
    )
    return made


def test_rows_come_in_the_order_of_the_projection(store: Store) -> None:
    answer = ask(lambda: store, f'SELECT ?o ?s {{ ?s <{EX}p> ?o FILTER(?o < "0002") }} ORDER BY ?o')
    assert answer.variables == ("o", "s")
    assert [[term.value for term in row] for row in answer.rows] == [["0000", EX + "s0"], ["0001", EX + "s1"]]


def test_the_columns_of_star_come_as_they_appear_in_the_text(store: Store) -> None:
    assert ask(lambda: store, "SELECT * { ?zebra ?apple ?mango } LIMIT 1").variables == ("zebra", "apple", "mango")


def test_unbound_cells_are_none(store: Store) -> None:
    assert ask(lambda: store, "SELECT ?x ?y { BIND(1 AS ?x) }").rows[0][1] is None


def test_ask_and_construct(store: Store) -> None:
    assert ask(lambda: store, "ASK { ?s ?p ?o }").boolean is True
    answer = ask(lambda: store, f'CONSTRUCT {{ ?s <{EX}q> ?o }} {{ ?s ?p ?o FILTER(?o = "0007") }}')
    assert [str(t) for t in answer.triples] == [f'<{EX}s7> <{EX}q> "0007"']


def test_many_rows_pass_through_the_pipe(store: Store) -> None:
    answer = ask(lambda: store, "SELECT ?a ?b { ?a ?p ?x . ?b ?q ?y } LIMIT 300000", limits=Limits(60, 2048))
    assert len(answer.rows) == 300_000


def test_a_syntax_fault_has_its_place_in_the_text_without_the_prelude(store: Store) -> None:
    with pytest.raises(UnreadableInput) as caught:
        ask(lambda: store, "SELECT ?s { ?s ?p }", prelude="PREFIX ex: <http://example.org/> ")
    assert str(caught.value).startswith("query:1:20: not SPARQL: ")


def test_f1_the_engine_still_answers_a_subselect_in_a_graph_wrongly_and_the_check_refuses_it(store: Store) -> None:
    text = "SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }"
    wrong = ask(lambda: store, text)
    assert [(row[0], row[1].value) for row in wrong.rows] == [(None, "2000")], "mended upstream: lift the ban"
    with pytest.raises(WrongUse, match=r"line 1, column 27: SELECT inside GRAPH \?variable is answered wrongly"):
        sparql.check(text)
    right = ask(lambda: store, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g")
    assert [row[1].value for row in right.rows] == ["1333", "667"]


def test_f1_no_shipped_query_or_shape_uses_graph_or_from() -> None:
    for path in [*(CHECKOUT / "queries").rglob("*.rq")]:
        words = {token.word for token in sparql.tokens(path.read_text(encoding="utf-8"))}
        assert not words & {"GRAPH", "FROM", "SERVICE"}, path


def test_f4_a_query_that_runs_too_long_is_stopped_at_the_deadline(store: Store) -> None:
    began = time.monotonic()
    with pytest.raises(LimitReached, match=r"the query ran longer than 0.5 s; raise it with --timeout"):
        ask(lambda: store, f"SELECT (COUNT(*) AS ?n) {PRODUCT}", limits=Limits(0.5))
    assert time.monotonic() - began < 2


def test_f4_ctrl_c_ends_a_running_query_within_two_seconds(tmp_path: Path) -> None:
    code = f"""
from pyoxigraph import *
from kg import worker
store = Store()
store.extend(Quad(NamedNode('{EX}' + str(n)), NamedNode('{EX}p'), Literal(n), DefaultGraph()) for n in range(3000))
print('ready', flush=True)
worker.ask(lambda: store, 'SELECT (COUNT(*) AS ?n) {PRODUCT}', limits=worker.Limits(60))
"""
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=CHECKOUT)
    assert child.stdout is not None and child.stderr is not None
    assert child.stdout.readline() == b"ready\n"
    time.sleep(0.5)
    began = time.monotonic()
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=10)
    assert time.monotonic() - began < 2
    assert b"KeyboardInterrupt" in errors


def test_f4_the_child_dies_with_its_parent() -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux tells a child that its parent died")
    code = f"""
import os
from pyoxigraph import *
from kg import worker
store = Store()
store.extend(Quad(NamedNode('{EX}' + str(n)), NamedNode('{EX}p'), Literal(n), DefaultGraph()) for n in range(3000))
print(os.getpid(), flush=True)
worker.ask(lambda: store, 'SELECT (COUNT(*) AS ?n) {PRODUCT}', limits=worker.Limits(60))
"""
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=CHECKOUT)
    assert parent.stdout is not None
    parent.stdout.readline()
    time.sleep(0.5)
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
    assert len(children) == 1
    parent.kill()
    parent.communicate()
    time.sleep(0.3)
    state = Path(f"/proc/{children[0]}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {PRODUCT} ORDER BY ?a ?d ?g",
        f"SELECT (GROUP_CONCAT(STR(?a)) AS ?x) {PRODUCT}",
        'SELECT ?z { BIND("xxxxxxxxxxxxxxxx" AS ?v0) '
        + " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(40))
        + " BIND(STRLEN(?v40) AS ?z) }",
    ],
    ids=["order", "concat", "doubling"],
)
def test_f5_a_query_that_eats_memory_ends_alone(store: Store, text: str) -> None:
    with pytest.raises(LimitReached, match="memory|longer than"):
        ask(lambda: store, text, limits=Limits(20, 200))
    assert ask(lambda: store, "ASK { ?s ?p ?o }").boolean is True


@pytest.mark.parametrize(
    "text",
    ["SELECT * " + "{" * 5000 + "}" * 5000, "SELECT ?x { BIND(" + "(" * 5000 + "1" + ")" * 5000 + " AS ?x) }",
     "SELECT ?x { BIND(" + "!" * 20000 + "true AS ?x) }"],
    ids=["braces", "brackets", "bangs"],
)  # fmt: skip
def test_f6_deep_nesting_is_refused_and_would_not_end_this_process(store: Store, text: str) -> None:
    with pytest.raises(LimitReached, match="nested deeper than 200"):
        sparql.check(text)
    with pytest.raises(LimitReached, match="the query (ended the engine|took more|ran longer)"):
        ask(lambda: store, text, limits=Limits(5))
    assert ask(lambda: store, "ASK { ?s ?p ?o }").boolean is True


def test_f7_the_deadline_covers_planning(store: Store) -> None:
    text = "SELECT * { " + " ".join(f"OPTIONAL {{ ?s{n} <{EX}p> ?o{n} }}" for n in range(2000)) + " }"
    began = time.monotonic()
    with pytest.raises(LimitReached):
        ask(lambda: store, text, limits=Limits(1))
    assert time.monotonic() - began < 3


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine that notes every request it gets."""
    hits: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hits.append(self.path)
            self.send_response(500)
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", hits
    server.shutdown()
    server.server_close()
    thread.join()


SERVICES = (
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { service SILENT <URL> { ?s ?p ?o } }",
    "SELECT * { SeRvIcE#x\n<URL> { ?s ?p ?o } }",
    "SELECT * { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "PREFIX e: <URL> SELECT * { SERVICE e: { ?s ?p ?o } }",
    "SELECT * { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "SELECT * FROM NAMED <file:///etc/passwd> { ?s ?p ?o }",
)


@pytest.mark.parametrize("text", SERVICES)
def test_f8_service_and_from_are_refused_before_anything_is_sent(text: str, listener: tuple[str, list[str]]) -> None:
    address, hits = listener
    command = [sys.executable, "-m", "kg", "query", "-e", text.replace("URL", address)]
    done = subprocess.run(command, capture_output=True, cwd=CHECKOUT, timeout=30, check=False)
    assert (done.returncode, done.stdout, hits) == (2, b"", [])
    assert done.stderr.startswith(b"kg: line ")


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE" }',
        "SELECT * { ?s <http://x/SERVICE> ?o } # SERVICE",
        "SELECT ?service { ?service ?p ?o }",
        "PREFIX service: <http://x/> SELECT * { ?s service:SERVICE ?o }",
        "SELECT * { ?s ?p '''a\nSERVICE''' , \"FROM\" }",
    ],
)
def test_f8_the_word_in_a_string_an_iri_a_comment_or_a_name_is_accepted(text: str) -> None:
    sparql.check(text)


@pytest.mark.parametrize("form", ["INSERT DATA { <a:a> <a:b> 1 }", "DELETE WHERE { ?s ?p ?o }", "LOAD <file:///x>", "CLEAR ALL",
                                  "DROP ALL", "CREATE GRAPH <g:g>", "ADD DEFAULT TO <g:g>", "WITH <g:g> DELETE { ?s ?p ?o } WHERE { }"])  # fmt: skip
def test_updates_are_refused(form: str) -> None:
    for text in (form, form.lower() if "LOAD" not in form else form, f"PREFIX e: <http://e/> # c\n{form}"):
        with pytest.raises(WrongUse, match="would change the data"):
            sparql.check(text)


def test_f9_no_room_runs_a_query_on_rdflib() -> None:
    """rdflib's SPARQL reaches the network and local files; only these rooms may import it, and none calls its ``query``."""
    importing = set()
    for path in (CHECKOUT / "kg").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        modules |= {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
        if any(name.split(".")[0] in ("rdflib", "pyshacl") for name in modules):
            importing.add(path.relative_to(CHECKOUT / "kg").as_posix())
    # api.py hands rdflib graphs to its callers and asks them nothing.
    assert importing <= {"validate/pyshacl_engine.py", "graph.py", "api.py"}


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(LimitReached, match="longer than 1,000,000 bytes"):
        sparql.check("SELECT * { ?s ?p ?o } #" + "x" * 1_000_000)


def test_no_child_is_left(store: Store) -> None:
    ask(lambda: store, "ASK { ?s ?p ?o }")
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    assert worker.Limits().seconds == 10.0


def test_a_flood_of_rows_does_not_fill_this_process(store: Store) -> None:
    with pytest.raises(LimitReached, match="the answer is longer than 20 MB; raise it with --memory"):
        ask(lambda: store, f"SELECT * {PRODUCT}", limits=Limits(60, 20))


def test_the_deadline_holds_while_rows_are_coming(store: Store) -> None:
    began = time.monotonic()
    with pytest.raises(LimitReached, match=r"longer than 0\.5 s"):
        ask(lambda: store, f"SELECT * {PRODUCT}", limits=Limits(0.5, 4096))
    assert time.monotonic() - began < 1.5


def test_what_the_engine_cannot_do_is_told_as_it_says_it(store: Store) -> None:
    with pytest.raises(WrongUse, match=r"The custom function <http://example.org/f> is not supported"):
        ask(lambda: store, f"SELECT (<{EX}f>(1) AS ?x) {{ }}")


def _broken() -> Store:
    raise UnreadableInput("no triple", place=Place(Path("a.ttl"), 3, 4), remedy="mend it")


def _empty() -> Store:
    return Store()


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_forked_or_spawned_the_child_answers_and_tells_what_loading_raised(
    start: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_START", start)
    assert ask(_empty, "ASK { ?s ?p ?o }").boolean is False
    with pytest.raises(UnreadableInput) as caught:
        ask(_broken, "ASK { ?s ?p ?o }")
    assert str(caught.value) == "a.ttl:3:4: no triple; mend it"


def test_crashes_are_seen_at_once_while_other_queries_run(store: Store) -> None:
    """A child that inherits another's pipe would keep it open, and the crash would look like a long query."""

    def run_into_the_deadline() -> None:
        with pytest.raises(LimitReached, match="longer than 3 s"):
            ask(lambda: store, f"SELECT (COUNT(*) AS ?n) {PRODUCT}", limits=Limits(3))

    slow = threading.Thread(target=run_into_the_deadline)
    slow.start()
    began = time.monotonic()
    for _ in range(3):
        with pytest.raises(LimitReached, match="ended the engine"):
            ask(lambda: store, "SELECT * " + "{" * 5000 + "}" * 5000, limits=Limits(20))
    assert time.monotonic() - began < 2.5
    slow.join()


def test_f8_where_the_system_allows_it_the_child_has_no_network(store: Store, listener: tuple[str, list[str]]) -> None:
    address, hits = listener
    probe = "import ctypes; c = ctypes.CDLL(None); raise SystemExit(c.unshare(1 << 30) and c.unshare(5 << 28))"
    if sys.platform != "linux" or subprocess.run([sys.executable, "-c", probe], check=False).returncode:
        pytest.skip("no network namespaces for this user")
    with pytest.raises(EnvironmentFault):
        ask(lambda: store, f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")
    assert hits == []
