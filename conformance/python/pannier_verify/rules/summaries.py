"""Summaries: one figure of one month (spec/10-records.md, How a summary is computed)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from .. import schemas
from ..findings import Finding
from ..records import Record
from ..values import day, days_from, month_end, number, rounded, seconds
from . import coverage
from .bundle import Bundle

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

# Days of a series beyond which no figure at the end of a day is judged.
_MOST_DAYS = 73_100
# The group without which a metric cannot be computed, where that is not `core`.
_GROUPS = {"category": "category", "spend": "category", "over": "rating", "peak": "profile"}

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
    """All figures of the records of one type and thing."""

    found: dict[Key, Figure] = field(default_factory=dict)

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
    """summary-disagrees, for the figures of which nothing is withheld."""
    computed: dict[tuple[str, str], Computed] = {}
    said: set[tuple[str, Key]] = set()
    for thing, kind in ((name.partition("/")[0], parts[0].kind.name) for name, parts in bundle.series.items()):
        if kind in METRICS:
            computed[thing, kind] = Computed(bundle, thing, kind)
    for record in bundle.of_type("summary"):
        thing = record.value.get("thing", "all")
        yield from _claim(bundle, record, computed.get((thing, record.value["of"])), (thing, _key(record)), said)
    for (thing, _), figures in computed.items():
        for key in figures.figures:
            if (thing, key) in said or not figures.is_judged(key):
                continue
            for part in bundle.series.get(f"{thing}/summary", []):
                month = key[1]
                if part.all_rows and part.part.start <= month < part.part.end and month not in part.part.incomplete:
                    yield part.finding("summary-disagrees")


def _claim(
    bundle: Bundle, record: Record, computed: Computed | None, named: tuple[str, Key], said: set[tuple[str, Key]]
) -> Iterator[Finding]:
    _, key = named
    if computed is None:
        if bundle.may_hide_parts:
            bundle.skip("summary-disagrees", record.part.series)
        else:
            yield record.finding("summary-disagrees", "of")
    elif not _can_be(key[2], key[3]):
        yield record.finding("summary-disagrees", "bucket")
    elif not computed.is_judged(key):
        bundle.skip("summary-disagrees", record.part.series)
    elif named in said:
        yield record.finding("summary-disagrees")
    else:
        yield from _compare(record, key, computed)
    said.add(named)


def _key(record: Record) -> Key:
    value = record.value
    return (
        value["of"], value["date"], value["metric"], value["bucket"], value.get("currency", ""), value.get("unit", "")
    )  # fmt: skip


def _compare(record: Record, key: Key, computed: Computed) -> Iterator[Finding]:
    figure = computed.figures.get(key)
    if figure is None:
        yield record.finding("summary-disagrees", "bucket")
    elif number(record.value["value"]) != figure.value:
        yield record.finding("summary-disagrees", "value")
    elif record.value["count"] != figure.count:
        yield record.finding("summary-disagrees", "count")
    elif record.value["days"] != computed.counted_days(key[1]):
        yield record.finding("summary-disagrees", "days")


def _words(kind: str, member: str) -> list[str]:
    """The closed list of a member."""
    schema = schemas.load(kind)["properties"][member]
    if "$ref" in schema:
        schema = schemas.load("common")["$defs"][schema["$ref"].rpartition("/")[2]]
    return list(schema["enum"])


def _can_be(metric: str, bucket: str) -> bool:
    """Whether any record could count into a bucket of this name."""
    if metric in ("in", "out", "foreign", "fee", "category"):
        member = {"fee": "fee_kind", "category": "category"}.get(metric, "kind")
        return bucket in _words("transaction", member)
    if metric in ("usage", "over"):
        lists = [_words("usage_event", name) for name in ("kind", "direction", "number_class", "reach", "roaming")]
        words = bucket.split(".")
        return len(words) == len(lists) and all(word in [*known, "unknown"] for word, known in zip(words, lists))
    if metric in ("energy", "peak"):
        words = bucket.split(".", 2)
        return len(words) == 3 and words[0] in _words("register", "fuel") and words[1] in _words("register", "direction")
    return bucket == "all" or (metric == "spend" and re.fullmatch(r"[0-9]{2}(\.[0-9])?", bucket) is not None)


class Computed:
    """The figures of the records of one type and thing, and which of them rest on nothing that is withheld."""

    def __init__(self, bundle: Bundle, thing: str, kind: str) -> None:
        self._bundle, self._thing, self._kind = bundle, thing, kind
        self.parts = bundle.series.get(f"{thing}/{kind}", [])
        self._incomplete = {day for part in self.parts for day in part.part.incomplete}
        self._spans: dict[str, list[coverage.Span]] = {}
        self._lost: set[str] = set()
        figures = Figures()
        for part in self.parts:
            for record in part.records:
                if record.value["date"] not in part.part.incomplete:
                    _count(bundle, figures, kind, record)
        if kind == "transaction" and self.parts and not self._is_too_long:
            self._balances(figures)
        self.figures = figures.found

    def _covers(self, day: str) -> bool:
        return any(part.part.start <= day < part.part.end for part in self.parts)

    def counted_days(self, month: str) -> int:
        """Days of a month that are covered and promised whole."""
        days = days_from(month, month_end(month))
        return sum(self._covers(day) and day not in self._incomplete for day in days)

    @property
    def _is_too_long(self) -> bool:
        """Whether its parts have more days than anybody goes through one by one."""
        return sum((day(part.part.end) - day(part.part.start)).days for part in self.parts) > _MOST_DAYS

    @property
    def _begins_here(self) -> bool:
        """Whether nothing of the series was before what is shown."""
        return not self._bundle.may_hide_parts or self.parts[0].part.seq == 0

    def _shown(self, day: str, group: str) -> bool:
        """Whether every row of a day is shown with its cell of this group."""
        if self._bundle.is_whole(self._thing, self._kind) and all(part.shows_group(group) for part in self.parts):
            return True
        if group not in self._spans:
            self._spans[group] = list(coverage.spans(self._bundle, self.parts, group))
        return any(
            span.start <= day < span.end and (day in self._incomplete or day not in span.exceptions)
            for span in self._spans[group]
        )

    def _month_shown(self, month: str, group: str) -> bool:
        first = self.parts[0].part.start
        for day in days_from(month, month_end(month)):
            if self._covers(day):
                if not self._shown(day, group):
                    return False
            elif self._bundle.may_hide_parts and not (self._begins_here and day < first):
                return False
        return True

    def _has_group(self, group: str) -> bool:
        return any(part.part.group(group) for part in self.parts)

    def is_judged(self, key: Key) -> bool:
        """Whether everything a figure rests on is shown."""
        _, month, metric, *_ = key
        if metric in _EOD:
            return not self._is_too_long and month not in self._lost and self._month_shown(month, "core")
        if metric in ("energy", "peak") and not self._window_known():
            return False
        group = _GROUPS.get(metric, "core")
        if not self._has_group(group):
            return metric == "spend" and self._month_shown(month, "core")
        return self._month_shown(month, group)

    def _window_known(self) -> bool:
        shown = self._bundle.label("register", self._thing) is not None
        return shown or not self._thing.startswith("r") or self._bundle.is_whole_type("register")

    def _balances_known(self, day: str) -> bool:
        """Whether everything that says how a day ended is shown."""
        stated = self._bundle.series.get(f"{self._thing}/balance", [])
        whole = self._bundle.is_whole(self._thing, "balance")
        return (
            self._shown(day, "core")
            and (not self._has_group("balance") or self._shown(day, "balance"))
            and (whole or any(span.start <= day < span.end for span in coverage.spans(self._bundle, stated, "core")))
        )

    def _balances(self, figures: Figures) -> None:
        """The figures of balances at the ends of days; months that rest on something withheld are lost."""
        closing = closing_balances(self._bundle, self._thing)
        records = [record for part in self.parts for record in part.records]
        currency = next((record.value["currency"] for record in records), "")
        currency = currency or next(iter(closing.values()), ("", Fraction(0)))[0]
        booked: dict[str, list[Record]] = {}
        for record in records:
            if record.value["status"] == "booked":
                booked.setdefault(record.value["date"], []).append(record)
        balance: Fraction | None = None
        lost = not self._begins_here
        reached = ""
        for part in self.parts:
            if reached != part.part.start:
                balance = None
                lost = lost or (bool(reached) and self._bundle.may_hide_parts)
            reached = part.part.end
            for day in days_from(part.part.start, part.part.end):
                whole = day not in self._incomplete
                if not self._balances_known(day):
                    balance, lost = None, True
                else:
                    rows = booked.get(day, [])
                    running = last_row(rows).get("running_balance") if rows and whole else None
                    lost = lost and whole and day not in closing and running is None
                    balance = end_of_day(balance, rows, closing.get(day), running, whole)
                if whole and lost:
                    self._lost.add(day[:7] + "-01")
                elif whole and balance is not None:
                    _balance(figures, day, currency, balance)


def end_of_day(
    before: Fraction | None,
    rows: list[Record],
    closing: tuple[str, Fraction] | None,
    running: str | None,
    whole: bool,
) -> Fraction | None:
    """The balance at the end of a day: stated, or running, or the one before and what was booked."""
    if closing is not None:
        return closing[1]
    if not whole:
        return None
    if running is not None:
        return number(running)
    return None if before is None else before + sum((number(row.value["amount"]) for row in rows), Fraction(0))


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


def last_row(rows: list[Record]) -> dict[str, str]:
    """The last row of a day, by `seq` where all have it, by place where none has; where only some have it, none is the last."""
    ordered = [row for row in rows if "seq" in row.value]
    if ordered and len(ordered) < len(rows):
        return {}
    last = max(ordered, key=lambda row: row.value["seq"]) if ordered else rows[-1]
    return last.value


def closing_balances(bundle: Bundle, thing: str) -> dict[str, tuple[str, Fraction]]:
    """The closing booked balance of each day; of two, the one that leaves credit out, and of two alike the later row."""
    found: dict[str, tuple[bool, str, Fraction]] = {}
    for part in bundle.series.get(f"{thing}/balance", []):
        for record in part.records:
            value = record.value
            if value["kind"] != "closing_booked" or value["credit_line_included"] == "yes":
                continue
            plain = value["credit_line_included"] == "no"
            if value["date"] not in found or plain >= found[value["date"]][0]:
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
