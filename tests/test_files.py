"""A file appears whole or not at all, whichever step fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from kg.errors import EnvironmentFault
from kg.files import write_atomically
from tests.conftest import CHECKOUT


def test_a_new_file_is_written_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.txt", lambda stream: stream.write(b"new"))
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.txt": b"new"}


def test_an_old_file_is_replaced_with_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_atomically(path, lambda stream: stream.write(b"new"))
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)


@pytest.mark.parametrize("step", ["write", "os.fsync", "os.replace", "os.open"])
def test_a_step_that_fails_leaves_the_old_content_or_the_whole_new_one(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    def write(stream: BinaryIO) -> None:
        stream.write(b"ne")
        if step == "write":
            fail()
        stream.write(b"w")

    if step == "os.replace":
        monkeypatch.setattr(Path, "replace", fail)
    elif step == "os.fsync":
        monkeypatch.setattr(os, "fsync", fail)
    elif step == "os.open":
        monkeypatch.setattr("kg.files._sync_folder", fail)
    with pytest.raises(EnvironmentFault) as caught:
        write_atomically(path, write)
    assert str(caught.value) == f"{path} cannot be written (No space left on device); choose another place with -o"
    assert path.read_bytes() == (b"new" if step == "os.open" else b"old")
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(("name", "why"), [("no/such/a.txt", "No such file or directory"), (".", "it is a folder")])
def test_a_place_that_is_none_is_refused(name: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match=why):
        write_atomically(tmp_path / name, lambda stream: stream.write(b"x"))


WRITES = """
import sys, time
from pathlib import Path
from kg import cli, files

def write(stream):
    stream.write(b"half")
    stream.flush()
    print("writing", flush=True)
    time.sleep(30)

cli.kg.main = lambda **_: files.write_atomically(Path(sys.argv[1]), write)
cli.main([])
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_nothing_is_left_of_a_file_whose_writing_is_ended(number: signal.Signals, code: int, tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITES, str(tmp_path / "a.gexf")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=CHECKOUT) as child:
        assert child.stdout and child.stdout.readline() == b"writing\n"
        child.send_signal(number)
        assert child.wait(10) == code
    assert list(tmp_path.iterdir()) == []
