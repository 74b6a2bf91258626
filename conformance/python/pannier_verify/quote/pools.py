"""Allowances that components and lines share: what draws on one, in which order, and what is used beyond it (cost-pool)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from .kind import Costing
from .periods import Period
from .use_costs import Allowance, Usage, Used

Draw = tuple[Usage, Used]


class Pool:
    """A pool in one year of the contract, billing period after billing period."""

    def __init__(self, costing: Costing, given: dict[str, Any]) -> None:
        lines = max(len(costing.use.lines), 1) if given.get("for_each") == "line" else 1
        self._costing = costing
        self._allowance = Allowance(costing, given, Fraction(given["quantity"]) * lines)
        self._shares: dict[int, tuple[Fraction, Fraction]] = {}

    def settle(self, period: Period, drawing: Sequence[Usage]) -> None:
        """Lets the components that count in a billing period draw, day by day."""
        self._shares = {}
        days: dict[date, list[Draw]] = {}
        for usage in drawing:
            for used in usage.to_draw(period):
                days.setdefault(used.day, []).append((usage, used))
        for day, draws in sorted(days.items(), key=lambda one: one[0]):
            # What is left of a period can be kept, so a day without use counts too.
            self._allowance.beyond(day, Fraction(0))
            for together in _at_once([draw for draw in draws if draw[1].quantity]):
                self._take(day, together)

    def share(self, usage: Usage, period: Period) -> tuple[Fraction, Fraction]:
        """What a component draws in the billing period that was settled last, and what it uses beyond."""
        return self._shares.get(usage.place, (Fraction(0), Fraction(0)))

    def _take(self, day: date, draws: list[Draw]) -> None:
        """Draws that come at once; that for which least is paid beyond the pool draws first."""
        before = dict(self._shares)
        for usage, used in sorted(draws, key=lambda draw: (worth(draw[0]), draw[0].place)):
            beyond = self._allowance.beyond(day, used.quantity * usage.takes) / usage.takes
            drawn, paid = self._shares.get(usage.place, (Fraction(0), Fraction(0)))
            self._shares[usage.place] = drawn + used.quantity - beyond, paid + beyond
        grown = [
            sum((share[which] for share in self._shares.values()), Fraction(0)) > sum((share[which] for share in before.values()), Fraction(0))
            for which in (0, 1)
        ]
        if all(grown) and len({worth(usage) for usage, _ in draws}) > 1:
            self._costing.bounded = True


def worth(usage: Usage) -> Fraction:
    """What is paid beyond a pool for as much as takes one from it."""
    return usage.price / usage.takes


def _at_once(draws: list[Draw]) -> Iterator[list[Draw]]:
    """Draws of a day by the second in which they began; all together where the records do not say it of one."""
    if any(used.clock is None for _, used in draws):
        yield draws
        return
    for clock in sorted({used.clock for _, used in draws if used.clock is not None}):
        yield [draw for draw in draws if draw[1].clock == clock]
