"""Two answers side by side: on which actors two days, views or targets differ, and which acts make it so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kg.graph import Graph
from kg.plain import status_object
from kg.status import ANSWERS, Status
from kg.vocabulary import local_name

NOTHING = "no-record"
OUTSIDE = "outside"


def comparison(graph: Graph, left: Status, right: Status) -> dict[str, Any]:
    """Return the counts of both answers and a row for each actor whose best answer or value differs.

    Each row has ``actor``, ``label``, ``left`` and ``right`` (answers, ``no-record`` where there is no act, ``outside`` for
    those who do not belong to the group that was named), the values, the acts that decide on one side only, and the reasons on
    either side.
    """
    sides = [status_object(graph, found) for found in (left, right)]
    ends = [_by_actor(side) for side in sides]
    members = [_members(found) for found in (left, right)]
    rows = [
        _row(graph, actor, [end.get(actor, []) for end in ends], [who is None or actor in who for who in members])
        for actor in sorted(ends[0].keys() | ends[1].keys())
    ]
    heads = [{key: value for key, value in side.items() if key not in ("rows", "others", "coverage")} for side in sides]
    return {"left": heads[0], "right": heads[1], "rows": [row for row in rows if _differs(row)]}


def _by_actor(side: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """The rows of each actor, those with the best answer first; of a group that was named, the rows of its members."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    counted = "target" if "by" in side else "actor"
    rows = side["rows"] if side["among"] else [*side["rows"], *side["others"]]
    for row in sorted(rows, key=lambda row: ANSWERS.index(row["answer"])):
        found.setdefault(row[counted], []).append(row)
    return found


def _members(found: Status) -> set[str] | None:
    """Those who belong to the group that was named, and who speaks for them; None without one."""
    if found.among is None or found.among.group is None:
        return None
    return {actor for place in found.among.places for actor in place.actors}


def _row(
    graph: Graph, actor: str, ends: Sequence[Sequence[Mapping[str, Any]]], inside: Sequence[bool]
) -> dict[str, Any]:
    """Compare the rows of an actor on the left and on the right; ``inside`` says on which side it belongs."""
    left, right = ends
    acts = [{act for row in rows for act in row["acts"]} for rows in ends]
    reasons = [reason for rows in ends for row in rows for reason in row["reasons"]]
    missing = [NOTHING if within else OUTSIDE for within in inside]
    return {
        "actor": actor,
        "label": graph.label(actor),
        "left": left[0]["answer"] if left else missing[0],
        "right": right[0]["answer"] if right else missing[1],
        "left_states": left[0]["states"] if left else [],
        "right_states": right[0]["states"] if right else [],
        "left_value": left[0]["value"] if left else None,
        "right_value": right[0]["value"] if right else None,
        "left_acts": sorted(acts[0] - acts[1]),
        "right_acts": sorted(acts[1] - acts[0]),
        "reasons": sorted(set(reasons)),
    }


def _differs(row: Mapping[str, Any]) -> bool:
    return any(row[f"left{part}"] != row[f"right{part}"] for part in ("", "_states", "_value"))


def why(graph: Graph, row: Mapping[str, Any]) -> str:
    """Return in words why the two sides of a row differ."""
    parts = [f"left: {_named(graph, row['left_acts'])}" if row["left_acts"] else ""]
    parts.append(f"right: {_named(graph, row['right_acts'])}" if row["right_acts"] else "")
    return "; ".join(part for part in [*parts, *row["reasons"]] if part)


def _named(graph: Graph, acts: list[str]) -> str:
    return ", ".join(local_name(act) for act in acts)
