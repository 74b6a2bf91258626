"""What the table of record types says beside schemas (spec/10-records.md, The record types)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Identity:
    """How records of a type are named.

    `series` lists the members whose value is the thing, the first that is present; empty for a record that is its own
    thing. `or_all` says that a record without any of them stands in the series of `all`. `label` is the letter of
    labels. `totals` is the member that totals add up, and the one they are told apart by.
    """

    series: tuple[str, ...] = ()
    or_all: bool = False
    label: str = ""
    composed: str = ""
    totals: tuple[str, str] | None = None


OWN: tuple[str, ...] = ()

TYPES: dict[str, Identity] = {
    "party": Identity(OWN, label="p"),
    "data_use": Identity(OWN, or_all=True, label="u"),
    "preference": Identity(OWN, or_all=True, label="f"),
    "contract": Identity(OWN, label="c"),
    "invoice": Identity(("account",), or_all=True, totals=("total", "currency")),
    "invoice_line": Identity(("account",), or_all=True, composed="{invoice}.{seq}"),
    "tax_line": Identity(("account",), or_all=True, composed="{document}.t{seq}"),
    "summary": Identity(("thing",), or_all=True),
    "account": Identity(OWN, label="a"),
    "balance": Identity(("account",)),
    "transaction": Identity(("account",), totals=("amount", "currency")),
    "transaction_detail": Identity(("account",), composed="{parent}.{seq}"),
    "credit_arrangement": Identity(("account",), composed="{account}.{kind}"),
    "payment_mandate": Identity(("account",), label="o"),
    "subscription": Identity(OWN, label="l"),
    "plan_allowance": Identity(("line",), or_all=True),
    "device_agreement": Identity(OWN, label="d"),
    "usage_event": Identity(("line",), totals=("quantity", "kind")),
    "receipt": Identity(("account",), or_all=True),
    "receipt_line": Identity(("account",), or_all=True, composed="{receipt}.{seq}", totals=("amount", "currency")),
    "tender": Identity(("account",), or_all=True, composed="{receipt}.p{seq}"),
    "loyalty_account": Identity(OWN, label="y"),
    "loyalty_entry": Identity(("account",), totals=("points", "kind")),
    "supply_point": Identity(OWN, label="s"),
    "meter": Identity(("supply_point",), label="m"),
    "register": Identity(("supply_point",), label="r"),
    "interval_day": Identity(("register",), composed="{date}", totals=("total", "unit")),
    "consumption": Identity(("register", "supply_point"), or_all=True),
    "register_read": Identity(("register",)),
    "annual_estimate": Identity(("supply_point",)),
}
