"""Invoices, taxes, contacts and data use (spec/profiles/documents.md)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ..findings import Finding
from ..records import Record
from ..values import number, unit_of_last_place
from .bundle import Bundle

_CENT = Fraction(1, 100)
_LINES = {"invoice": "invoice_line", "receipt": "receipt_line"}
_BESIDE = ("discount", "delivery", "tip")


def signs(bundle: Bundle) -> Iterator[Finding]:
    """document-sign."""
    for record in bundle.of_type("invoice"):
        if record.value["kind"] == "credit_note" and number(record.value["total"]) > 0:
            yield record.finding("document-sign", "total")
    for record in bundle.of_type("receipt"):
        if record.value["kind"] == "return" and number(record.value["payable"]) > 0:
            yield record.finding("document-sign", "payable")
    for record in bundle.of_type("tender"):
        if number(record.value["amount"]) < 0:
            yield record.finding("document-sign", "amount")


def sums(bundle: Bundle) -> Iterator[Finding]:
    """invoice-tax, invoice-payable."""
    for record in bundle.of_type("invoice"):
        value = record.value
        total = number(value["total"])
        if record.has("net", "tax") and number(value["net"]) + number(value["tax"]) != total:
            yield record.finding("invoice-tax", "total")
        owed = {name: number(value.get(name, "0")) for name in ("previous_balance", "paid", "rounding")}
        if "payable" in value:
            if number(value["payable"]) != owed["previous_balance"] + total - owed["paid"] + owed["rounding"]:
                yield record.finding("invoice-payable", "payable")


def lines_of(bundle: Bundle, document: Record) -> list[Record] | None:
    """The lines of an invoice or receipt; nothing where some of them may be withheld."""
    kind = _LINES[document.part.type]
    if not bundle.whole:
        bundle.skip(f"{document.part.type}-lines", f"{document.part.thing}/{kind}")
        return None
    return children(bundle, document, kind, document.part.type)


def children(bundle: Bundle, document: Record, kind: str, member: str) -> list[Record]:
    """The records of a type that name a document by `member`, in the series of the same thing or of `all`."""
    return [
        record
        for record in bundle.of_type(kind)
        if record.value[member] == document.value["id"]
        and bundle.event(record.part.thing, document.part.type, document.value["id"]) is document
    ]


def adds_up(lines: list[Record], tax: str | None, total: Fraction) -> bool | None:
    """Whether amounts of lines, with the tax where they are without, make `total`; nothing where that is not known."""
    amount = sum((number(line.value["amount"]) for line in lines), Fraction(0))
    sides = {line.value["tax_included"] for line in lines if line.value["kind"] != "tax"}
    if len(sides) > 1:
        return None
    if False in sides and all(line.value["kind"] != "tax" for line in lines):
        if tax is None:
            return None
        return abs(amount + number(tax) - total) <= _CENT * len(lines)
    return amount == total


def invoice_lines(bundle: Bundle) -> Iterator[Finding]:
    """invoice-lines."""
    for invoice in bundle.of_type("invoice"):
        lines = [line for line in lines_of(bundle, invoice) or [] if line.value["kind"] != "payment"]
        if lines and adds_up(lines, invoice.value.get("tax"), number(invoice.value["total"])) is False:
            yield invoice.finding("invoice-lines", "total")


def instalments(bundle: Bundle) -> Iterator[Finding]:
    """instalment-agreement."""
    for line in bundle.of_type("invoice_line"):
        value = line.value
        if value["kind"] == "instalment" and value.get("service") == "device" and "device_agreement" not in value:
            yield line.finding("instalment-agreement", "kind")


def tax_amounts(bundle: Bundle) -> Iterator[Finding]:
    """tax-amount."""
    for line in bundle.of_type("tax_line"):
        value = line.value
        if "rate" in value:
            amount = number(value["base"]) * number(value["rate"])
            if abs(amount - number(value["amount"])) > unit_of_last_place(value["amount"]):
                yield line.finding("tax-amount", "amount")


def taxes(bundle: Bundle) -> Iterator[Finding]:
    """tax-sum, tax-base."""
    for document in bundle.of_type("invoice", "receipt"):
        lines = lines_of(bundle, document)
        if lines is None:
            continue
        found = [
            tax
            for tax in children(bundle, document, "tax_line", "document")
            if tax.value["document_kind"] == document.part.type
        ]
        if not found:
            continue
        amount = sum((number(tax.value["amount"]) for tax in found), Fraction(0))
        if "tax" in document.value and amount != number(document.value["tax"]):
            yield document.finding("tax-sum", "tax")
        lines = [line for line in lines if line.value["kind"] not in ("payment", "tax", "void")]
        beside = any(name in document.value for name in _BESIDE) or document.value.get("detail") == "summary"
        if lines and not beside and all("tax_rate" in line.value for line in lines):
            yield from _bases(lines, found)


def _bases(lines: list[Record], taxes_found: list[Record]) -> Iterator[Finding]:
    for tax in taxes_found:
        if "rate" not in tax.value:
            continue
        rate = number(tax.value["rate"])
        same = [line for line in lines if number(line.value["tax_rate"]) == rate]
        if not same or any("rate" in other.value and other is not tax and number(other.value["rate"]) == rate for other in taxes_found):
            continue
        sides = {line.value["tax_included"] for line in same}
        if len(sides) > 1:
            continue
        wanted = number(tax.value["base"]) + (number(tax.value["amount"]) if True in sides else 0)
        amount = sum((number(line.value["amount"]) for line in same), Fraction(0))
        if abs(amount - wanted) > _CENT * len(same):
            yield tax.finding("tax-base", "base")


def preferences(bundle: Bundle) -> Iterator[Finding]:
    """preference-period, preference-once."""
    seen: set[tuple[str, str]] = set()
    for record in bundle.of_type("preference"):
        if ("max_contacts" in record.value) != ("per" in record.value):
            yield record.finding("preference-period", "max_contacts")
        wish = record.value["channel"], record.value["topic"]
        if wish in seen:
            yield record.finding("preference-once", "topic")
        seen.add(wish)


def data_uses(bundle: Bundle) -> Iterator[Finding]:
    """data-use-once."""
    seen: set[tuple[str, ...]] = set()
    for record in bundle.of_type("data_use"):
        use = tuple(record.value[name] for name in ("data", "purpose", "legal_basis"))
        if use in seen:
            yield record.finding("data-use-once", "purpose")
        seen.add(use)
