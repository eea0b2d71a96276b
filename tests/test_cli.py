"""The command line as people script against it: output, exit codes, one line for what is wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import VERBS
from kg.cli import kg as kg_group
from kg.errors import WrongUse
from kg.graph import Graph
from tests.conftest import CHECKOUT


def kg(
    *arguments: str, root: Path | None = None, cwd: Path = CHECKOUT, **environment: str
) -> subprocess.CompletedProcess[str]:
    given = ["--root", str(root)] if root else []
    return subprocess.run(
        [sys.executable, "-m", "kg", *given, *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), **environment},
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_a_help_that_ends_with_an_example_that_runs(
    verb: str, real: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = kg(verb, "--help").stdout
    examples = text.rpartition("Example")[2].split("\n")[1:]
    commands = [shlex.split(line.strip())[1:] for line in examples if line.strip().startswith("kg ")]
    assert commands
    module = import_module(f"kg.cli.{VERBS[verb]}")
    monkeypatch.chdir(tmp_path)
    for command in commands:
        if hasattr(module, "graph_of"):  # All data are read once for all of them.
            monkeypatch.setattr(module, "graph_of", lambda *_: real)
            found = CliRunner().invoke(kg_group, ["--root", str(CHECKOUT), *command], standalone_mode=False)
            assert (found.exception, found.return_value or 0) == (None, 0), (command, found.output)
        else:
            root = _checkout(tmp_path / "root")
            done = kg(*command, root=root, cwd=root)
            assert done.returncode == 0, (command, done.stderr)


def _checkout(root: Path) -> Path:
    """A copy of all data in a git repository with one commit on main."""
    if not root.exists():
        shutil.copytree(CHECKOUT, root, ignore=shutil.ignore_patterns(".git", ".venv", "tests", "__pycache__"))
        _commit(root)
    return root


def _commit(root: Path) -> None:
    """Make the root a git checkout with one commit on main."""
    who = ("-c", "user.name=A Tester", "-c", "user.email=tester@example.org")
    for arguments in (
        ("init", "--quiet", "--initial-branch=main"),
        ("add", "--all"),
        (*who, "commit", "--quiet", "-m", "All"),
    ):
        subprocess.run(["git", *arguments], cwd=root, check=True)


def test_status_prints_counts_a_table_those_not_counted_and_the_reasons(world_root: Path) -> None:
    done = kg("status", "karlova", "--on", "1831-03-15", "--among", "concert", root=world_root)
    assert done.returncode == 0 and done.stderr == ""
    assert [line.rstrip() for line in done.stdout.splitlines()] == [
        "Recognition of Karlova at the end of 1831-03-15: 0 held, 2 undecided, 3 not-held, of 5 members of The Concert.",
        "Held by 0 to 2, as what is open turns out.",
        "Searched: not stated; no record means unknown.",
        "",
        "actor      answer                       facets            value    since          by act                             sources",
        "---------  ---------------------------  ----------------  -------  -------------  ---------------------------------  ---------",
        "Ruritania  undecided (held, no-record)  state not-stated           1831-01-01/..  ruritania-recognises-karlova-1831  1",
        "Zubrowka   undecided (held, no-record)  state not-stated           1831-03-01/..  zubrowka-recognises-karlova-1831   1",
        "",
        "Ruritania: “Ruritania recognises Karlova” is dated 1831.",
        "Zubrowka: “Zubrowka recognises Karlova” is dated 1831-03.",
    ]


def test_status_says_from_where_it_looks_and_what_it_leaves_out(world_root: Path) -> None:
    done = kg(
        "status", "bensalem", "--on", "1846-12-31", "--according-to", "ruritania", "--no-continuation", root=world_root
    )
    head = "Recognition of Bensalem at the end of 1846-12-31, according to Ruritania, without what continuations carried over: "
    assert done.stdout.startswith(head)
    known = kg("status", "bensalem", "--on", "1846-12-31", "--known-by", "1899-12-31", root=world_root)
    assert ", as known by 1899-12-31: " in known.stdout
    assert "1 acts are left out: nobody says when they became known." in known.stdout
    dated = kg("status", "altruria", "--on", "1850-12-31", "--date-of", "decided", root=world_root)
    assert "acts state no such date and count on their date." in dated.stdout


def test_nobody_holding_it_is_an_answer(world_root: Path) -> None:
    done = kg("status", "hav", "--on", "1800-01-01", root=world_root)
    assert (done.returncode, done.stdout) == (
        0,
        "Recognition of Hav at the end of 1800-01-01: 0 held, of 0 that existed.\n"
        "Searched: not stated; no record means unknown.\n\n(no act on record)\n",
    )


def test_two_days_stand_side_by_side(world_root: Path) -> None:
    done = kg("compare", "oceana", "--on", "1872-12-23", "--on", "1872-12-26", "--format", "csv", root=world_root)
    assert done.returncode == 0
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["label"], row["left"], row["right"]) for row in rows] == [
        ("Orsinia", "no-record", "held"),
        ("Orsinian Empire", "held", "not-held"),
    ]
    told = kg(
        "compare",
        "bensalem",
        "--on",
        "1846-12-31",
        "--according-to",
        "-",
        "--according-to",
        "syldavia",
        root=world_root,
    )
    assert told.stdout.startswith("left: Recognition of Bensalem at the end of 1846-12-31: ")
    assert "right: Recognition of Bensalem at the end of 1846-12-31, according to Syldavia: " in told.stdout
    same = kg("compare", "cockaigne", "--on", "1855-03-10", "--on", "1855-03-31", root=world_root)
    assert same.stdout.endswith("\nNobody's answer differs.\n")


def test_a_ladder_gives_days_between_steps(world_root: Path) -> None:
    done = kg("ladder", "bordurian-front", "--by", "arcadia", "--format", "csv", root=world_root)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["rung"], row["days_after_previous"]) for row in rows][-2:] == [
        ("recognition", "77"),
        ("de-listing", "736"),
    ]


@pytest.mark.parametrize("name", ["hav", "actor:hav", "https://w3id.org/recognition/actor/hav", "Hav", "HAV", "háv"])
def test_an_entity_can_be_named_in_any_way(name: str, world_root: Path) -> None:
    done = kg("status", name, "--on", "1951-01-01", "--format", "json", root=world_root)
    assert json.loads(done.stdout)["target"] == "https://w3id.org/recognition/actor/hav"


def test_a_code_and_another_name_find_an_entity(world_root: Path) -> None:
    for name, slug in (
        ("QB", "borduria"),
        ("Arcadie", "arcadia"),
        ("basse arcadie", "borduria"),
        ("DRUSIAN COAST", "drusa"),
    ):
        done = kg("status", "--by", name, "--on", "1951-01-01", "--format", "json", root=world_root)
        assert json.loads(done.stdout)["by"] == f"https://w3id.org/recognition/actor/{slug}"


@pytest.mark.parametrize(
    ("arguments", "label"),
    [
        (("QB", "--scheme", "iso-3166-1-alpha-2"), "Borduria (actor:borduria)"),
        (("aa", "--scheme", "ISO 3166-1 alpha-2", "--on", "1999"), "Arcadia (actor:arcadia)"),
        (("AA", "--scheme", "iso-3166-1-alpha-2", "--on", "2000-01"), "Borduria (actor:borduria)"),
        (("Q0", "--scheme", "wikidata"), "Cascadia (actor:cascadia)"),
    ],
)
def test_a_code_is_found_in_its_scheme_and_time(arguments: tuple[str, ...], label: str, world_root: Path) -> None:
    done = kg("show", *arguments, root=world_root)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, label)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("status", "hva", "--on", "1950"), "kg: nothing here is called 'hva'; did you mean hav (Hav)?"),
        (("status", "--on", "1950"), "kg: name a TARGET, or an actor with --by"),
        (("status", "hav", "--on", "soon"), "kg: 'soon' is not a date; write a day 1997-05-25, a month 1997-05, a year 1997 or an "
                                            "interval 1997-05-25/1997-05-27"),
        (("status", "hav", "--on", "1950", "--relation", "x"), "kg: there is no relation 'x'; the relations are accreditation, "
         "designation, diplomatic-relations, existence, governance, membership, mission, office, policy, recognition, representation"),
        (("status", "hav", "--on", "1950-02-30"), "kg: '1950-02-30' names a day that the calendar does not have; the month goes from "
                                                  "1950-02-01 to 1950-02-28"),
        (("status", "hav", "--on", "1950", "--among", "drusa"), "kg: no membership of Drusa is recorded; the groups are concert, hanse, league"),
        (("status", "hav", "--on", "1900", "--among", "league"), "kg: League of Nine has no members on record that day; it has them from 1945-10-24 on"),
        (("status", "hav", "--on", "1950", "--facet", "colour=red"), "kg: recognition has no facet 'colour'; its facets are capacity, "
                                                                     "degree, territory"),
        (("status", "hav", "--date-of", "signed"), "kg: Invalid value for '--date-of': 'signed' is not one of "),
        (("compare", "hav", "--on", "1950"), "kg: both sides are the same: name two targets, or give --on or a view twice"),
        (("compare", "hav", "--on", "1950", "--on", "1951", "--on", "1952"), "kg: on is given 3 times: compare takes two"),
        (("compare", "hav", "--date-of", "signed", "--date-of", "-"), "kg: acts have no date 'signed'; their dates are decided, "
                                                                    "announced, effective"),
        (("ladder", "nobody at all"), "kg: nothing here is called 'nobody at all'"),
        (("query", "recognition-on-date"), "kg: there is no question 'recognition-on-date'; did you mean recognition-on-a-date or "
                                           "designations-on-a-date?"),
        (("query", "recognition-on-a-date"), "kg: recognition-on-a-date needs the parameter day (day); for example -p day=2025-07-04"),
        (("query", "wanted", "-p", "x=1"), "kg: wanted has no parameter x; it has none"),
        (("query", "-e", "SELECT"), "kg: query:1:7: not SPARQL: "),
        (("query", "-e", "ASK {}", "--format", "yaml"), "kg: Invalid value for '--format': 'yaml' is not one of "),
        (("query", "-e", "SELECT ?s { ?s ?p ?o }", "--format", "nt"), "kg: this answer has no format 'nt'; its formats are "),
        (("query", "-f", "/nowhere.rq"), "kg: /nowhere.rq: cannot be read (No such file or directory)"),
        (("query", "x", "-e", "ASK {}"), "kg: give one of NAME, -f FILE and -e SPARQL"),
        (("show", "nobody at all"), "kg: nothing here is called 'nobody at all'"),
        (("export", "recogniton", "-o", "x.gexf"), "kg: there is no view 'recogniton'; the views are graph, all, bipartite, claims, co-recognition, designation, events, membership, precedence, recognition, relations, or a network .rq file"),
        (("export", "recognition", "-o", "x.doc"), "kg: no format for x.doc; end it in .gexf, .csv, .graphml, "),
        (("export", "recognition"), "kg: name the file to write with -o"),
        (("validate", "no/such"), "kg: there is no no/such; name a file or a folder"),
        (("frobnicate",), "kg: No such command 'frobnicate'."),
    ],
)  # fmt: skip
def test_wrong_use_is_one_line_and_exit_2(arguments: tuple[str, ...], message: str, world_root: Path) -> None:
    done = kg(*arguments, root=world_root)
    assert done.stdout == "" and done.stderr.count("\n") == 1
    assert done.stderr.startswith(message)
    assert done.returncode == (3 if "/nowhere.rq" in arguments else 2)


def test_turtle_that_does_not_parse_is_named_and_the_rest_is_checked(root: Path) -> None:
    (root / "data" / "cases" / "bad.ttl").write_text("@prefix a: <http://a/> .\na:b a:c a:d\na:e a:f a:g .\n")
    done = kg("validate", root=root)
    assert done.returncode == 2
    assert done.stdout.startswith("data/cases/bad.ttl:2:12: ")
    assert done.stdout.splitlines()[1:] == ["     2 | a:b a:c a:d", "       |            ^"]
    assert "; left out: 1 file with 1 fault: no findings in what was read" in done.stderr
    case = root / "data" / "cases" / "everything.ttl"
    case.write_text(case.read_text().replace("rec:target actor:hav", "rec:target actor:hva", 1))
    done = kg("validate", root=root)
    # The rest is checked, and its findings are told; but what was left out is unknown.
    assert done.returncode == 2
    assert "actor:hva" in done.stdout and "[act-target]" in done.stdout
    refused = kg("status", "hav", root=root)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("kg: data/cases/bad.ttl:2:12: ")


@pytest.mark.parametrize(
    "arguments", [("export", "recognition", "-o"), ("export", "graph", "-o"), ("query", "acts", "-o")]
)
def test_a_place_that_cannot_be_written_is_exit_3_and_leaves_nothing(
    arguments: tuple[str, ...], world_root: Path, tmp_path: Path
) -> None:
    target = tmp_path / "no" / "folder" / "x.ttl"
    target = target.with_suffix(".gexf") if "recognition" in arguments else target
    done = kg(*arguments, str(target), root=world_root)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == f"kg: {target} cannot be written (No such file or directory); choose another place with -o\n"
    assert list(tmp_path.iterdir()) == []


def test_an_output_replaces_a_file_whole(world_root: Path, tmp_path: Path) -> None:
    target = tmp_path / "acts.csv"
    target.write_text("old")
    assert kg("query", "acts", "--format", "csv", "-o", str(target), root=world_root).returncode == 0
    rows = list(csv.DictReader(io.StringIO(target.read_text())))
    assert {row["actor_label"] for row in rows if row["act"].endswith("cascadia-and-drusa-recognise-hav-1951")} == {
        "Cascadia",
        "Drusa",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["acts.csv"]


def test_json_has_plain_values_and_srj_is_the_standard(world_root: Path) -> None:
    text = "SELECT ?n ?b ?l ?i ?u { BIND(7 AS ?n) BIND(true AS ?b) BIND('x'@en AS ?l) BIND(rec:Act AS ?i) }"
    done = kg("query", "-e", text, "--format", "json", root=world_root)
    assert json.loads(done.stdout) == [
        {"n": 7, "b": True, "l": "x", "i": "https://w3id.org/recognition/ns#Act", "u": None}
    ]
    done = kg("query", "-e", text, "--format", "srj", root=world_root)
    assert json.loads(done.stdout) == {
        "head": {"vars": ["n", "b", "l", "i", "u"]},
        "results": {"bindings": [{
            "n": {"type": "literal", "value": "7", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
            "b": {"type": "literal", "value": "true", "datatype": "http://www.w3.org/2001/XMLSchema#boolean"},
            "l": {"type": "literal", "value": "x", "xml:lang": "en"},
            "i": {"type": "uri", "value": "https://w3id.org/recognition/ns#Act"},
        }]},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"), [("ASK { ?s a rec:Act }", "false\n"), ("ASK { ?s a rec:Listing }", "true\n")]
)
def test_ask_is_exit_0_either_way(text: str, expected: str, world_root: Path) -> None:
    done = kg("query", "-e", text, root=world_root)
    assert (done.returncode, done.stdout) == (0, expected)


def test_construct_gives_turtle_and_n_triples(world_root: Path) -> None:
    text = "CONSTRUCT { ?s a rec:Case } { ?s a rec:Case FILTER(?s = case:two) }"
    turtle = kg("query", "-e", text, root=world_root).stdout
    assert "case:two" in turtle and "@prefix case: <https://w3id.org/recognition/case/> ." in turtle
    assert kg("query", "-e", text, "--format", "nt", root=world_root).stdout == (
        "<https://w3id.org/recognition/case/two> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<https://w3id.org/recognition/ns#Case> .\n"
    )


def test_a_query_that_runs_too_long_is_exit_4(world_root: Path) -> None:
    done = kg(
        "query", "-e", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "--timeout", "0.5", root=world_root
    )
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr == "kg: the query ran longer than 0.5 s; raise it with --timeout, or ask for less\n"


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(signal.SIGINT, 130, b"\nkg: interrupted\n"), (signal.SIGTERM, 143, b"kg: terminated\n")],
)
def test_a_signal_ends_a_command_within_two_seconds(
    number: signal.Signals, code: int, said: bytes, world_root: Path
) -> None:
    command = [sys.executable, "-m", "kg", "--root", str(world_root), "query", "--timeout", "60", "-e",
               "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"]  # fmt: skip
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=CHECKOUT)
    time.sleep(1.5)
    began = time.monotonic()
    child.send_signal(number)
    out, errors = child.communicate(timeout=10)
    assert (child.returncode, out, errors) == (code, b"", said)
    assert time.monotonic() - began < 2


def test_a_reader_that_stops_early_is_no_error(world_root: Path) -> None:
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"'{sys.executable}' -m kg --root '{world_root}' query acts --format csv | head -1"],
        capture_output=True, text=True, cwd=CHECKOUT, check=False,
    )  # fmt: skip
    assert done.stdout.startswith("act,class,actor,") and done.stderr == ""


def test_a_label_cannot_steer_the_terminal(root: Path) -> None:
    actors = root / "data" / "actors" / "actors.ttl"
    actors.write_text(actors.read_text().replace('"Hav"@en', '"H\\u001B[2Jav\\u202E"@en'))
    done = kg("status", "hav", "--on", "1951-01-01", root=root)
    assert "\x1b" not in done.stdout and "\u202e" not in done.stdout
    assert "H\\x1b[2Jav\\u202e" in done.stdout


def test_the_same_input_gives_the_same_bytes(world_root: Path, tmp_path: Path) -> None:
    made = []
    for number, environment in enumerate(
        ({"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Asia/Tokyo"}, {"PYTHONHASHSEED": "2", "TZ": "America/Lima"})
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        outputs = [
            kg(*arguments, root=world_root, **environment).stdout
            for arguments in (("query", "acts"), ("status", "hav", "--on", "1960"))
        ]
        for name in ("r.gexf", "r.csv", "r.graphml"):
            assert kg("export", "recognition", "-o", str(folder / name), root=world_root, **environment).returncode == 0
        for name in ("all.ttl", "all.nq"):
            assert kg("export", "graph", "-o", str(folder / name), root=world_root, **environment).returncode == 0
        made.append((outputs, {path.name: path.read_bytes() for path in sorted(folder.iterdir())}))
    assert made[0] == made[1]


def test_strict_export_fails_where_something_was_widened(world_root: Path, tmp_path: Path) -> None:
    done = kg("export", "recognition", "--strict", "-o", str(tmp_path / "r.gexf"), root=world_root)
    assert done.returncode == 1 and "27 not shown as recorded" in done.stderr
    assert kg(
        "export", "recognition", "--strict", "--on", "1970-01-01", "-o", str(tmp_path / "r.gexf"), root=world_root
    ).returncode in (0, 1)


def test_format_check_prints_a_diff_and_exits_1(root: Path) -> None:
    kg("format", root=root)
    assert kg("format", "--check", root=root).returncode == 0
    actors = root / "data" / "actors" / "actors.ttl"
    actors.write_text(actors.read_text().replace("    rdfs:label", "  rdfs:label", 1))
    done = kg("format", "--check", root=root)
    assert done.returncode == 1
    assert done.stdout.startswith("--- data/actors/actors.ttl\n+++ data/actors/actors.ttl (canonical)\n")
    assert kg("format", root=root).returncode == 0 and kg("format", "--check", root=root).returncode == 0


def test_contributors_are_never_answered_from_what_is_installed_unless_told(
    world_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.store.INSTALLED", world_root)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "cases").mkdir(parents=True)
    file = tmp_path / "data" / "cases" / "own.ttl"
    file.write_text("@prefix event: <https://w3id.org/recognition/event/> .\nevent:a event:b event:c .\n")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(kg_group, list(arguments), standalone_mode=False)

    for arguments in (
        ("validate",),
        ("validate", "--changed"),
        ("validate", "data", "--changed"),
        ("validate", "--watch"),
        ("format",),
        ("format", "--check"),
        ("diff", "data/cases", "data"),
    ):
        fault = run(*arguments).exception
        assert isinstance(fault, WrongUse), arguments
        assert str(fault) == "no folder here or above has ontology/, data/, queries/; name a checkout with --root"
    told = f"kg: no checkout here; taken with what is installed in {world_root}\n"
    checked = run("validate", "data/cases/own.ttl")
    assert checked.stderr.startswith(told) and checked.return_value == 1 and "[has-a-class]" in checked.stdout
    formatted = run("format", "--check", "data/cases/own.ttl")
    assert formatted.stderr.startswith(told) and formatted.return_value == 1
    asked = run("status", "hav", "--on", "1960-01-01")
    assert asked.return_value in (0, None) and asked.stderr == ""


def test_an_ambiguous_name_shows_all(root: Path) -> None:
    actors = root / "data" / "actors" / "actors.ttl"
    actors.write_text(actors.read_text().replace('"Cascadia"@en', '"Congo"@en').replace('"Drusa"@en', '"Congo"@en'))
    done = kg("status", "congo", root=root)
    assert (done.returncode, done.stderr) == (
        2,
        "kg: 'congo' can mean several; write actor:cascadia (Congo) or actor:drusa (Congo)\n",
    )


def test_debug_shows_the_traceback(world_root: Path) -> None:
    done = kg("--debug", "status", "nobody", "--on", "1950", root=world_root)
    assert "Traceback" in done.stderr and "WrongUse" in done.stderr


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("stream", [Terminal(), io.StringIO()])
def test_progress_is_shown_on_a_terminal_only_and_wiped_away(
    stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.cli import progress

    monkeypatch.setattr(progress, "AFTER", 0.0)
    monkeypatch.setattr(sys, "stderr", stream)
    with progress.progress("working"):
        time.sleep(0.7)
    shown = stream.getvalue()
    assert bool(shown) == stream.isatty()
    if shown:
        assert shown.startswith("\rkg: working, ") and shown.endswith("s\r" + " " * len("kg: working, 1 s") + "\r")


def test_a_watch_tells_of_each_edit_and_ends_when_interrupted(root: Path) -> None:
    command = [sys.executable, "-m", "kg", "--root", str(root), "validate", "--watch"]
    bad = root / "data" / "bad.ttl"
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=CHECKOUT) as process:
        assert process.stderr
        assert process.stderr.readline().endswith("no findings\n")
        bad.write_text("event:x a", encoding="utf-8")
        assert "; left out: 1 file with 2 faults" in process.stderr.readline()
        bad.unlink()
        assert process.stderr.readline().endswith("no findings\n")
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130


@pytest.mark.parametrize(
    ("arguments", "name"), [(("format", "--check"), "layout"), (("diff", "data/cases", "data"), "diff-titles")]
)
def test_a_broken_query_of_our_own_is_named_by_layout_and_diff(
    root: Path, arguments: tuple[str, ...], name: str
) -> None:
    file = root / "queries" / "engine" / f"{name}.rq"
    file.write_text(file.read_text(encoding="utf-8") + "SELECT ?\n", encoding="utf-8")
    done = kg(*arguments, root=root, cwd=root)
    assert done.returncode == 2
    assert re.match(rf"kg: queries/engine/{name}\.rq:\d+:\d+: not SPARQL", done.stderr), done.stderr
