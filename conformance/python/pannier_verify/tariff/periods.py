"""Durations of tariffs: whole months, weeks and days, from the start of a contract (tariff-period)."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

_DURATION = re.compile(r"P(\d+)([YMWD])")


def months(duration: str) -> int | None:
    """How many months a duration of months or years has; nothing of any other."""
    match = _DURATION.fullmatch(duration)
    if match is None or match[2] not in "YM":
        return None
    return int(match[1]) * (12 if match[2] == "Y" else 1)


def days(duration: str) -> int | None:
    """How many days a duration of days or weeks has; nothing of any other."""
    match = _DURATION.fullmatch(duration)
    if match is None or match[2] not in "WD":
        return None
    return int(match[1]) * (7 if match[2] == "W" else 1)


def after(start: date, duration: str | None) -> date:
    """The day to which a duration leads; a month too short for the day ends on its last day."""
    if duration is None:
        return start
    length = days(duration)
    try:
        if length is not None:
            return start + timedelta(length)
        return plus_months(start, months(duration) or 0)
    except (OverflowError, ValueError):
        return date.max


def plus_months(start: date, count: int) -> date:
    """The day so many months later, or earlier."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def divides_a_year(duration: str) -> bool:
    """Whether it is a number of whole months that divides twelve."""
    count = months(duration)
    return count is not None and 12 % count == 0


def same(one: str | None, other: str | None) -> bool:
    """Whether two durations are the same time, however they are written: months with months, days with days."""
    return _length(one) == _length(other)


def _length(duration: str | None) -> tuple[int | None, int | None, str | None]:
    if duration is None:
        return None, None, None
    counted = months(duration), days(duration)
    return (*counted, duration if counted == (None, None) else None)
