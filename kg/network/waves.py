"""The days of a series of waves: from a date to a date, in steps of years, months or days."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, takewhile
from typing import Final

from kg import dates
from kg.errors import WrongUse

# More waves than there are days in three years are a slip of the pen.
_MOST: Final = 1000
_SERIES: Final = re.compile(r"(?P<first>[^:]+):(?P<last>[^:]+):(?P<step>\d+)(?P<unit>[ymd]?)")


def wave_days(text: str) -> list[date]:
    """Return the days of ``FROM:TO:STEP``, the step being years (``5`` or ``5y``), months (``6m``) or days (``10d``).

    FROM and TO are dates of any precision, whose last day counts: 1990:2020:5 are the ends of 1990, 1995 and so on.  Raises
    WrongUse for another form, for a step of nothing, for no wave at all and for more than a thousand.
    """
    match = _SERIES.fullmatch(text)
    if match is None or int(match["step"]) == 0:
        raise WrongUse(
            f"{text!r} is no series of waves", remedy="write FROM:TO:STEP, for example 1990:2020:5 or 1990:1992:6m"
        )
    first, last = (dates.calendar_day(dates.bounds(match[end]).latest) for end in ("first", "last"))
    days = list(takewhile(lambda day: day <= last, _steps(first, int(match["step"]), match["unit"] or "y")))
    if not days:
        raise WrongUse(f"{text!r} ends before it begins", remedy="turn the dates round")
    return days


def _steps(first: date, step: int, unit: str) -> Iterator[date]:
    for number in count():
        if number > _MOST:
            raise WrongUse(f"these are more than {_MOST} waves", remedy="take a longer step")
        try:
            yield first + timedelta(days=number * step) if unit == "d" else _later(first, number * step * _MONTHS[unit])
        except (OverflowError, ValueError):  # The calendar has no such day.
            return


_MONTHS: Final = {"y": 12, "m": 1}


def _later(day: date, months: int) -> date:
    """The day so many months later; the last day of a month stays the last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    at_end = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, length if at_end else min(day.day, length))
