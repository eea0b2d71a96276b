"""Dates as sources give them, and the days within which they fall.

A date is a day, a month, a year, or one of a few forms of the Extended Date/Time Format (EDTF, ISO 8601-2:2019 annex A):
an interval of partial dates with known ends, meaning *some day within it*; a partial date with ``X`` for unknown digits at
its end; the qualifiers ``?``, ``~`` and ``%``, which widen nothing.  Open intervals, seasons, sets and negative years are
refused: they bound no day.  Days are counted from 1970-01-01 in the proleptic Gregorian calendar, both ends included.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

from kg.errors import WrongUse

EPOCH = date(1970, 1, 1)
_PARTIAL = re.compile(r"(?P<year>\d{4}|\d{3}X|\d\dXX)(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?[?~%]?", re.ASCII)


class Days(NamedTuple):
    """The first and last day, both included, in days since 1970-01-01."""

    earliest: int
    latest: int


class DateFault(WrongUse):
    """A text that is no date, or a date that bounds no day."""


def day_number(day: date) -> int:
    """Return the number of days from 1970-01-01 to ``day``."""
    return (day - EPOCH).days


def calendar_day(number: int) -> date:
    """Return the calendar day that is ``number`` days after 1970-01-01."""
    return EPOCH + timedelta(days=number)


def bounds(text: str) -> Days:
    """Return the first and last day that ``text`` can mean.

    Raises DateFault if the text is no date of the forms above, or names a day that the calendar does not have.
    """
    first, slash, last = text.partition("/")
    if not slash:
        return _partial(text, text)
    if ".." in text or not first or not last:
        raise DateFault(f"{text!r} is open at an end, so it bounds no day", remedy="give the interval both ends")
    days = Days(_partial(first, text).earliest, _partial(last, text).latest)
    if days.earliest > days.latest:
        raise DateFault(f"{text!r} ends before it begins", remedy="turn the interval round")
    return days


def precision(text: str) -> str:
    """Return how precise a date is: ``day``, ``month``, ``year``, ``decade``, ``century`` or ``interval``."""
    match = _PARTIAL.fullmatch(text)
    if match is None:
        return "interval"
    if "X" in match["year"]:
        return "century" if match["year"].endswith("XX") else "decade"
    if match["month"] in (None, "XX"):
        return "year"
    return "month" if match["day"] in (None, "XX") else "day"


def spanning(texts: Iterable[str]) -> str | None:
    """Return one date for some day within any of several: the one that has all their days, else an interval.

    What is no date is left out; None if nothing is left.
    """
    found: dict[str, Days] = {}
    for text in sorted(texts):
        with suppress(DateFault):
            found[text] = bounds(text)
    if not found:
        return None
    first = min(found, key=lambda text: found[text].earliest)
    last = max(found, key=lambda text: found[text].latest)
    hull = (found[first].earliest, found[last].latest)
    whole = next((text for text, days in found.items() if days == hull), None)
    return whole or f"{first.partition('/')[0]}/{last.rpartition('/')[2]}"


def _partial(text: str, whole: str) -> Days:
    match = _PARTIAL.fullmatch(text)
    if match is None:
        raise DateFault(
            f"{whole!r} is not a date",
            remedy="write a day 1997-05-25, a month 1997-05, a year 1997 or an interval 1997-05-25/1997-05-27",
        )
    year, month, day = match["year"], match["month"], match["day"]
    try:
        return _days(year, month, day)
    except ValueError:
        raise DateFault(
            f"{whole!r} names a day that the calendar does not have", remedy=_nearest(year, month)
        ) from None


def _nearest(year: str, month: str | None) -> str:
    """What a day that the calendar does not have may have meant."""
    if int(year.replace("X", "9")) == 0:
        return "years begin with 0001"
    if month is None or not 1 <= int(month) <= 12:
        return f"months go from {year}-01 to {year}-12"
    return f"the month goes from {year}-{month}-01 to {year}-{month}-{monthrange(int(year), int(month))[1]}"


def _days(year: str, month: str | None, day: str | None) -> Days:
    first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if month is None or month == "XX" or "X" in year:
        return Days(day_number(date(first_year, 1, 1)), day_number(date(last_year, 12, 31)))
    if day is None or day == "XX":
        length = monthrange(first_year, int(month))[1]
        return Days(day_number(date(first_year, int(month), 1)), day_number(date(first_year, int(month), length)))
    exact = day_number(date(first_year, int(month), int(day)))
    return Days(exact, exact)
