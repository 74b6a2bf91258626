"""Interest that a bank pays and charges (spec/formats/tariffs.md, cdr-bank)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from . import number, words
from .bank_names import is_of_payment
from .draft import DECREASE, INCREASE, UNKNOWN, Draft
from .node import Node

_PAID = ("VARIABLE", "FIXED", "FLOATING", "MARKET_LINKED")
_CHARGED = ("VARIABLE", "FIXED", "FLOATING", "PURCHASE", "OVERDRAFT")
_SETTLED = ("P1M", "P2M", "P3M", "P4M", "P6M", "P12M", "P1Y")
_CENT = Fraction(1, 100)


@dataclass
class _Band:
    """A rate and the balances that it holds for."""

    least: Fraction
    most: Fraction | None
    rate: Fraction
    whole: bool


def paid(product: Node, draft: Draft) -> None:
    """Interest for the customer. What cannot be said is left out, which can only make the price higher than it is."""
    groups: dict[str, list[Node]] = {}
    for rate in product.list("depositRates"):
        groups.setdefault(rate.peeked("depositRateType") or "OTHER", []).append(rate)
    for kind, rates in groups.items():
        sayable = kind in _PAID and all(_is_silent(rate, is_of_payment) for rate in rates)
        bands = _bands(rates, draft) if sayable else None
        blocks = _blocks(bands) if bands else None
        if bands is None or blocks is None:
            for rate in rates:
                _leave_out(rate, draft)
            continue
        settle = _settled(rates[0].peeked("applicationFrequency"))
        for rate in rates:
            rate.take("depositRateType", "calculationFrequency", "applicationFrequency", "additionalInfo", "additionalValue")
            for tier in rate.list("tiers"):
                tier.read("name", "unitOfMeasure", "rateApplicationMethod", "additionalInfo")
                conditions = tier.get("applicabilityConditions")
                if conditions:
                    conditions.read("additionalInfo")
        if all(block["rate"] == "0" for block in blocks):
            draft.lose_at(rates[0].pointer)
            continue
        terms = {"rate": blocks[0]["rate"]} if len(blocks) == 1 else {"blocks": blocks, "mode": "volume" if bands[0].whole else "graduated"}
        draft.add("interest_earned", f"Interest earned ({words.title(kind).lower()})", "credit",
                  kind="balance", side="credit", day_count="ACT/365F", settle=settle, **terms)


def charged(product: Node, draft: Draft) -> None:
    """Interest on a balance below zero: the only rate of its product, where it stands without a text."""
    rates = product.list("lendingRates")
    alone = sum(rate.peeked("lendingRateType") in _CHARGED for rate in rates) == 1
    for rate in rates:
        kind = rate.peeked("lendingRateType") or "OTHER"
        value = draft.fraction(rate.get("rate"), "Interest charged")
        if not (kind in _CHARGED and alone and _is_silent(rate, lambda text: False) and not rate.has("tiers")):
            effect = INCREASE if kind == "PENALTY" and value is not None else UNKNOWN
            draft.say(rate, f"Interest charged ({words.title(kind).lower()})", effect)
            continue
        rate.read("lendingRateType", "calculationFrequency", "interestPaymentDue", "loanPurpose", "repaymentType")
        settle = _settled(rate.text("applicationFrequency"))
        if value is not None and value < 0:
            draft.say_at(rate.pointer, f"Interest charged: {number.written(value)}", UNKNOWN)
        elif value == 0:
            draft.lose_at(rate.pointer)
        elif value is not None:
            draft.add("interest_charged", f"Interest charged ({words.title(kind).lower()})", "charge",
                      kind="balance", side="debit", day_count="ACT/365F", settle=settle, rate=number.written(value))


def _settled(text: str | None) -> str | None:
    return text if text in _SETTLED else None


def _is_silent(rate: Node, is_harmless: Callable[[str], bool]) -> bool:
    """Whether no text stands beside a rate but harmless ones."""
    texts = [rate.peeked("additionalInfo"), rate.peeked("additionalValue")]
    for tier in rate.list("tiers"):
        conditions = tier.get("applicabilityConditions")
        texts += [tier.peeked("additionalInfo"), conditions.peeked("additionalInfo") if conditions else None]
    return all(text is None or words.says_nothing(text) or is_harmless(text) for text in texts)


def _leave_out(rate: Node, draft: Draft) -> None:
    value = draft.fraction(rate.get("rate"), "Interest earned")
    effect = UNKNOWN if value is None else INCREASE if value < 0 else DECREASE
    draft.say(rate, f"Interest earned: {rate.peeked('rate') or ''}", effect)


def _bands(rates: list[Node], draft: Draft) -> list[_Band] | None:
    """The bands of rates of one type, lowest first; nothing where one cannot be read."""
    bands = []
    for rate in rates:
        value = number.number(rate.peeked("rate") or "")
        if value is None or not 0 <= value < 1:
            return None
        if not rate.list("tiers"):
            bands.append(_Band(Fraction(0), None, value, True))
        for tier in rate.list("tiers"):
            if tier.peeked("unitOfMeasure") != "DOLLAR":
                return None
            least = number.number(tier.peeked("minimumValue") or "0")
            most = number.number(tier.peeked("maximumValue") or "0")
            if least is None or most is None or most != 0 and most <= least:
                return None
            whole = (tier.peeked("rateApplicationMethod") or "WHOLE_BALANCE") == "WHOLE_BALANCE"
            bands.append(_Band(least, most or None, value, whole))
    for rate in rates:
        draft.fraction(rate.get("rate"), "Interest earned")
        for tier in rate.list("tiers"):
            tier.read("minimumValue", "maximumValue")
    return sorted(bands, key=lambda band: band.least)


def _blocks(bands: list[_Band]) -> list[dict[str, Any]] | None:
    """Blocks from bands of one way that follow each other with at most one unit of money between."""
    blocks: list[dict[str, Any]] = []
    end: Fraction | None = Fraction(0)
    for band in bands:
        if end is None or band.whole != bands[0].whole or band.least < end:
            return None
        before = number.amount(band.least - _CENT)
        if band.least - end > 1:
            if blocks:
                return None
            blocks.append({"rate": "0", "up_to": before})
        elif blocks:
            blocks[-1]["up_to"] = before
        end = band.most
        blocks.append({"rate": number.written(band.rate), "up_to": None if end is None else number.amount(end)})
    if blocks[-1]["up_to"] is not None:
        blocks.append({"rate": "0", "up_to": None})
    ends = [block["up_to"] for block in blocks[:-1]]
    if None in ends or any(Fraction(one) >= Fraction(other) for one, other in zip(ends, ends[1:], strict=False)):
        return None
    return [{name: value for name, value in block.items() if value is not None} for block in blocks]
