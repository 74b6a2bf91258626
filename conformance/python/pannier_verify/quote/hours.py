"""Which use lies in a window of the tariff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ..tariff.windows import MINUTES, WEEKDAYS, in_season, is_day_of, minutes
from .kind import Costing
from .use import Piece, Refused


class Windows:
    """The windows of a tariff, for the component at `place`."""

    def __init__(self, costing: Costing, place: str) -> None:
        self._costing, self._place = costing, place
        self._windows: dict[str, Any] = costing.tariff.get("windows", {})
        self._calendars: dict[str, Any] = costing.tariff.get("calendars", {})

    def check(self, name: str) -> None:
        """quote-calendar-known: every calendar that the window asks about a day speaks of it; that of a meter has its hours."""
        window = self._windows[name]
        first, end = self._costing.calendar.start.toordinal(), self._costing.calendar.end.toordinal()
        for other in window.get("otherwise", [name]):
            for slot in self._slots(self._windows[other]):
                # Hours of the day before can go on into the first.
                for day in map(date.fromordinal, range(first - 1, end)):
                    if WEEKDAYS[day.weekday()] in slot.get("days", WEEKDAYS):
                        self._begins(slot, day)

    def has(self, name: str, day: date, piece: Piece) -> bool:
        """Whether a piece of use of a day that is priced lies in the window. Refuses what is too coarse to tell."""
        window = self._windows[name]
        if "otherwise" in window:
            return not any(self.has(other, day, piece) for other in window["otherwise"])
        if not piece.quantity and piece.minute is None:
            return False
        if piece.minute is None:
            raise Refused("quote-data-shown" if piece.hidden else "quote-data-fine", self._place)
        yesterday = date.fromordinal(day.toordinal() - 1)
        for slot in self._slots(window):
            start, end = minutes(slot)
            if start <= piece.minute < end and self._begins(slot, day):
                return True
            if piece.minute + MINUTES < end and self._begins(slot, yesterday):
                return True
        return False

    def _slots(self, window: dict[str, Any]) -> Sequence[dict[str, Any]]:
        """The slots of a window; those of one that is set at the meter are what the data says, else what holds then."""
        if "source" not in window:
            return list(window["slots"])
        said = self._costing.use.hours(window["label"])
        if said is None and "default" not in window:
            raise Refused("quote-data-present", self._place)
        return list(window["default"] if said is None else said)

    def _begins(self, slot: dict[str, Any], day: date) -> bool:
        """Whether a slot begins on a day."""
        names = [*slot.get("on", ()), *slot.get("except", ())]
        return is_day_of(slot, day.weekday(), [name for name in names if self._listed(name, day)])

    def _listed(self, name: str, day: date) -> bool:
        """Whether a calendar has a day; a list speaks of the days it knows and of the one before them (quote-calendar-known)."""
        calendar = self._calendars[name]
        if "yearly" in calendar:
            return any(in_season(day, span) for span in calendar["yearly"])
        known = calendar.get("known")
        if known is not None:
            first = date.fromisoformat(known["from"]).toordinal() - 1
            if day.toordinal() < first or day.isoformat() >= known.get("to", "9999-99-99"):
                raise Refused("quote-calendar-known", self._place)
        return day.isoformat() in calendar["dates"]
