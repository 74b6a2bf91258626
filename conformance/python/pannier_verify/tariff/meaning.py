"""What the members of a tariff mean together, once each has its form (spec/13-tariffs.md)."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from .. import standard
from ..findings import Finding, pointer
from . import components, conditions, cover, pools, windows
from .periods import after, days, months

MOST_PLACES = 6
# The day from which on phases are compared.
_FIRST = date(2001, 1, 1)
SERVICES = {
    "bank": ("current", "savings", "card", "loan", "mortgage", "prepaid"),
    "telco": ("mobile", "fixed_voice", "broadband", "tv", "iot"),
    "energy": ("electricity", "gas", "heat"),
    "water": ("water",),
}
_FUELS = {"electricity.import": "electricity", "electricity.export": "electricity", "gas": "gas", "heat": "heat", "water": "water"}


def check(tariff: dict[str, Any]) -> tuple[list[Finding], list[Finding]]:
    """Errors, and warnings, each in their order."""
    found = sorted({finding for rule in _RULES for finding in rule(tariff)})
    errors = [finding for finding in found if standard.is_error(finding.code)]
    return errors, [finding for finding in found if finding not in errors]


def fuel(meter: str) -> str | None:
    """The fuel that a meter counts; nothing for one of a line."""
    return _FUELS.get(meter)


def meters(tariff: dict[str, Any]) -> set[str]:
    """The meters that components count."""
    return {component["meter"] for component in tariff["components"] if "meter" in component}


def _header(tariff: dict[str, Any]) -> Iterator[Finding]:
    """tariff-zone-known, tariff-currency-known, tariff-rounding-places, tariff-service, tariff-computable, tariff-name-once of choices."""
    if tariff["time_zone"] not in zoneinfo.available_timezones():
        yield Finding("tariff-zone-known", pointer="/time_zone")
    if standard.currencies().get(tariff["currency"]) is None:
        yield Finding("tariff-currency-known", pointer="/currency")
    if tariff["rounding"]["places"] > MOST_PLACES:
        yield Finding("tariff-rounding-places", pointer="/rounding/places")
    fuels = {fuel(meter) for meter in meters(tariff)} - {None}
    service = tariff.get("service")
    if service is not None and (service not in SERVICES.get(tariff["sector"], ()) or fuels - {service}):
        yield Finding("tariff-service", pointer="/service")
    for index, unmodelled in enumerate(tariff["unmodelled"]):
        if unmodelled["effect"] not in ("none", "decrease"):
            yield Finding("tariff-computable", pointer=pointer("unmodelled", index, "effect"))
    names: set[str] = set()
    for index, choice in enumerate(tariff.get("choices", [])):
        if choice["id"] in names:
            yield Finding("tariff-name-once", pointer=pointer("choices", index, "id"))
        names.add(choice["id"])
        if choice["default"] not in choice["values"]:
            yield Finding("tariff-choice-value", pointer=pointer("choices", index, "default"))


def _rates(tariff: dict[str, Any]) -> Iterator[Finding]:
    """tariff-rate-fraction."""
    for place, rate in _all_rates(tariff):
        if not -1 < Fraction(rate) < 1:
            yield Finding("tariff-rate-fraction", pointer=pointer(*place))


def _all_rates(tariff: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("tax", "rate"), tariff["tax"]["rate"]
    for index, component in enumerate(tariff["components"]):
        place = ("components", index)
        if "tax" in component:
            yield (*place, "tax", "rate"), component["tax"]["rate"]
        for name in ("rate", "percent"):
            if name in component:
                yield (*place, name), component[name]
        if component["kind"] == "balance":
            for number, block in enumerate(component.get("blocks", [])):
                if "rate" in block:
                    yield (*place, "blocks", number, "rate"), block["rate"]


def _spans(tariff: dict[str, Any]) -> Iterator[Finding]:
    """tariff-span."""
    spans = [(("saleable",), tariff["saleable"]), (("priced",), tariff["priced"])]
    for name, calendar in tariff.get("calendars", {}).items():
        if "known" in calendar:
            spans.append((("calendars", name, "known"), calendar["known"]))
    for place, span in spans:
        if span.get("to", "9999-99-99") <= span["from"]:
            yield Finding("tariff-span", pointer=pointer(*place, "to"))
    for member in ("components", "exit"):
        for index, holder in enumerate(tariff.get(member, [])):
            phase = holder.get("phase", {})
            if "from" in phase and "to" in phase and not _later(phase["from"], phase["to"]):
                yield Finding("tariff-span", pointer=pointer(member, index, "phase", "to"))


def _later(start: str, end: str) -> bool:
    """Whether a phase has a day, compared from the first day of a year on."""
    if any(months(one) is None and days(one) is None for one in (start, end)):
        return True
    return after(_FIRST, end) > after(_FIRST, start)


def _exit(tariff: dict[str, Any]) -> Iterator[Finding]:
    """tariff-exit-form."""
    term = tariff.get("commitment", {}).get("term")
    for index, leaving in enumerate(tariff.get("exit", [])):
        by_month = "per_month_left" in leaving
        if by_month == ("amount" in leaving) or (by_month and term is None):
            yield Finding("tariff-exit-form", pointer=pointer("exit", index))


_RULES: tuple[Callable[[dict[str, Any]], Iterator[Finding]], ...] = (
    _header, _rates, _spans, _exit, pools.check, components.check, conditions.check, windows.check, cover.check,
)
