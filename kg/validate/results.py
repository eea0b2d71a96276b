"""What an engine returns: one validation result of SHACL, as terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Result:
    """One result: the properties of a ``sh:ValidationResult``.  Terms are Oxigraph's; ``path`` and ``value`` may be None.

    The message is not part of what two engines must agree on, because they may fill its variables in differently.
    """

    focus: Any
    path: Any
    value: Any
    component: str
    shape: str
    severity: str
    message: str

    @property
    def key(self) -> tuple[str, ...]:
        """What must be equal between engines: component, focus node, path, value, shape and severity."""
        return (self.component, str(self.focus), str(self.path), str(self.value), self.shape, self.severity)
