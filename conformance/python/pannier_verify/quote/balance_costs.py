"""Interest and fees for balances at the ends of days: `balance`."""

from __future__ import annotations

import calendar
from datetime import date
from fractions import Fraction

from .amounts import Money
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

    def charges(self, period: Period, before: dict[str, Money]) -> list[Charge]:
        settled_days, settled = 0, Fraction(0)
        for day in period.days():
            if self.active(day, period.year):
                charged = self._charged(self.costing.use.balance(day))
                if charged > 0 and not self.is_free("free_days", day):
                    self._days += 1
                    self._sum += self._cost(charged, day)
        last = date.fromordinal(period.end.toordinal() - 1)
        if self.costing.calendar.ends(self.component.get("settle", self.costing.billing), last):
            settled_days, settled = self._days, self._sum
            self._days, self._sum = 0, Fraction(0)
        if not settled:
            return []
        names = frozenset(name for day in period.days() for name in self.costing.use.names(day))
        return [Charge(Fraction(settled_days), "day", settled / settled_days * self.sign, names)]

    def check_data(self) -> None:
        """quote-coverage, quote-fact-answered."""
        self.costing.use.movements(self.costing.calendar.start)
        self._charged(Fraction(0))

    def _cost(self, charged: Fraction, day: date) -> Fraction:
        """What a balance costs for a day: the fee of the block it lies in, else interest by blocks."""
        part = self._part_of_year(day)
        if "rate" in self.component:
            return charged * Fraction(self.component["rate"]) * part
        blocks = self.component["blocks"]
        reached = next(index for index, _ in in_blocks(blocks, "volume", Fraction(0), charged))
        if "amount_per_day" in blocks[reached]:
            return Fraction(blocks[reached]["amount_per_day"])
        total = Fraction(0)
        for index, amount in in_blocks(blocks, self.component.get("mode", "graduated"), Fraction(0), charged):
            total += amount * Fraction(blocks[index].get("rate", 0)) * part
        return total

    def _charged(self, balance: Fraction) -> Fraction:
        """The part of a balance on its side that is charged: less the buffer, and of that between `from` and `to`."""
        owed = -balance if self.component["side"] == "debit" else balance
        low, high = self._bound("from"), self._bound("to")
        buffer = self.component.get("buffer")
        if buffer is not None:
            amount = Fraction(buffer["amount"])
            if buffer["mode"] == "deductible":
                owed -= amount
            elif owed <= amount:
                return Fraction(0)
        return (owed if high is None else min(owed, high)) - (low or 0)

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
                return Fraction(_thirties(day), 360)


def _thirties(day: date) -> int:
    """How many days of a month of thirty a day stands for: the 31st for none, the last of February for all that are left."""
    if day.day == calendar.monthrange(day.year, day.month)[1]:
        return max(31 - day.day, 0)
    return 1
