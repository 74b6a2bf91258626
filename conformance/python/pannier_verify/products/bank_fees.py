"""Fees of a bank and their discounts (spec/formats/tariffs.md, cdr-bank)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from . import number, words
from .bank_conditions import TYPED, condition
from .bank_names import in_a_way, is_free, is_of_movements, is_service, named, says_when
from .draft import DECREASE, INCREASE, UNKNOWN, Draft
from .node import Node

_PERIODS = {
    "P1D": "P1D", "P1W": "P1W", "P7D": "P1W", "P28D": "P28D", "P1M": "P1M", "P3M": "P3M", "P6M": "P6M", "P1Y": "P1Y", "P12M": "P1Y",
}


@dataclass
class _Price:
    """What a fee costs; `open` where something is stated that no component says, and was said."""

    amount: str | None
    rate: Fraction | None
    open: bool

    @property
    def figures(self) -> list[Fraction]:
        """The figures by which a text may repeat the price: the amount, and the rate in percent."""
        amount = [] if self.amount is None else [Fraction(self.amount)]
        return amount if self.rate is None else [*amount, self.rate * 100]

    @property
    def nothing(self) -> bool:
        """Whether no price above zero is stated."""
        return (self.amount is None or Fraction(self.amount) <= 0) and self.rate is None

    @property
    def cost(self) -> str | None:
        """The amount, where it is above zero."""
        return self.amount if self.amount and Fraction(self.amount) > 0 else None

    def terms(self) -> dict[str, Any]:
        """The members of an event."""
        return {"amount": self.cost, "percent": None if self.rate is None else number.written(self.rate)}


def fees(product: Node, draft: Draft) -> None:
    """Each fee, and what lowers it."""
    for fee in product.list("fees"):
        before = len(draft.components)
        _fee(fee, draft)
        made = draft.components[before] if len(draft.components) == before + 1 else None
        for discount in fee.list("discounts"):
            _reduce(discount, made, draft)


def _price(fee: Node, about: str, draft: Draft) -> _Price:
    said = len(draft.unmodelled)
    stated = fee.get("amount") or fee.path("fixedAmount", "amount")
    amount = draft.money(stated, about)
    based = fee.get("rateBased")
    of_amount = based if based and based.peeked("rateType") == "TRANSACTION" else None
    share = fee.get("transactionRate") or (of_amount and of_amount.get("rate"))
    rate = draft.fraction(share, about) or None
    if of_amount:
        of_amount.read("rateType")
    if stated and amount and Fraction(amount) < 0:
        draft.say_at(stated.pointer, f"{about}: {amount}", UNKNOWN)
        amount = None
    if share and rate is not None and rate < 0:
        draft.say_at(share.pointer, f"{about}: {number.written(rate)}", UNKNOWN)
        rate = None
    for member in ("balanceRate", "accruedRate"):
        of_balance = fee.get(member)
        value = draft.fraction(of_balance, about)
        if of_balance and value:
            draft.say_at(of_balance.pointer, f"{about}: {member} {number.written(value)}", INCREASE)
    for member in ("variable", "feeCap", "rateBased"):
        inner = fee.get(member)
        if inner and not (member == "rateBased" and rate is not None and inner.is_object):
            draft.say(inner, f"{about}: {member}", UNKNOWN)
    return _Price(amount, rate, len(draft.unmodelled) > said)


def _fee(fee: Node, draft: Draft) -> None:
    label = fee.text("name") or "Fee"
    kind = fee.text("feeType") or "OTHER"
    info = fee.peeked("additionalInfo")
    info = None if words.says_nothing(info) else info
    price = _price(fee, label, draft)
    currency = fee.text("currency")
    if currency is not None and currency != "AUD":
        draft.say(fee, f"{label}: {price.amount or ''} {currency}", UNKNOWN)
    elif price.nothing:
        _free(fee, label, kind, info, price, draft)
    else:
        _charged(fee, label, kind, info, price, draft)


def _free(fee: Node, label: str, kind: str, info: str | None, price: _Price, draft: Draft) -> None:
    """A fee without a price above zero."""
    if price.open:
        draft.say_text(fee, "additionalInfo", label, UNKNOWN)
    elif price.amount is not None and (info is None or is_free(info)) and kind == "PERIODIC" and _period(fee):
        draft.add(label, label, "charge", kind="fixed", amount="0", per=_period(fee))
    elif price.amount is not None and info is not None and is_free(info):
        draft.lose_at(fee.pointer)
    elif info is not None:
        return draft.say(fee, f"{label}: {info}", UNKNOWN)
    elif price.amount is not None or fee.has("transactionRate") or fee.has("balanceRate"):
        draft.lose_at(fee.pointer)
    else:
        return draft.say(fee, f"{label}: no price is stated: {fee.text('additionalValue') or ''}", UNKNOWN)
    fee.take("accrualFrequency", "additionalInfo", "additionalInfoUri", "additionalValue", "feeCategory", "fixedAmount")
    return None


def _charged(fee: Node, label: str, kind: str, info: str | None, price: _Price, draft: Draft) -> None:
    """A fee with a price above zero."""
    amount = price.cost
    known = named(label, amount is None) if is_of_movements(kind) else None
    way = in_a_way(label) if is_of_movements(kind) and not is_service(label) else None
    only_amount = amount if price.rate is None else None
    if known:
        matching, part = known
        draft.add(label, label, "charge", kind="event", match=matching, **price.terms())
        if part:
            draft.say_at(fee.pointer, f"{label}: counted for every movement of its kind", DECREASE)
    elif way and (amount is None or price.rate is None):
        asked = draft.asks(f"way_{label}", label, fee)
        draft.add(label, label, "charge", kind="event", match=way, **price.terms(), contingent=True, when=[asked])
        draft.say_at(fee.pointer, f"{label}: counted for every movement that may be one", DECREASE)
    elif kind == "PERIODIC" and only_amount:
        per = _period(fee)
        if per is None:
            return draft.say(fee, f"{label}: {amount} for a period that is not stated", UNKNOWN)
        draft.add(label, label, "charge", kind="fixed", amount=amount, per=per, proration="none" if per == "P1Y" else None)
    elif kind == "UPFRONT" and only_amount:
        draft.add(label, label, "charge", kind="fixed", amount=amount, per="once")
    elif kind == "EXIT" and only_amount:
        draft.exit.append({"amount": amount, "label": words.name(label)})
    elif only_amount and (kind == "EVENT" or is_service(label)):
        return _asked(fee, label, only_amount, info, draft)
    else:
        return draft.say(fee, f"{label}: {amount or ''} {price.rate or ''} {info or ''}", INCREASE)
    return _explained(fee, label, price, draft)


def _explained(fee: Node, label: str, price: _Price, draft: Draft) -> None:
    """A text beside a price that counts leaves the price open, unless it can only say when that price applies."""
    when = says_when(fee.peeked("additionalInfo") or "", price.figures)
    draft.say_text(fee, "additionalInfo", label, DECREASE if when else UNKNOWN)
    value = fee.peeked("additionalValue")
    if value in _PERIODS:
        fee.take("additionalValue")
    else:
        when = value is not None and says_when(value, price.figures)
        draft.say_text(fee, "additionalValue", label, DECREASE if when else UNKNOWN)
    if fee.peeked("feeType") != "PERIODIC" or fee.peeked("accrualFrequency") in _PERIODS:
        fee.take("accrualFrequency")


def _asked(fee: Node, label: str, amount: str, info: str | None, draft: Draft) -> None:
    """A fee for something that no record shows: counted where the customer says so, and listed otherwise."""
    asked = draft.asks(f"event_{label}", f"{label}: {info}" if info else label, fee)
    fee.read("additionalInfo", "additionalValue", "accrualFrequency")
    draft.add(label, label, "charge", kind="fixed", amount=amount, per="once", contingent=True, when=[asked])


def _period(fee: Node) -> str | None:
    """The period that a fee is for, read."""
    for node in (fee.get("additionalValue"), fee.get("accrualFrequency"), fee.path("fixedAmount", "accrualFrequency")):
        if node and node.peek() in _PERIODS:
            return _PERIODS[node.scalar() or ""]
    return None


def _reduce(discount: Node, made: dict[str, Any] | None, draft: Draft) -> None:
    """A discount counts where its conditions can be asked, and is said otherwise: it can only lower a fee."""
    about = discount.text("description") or "Discount"
    conditions = discount.list("eligibility")
    counts = (
        made is not None
        and not made.get("contingent")
        and discount.peeked("discountType") == "ELIGIBILITY_ONLY"
        and bool(conditions)
        and all(_typed(one) for one in conditions)
        and all(words.says_nothing(discount.peeked(member)) for member in ("additionalInfo", "additionalValue"))
    )
    terms = _less(discount, made, about, draft) if made and counts else None
    if made is None or terms is None:
        draft.say(discount, about, DECREASE)
        return
    when = [condition(one.text("discountEligibilityType") or "OTHER", one, draft) for one in conditions]
    discount.read("discountType")
    draft.add(f"{made['id']}_less", about, "credit", **terms, contingent=True, when=when)


def _typed(one: Node) -> bool:
    kind = one.peeked("discountEligibilityType") or "OTHER"
    return kind in TYPED or kind in ("MIN_AGE", "MAX_AGE") and number.whole(one.peeked("additionalValue")) is not None


def _less(discount: Node, made: dict[str, Any], about: str, draft: Draft) -> dict[str, Any] | None:
    """The terms of a discount on a component."""
    fixed = {name: value for name, value in made.items() if name in ("kind", "amount", "per", "proration")}
    if made["kind"] == "fixed":
        if number.number(discount.peeked("feeRate") or "") == 1:
            discount.read("feeRate")
            return fixed
        if discount.has("amount"):
            amount = draft.money(discount.get("amount"), about)
            return {**fixed, "amount": amount} if amount and 0 < Fraction(amount) <= Fraction(made["amount"]) else None
    rate = draft.fraction(discount.get("feeRate"), about)
    return {"kind": "percent", "of": [made["id"]], "rate": number.written(rate)} if rate and rate > 0 else None
