"""Twelve months of twenty-four hours, for working days and for weekends, as windows (spec/formats/tariffs.md, urdb)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import number
from .draft import Draft
from .node import Node

_WORKING, _WEEKEND = ["mon", "tue", "wed", "thu", "fri"], ["sat", "sun"]
_ALL = frozenset(range(12))
_MOST_PRICES = 1000
Months = frozenset[int]


@dataclass
class Schedule:
    """Which price holds at which hour of which month."""

    working: list[list[int]]
    weekend: list[list[int]]

    def prices(self) -> set[int]:
        """The prices that hold at some hour."""
        return {price for row in self.working + self.weekend for price in row}

    def several_in_a_month(self) -> bool:
        """Whether one month has several prices."""
        return any(len({*working, *weekend}) > 1 for working, weekend in zip(self.working, self.weekend, strict=True))

    def window(self, price: int, name: str, draft: Draft) -> str | None:
        """The hours of a price under a name; nothing where it holds always."""
        if self.prices() == {price}:
            return None
        working, weekend = _runs(self.working, price), _runs(self.weekend, price)
        slots: list[dict[str, Any]] = []
        for hours, months in sorted(working.items()):
            both = weekend.get(hours, frozenset()) & months
            slots += _slot(None, hours, both, draft) + _slot(_WORKING, hours, months - both, draft)
        for hours, months in sorted(weekend.items()):
            slots += _slot(_WEEKEND, hours, months - working.get(hours, frozenset()), draft)
        draft.windows[name] = {"slots": slots}
        return name


def by_hour(node: Node, working: str, weekend: str) -> Schedule | None:
    """The schedule of two matrices of twelve rows of twenty-four numbers."""
    matrices = [_matrix(node.get(member)) for member in (working, weekend)]
    if matrices[0] is None or matrices[1] is None:
        return None
    node.take(working, weekend)
    return Schedule(matrices[0], matrices[1])


def by_month(node: Node, member: str) -> Schedule | None:
    """The schedule of twelve numbers, each for all hours of its month."""
    row = node.get(member)
    prices = _row(row)
    if row is None or prices is None or len(prices) != 12:
        return None
    row.take_all()
    matrix = [[price] * 24 for price in prices]
    return Schedule(matrix, matrix)


def _matrix(node: Node | None) -> list[list[int]] | None:
    rows = [_row(row) for row in node.elements] if node else []
    found = [row for row in rows if row is not None and len(row) == 24]
    return found if len(found) == 12 and len(rows) == 12 else None


def _row(node: Node | None) -> list[int] | None:
    prices = [number.whole(one.peek()) for one in node.elements] if node else []
    known = [price for price in prices if price is not None and price < _MOST_PRICES]
    return known if len(known) == len(prices) else None


def _runs(matrix: list[list[int]], price: int) -> dict[tuple[int, int], Months]:
    """From hours to the months in which they are a run of the price."""
    runs: dict[tuple[int, int], Months] = {}
    for month, row in enumerate(matrix):
        start = None
        for hour, used in enumerate([*row, None]):
            if start is None and used == price:
                start = hour
            elif start is not None and used != price:
                runs[start, hour] = runs.get((start, hour), frozenset()) | {month}
                start = None
    return runs


def _slot(days: list[str] | None, hours: tuple[int, int], months: Months, draft: Draft) -> list[dict[str, Any]]:
    """A slot, where there are months for it."""
    if not months:
        return []
    members = {
        "days": days,
        "from": f"{hours[0]:02}:00" if hours[0] else None,
        "to": f"{hours[1]:02}:00" if hours[1] != 24 else None,
        "on": None if months == _ALL else [_calendar(months, draft)],
    }
    return [{name: value for name, value in members.items() if value is not None}]


def _calendar(months: Months, draft: Draft) -> str:
    name = "_".join(["months", *(f"{month + 1:02}" for month in sorted(months))])
    spans = []
    for first in sorted(months):
        if (first - 1) % 12 not in months:
            after = next(month % 12 for month in range(first + 1, first + 13) if month % 12 not in months)
            spans.append({"from": f"{first + 1:02}-01", "to": f"{after + 1:02}-01"})
    draft.calendars[name] = {"yearly": spans}
    return name
