"""Which covered day or month stands for each one that is priced (cost-replay)."""

from __future__ import annotations

import bisect
import calendar
from collections.abc import Collection
from datetime import date, timedelta

from .periods import YEAR

_WEEKS = 364
_COURSE = 365


def kind_of(day: date, holidays: Collection[date]) -> str:
    """Working day, Saturday, or Sunday and holiday."""
    if day in holidays or day.weekday() == 6:
        return "sunday"
    return "saturday" if day.weekday() == 5 else "working"


def in_course(day: date) -> int:
    """The place of a day in the course of the year; 29 February counts as the 28th."""
    at = day.replace(day=28) if (day.month, day.day) == (2, 29) else day
    return at.replace(year=2001).timetuple().tm_yday - 1


def apart(one: date, other: date) -> int:
    """How many days lie between two in the course of the year, the shorter way round."""
    distance = abs(in_course(one) - in_course(other))
    return min(distance, _COURSE - distance)


class Days:
    """The covered days, and which of them stands for one that is priced."""

    def __init__(self, covered: Collection[date], holidays: Collection[date]) -> None:
        self.covered, self._holidays = frozenset(covered), holidays
        self._by_kind: dict[str, dict[int, date]] = {}
        for day in sorted(self.covered):
            # Of several in one place the latest.
            self._by_kind.setdefault(kind_of(day, holidays), {})[in_course(day)] = day
        self._found: dict[date, date | None] = {}

    def source(self, day: date) -> date | None:
        """The day that stands for one; nothing where none is covered."""
        if day not in self._found:
            self._found[day] = self._source(day)
        return self._found[day]

    def _source(self, day: date) -> date | None:
        if day in self.covered:
            return day
        kind = kind_of(day, self._holidays)
        before = day - timedelta(_WEEKS)
        if before in self.covered and kind_of(before, self._holidays) == kind:
            return before
        # Where no day of the kind is covered, any day stands for it.
        places = self._by_kind.get(kind) or {place: found for listed in self._by_kind.values() for place, found in listed.items()}
        if not places:
            return None
        listed = sorted(places)
        at = bisect.bisect_left(listed, in_course(day))
        near = {places[listed[(at + step) % len(listed)]] for step in (-1, 0)}
        return max(near, key=lambda found: (-apart(found, day), found))


class Months:
    """The covered months by their first days, and which of them stands for one that is priced."""

    def __init__(self, covered: Collection[date]) -> None:
        self.covered = frozenset(covered)

    def source(self, month: date) -> date | None:
        """The month that stands for one; nothing where none is covered."""
        if month in self.covered or not self.covered:
            return month if self.covered else None
        return max(self.covered, key=lambda found: (-months_apart(found, month), found))

    def days(self, day: date) -> list[date]:
        """The days of the source month whose records happen on a day: its own number, on the last day all that are left."""
        source = self.source(day.replace(day=1))
        if source is None:
            return []
        length = calendar.monthrange(source.year, source.month)[1]
        last = calendar.monthrange(day.year, day.month)[1]
        numbers = range(day.day, length + 1) if day.day == last else range(day.day, min(day.day, length) + 1)
        return [source.replace(day=number) for number in numbers]

    def last_day(self, day: date) -> date | None:
        """The day of the source month at whose end stands what stands at the end of a day."""
        source = self.source(day.replace(day=1))
        if source is None:
            return None
        length = calendar.monthrange(source.year, source.month)[1]
        last = calendar.monthrange(day.year, day.month)[1]
        return source.replace(day=length if day.day == last else min(day.day, length))


def months_apart(one: date, other: date) -> int:
    """How many months lie between two in the course of the year, the shorter way round."""
    distance = abs(one.month - other.month)
    return min(distance, YEAR - distance)
