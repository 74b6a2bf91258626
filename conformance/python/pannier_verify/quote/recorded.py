"""The year that is priced, from the records that stand for its days and months."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from ..records import Record
from ..tariff.meaning import fuel, meters
from ..tariff.windows import WEEKDAYS
from ..values import number
from . import balances
from .data import Data, name, whole_months
from .meters import Meter, is_fuel
from .periods import Calendar
from .replay import Days, Months, apart, months_apart
from .use import Goods, Movement, Piece, Refused

LEAST_DAYS = 28
_GRADES = ((360, "A"), (270, "B"), (90, "C"), (0, "D"))
_DAYS = {"all": WEEKDAYS, "workday": WEEKDAYS[:5], "weekend": WEEKDAYS[5:]}
_TRAITS = ("number_class", "reach", "roaming")
_FUELS = ("electricity.import", "gas", "heat", "water")
_USED = {"voice": "voice", "sms": "sms", "mms": "mms", "data": "data"}


class Recorded:
    """Use of one thing. It notes what was asked for, because status and grade depend on it.

    With `replayed` false every day and month stands for itself alone, as in the back-test.
    """

    def __init__(self, data: Data, things: dict[str, str | None], zone: str, calendar: Calendar, holidays: frozenset[date],
                 replayed: bool = True, lines: Sequence[str] = ()) -> None:
        self._data, self._things, self._zone, self._calendar = data, things, zone, calendar
        self._holidays, self._replayed, self.lines = holidays, replayed, lines
        self._asked: set[str] = set()

    # What is asked for while a tariff is costed.

    def pieces(self, meter: str, day: date) -> Sequence[Piece]:
        """What a meter counted on the day that stands for one, or on the days of a month of a line."""
        if not is_fuel(meter):
            return [piece for source in self._month_days("usage_event", day) for piece in self._calls.get(source, {}).get(meter, ())]
        found = self.meter(meter)
        if found.counters or not found.known_not_to_exist(self._things.get("energy")):
            days = self._days(meter)
            source = days.source(day) if self._replayed else day
            if source is None:
                raise Refused("quote-coverage")
            self._asked.add(meter)
            return found.by_day[source]
        return []

    def movements(self, day: date) -> Sequence[Movement]:
        """What was booked on the days that stand for one."""
        return [one for source in self._month_days("transaction", day) for one in self._booked.get(source, ())]

    def balance(self, day: date) -> Fraction:
        """The balance at the end of the day that stands for one."""
        self._month_days("transaction", day)
        source = self._months("transaction").last_day(day)
        known = self._ends.get(source) if source else None
        if known is None:
            raise Refused(self._lacking("transaction", "balance"))
        return known

    def goods(self, day: date) -> Sequence[Goods]:
        """Lines of receipts of the days that stand for one."""
        return [one for source in self._month_days("receipt_line", day) for one in self._bought.get(source, ())]

    def names(self, day: date) -> Iterator[str]:
        """Names of the movements of the days that stand for one."""
        return (movement.name for movement in self.movements(day))

    def hours(self, label: str) -> Sequence[dict[str, Any]] | None:
        """The slots that the supply point says for a label."""
        found = [
            {"from": window["starts"][:5], "to": window["ends"][:5], "days": _DAYS[window.get("days", "all")]}
            for record in self._data.of_type("supply_point")
            for window in record.value.get("windows", ())
            if window["label"] == label
        ]
        return found or None

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """What is asked for within bears on no figure."""
        asked = set(self._asked)
        yield
        self._asked = asked

    # What stands for what.

    @functools.cache
    def meter(self, meter: str) -> Meter:
        """The registers of a meter."""
        return Meter(self._data, meter, self._things.get("energy"), self._zone)

    @functools.cache
    def _days(self, meter: str) -> Days:
        found = self.meter(meter)
        if not found.counters:
            raise Refused("quote-data-shown" if self._data.may_hide else "quote-data-present", absent=True)
        if len(found.points) > 1:
            raise Refused("quote-one-thing")
        if len(found.by_day) < LEAST_DAYS:
            raise Refused("quote-coverage")
        return Days(found.by_day, self._holidays)

    @functools.cache
    def _months(self, kind: str) -> Months:
        thing = self._things.get(kind)
        if thing is None:
            raise Refused("quote-data-shown" if self._data.may_hide else "quote-data-present")
        # What several lines have together is covered where it is of each.
        things = self.lines if kind == "usage_event" and self.lines else [thing]
        covered = frozenset.intersection(*(self._data.covered(one, kind) for one in things))
        if kind == "receipt_line":
            covered &= self._data.covered(thing, "receipt")
        months = Months(whole_months(covered))
        if not months.covered:
            raise Refused("quote-coverage")
        return months

    def _month_days(self, kind: str, day: date) -> list[date]:
        months = self._months(kind)
        self._asked.add(kind)
        return months.days(day) if self._replayed else [day]

    def _priced(self) -> list[date]:
        first, end = self._calendar.start.toordinal(), self._calendar.end.toordinal()
        return [date.fromordinal(day) for day in range(first, end)]

    # What the figure rests on (cost-status).

    @property
    def projected(self) -> bool:
        """Whether another day or month stands for one of the year."""
        return any(source != day for kind in self._asked for day, source in self._sources(kind))

    def _sources(self, kind: str) -> list[tuple[date, date | None]]:
        """The days of the year, or the months its days lie in, each with what stands for it."""
        if is_fuel(kind):
            days = self._days(kind)
            return [(day, days.source(day)) for day in self._priced()]
        months = self._months(kind)
        return [(month, months.source(month)) for month in (day.replace(day=1) for day in self._priced())]

    def _seen(self, kind: str) -> int:
        """How many days of the year were seen: covered, 364 days before, or at no distance in the course of the year."""
        if is_fuel(kind):
            return sum(
                source is not None and ((day - source).days in (0, 364) or apart(day, source) == 0)
                for day, source in self._sources(kind)
            )
        return sum(source is not None and months_apart(month, source) == 0 for month, source in self._sources(kind))

    def _is_estimated(self, meter: str) -> bool:
        """Whether more than a twentieth of what a meter counted is estimated."""
        found = self.meter(meter)
        pieces = [piece for _, source in self._sources(meter) if source for piece in found.by_day[source]]
        estimated = sum((piece.quantity for piece in pieces if piece.estimated), Fraction(0))
        return estimated * 20 > sum((piece.quantity for piece in pieces), Fraction(0))

    def grade(self, tariff: dict[str, Any]) -> str:
        """How much of the year was seen, by the least covered of what was asked for, or of what the service is for."""
        kinds = self._asked or set(self._of_service(tariff))
        seen = min(map(self._seen, kinds), default=0)
        grade = next(grade for least, grade in _GRADES if seen >= least)
        return "B" if grade == "A" and any(self._is_estimated(kind) for kind in kinds if is_fuel(kind)) else grade

    def rest_on_service(self, tariff: dict[str, Any]) -> None:
        """Where nothing was asked for, what the service is for has to be covered all the same (quote-coverage)."""
        for kind in () if self._asked else self._of_service(tariff):
            _ = self._days(kind) if is_fuel(kind) else self._months(kind)

    def _of_service(self, tariff: dict[str, Any]) -> list[str]:
        if tariff["sector"] in ("energy", "water"):
            return [meter for meter in _FUELS if fuel(meter) == tariff.get("service") or meter in meters(tariff)][:1]
        return [{"bank": "transaction", "telco": "usage_event", "retail": "receipt_line"}[tariff["sector"]]]

    def covered_months(self, kind: str) -> list[date]:
        """The covered months of a type of records."""
        return sorted(self._months(kind).covered)

    # The records.

    @functools.cached_property
    def _booked(self) -> dict[date, list[Movement]]:
        by_day: dict[date, list[Record]] = {}
        for record in self._data.records(self._things.get("transaction") or "", "transaction"):
            if record.value["status"] == "booked":
                by_day.setdefault(date.fromisoformat(record.value["date"]), []).append(record)
        return {day: [_movement(record) for record in _in_order(records)] for day, records in by_day.items()}

    @functools.cached_property
    def _ends(self) -> dict[date, Fraction]:
        return balances.known(self._data, self._things.get("transaction") or "")

    def _lacking(self, kind: str, group: str) -> str:
        """Whether what is not there is withheld."""
        hidden = self._data.may_hide or self._data.withholds(self._things.get(kind) or "", kind, group)
        return "quote-data-shown" if hidden else "quote-data-present"

    @functools.cached_property
    def _calls(self) -> dict[date, dict[str, list[Piece]]]:
        out: dict[date, dict[str, list[Piece]]] = {}
        things = self.lines or [self._things.get("usage_event") or ""]
        for record in (record for thing in things for record in self._data.records(thing, "usage_event")):
            value = record.value
            if _is_used(value):
                traits = {trait: value[trait] for trait in _TRAITS if trait in value}
                piece = Piece(number(value["quantity"]), value["unit"], name(record), single=value["grain"] == "event", traits=traits,
                              line=value["line"], clock=_clock(value))
                out.setdefault(date.fromisoformat(value["date"]), {}).setdefault(value["kind"], []).append(piece)
        return out

    @functools.cached_property
    def _bought(self) -> dict[date, list[Goods]]:
        out: dict[date, list[Goods]] = {}
        for record in self._data.records(self._things.get("receipt_line") or "", "receipt_line"):
            value = record.value
            if value["kind"] in ("sale", "return"):
                if not record.sees("gtin"):
                    raise Refused("quote-data-shown")
                goods = Goods(value.get("gtin"), number(value["quantity"]), value["unit"], number(value["amount"]),
                              value["tax_included"], name(record))
                out.setdefault(date.fromisoformat(value["date"]), []).append(goods)
        return out


def _is_used(value: dict[str, Any]) -> bool:
    """Whether it is use that a meter counts: nothing that came in, but for data, and no call that was not taken."""
    return value["kind"] in _USED and (value["kind"] == "data" or value["direction"] != "in") and value.get("answered") is not False


def _clock(value: dict[str, Any]) -> int | None:
    """The second of the day at which it began, by the clock of the place."""
    text = value["started_at"][11:19] if "started_at" in value else value.get("time")
    return None if text is None else sum(int(part) * worth for part, worth in zip(text[:8].split(":"), (3600, 60, 1)))


def _in_order(records: list[Record]) -> list[Record]:
    return sorted(records, key=lambda record: record.value.get("seq", 0)) if all("seq" in one.value for one in records) else records


def _movement(record: Record) -> Movement:
    value: dict[str, Any] = record.value
    return Movement(
        number(value["amount"]), value["kind"], name(record), bool(value.get("reversal")), value.get("is_foreign"),
        value.get("category"), value.get("mcc"),
    )  # fmt: skip
