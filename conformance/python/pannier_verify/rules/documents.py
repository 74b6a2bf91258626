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


def children(bundle: Bundle, code: str, document: Record, kind: str, member: str) -> list[Record] | None:
    """The records of a type that name a document by `member`; nothing where some of them may be withheld."""
    thing = document.part.thing
    found = [
        record
        for part in bundle.series.get(f"{thing}/{kind}", [])
        for record in part.records
        if record.value[member] == document.value["id"]
        and (kind != "tax_line" or record.value["document_kind"] == document.part.type)
    ]
    if found and not bundle.is_whole(thing, kind):
        bundle.skip(code, f"{thing}/{kind}")
        return None
    return found


def one_currency(document: Record, *groups: list[Record]) -> bool:
    """Whether a document and what is under it are of one currency; sums of several are no sums."""
    return all(one.value["currency"] == document.value["currency"] for group in groups for one in group)


def adds_up(lines: list[Record], tax: str | None, total: Fraction) -> bool | None:
    """Whether amounts of lines, with the tax where they are without, make `total`; nothing where that is not known."""
    taxes = [line for line in lines if line.value["kind"] == "tax"]
    lines = [line for line in lines if line.value["kind"] != "tax"]
    amount = sum((number(line.value["amount"]) for line in lines), Fraction(0))
    sides = {line.value["tax_included"] for line in lines}
    if len(sides) != 1:
        return None
    if True in sides:
        return amount == total
    if not taxes and tax is None:
        return None
    added = sum((number(line.value["amount"]) for line in taxes), Fraction(0)) if taxes else number(tax or "0")
    return abs(amount + added - total) <= _CENT * len(lines)


def invoice_lines(bundle: Bundle) -> Iterator[Finding]:
    """invoice-lines."""
    for invoice in bundle.of_type("invoice"):
        lines = children(bundle, "invoice-lines", invoice, "invoice_line", "invoice") or []
        if not one_currency(invoice, lines):
            continue
        lines = [line for line in lines if line.value["kind"] != "payment"]
        if adds_up(lines, invoice.value.get("tax"), number(invoice.value["total"])) is False:
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
            if abs(amount - number(value["amount"])) > unit_of_last_place(value["amount"]) * Fraction(3, 2):
                yield line.finding("tax-amount", "amount")


def taxes(bundle: Bundle) -> Iterator[Finding]:
    """tax-sum, tax-base."""
    for document in bundle.of_type("invoice", "receipt"):
        found = children(bundle, "tax-sum", document, "tax_line", "document")
        if not found or not one_currency(document, found):
            continue
        amount = sum((number(tax.value["amount"]) for tax in found), Fraction(0))
        if "tax" in document.value and amount != number(document.value["tax"]):
            yield document.finding("tax-sum", "tax")
        kind = _LINES[document.part.type]
        lines = children(bundle, "tax-base", document, kind, document.part.type) or []
        if not one_currency(document, lines) or not _shows_rates(bundle, document.part.thing, kind):
            continue
        lines = [line for line in lines if line.value["kind"] not in ("payment", "tax")]
        beside = any(name in document.value for name in _BESIDE) or document.value.get("detail", "full") != "full"
        if not beside and all(_rate(one) is not None for one in [*lines, *found]):
            yield from _bases(lines, found)


def _shows_rates(bundle: Bundle, thing: str, kind: str) -> bool:
    """Whether rates of lines are shown, as far as lines have them."""
    for part in bundle.series.get(f"{thing}/{kind}", []):
        if not part.shows("tax_rate"):
            bundle.skip("tax-base", part.part.series)
            return False
    return True


def _rate(record: Record) -> Fraction | None:
    text = record.value.get("rate" if record.part.type == "tax_line" else "tax_rate")
    return None if text is None else number(text)


def _bases(lines: list[Record], taxes_found: list[Record]) -> Iterator[Finding]:
    for rate in {_rate(tax) for tax in taxes_found}:
        of_rate = [tax for tax in taxes_found if _rate(tax) == rate]
        same = [line for line in lines if _rate(line) == rate]
        sides = {line.value["tax_included"] for line in same}
        if len(sides) != 1:
            continue
        wanted = sum((number(tax.value["base"]) for tax in of_rate), Fraction(0))
        if True in sides:
            wanted += sum((number(tax.value["amount"]) for tax in of_rate), Fraction(0))
        amount = sum((number(line.value["amount"]) for line in same), Fraction(0))
        if abs(amount - wanted) > _CENT * len(same):
            yield of_rate[0].finding("tax-base", "base")


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
