"""Summaries: one figure of one month (spec/10-records.md, How a summary is computed)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from ..findings import Finding
from ..records import Record
from ..values import days_from, month_end, number, rounded, seconds
from .bundle import Bundle, PartRecords

_EOD = ("eod_min", "eod_max", "eod_credit_days", "eod_debit_days", "eod_credit_sum", "eod_debit_sum")
METRICS: dict[str, tuple[str, ...]] = {
    "transaction": ("in", "out", "fee", "foreign", "category", *_EOD),
    "usage_event": ("usage", "over"),
    "receipt_line": ("spend",),
    "loyalty_entry": ("earned", "redeemed", "expired"),
    "interval_day": ("energy", "peak"),
    "consumption": ("energy",),
}
_MONEY = {"in", "out", "fee", "foreign", "category", "eod_min", "eod_max", "eod_credit_sum", "eod_debit_sum", "spend"}
_SPENT = ("sale", "return", "discount", "coupon")
_POINTS = {"earn": "earned", "redeem": "redeemed", "expire": "expired"}

Key = tuple[str, str, str, str, str, str]
"""Record type, first day of the month, metric, bucket, currency, unit."""


@dataclass
class Figure:
    """What was counted, and what it makes."""

    count: int = 0
    value: Fraction = Fraction(0)

    def add(self, value: Fraction) -> None:
        self.count += 1
        self.value += value


@dataclass
class Figures:
    """All figures of the series of one thing, and the days of each month that count."""

    found: dict[Key, Figure] = field(default_factory=dict)
    days: dict[tuple[str, str], int] = field(default_factory=dict)

    def at(self, of: str, date: str, metric: str, bucket: str, currency: str = "", unit: str = "") -> Figure:
        """The figure to add to."""
        return self.found.setdefault((of, date[:7] + "-01", metric, bucket[:64], currency, unit), Figure())


def forms(bundle: Bundle) -> Iterator[Finding]:
    """summary-month, summary-metric, summary-unit."""
    for record in bundle.of_type("summary"):
        value = record.value
        length = len(days_from(value["date"], month_end(value["date"])))
        if not value["date"].endswith("-01") or value["days"] > length or value["complete"] != (value["days"] == length):
            yield record.finding("summary-month", "days")
        if value["metric"] not in METRICS[value["of"]]:
            yield record.finding("summary-metric", "metric")
        wanted = ("currency", "unit") if value["metric"] in _MONEY else ("unit", "currency")
        if wanted[0] not in value or wanted[1] in value:
            yield record.finding("summary-unit", wanted[0])


def disagreements(bundle: Bundle) -> Iterator[Finding]:
    """summary-disagrees. Where anything is withheld nobody can tell what a month holds."""
    for thing, parts in bundle.series_of("summary"):
        if not bundle.whole:
            bundle.skip("summary-disagrees", f"{thing}/summary")
            continue
        if any(finding.entry == part.part.entry for finding in forms(bundle) for part in parts):
            continue
        figures = compute(bundle, thing)
        said: set[Key] = set()
        for part in parts:
            for record in part.records:
                key = _key(record)
                said.add(key)
                if bundle.has_series(thing, key[0]):
                    yield from _compare(record, key, figures)
        for part in parts:
            if any(key not in said and part.part.start <= key[1] < part.part.end for key in figures.found):
                yield part.finding("summary-disagrees")


def _key(record: Record) -> Key:
    value = record.value
    return (
        value["of"], value["date"], value["metric"], value["bucket"], value.get("currency", ""), value.get("unit", "")
    )  # fmt: skip


def _compare(record: Record, key: Key, figures: Figures) -> Iterator[Finding]:
    figure = figures.found.get(key)
    if figure is None:
        yield record.finding("summary-disagrees", "bucket")
    elif number(record.value["value"]) != figure.value:
        yield record.finding("summary-disagrees", "value")
    elif record.value["count"] != figure.count:
        yield record.finding("summary-disagrees", "count")
    elif record.value["days"] != figures.days.get((key[0], key[1]), 0):
        yield record.finding("summary-disagrees", "days")


def compute(bundle: Bundle, thing: str) -> Figures:
    """The figures of everything the records of a thing tell."""
    figures = Figures()
    for kind in METRICS:
        parts = bundle.series.get(f"{thing}/{kind}", [])
        covered = [
            date for part in parts for date in days_from(part.part.start, part.part.end)
            if date not in part.part.incomplete
        ]  # fmt: skip
        for date in covered:
            month = date[:7] + "-01"
            figures.days[kind, month] = figures.days.get((kind, month), 0) + 1
        for part in parts:
            for record in part.records:
                if record.value["date"] not in part.part.incomplete:
                    _count(bundle, figures, kind, record)
        if kind == "transaction" and parts:
            _balances(bundle, figures, thing, parts, set(covered))
    return figures


def _count(bundle: Bundle, figures: Figures, kind: str, record: Record) -> None:
    if kind == "transaction":
        _transaction(figures, record)
    elif kind == "usage_event":
        _usage(figures, record)
    elif kind == "receipt_line":
        _spend(figures, record)
    elif kind == "loyalty_entry":
        value = record.value
        if value["kind"] in _POINTS:
            figures.at(kind, value["date"], _POINTS[value["kind"]], "all", unit="point").add(number(value["points"]))
    elif kind == "interval_day":
        _interval(bundle, figures, record)
    else:
        value = record.value
        if value["period_end"] <= month_end(value["date"]):
            figures.at(kind, value["date"], "energy", _flow(bundle, record), unit=value["unit"]).add(
                number(value["quantity"])
            )


def _transaction(figures: Figures, record: Record) -> None:
    value = record.value
    if value["status"] != "booked":
        return
    amount = number(value["amount"])
    counted = [("in" if amount > 0 else "out", value["kind"], amount)] if amount else []
    if "fee_kind" in value:
        counted.append(("fee", value["fee_kind"], amount))
    if value.get("is_foreign"):
        counted.append(("foreign", value["kind"], abs(amount)))
    if "category" in value:
        counted.append(("category", value["category"], amount))
    for metric, bucket, figure in counted:
        figures.at("transaction", value["date"], metric, bucket, currency=value["currency"]).add(figure)


def _usage(figures: Figures, record: Record) -> None:
    value = record.value
    bucket = ".".join(
        value.get(name, "unknown") for name in ("kind", "direction", "number_class", "reach", "roaming")
    )
    metrics = ["usage"] + (["over"] if number(value.get("rated_amount", "0")) > 0 else [])
    for metric in metrics:
        figures.at("usage_event", value["date"], metric, bucket, unit=value["unit"]).add(number(value["quantity"]))


def _spend(figures: Figures, record: Record) -> None:
    value = record.value
    if value["kind"] in _SPENT:
        bucket = ".".join(value["category"].split(".")[:2]) if "category" in value else "all"
        figures.at("receipt_line", value["date"], "spend", bucket, currency=value["currency"]).add(
            number(value["amount"])
        )


def _flow(bundle: Bundle, record: Record) -> str:
    register = bundle.label("register", record.value.get("register"))
    tou = register.value.get("tou", "all") if register else "all"
    return f"{record.value['fuel']}.{record.value['direction']}.{tou}"


def _interval(bundle: Bundle, figures: Figures, record: Record) -> None:
    value = record.value
    bucket = _flow(bundle, record)
    figures.at("interval_day", value["date"], "energy", bucket, unit=value["unit"]).add(number(value["total"]))
    known = [number(slot) for slot in value.get("slots", []) if slot is not None]
    slot = seconds(value["resolution"])
    if known and slot is not None and value["unit"] == "kWh":
        figure = figures.at("interval_day", value["date"], "peak", bucket, unit="kW")
        power = rounded(max(known) * 3600 / slot, 12)
        figure.value = power if figure.count == 0 else max(figure.value, power)
        figure.count += 1


def _balances(
    bundle: Bundle, figures: Figures, thing: str, parts: list[PartRecords], covered: set[str]
) -> None:
    """The figures of balances at the ends of days."""
    closing = _closing(bundle, thing)
    currency = next((record.value["currency"] for part in parts for record in part.records), "")
    currency = currency or next(iter(closing.values()), ("", Fraction(0)))[0]
    booked: dict[str, list[Record]] = {}
    for part in parts:
        for record in part.records:
            if record.value["status"] == "booked":
                booked.setdefault(record.value["date"], []).append(record)
    first = min([parts[0].part.start, *closing])
    balance: Fraction | None = None
    for date in days_from(first, max(part.part.end for part in parts)):
        rows = booked.get(date, [])
        if date in closing:
            balance = closing[date][1]
        elif date not in covered:
            balance = None
        else:
            running = _last(rows).get("running_balance") if rows else None
            if running is not None:
                balance = number(running)
            elif balance is not None:
                balance += sum((number(row.value["amount"]) for row in rows), Fraction(0))
        if balance is not None and date in covered:
            _balance(figures, date, currency, balance)


def _last(rows: list[Record]) -> dict[str, str]:
    """The last row of a day, by `seq` where rows have it."""
    ordered = [row for row in rows if "seq" in row.value]
    last = max(ordered, key=lambda row: row.value["seq"]) if ordered else rows[-1]
    return last.value


def _closing(bundle: Bundle, thing: str) -> dict[str, tuple[str, Fraction]]:
    """The closing booked balance of each day; of two, the one that leaves credit out."""
    found: dict[str, tuple[bool, str, Fraction]] = {}
    for part in bundle.series.get(f"{thing}/balance", []):
        for record in part.records:
            value = record.value
            if value["kind"] != "closing_booked" or value["credit_line_included"] == "yes":
                continue
            plain = value["credit_line_included"] == "no"
            if value["date"] not in found or plain and not found[value["date"]][0]:
                found[value["date"]] = (plain, value["currency"], number(value["amount"]))
    return {date: (currency, amount) for date, (_, currency, amount) in found.items()}


def _balance(figures: Figures, date: str, currency: str, balance: Fraction) -> None:
    for metric in _EOD:
        days = metric.endswith("_days")
        figure = figures.at(
            "transaction", date, metric, "all", currency="" if days else currency, unit="day" if days else ""
        )
        if metric in ("eod_min", "eod_max"):
            choose = min if metric == "eod_min" else max
            figure.value = balance if figure.count == 0 else choose(figure.value, balance)
            figure.count += 1
        else:
            side = balance > 0 if "credit" in metric else balance < 0
            figure.add(Fraction(0) if not side else Fraction(1) if days else abs(balance))
