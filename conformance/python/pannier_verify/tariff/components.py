"""What the members of components mean together (spec/13-tariffs.md, Components)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ..findings import Finding, pointer
from .periods import days, divides_a_year, months, same
from .units import measures

Component = dict[str, Any]
Place = tuple[str | int, ...]

_PRICES = ("amount", "percent", "rate", "min", "max")
_LIMIT = "arranged_limit"


def check(tariff: dict[str, Any]) -> Iterator[Finding]:
    """Every finding about components, but for those of their conditions and windows."""
    names: set[str] = set()
    for index, component in enumerate(tariff["components"]):
        place: Place = ("components", index)
        if component["id"] in names:
            yield Finding("tariff-name-once", pointer=pointer(*place, "id"))
        yield from _references(place, component, names, tariff.get("windows", {}), {pool["id"] for pool in tariff.get("pools", [])})
        names.add(component["id"])
        if component.get("contingent") and not component.get("when"):
            yield Finding("tariff-contingent-condition", pointer=pointer(*place))
        yield from _members(place, component)
        yield from _blocks(place, component)
        yield from _units(place, component)
        yield from _bounds(place, component)
        yield from _periods(place, component)
        if component["direction"] == "credit" and any(price < 0 for price in prices(component)):
            yield Finding("tariff-credit-positive", pointer=pointer(*place))
        if component["kind"] == "items":
            yield from _goods(place, component)
    yield from without_successor(tariff["components"])


def prices(component: Component) -> Iterator[Fraction]:
    """Prices, amounts and rates of a component; bounds are none."""
    for name in ("amount", "percent", "rate"):
        if name in component:
            yield Fraction(component[name])
    for block in component.get("blocks", []):
        for name in ("price", "rate", "amount_per_day"):
            if name in block:
                yield Fraction(block[name])
    for item in component.get("prices", []):
        for name in ("price", "loyalty"):
            if name in item:
                yield Fraction(item[name])


def without_successor(components: list[Component]) -> Iterator[Finding]:
    """tariff-phase-successor: components that end, with no other of their kind that begins then."""
    for index, component in enumerate(components):
        end = component.get("phase", {}).get("to")
        if component["kind"] in ("percent", "clamp") or component.get("per") == "once":
            continue
        if end is None or same(component["phase"].get("from"), end) or component["direction"] == "credit" or any(price < 0 for price in prices(component)):
            continue
        if not any(_follows(component, other, end) for other in components if other is not component):
            yield Finding("tariff-phase-successor", pointer=pointer("components", index, "phase", "to"))


def _follows(component: Component, other: Component, end: str) -> bool:
    alike = all(component.get(name) == other.get(name) for name in ("kind", "meter", "window", "filter", "match", "side"))
    return alike and same(other.get("phase", {}).get("from"), end)


def _references(place: Place, component: Component, before: set[str], windows: dict[str, Any], pools: set[str]) -> Iterator[Finding]:
    """tariff-reference."""
    for index, name in enumerate(component.get("of", [])):
        if name not in before:
            yield Finding("tariff-reference", pointer=pointer(*place, "of", index))
    if "window" in component and component["window"] not in windows:
        yield Finding("tariff-reference", pointer=pointer(*place, "window"))
    if "pool" in component and component["pool"] not in pools:
        yield Finding("tariff-reference", pointer=pointer(*place, "pool"))


def _members(place: Place, component: Component) -> Iterator[Finding]:
    """tariff-component-members."""
    wrong: list[str | None] = []
    match component["kind"]:
        case "fixed":
            if "at" in component and component["per"] != "once":
                wrong.append("at")
            if "proration" in component and component["per"] != "P1Y":
                wrong.append("proration")
        case "peak":
            if ("n" in component) != (component["measure"] == "top_n_mean") or component.get("n", 1) < 1:
                wrong.append("n")
        case "event":
            if "amount" not in component and "percent" not in component:
                wrong.append(None)
            if not component["match"]:
                wrong.append("match")
        case "balance":
            blocks = component.get("blocks", [])
            if ("rate" in component) == ("blocks" in component):
                wrong.append(None)
            if any(("rate" in block) == ("amount_per_day" in block) for block in blocks):
                wrong.append("blocks")
            rated = "rate" in component or any("rate" in block for block in blocks)
            if rated and "day_count" not in component:
                wrong.append("day_count")
            if component.get("mode") == "graduated" and any("amount_per_day" in block for block in blocks):
                wrong.append("mode")
            if rated and component.get("day_count") == "30E/360" and "free_days" in component:
                wrong.append("free_days")
            if Fraction(component.get("buffer", {}).get("amount", 0)) < 0:
                wrong.append("buffer")
        case "usage":
            increment = component.get("increment", {})
            if Fraction(component.get("included", {}).get("quantity", 0)) < 0:
                wrong.append("included")
            if Fraction(increment.get("step", 1)) <= 0 or Fraction(increment.get("min", 0)) < 0:
                wrong.append("increment")
        case "clamp":
            if ("min" not in component and "max" not in component):
                wrong.append(None)
            if component["direction"] != "charge":
                wrong.append("direction")
    for name in wrong:
        yield Finding("tariff-component-members", pointer=pointer(*place, *([] if name is None else [name])))


def _blocks(place: Place, component: Component) -> Iterator[Finding]:
    """tariff-blocks, tariff-block-mode."""
    blocks = component.get("blocks", [])
    before = Fraction(0)
    for index, block in enumerate(blocks):
        last = index == len(blocks) - 1
        if last == ("up_to" in block) or (not last and Fraction(block["up_to"]) <= before):
            yield Finding("tariff-blocks", pointer=pointer(*place, "blocks", index, "up_to"))
        before = Fraction(block.get("up_to", before))
    several = [block for block in blocks if "price" in block or "rate" in block]
    if len(several) > 1 and "mode" not in component:
        yield Finding("tariff-block-mode", pointer=pointer(*place, "mode"))


def _units(place: Place, component: Component) -> Iterator[Finding]:
    """tariff-unit."""
    unit = component.get("unit")
    fits = unit == "kW" if component["kind"] == "peak" else unit is None or measures(component["meter"], unit)
    if not fits:
        yield Finding("tariff-unit", pointer=pointer(*place, "unit"))
    if component["kind"] == "peak" and not measures(component["meter"], "kWh"):
        yield Finding("tariff-unit", pointer=pointer(*place, "meter"))


def _bounds(place: Place, component: Component) -> Iterator[Finding]:
    """tariff-bounds."""
    for lower, upper in (("min", "max"), ("from", "to")):
        low, high = component.get(lower, _LIMIT), component.get(upper, _LIMIT)
        if _LIMIT not in (low, high) and Fraction(low) > Fraction(high):
            yield Finding("tariff-bounds", pointer=pointer(*place, lower))


def _periods(place: Place, component: Component) -> Iterator[Finding]:
    """tariff-period."""
    by_day = {("block_period",), ("included", "per")}
    counted = [("block_period",), ("included", "per"), ("free", "per"), ("free_days", "per"), ("per",), ("settle",)]
    for path in counted:
        if path == ("per",) and component["kind"] != "clamp":
            continue
        period = _at(component, path)
        if period is not None and not (divides_a_year(period) or (path in by_day and period == "P1D")):
            yield Finding("tariff-period", pointer=pointer(*place, *path))
    for path in (("at",), ("phase", "from"), ("phase", "to")):
        period = _at(component, path)
        if period is not None and months(period) is None and days(period) is None:
            yield Finding("tariff-period", pointer=pointer(*place, *path))
    rollover = _at(component, ("included", "rollover"))
    if rollover is not None and months(rollover) is None:
        yield Finding("tariff-period", pointer=pointer(*place, "included", "rollover"))


def _at(component: Component, path: tuple[str, ...]) -> str | None:
    value: Any = component
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else None


def _goods(place: Place, component: Component) -> Iterator[Finding]:
    """tariff-item-once."""
    listed: set[str] = set()
    for index, item in enumerate(component["prices"]):
        digits = [int(digit) for digit in item["gtin"]]
        checked = sum(digit * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits)) % 10 == 0
        if item["gtin"] in listed or not checked:
            yield Finding("tariff-item-once", pointer=pointer(*place, "prices", index, "gtin"))
        listed.add(item["gtin"])
