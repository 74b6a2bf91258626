"""Format `urdb`: rates of the United States utility rate database (spec/formats/tariffs.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from . import number, words
from .draft import DECREASE, INCREASE, UNKNOWN, Draft, fact
from .header import Given, Header
from .node import Node
from .urdb_hours import Schedule, by_hour, by_month

_PRICES = ("energyratestructure", "demandratestructure", "flatdemandstructure")
_UNITS = ("flatdemandunit", "demandrateunit", "demandunits")
_LOST = (
    "uri", "source", "sourceparent", "supersedes", "revisions", "approved", "is_default", "country", "servicetype", "voltagecategory",
    "voltageminimum", "voltagemaximum", "phasewiring", "peakkwcapacityhistory", *_UNITS, "demandwindow",
)
_BOUNDS = {
    "peakkwcapacitymin": ("peak_kw", "gte"), "peakkwcapacitymax": ("peak_kw", "lte"),
    "peakkwhusagemin": ("monthly_kwh", "gte"), "peakkwhusagemax": ("monthly_kwh", "lte"),
}
_FIXED = {"$/month": "P1M", "$/day": "P1D", "$/year": "P1Y"}
_LEAST = {"$/month": "P1M", "$/year": "P1Y"}


def products(root: Node) -> list[Node]:
    """The rates of a document: alone, in a list, under `items` or under `urdb`."""
    items = root.get("items")
    nodes = items.elements if items else [one.get("urdb") or one for one in (root.elements if root.is_list else [root])]
    return [node for node in nodes if any(node.has(member) for member in _PRICES)]


def header(node: Node, draft: Draft, given: Given) -> Header:
    """What the rate is, with its prices and all else in the draft."""
    draft.prices_stand_in(node)
    label = node.text("label") or "rate"
    made = Header("energy", label, node.text("utility") or "Utility", node.text("name") or label)
    number_of_utility = node.text("eiaid")
    made.provider_id = f"EIA {number_of_utility}" if number_of_utility else None
    revisions = node.list("revisions")
    made.version = revisions[-1].peek() if revisions else None
    made.jurisdiction, made.currency = "US", "USD"
    made.saleable = made.priced = _day(node.text("startdate"), given), _day(node.text("enddate"), given)
    _conditions(node, draft)
    _energy(node, draft)
    _power(node, "demandratestructure", by_hour(node, "demandweekdayschedule", "demandweekendschedule"), "demand", draft)
    _power(node, "flatdemandstructure", by_month(node, "flatdemandmonths"), "flat_demand", draft)
    _fixed(node, draft)
    _least(node, draft)
    _said(node, draft)
    return made


def _day(text: str | None, given: Given) -> str | None:
    zone = given.zone or "UTC"
    return words.day_of_second(int(text), zone) if text and re.fullmatch(r"[+-]?[0-9]{1,18}", text) else words.day(text, zone)


def _conditions(node: Node, draft: Draft) -> None:
    sector = node.text("sector")
    if sector:
        draft.eligibility.append(fact("customer_class", words.name(sector) or sector))
    for member in _UNITS:
        unit = node.get(member)
        if unit and unit.peek() not in (None, "kW"):
            draft.say(unit, f"Power is priced by {unit.peek()}", UNKNOWN)
    draft.lose_members(node, *_LOST)
    for member, (about, bound) in _BOUNDS.items():
        value = draft.number(node.get(member), member)
        if value is not None:
            draft.eligibility.append({"fact": about, bound: number.written(value)})


@dataclass
class _Tier:
    """A tier of a price."""

    price: Fraction
    sell: Fraction | None
    most: Fraction | None
    unit: str | None


def _tiers(period: Node, sold: bool, draft: Draft) -> list[_Tier] | None:
    """The tiers of a price; nothing where one of them states none."""
    tiers = []
    for tier in period.elements:
        rate, adjustment = draft.number(tier.get("rate"), "rate"), draft.number(tier.get("adj"), "adj")
        sell = draft.number(tier.get("sell"), "sell") if sold else None
        most, unit = tier.text("max"), tier.text("unit")
        price = (rate or 0) + (adjustment or 0)
        if rate is None and adjustment is None or abs(price) >= 10**15:
            return None
        tiers.append(_Tier(Fraction(price), sell, number.number(most) if most else None, unit))
    return tiers or None


def _blocks(tiers: list[_Tier], period: Node, draft: Draft) -> dict[str, Any]:
    """Blocks, and how several are meant."""
    if tiers[-1].most is not None:
        draft.lose_at(period.pointer)
    blocks = [{"price": number.written(tier.price)} for tier in tiers]
    for block, tier in zip(blocks[:-1], tiers, strict=False):
        if tier.most is not None:
            block["up_to"] = number.written(tier.most)
    return {"blocks": blocks, "mode": "graduated" if len(blocks) > 1 else None}


def _used(structure: Node, schedule: Schedule, label: str, sold: bool, draft: Draft) -> Iterator[tuple[int, Node, list[_Tier], str]]:
    """The prices that hold at some hour, with their tiers."""
    if max(schedule.prices()) >= len(structure.elements):
        draft.say_at(structure.pointer, "Hours name a price that is not in the list", UNKNOWN)
    for index, period in enumerate(structure.elements):
        called = f"{label}, period {index + 1}"
        if index not in schedule.prices():
            draft.lose(period)
            continue
        tiers = _tiers(period, sold, draft)
        if tiers is None:
            draft.say(period, f"{called}: no price is stated", UNKNOWN)
        else:
            yield index, period, tiers, called


def _energy(node: Node, draft: Draft) -> None:
    structure = node.get("energyratestructure")
    if structure is None:
        return
    schedule = by_hour(node, "energyweekdayschedule", "energyweekendschedule")
    if schedule is None:
        draft.say(structure, "Prices of energy without hours", UNKNOWN)
        return
    tiered = False
    for index, period, tiers, label in _used(structure, schedule, "Energy", True, draft):
        units = {tier.unit or "kWh" for tier in tiers}
        if units not in ({"kWh"}, {"kWh daily"}):
            draft.say(period, f"{label}: tiers by {tiers[0].unit}", UNKNOWN)
            continue
        tiered |= len(tiers) > 1
        window = schedule.window(index, f"energy_{index + 1}", draft)
        blocks = _blocks(tiers, period, draft)
        every = ("P1D" if units == {"kWh daily"} else "P1M") if len(tiers) > 1 else None
        draft.add("energy", label, "charge", kind="usage", meter="electricity.import", unit="kWh", window=window, block_period=every, **blocks)
        sells = [tier.sell for tier in tiers if tier.sell]
        if len(tiers) == 1 and sells and sells[0] > 0:
            draft.add("feed_in", f"Feed-in, period {index + 1}", "credit", kind="usage", meter="electricity.export", unit="kWh",
                      window=window, blocks=[{"price": number.written(sells[0])}])
        elif sells:
            effect = DECREASE if min(sells) > 0 else UNKNOWN
            draft.say_at(period.pointer, "Prices paid for energy by tier, or below zero", effect)
    if tiered and schedule.several_in_a_month():
        draft.say_at(structure.pointer, "Tiers of several periods of one month: whether they count together is not stated", UNKNOWN)


def _power(node: Node, member: str, schedule: Schedule | None, base: str, draft: Draft) -> None:
    structure = node.get(member)
    if structure is None:
        return
    if schedule is None:
        draft.say(structure, "Prices of power without hours", UNKNOWN)
        return
    for index, period, tiers, label in _used(structure, schedule, "Power", False, draft):
        if any(tier.unit not in (None, "kW") for tier in tiers):
            draft.say(period, f"{label}: in a unit that is not kW", UNKNOWN)
        elif not any(tier.price for tier in tiers):
            draft.lose_at(period.pointer)
        else:
            window = schedule.window(index, f"{base}_{index + 1}", draft)
            draft.add(base, label, "charge", kind="peak", measure="max", meter="electricity.import", per="P1M", unit="kW", window=window,
                      **_blocks(tiers, period, draft))


def _fixed(node: Node, draft: Draft) -> None:
    per = _FIXED.get(node.text("fixedchargeunits") or "")
    charges = {"fixedmonthlycharge": "P1M"} | ({"fixedchargefirstmeter": per} if per else {})
    for member, every in charges.items():
        amount = draft.money(node.get(member), "Fixed charge")
        if amount is not None and Fraction(amount) != 0:
            draft.add("fixed", "Fixed charge", "charge", kind="fixed", amount=amount, per=every)
    if per is None:
        draft.say_text(node, "fixedchargefirstmeter", "Fixed charge without a unit", UNKNOWN)
    draft.lose(node.get("fixedchargeeaaddl"))


def _least(node: Node, draft: Draft) -> None:
    """The least that all charges of a month or year come to."""
    periods = {"minmonthlycharge": "P1M", "annualmincharge": "P1Y", "mincharge": _LEAST.get(node.text("minchargeunits") or "")}
    for member, per in periods.items():
        charge = node.get(member)
        least = draft.money(charge, "Minimum charge")
        if charge is None or least is None or Fraction(least) <= 0:
            continue
        of = draft.charges(lambda one: one["kind"] != "clamp")
        if per and of:
            draft.add("minimum", "Minimum charge", "charge", kind="clamp", min=least, of=of, per=per)
        else:
            draft.say_at(charge.pointer, f"Minimum charge: {least}", INCREASE)
    ratchet = node.text("demandratchetpercentage")
    if not words.says_nothing(ratchet):
        draft.say_at(node.pointer, f"Power of earlier months counts: {ratchet}", INCREASE)


def _said(node: Node, draft: Draft) -> None:
    """Texts and numbers that move a price in a way no component has."""
    for member in ("description", "basicinformationcomments", "energycomments", "demandcomments"):
        draft.say_text(node, member, "", UNKNOWN)
    for member in ("energyattrs", "demandattrs", "fixedattrs", "dgrules", "usenetmetering"):
        inner = node.get(member)
        if inner and node.flag(member) is not False:
            draft.say(inner, member, UNKNOWN)
