"""Prices for what a meter measures: `usage` and `peak`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from ..tariff.periods import after
from ..tariff.units import factor
from .amounts import Money
from .hours import Windows
from .kind import Costing, Kind
from .lines import Charge
from .periods import Period
from .use import Piece, Refused


def in_blocks(blocks: Sequence[dict[str, Any]], mode: str, start: Fraction, amount: Fraction) -> Iterator[tuple[int, Fraction]]:
    """How much of `amount`, counted on from `start`, lies in which block.

    `graduated`: each block has its part. `volume`: the block that is reached has all of it.
    """
    if mode == "volume":
        reached = next(
            index for index, block in enumerate(blocks) if "up_to" not in block or start + amount <= Fraction(block["up_to"])
        )
        yield reached, amount
        return
    low = Fraction(0)
    for index, block in enumerate(blocks):
        high = Fraction(block["up_to"]) if "up_to" in block else start + amount
        part = min(high, start + amount) - max(low, start)
        if part > 0:
            yield index, part
        low = high


def filtered(piece: Piece, chosen: dict[str, Any]) -> bool:
    """Whether use is of the kinds that a filter takes; what a record does not say is `unknown`."""
    for name, words in chosen.items():
        said = piece.tou if name == "tou" else piece.traits.get(name, "unknown")
        if said not in words:
            return False
    return True


class Metered(Kind):
    """What `usage` and `peak` share: the pieces of a day that count."""

    def __init__(self, costing: Costing, place: int) -> None:
        super().__init__(costing, place)
        self.windows = Windows(costing, self.pointer)

    def check_data(self) -> None:
        """quote-data-present, quote-data-shown, quote-data-fine, quote-unit, quote-calendar-known, quote-coverage."""
        if "window" in self.component:
            self.windows.check(self.component["window"])
        for day in self.costing.calendar.days():
            self.check_day(day)

    def check_day(self, day: date) -> None:
        """The same of one day."""
        self.counted(day)

    def looked_at(self, day: date) -> Sequence[Piece]:
        """The use of the meter on a day that the filter takes."""
        chosen = self.component.get("filter", {})
        return [piece for piece in self.costing.use.pieces(self.component["meter"], day) if filtered(piece, chosen)]

    def names(self, period: Period) -> frozenset[str]:
        """The records of a billing period that are looked at."""
        return frozenset(piece.name for day in period.days() for piece in self.looked_at(day) if piece.name)

    def counted(self, day: date) -> list[tuple[Piece, Fraction]]:
        """The use of a day that counts, each with its quantity in the unit of the component, or for power in kWh."""
        unit = self.component["unit"] if self.component["kind"] == "usage" else "kWh"
        window = self.component.get("window")
        out = []
        for piece in self.looked_at(day):
            times = factor(piece.unit, unit)
            if times is None:
                raise Refused("quote-unit", self.pointer)
            if window is not None and not self.windows.has(window, day, piece):
                continue
            out.append((piece, piece.quantity * times))
        return out


class Usage(Metered):
    """One line for each block that is reached, or for what is drawn on a pool and what is used beyond it."""

    def __init__(self, costing: Costing, place: int) -> None:
        super().__init__(costing, place)
        self._of_lines = {line: OfLine(self) for line in ("", *costing.use.lines)}

    def check_day(self, day: date) -> None:
        """Steps of each record ask for single records."""
        counted = self.counted(day)
        increment = self.component.get("increment", {"per": "period"})
        if increment.get("per", "record") == "record" and any(not piece.single and quantity for piece, quantity in counted):
            raise Refused("quote-data-fine", self.pointer)

    @property
    def draws(self) -> bool:
        """Whether it draws on a pool."""
        return "pool" in self.component

    def charges(self, period: Period, before: dict[str, Money]) -> list[Charge]:
        if self.draws:
            drawn, beyond = self.costing.pools[self.component["pool"]].share(self, period)
            return self._listed(period, [(drawn, Fraction(0)), (beyond, self.price)])
        by_block: dict[int, Fraction] = {}
        for line, state in self._of_lines.items():
            for use in state.beyond_included(period, self.in_time(period, line)):
                for index, part in state.in_blocks(use.day, use.quantity):
                    by_block[index] = by_block.get(index, Fraction(0)) + part
        prices = [Fraction(block["price"]) for block in self.component["blocks"]]
        return self._listed(period, [(quantity, prices[index]) for index, quantity in sorted(by_block.items())])

    def _listed(self, period: Period, priced: list[tuple[Fraction, Fraction]]) -> list[Charge]:
        """What is not nothing, each quantity at its price."""
        priced = [(quantity, price) for quantity, price in priced if quantity]
        names = self.names(period) if priced else frozenset()
        return [Charge(quantity, self.component["unit"], price * self.sign, names) for quantity, price in priced]

    @property
    def price(self) -> Fraction:
        """The price of what is used beyond a pool."""
        return Fraction(self.component["blocks"][0]["price"])

    @property
    def takes(self) -> Fraction:
        """How much of the pool one unit takes."""
        return Fraction(self.component.get("takes", 1))

    def to_draw(self, period: Period) -> Iterator[Used]:
        """What draws on the pool in a billing period, of all lines."""
        for line, state in self._of_lines.items():
            yield from state.beyond_included(period, self.in_time(period, line))

    def in_time(self, period: Period, line: str) -> list[Used]:
        """The use of a line in the order of time, in steps, those of records or of the whole period; of each day nothing to begin with."""
        increment = self.component.get("increment", {})
        step, least = Fraction(increment.get("step", 0)), Fraction(increment.get("min", 0))
        by_record = increment.get("per", "record") == "record"
        out: list[Used] = []
        for day in self.days(period):
            out.append(Used(day, None, Fraction(0)))
            used = [Used(day, piece.clock, quantity) for piece, quantity in self.counted(day) if piece.line == line and quantity]
            for one in sorted(used, key=lambda one: -1 if one.clock is None else one.clock):
                if step and by_record:
                    one = Used(day, one.clock, _up(max(one.quantity, least), step))
                out.append(one)
        if step and not by_record:
            whole = sum((one.quantity for one in out), Fraction(0))
            last = max((index for index, one in enumerate(out) if one.quantity), default=None)
            if last is not None:
                out[last] = Used(out[last].day, out[last].clock, out[last].quantity + _up(max(whole, least), step) - whole)
        return out


@dataclass(frozen=True)
class Used:
    """A quantity of a component that was used on a day, at a second of its clock where that is known."""

    day: date
    clock: int | None
    quantity: Fraction


@dataclass
class Batch:
    """What is left of what one period gives, and the day from which on it can no longer be used."""

    left: Fraction
    until: date


class Allowance:
    """What each period gives, of which what is left can be kept: of a component's own, or a pool."""

    def __init__(self, costing: Costing, given: dict[str, Any], quantity: Fraction) -> None:
        self._costing, self._given, self._quantity = costing, given, quantity
        self._batches: list[Batch] = []
        self._period: int | None = None

    def beyond(self, day: date, quantity: Fraction) -> Fraction:
        """What of a quantity is not given; the oldest of what is left over is used first."""
        calendar = self._costing.calendar
        number = calendar.counter(self._given.get("per") or self._costing.billing, day)
        if number != self._period:
            self._period = number
            self._batches.append(Batch(self._quantity, self._until(day)))
        self._batches = [batch for batch in self._batches if batch.left and day < batch.until]
        for batch in self._batches:
            taken = min(batch.left, quantity)
            batch.left -= taken
            quantity -= taken
        return quantity

    def _until(self, day: date) -> date:
        """When what is left of the period that has a day lapses."""
        calendar, per = self._costing.calendar, self._given.get("per", self._costing.billing)
        last = day
        while not calendar.ends(per, last):
            last = date.fromordinal(last.toordinal() + 1)
        return after(date.fromordinal(last.toordinal() + 1), self._given.get("rollover"))


