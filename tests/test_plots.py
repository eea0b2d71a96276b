"""Pictures: valid SVG that shows what is open, the same bytes each time, whatever labels say."""

from __future__ import annotations

import struct
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from kg import network, plots
from kg.errors import UnreadableInput, WrongUse
from kg.network.records import Color
from kg.plots import charts, maps, svg
from tests.conftest import CHECKOUT
from tests.networks import CUT, NETWORK
from tests.test_measures import command

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = 'Republic & "of" <script>alert(1)</script>]]>\x07\u202e\n'


def parsed(picture: str) -> etree._Element:
    root = etree.fromstring(picture.encode())
    assert root.tag == SVG + "svg"
    _, _, wide, high = map(float, root.get("viewBox", "").split())
    for element in root.iter():
        for name in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy"):
            value = element.get(name)
            if value is not None:
                assert -1 <= float(value) <= max(wide, high) + 1, (element.tag, name, value)
    return root


def said(root: etree._Element) -> list[str]:
    return [text.text or "" for text in root.iter(SVG + "text")]


DAYS = (date(1950, 1, 1), date(1955, 1, 1), date(1960, 1, 1), date(1965, 1, 1))


def test_a_line_over_time_has_a_band_between_its_values_and_a_gap_where_it_says_nothing() -> None:
    points = tuple(zip(DAYS, (1.0, 2.0, None, 3.0), (1.0, 4.0, None, 5.0), strict=True))
    picture = charts.series("Title", "Note", [charts.Panel("density", (charts.Line("", points),))])
    root = parsed(picture)
    assert len(list(root.iter(SVG + "polygon"))) == 2
    assert len(list(root.iter(SVG + "polyline"))) == 4
    assert {"Title", "Note", "density", "1950", "1960"} <= set(said(root))
    assert root.findtext(SVG + "title") == "Title"


def test_a_range_has_a_dot_at_either_end_and_an_open_one_is_dashed() -> None:
    items = (charts.Range("a", 1, 3), charts.Range("b", 2, None), charts.Range("c", None, None))
    root = parsed(charts.ranges("Title", "Note", [charts.Panel("degree", items)]))
    assert len(list(root.iter(SVG + "circle"))) == 3
    assert [line.get("stroke-dasharray") for line in root.iter(SVG + "line") if line.get("stroke-width")] == [
        None,
        "4 3",
    ]
    assert {"a", "b", "c"} <= set(said(root))


def test_a_cascade_climbs_once_for_each_that_joins() -> None:
    arrivals = [
        charts.Arrival("a", DAYS[0], DAYS[1]),
        charts.Arrival("b", DAYS[1], None),
        charts.Arrival("c", DAYS[2], DAYS[2]),
    ]
    root = parsed(charts.steps("Title", "Note", arrivals))
    most, least = (line.get("points", "").split() for line in root.iter(SVG + "polyline"))
    assert (len(most), len(least)) == (2 + 2 * 3, 2 + 2 * 2)
    assert len(list(root.iter(SVG + "circle"))) == 2 + 1 + 2


def test_a_name_that_is_cut_is_there_whole_for_the_mouse() -> None:
    name = "Provisional Government of the United Islands of the North & East"
    for picture in (
        charts.ranges("t", "n", [charts.Panel("x", (charts.Range(name, 1, 2), charts.Range("short", 1, 2)))]),
        maps.draw("t", "n", [maps.Dot("a", name), maps.Dot("b", "short")], [], []),
    ):
        found = {text.text: text.findtext(SVG + "title") for text in parsed(picture).iter(SVG + "text")}
        assert found["short"] is None
        assert [whole for shown, whole in found.items() if shown and shown.endswith("…")] == [name]


def test_charts_of_nothing_are_valid() -> None:
    for picture in (
        charts.series("t", "n", [charts.Panel("x", (charts.Line("", ((DAYS[0], None, None),)),))]),
        charts.series("t", "n", []),
        charts.ranges("t", "n", [charts.Panel("x", ())]),
        charts.steps("t", "n", []),
        charts.steps("t", "n", [charts.Arrival("a", DAYS[0], DAYS[0])]),
        maps.draw("t", "n", [], [], []),
    ):
        parsed(picture)


def test_hostile_labels_are_text_and_nothing_else() -> None:
    for picture in (
        charts.ranges(HOSTILE, HOSTILE, [charts.Panel(HOSTILE, (charts.Range(HOSTILE, 1, 2),))]),
        charts.steps(HOSTILE, HOSTILE, [charts.Arrival(HOSTILE, DAYS[0], DAYS[1])]),
        maps.draw(HOSTILE, HOSTILE, [maps.Dot("a", HOSTILE)], [], [(HOSTILE, Color(0, 0, 0))]),
    ):
        root = parsed(picture)
        assert not list(root.iter(SVG + "script"))
        assert "\x07" not in picture
        assert any("<script>" in text for text in said(root))


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (0, 0.23, [0, 0.05, 0.1, 0.15, 0.2]),
        (-1, 1, [-1, -0.5, 0, 0.5, 1]),
        (1950, 2020, [1960, 1980, 2000, 2020]),
    ],
)  # fmt: skip
def test_ticks_are_round_numbers(low: float, high: float, expected: list[float]) -> None:
    assert svg.ticks(low, high) == expected


