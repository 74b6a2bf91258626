"""Format `tmf620`: product offerings and their prices, as the TM Forum's product catalogue has them (spec/formats/tariffs.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from . import number, words
from .draft import DECREASE, INCREASE, UNKNOWN, Draft
from .header import Given, Header
from .node import Node

_LETTERS = {"month": "M", "year": "Y", "week": "W", "day": "D"}
_READ = (
    "id", "href", "name", "description", "version", "validFor", "lastUpdate", "lifecycleStatus", "@type", "@referredType", "@baseType",
    "@schemaLocation", "place", "isBundle",
)
_ELSEWHERE = ("pricingLogicAlgorithm", "policy", "constraint", "prodSpecCharValueUse", "bundledPopRelationship")
_DEPENDS = ("DependsOn", "dependency", "requires")
_PERIODS = {
    ("day", 1): "P1D", ("daily", 1): "P1D", ("week", 1): "P1W", ("weekly", 1): "P1W", ("month", 1): "P1M", ("monthly", 1): "P1M",
    ("month", 3): "P3M", ("monthly", 3): "P3M", ("quarterly", 1): "P3M", ("month", 6): "P6M", ("monthly", 6): "P6M",
    ("month", 12): "P1Y", ("monthly", 12): "P1Y", ("year", 1): "P1Y", ("yearly", 1): "P1Y", ("annual", 1): "P1Y",
}
_METERED = {
    **dict.fromkeys(("GB", "gigabyte"), ("data", "GB")), **dict.fromkeys(("MB", "megabyte"), ("data", "MB")),
    **dict.fromkeys(("minute", "minutes", "min"), ("voice", "min")), **dict.fromkeys(("SMS", "sms", "message"), ("sms", "count")),
}
_CURRENCY = re.compile(r"(?!XXX)[A-Z]{3}")


@dataclass
class _Found:
    """What prices say of all."""

    currency: str | None = None
    tax: dict[str, Any] | None = None


def products(root: Node) -> list[Node]:
    """The offerings in a list, alone or in an event; where there are none the prices."""
    event = root.get("event")
    nodes = root.elements if root.is_list else list(event.members.values()) if event else [root]
    named = [node for node in nodes if node.peeked("name")]
    offerings = [node for node in named if node.peeked("@type") == "ProductOffering"]
    return offerings or [node for node in named if node.peeked("@type") == "ProductOfferingPrice"]


def header(node: Node, root: Node, draft: Draft, given: Given) -> Header:
    """What the offering is, with its prices and all else in the draft."""
    name = node.text("name") or ""
    made = Header("telco", node.text("id") or name, _seller(node), name)
    made.version, made.summary, made.zone = node.text("version"), node.text("description"), given.zone
    valid = node.get("validFor")
    if valid:
        zone = given.zone or "UTC"
        made.saleable = made.priced = words.day(valid.text("startDateTime"), zone), words.day(valid.text("endDateTime"), zone)
    _term(node, draft)
    node.read("@type")
    if node.flag("isBundle"):
        draft.say_at(node.pointer, "A bundle of other offerings, whose prices stand elsewhere", INCREASE)
    found = _Found()
    if node.peeked("@type") == "ProductOfferingPrice":
        _price(node, draft, found)
    for one in node.list("productOfferingPrice"):
        _price_of(one, root, draft, found)
    for relation in node.list("productOfferingRelationship"):
        kind, label = relation.text("relationshipType"), relation.text("name")
        if kind in _DEPENDS:
            draft.say(relation, f"Needs another offering, with a price of its own: {label}", INCREASE)
    made.currency, made.tax = found.currency, found.tax
    return made


def _seller(node: Node) -> str:
    """The name of a related party, else the host of the address."""
    for party in node.list("relatedParty"):
        inner = party.get("partyOrPartyRole")
        name = party.text("name") or (inner and inner.text("name"))
        if name:
            return name
    _, separator, rest = (node.peeked("href") or "").partition("://")
    return re.split("[/:]", rest)[0] if separator else "Provider"


def _term(node: Node, draft: Draft) -> None:
    """The first term is the commitment; others can be chosen, and the price may differ."""
    terms = []
    for one in node.list("productOfferingTerm"):
        duration = one.get("duration")
        count = number.whole(duration.peeked("amount")) if duration else None
        unit = (duration.peeked("units") or "" if duration else "").lower().rstrip("s")
        if count and count <= 9999 and unit in _LETTERS:
            terms.append((one, f"P{count}{_LETTERS[unit]}"))
    for index, (one, term) in enumerate(terms):
        if index:
            draft.say(one, "A second term can be chosen", UNKNOWN)
        else:
            draft.commitment = {"renewal": "rolling", "term": term}
            draft.lose(one)


def _price_of(one: Node, root: Node, draft: Draft, found: _Found) -> None:
    """A price of an offering: in it, or in the same document under its id."""
    inner: Node | None = one
    if not one.has("price"):
        inner = next((other for other in root.elements
                      if other.peeked("@type") == "ProductOfferingPrice" and one.peeked("id") and other.peeked("id") == one.peeked("id")), None)
    if inner is None:
        draft.say(one, f"{one.peeked('name')}: stands in another document", UNKNOWN)
        return
    for member in ("productOfferingTerm", "validFor"):
        limit = inner.get(member)
        if limit and not limit.says_nothing():
            draft.say(limit, "A price for a term or a time", UNKNOWN)
    _price(inner, draft, found)
    if inner is not one:
        one.take_all()


def _price(node: Node, draft: Draft, found: _Found) -> None:
    draft.prices_stand_in(node)
    label = node.peeked("name") or "Price"
    node.take(*_READ)
    if node.has("place"):
        draft.lose_at(node.pointer)
    for member in _ELSEWHERE:
        inner = node.get(member)
        if inner:
            draft.say(inner, f"{label}: {member}", UNKNOWN)
    for relation in node.list("popRelationship"):
        kind = relation.peeked("relationshipType") or ""
        draft.say(relation, f"{label}: {kind} another price", DECREASE if "discount" in kind.lower() else UNKNOWN)
    percentage = node.get("percentage")
    if percentage and draft.number(percentage, label):
        draft.say(percentage, f"{label}: percentage of another price", UNKNOWN)
    for tax in node.list("tax"):
        _tax(tax, draft, found)
    stated = node.path("price", "value")
    value = draft.number(stated, label)
    if value is None:
        draft.say_at(node.pointer, f"{label}: no price is stated", UNKNOWN)
        return
    unit = node.members["price"].text("unit") or ""
    currency = unit if _CURRENCY.fullmatch(unit) else None
    if currency and found.currency and currency != found.currency:
        draft.say_at(node.pointer, f"{label}: in another currency", UNKNOWN)
        return
    found.currency = found.currency or currency
    _component(node, label, value, draft)


def _tax(tax: Node, draft: Draft, found: _Found) -> None:
    rate = draft.percent(tax.get("taxRate"), "Tax")
    name = words.name(tax.text("taxCategory"))
    draft.lose(tax.get("taxAmount"))
    tax.read("@type")
    if rate is None:
        return
    one = {"included": False, "rate": number.written(rate), **({"name": name} if name else {})}
    if found.tax not in (None, one):
        draft.say_at(tax.pointer, "A second rate of tax", UNKNOWN)
    found.tax = found.tax or one


def _component(node: Node, label: str, value: Fraction, draft: Draft) -> None:
    kind = node.text("priceType") or ""
    stated_length = node.text("recurringChargePeriodLength")
    length = 1 if stated_length is None else number.whole(stated_length)
    every = (node.text("recurringChargePeriodType") or node.text("recurringChargePeriod") or "").lower().rstrip("s")
    unit = node.get("unitOfMeasure")
    measure = (unit.text("units") if unit else None) or ""
    count = unit.text("amount") if unit else None
    per = "once" if kind in ("oneTime", "onetime") else _PERIODS.get((every, length or 0)) if kind == "recurring" else None
    amount = number.amount(value)
    single = count is None or number.number(count) == 1
    if per and amount:
        if value == 0:
            draft.lose_at(node.pointer)
        else:
            direction = "charge" if value > 0 else "credit"
            draft.add(label, label, direction, kind="fixed", amount=amount.removeprefix("-"), per=per, proration="none" if per == "P1Y" else None)
    elif not per and kind == "usage" and measure in _METERED and single:
        meter, of = _METERED[measure]
        draft.add(label, label, "charge", kind="usage", meter=meter, unit=of, blocks=[{"price": number.written(value)}])
    else:
        effect = DECREASE if kind == "discount" else UNKNOWN
        draft.say_at(node.pointer, f"{label}: {number.written(value)} for {kind} {every} {measure}", effect)
