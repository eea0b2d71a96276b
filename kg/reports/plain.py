"""The report as JSON, by the schema in ``docs/validation-report.schema.json``."""

from __future__ import annotations

import json
from typing import Any

from kg.errors import Place
from kg.reports.items import Item, Items


def render(items: Items) -> str:
    """Return one JSON object."""
    report = items.report
    untold = items.untold
    result = {
        "version": 1,
        "files": report.files,
        "triples": report.triples,
        "unreadable_files": report.bad_files,
        "rules": {rule: {"found": count, "told": count - untold.get(rule, 0)} for rule, count in items.found.items()},
        "findings": [_item(item) for item in items.told],
    }
    return json.dumps(result, ensure_ascii=False, indent=2) + "\n"


def _item(item: Item) -> dict[str, Any]:
    finding = item.finding
    return {
        **_place(item.place),
        "end_column": item.end_column,
        "severity": finding.severity if finding else "violation",
        "rule": item.rule,
        "message": item.sentence,
        "remedy": item.remedy,
        "hint": finding.hint if finding and finding.hint else None,
        "focus": finding.focus if finding else None,
        "path": finding.path or None if finding else None,
        "value": finding.value or None if finding else None,
        "component": finding.component or None if finding else None,
        "shape": finding.shape or None if finding else None,
        "excerpt": item.excerpt,
        "also": [_place(place) for place in finding.others] if finding else [],
    }


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file.as_posix(), "line": place.line, "column": place.column}
