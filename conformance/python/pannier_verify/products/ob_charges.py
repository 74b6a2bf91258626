"""Charges of a current account other than interest (spec/formats/tariffs.md, ob-pca)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from . import number, words
from .draft import DECREASE, INCREASE, UNKNOWN, Draft
from .node import Node

_ABROAD = {
    "TransPOSSaleForeign": "card", "TransPurchaseForeign": "card", "IntlPayPurchaseNonSterling": "card", "ATMAbroad": "cash_out",
    "IntlCashNonSterling": "cash_out",
}
_PERIODS = {
    "Daily": "P1D", "Weekly": "P1W", "Monthly": "P1M", "Quarterly": "P3M", "HalfYearly": "P6M", "Yearly": "P1Y", "Annual": "P1Y",
    "Annually": "P1Y",
}
_LIMITS = ("FeeChargeCap", "FeeApplicableRange", "MinimumFeeAmount", "MaximumFeeAmount")
_READ = ("ApplicationFrequency", "CalculationFrequency", "FeeRateType", "NegotiableIndicator")


def fees(state: Node, draft: Draft) -> None:
    """The charges of a state."""
    node = state.get("OtherFeesCharges")
    if node is None:
        return
    groups = node.elements if node.is_list else [node]
    if len(groups) > 1:
        draft.say_at(node.pointer, "Several tariffs of charges can be chosen", UNKNOWN)
    for group in groups:
        group.read("TariffName", "TariffType")
        abroad: dict[str, dict[str, Any]] = {}
        for fee in group.list("FeeChargeDetail"):
            _fee(fee, abroad, draft)
        for cap in group.list("FeeChargeCap"):
            draft.say(cap, "The most that charges come to", DECREASE)


def _fee(fee: Node, abroad: dict[str, dict[str, Any]], draft: Draft) -> None:
    kind = fee.text("FeeType") or "Other"
    other = fee.get("OtherFeeType")
    label = (other and other.peeked("Name")) or _spaced(kind)
    fee.read("FeeCategory")
    amount, rate = draft.money(fee.get("FeeAmount"), label), draft.percent(fee.get("FeeRate"), label)
    stated = amount is not None or rate is not None
    below = Fraction(amount or 0) < 0 or (rate or 0) < 0
    amount, rate = amount if Fraction(amount or 0) > 0 else None, rate or None
    notes = "; ".join(text for note in fee.list("Notes") if (text := note.peek()) and not words.says_nothing(text))
    if below or amount is None and rate is None:
        if stated and not below and not notes:
            draft.lose(fee)
        else:
            draft.say(fee, f"{label}: {notes}", UNKNOWN)
        return
    per = _PERIODS.get(fee.peeked("ApplicationFrequency") or "")
    limited = any(fee.has(member) for member in _LIMITS)
    if kind in _ABROAD and not limited:
        _abroad(fee, kind, label, {"amount": amount, "percent": None if rate is None else number.written(rate)}, abroad, draft)
    elif amount and rate is None and per and kind.startswith("ServiceC") and not limited:
        _beside(fee, label, draft)
        draft.add(kind, label, "charge", kind="fixed", amount=amount, per=per)
    elif amount and rate is None and per is None and not limited:
        fee.take_all()
        asked = draft.asks(f"event_{kind}", f"{label}: {notes}" if notes else label, fee)
        draft.add(kind, label, "charge", kind="fixed", amount=amount, per="once", contingent=True, when=[asked])
    else:
        draft.say(fee, f"{label}: {amount or ''} {rate or ''} {notes}", INCREASE)


def _abroad(fee: Node, kind: str, label: str, price: dict[str, Any], abroad: dict[str, dict[str, Any]], draft: Draft) -> None:
    """A charge on movements of one kind abroad; types of one kind mean one thing by different words."""
    _beside(fee, label, draft)
    movements = _ABROAD[kind]
    if movements not in abroad:
        abroad[movements] = price
        draft.add(kind, label, "charge", kind="event", match={"is_foreign": True, "kind": [movements]}, **price)
    elif abroad[movements] == price:
        draft.lose_at(fee.pointer)
    else:
        draft.say_at(fee.pointer, f"{label}: another charge for the same", UNKNOWN)


def _beside(fee: Node, label: str, draft: Draft) -> None:
    """Notes beside a charge that counts leave the price open."""
    fee.take(*_READ)
    for note in fee.list("Notes"):
        text = note.scalar()
        if text and not words.says_nothing(text):
            draft.say_at(note.pointer, f"{label}: {text}", UNKNOWN)


def _spaced(word: str) -> str:
    """`ServiceCAccountFee` in words, as the label where a charge has no name."""
    made = ""
    for letter in word:
        made += f" {letter.lower()}" if letter.isupper() and made[-1:].islower() else letter
    return made