class OfLine:
    """What is counted for a line by itself: what is included, and blocks."""

    def __init__(self, usage: Usage) -> None:
        self._usage, included = usage, usage.component.get("included")
        self._allowance = Allowance(usage.costing, included, Fraction(included["quantity"])) if included else None
        self._counted = Fraction(0)
        self._period: int | None = None

    def beyond_included(self, period: Period, used: list[Used]) -> Iterator[Used]:
        """What of some use is not included."""
        for one in used:
            yield one if self._allowance is None else Used(one.day, one.clock, self._allowance.beyond(one.day, one.quantity))

    def in_blocks(self, day: date, quantity: Fraction) -> Iterator[tuple[int, Fraction]]:
        """What some use adds to which block; what was counted before has the price of the block that is reached now."""
        number = self._usage.counter(self._usage.component.get("block_period"), day)
        if number != self._period:
            self._period, self._counted = number, Fraction(0)
        before, blocks = self._counted, self._usage.component["blocks"]
        self._counted += quantity
        if not quantity:
            return
        if self._usage.component.get("mode", "graduated") == "graduated" or len(blocks) == 1:
            yield from in_blocks(blocks, "graduated", before, quantity)
            return
        for sign, total in ((-1, before), (1, self._counted)):
            for index, part in in_blocks(blocks, "volume", Fraction(0), total):
                yield index, sign * part


def _up(quantity: Fraction, step: Fraction) -> Fraction:
    """Rounded up to a step."""
    return -(-quantity // step) * step


class Peak(Metered):
    """The greatest mean power of a slot in each day or month, by blocks."""

    def check_day(self, day: date) -> None:
        """Power asks for intervals."""
        self._powers(day)

    def charges(self, period: Period, before: dict[str, Money]) -> list[Charge]:
        by_block: dict[int, Fraction] = {}
        measured: dict[date, list[Fraction]] = {}
        for day in self.days(period):
            powers = self._powers(day)
            if self.component["per"] == "P1D":
                measured[day] = powers
            elif powers:
                measured.setdefault(day.replace(day=1), []).append(max(powers))
        names = self.names(period) if measured else frozenset()
        for powers in filter(None, measured.values()):
            most = self.component.get("n", 1) if self.component["measure"] == "top_n_mean" else 1
            top = sorted(powers, reverse=True)[:most]
            power = sum(top, Fraction(0)) / len(top)
            mode = self.component.get("mode", "graduated")
            for index, part in in_blocks(self.component["blocks"], mode, Fraction(0), power):
                by_block[index] = by_block.get(index, Fraction(0)) + part
        return [
            Charge(quantity, "kW", Fraction(self.component["blocks"][index]["price"]) * self.sign, names)
            for index, quantity in sorted(by_block.items())
            if quantity
        ]

    def _powers(self, day: date) -> list[Fraction]:
        """The mean power of each slot of a day in kW; registers of a meter count together."""
        slots: dict[int, Fraction] = {}
        for piece, energy in self.counted(day):
            at = piece.moment
            if not piece.quantity and at is None:
                continue
            if at is None or piece.seconds is None:
                raise Refused("quote-data-shown" if piece.hidden else "quote-data-fine", self.pointer)
            slots[at] = slots.get(at, Fraction(0)) + energy * 3600 / piece.seconds
        return list(slots.values())


