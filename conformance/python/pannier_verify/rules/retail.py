"""Retail profile (spec/profiles/retail.md)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..findings import Finding
from ..records import Record
from ..values import number, scale
from .bundle import Bundle, runs
from .documents import adds_up, children, one_currency


def returns(bundle: Bundle) -> Iterator[Finding]:
    """return-earlier."""
    for kind, member in (("receipt", "linked_to"), ("receipt_line", "returns")):
        for record in bundle.of_type(kind):
            name = record.value.get(member, "")
            receipt = name if kind == "receipt" else name.rpartition(".")[0]
            sold = bundle.event(record.part.thing, "receipt", receipt)
            if sold is not None and sold.value["date"] > record.value["date"]:
                yield record.finding("return-earlier", member)


def receipts(bundle: Bundle) -> Iterator[Finding]:
    """receipt-lines, receipt-goods, tender-sum."""
    for receipt in bundle.of_type("receipt"):
        value = receipt.value
        lines = children(bundle, "receipt-lines", receipt, "receipt_line", "receipt")
        if lines and value["detail"] == "full" and one_currency(receipt, lines):
            yield from _lines(receipt, lines)
        tenders = children(bundle, "tender-sum", receipt, "tender", "receipt")
        if tenders and one_currency(receipt, tenders):
            paid = sum(
                (number(one.value["amount"]) * (1 if one.value["direction"] == "paid" else -1) for one in tenders),
                Fraction(0),
            )
            if paid != number(value["payable"]):
                yield receipt.finding("tender-sum", "payable")


def _lines(receipt: Record, lines: list[Record]) -> Iterator[Finding]:
    value = receipt.value
    if not any(name in value for name in ("discount", "delivery", "tip")):
        payable = number(value["payable"]) - number(value.get("rounding", "0"))
        if adds_up(lines, value.get("tax"), payable) is False:
            yield receipt.finding("receipt-lines", "payable")
    if "goods" in value:
        goods = [number(line.value["amount"]) for line in lines if line.value["kind"] in ("sale", "return")]
        if sum(goods, Fraction(0)) != number(value["goods"]):
            yield receipt.finding("receipt-goods", "goods")


def prices(bundle: Bundle) -> Iterator[Finding]:
    """receipt-line-price, return-negative."""
    for line in bundle.of_type("receipt_line"):
        value = line.value
        if "unit_price" in value:
            each = number(value.get("price_quantity", "1"))
            if each == 0:
                yield line.finding("receipt-line-price", "price_quantity")
            else:
                amount = number(value["quantity"]) * number(value["unit_price"]) / each
                amount += number(value.get("discount", "0"))
                if abs(amount - number(value["amount"])) > Fraction(1, 2 * 10 ** scale(value["amount"])):
                    yield line.finding("receipt-line-price", "amount")
        if value["kind"] == "return" and max(number(value["quantity"]), number(value["amount"])) > 0:
            yield line.finding("return-negative", "amount")


def gtins(bundle: Bundle) -> Iterator[Finding]:
    """gtin-check, gtin-digit. A wrong digit that is said to be right is the first of them only."""
    for record in bundle.of_type("receipt_line", "device_agreement"):
        if "gtin" not in record.value:
            continue
        digits = [int(character) for character in record.value["gtin"]]
        good = sum(digit * (3 if index % 2 == 0 else 1) for index, digit in enumerate(digits)) % 10 == 0
        said = record.value.get("gtin_check")
        if said is not None and good != (said == "ok"):
            yield record.finding("gtin-check", "gtin_check")
        if not good and said != "ok":
            yield record.finding("gtin-digit", "gtin")


def loyalty_accounts(bundle: Bundle) -> Iterator[Finding]:
    """loyalty-expiries."""
    for record in bundle.of_type("loyalty_account"):
        expiries = record.value.get("expiries", [])
        last = record.value["as_of"]
        for index, expiry in enumerate(expiries):
            if expiry["on"] <= last:
                yield record.finding("loyalty-expiries", "expiries", index, "on")
            last = max(last, expiry["on"])
        if sum((number(expiry["points"]) for expiry in expiries), Fraction(0)) > number(record.value["balance"]):
            if expiries:
                yield record.finding("loyalty-expiries", "expiries")


def points(bundle: Bundle) -> Iterator[Finding]:
    """loyalty-sign, loyalty-expiry."""
    for record in bundle.of_type("loyalty_entry"):
        value = record.value
        given = number(value["points"])
        if (value["kind"] == "earn" and given < 0) or (value["kind"] in ("redeem", "expire") and given > 0):
            yield record.finding("loyalty-sign", "points")
        if "expires_on" in value and (value["expires_on"] <= value["date"] or given <= 0):
            yield record.finding("loyalty-expiry", "expires_on")


def balances(bundle: Bundle) -> Iterator[Finding]:
    """loyalty-balance, over rows that follow each other."""
    for thing, parts in bundle.series_of("loyalty_entry"):
        for run in runs(parts):
            balance: Fraction | None = None
            for record in run:
                if balance is not None:
                    balance += number(record.value["points"])
                if "balance_after" in record.value:
                    said = number(record.value["balance_after"])
                    if balance is not None and said != balance:
                        yield record.finding("loyalty-balance", "balance_after")
                    balance = said
        if not bundle.is_whole(thing, "loyalty_entry"):
            bundle.skip("loyalty-balance", f"{thing}/loyalty_entry")
