"""Interest and fees for balances at the ends of days: `balance`."""

from __future__ import annotations

import calendar
from datetime import date
from fractions import Fraction

from .kind import Costing, Kind
from .lines import Charge
from .periods import Period
from .use import Refused
from .use_costs import in_blocks

LIMIT = "arranged_limit"


class Balance(Kind):
    """One line, where it is settled and not nothing."""

    def __init__(self, costing: Costing, place: int) -> None:
        super().__init__(costing, place)
        self._days, self._sum = 0, Fraction(0)
        self._names: set[str] = set()
        self._free_period: tuple[int, int] | None = None
        self._free_left = 0

    def charges(self, period: Period, before: dict[str, Fraction]) -> list[Charge]:
        settled_days, settled = 0, Fraction(0)
        names: frozenset[str] = frozenset()
        for day in period.days():
            if self.active(day, period.year):
                self._names |= set(self.costing.use.names("balance", day))
                cost = self._cost(day)
                if cost and not self._is_free(day, period.year):
                    self._days += 1
                    self._sum += cost
            if self.costing.calendar.ends(self.component.get("settle", self.costing.billing), day):
                settled_days, settled, names = settled_days + self._days, settled + self._sum, names | self._names
                self._days, self._sum, self._names = 0, Fraction(0), set()
        if not settled:
            return []
        return [Charge(Fraction(settled_days), "day", settled / settled_days * self.sign, names)]

    def _is_free(self, day: date, year: int) -> bool:
        """Whether a day that would be charged is one of the first of its period."""
        free = self.component.get("free_days")
        if free is None:
            return False
        key = (year, self.counter(free.get("per"), day))
        if key != self._free_period:
            self._free_period, self._free_left = key, free["n"]
        if not self._free_left:
            return False
        self._free_left -= 1
        return True

    def _cost(self, day: date) -> Fraction:
        charged = self._charged(self.costing.use.balance(day))
        if charged <= 0:
            return Fraction(0)
        part = self._part_of_year(day)
        if "rate" in self.component:
            return charged * Fraction(self.component["rate"]) * part
        blocks = self.component["blocks"]
        total = Fraction(0)
        for index, amount in in_blocks(blocks, self.component.get("mode", "graduated"), Fraction(0), charged):
            total += amount * Fraction(blocks[index].get("rate", 0)) * part
        for index, _ in in_blocks(blocks, "volume", Fraction(0), charged):
            total += Fraction(blocks[index].get("amount_per_day", 0))
        return total

    def _charged(self, balance: Fraction) -> Fraction:
        """The part of a balance on the side that is charged, between `from` and `to`, less the buffer."""
        owed = max(-balance if self.component["side"] == "debit" else balance, Fraction(0))
        low, high = self._bound("from"), self._bound("to")
        part = max((owed if high is None else min(owed, high)) - (low or 0), Fraction(0))
        buffer = self.component.get("buffer")
        if buffer is None:
            return part
        amount = Fraction(buffer["amount"])
        if buffer["mode"] == "deductible":
            return max(part - amount, Fraction(0))
        return part if part > amount else Fraction(0)

    def _bound(self, name: str) -> Fraction | None:
        """A bound of the band; that of the arranged limit is asked for (quote-fact-answered)."""
        bound = self.component.get(name)
        if bound != LIMIT:
            return None if bound is None else Fraction(bound)
        limit = self.costing.answers.number(LIMIT)
        if limit is None:
            raise Refused("quote-fact-answered", self.pointer)
        return limit

    def _part_of_year(self, day: date) -> Fraction:
        match self.component.get("day_count"):
            case "ACT/365F":
                return Fraction(1, 365)
            case "ACT/360":
                return Fraction(1, 360)
            case "ACT/ACT":
                return Fraction(1, 366 if calendar.isleap(day.year) else 365)
            case _:
                following = date.fromordinal(day.toordinal() + 1)
                return Fraction(_days_360(following) - _days_360(day), 360)


def _days_360(day: date) -> int:
    """The number of a day in years of twelve months of thirty days; the 31st counts as the 30th."""
    return day.year * 360 + day.month * 30 + min(day.day, 30)