def test_years_are_marked_by_their_first_day_and_short_times_by_months() -> None:
    found = [label for _, label in svg.years(date(1950, 5, 1), date(1990, 1, 1))]
    assert found == ["1960", "1970", "1980", "1990"]
    assert [label for _, label in svg.years(date(2008, 2, 17), date(2008, 6, 1))] == [
        "2008-03",
        "2008-04",
        "2008-05",
        "2008-06",
    ]
    assert list(svg.years(date(1, 1, 1), date(1, 1, 1)))


def test_a_map_puts_nodes_where_they_lie_and_tells_kinds_apart(tmp_path: Path) -> None:
    network.write(CUT, tmp_path / "cut.gexf")
    root = parsed(maps.from_gexf(tmp_path / "cut.gexf", "A map", "of a cut"))
    dots = [(float(dot.get("cx", "")), float(dot.get("cy", ""))) for dot in root.iter(SVG + "circle")]
    assert len(dots) == len(CUT.nodes)
    # Arcadia lies at 12.3 north, 45 west; Borduria at 0.5 south, 100 east.
    west, east = (375.0, 238.5), (777.8, 274.1)
    assert {west, east} <= set(dots)
    assert "Without a place on record:" in said(root)
    kinds = {edge.kind for edge in CUT.edges}
    assert len(list(root.iter(SVG + "path"))) == len(kinds)
    assert sum(path.get("d", "").count("M") for path in root.iter(SVG + "path")) == len(CUT.edges)
    assert {text.rpartition(" ")[0] for text in said(root)} >= kinds


def test_a_file_that_is_no_gexf_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.gexf").write_text("<gexf>")
    with pytest.raises(UnreadableInput, match="no GEXF file"):
        maps.from_gexf(tmp_path / "x.gexf", "", "")


def test_a_dynamic_gexf_is_drawn_with_all_its_edges(tmp_path: Path) -> None:
    network.write(NETWORK, tmp_path / "all.gexf")
    root = parsed(maps.from_gexf(tmp_path / "all.gexf", "t", "n"))
    assert sum(path.get("d", "").count("M") for path in root.iter(SVG + "path")) == len(NETWORK.edges)


PLOTS = {
    "series.svg": ("recognition", "--waves", "1949:1964:5"),
    "actors.svg": ("recognition", "--of", "actors", "--on", "1963-03-03", "--top", "8"),
    "actors-over-time.svg": ("recognition", "--of", "actors", "--waves", "1949:1964:5", "--measure", "in-degree"),
    "similarity.svg": ("bipartite", "--of", "similarity", "--on", "1963-03-03", "--actor", "ruritania"),
    "blocs.svg": ("recognition", "--of", "blocs", "--on", "1963-03-03"),
    "cascade.svg": ("recognition", "--of", "cascade", "--target", "hav"),
}


@pytest.mark.parametrize("name", PLOTS)
def test_each_level_has_a_picture(name: str, world_root: Path, tmp_path: Path) -> None:
    done = command(
        "network", *PLOTS[name], "--plot", str(tmp_path / name), "-o", str(tmp_path / "table"), root=world_root
    )
    assert (done.code, done.stdout, done.stderr) == (0, "", f"wrote {tmp_path / name}\n")
    parsed((tmp_path / name).read_text(encoding="utf-8"))


def test_another_process_draws_the_same_bytes(world_root: Path, tmp_path: Path) -> None:
    """In another process sets have another order."""
    made = []
    for seed in ("1", "2"):
        target = tmp_path / f"{seed}.svg"
        arguments = [
            "--root",
            str(world_root),
            "network",
            *PLOTS["blocs.svg"],
            "--plot",
            str(target),
            "--format",
            "csv",
        ]
        done = subprocess.run(
            [sys.executable, "-m", "kg", *arguments],
            capture_output=True,
            cwd=CHECKOUT,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            check=True,
        )
        made.append((done.stdout, target.read_bytes()))
    assert made[0] == made[1]


def test_a_png_is_the_svg_drawn_twice_as_large(tmp_path: Path) -> None:
    picture = charts.steps("t", "n", [charts.Arrival("a", DAYS[0], DAYS[1])])
    for name in ("one.png", "two.png"):
        plots.write(tmp_path / name, picture)
    data = (tmp_path / "one.png").read_bytes()
    assert data.startswith(b"\x89PNG") and data == (tmp_path / "two.png").read_bytes()
    wide, _ = struct.unpack(">II", data[16:24])
    assert wide == 2 * float(etree.fromstring(picture.encode()).get("width", ""))


def test_a_png_without_its_library_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(WrongUse, match="pip install resvg-py, or write .svg"):
        plots.check(tmp_path / "x.png")
