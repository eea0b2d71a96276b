"""Partial and EDTF dates: the first and last day that they can mean."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.dates import DateFault, Days, bounds, calendar_day, day_number, spanning


def days(first: date, last: date) -> Days:
    return Days(day_number(first), day_number(last))


@given(st.dates())
def test_a_day_bounds_itself_and_comes_back(day: date) -> None:
    assert bounds(day.isoformat()) == days(day, day)
    assert calendar_day(day_number(day)) == day


@given(st.dates(), st.dates())
def test_an_interval_goes_from_its_first_to_its_last_day(one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert bounds(f"{first}/{last}") == days(first, last)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1997", date(1997, 1, 1), date(1997, 12, 31)),
        ("1997-02", date(1997, 2, 1), date(1997, 2, 28)),
        ("1996-02", date(1996, 2, 1), date(1996, 2, 29)),
        ("2025-07-03", date(2025, 7, 3), date(2025, 7, 3)),
        ("199X", date(1990, 1, 1), date(1999, 12, 31)),
        ("19XX", date(1900, 1, 1), date(1999, 12, 31)),
        ("1997-XX", date(1997, 1, 1), date(1997, 12, 31)),
        ("1997-05-XX", date(1997, 5, 1), date(1997, 5, 31)),
        ("1997?", date(1997, 1, 1), date(1997, 12, 31)),
        ("1997-05~", date(1997, 5, 1), date(1997, 5, 31)),
        ("1997-05-25%", date(1997, 5, 25), date(1997, 5, 25)),
        ("1997/1998-03", date(1997, 1, 1), date(1998, 3, 31)),
        ("0001-01-01", date(1, 1, 1), date(1, 1, 1)),
    ],
)
def test_the_days_that_a_date_can_mean(text: str, first: date, last: date) -> None:
    assert bounds(text) == days(first, last)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "'' is not a date"),
        ("soon", "'soon' is not a date"),
        ("2011-31-07", "'2011-31-07' names a day that the calendar does not have"),
        ("1900-02-29", "'1900-02-29' names a day that the calendar does not have"),
        ("2011-13", "'2011-13' names a day that the calendar does not have"),
        ("0000", "'0000' names a day that the calendar does not have"),
        ("/1991", "'/1991' is open at an end, so it bounds no day"),
        ("1991/", "'1991/' is open at an end, so it bounds no day"),
        ("1991/..", "'1991/..' is open at an end, so it bounds no day"),
        ("1998/1997", "'1998/1997' ends before it begins"),
        ("-0044", "'-0044' is not a date"),
        ("12345", "'12345' is not a date"),
        ("{1997,1998}", "'{1997,1998}' is not a date"),
        ("1997-05-25T10:00:00", "'1997-05-25T10:00:00' is not a date"),
        ("1997-05-25Z", "'1997-05-25Z' is not a date"),
    ],
)
def test_what_bounds_no_day_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(DateFault) as caught:
        bounds(text)
    assert caught.value.what == why


def test_a_season_is_no_month() -> None:
    with pytest.raises(DateFault):
        bounds("1997-21")


@pytest.mark.parametrize(
    ("texts", "whole"),
    [
        ([], None),
        (["1961"], "1961"),
        (["1961-12-14", "1961-09-05"], "1961-09-05/1961-12-14"),
        (["1961-12-14", "1961", "1961-09"], "1961"),
        (["1924-07-04/1924-09-04", "1924-06"], "1924-06/1924-09-04"),
        (["1924-07-04/1924-09-04", "1924-09"], "1924-07-04/1924-09"),
        (["1961-09-05", "1961-13", "no date"], "1961-09-05"),
        (["1961-13"], None),
    ],
)
def test_several_dates_span_all_their_days(texts: list[str], whole: str | None) -> None:
    assert spanning(texts) == whole
    if whole is not None:
        found = [bounds(text) for text in texts if text not in ("1961-13", "no date")]
        assert bounds(whole) == (min(d.earliest for d in found), max(d.latest for d in found))
