"""Tells changes in words: fills the templates that the queries give with the names that the data give."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, Store

from kg import query, sparql
from kg.changes.compare import CHANGED, Change, Comparison, Difference, Value
from kg.changes.states import State, with_context
from kg.vocabulary import KINDS, XSD, curie, local_name

_PLAIN: Final = frozenset({"", XSD + "string"})
_SLOT: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Told:
    """A change with its title, the node under which it is told, a sentence, and words for each difference."""

    change: Change
    title: str
    under: str
    sentence: str
    differences: tuple[Mapping[str, str], ...]


@dataclass
class _Title:
    template: str = ""
    under: str = ""
    slots: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def tell(root: Path, comparison: Comparison, new: State) -> tuple[list[Told], list[str]]:
    """Return each change in words, and the lines that people read: one for each thing that changed, the changes behind it."""
    teller = _Teller(root, comparison, new)
    told = [teller.told(change) for change in comparison.changes]
    return told, teller.lines(told)


class _Teller:
    def __init__(self, root: Path, comparison: Comparison, new: State) -> None:
        self._root = root
        self._store = _names(root, comparison, new)
        self._prefixes = query.prefixes(self._store)
        self._sentences: dict[str, list[str]] = defaultdict(list)
        for row in self._ask("diff-sentences"):
            self._sentences[row["key"] or ""].append(row["template"] or "")
        nodes = {change.node for change in comparison.changes}
        self._titles = self._read_titles(nodes)
        self._titles.update(self._read_titles({t.under for t in self._titles.values()} - nodes - {""}))
        terms = {d.property for c in comparison.changes for d in c.differences}
        values = {v.text for c in comparison.changes for d in c.differences for v in (d.old, d.new) if v and v.is_iri}
        self._terms = {row["term"]: row["words"] or "" for row in self._ask("diff-terms", term=terms | values)}

    def _ask(self, name: str, **given: Iterable[str]) -> list[dict[str, str | None]]:
        question = query.engine(self._root, name)
        text = question.text
        for parameter, iris in given.items():
            text = query.bind_all(text, parameter, sorted(iris))
        with sparql.blaming(question.path.relative_to(self._root), text, self._prefixes):
            return query.select(self._store, sparql.with_prefixes(text, self._prefixes))

    def _read_titles(self, nodes: Iterable[str]) -> dict[str, _Title]:
        found: dict[str, _Title] = defaultdict(_Title)
        for row in self._ask("diff-titles", node=nodes):
            title, template = found[row["node"] or ""], row["template"] or ""
            title.template = title.template or template
            if template in ("", title.template):
                title.under = title.under or row["under"] or ""
                words = title.slots[row["slot"] or ""]
                if (row["words"] or "") not in words:
                    words.append(row["words"] or "")
        return found

    def told(self, change: Change) -> Told:
        """Return one change in words."""
        title, name = self._titles.get(change.node, _Title()), self._title(change.node)
        differences = tuple(self._difference(difference) for difference in change.differences)
        if change.kind == CHANGED:
            changes = self._say("between").join(str(d["sentence"]) for d in differences)
            sentence = self._say("part-changed", title=name, changes=changes) if title.under else changes
        elif title.under:
            sentence = self._say(f"part-{change.kind}", title=name)
        else:
            dates = {"date": self._joined(title.slots["date"])} if title.slots.get("date") else {}
            sentence = self._say(f"node-{change.kind}", title=name, **dates)
        return Told(change, name, title.under, sentence, differences)

    def lines(self, told: Iterable[Told]) -> list[str]:
        """Return one line for each heading, in the order of kinds, titles and IRIs."""
        by_heading: dict[str, list[Told]] = defaultdict(list)
        for item in told:
            by_heading[item.under or item.change.node].append(item)
        lines = []
        for node in sorted(by_heading, key=lambda node: (_rank(node), self._title(node), node)):
            # What happened to the thing itself comes before what happened to the evidence about it.
            found = sorted(by_heading[node], key=lambda item: (bool(item.under), item.sentence))
            changes = self._say("between").join(item.sentence for item in found)
            lines.append(self._say("line", title=self._title(node), changes=changes, node=curie(node)))
        return lines

    def _title(self, node: str) -> str:
        title = self._titles.get(node)
        if title is None or not title.template:
            return local_name(node)
        return _SLOT.sub(lambda slot: self._joined(title.slots.get(slot[1], [])) or local_name(node), title.template)

    def _joined(self, words: list[str]) -> str:
        head = self._say("comma").join(words[:-1])
        return self._say("and").join(filter(None, (head, words[-1] if words else "")))

    def _difference(self, difference: Difference) -> dict[str, str]:
        given = {"property": self._terms.get(difference.property) or curie(difference.property)}
        given |= {side: self._value(value) for side in ("old", "new") if (value := getattr(difference, side))}
        key = "replaced" if len(given) == 3 else "added" if "new" in given else "removed"
        return {**given, "sentence": self._say(f"value-{key}", **given)}

    def _value(self, value: Value) -> str:
        if value.is_iri:
            return self._terms.get(value.text) or curie(value.text)
        if value.language:
            key = "text" if value.language == "en" else "text-in-language"
            return self._say(key, text=value.text, language=value.language)
        return self._say("text", text=value.text) if value.datatype in _PLAIN else value.text

    def _say(self, key: str, **given: str) -> str:
        for template in self._sentences[key]:
            if all(slot in given for slot in _SLOT.findall(template)):
                return _SLOT.sub(lambda slot: given[slot[1]], template)
        return ""


def _rank(node: str) -> int:
    kind = curie(node).partition(":")[0]
    return KINDS.index(kind) if kind in KINDS else len(KINDS)


def _names(root: Path, comparison: Comparison, new: State) -> Store:
    """Return a store to ask for names: what is said now, and what was said of things that are no longer there."""
    found = with_context(root, new)
    for path in new.files:
        found.bulk_extend(new.quads(path))
    for node, triples in comparison.new.items():
        described: Any = NamedNode(node)
        for predicate in {triple.predicate for triple in triples | comparison.old[node]}:
            for quad in list(found.quads_for_pattern(described, predicate, None, None)):
                found.remove(quad)
        for triple in triples or comparison.old[node]:
            found.add(Quad(triple.subject, triple.predicate, triple.object))
    return found
