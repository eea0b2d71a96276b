"""The report as JUnit XML: a test suite for each file that has findings, a test case for each finding."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from kg.reports.items import Item, Items

# XML 1.0 cannot hold these characters, not even as references.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render(items: Items) -> str:
    """Return the document; with nothing to tell, one suite with one test case that passed.

    A finding is a failure, a file that could not be read an error; warnings and hints are in the output of a test case that
    passed.
    """
    by_file = groupby(items.told, lambda item: item.place.file.as_posix())
    suites = "".join(_suite(file, list(found)) for file, found in by_file)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="kg validate" {_counts(items.told)}>\n'
    return f"{head}{suites or _passed(items.report.files)}</testsuites>\n"


def _passed(files: int) -> str:
    case = f"    <testcase name={_attribute(f'{files} files')}/>\n"
    return f'  <testsuite name="all files" tests="1" failures="0" errors="0">\n{case}  </testsuite>\n'


def _counts(items: tuple[Item, ...] | list[Item]) -> str:
    errors = sum(item.finding is None for item in items)
    failures = sum(item.finding is not None and item.level == "error" for item in items)
    return f'tests="{len(items) or 1}" failures="{failures}" errors="{errors}"'


def _suite(file: str, items: list[Item]) -> str:
    cases = "".join(_case(file, item) for item in items)
    return f"  <testsuite name={_attribute(file)} file={_attribute(file)} {_counts(items)}>\n{cases}  </testsuite>\n"


def _case(file: str, item: Item) -> str:
    tag = "error" if item.finding is None else "failure" if item.level == "error" else "system-out"
    attributes = "" if tag == "system-out" else f" type={_attribute(item.rule)} message={_attribute(item.sentence)}"
    text = f"{item.place}: {item.level}: {item.sentence} [{item.rule}]"
    text += f"\n{item.excerpt}" if item.excerpt is not None else ""
    name = f"{item.rule} at {item.place.line or 1}:{item.place.column or 1}"
    return (
        f"    <testcase classname={_attribute(file)} name={_attribute(name)}>\n"
        f"      <{tag}{attributes}>{escape(_clean(text))}</{tag}>\n    </testcase>\n"
    )


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))
