"""Format `ob-pca`: personal current accounts of UK Open Banking's open data, 2.x (spec/formats/tariffs.md)."""

from __future__ import annotations

from typing import Any

from .. import values
from . import number, ob_charges, ob_interest, words
from .draft import DECREASE, UNKNOWN, Draft
from .header import Header
from .node import Node

_ZONE = "Europe/London"
_CHECKS = ("CreditCheck", "IDVerificationCheck", "IDVerificationChecks")


def products(root: Node) -> list[Node]:
    """The accounts of every brand."""
    return [node for brand in _brands(root) for node in brand.list("PCA") if node.has("PCAMarketingState")]


def header(node: Node, root: Node, draft: Draft) -> Header:
    """What the account is, with its prices and all else in the draft."""
    brand = next(brand for brand in _brands(root) if any(one is node for one in brand.list("PCA")))
    made = Header("bank", node.text("Identification") or "", brand.text("BrandName") or "", "", service="current")
    made.name = node.text("Name") or made.id
    made.jurisdiction, made.currency, made.zone, made.tax = "GB", "GBP", _ZONE, {"included": True, "rate": "0"}
    draft.prices_stand_in(node)
    meta = root.get("meta")
    made.version = meta.text("LastUpdated") if meta else None
    published = words.day(made.version, _ZONE)
    states = node.list("PCAMarketingState")
    regular = [state for state in states if state.peeked("MarketingState") != "Promotional"]
    for state in states:
        if state not in regular:
            draft.say(state, f"Promotion: {state.peeked('Identification')}", DECREASE)
    for state in regular[1:]:
        draft.say(state, "A second regular state, with prices of its own", UNKNOWN)
    for segment in node.list("Segment"):
        text = segment.scalar()
        if text:
            draft.has("segment", "Segment", text)
    node.flag("OnSaleIndicator")
    node.read("OnSaleIndicator")
    if regular:
        since = words.day(regular[0].text("FirstMarketedDate"), _ZONE) or published
        last = words.day(regular[0].text("LastMarketedDate"), _ZONE)
        made.saleable = since, values.next_day(last) if last and last < values.LAST_DAY else None
        made.priced = published or since, None
        made.summary = _state(regular[0], draft)
    return made


def _brands(root: Node) -> list[Node]:
    """A brand stands alone or in a list, and so does what holds it."""
    data = root.get("data")
    holders = (data.elements if data.is_list else [data]) if data else [root]
    return [one for holder in holders if (brand := holder.get("Brand")) for one in (brand.elements if brand.is_list else [brand])]


def _state(state: Node, draft: Draft) -> str | None:
    """All that a state says; what the account is in words."""
    state.read("Identification", "MarketingState")
    notes = state.get("Notes")
    for note in (notes.elements if notes.is_list else [notes]) if notes else []:
        text = note.scalar()
        if text and not words.says_nothing(text):
            draft.say_at(note.pointer, text, UNKNOWN)
    core = state.get("CoreProduct")
    summary = core.text("ProductDescription") if core else None
    if core and core.text("MonthlyMaximumCharge"):
        draft.say_at(core.pointer, "Charges of an unarranged overdraft have a monthly maximum", DECREASE)
    draft.lose(core)
    eligibility = state.get("Eligibility")
    if eligibility:
        _eligibility(eligibility, draft)
    features = state.get("FeaturesAndBenefits")
    for item in features.list("FeatureBenefitItem") if features else []:
        label = item.text("Name") or item.text("Type") or "Feature"
        if item.has("Amount"):
            draft.say(item, f"Benefit: {label}", DECREASE)
        else:
            draft.has(label, label, "yes")
    draft.lose(features)
    credit = state.get("CreditInterest")
    if credit:
        ob_interest.credit(credit, draft)
    ob_charges.fees(state, draft)
    overdraft = state.get("Overdraft")
    if overdraft:
        ob_interest.overdraft(overdraft, draft)
    return summary


def _eligibility(node: Node, draft: Draft) -> None:
    age = node.get("AgeEligibility")
    bounds = {member: number.whole(age.peeked(member)) for member in ("MinimumAge", "MaximumAge")} if age else {}
    test: dict[str, Any] = {}
    for member, value in bounds.items():
        if age and value is not None:
            age.read(member)
            test |= {"gte": str(value)} if member == "MinimumAge" else {"lt": str(value + 1)}
    if test:
        draft.eligibility.append({"fact": "age", **test})
    for one in node.list("ResidencyEligibility"):
        places = ", ".join(filter(None, (place.peek() for place in one.list("ResidencyIncluded"))))
        _ask(one, f"{one.peeked('ResidencyType') or 'Residency'}: {places}", draft)
    for member in ("OtherEligibility", "TradingHistory"):
        for one in node.list(member):
            said = filter(None, (one.peeked(word) for word in ("Name", "Description", "Type", "Amount", "Period")))
            _ask(one, "; ".join(said), draft)
    draft.lose_members(node, *_CHECKS)


def _ask(one: Node, label: str, draft: Draft) -> None:
    draft.eligibility.append(draft.asks(f"eligibility_{len(draft.eligibility) + 1}", label, one))
    one.take_all()
