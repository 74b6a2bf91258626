"""Periods of bills and of counts in the year that is priced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ..tariff.periods import days as length_in_days
from ..tariff.periods import months as length_in_months
from ..tariff.periods import plus_months

YEAR = 12


@dataclass(frozen=True)
class Period:
    """Days `[start, end)` of the year that is priced, in year `year` of the contract, from 0."""

    year: int
    start: date
    end: date

    @property
    def name(self) -> str:
        """As lines name it: a month, or first day and first day after it."""
        if self.start.day == self.end.day == 1 and plus_months(self.start, 1) == self.end:
            return f"{self.start:%Y-%m}"
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    def days(self) -> Iterator[date]:
        """Each day."""
        for offset in range((self.end - self.start).days):
            yield self.start + timedelta(offset)

    def months(self) -> Iterator[date]:
        """The first day of each month that begins in it."""
        for day in self.days():
            if day.day == 1:
                yield day


class Calendar:
    """How a tariff divides the year from `start` on: by the calendar or the contract."""

    def __init__(self, start: date, anchor: str) -> None:
        self.start, self.end, self._anchor = start, plus_months(start, YEAR), anchor

    def days(self) -> Iterator[date]:
        """Each day that is priced."""
        return Period(0, self.start, self.end).days()

    def bills(self, period: str, year: int) -> list[Period]:
        """The billing periods; the first and the last are as much of one as lies in the year."""
        marks = [self.start]
        for index in range(1, YEAR):
            day = plus_months(self.start, index)
            if day >= self.end:
                break
            if self.counter(period, plus_months(day, -1)) != self.counter(period, day):
                marks.append(day)
        return [Period(year, one, other) for one, other in zip(marks, [*marks[1:], self.end])]

    def counter(self, period: str, day: date) -> int:
        """The number of the period of a count that a day lies in: counts run with bills, whole years with the contract."""
        by_day = length_in_days(period)
        if by_day is not None:
            return (day - self.start).days // by_day
        length = length_in_months(period) or 1
        month = day.year * 12 + day.month - 1
        if self._anchor == "contract" or length % YEAR == 0:
            month -= self.start.year * 12 + self.start.month - 1
        return month // length

    def ends(self, period: str, day: date) -> bool:
        """Whether a day is the last one of its period, or of the year."""
        following = day + timedelta(1)
        return following >= self.end or self.counter(period, day) != self.counter(period, following)


def real_day(day: date, year: int) -> date:
    """The day of the contract that a day of the year that is priced stands for in a later year."""
    return plus_months(day, YEAR * year) if year else day
