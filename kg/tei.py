"""Reads a folder of TEI articles as rows: one for each date that a dated section prints, with the passage around it.

A section is a ``<div type="timeline">``.  Its first ``<head>`` is the heading, the nearest ``xml:id`` above it the name of
the part that it stands in.  What the headings and passages mean is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat

from kg.errors import EnvironmentFault, Place, UnreadableInput

COLUMNS: Final = (
    *("file", "article", "title", "complete", "issued", "part", "under", "heading", "heading-date", "section"),
    *("ordinal", "passage", "printed", "coded", "year-from"),
)
_TEI: Final = "http://www.tei-c.org/ns/1.0 "
_XML: Final = "http://www.w3.org/XML/1998/namespace "
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE: Final = re.compile(
    r"\b(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?,?"
    r"(?:\s(?P<day>\d{1,2})(?:st|nd|rd|th)?\b)?(?:,?\s(?:of\s)?(?P<year>1[6-9]\d\d|20\d\d)\b)?"
    r"|(?<![-–\d/])\b(?P<only>1[6-9]\d\d|20\d\d)\b(?![-–/]\d)"
)
_SENTENCE_END: Final = re.compile(
    r"(?<=[a-z0-9)”\"’]{2}[.!?])(?<!St\.)(?<!Jr\.)(?<!Dr\.)(?<!Mr\.)(?<!Esq\.)\s(?=[A-Z“\"])"
)


@dataclass(frozen=True)
class Row:
    """One date of a section: the line of the section in its file, and the values by column."""

    line: int
    values: dict[str, str]


@dataclass
class _Text:
    """Running text with its white space as one blank, and where in it the coded dates stand."""

    text: str = ""
    coded: list[tuple[int, int, str]] = field(default_factory=list)

    def add(self, data: str) -> None:
        data = re.sub(r"\s+", " ", data)
        self.text += data[1:] if data.startswith(" ") and (not self.text or self.text.endswith(" ")) else data


@dataclass
class _Section:
    line: int
    part: str
    under: _Text
    heading: _Text = field(default_factory=_Text)
    paragraphs: list[_Text] = field(default_factory=list)


class _Reader:
    """Follows the elements of one article."""

    def __init__(self) -> None:
        self.titles: dict[str, _Text] = {}
        self.published = _Text()
        self.sections: list[_Section] = []
        self._open: list[tuple[str, str, _Text, _Section | None]] = []
        self._dates: list[tuple[_Text | None, int, str]] = []
        self._into: list[_Text | None] = [None]

    def start(self, name: str, attributes: dict[str, str], line: int) -> None:
        """Take the start tag of an element that stands on a line, counted from 1."""
        name = name.removeprefix(_TEI)
        parent, part, under, section = self._open[-1] if self._open else ("", "", _Text(), None)
        into = self._into[-1]
        if name == "div":
            section, into = None, None
            if attributes.get("type") == "timeline":
                section = _Section(line, part, under)
                self.sections.append(section)
            elif _XML + "id" in attributes:
                part, under = attributes[_XML + "id"], _Text()
        elif name == "title":
            into = self.titles.setdefault(attributes.get("type", ""), _Text())
        elif name == "p" and parent == "publicationStmt":
            into = self.published
        elif name == "head" and parent == "div":
            into = section.heading if section else under if not under.text else _Text()
        elif section and name in ("p", "item", "list") and into is None:
            into = _Text()
            section.paragraphs.append(into)
        elif name in ("figure", "note"):
            into = _Text()
        if name == "date":
            self._dates.append((into, len(into.text) if into else 0, attributes.get("when", "")))
        self._open.append((name, part, under, section))
        self._into.append(into)

    def end(self, name: str) -> None:
        self._open.pop()
        self._into.pop()
        if name.removeprefix(_TEI) == "date":
            text, start, when = self._dates.pop()
            if text is not None and when:
                text.coded.append((start, len(text.text), when))

    def data(self, data: str) -> None:
        into = self._into[-1]
        if into is not None:
            into.add(data)


def rows(folder: Path) -> list[Row]:
    """Return the rows of all ``*.xml`` files of a folder, in the order of their names.

    Raises EnvironmentFault for a folder that cannot be read, UnreadableInput with file and line for broken XML.
    """
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".xml")
        contents = [(path, path.read_bytes()) for path in files]
    except OSError as fault:
        raise EnvironmentFault(f"cannot be read ({fault.strerror})", place=Place(folder)) from None
    return [row for path, content in contents for row in _article(path, content)]


def _article(path: Path, content: bytes) -> Iterator[Row]:
    reader, parser = _Reader(), expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, given: reader.start(name, given, parser.CurrentLineNumber)
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.data
    try:
        parser.Parse(content, True)
    except expat.ExpatError as fault:
        what = f"not XML ({expat.errors.messages[fault.code]})"
        place = Place(path, fault.lineno, fault.offset + 1)
        raise UnreadableInput(what, place=place, remedy="take the file as published") from None
    about = {
        "file": path.name,
        "article": path.stem,
        "title": reader.titles.get("short", _Text()).text.strip(),
        "complete": reader.titles.get("complete", _Text()).text.strip(),
        "issued": "".join(re.findall(r"\b\d{4}\b", reader.published.text)[:1]),
    }
    for number, section in enumerate(reader.sections, 1):
        yield from _section(section, {**about, "section": f"{path.stem} {number}"})


def _section(section: _Section, about: dict[str, str]) -> Iterator[Row]:
    heading = section.heading.text.strip()
    dated = [date for date, *_ in _dates(section.heading, "")]
    base = {**about, "part": section.part, "under": section.under.text.strip(), "heading": heading}
    base["heading-date"] = dated[-1] if dated else ""
    texts = section.paragraphs if any(_DATE.search(text.text) for text in section.paragraphs) else [section.heading]
    ordinal, year = 0, ""
    for text in texts:
        for printed, coded, passage, inherited in _dates(text, year):
            ordinal, year = ordinal + 1, printed[:4]
            found = {"ordinal": str(ordinal), "passage": passage, "printed": printed, "coded": coded}
            yield Row(section.line, {**base, **found, "year-from": inherited})


def _dates(text: _Text, year: str) -> Iterator[tuple[str, str, str, str]]:
    """Each date of a text: as printed, as coded, the sentence with the date in brackets, and the year if it is not printed.

    A day that is printed without its year is of the year of the date before it; ``year`` is that of the text before.
    """
    ends = [0, *(found.end() for found in _SENTENCE_END.finditer(text.text)), len(text.text)]
    for found in _DATE.finditer(text.text):
        given = found["year"] or found["only"] or ""
        if not given and (not year or not found["day"]):
            continue
        inherited = "" if given else year
        year = given or year
        begin = max(end for end in ends if end <= found.start())
        finish = min(end for end in ends if end >= found.end())
        sentence = f"{text.text[begin : found.start()]}[{found[0]}]{text.text[found.end() : finish]}".strip()
        coded = next((when for start, end, when in text.coded if start <= found.start() and found.end() <= end), "")
        yield _value(found, year), coded, sentence, inherited


def _value(found: re.Match[str], year: str) -> str:
    """``July 26, 1921`` is 1921-07-26, ``July 1921`` is 1921-07."""
    parts = [year]
    if found["month"]:
        parts.append(f"{_MONTHS.index(found['month'][:3].lower()) + 1:02d}")
        parts += [f"{int(found['day']):02d}"] if found["day"] else []
    return "-".join(parts)
