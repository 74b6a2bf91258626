"""Exact numbers, days and spans of time; no value here is ever a binary fraction."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta
from fractions import Fraction

DAY = 86_400
# The days that a date can name.
FIRST_DAY, LAST_DAY = "0001-01-01", "9999-12-31"

_DURATION = re.compile(r"P(?:(\d+)([YMWD])|T(\d+)([HMS]))")
_SECONDS = {"H": 3600, "M": 60, "S": 1}


def number(text: str) -> Fraction:
    """A decimal, exactly."""
    return Fraction(text)


def scale(text: str) -> int:
    """How many decimals a text has."""
    return len(text.partition(".")[2])


def unit_of_last_place(text: str) -> Fraction:
    """The worth of one in the last decimal that is written."""
    return Fraction(1, 10 ** scale(text))


def rounded(value: Fraction, decimals: int) -> Fraction:
    """`value` to so many decimals, half away from zero."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, 10**decimals)


def day(text: str) -> date:
    """A civil date."""
    return date.fromisoformat(text)


def days_from(start: str, end: str) -> list[str]:
    """Every day of `[start, end)`."""
    first = day(start)
    return [(first + timedelta(offset)).isoformat() for offset in range((day(end) - first).days)]


def next_day(text: str) -> str:
    """The day after."""
    return (day(text) + timedelta(1)).isoformat()


def month_start(text: str) -> str:
    """The first day of the month."""
    return text[:8] + "01"


def month_end(text: str) -> str:
    """The first day of the next month."""
    first = day(text)
    return date(first.year + first.month // 12, first.month % 12 + 1, 1).isoformat()


def plus(text: str, duration: str, times: int = 1) -> str | None:
    """A day plus a duration by the calendar, so many times; a month too short for the day ends on its last day.

    Nothing for hours, and where no date can name the day.
    """
    count, unit, _, _ = _parts(duration)
    count *= times
    start = day(text)
    try:
        if unit in ("W", "D"):
            return (start + timedelta(count * (7 if unit == "W" else 1))).isoformat()
        if unit in ("Y", "M"):
            months = start.year * 12 + start.month - 1 + count * (12 if unit == "Y" else 1)
            year, month = divmod(months, 12)
            return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1])).isoformat()
    except (OverflowError, ValueError):
        pass
    return None


def day_of(moment: int) -> str:
    """The day in UTC of a moment in seconds since 1970; the last that there is for those behind it."""
    try:
        return (date(1970, 1, 1) + timedelta(seconds=moment)).isoformat()
    except OverflowError:
        return LAST_DAY if moment > 0 else FIRST_DAY


def start_of(text: str) -> int:
    """The moment at which a day begins in UTC, in seconds since 1970."""
    return (day(text) - date(1970, 1, 1)).days * DAY


def ahead(text: str, duration: str) -> str:
    """The day to which a duration leads from a day; one of hours counts the days that it begins."""
    return plus(text, _in_days(duration)) or LAST_DAY


def back(text: str, duration: str) -> str:
    """The same, back in time."""
    return plus(text, _in_days(duration), -1) or FIRST_DAY


def _in_days(duration: str) -> str:
    length = seconds(duration)
    return duration if length is None else f"P{-(-length // DAY)}D"


def _parts(duration: str) -> tuple[int, str, int, str]:
    match = _DURATION.fullmatch(duration)
    if match is None:
        raise ValueError("no duration")
    count, unit, clock, clock_unit = match.groups()
    return int(count or 0), unit or "", int(clock or 0), clock_unit or ""


def seconds(duration: str) -> int | None:
    """The length of a duration of hours, minutes or seconds; nothing for one whose length the calendar decides."""
    _, _, count, unit = _parts(duration)
    return count * _SECONDS[unit] if unit else None


def instant(text: str) -> Fraction:
    """An instant in seconds since 1970, exactly."""
    form = re.fullmatch(r"(.{19})(?:\.(\d+))?(Z|[+-]\d\d:\d\d)", text)
    if form is None:
        raise ValueError("no instant")
    clock, decimals, offset = form.groups()
    since = datetime.fromisoformat(clock) - datetime(1970, 1, 1)
    moment = Fraction(since.days * 86_400 + since.seconds)
    if decimals:
        moment += Fraction(int(decimals), 10 ** len(decimals))
    if offset != "Z":
        minutes = int(offset[1:3]) * 60 + int(offset[4:6])
        moment -= (minutes if offset[0] == "+" else -minutes) * 60
    return moment
