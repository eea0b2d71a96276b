"""The standard report of SHACL (W3C Recommendation 20 July 2017, section 3.6) in Turtle, with every result.

Places are comments: the standard has no property for them.  So is what is no result: the faults of files that were left out,
and findings that come from no constraint.  Data of which a part could not be read does not conform.
"""

from __future__ import annotations

from typing import Final

from kg.reports.items import Items
from kg.tables import visible
from kg.turtle import quote
from kg.validate import Finding
from kg.vocabulary import SH, XSD

SEVERITIES: Final = {"violation": "Violation", "warning": "Warning", "info": "Info"}


def render(items: Items) -> str:
    """Return one report; its results are nodes without a name, as engines write them."""
    report = items.report
    results = [finding for finding in report.findings if finding.component]
    others = sorted(map(str, (*report.unreadable, *(finding for finding in report.findings if not finding.component))))
    conforms = "false" if results or others else "true"
    comments = "".join(f"# {visible(other)}\n" for other in others)
    head = f"@prefix sh: <{SH}> .\n@prefix xsd: <{XSD}> .\n\n{comments}"
    linked = " ;\n  sh:result" + " ,".join(map(_result, results)) if results else ""
    return f"{head}[] a sh:ValidationReport ;\n  sh:conforms {conforms}{linked} .\n"


def _result(finding: Finding) -> str:
    value = finding.term or ""
    given = {
        "sh:focusNode": _iri(finding.focus),
        "sh:resultPath": _iri(finding.path),
        "sh:value": value,
        "sh:resultSeverity": f"sh:{SEVERITIES[finding.severity]}",
        "sh:sourceConstraintComponent": _iri(finding.component),
        "sh:sourceShape": _iri(finding.shape),
        "sh:resultMessage": f"{quote(finding.message)}@en",
    }
    lines = "".join(f" ;\n    {name} {term}" for name, term in given.items() if term)
    return f"\n  # {visible(str(finding.place))}\n  [ a sh:ValidationResult{lines} ]"


def _iri(text: str) -> str:
    return f"<{text}>" if text else ""
