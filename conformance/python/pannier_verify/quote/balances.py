"""The booked balance at the end of each day, as far as the records that are shown say it (spec/10-records.md)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ..records import Record
from ..rules.summaries import closing_balances, end_of_day, last_row
from ..values import days_from
from .data import Data


def known(data: Data, thing: str) -> dict[date, Fraction]:
    """The balance of each day of which it is known."""
    out: dict[date, Fraction] = {}
    complete = data.covered(thing, "transaction")
    shown = data.covered(thing, "transaction", "balance") if data.has_group(thing, "transaction", "balance") else complete
    booked: dict[str, list[Record]] = {}
    for record in data.records(thing, "transaction"):
        if record.value["status"] == "booked":
            booked.setdefault(record.value["date"], []).append(record)
    stated = {day: balance for bundle in data.bundles for day, balance in closing_balances(bundle, thing).items()}
    before, reached = None, ""
    for part in data.parts(thing, "transaction"):
        before = before if reached == part.part.start else None
        reached = part.part.end
        for text in days_from(part.part.start, part.part.end):
            day = date.fromisoformat(text)
            whole = day in complete and day in shown
            rows = booked.get(text, [])
            running = last_row(rows).get("running_balance") if rows and whole else None
            before = end_of_day(before, rows, stated.get(text), running, whole)
            if day in complete and before is not None:
                out[day] = before
    return out
