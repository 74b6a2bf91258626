"""The year that is priced, from the records that stand for its days and months."""

from __future__ import annotations

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
                 replayed: bool = True) -> None:
        self._data, self._things, self._zone, self._calendar = data, things, zone, calendar
        self._holidays, self._replayed = holidays, replayed
        self.projected = False
        self._near: dict[str, int] = {}
        self._estimated: dict[str, list[Fraction]] = {}

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
            self.projected = self.projected or source != day
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
        days = Days(found.by_day, self._holidays)
        self._note(meter, [(day, days.source(day)) for day in self._priced()])
        return days

    @functools.cache
    def _months(self, kind: str) -> Months:
        thing = self._things.get(kind)
        if thing is None:
            raise Refused("quote-data-shown" if self._data.may_hide else "quote-data-present")
        covered = self._data.covered(thing, kind)
        if kind == "receipt_line":
            covered &= self._data.covered(thing, "receipt")
        months = Months(whole_months(covered))
        if not months.covered:
            raise Refused("quote-coverage")
        sources = ((day, months.source(day.replace(day=1))) for day in self._priced())
        self._near[kind] = sum(source is not None and months_apart(day, source) == 0 for day, source in sources)
        return months

    def _month_days(self, kind: str, day: date) -> list[date]:
        months = self._months(kind)
        month = day.replace(day=1)
        if not self._replayed:
            return [day]
        self.projected = self.projected or months.source(month) != month
        return months.days(day)

    def _priced(self) -> list[date]:
        first, end = self._calendar.start.toordinal(), self._calendar.end.toordinal()
        return [date.fromordinal(day) for day in range(first, end)]

    def _note(self, meter: str, sources: list[tuple[date, date | None]]) -> None:
        """How many days of the year were seen: covered, 364 days before, or at no distance in the course of the year."""
        self._near[meter] = sum(
            source is not None and ((day - source).days in (0, 364) or apart(day, source) == 0) for day, source in sources
        )
        pieces = [piece for _, source in sources if source for piece in self.meter(meter).by_day[source]]
        self._estimated[meter] = [
            sum((piece.quantity for piece in pieces if piece.estimated), Fraction(0)),
            sum((piece.quantity for piece in pieces), Fraction(0)),
        ]

    def grade(self) -> str:
        """How much of the year was seen, by the least covered of what was asked for."""
        seen = min(self._near.values(), default=0)
        grade = next(grade for least, grade in _GRADES if seen >= least)
        if grade == "A" and any(part * 20 > whole for part, whole in self._estimated.values()):
            return "B"
        return grade

    def rest_on_service(self, tariff: dict[str, Any]) -> None:
        """Where nothing was asked for, what the service is for has to be covered all the same (quote-coverage)."""
        if self._near:
            return
        if tariff["sector"] in ("energy", "water"):
            counted = [meter for meter in _FUELS if fuel(meter) == tariff.get("service") or meter in meters(tariff)]
            for meter in counted[:1]:
                self._days(meter)
        else:
            kinds = {"bank": "transaction", "telco": "usage_event", "retail": "receipt_line"}
            self._months(kinds[tariff["sector"]])

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
        for record in self._data.records(self._things.get("usage_event") or "", "usage_event"):
            value = record.value
            if value["kind"] in _USED:
                traits = {trait: value[trait] for trait in _TRAITS if trait in value}
                piece = Piece(number(value["quantity"]), value["unit"], name(record), single=value["grain"] == "event", traits=traits)
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


def _in_order(records: list[Record]) -> list[Record]:
    return sorted(records, key=lambda record: record.value.get("seq", 0)) if all("seq" in one.value for one in records) else records


def _movement(record: Record) -> Movement:
    value: dict[str, Any] = record.value
    return Movement(
        number(value["amount"]), value["kind"], name(record), bool(value.get("reversal")), value.get("is_foreign"),
        value.get("category"), value.get("mcc"),
    )  # fmt: skip
