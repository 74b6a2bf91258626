"""Figures of a billing period that conditions look at."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ..tariff.units import factor
from .conditions import matches
from .kind import Costing
from .periods import Period
from .use import Refused
from .use_costs import filtered


class Metrics:
    """The figures of one billing period; each is computed when a condition asks for it."""

    def __init__(self, costing: Costing, period: Period) -> None:
        self._costing, self._period = costing, period

    def of(self, place: str) -> Callable[[dict[str, Any]], Fraction | None]:
        """What gives the figure a test looks at; what is refused is refused for the component at `place`."""

        def figure(test: dict[str, Any]) -> Fraction | None:
            try:
                return self._figure(test)
            except Refused as refused:
                raise Refused(refused.code, place) from refused

        return figure

    def _figure(self, test: dict[str, Any]) -> Fraction | None:
        use, days = self._costing.use, list(self._period.days())
        match test["metric"]:
            case "inflow" | "outflow":
                sign = 1 if test["metric"] == "inflow" else -1
                amounts = (sign * movement.amount for day in days for movement in use.movements(day))
                return sum((amount for amount in amounts if amount > 0), Fraction(0))
            case "count":
                return self._count(test.get("match", {}))
            case "min_balance":
                return min(use.balance(day) for day in days)
            case "average_balance":
                return sum((use.balance(day) for day in days), Fraction(0)) / len(days)
            case _:
                return self._usage(test)

    def _count(self, match: dict[str, Any]) -> Fraction | None:
        """How many movements match; not known where that of any is not."""
        days = self._period.days()
        values = [
            matches(match, movement, self._costing.answers)
            for day in days
            for movement in self._costing.use.movements(day)
        ]
        return None if None in values else Fraction(sum(value is True for value in values))

    def _usage(self, test: dict[str, Any]) -> Fraction:
        total = Fraction(0)
        for day in self._period.days():
            for piece in self._costing.use.pieces(test["meter"], day):
                if filtered(piece, test.get("filter", {})):
                    times = factor(piece.unit, test["unit"])
                    if times is None:
                        raise Refused("quote-unit")
                    total += piece.quantity * times
        return total
