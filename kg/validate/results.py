"""What an engine returns: one validation result of SHACL, as terms in N-Triples."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kg.vocabulary import SH

VIOLATION: Final = SH + "Violation"


@dataclass(frozen=True)
class Result:
    """One result: the properties of a ``sh:ValidationResult``.

    ``focus``, ``path`` and ``value`` are terms in N-Triples (see ``kg.validate.terms``), empty where there is none; the
    others are IRIs.  The message is not part of what two engines must agree on.
    """

    focus: str
    path: str
    value: str
    component: str
    shape: str
    severity: str
    message: str

    @property
    def key(self) -> tuple[str, ...]:
        """What must be equal between engines: component, focus node, path, value, shape and severity.

        Language tags are the same in any case; one engine writes them in lower case.
        """
        value = re.sub(r'"@[A-Za-z0-9-]+$', lambda tag: tag[0].lower(), self.value)
        return (self.component, self.focus, self.path, value, self.shape, self.severity)
