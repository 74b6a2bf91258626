"""One pass over billing periods and components: the lines of the years of a contract, and what they add up to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from . import conditions
from .amounts import Money, Rounding, taxed
from .answers import Answers
from .balance_costs import Balance
from .event_costs import Event
from .kind import Costing, Kind
from .lines import Charge, Line
from .metrics import Metrics
from .periods import YEAR, Calendar, Period
from .pools import Pool
from .sum_costs import Clamp, Items, Percent
from .time_costs import Fixed
from .use import Refused, Several, Use
from .use_costs import Peak, Usage

_KINDS: dict[str, type[Kind]] = {
    "fixed": Fixed, "usage": Usage, "peak": Peak, "event": Event, "balance": Balance, "percent": Percent, "clamp": Clamp,
    "items": Items,
}  # fmt: skip


@dataclass
class Costs:
    """The lines of each year of the contract, and the total of each billing period, rounded as the tariff says.

    Beside each total stands in which month of its year the period begins.
    """

    lines: list[list[Line]]
    periods: list[list[tuple[int, Money]]]
    rounding: Rounding
    at: str
    bounded: bool
    remarks: set[tuple[str, str]] = field(default_factory=set)
    unknown: dict[int, bool] = field(default_factory=dict)

    def months(self, count: int) -> Money:
        """What whole years come to, and of a year begun the billing periods that begin in the first so many months."""
        whole, rest = divmod(count, YEAR)
        total = sum((self.year(year) for year in range(whole)), Money())
        if rest:
            total = sum((money for begun, money in self.periods[whole] if begun < rest), total)
        return total

    def year(self, year: int) -> Money:
        """What a year comes to."""
        total = sum((money for _, money in self.periods[year]), Money())
        return total.rounded(self.rounding) if self.at == "total" else total

    def components(self) -> dict[str, Fraction]:
        """What each component that has lines comes to in the first year, with tax, in the order of the tariff."""
        sums: dict[tuple[int, str], Fraction] = {}
        for line in self.lines[0]:
            key = (line.place, line.component)
            sums[key] = sums.get(key, Fraction(0)) + line.money.gross
        return {component: amount for (_, component), amount in sorted(sums.items())}


def run(
    tariff: dict[str, Any], use: Use, answers: Answers, start: date, years: int, contract: date | None = None,
    calendar: Calendar | None = None, forced: dict[int, bool] | None = None,
) -> Costs:
    """Costs a tariff over some years of the contract, each on the same use. Raises `Refused`.

    The contract begins with the first year, and the years are whole ones, unless it is said otherwise. `forced` says of
    components by their place whether they count where their conditions are not known.
    """
    calendar = calendar or Calendar(start, tariff["billing"]["anchor"])
    costing = Costing(tariff, use, answers, calendar, contract or start, forced=forced or {})
    with use.aside():
        lacking = _lacking(_kinds(costing))
    rounding = Rounding(tariff["rounding"]["places"], tariff["rounding"]["mode"])
    at = tariff["rounding"]["at"]
    lines: list[list[Line]] = []
    totals: list[list[tuple[int, Money]]] = []
    for year in range(years):
        # Every year of the contract counts from the beginning.
        kinds = _kinds(costing)
        costing.pools = {pool["id"]: Pool(costing, pool) for pool in tariff.get("pools", [])}
        lines.append([])
        totals.append([])
        for period in calendar.bills(costing.billing, year):
            listed = _period(costing, kinds, period, rounding if at == "line" else None, lacking)
            total = sum((line.money for line in listed), Money())
            lines[-1] += listed
            begun = (period.start.year - start.year) * YEAR + period.start.month - start.month
            totals[-1].append((begun, total.rounded(rounding) if at == "period" else total))
        if lacking:
            raise Several(list(lacking.values()))
    return Costs(lines, totals, rounding, at, costing.bounded, costing.remarks, costing.unknown)


def _kinds(costing: Costing) -> list[Kind]:
    return [_KINDS[component["kind"]](costing, place) for place, component in enumerate(costing.tariff["components"])]


def _lacking(kinds: list[Kind]) -> dict[int, Refused]:
    """What each component lacks, by its place, whether it counts or not."""
    lacking = {}
    for kind in kinds:
        try:
            kind.check_data()
        except Refused as refused:
            if not (refused.can_be_left_out and kind.lowers):
                lacking[kind.place] = Refused(refused.code, refused.place or kind.pointer)
    return lacking


def _period(
    costing: Costing, kinds: list[Kind], period: Period, rounding: Rounding | None, lacking: dict[int, Refused]
) -> list[Line]:
    before: dict[str, Money] = {}
    lines: list[Line] = []
    metrics = Metrics(costing, period)
    holding = [_counts(costing, kind, metrics) for kind in kinds]
    for name, pool in costing.pools.items():
        drawing = [kind for kind, counts in zip(kinds, holding)
                   if isinstance(kind, Usage) and kind.component.get("pool") == name and counts is not False]
        if not any(kind.place in lacking for kind in drawing):
            pool.settle(period, drawing)
    for kind, counts in zip(kinds, holding):
        component = kind.component
        charges = []
        if kind.place not in lacking and (counts is not False or kind.goes_on):
            charges = _charges(costing, kind, period, before, lacking)
        if counts is not True:
            charges = _unknown(costing, kind, charges, period.year) if counts is None else []
        tax = kind.tax
        moneys = [taxed(charge.exact, tax["included"], Fraction(tax["rate"]), rounding) for charge in charges]
        before[component["id"]] = sum(moneys, Money())
        lines += [Line(component["id"], kind.place, period, charge, money) for charge, money in zip(charges, moneys)]
    return lines


def _counts(costing: Costing, kind: Kind, metrics: Metrics) -> bool | None:
    """Whether the conditions of a component hold in a billing period, or are taken to."""
    counts = conditions.every(
        conditions.holds(condition, costing.tariff, costing.answers, metrics.of(kind.pointer))
        for condition in kind.component.get("when", [])
    )
    return costing.forced.get(kind.place) if counts is None else counts


def _charges(
    costing: Costing, kind: Kind, period: Period, before: dict[str, Money], lacking: dict[int, Refused]
) -> list[Charge]:
    """What a component charges; where its data is not there, one that can only lower the price is left out (quote-data-shown)."""
    try:
        return kind.charges(period, before)
    except Refused as refused:
        if refused.can_be_left_out and kind.lowers:
            costing.bounded = True
        else:
            lacking[kind.place] = Refused(refused.code, refused.place or kind.pointer)
        return []


def _unknown(costing: Costing, kind: Kind, charges: list[Charge], year: int) -> list[Charge]:
    """What counts of a component under conditions that nobody answered: all of it where it makes the price higher (cost-unknown)."""
    amount = sum((charge.exact for charge in charges), Fraction(0))
    if isinstance(kind, Usage) and kind.draws and charges:
        # What draws on a pool leaves less of it to others, whatever it costs itself.
        if year == 0:
            costing.unknown[kind.place] = True
        costing.bounded = True
        return charges
    if amount and year == 0:
        costing.unknown[kind.place] = amount > 0 and not kind.component.get("contingent")
    if kind.component.get("contingent") or not amount:
        return []
    costing.bounded = True
    return charges if amount > 0 else []
