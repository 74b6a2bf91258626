"""What Australian energy plans have in common, whoever publishes them (spec/formats/tariffs.md, cdr-energy and eme-au).

Prices of use and supply are without tax, fees with it. Ends of hours and seasons are the last minute and the last day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from . import number, words
from .draft import DECREASE, INCREASE, UNKNOWN, Draft, fact
from .node import Node

ON_TOP = {"included": False, "rate": "0.1", "name": "GST"}
WITHIN = {"included": True, "rate": "0.1", "name": "GST"}
NONE = {"included": True, "rate": "0"}
ZONES = {
    "NSW": "Australia/Sydney", "ACT": "Australia/Sydney", "VIC": "Australia/Melbourne", "QLD": "Australia/Brisbane",
    "SA": "Australia/Adelaide", "WA": "Australia/Perth", "TAS": "Australia/Hobart", "NT": "Australia/Darwin",
}
_WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_SOME_DAYS = {
    **dict.fromkeys(("BUSINESS_DAYS", "WEEKDAY", "WEEKDAYS"), _WEEK[:5]), **dict.fromkeys(("WEEKEND", "WEEKENDS"), _WEEK[5:]),
    **dict.fromkeys(("ALL", "DAILY"), _WEEK),
}
_DURATION = re.compile(r"P([1-9][0-9]{0,3}[YMWD]|T[1-9][0-9]{0,4}[HMS])")


class NotADay(ValueError):
    """Something that should be a day of the year and is not."""


@dataclass
class Step:
    """A step of a price as it is stated: the price in dollars, and the volume that it is for."""

    price: Fraction
    volume: Fraction | None


def steps(rates: Node, meter: str, cents: bool, draft: Draft) -> list[Step] | None:
    """The steps of a price; nothing where one cannot be read, or is not for energy, which is said."""
    found = []
    unit = "MJ" if meter == "gas" else "KWH"
    for rate in rates.elements:
        if not rate.has("unitPrice"):
            break
        price = draft.number(rate.get("unitPrice"), "Price of use")
        volume = draft.number(rate.get("volume"), "Volume of a step")
        if price is None or rate.has("volume") and volume is None:
            return None
        if rate.text("measureUnit") not in (None, unit):
            draft.say_at(rate.pointer, f"Price of use in another unit than {unit}", UNKNOWN)
            return None
        found.append(Step(number.hundredth(price) if cents else price, volume))
    if not found or len(found) < len(rates.elements):
        draft.say_at(rates.pointer, "No price of use is stated", UNKNOWN)
        return None
    return found


def blocks(of: list[Step], node: Node, draft: Draft) -> dict[str, Any]:
    """Blocks, and how several are meant. A single volume is width and bound at once; several are taken as widths."""
    if sum(step.volume is not None for step in of[:-1]) > 1:
        draft.say_at(node.pointer, "Volumes of several steps: whether each is a width or a bound is not stated", UNKNOWN)
    if of[-1].volume is not None:
        draft.lose_at(node.pointer)
    made, end = [], Fraction(0)
    for index, step in enumerate(of):
        block = {"price": number.written(step.price)}
        if step.volume is not None and index + 1 < len(of):
            end += step.volume
            block["up_to"] = number.written(end)
        made.append(block)
    return {"blocks": made, "mode": "graduated" if len(made) > 1 else None}


def usage(meter: str, priced: dict[str, Any], period: str | None, hours: str | None) -> dict[str, Any]:
    """The terms of a price for use."""
    counted = period if priced["mode"] and period and _DURATION.fullmatch(period) else None
    return {"kind": "usage", "meter": meter, "unit": "MJ" if meter == "gas" else "kWh", "window": hours, "block_period": counted, **priced}


def slot(days: str, start: str, last: str, season: str | None) -> dict[str, Any] | None:
    """Days and hours of a slot with its last minute: `0959` or `09:59` is until ten."""
    first, end = _clock(start), _clock(last)
    if first is None or end is None:
        return None
    end += end % 10 == 9
    listed: set[str] = set()
    for word in re.split(r"[|, ]", days.upper()):
        known = _SOME_DAYS.get(word) or [day for day in _WEEK if word.startswith(day.upper())]
        if word and not known:
            return None
        listed.update(known if word else ())
    members = {
        "days": [day for day in _WEEK if day in listed] if 0 < len(listed) < 7 else None,
        "from": _edge(first),
        "to": _edge(end),
        "on": [season] if season else None,
    }
    return {name: value for name, value in members.items() if value is not None}


def season(first: str, last: str, draft: Draft) -> str | None:
    """The calendar of a season with its last day; nothing for the whole year. Raises `NotADay`."""
    start, end = _day_of_year(first), _day_of_year(last) + timedelta(1)
    if end.month == 2 and end.day == 29:
        end = date(2024, 3, 1)
    span = {"from": f"{start:%m-%d}", "to": f"{end:%m-%d}"}
    if span["from"] == span["to"]:
        return None
    name = f"season_{span['from']}_{span['to']}".replace("-", "")
    draft.calendars[name] = {"yearly": [span]}
    return name


def window(base: str, slots: list[dict[str, Any]], draft: Draft) -> str | None:
    """The window of these hours, under a name of its own where there is none yet; nothing where there are no hours."""
    for known, hours in draft.windows.items():
        if hours == {"slots": slots}:
            return known
    if not slots:
        return None
    stem = words.slug(base, most=40)
    name, count = stem, 2
    while name in draft.windows:
        name, count = f"{stem}_{count}", count + 1
    draft.windows[name] = {"slots": slots}
    return name


def of_season(season_name: str | None, draft: Draft) -> str | None:
    """The window of all hours of a season; nothing for the whole year."""
    return window(season_name, [{"on": [season_name]}], draft) if season_name else None


def supply(charges: list[tuple[str, str]], draft: Draft) -> None:
    """A charge for each day, from amounts and where they stand; those of all seasons have to be one."""
    if not charges:
        return
    amount, place = charges[0]
    if any(Fraction(other) != Fraction(amount) for other, _ in charges):
        draft.say_at(place, "Supply charge for a day that changes with the season", UNKNOWN)
    else:
        draft.add("supply", "Supply charge", "charge", kind="fixed", amount=amount, per="P1D")


def fee(node: Node, kind: str, text: str, term: str | None, amount: str | None, rate: Fraction | None, draft: Draft) -> None:
    """A fee for a period, a part of the bill (`bill`), or once: for something that the customer says happens."""
    label = text or kind
    of = draft.charges(_is_bill)
    tax: dict[str, Any] | None = WITHIN
    if term == "once" and amount and kind == "EXIT":
        draft.exit.append({"amount": amount, "label": words.name(label) or kind})
        return
    if term == "bill" and rate is not None and of:
        # A part of amounts without tax gets the tax that those get.
        terms, tax = {"kind": "percent", "of": of, "rate": number.written(rate)}, None
    elif term not in (None, "bill") and amount:
        terms = {"kind": "fixed", "amount": amount, "per": term}
    else:
        draft.say(node, f"{kind}: {text}", UNKNOWN)
        return
    if amount and Fraction(amount) == 0:
        draft.lose_at(node.pointer)
        return
    asked = [draft.asks(f"fee_{kind}", label, node)] if term in ("once", "bill") else None
    draft.add(f"fee_{kind}", label, "charge", **terms, when=asked, contingent=True if asked else None, tax=tax)


def discount(node: Node, label: str, rate: Fraction, of_bill: bool, about: str | None, draft: Draft) -> None:
    """A discount on the bill or on use; one that asks something of the customer counts only where that is proven."""
    of = draft.charges(_is_bill if of_bill else lambda one: one["kind"] == "usage")
    if rate == 0:
        draft.lose_at(node.pointer)
    elif rate < 0 or not of:
        draft.say(node, label, UNKNOWN if rate < 0 else DECREASE)
    else:
        when = [{"label": words.name(label), **fact(about, "yes")}] if about else None
        draft.add("discount", label, "credit", kind="percent", of=of, rate=number.written(rate), when=when, contingent=True if when else None)


def feed_in(node: Node, label: str, rates: Node | None, period: str | None, cents: bool, draft: Draft) -> None:
    """What is paid for electricity sent out; a premium scheme is asked."""
    read = steps(rates, "electricity.export", cents, draft) if rates else None
    if rates is None:
        draft.say(node, f"Feed-in: {label}", DECREASE)
    if read is None or rates is None:
        return
    priced = blocks(read, rates, draft)
    if min(step.price for step in read) < 0:
        draft.say_at(node.pointer, f"Feed-in: {label}: below zero", INCREASE)
    elif not any(step.price for step in read):
        draft.lose_at(node.pointer)
    else:
        asked = [draft.asks("feed_in_premium", label, node)] if node.peeked("scheme") == "PREMIUM" else None
        draft.add("feed_in", label, "credit", **usage("electricity.export", priced, period, None), tax=NONE, when=asked,
                  contingent=True if asked else None)


def _is_bill(component: dict[str, Any]) -> bool:
    """Use and supply: what discounts and percentages of a bill are of."""
    return not component.get("contingent") and component["kind"] in ("usage", "fixed", "peak")


def _clock(text: str) -> int | None:
    """Minutes of `0959`, `09:59`, `09:59:59`, or with `T` and `Z` around; those of 24:00 are those of 0:00."""
    digits = "".join(letter for letter in text if letter in "0123456789")
    if len(digits) < 4:
        return None
    hour, minute = int(digits[:2]), int(digits[2:4])
    return (hour * 60 + minute) % 1440 if minute < 60 and (hour < 24 or hour == 24 and minute == 0) else None


def _edge(minutes: int) -> str | None:
    return f"{minutes // 60:02}:{minutes % 60:02}" if minutes % 1440 else None


def _day_of_year(text: str) -> date:
    """`MM-DD`, or that of a date."""
    part = text[5:10] if len(text) >= 10 else text
    try:
        return date.fromisoformat(f"2024-{part}") if re.fullmatch(r"[0-9]{2}-[0-9]{2}", part) else date.fromisoformat("")
    except ValueError as error:
        raise NotADay(text) from error
