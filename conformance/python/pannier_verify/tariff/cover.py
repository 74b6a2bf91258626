"""Whether the windows of charges cover every hour of the week once (tariff-window-cover)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

from ..findings import Finding, pointer
from . import windows

# A day as slots see it: its place in the week, and the calendars it is in.
Kind = tuple[int, frozenset[str]]
# With more lists of dates than these nothing is concluded.
_MOST_LISTS = 4


def check(tariff: dict[str, Any]) -> Iterator[Finding]:
    """One finding for each list of prices whose windows leave a gap or overlap, at its first component that has one."""
    for index, _ in amiss(tariff):
        yield Finding("tariff-window-cover", pointer=pointer("components", index, "window"))


def amiss(tariff: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Of each list whose windows leave hours out or have them twice the first component, and how often such an hour is had.

    A list is the charges with one meter, filter and phase, as these are written. What a credit leaves out nobody pays.
    """
    defined = tariff.get("windows", {})
    calendars = tariff.get("calendars", {})
    lists: dict[str, tuple[int, list[str]]] = {}
    for index, component in enumerate(tariff["components"]):
        if component["kind"] == "usage" and component["direction"] == "charge" and "window" in component:
            _, listed = lists.setdefault(_list_of(component), (index, []))
            if component["window"] not in listed:
                listed.append(component["window"])
    if not lists:
        return
    slots_of_all = [slot for window in defined.values() for slot in _slots(window)]
    named = {name for slot in slots_of_all for kind in ("on", "except") for name in slot.get(kind, [])}
    asked = {name: calendar for name, calendar in calendars.items() if name in named}
    if sum("yearly" not in calendar for calendar in asked.values()) + len(named - calendars.keys()) > _MOST_LISTS:
        return
    # The first minutes from which on a window can be another.
    edges = sorted({0} | {minute % windows.MINUTES for slot in slots_of_all for minute in windows.minutes(slot)})
    days = list(_kinds(asked))
    for first, listed in lists.values():
        used = [*listed, *(other for name in listed if name in defined for other in defined[name].get("otherwise", []))]
        if not all(name in defined and _resolves(defined[name], defined, calendars) for name in used):
            continue
        slots = [_slots(defined[name]) for name in listed if "otherwise" not in defined[name]]
        others = [[_slots(defined[other]) for other in defined[name]["otherwise"]]
                  for name in listed if "otherwise" in defined[name]]
        counts = {count for before, day in days for count in _counts(before, day, slots, others, edges)} - {1}
        if counts:
            yield first, min(counts)


def _list_of(component: dict[str, Any]) -> str:
    """What the charges that are looked at together have the same."""
    return json.dumps([component["meter"], component.get("filter"), component.get("phase")], sort_keys=True)


def _resolves(window: dict[str, Any], defined: dict[str, Any], calendars: dict[str, Any]) -> bool:
    """Whether all that a window names is there; what is not is another finding. Hours set at a meter nobody can lay out."""
    slots = _slots(window)
    names = {name for slot in slots for kind in ("on", "except") for name in slot.get(kind, [])}
    others = window.get("otherwise", [])
    is_there = names <= calendars.keys() and all(name in defined and "otherwise" not in defined[name] for name in others)
    return is_there and ("source" not in window or "default" in window)


def _slots(window: dict[str, Any]) -> list[windows.Slot]:
    return list(window.get("slots", window.get("default", [])))


def _kinds(calendars: dict[str, Any]) -> Iterator[tuple[Kind, Kind]]:
    """Every kind of day with the kind of the day before: seasons as the year has them, listed days in or out of their list."""
    lists = [name for name, calendar in calendars.items() if "yearly" not in calendar]
    seasons = {name: calendar["yearly"] for name, calendar in calendars.items() if "yearly" in calendar}
    pairs = set()
    before = frozenset[str]()
    for offset in range(-1, 366):
        day: date = windows.SOME_YEAR + timedelta(offset)
        now = frozenset(name for name, spans in seasons.items() if any(windows.in_season(day, span) for span in spans))
        if offset >= 0:
            pairs.add((before, now))
        before = now
    chosen = [frozenset(name for name, chosen in zip(lists, bits) if chosen) for bits in product((0, 1), repeat=len(lists))]
    for (one, other), weekday, earlier, later in product(pairs, range(7), chosen, chosen):
        yield ((weekday - 1) % 7, one | earlier), (weekday, other | later)


def _counts(
    before: Kind, day: Kind, slots: list[list[windows.Slot]], others: list[list[list[windows.Slot]]], edges: list[int]
) -> set[int]:
    """How many windows have each minute of a day, looked at where one can begin or end."""
    out = set()
    for minute in edges:
        count = sum(_has(window, before, day, minute) for window in slots)
        count += sum(not any(_has(window, before, day, minute) for window in excluded) for excluded in others)
        out.add(count)
    return out


def _has(window: list[windows.Slot], before: Kind, day: Kind, minute: int) -> bool:
    """Whether a window has a minute of a day, by slots that begin on it and on the day before."""
    for slot in window:
        start, end = windows.minutes(slot)
        if start <= minute < end and windows.is_day_of(slot, *day):
            return True
        if minute < end - windows.MINUTES and windows.is_day_of(slot, *before):
            return True
    return False
