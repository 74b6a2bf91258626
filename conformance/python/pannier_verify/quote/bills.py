"""What was really billed for whole months, and what each bill is for (spec/14-costing.md, Back-test)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from ..records import Record
from ..tariff.meaning import meters
from ..values import number
from .data import Data, whole_months
from .meters import Meter, is_fuel
from .service import Subject

LONGEST = 36
_FUELS = ("electricity", "gas", "heat", "cooling", "oil", "lpg")
_WATER = ("water", "waste_water")
_BILLED = {kind: kind for kind in ("electricity", "gas", "heat", "water")}
_BILLED |= dict.fromkeys(("voice", "sms", "mms", "data", "tv"), "telco") | {"banking": "bank"}
_USE = {"transaction": "bank", "balance": "bank", "usage_event": "telco", "receipt_line": "retail"}


@dataclass(frozen=True)
class Billed:
    """An amount that was billed for the months from `first` to before `end`."""

    first: date
    end: date
    total: Fraction


def run_of(tariff: dict[str, Any], data: Data, subject: Subject) -> list[Billed]:
    """The longest run of invoices for whole covered months, of several the latest."""
    months = whole_months(_covered(tariff, data, subject))
    best: list[Billed] = []
    run: list[Billed] = []
    for bill in sorted(_for_whole_months(tariff, data, subject), key=lambda bill: (bill.first, bill.end)):
        if not _firsts(bill) <= months:
            continue
        if run and bill.first >= run[0].first and bill.end == run[-1].end:
            run = [*run[:-1], Billed(run[-1].first, bill.end, run[-1].total + bill.total)]
        else:
            run = [*run, bill] if run and run[-1].end == bill.first else [bill]
        while _length(run) > LONGEST:
            run = run[1:]
        best = run if _length(run) >= _length(best) else best
    return best


def _length(run: list[Billed]) -> int:
    return _month(run[-1].end) - _month(run[0].first) if run else 0


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _firsts(bill: Billed) -> set[date]:
    return {date(month // 12, month % 12 + 1, 1) for month in range(_month(bill.first), _month(bill.end))}


def _covered(tariff: dict[str, Any], data: Data, subject: Subject) -> frozenset[date]:
    """Days on which all is known that the tariff prices and the records have."""
    if subject.sector in ("energy", "water"):
        counted = [Meter(data, meter, subject.named, tariff["time_zone"]) for meter in sorted(meters(tariff)) if is_fuel(meter)]
        known = [frozenset(meter.by_day) for meter in counted if meter.counters]
    else:
        kind = "usage_event" if subject.sector == "telco" else "receipt_line"
        known = [data.covered(thing, kind) for thing in subject.found]
    return frozenset.intersection(*known) if known else frozenset()


def _for_whole_months(tariff: dict[str, Any], data: Data, subject: Subject) -> list[Billed]:
    """The bills for what the tariff is for and nothing else."""
    purpose = _Purposes(data)
    out = []
    for record in data.of_type("invoice"):
        value = record.value
        if value["currency"] != tariff["currency"] or "period_start" not in value or "period_end" not in value:
            continue
        first, end = date.fromisoformat(value["period_start"]), date.fromisoformat(value["period_end"])
        if first.day == end.day == 1 and purpose.is_for(record, subject):
            out.append(Billed(first, end, number(value["total"])))
    return out


class _Purposes:
    """What the records say that bills are for."""

    def __init__(self, data: Data) -> None:
        self._registers = {one.value["id"]: one.value["supply_point"] for one in data.of_type("register") if "supply_point" in one.value}
        self._points = {one.value["id"]: one.value["fuel"] for one in data.of_type("supply_point")}
        self._contracts = {one.value["id"]: one.value for one in data.of_type("contract")}
        self._lines: dict[str, list[dict[str, Any]]] = {}
        for one in data.of_type("invoice_line"):
            self._lines.setdefault(one.value["invoice"], []).append(one.value)
        self._seen = self._use(data)

    def _use(self, data: Data) -> dict[str, set[str]]:
        """The things of each kind of use, whatever is looked at."""
        seen: dict[str, set[str]] = {}
        for kind, trade in _USE.items():
            for thing in data.things(kind):
                if data.records(thing, kind):
                    seen.setdefault(trade, set()).add(thing)
        for kind in ("interval_day", "consumption"):
            for one in data.of_type(kind):
                thing = one.value.get("register", one.value.get("supply_point", ""))
                if "fuel" in one.value:
                    seen.setdefault(one.value["fuel"], set()).add(self._at(thing))
        for thing in data.things("summary"):
            for one in data.records(thing, "summary"):
                trade = _USE.get(one.value["of"]) or str(one.value["bucket"]).split(".")[0]
                if trade in _BILLED.values() or trade == "retail":
                    seen.setdefault(trade, set()).add(self._at(thing))
        return seen

    def _at(self, thing: str) -> str:
        return str(self._registers.get(thing, thing))

    def _kinds_of(self, thing: str) -> set[str]:
        own = {self._points[thing]} if thing in self._points else set()
        return own | {kind for kind, things in self._seen.items() if thing in things}

    def is_for(self, record: Record, subject: Subject) -> bool:
        """Whether a bill is for what is priced and nothing else; where records do not tell, whether there is nothing else."""
        contract = self._contracts.get(record.value.get("contract", ""))
        if contract is not None and contract["sector"] != subject.sector:
            return False
        lines = self._lines.get(record.value["id"], [])
        kinds = {_BILLED[line["service"]] for line in lines if line.get("service") in _BILLED}
        kinds |= {"telco" for line in lines if "line" in line and line.get("service") not in _BILLED}
        things = {self._at(line[name]) for line in lines for name in ("supply_point", "register", "line") if name in line}
        if not things and contract is not None:
            covered = [label for label in contract.get("covers", ()) if label in self._points or self._kinds_of(label) or label in self._registers]
            things = {self._at(label) for label in covered}
        if not kinds:
            kinds = {kind for thing in things for kind in self._kinds_of(thing)}
        wanted = subject.kinds()
        if not kinds:
            kinds = {kind for kind in self._seen if contract is None or _trade(kind) == contract["sector"]}
        about = things or {thing for kind in wanted for thing in self._seen.get(kind, ())}
        return kinds <= wanted and about <= subject.labels()


def _trade(kind: str) -> str:
    """The trade that a kind of use belongs to."""
    if kind in _FUELS:
        return "energy"
    return "water" if kind in _WATER else kind
