"""What lines and components share (tariff-pool, tariff-lines)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ..findings import Finding, pointer
from .components import prices
from .periods import divides_a_year, months


def check(tariff: dict[str, Any]) -> Iterator[Finding]:
    """Every finding about lines and pools, but for what refers to one that is not there."""
    yield from _lines(tariff)
    names: set[str] = set()
    for index, pool in enumerate(tariff.get("pools", [])):
        place = ("pools", index)
        if pool["id"] in names:
            yield Finding("tariff-name-once", pointer=pointer(*place, "id"))
        names.add(pool["id"])
        if "per" in pool and not (divides_a_year(pool["per"]) or pool["per"] == "P1D"):
            yield Finding("tariff-period", pointer=pointer(*place, "per"))
        if "rollover" in pool and months(pool["rollover"]) is None:
            yield Finding("tariff-period", pointer=pointer(*place, "rollover"))
        if Fraction(pool["quantity"]) < 0:
            yield Finding("tariff-pool", pointer=pointer(*place, "quantity"))
        if not any(component.get("pool") == pool["id"] for component in tariff["components"]):
            yield Finding("tariff-pool", pointer=pointer(*place))
    for index, component in enumerate(tariff["components"]):
        if "takes" in component and ("pool" not in component or Fraction(component["takes"]) <= 0):
            yield Finding("tariff-pool", pointer=pointer("components", index, "takes"))
        if "pool" in component and not _can_draw(component):
            yield Finding("tariff-pool", pointer=pointer("components", index, "pool"))


def _can_draw(component: dict[str, Any]) -> bool:
    """Whether it is a charge with one price, not below zero, that is not contingent."""
    is_charge = component["direction"] == "charge" and not component.get("contingent")
    return is_charge and len(component["blocks"]) == 1 and all(price >= 0 for price in prices(component))


def _lines(tariff: dict[str, Any]) -> Iterator[Finding]:
    """tariff-lines."""
    if "lines" in tariff:
        if tariff["sector"] != "telco" or tariff["lines"] < 2:
            yield Finding("tariff-lines", pointer="/lines")
        return
    for member in ("pools", "components"):
        for index, one in enumerate(tariff.get(member, [])):
            if "for_each" in one:
                yield Finding("tariff-lines", pointer=pointer(member, index, "for_each"))
