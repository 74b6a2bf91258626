"""Amounts for time: `fixed`."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ..tariff.periods import after, plus_months
from .amounts import Money
from .kind import Kind
from .lines import Charge
from .periods import Period, real_day

_DAYS = {"P1D": (1, "day"), "P1W": (7, "week"), "P28D": (28, "P28D")}
_MONTHS = {"P1M": (1, "month"), "P3M": (3, "P3M"), "P6M": (6, "P6M")}


class Fixed(Kind):
    """One line where something falls due."""

    def charges(self, period: Period, before: dict[str, Money]) -> list[Charge]:
        quantity, unit = self._due(period)
        if self.component.get("for_each") == "line":
            quantity *= max(len(self.costing.use.lines), 1)
        price = Fraction(self.component["amount"]) * self.sign
        return [Charge(quantity, unit, price)] if quantity else []

    def _due(self, period: Period) -> tuple[Fraction, str]:
        per = self.component["per"]
        if per == "once":
            due = after(self.costing.contract, self.component.get("at"))
            return Fraction(any(real_day(day, period.year) == due for day in self.days(period))), ""
        if per in _DAYS:
            length, unit = _DAYS[per]
            return Fraction(sum(1 for _ in self.days(period)), length), unit
        if per in _MONTHS:
            length, unit = _MONTHS[per]
            months = sum(self.active(month, period.year) for month in period.months())
            return Fraction(months, length), unit
        year = self.costing.calendar
        if self.component.get("proration") == "none":
            return Fraction(sum(self._begins_a_year(day) for day in self.days(period))), "year"
        return Fraction(sum(1 for _ in self.days(period)), (year.end - year.start).days), "year"

    def _begins_a_year(self, day: date) -> bool:
        """Whether a year of the contract begins on a day."""
        begun = self.costing.contract
        return day >= begun and plus_months(begun, 12 * (day.year - begun.year)) == day
