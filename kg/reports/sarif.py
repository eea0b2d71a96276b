"""The report as SARIF 2.1.0 (OASIS Standard), for code scanning and editors."""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import quote

from kg import __version__
from kg.errors import Place
from kg.reports.items import SYNTAX, UNREADABLE, Item, Items
from kg.vocabulary import PREFIXES

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Final = {"error": "error", "warning": "warning", "info": "note"}


def render(items: Items) -> str:
    """Return one SARIF log with one run; paths are relative to the root of the sources."""
    rules = list(items.found)
    first = {item.rule: item for item in reversed(items.told)}
    result = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "kg validate",
                        "semanticVersion": __version__,
                        "rules": [_rule(first[rule], items.found[rule]) for rule in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [{"executionSuccessful": not items.report.unreadable}],
                "results": [_result(item, rules) for item in items.told],
            }
        ],
    }
    return json.dumps(result, ensure_ascii=False, indent=2) + "\n"


def _rule(item: Item, found: int) -> dict[str, Any]:
    rule = {
        "id": item.rule,
        "shortDescription": {"text": item.remedy or item.sentence},
        "defaultConfiguration": {"level": LEVELS[item.level]},
        "properties": {"found": found},
    }
    own = item.rule not in (SYNTAX, UNREADABLE)
    return {**rule, "helpUri": PREFIXES["shape"] + item.rule} if own else rule


def _result(item: Item, rules: list[str]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": item.rule,
        "ruleIndex": rules.index(item.rule),
        "level": LEVELS[item.level],
        "message": {"text": item.sentence},
        "locations": [_location(item.place, item)],
    }
    others = item.finding.others if item.finding else ()
    if others:
        result["relatedLocations"] = [_location(place) for place in others]
    return result


def _location(place: Place, item: Item | None = None) -> dict[str, Any]:
    where: dict[str, Any] = {"artifactLocation": {"uri": quote(place.file.as_posix()), "uriBaseId": "%SRCROOT%"}}
    if place.line is not None:
        region: dict[str, Any] = {"startLine": place.line, "startColumn": place.column or 1}
        if item and item.end_column:
            region["endColumn"] = max(item.end_column, region["startColumn"])
        if item and item.excerpt is not None:
            region["snippet"] = {"text": item.excerpt}
        where["region"] = region
    return {"physicalLocation": where}
