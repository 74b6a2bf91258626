"""What a meter counted day by day: intervals, readings, and periods between readings (spec/14-costing.md, What is covered)."""

from __future__ import annotations

import functools
import zoneinfo
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from ..records import Record
from ..values import instant, number, seconds
from .data import Data, name
from .use import Piece

_FLOWS = {
    "electricity.import": ("electricity", "import"),
    "electricity.export": ("electricity", "export"),
    "gas": ("gas", "import"),
    "heat": ("heat", "import"),
    "water": ("water", "import"),
}
_COUNTED = ("interval_day", "consumption", "register_read")
_UNITS = 10**12


def _zone(name: str) -> zoneinfo.ZoneInfo | None:
    """A zone; nothing where it is not known."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _midnight(day: str, name: str) -> int | None:
    """When a day of a zone begins, in seconds since 1970; nothing where the zone is not known."""
    zone, civil = _zone(name), date.fromisoformat(day)
    return None if zone is None else int(datetime(civil.year, civil.month, civil.day, tzinfo=zone).timestamp())


def is_fuel(meter: str) -> bool:
    """Whether a meter is that of a supply point, and not of a line."""
    return meter in _FLOWS


class Meter:
    """The registers of one flow at one supply point."""

    def __init__(self, data: Data, meter: str, thing: str | None, zone: str) -> None:
        self._data, self._zone = data, zoneinfo.ZoneInfo(zone)
        self.flow = _FLOWS[meter]
        self._registers = {record.value["id"]: record.value for record in data.of_type("register")}
        self._points = {record.value["id"]: record.value for record in data.of_type("supply_point")}
        self._meters = {record.value["id"]: record.value for record in data.of_type("meter")}
        self.counters = self._find(thing)

    def _find(self, thing: str | None) -> list[str]:
        """The things that count the flow: registers, else the supply point itself."""
        found = [label for label, register in self._registers.items() if (register["fuel"], register["direction"]) == self.flow]
        for kind in _COUNTED:
            for label in self._data.things(kind):
                records = self._data.records(label, kind)
                if label not in found and any(self._flow_of(record.value) == self.flow for record in records):
                    found.append(label)
        of_registers = [label for label in found if label in self._registers or self._data.parts(label, "interval_day")]
        chosen = of_registers or found
        return [label for label in chosen if thing is None or thing in (label, self.point(label))]

    def _flow_of(self, value: dict[str, Any]) -> tuple[Any, Any]:
        register = self._registers.get(value.get("register", ""), {})
        return value.get("fuel", register.get("fuel")), value.get("direction")

    def point(self, label: str) -> str:
        """The supply point that a register counts for; its own label where that is not known."""
        return str(self._registers.get(label, {}).get("supply_point", label))

    @property
    def points(self) -> set[str]:
        """The supply points it is about."""
        return {self.point(label) for label in self.counters}

    def known_not_to_exist(self, thing: str | None) -> bool:
        """Whether the supply point says that it feeds nothing in."""
        points = [point for label, point in self._points.items() if thing in (None, label)]
        points = [point for point in points if point["fuel"] == self.flow[0]]
        return self.flow[1] == "export" and bool(points) and all(point.get("exports") is False for point in points)

    @functools.cached_property
    def by_day(self) -> dict[date, list[Piece]]:
        """The use of each day that is covered: that of every register in use."""
        each = {label: self._of_counter(label) for label in self.counters}
        days = set().union(*each.values()) if each else set()
        out: dict[date, list[Piece]] = {}
        for day in sorted(days):
            in_use = [label for label in each if self._in_use(label, day)]
            if in_use and all(day in each[label] for label in in_use):
                out[day] = [piece for label in in_use for piece in each[label][day]]
        return out

    def _in_use(self, label: str, day: date) -> bool:
        meter = self._meters.get(self._registers.get(label, {}).get("meter", ""), {})
        at = day.isoformat()
        return bool(meter.get("installed_on", at) <= at < meter.get("removed_on", "9999-99-99"))

    def _of_counter(self, label: str) -> dict[date, list[Piece]]:
        """The use of a register day by day: of readings first, then of the periods between, and intervals before both."""
        out: dict[date, list[Piece]] = {}
        out.update(self._reads(label))
        out.update(self._periods(label))
        out.update(self._intervals(label))
        return out

    def _tou(self, label: str) -> str | None:
        return self._registers.get(label, {}).get("tou")

    def _intervals(self, label: str) -> dict[date, list[Piece]]:
        rows: dict[date, list[Record]] = {}
        for record in self._data.records(label, "interval_day"):
            rows.setdefault(date.fromisoformat(record.value["date"]), []).append(record)
        covered = self._data.covered(label, "interval_day")
        out: dict[date, list[Piece]] = {}
        for day in covered:
            listed = rows.get(day, [])
            if listed and all(not record.value["missing"] for record in listed):
                out[day] = [piece for record in listed for piece in self._of_day(label, record)]
            elif not listed and not self._data.records(label, "interval_day"):
                out[day] = []
        zones = {record.value["zone"] for listed in rows.values() for record in listed}
        if zones - {self._zone.key} and any(piece.moment is not None for pieces in out.values() for piece in pieces):
            return self._moved(out, _zone(min(zones)))
        return out

    def _moved(self, days: dict[date, list[Piece]], own: zoneinfo.ZoneInfo | None) -> dict[date, list[Piece]]:
        """Slots on the days of the tariff's zone; such a day is covered where all of it lies on covered days of the meter's."""
        laid: dict[date, list[Piece]] = {}
        for of, piece in ((day, piece) for day, pieces in days.items() for piece in pieces):
            at = of if piece.moment is None else datetime.fromtimestamp(piece.moment, self._zone).date()
            laid.setdefault(at, []).append(piece)
        if own is None:
            return {day: laid.get(day, []) for day in days}

        def own_day(day: date, before: int) -> date:
            midnight = datetime(day.year, day.month, day.day, tzinfo=self._zone).timestamp()
            return datetime.fromtimestamp(int(midnight) - before, own).date()

        return {
            day: laid.get(day, []) for day in days if own_day(day, 0) in days and own_day(day + timedelta(1), 1) in days
        }

    def _of_day(self, label: str, record: Record) -> Iterator[Piece]:
        value = record.value
        length, estimated = seconds(value["resolution"]), value["quality"] == "estimated"
        said = {"unit": value["unit"], "name": name(record), "tou": self._tou(label), "estimated": estimated}
        if not record.has("slots") or length is None:
            hidden = not record.sees("slots")
            yield Piece(number(value["total"]), single=False, hidden=hidden, **said)
            return
        start = int(instant(value["start"])) if "start" in value else _midnight(value["date"], value["zone"])
        qualities = [value["quality"]] * len(value["slots"])
        for run in value.get("quality_runs", ()):
            qualities[run["start"] : run["end"]] = [run["quality"]] * (run["end"] - run["start"])
        for index, slot in enumerate(value["slots"]):
            moment = None if start is None else start + index * length
            if moment is None:
                minute = index * length // 60
            else:
                local = datetime.fromtimestamp(moment, self._zone)
                minute = local.hour * 60 + local.minute
            yield Piece(number(slot), minute=minute, seconds=length, moment=moment, **{**said, "estimated": qualities[index] == "estimated"})

    def _periods(self, label: str) -> dict[date, list[Piece]]:
        """What was used between two readings, spread evenly over the days."""
        out: dict[date, list[Piece]] = {}
        for record in self._data.records(label, "consumption"):
            value = record.value
            if (value["fuel"], value["direction"]) == self.flow:
                start, end = date.fromisoformat(value["date"]), date.fromisoformat(value["period_end"])
                self._spread(out, label, start, end, number(value["quantity"]), value["unit"], [name(record)],
                             value["quality"] == "estimated")
        return out

    def _reads(self, label: str) -> dict[date, list[Piece]]:
        """What was used between two readings of a running count."""
        out: dict[date, list[Piece]] = {}
        register = self._registers.get(label, {})
        reads = sorted(self._data.records(label, "register_read"), key=lambda record: str(record.value["date"]))
        if self._data.things("register") and (register.get("fuel"), register.get("direction")) != self.flow:
            return out
        for one, other in zip(reads, reads[1:]):
            used = number(other.value["reading"]) - number(one.value["reading"])
            if used < 0 and "digits" in register:
                used += 10 ** register["digits"]
            start, end = (date.fromisoformat(record.value["date"]) for record in (one, other))
            if used >= 0 and start < end:
                estimated = "estimated" in (one.value["quality"], other.value["quality"])
                self._spread(out, label, start, end, used * number(register.get("multiplier", "1")), other.value["unit"],
                             [name(one), name(other)], estimated)
        return out

    def _spread(
        self, out: dict[date, list[Piece]], label: str, start: date, end: date, quantity: Fraction, unit: str,
        names: list[str], estimated: bool,
    ) -> None:
        """Evenly over the days, in units of the twelfth decimal: up to the end of each as many of them as are whole."""
        length = (end - start).days
        upto = [Fraction(quantity * _UNITS * day // length, _UNITS) for day in range(length + 1)]
        for offset in range(length):
            part = upto[offset + 1] - upto[offset]
            pieces = [Piece(part, unit, names[0], tou=self._tou(label), estimated=estimated or length > 1, single=False)]
            pieces += [Piece(Fraction(0), unit, other, tou=self._tou(label), single=False) for other in names[1:]]
            out[start + timedelta(offset)] = pieces
