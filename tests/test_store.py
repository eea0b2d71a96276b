"""Reading files: what cannot be read is named with its place, and never half-loaded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kg.errors import EnvironmentFault, KgError, UnreadableInput, WrongUse
from kg.graph import Graph
from kg.store import find_root, quads, read, turtle_files, walked

GOOD = b"@prefix e: <http://example.org/> .\ne:a e:b e:c .\n"


def faults(root: Path, content: bytes) -> list[str]:
    (root / "data" / "odd.ttl").write_bytes(content)
    return [str(fault) for fault in read(root).unreadable]


@pytest.mark.parametrize(
    "content",
    [GOOD, b"\xef\xbb\xbf" + GOOD, GOOD.replace(b"\n", b"\r\n"), GOOD.replace(b"\n", b"\r"), b"", b"# nothing\n"],
)
def test_byte_order_marks_line_ends_and_empty_files_are_fine(content: bytes, root: Path) -> None:
    assert faults(root, content) == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (GOOD + b"e:a e:b\n", "data/odd.ttl:"),
        (b'@prefix e: <http://e/> .\ne:a e:b "half', "data/odd.ttl:2:"),
        (GOOD.decode().encode("utf-16"), "data/odd.ttl: the file is UTF-16; save it as UTF-8"),
        (
            b'<http://e/a> <http://e/b> "x" .\n<http://e/a> <http://e/b> "\xe9" .\n',
            "data/odd.ttl:2: not UTF-8; save the file as UTF-8",
        ),
        (GOOD + b"<<<<<<< HEAD\n", "data/odd.ttl:3:1: a git conflict marker; settle the conflict first"),
        (b"<http://e/a b> <http://e/c> 1 .\n", "data/odd.ttl:1:"),
        (b'<http://e/a> <http://e/b> "\\uD800" .\n', "data/odd.ttl:1:"),
    ],
)
def test_a_bad_file_is_named_with_its_place(content: bytes, expected: str, root: Path) -> None:
    (fault,) = faults(root, content)
    assert fault.startswith(expected)


def test_nothing_of_a_bad_file_is_loaded_and_all_others_are(root: Path) -> None:
    before = len(read(root).store)
    assert len(faults(root, GOOD + b"e:x e:y")) == 1
    assert len(read(root).store) == before


def test_a_graph_is_never_made_from_half_the_files(root: Path) -> None:
    (root / "data" / "odd.ttl").write_bytes(b"nonsense")
    (root / "data" / "odder.ttl").write_bytes(b"nonsense")
    with pytest.raises(UnreadableInput, match=r"data/odd.ttl:1:\d+: .* \(and 1 more\)"):
        Graph(root)


def test_a_folder_and_a_pipe_are_refused_at_once(root: Path) -> None:
    (root / "data" / "folder.ttl").mkdir()
    os.mkfifo(root / "data" / "pipe.ttl")
    for name in ("folder.ttl", "pipe.ttl"):
        with pytest.raises(UnreadableInput, match="not a file"):
            list(quads(root / "data" / name, root))
        assert root / "data" / name not in turtle_files(root)


def test_a_link_out_of_the_root_is_not_followed(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.ttl"
    outside.write_bytes(GOOD)
    (root / "data" / "link.ttl").symlink_to(outside)
    (root / "data" / "loop.ttl").symlink_to(root / "data" / "loop.ttl")
    (root / "data" / "folder").symlink_to(tmp_path)
    (root / "data" / "inside.ttl").symlink_to(root / "data" / "cases" / "evidence.ttl")
    read, passed_over = walked(root)
    assert {p.name for p in read} & {"link.ttl", "loop.ttl", "inside.ttl", "outside.ttl"} == {"inside.ttl"}
    assert passed_over == [Path("data/folder"), Path("data/link.ttl"), Path("data/loop.ttl")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_a_fault_of_the_environment(root: Path) -> None:
    path = root / "data" / "odd.ttl"
    path.write_bytes(GOOD)
    path.chmod(0)
    with pytest.raises(EnvironmentFault, match="cannot be read"):
        list(quads(path, root))


def test_each_file_is_a_graph_of_its_own(root: Path) -> None:
    names = {quad.graph_name.value for quad in quads(root / "data" / "cases" / "everything.ttl", root)}  # type: ignore[union-attr]
    assert names == {"file:data/cases/everything.ttl"}


def test_a_root_is_found_above_or_named_or_refused(root: Path, tmp_path: Path) -> None:
    assert find_root(start=root / "data" / "cases") == root
    with pytest.raises(WrongUse, match="has no folders ontology, data, queries"):
        find_root(tmp_path)
    with pytest.raises(KgError):
        find_root(start=tmp_path)
