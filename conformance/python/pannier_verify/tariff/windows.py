"""Windows and calendars: their form, and which minutes of which days are meant (spec/13-tariffs.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from ..findings import Finding, pointer

MINUTES = 24 * 60
SOME_YEAR = date(2000, 1, 1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Slot = dict[str, Any]


def check(tariff: dict[str, Any]) -> Iterator[Finding]:
    """tariff-window-form, tariff-window-half-open, tariff-reference of windows and calendars."""
    windows, calendars = tariff.get("windows", {}), tariff.get("calendars", {})
    for name, window in windows.items():
        place = ("windows", name)
        ways = sum(way in window for way in ("slots", "source", "otherwise"))
        of_meter = "source" in window
        if ways != 1 or of_meter != ("label" in window) or ("default" in window and not of_meter):
            yield Finding("tariff-window-form", pointer=pointer(*place))
        for index, other in enumerate(window.get("otherwise", [])):
            if other not in windows:
                yield Finding("tariff-reference", pointer=pointer(*place, "otherwise", index))
            elif "otherwise" in windows[other]:
                yield Finding("tariff-window-form", pointer=pointer(*place))
        for member in ("slots", "default"):
            for index, slot in enumerate(window.get(member, [])):
                where = (*place, member, index)
                if slot.get("to", "24:00").endswith("9"):
                    yield Finding("tariff-window-half-open", pointer=pointer(*where, "to"))
                if slot.get("from") == "24:00":
                    yield Finding("tariff-window-form", pointer=pointer(*where, "from"))
                for kind in ("on", "except"):
                    for number, calendar in enumerate(slot.get(kind, [])):
                        if calendar not in calendars:
                            yield Finding("tariff-reference", pointer=pointer(*where, kind, number))
    for name, calendar in calendars.items():
        if ("dates" in calendar) == ("yearly" in calendar):
            yield Finding("tariff-window-form", pointer=pointer("calendars", name))


def in_season(day: date, span: dict[str, str]) -> bool:
    """Whether a day lies in a season that comes every year; one whose end is not after its beginning goes over New Year."""
    at = f"{day.month:02}-{day.day:02}"
    if span["from"] < span["to"]:
        return span["from"] <= at < span["to"]
    return at >= span["from"] or at < span["to"]


def minutes(slot: Slot) -> tuple[int, int]:
    """First minute of a slot and the first after it, from the start of its day; behind 1440 it is on the next day."""
    start, end = clock(slot.get("from", "00:00")), clock(slot.get("to", "24:00"))
    return start, end if end > start else end + MINUTES


def clock(text: str) -> int:
    """The minute of the day that a clock time names."""
    return int(text[:2]) * 60 + int(text[3:])


def is_day_of(slot: Slot, weekday: int, calendars: Iterable[str]) -> bool:
    """Whether a slot begins on a day of this kind: its place in the week, and the calendars it is in."""
    within = set(calendars)
    return (
        WEEKDAYS[weekday] in slot.get("days", WEEKDAYS)
        and within.issuperset(slot.get("on", ()))
        and within.isdisjoint(slot.get("except", ()))
    )


def yesterday(day: date) -> date:
    """The day before; of the first there is none, and it stands for itself."""
    return day - timedelta(1) if day > date.min else day
