"""Interest on credit, and the cost of an overdraft (spec/formats/tariffs.md, ob-pca)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from . import number, words
from .draft import DECREASE, INCREASE, UNKNOWN, Draft
from .node import Node


@dataclass
class _Band:
    """A band of balances with what a day in it costs or pays: a rate or an amount."""

    rate: Fraction | None
    fee: str | None
    least: Fraction | None
    most: Fraction | None


# Members of a set, of its bands, their charges and caps that say nothing beyond what is read of them.
_OF_SET = (
    "TierBandMethod", "CalculationMethod", "Destination", "Identification", "AuthorisedIndicator", "OverdraftType", "BufferAmount", "Notes",
)
_OF_BAND = (
    "Identification", "TierValueMinimum", "TierValueMaximum", "TierValueMin", "TierValueMax", "CalculationFrequency",
    "ApplicationFrequency", "DepositInterestAppliedCoverage", "OverdraftInterestChargingCoverage", "AER", "EAR", "BankInterestRate",
    "BankInterestRateType", "FixedVariableInterestRateType",
)
_OF_CHARGE = ("FeeType", "FeeAmount", "FeeRate", "FeeRateType", "CalculationFrequency", "ApplicationFrequency")
_OF_CAP = ("FeeType", "CappingPeriod", "FeeMinMaxType", "FeeCapAmount")


def credit(node: Node, draft: Draft) -> None:
    """Interest for the customer; what cannot be said is left out, which can only make the price higher than it is."""
    for band_set in node.list("TierBandSet"):
        bands = [_paid(band, draft) for band in band_set.list("TierBand")]
        notes = _notes(band_set)
        whole = all(band.rate is not None for band in bands)
        if whole and not any(band.rate for band in bands):
            draft.lose(band_set)
            continue
        blocks = _blocks(bands) if whole and not notes and not node.has("CreditInterestEligibility") else None
        if blocks is None:
            draft.say(band_set, f"Interest earned: {'; '.join(notes)}", DECREASE)
            continue
        _take(band_set)
        draft.add("interest_earned", "Interest earned", "credit", **_balance(blocks, band_set, "credit"))
    draft.lose(node.get("CreditInterestEligibility"))


def _paid(band: Node, draft: Draft) -> _Band:
    effective = draft.percent(band.get("AER"), "Interest earned")
    gross = band.peeked("BankInterestRateType") == "Gross"
    rate = draft.percent(band.get("BankInterestRate"), "Interest earned") if gross else None
    least, most = (draft.number(band.get(member), "Interest earned") for member in ("TierValueMinimum", "TierValueMaximum"))
    return _Band(effective if rate is None and effective == 0 else rate, None, least, most)


def overdraft(node: Node, draft: Draft) -> None:
    """The cost of a balance below zero."""
    for band_set in node.list("OverdraftTierBandSet"):
        _overdraft(band_set, draft)
    for note in node.list("Notes"):
        text = note.scalar()
        if text and not words.says_nothing(text):
            draft.say_at(note.pointer, f"Overdraft: {text}", UNKNOWN)


def _overdraft(band_set: Node, draft: Draft) -> None:
    name = band_set.peeked("Identification") or "Overdraft"
    stated = band_set.peeked("AuthorisedIndicator")
    arranged = band_set.flag("AuthorisedIndicator") if stated is None else stated in ("true", "1")
    notes = _notes(band_set)
    read = _charged(band_set, name, draft)
    blocks = _blocks(read[0]) if read else None
    if read is None or blocks is None or arranged is None:
        draft.say(band_set, f"{name}: {'; '.join(notes)}", INCREASE)
        return
    for note in notes:
        draft.say_at(band_set.pointer, f"{name}: {note}", UNKNOWN)
    amount = draft.money(band_set.get("BufferAmount"), name)
    buffer = {"amount": amount, "mode": "threshold"} if amount and Fraction(amount) > 0 else None
    _take(band_set)
    bound = {"to" if arranged else "from": "arranged_limit"}
    made = draft.add("overdraft", name, "charge", **_balance(blocks, band_set, "debit"), buffer=buffer, **bound)
    if read[1]:
        draft.add("overdraft_cap", f"{name}, at most", "charge", kind="clamp", max=read[1], of=[made["id"]], per="P1M")


def _charged(band_set: Node, name: str, draft: Draft) -> tuple[list[_Band], str | None] | None:
    """The bands of a set, where each costs one thing by the day, and the most it comes to in a month."""
    bands, cap = [], None
    for tier in band_set.list("OverdraftTierBand") or [band_set]:
        charges = tier.list("OverdraftFeesCharges")
        details = [one for charge in charges for one in charge.list("OverdraftFeeChargeDetail")]
        caps = [one for charge in charges for one in charge.list("OverdraftFeeChargeCap")]
        for one in caps:
            monthly = one.peeked("CappingPeriod") == "Month" and one.peeked("FeeMinMaxType") == "Maximum"
            if not monthly or len(caps) != 1 or len(details) != 1:
                return None
            cap = draft.money(one.get("FeeCapAmount"), name)
        if len(details) != 1:
            return None
        detail = details[0]
        rate = draft.percent(detail.get("FeeRate"), name) if detail.peeked("FeeRateType") == "Gross" else None
        fee = draft.money(detail.get("FeeAmount"), name)
        effective = number.number(tier.peeked("EAR") or "0")
        if detail.peeked("CalculationFrequency") != "Daily" or (rate is None) == (fee is None) or effective and rate is None:
            return None
        least, most = (draft.number(tier.get(member), name) for member in ("TierValueMin", "TierValueMax"))
        bands.append(_Band(rate, fee, least, most))
    return bands, cap


def _take(band_set: Node) -> None:
    """What a set says counts as read, its bands among it; what nobody knows does not."""
    band_set.take(*_OF_SET)
    for band in [band_set, *band_set.list("TierBand"), *band_set.list("OverdraftTierBand")]:
        band.take(*_OF_BAND)
        for charges in band.list("OverdraftFeesCharges"):
            for detail in charges.list("OverdraftFeeChargeDetail"):
                detail.take(*_OF_CHARGE)
            for cap in charges.list("OverdraftFeeChargeCap"):
                cap.take(*_OF_CAP)


def _notes(band_set: Node) -> list[str]:
    return [text for note in band_set.list("Notes") if (text := note.peek()) and not words.says_nothing(text)]


def _blocks(bands: list[_Band]) -> list[dict[str, Any]] | None:
    """Blocks of bands that follow each other from nothing on, and one of nothing behind the last where that has an end."""
    blocks: list[dict[str, Any]] = []
    end = Fraction(0)
    for index, band in enumerate(bands):
        if band.least is not None and not end <= band.least <= end + 1:
            return None
        end = end if band.most is None else band.most
        up_to = number.amount(band.most)
        if up_to is None and index + 1 < len(bands):
            return None
        price = {"amount_per_day": band.fee} if band.rate is None else {"rate": number.written(band.rate)}
        blocks.append(price | ({"up_to": up_to} if up_to else {}))
    if blocks and "up_to" in blocks[-1]:
        blocks.append({"rate": "0"} if "rate" in blocks[-1] else {"amount_per_day": "0"})
    return blocks or None


def _balance(blocks: list[dict[str, Any]], band_set: Node, side: str) -> dict[str, Any]:
    rated = sum("rate" in block for block in blocks)
    alone = len(blocks) == 1 and rated == 1
    mode = "volume" if band_set.peeked("TierBandMethod") == "Whole" else "graduated"
    return {
        "kind": "balance", "side": side, "settle": "P1M", "day_count": "ACT/365F" if rated else None,
        "mode": mode if rated > 1 else None, **({"rate": blocks[0]["rate"]} if alone else {"blocks": blocks}),
    }
