"""Format `cdr-bank`: product details of the Australian Consumer Data Right for banks (spec/formats/tariffs.md)."""

from __future__ import annotations

from . import bank_fees, bank_interest, words
from .bank_conditions import condition
from .draft import DECREASE, UNKNOWN, Draft
from .header import Header
from .node import Node

_ZONE = "Australia/Sydney"
_SERVICES = {"CRED_AND_CHRG_CARDS": "card", "RESIDENTIAL_MORTGAGES": "mortgage", "PERS_LOANS": "loan"}
_ADVANTAGES = (
    "BONUS_REWARDS", "CASHBACK_OFFER", "COMPLEMENTARY_PRODUCT_DISCOUNTS", "FREE_TXNS", "FREE_TXNS_ALLOWANCE", "INTEREST_FREE",
    "INTEREST_FREE_TRANSFERS", "LOYALTY_PROGRAM",
)


def products(root: Node) -> list[Node]:
    """The products of one answer, its `data`, or an array of them."""
    found: list[Node] = []
    for one in root.elements if root.is_list else [root]:
        data = one.get("data") or one
        found += data.list("products") if data.has("products") else [data]
    return [node for node in found if node.has("productId") and node.has("productCategory")]


def header(node: Node, draft: Draft) -> Header:
    """What the product is, with its prices and all else in the draft."""
    brand = node.text("brand") or ""
    made = Header("bank", node.text("productId") or "", node.text("brandName") or brand, "", provider_id=brand)
    made.name = node.text("name") or made.id
    made.version = node.text("lastUpdated")
    made.summary = node.text("description")
    made.jurisdiction, made.currency, made.zone, made.tax = "AU", "AUD", _ZONE, {"included": True, "rate": "0"}
    updated = _day(node, "lastUpdated", draft)
    made.saleable = _day(node, "effectiveFrom", draft) or updated, _day(node, "effectiveTo", draft)
    made.priced = updated or made.saleable[0], None
    category = node.text("productCategory")
    if category:
        made.service = _SERVICES.get(category)
        draft.has("category", "Category", category)
    if node.flag("isTailored"):
        draft.say_at(node.pointer, "Tailored to the customer, and so are its prices", UNKNOWN)
    for one in node.list("eligibility"):
        draft.eligibility.append(condition(one.text("eligibilityType") or "OTHER", one, draft))
    for one in node.list("features"):
        _feature(one, draft)
    for one in node.list("constraints"):
        kind = one.text("constraintType")
        if kind:
            draft.has(kind, words.title(kind), one.text("additionalValue") or one.text("amount") or "yes")
    for one in node.list("bundles"):
        draft.lose(one)
    for member in ("fees", "depositRates", "lendingRates"):
        draft.prices_stand_in(node.get(member))
    bank_fees.fees(node, draft)
    bank_interest.paid(node, draft)
    bank_interest.charged(node, draft)
    return made


def _day(node: Node, member: str, draft: Draft) -> str | None:
    text = node.text(member)
    found = words.day(text, _ZONE)
    if found is None and not words.says_nothing(text):
        draft.lose(node.get(member))
    return found


def _feature(node: Node, draft: Draft) -> None:
    kind = node.text("featureType") or "OTHER"
    value = node.text("additionalValue")
    value = "yes" if value is None or words.says_nothing(value) else value
    if kind in _ADVANTAGES:
        draft.say_at(node.pointer, f"{words.title(kind)}: {value}; {node.text('additionalInfo') or ''}", DECREASE)
        return
    if not words.says_nothing(node.peeked("additionalInfo")):
        draft.lose(node.get("additionalInfo"))
    draft.has(kind, words.title(kind), value)
