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


_OF_BALANCES = ("min_balance", "average_balance")
_NOT_KNOWN = ("quote-data-present", "quote-data-shown")


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
                if test["metric"] in _OF_BALANCES and refused.code in _NOT_KNOWN:
                    return None
                raise Refused(refused.code, place) from refused

        return figure

    def _figure(self, test: dict[str, Any]) -> Fraction | None:
        use, days = self._costing.use, list(self._period.days())
        match test["metric"]:
            case "inflow" | "outflow":
                return self._flow(test.get("match", {}), 1 if test["metric"] == "inflow" else -1)
            case "count":
                return self._count(test.get("match", {}))
            case "min_balance":
                return min(use.balance(day) for day in days)
            case "average_balance":
                return sum((use.balance(day) for day in days), Fraction(0)) / len(days)
            case _:
                return self._usage(test)

    def _flow(self, match: dict[str, Any], sign: int) -> Fraction | None:
        """The money of movements one way that match; not known where that of any is not."""
        total = Fraction(0)
        for day in self._period.days():
            for movement in self._costing.use.movements(day):
                if sign * movement.amount > 0:
                    value = matches(match, movement, self._costing.answers)
                    if value is None:
                        return None
                    total += abs(movement.amount) if value else 0
        return total

    def _count(self, match: dict[str, Any]) -> Fraction | None:
        """How many movements match; not known where that of any is not."""
        days = self._period.days()
        values = [
            matches(match, movement, self._costing.answers)
            for day in days
            for movement in self._costing.use.movements(day)
        ]
        return None if None in values else Fraction(sum(value is True for value in values))

    def _usage(self, test: dict[str, Any]) -> Fraction | None:
        total = Fraction(0)
        for day in self._period.days():
            for piece in self._costing.use.pieces(test["meter"], day):
                if filtered(piece, test.get("filter", {})):
                    times = factor(piece.unit, test["unit"])
                    if times is None:
                        return None
                    total += piece.quantity * times
        return total
