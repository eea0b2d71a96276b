"""Pictures: charts of measures and networks on a plane, as SVG of our own (docs/decisions/0024), as PNG by resvg."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from kg.errors import WrongUse
from kg.files import write_atomically

_FORMS: Final = (".svg", ".png")


def check(path: Path) -> None:
    """Raise WrongUse if a picture cannot be written under this name, before anything is computed."""
    if path.suffix.lower() not in _FORMS:
        raise WrongUse(f"no picture is written as {path.name}", remedy="end it in .svg or .png")
    if path.suffix.lower() == ".png":
        _resvg()


def write(path: Path, picture: str) -> None:
    """Write an SVG, as it is or drawn as PNG.  Raises WrongUse as ``check``, EnvironmentFault if it cannot be written."""
    check(path)
    content = picture.encode()
    if path.suffix.lower() == ".png":
        content = bytes(_resvg().svg_to_bytes(svg_string=picture, zoom=2))
    write_atomically(path, lambda stream: stream.write(content))


def _resvg() -> Any:
    try:
        import resvg_py
    except ImportError:
        raise WrongUse("a PNG needs the package resvg-py", remedy="pip install resvg-py, or write .svg") from None
    return resvg_py
