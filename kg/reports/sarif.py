"""The report as SARIF 2.1.0 (OASIS Standard), for code scanning and editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from kg import __version__
from kg.errors import Place
from kg.reports.items import Item, Items
from kg.vocabulary import PREFIXES, SH

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Final = {"error": "error", "warning": "warning", "info": "note"}


def render(items: Items) -> str:
    """Return one SARIF log with one run; paths are relative to the root of the sources."""
    rules = list(items.found)
    first = {item.rule: item for item in reversed(items.told)}
    messages = _messages(items.root) if rules else {}
    result = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "kg validate",
                        "semanticVersion": __version__,
                        "rules": [_rule(first[rule], items.found[rule], messages.get(rule, "")) for rule in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [{"executionSuccessful": not items.report.unreadable}],
                "results": [_result(item, rules) for item in items.told],
            }
        ],
    }
    return json.dumps(result, ensure_ascii=False, indent=2) + "\n"


def _messages(root: Path) -> dict[str, str]:
    """What each rule asks for, as its shape says it: a finding may fill in what it is about."""
    from kg.validate.run import shape_files
    from kg.validate.shapes import read_graph
    from kg.validate.terms import iri, lexical

    base, message = iri(PREFIXES["shape"])[:-1], iri(SH + "message")
    graph = read_graph(path.read_bytes() for path in shape_files(root))
    ruled = {node: said[message] for node, said in graph.items() if node.startswith(base) and message in said}
    return {node[len(base) : -1]: lexical(texts[0]) for node, texts in ruled.items()}


def _rule(item: Item, found: int, message: str) -> dict[str, Any]:
    rule = {
        "id": item.rule,
        "shortDescription": {"text": message or item.remedy or item.sentence},
        "defaultConfiguration": {"level": LEVELS[item.level]},
        "properties": {"found": found},
    }
    # The page is in the repository, which has no address that holds for every copy of it.
    page = {"help": {"text": f"docs/rules.md#{item.rule}"}} if message else {}
    return {**rule, **page}


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
