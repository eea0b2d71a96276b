"""The ways in which a command can be unable to answer.

Findings about the data are data, never exceptions; these classes are for inability only.  Each carries the exit code
that ``docs/cli.md`` promises, and prints as one line: where, what, what to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands in a file; lines and columns count from 1, columns in characters."""

    file: Path
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


class KgError(Exception):
    """Something kg cannot do.

    Parameters: ``what`` is wrong, in one sentence without a final stop; ``remedy`` what the user can do about it;
    ``place`` where it stands, if it stands in a file.
    """

    exit_code = 70

    def __init__(self, what: str, *, remedy: str = "", place: Place | None = None) -> None:
        self.what, self.remedy, self.place = what, remedy, place
        super().__init__(what)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        then = f"; {self.remedy}" if self.remedy else ""
        return f"{where}{self.what}{then}"


class WrongUse(KgError):
    """The command was asked for something that does not exist or does not fit: exit 2."""

    exit_code = 2


class UnreadableInput(KgError):
    """A file or query cannot be read: exit 2."""

    exit_code = 2


class EnvironmentFault(KgError):
    """Disk, permission or platform stand in the way: exit 3."""

    exit_code = 3


class LimitReached(KgError):
    """A deadline, a memory cap or a size cap was reached: exit 4."""

    exit_code = 4
