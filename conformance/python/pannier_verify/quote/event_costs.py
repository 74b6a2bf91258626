"""Prices for movements: `event`."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from .conditions import matches
from .amounts import Money
from .kind import Kind
from .lines import Charge
from .periods import Period
from .use import Movement


class Event(Kind):
    """One line, where a movement is charged."""

    def charges(self, period: Period, before: dict[str, Money]) -> list[Charge]:
        count, total = 0, Fraction(0)
        for day in self.days(period):
            for movement in self.costing.use.movements(day):
                cost = self._cost(movement)
                if self._counts(movement, cost) and not self.is_free("free", day):
                    count += 1
                    total += cost
        if not count:
            return []
        names = frozenset(name for day in period.days() for name in self.costing.use.names(day))
        return [Charge(Fraction(count), "event", total / count * self.sign, names)]

    def check_data(self) -> None:
        """quote-coverage."""
        self.costing.use.movements(self.costing.calendar.start)

    def _counts(self, movement: Movement, cost: Fraction) -> bool:
        """Whether a movement is charged; one that may or may not match is where that makes the price higher (quote-match-known)."""
        value = matches(self.component["match"], movement, self.costing.answers)
        if value is None:
            self.costing.remark("quote-match-known", self.pointer)
            self.costing.bounded = True
            return cost * self.sign > 0
        return value

    def _cost(self, movement: Movement) -> Fraction:
        cost = Fraction(self.component.get("amount", 0))
        cost += Fraction(self.component.get("percent", 0)) * abs(movement.amount)
        if "min" in self.component:
            cost = max(cost, Fraction(self.component["min"]))
        if "max" in self.component:
            cost = min(cost, Fraction(self.component["max"]))
        return cost
