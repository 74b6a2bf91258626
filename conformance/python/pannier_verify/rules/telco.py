"""Telecommunications profile (spec/profiles/telco.md)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..findings import Finding
from ..records import Record
from ..values import number, unit_of_last_place
from .bundle import Bundle

_UNITS = {"voice": ("s",), "data": ("B", "s"), "sms": ("count",), "mms": ("count",)}


def subscriptions(bundle: Bundle) -> Iterator[Finding]:
    """subscription-ended."""
    for record in bundle.of_type("subscription"):
        ended = record.value.get("ended_on")
        if ended is None:
            continue
        early = ended < record.value.get("activated_on", ended)
        if early or (ended <= record.value["as_of"] and record.value["status"] != "ended"):
            yield record.finding("subscription-ended", "ended_on")


def allowances(bundle: Bundle) -> Iterator[Finding]:
    """allowance-unlimited, allowance-pool, allowance-balance."""
    for record in bundle.of_type("plan_allowance"):
        value = record.value
        if ("quantity" in value) == value["unlimited"]:
            yield record.finding("allowance-unlimited", "unlimited")
        if "fair_use" in value and not value["unlimited"]:
            yield record.finding("allowance-unlimited", "fair_use")
        if record.has("line", "shared_with"):
            yield record.finding("allowance-pool", "line")
        if record.has("quantity", "used"):
            yield from _balance(record)


def _balance(record: Record) -> Iterator[Finding]:
    value = record.value
    left = number(value["quantity"]) + number(value.get("rolled_in", "0")) - number(value["used"])
    if "remaining" in value and number(value["remaining"]) != max(left, Fraction(0)):
        yield record.finding("allowance-balance", "remaining")
    elif number(value.get("over", "0")) != max(-left, Fraction(0)):
        yield record.finding("allowance-balance", "over" if "over" in value else "used")


def rolled_in(bundle: Bundle) -> Iterator[Finding]:
    """allowance-rolled-in: all that is rolled into periods of one kind that begin on a day."""
    for thing, parts in bundle.series_of("plan_allowance"):
        records = [record for part in parts for record in part.records]
        taken: dict[tuple[object, ...], list[Record]] = {}
        for record in records:
            if "rolled_in" in record.value:
                taken.setdefault(_kind(record, "date"), []).append(record)
        for kind, later in taken.items():
            if not bundle.is_whole(thing, "plan_allowance"):
                bundle.skip("allowance-rolled-in", f"{thing}/plan_allowance")
                continue
            before = [record.value.get("remaining") for record in records if _kind(record, "period_end") == kind]
            if not before or None in before:
                continue
            remained = sum((number(text) for text in before), Fraction(0))
            if sum((number(record.value["rolled_in"]) for record in later), Fraction(0)) > remained:
                yield later[0].finding("allowance-rolled-in", "rolled_in")


def _kind(record: Record, day: str) -> tuple[object, ...]:
    return tuple(record.value.get(name) for name in ("service", "zone", "unit", day))


def devices(bundle: Bundle) -> Iterator[Finding]:
    """device-balance, device-instalments."""
    for record in bundle.of_type("device_agreement"):
        value = record.value
        settled = value["status"] == "settled"
        if record.has("instalments_paid", "instalments_total"):
            if value["instalments_paid"] > value["instalments_total"]:
                yield record.finding("device-instalments", "instalments_paid")
        if "balance_left" not in value:
            continue
        left = number(value["balance_left"])
        if settled and left != 0:
            yield record.finding("device-instalments", "balance_left")
        elif not settled and record.has("instalment", "instalments_paid"):
            paid = number(value["instalment"]) * value["instalments_paid"]
            owed = number(value["price"]) - number(value.get("upfront", "0")) - paid
            if abs(owed - left) > unit_of_last_place(value["balance_left"]) / 2:
                yield record.finding("device-balance", "balance_left")


def grains(bundle: Bundle) -> Iterator[Finding]:
    """usage-grain: one for each kind and month of a series, whatever parts it stands in."""
    for _, parts in bundle.series_of("usage_event"):
        found: dict[tuple[str, str], str] = {}
        for part in parts:
            for record in part.records:
                value = record.value
                if found.setdefault((value["kind"], value["date"][:7]), value["grain"]) != value["grain"]:
                    yield record.finding("usage-grain", "grain")


def usage(bundle: Bundle) -> Iterator[Finding]:
    """usage-events, usage-unit, usage-volume, usage-roaming."""
    for record in bundle.of_type("usage_event"):
        value = record.value
        if value["grain"] == "event" and "events" in value:
            yield record.finding("usage-events", "events")
        units = _UNITS.get(value["kind"])
        if units and value["unit"] not in units:
            yield record.finding("usage-unit", "unit")
        elif value["kind"] == "data" and value["direction"] != "both":
            yield record.finding("usage-unit", "direction")
        if value["kind"] == "data" and value["unit"] == "B":
            if value.get("bytes_up", 0) + value.get("bytes_down", 0) > number(value["quantity"]):
                yield record.finding("usage-volume", "quantity")
        if "roaming_country" in value and value.get("roaming") != "roaming":
            yield record.finding("usage-roaming", "roaming_country")
