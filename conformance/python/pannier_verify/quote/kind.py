"""What all kinds of component share while they are costed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from ..findings import pointer
from ..tariff.periods import after
from ..tariff.windows import is_day_of, minutes, in_season
from .answers import Answers
from .lines import Charge
from .periods import Calendar, Period, real_day
from .use import Piece, Refused, Use

DAY_MINUTES = 24 * 60


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

    @property
    def billing(self) -> str:
        """The length of a billing period."""
        return str(self.tariff["billing"]["period"])

    def remark(self, code: str, place: str) -> None:
        """Notes a departure from what only should hold."""
        self.remarks.add((code, place))


class Kind:
    """A component while it is costed, period after period; a subclass for each kind says what it charges."""

    def __init__(self, costing: Costing, place: int) -> None:
        self.costing, self.place = costing, place
        self.component: dict[str, Any] = costing.tariff["components"][place]

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
        """Whether it can only make the price lower: a credit, or a charge with no price above zero."""
        from ..tariff.components import prices

        listed = list(prices(self.component))
        return self.sign < 0 or (bool(listed) and all(price <= 0 for price in listed))

    def charges(self, period: Period, before: dict[str, Fraction]) -> list[Charge]:
        """What it adds in a billing period; `before` is what the components before it came to in it."""
        raise NotImplementedError

    def active(self, day: date, year: int) -> bool:
        """Whether a day lies in the phase of the component."""
        phase = self.component.get("phase", {})
        real, start = real_day(day, year), self.costing.contract
        return ("from" not in phase or real >= after(start, phase["from"])) and (
            "to" not in phase or real < after(start, phase["to"])
        )

    def days(self, period: Period) -> Iterator[date]:
        """The days of a period on which it counts."""
        return (day for day in period.days() if self.active(day, period.year))

    def counter(self, period: str | None, day: date) -> int:
        """The number of a period of counts; without one, of the billing period."""
        return self.costing.calendar.counter(period or self.costing.billing, day)


class Windows:
    """Which use lies in a window of the tariff."""

    def __init__(self, costing: Costing, place: str) -> None:
        self._costing, self._place = costing, place
        self._windows: dict[str, Any] = costing.tariff.get("windows", {})
        self._calendars: dict[str, Any] = costing.tariff.get("calendars", {})

    def has(self, name: str, day: date, piece: Piece) -> bool:
        """Whether a piece of use of a day that is priced lies in the window. Refuses what is too coarse to tell."""
        window = self._windows[name]
        if "otherwise" in window:
            return not any(self.has(other, day, piece) for other in window["otherwise"])
        if "source" in window:
            if piece.tou is not None:
                return bool(piece.tou == window["label"])
            return self._in_slots(window.get("default"), day, piece)
        return self._in_slots(window["slots"], day, piece)

    def _in_slots(self, slots: Sequence[dict[str, Any]] | None, day: date, piece: Piece) -> bool:
        if piece.minute is None or slots is None:
            raise Refused("quote-data-shown" if piece.hidden else "quote-data-fine", self._place)
        on = date.fromordinal(day.toordinal() + piece.shift)
        yesterday = date.fromordinal(on.toordinal() - 1)
        for slot in slots:
            start, end = minutes(slot)
            if start <= piece.minute < end and self._begins(slot, on):
                return True
            if piece.minute + DAY_MINUTES < end and self._begins(slot, yesterday):
                return True
        return False

    def _begins(self, slot: dict[str, Any], day: date) -> bool:
        """Whether a slot begins on a day."""
        names = [*slot.get("on", ()), *slot.get("except", ())]
        return is_day_of(slot, day.weekday(), [name for name in names if self._listed(name, day)])

    def _listed(self, name: str, day: date) -> bool:
        """Whether a calendar has a day (quote-calendar-known)."""
        calendar = self._calendars[name]
        known = calendar.get("known", {})
        at = day.isoformat()
        if at < known.get("from", at) or at >= known.get("to", "9999-99-99"):
            raise Refused("quote-calendar-known", self._place)
        if "dates" in calendar:
            return at in calendar["dates"]
        return any(in_season(day, span) for span in calendar["yearly"])
