"""Energy and water profile (spec/profiles/energy.md)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from fractions import Fraction
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..findings import Finding
from ..records import Record
from ..values import day, days_from, instant, next_day, number, seconds, unit_of_last_place
from .bundle import Bundle, PartRecords, runs

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_QUANTITIES = ("quantity", "total", "volume")
# Readings at the beginning of a part that are compared with the part before.
_MOST_FIRST = 100
# Meters of a file beyond which none is judged.
_MOST_METERS = 10_000


def slots(bundle: Bundle) -> Iterator[Finding]:
    """interval-day-slots."""
    for record in bundle.of_type("interval_day"):
        value = record.value
        if value["missing"] > value["count"]:
            yield record.finding("interval-day-slots", "missing")
        elif value["missing"] == value["count"] and number(value["total"]) != 0:
            yield record.finding("interval-day-slots", "total")
        if "slots" in value:
            known = [number(slot) for slot in value["slots"] if slot is not None]
            if value["count"] != len(value["slots"]):
                yield record.finding("interval-day-slots", "count")
            if value["missing"] != len(value["slots"]) - len(known):
                yield record.finding("interval-day-slots", "missing")
            if number(value["total"]) != sum(known, Fraction(0)):
                yield record.finding("interval-day-slots", "total")
        last = 0
        for index, run in enumerate(value.get("quality_runs", [])):
            if not last <= run["start"] < run["end"] <= value["count"]:
                yield record.finding("interval-day-slots", "quality_runs", index)
            last = run["end"]


def bounds(date: str, zone: str) -> tuple[int, int] | None:
    """The first second of a day in a zone and that of the next; nothing where the zone is not known."""
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    ends = []
    for civil in (day(date), day(date) + timedelta(1)):
        moment = datetime(civil.year, civil.month, civil.day, tzinfo=place).astimezone(timezone.utc) - _EPOCH
        ends.append(moment.days * 86_400 + moment.seconds)
    return ends[0], ends[1]


def _slot(resolution: str, length: int) -> int | None:
    """The length of a slot in seconds; nothing where it is counted in more than a day."""
    if resolution == "P1D":
        return length
    return seconds(resolution)


def lengths(bundle: Bundle) -> Iterator[Finding]:
    """interval-day-length, interval-day-start."""
    for thing, parts in bundle.series_of("interval_day"):
        for part in parts:
            for date, records in _runs(part):
                limits = bounds(date, records[0].value["zone"])
                if limits is None:
                    bundle.skip("interval-day-length", f"{thing}/interval_day")
                else:
                    yield from _day(part, date, records, limits)


def _runs(part: PartRecords) -> Iterator[tuple[str, list[Record]]]:
    """The rows of each day that follow each other."""
    run: list[Record] = []
    for record in part.records:
        if run and record.value["date"] != run[-1].value["date"]:
            yield run[-1].value["date"], run
            run = []
        run.append(record)
    if run:
        yield run[-1].value["date"], run


def _is_cut(part: PartRecords, records: list[Record]) -> bool:
    """Whether another row of the day may be withheld: before, between or behind those that are shown."""
    places = [record.place for record in records]
    shown = part.shown.row_numbers()
    around = set(shown) | {-1, part.part.n}
    return not around.issuperset(range(places[0] - 1, places[-1] + 2))


def _day(part: PartRecords, date: str, records: list[Record], limits: tuple[int, int]) -> Iterator[Finding]:
    begin, end = limits
    total = 0
    free = Fraction(begin)
    judged = True
    for record in records:
        value = record.value
        slot = _slot(value["resolution"], end - begin)
        if slot is None:
            judged = False
            yield record.finding("interval-day-length", "resolution")
            continue
        own = slot * value["count"]
        total += own
        if judged and total > end - begin:
            judged = False
            yield record.finding("interval-day-length", "count")
        if "start" in value:
            start = instant(value["start"])
            if not free <= start < end or (judged and start + own > end):
                yield record.finding("interval-day-start", "start")
            free = max(free, start + own)
    if judged and total < end - begin and date not in part.part.incomplete and not _is_cut(part, records):
        yield records[-1].finding("interval-day-length", "count")


def gaps(bundle: Bundle) -> Iterator[Finding]:
    """interval-day-gap: between rows, and edges of the period, of which nothing is withheld between."""
    for thing, parts in bundle.series_of("interval_day"):
        for part in parts:
            if not part.all_rows:
                bundle.skip("interval-day-gap", f"{thing}/interval_day")
            after = part.part.start
            place = 0
            for number_of, record in zip(part.shown.row_numbers(), part.records):
                date = record.value["date"]
                if number_of == place and not _promised(part, after, date):
                    yield record.finding("interval-day-gap", "date")
                after, place = next_day(date), number_of + 1
            if place == part.part.n and not _promised(part, after, part.part.end):
                yield part.finding("interval-day-gap", "to")


def _promised(part: PartRecords, start: str, end: str) -> bool:
    """Whether every day of `[start, end)` is said to be incomplete."""
    return start >= end or set(part.part.incomplete).issuperset(days_from(start, end))


def signs(bundle: Bundle) -> Iterator[Finding]:
    """energy-not-negative."""
    for record in bundle.of_type("interval_day", "consumption", "annual_estimate"):
        value = record.value
        if value["direction"] == "net":
            continue
        for name in _QUANTITIES:
            if number(value.get(name, "0")) < 0:
                yield record.finding("energy-not-negative", name)
        for index, slot in enumerate(value.get("slots", [])):
            if slot is not None and number(slot) < 0:
                yield record.finding("energy-not-negative", "slots", index)


def gas(bundle: Bundle) -> Iterator[Finding]:
    """gas-conversion."""
    for record in bundle.of_type("consumption"):
        value = record.value
        if not record.has("volume", "volume_correction", "calorific_value"):
            continue
        if value.get("volume_unit") != "m3" or value["unit"] != "kWh":
            continue
        energy = number(value["volume"]) * number(value["volume_correction"]) * number(value["calorific_value"])
        energy /= Fraction(36, 10)
        if abs(energy - number(value["quantity"])) > unit_of_last_place(value["quantity"]) * Fraction(3, 2):
            yield record.finding("gas-conversion", "quantity")


def registers(bundle: Bundle) -> Iterator[Finding]:
    """register-agrees: as far as a type has these members; energy may be billed in another unit."""
    for record in bundle.of_type("interval_day", "register_read", "consumption"):
        register = bundle.label("register", record.value.get("register"))
        if register is None:
            continue
        for name in ("fuel", "direction", "unit", "zone"):
            if name == "unit" and record.part.type == "consumption":
                continue
            if name in record.value and record.value[name] != register.value[name]:
                yield record.finding("register-agrees", name)


def readings(bundle: Bundle) -> Iterator[Finding]:
    """register-backwards, register-digits."""
    for thing, parts in bundle.series_of("register_read"):
        register = bundle.label("register", thing)
        digits = register.value.get("digits") if register else None
        for part in parts:
            for record in part.records:
                if digits is not None and number(record.value["reading"]) >= 10**digits:
                    yield record.finding("register-digits", "reading")
        for run in runs(parts):
            yield from _backwards(run, digits)
        if not bundle.is_whole(thing, "register_read"):
            bundle.skip("register-backwards", f"{thing}/register_read")


def _backwards(run: list[Record], digits: int | None) -> Iterator[Finding]:
    last: Record | None = None
    for record in run:
        if record.value["reason"] in ("opening", "swap_in"):
            last = None
        is_far = last is not None and last.part is not record.part and record.place >= _MOST_FIRST
        if last is not None and not is_far and all(last.value[name] == record.value[name] for name in ("direction", "unit")):
            before, after = number(last.value["reading"]), number(record.value["reading"])
            if after < before and not _passed(before, after, digits):
                yield record.finding("register-backwards", "reading")
        if record.value["quality"] != "estimated":
            last = record


def _passed(before: Fraction, after: Fraction, digits: int | None) -> bool:
    """Whether a counter passed its last digit from one reading to the next."""
    if digits is not None:
        around = 10**digits
        return before < around and after + around - before < Fraction(around, 2)
    around = 1
    while around <= before:
        around *= 10
    return before >= around * Fraction(9, 10) and after <= Fraction(around, 10)


def meters(bundle: Bundle) -> Iterator[Finding]:
    """meter-in-use."""
    if sum(1 for _ in bundle.of_type("meter")) > _MOST_METERS:
        for record in bundle.of_type("meter"):
            bundle.skip("meter-in-use", record.part.series)
        return
    for record in bundle.of_type("interval_day", "register_read", "consumption"):
        register = bundle.label("register", record.value.get("register"))
        meter = bundle.label("meter", register.value.get("meter")) if register else None
        if meter is None:
            continue
        first, after = meter.value.get("installed_on"), meter.value.get("removed_on")
        date = record.value["date"]
        end = date if record.part.type == "register_read" else record.value.get("period_end", next_day(date))
        if (first is not None and date < first) or (after is not None and end > after):
            yield record.finding("meter-in-use", "date")
