"""Members that belong together, and lines with their documents (spec/10-records.md)."""

from __future__ import annotations

from collections.abc import Iterator

from ..findings import Finding
from ..records import Record
from ..values import plus
from .bundle import Bundle

# Things under contracts of a file beyond which no contract is judged.
_MOST_COVERED = 10_000
_PRICED = ("currency", "tax_included")

# What stands with each member where it is present (member-together).
TOGETHER: dict[str, dict[str, tuple[str, ...]]] = {
    "annual_estimate": {"cost": _PRICED},
    "consumption": {"volume": ("volume_unit",), "cost": _PRICED},
    "device_agreement": {
        "instalment": ("instalment_period",),
        "settlement": ("settlement_as_of",),
        "gtin": ("gtin_check",),
    },
    "interval_day": {"cost": _PRICED},
    "invoice_line": {"quantity": ("unit",)},
    "loyalty_account": {"value": ("currency",)},
    "loyalty_entry": {"value": ("currency",)},
    "plan_allowance": {"quantity": ("unit",)},
    "receipt_line": {"gtin": ("gtin_check",), "net_quantity": ("net_unit",)},
    "subscription": {"recurring_amount": ("recurring_period", *_PRICED)},
    "supply_point": {"contracted_power": ("contracted_power_unit",)},
    "tender": {"original_amount": ("original_currency",)},
    "usage_event": {"rated_amount": _PRICED, "rated_before_allowance": _PRICED},
}

# The member that names the document of a line, and the type of the document.
_DOCUMENTS = {
    "transaction_detail": ("parent", "transaction"),
    "invoice_line": ("invoice", "invoice"),
    "receipt_line": ("receipt", "receipt"),
    "tender": ("receipt", "receipt"),
}


def together(bundle: Bundle) -> Iterator[Finding]:
    """member-together."""
    for part in bundle.parts:
        for member, others in TOGETHER.get(part.kind.name, {}).items():
            for record in part.records:
                if member in record.value and record.sees(*others) and not record.has(*others):
                    yield record.finding("member-together", member)


def period_order(bundle: Bundle) -> Iterator[Finding]:
    """period-order: the end of a period is later than its first day."""
    for part in bundle.parts:
        for record in part.records:
            start = record.value.get("period_start")
            if start is None and "period_start" not in part.kind.schema["properties"]:
                start = record.value.get("date")
            end = record.value.get("period_end")
            if start is not None and end is not None and end <= start:
                yield record.finding("period-order", "period_end")


def document(bundle: Bundle, record: Record, kind: str) -> Record | None:
    """The transaction, invoice or receipt that a line is part of, where it is shown."""
    if kind == "tax_line":
        return bundle.event(record.part.thing, record.value["document_kind"], record.value["document"])
    member, wanted = _DOCUMENTS[kind]
    return bundle.event(record.part.thing, wanted, record.value.get(member))


def lines(bundle: Bundle) -> Iterator[Finding]:
    """line-date, line-currency."""
    for kind in (*_DOCUMENTS, "tax_line"):
        for record in bundle.of_type(kind):
            of = document(bundle, record, kind)
            if of is None:
                continue
            if record.value["date"] != of.value["date"]:
                yield record.finding("line-date", "date")
            if kind != "transaction_detail" and record.value["currency"] != of.value["currency"]:
                yield record.finding("line-currency", "currency")


def contracts(bundle: Bundle) -> Iterator[Finding]:
    """contract-exit-charge, contract-currency, contract-recurring, contract-term."""
    for record in bundle.of_type("contract"):
        value = record.value
        charged = value.get("exit_charge_kind") == "amount"
        if charged != ("exit_charge" in value) or ("exit_charge" in value) != ("exit_charge_as_of" in value):
            yield record.finding("contract-exit-charge", "exit_charge_kind")
        amount = any(name in value for name in ("exit_charge", "recurring_amount", "concession_amount"))
        if amount and not record.has(*_PRICED):
            yield record.finding("contract-currency", "currency")
        if ("recurring_amount" in value) != ("recurring_period" in value):
            yield record.finding("contract-recurring", "recurring_amount")
        if record.has("starts_on", "min_term", "ends_on"):
            if value["ends_on"] != plus(value["starts_on"], value["min_term"]):
                yield record.finding("contract-term", "ends_on")


def contracts_once(bundle: Bundle) -> Iterator[Finding]:
    """contract-once: contracts in force over one thing, by the days on which each is known to be."""
    before: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    records = sorted(bundle.of_type("contract"), key=lambda record: (record.part.series, record.part.seq))
    records = [record for record in records if record.value["status"] == "active"]
    covered = [thing for record in records for thing in record.value.get("covers", []) if not thing.startswith("c")]
    if len(covered) > _MOST_COVERED:
        for record in records:
            bundle.skip("contract-once", record.part.series)
        return
    for record in records:
        value, said = record.value, False
        first, last = min(value.get("starts_on", value["as_of"]), value["as_of"]), value["as_of"]
        for place, thing in enumerate(value.get("covers", [])):
            if thing.startswith("c"):
                continue
            same = before.setdefault((value["sector"], thing), [])
            met = any(one != value["id"] and start <= last and first <= end for one, start, end in same)
            if met and not said:
                said = True
                yield record.finding("contract-once", "covers", place)
            same.append((value["id"], first, last))
