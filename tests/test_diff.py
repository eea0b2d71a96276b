"""`kg diff` tells changes in domain words; the expected lines below ``tests/diff/`` are written by hand.

Each file there is one kind of change: two states of a file in a world that does not exist, and the lines that tell them apart.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT
from tests.test_cli import kg

CASES = sorted((CHECKOUT / "tests" / "diff").glob("*.txt"))
HEAD = "".join(
    f"@prefix {name}: <{iri}> .\n"
    for name, iri in {
        "dcterms": "http://purl.org/dc/terms/",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "rec": "https://w3id.org/recognition/ns#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        **{
            kind: f"https://w3id.org/recognition/{kind}/"
            for kind in ("actor", "case", "code", "event", "judgement", "reading", "scheme", "source", "standing")
        },
    }.items()
)


def parts(path: Path) -> tuple[str, str, str]:
    """The old state, the new state and the expected lines of one example."""
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.removeprefix("--- old\n").partition("--- new\n")
    after, _, expected = rest.partition("--- says\n")
    return HEAD + before, HEAD + after, expected


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_change_is_told_in_domain_words(path: Path, world_root: Path, tmp_path: Path) -> None:
    before, after, expected = parts(path)
    (tmp_path / "old.ttl").write_text(before, encoding="utf-8")
    (tmp_path / "new.ttl").write_text(after, encoding="utf-8")
    done = kg("diff", str(tmp_path / "old.ttl"), str(tmp_path / "new.ttl"), root=world_root)
    assert (done.returncode, done.stdout) == (0, expected)


def test_there_are_examples_of_at_least_ten_kinds_of_change() -> None:
    assert len(CASES) >= 10


def test_layout_comments_and_moves_are_no_change(world_root: Path, tmp_path: Path) -> None:
    body = 'actor:a a rec:Polity ; rdfs:label "A"@en .\n'
    other = "actor:b a rec:Polity .\n"
    for folder, files in {
        "old": {"x": body + other},
        "new": {"x": "# moved\n" + other, "y": body.replace(" ;", ";\n")},
    }.items():
        (tmp_path / folder).mkdir()
        for name, text in files.items():
            (tmp_path / folder / f"{name}.ttl").write_text(HEAD + text)
    done = kg("diff", str(tmp_path / "old"), str(tmp_path / "new"), "--exit-code", root=world_root)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("no changes from ")


def test_a_triple_that_an_unchanged_file_states_too_is_not_gone(world_root: Path, tmp_path: Path) -> None:
    body = HEAD + 'actor:a a rec:Polity ; rdfs:label "A"@en .\n'
    for folder, files in {"old": {"x": body, "y": body}, "new": {"x": body, "y": HEAD}}.items():
        (tmp_path / folder).mkdir()
        for name, text in files.items():
            (tmp_path / folder / f"{name}.ttl").write_text(text)
    assert kg("diff", str(tmp_path / "old"), str(tmp_path / "new"), root=world_root).stdout == ""


def test_json_names_the_node_the_property_and_both_values(world_root: Path, tmp_path: Path) -> None:
    before, after, _ = parts(CHECKOUT / "tests" / "diff" / "date-changed.txt")
    (tmp_path / "old.ttl").write_text(before)
    (tmp_path / "new.ttl").write_text(after)
    done = kg(
        "diff", str(tmp_path / "old.ttl"), str(tmp_path / "new.ttl"), "--format", "json", "--exit-code", root=world_root
    )
    assert done.returncode == 1
    date = "http://www.w3.org/2001/XMLSchema#date"
    (changed,) = json.loads(done.stdout)
    assert changed == {
        "node": "https://w3id.org/recognition/event/arcadia-recognises-hav-1950",
        "title": "Arcadia's recognition of Hav",
        "under": None,
        "change": "changed",
        "sentence": "date 1950-05-01 → 1950-05-03",
        "files": [str(tmp_path / "new.ttl")],
        "differences": [
            {
                "property": "https://w3id.org/recognition/ns#date",
                "words": "date 1950-05-01 → 1950-05-03",
                "old": {"text": "1950-05-01", "datatype": date},
                "new": {"text": "1950-05-03", "datatype": date},
            }
        ],
    }


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)


def test_revisions_of_a_checkout_are_compared_without_checking_them_out(root: Path) -> None:
    path = root / "data" / "cases" / "everything.ttl"
    text = path.read_text(encoding="utf-8")
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "first")):
        git(root, *arguments)
    path.write_text(text.replace('"1938-12-24"^^xsd:date', '"1938-12-25"^^xsd:date'), encoding="utf-8")
    line = "Arcadia intervenes in the March: date 1938-12-24 → 1938-12-25 [event:arcadia-intervenes-1938]\n"
    assert kg("diff", "HEAD", root=root).stdout == line
    git(root, "commit", "-qam", "second")
    assert kg("diff", "HEAD~1", "HEAD", root=root).stdout == line
    assert kg("diff", "HEAD~1:data/cases", "HEAD:data/cases", root=root).stdout == line
    assert kg("diff", "HEAD:data/cases/everything.ttl", str(path), root=root).stdout == ""
    back = kg("diff", "HEAD", "HEAD~1", root=root).stdout
    assert back == line.replace("24 → 1938-12-25", "25 → 1938-12-24")


def test_without_new_the_same_part_of_the_files_is_compared(root: Path) -> None:
    path, other = (root / "data" / "cases" / f"{name}.ttl" for name in ("everything", "new"))
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "first")):
        git(root, *arguments)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"1938-12-24"^^xsd:date', '"1938-12-25"^^xsd:date'), encoding="utf-8")
    other.write_text(HEAD + 'event:new a rec:Statement ; rdfs:label "New"@en ; rec:date "1999"^^xsd:gYear .\n')
    line = "Arcadia intervenes in the March: date 1938-12-24 → 1938-12-25 [event:arcadia-intervenes-1938]\n"
    new = "New: added, 1999 [event:new]\n"
    for old, told, names in (
        ("HEAD:data/cases/everything.ttl", line, "data/cases/everything.ttl"),
        ("data/cases/everything.ttl", line, "data/cases/everything.ttl"),
        ("HEAD:data/cases", line + new, "data/cases"),
        ("data/cases", line + new, "data/cases"),
        ("data/cases/new.ttl", new, "data/cases/new.ttl"),
        ("data/actors", "", "data/actors"),
        (".", line + new, ""),
        ("HEAD", line + new, ""),
    ):
        done = kg("diff", old, root=root, cwd=root)
        assert (done.returncode, done.stdout) == (0, told), (old, done.stderr)
        after = f"HEAD:{names} to {names} as it is now\n" if names else "HEAD to the working files\n"
        assert done.stderr.endswith(f" from {after}")
    path.unlink()
    gone = kg("diff", "HEAD:data/cases/everything.ttl", root=root, cwd=root)
    assert "Arcadia intervenes in the March: removed" in gone.stdout and gone.returncode == 0


def test_a_part_that_cannot_be_compared_with_itself_needs_another(root: Path, tmp_path: Path) -> None:
    (tmp_path / "old.ttl").write_text(HEAD)
    done = kg("diff", str(tmp_path / "old.ttl"), root=root, cwd=root)
    assert (done.returncode, done.stderr) == (
        2,
        f"kg: {tmp_path / 'old.ttl'} is not below {root}; name NEW, with which to compare it\n",
    )
    done = kg("diff", "data/cases", root=root, cwd=root)
    assert (done.returncode, done.stderr) == (
        2,
        "kg: there is no commit with which to compare data/cases; name NEW\n",
    )


def test_what_is_counted_is_said(world_root: Path, tmp_path: Path) -> None:
    _, after, _ = parts(CHECKOUT / "tests" / "diff" / "reading-added.txt")
    (tmp_path / "old.ttl").write_text(HEAD)
    (tmp_path / "new.ttl").write_text(after)
    old, new = str(tmp_path / "old.ttl"), str(tmp_path / "new.ttl")
    assert kg("diff", old, new, root=world_root).stderr == f"2 things changed, told in 1 line, from {old} to {new}\n"


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("no-such", "data"), "there is no file, folder or revision 'no-such'; name one, such as data/cases or HEAD~1"),
        (("--", "--output=x", "data"), "there is no file, folder or revision '--output=x'"),
    ],
)
def test_what_cannot_be_compared_is_one_line_and_exit_2(names: tuple[str, ...], message: str, root: Path) -> None:
    done = kg("diff", *names, root=root, cwd=root)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"kg: {message}")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("actor:a a rec:Polity\n", "new.ttl:15:21: "),
        ("actor:a rec:b [ a rec:Polity ] .\n", "new.ttl: there are nodes without a name"),
    ],
)
def test_half_a_file_is_never_compared(body: str, message: str, world_root: Path, tmp_path: Path) -> None:
    (tmp_path / "old.ttl").write_text(HEAD)
    (tmp_path / "new.ttl").write_text(HEAD + body)
    done = kg("diff", "old.ttl", "new.ttl", root=world_root, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
