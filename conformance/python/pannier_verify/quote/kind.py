"""What all kinds of component share while they are costed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..findings import pointer
from ..tariff.periods import after
from .amounts import Money
from .answers import Answers
from .lines import Charge
from .periods import Calendar, Period, real_day
from .use import Use


@dataclass
class Costing:
    """One tariff on one use: what every component needs to know, and what was found out on the way.

    `bounded` says that the figure is an upper bound; `remarks` are the departures that only should not be. `unknown` says of
    components under conditions that nobody answered whether they count, `forced` whether they are to.
    """

    tariff: dict[str, Any]
    use: Use
    answers: Answers
    calendar: Calendar
    contract: date
    bounded: bool = False
    remarks: set[tuple[str, str]] = field(default_factory=set)
    unknown: dict[int, bool] = field(default_factory=dict)
    forced: dict[int, bool] = field(default_factory=dict)
    # The pools of the year that is costed, by their names.
    pools: dict[str, Any] = field(default_factory=dict)

    @property
    def billing(self) -> str:
        """The length of a billing period."""
        return str(self.tariff["billing"]["period"])

    def remark(self, code: str, place: str) -> None:
        """Notes a departure from what only should hold."""
        self.remarks.add((code, place))


class Kind:
    """A component while it is costed, period after period of a year; a subclass for each kind says what it charges."""

    # Whether it adds up over periods in which its conditions do not hold, too.
    goes_on = False

    def __init__(self, costing: Costing, place: int) -> None:
        self.costing, self.place = costing, place
        self.component: dict[str, Any] = costing.tariff["components"][place]
        self._free_period: int | None = None
        self._free_left = 0

    @property
    def pointer(self) -> str:
        """The place of the component in the tariff."""
        return pointer("components", self.place)

    @property
    def sign(self) -> int:
        """1 for a charge, -1 for a credit."""
        return 1 if self.component["direction"] == "charge" else -1

    @property
    def lowers(self) -> bool:
        """Whether it can only make the price lower: prices of a credit are never below zero."""
        return self.sign < 0

    @property
    def tax(self) -> dict[str, Any]:
        """The tax in its amounts."""
        return dict(self.component.get("tax", self.costing.tariff["tax"]))

    def check_data(self) -> None:
        """Raises `Refused` where the data does not have what it prices by, whether it counts or not."""

    def charges(self, period: Period, before: dict[str, Money]) -> list[Charge]:
        """What it adds in a billing period; `before` is what the components before it came to in it."""
        raise NotImplementedError

    def active(self, day: date, year: int) -> bool:
        """Whether a day lies in the phase of the component."""
        phase = self.component.get("phase", {})
        real, start = real_day(day, year), self.costing.contract
        return ("from" not in phase or real >= after(start, phase["from"])) and (
            "to" not in phase or real < after(start, phase["to"])
        )

    def begins_in(self, period: Period) -> bool:
        """Whether a period has a day on which it counts."""
        return any(True for _ in self.days(period))

    def days(self, period: Period) -> Iterator[date]:
        """The days of a period on which it counts."""
        return (day for day in period.days() if self.active(day, period.year))

    def counter(self, period: str | None, day: date) -> int:
        """The number of a period of counts; without one, of the billing period."""
        return self.costing.calendar.counter(period or self.costing.billing, day)

    def is_free(self, member: str, day: date) -> bool:
        """Whether what would be charged on a day is one of the first of its period, as `member` says how many are free."""
        free = self.component.get(member)
        if free is None:
            return False
        key = self.counter(free.get("per"), day)
        if key != self._free_period:
            self._free_period, self._free_left = key, free["n"]
        if not self._free_left:
            return False
        self._free_left -= 1
        return True
