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


@dataclass
class Batch:
    """What is left of what one period includes, and the day from which on it can no longer be used."""

    left: Fraction
    until: date


class Usage(Metered):
    """One line for each block that is reached."""

    def __init__(self, costing: Costing, place: int) -> None:
        super().__init__(costing, place)
        self._counted = Fraction(0)
        self._block_period: int | None = None
        self._batches: list[Batch] = []
        self._included_period: int | None = None

    def check_day(self, day: date) -> None:
        """Steps of each record ask for single records."""
        counted = self.counted(day)
        increment = self.component.get("increment", {"per": "period"})
        if increment.get("per", "record") == "record" and any(not piece.single and quantity for piece, quantity in counted):
            raise Refused("quote-data-fine", self.pointer)

    def charges(self, period: Period, before: dict[str, Money]) -> list[Charge]:
        by_block: dict[int, Fraction] = {}
        mode = self.component.get("mode", "graduated")
        for day, chargeable in self._beyond_included(period, self._by_day(period)):
            number = self.counter(self.component.get("block_period"), day)
            if number != self._block_period:
                self._block_period, self._counted = number, Fraction(0)
            for index, part in self._parts(mode, chargeable):
                by_block[index] = by_block.get(index, Fraction(0)) + part
            self._counted += chargeable
        names = self.names(period) if by_block else frozenset()
        return [
            Charge(quantity, self.component["unit"], Fraction(self.component["blocks"][index]["price"]) * self.sign, names)
            for index, quantity in sorted(by_block.items())
            if quantity
        ]

    def _parts(self, mode: str, chargeable: Fraction) -> Iterator[tuple[int, Fraction]]:
        """What a day adds to which block; what was counted before has the price of the block that is reached now."""
        blocks = self.component["blocks"]
        if not chargeable:
            return
        if mode == "graduated" or len(blocks) == 1:
            yield from in_blocks(blocks, "graduated", self._counted, chargeable)
            return
        for sign, total in ((-1, self._counted), (1, self._counted + chargeable)):
            for index, quantity in in_blocks(blocks, mode, Fraction(0), total):
                yield index, sign * quantity

    def _by_day(self, period: Period) -> list[tuple[date, Fraction]]:
        """The use of each day of a period in steps, those of records or of the whole period."""
        increment = self.component.get("increment", {})
        step, least = Fraction(increment.get("step", 0)), Fraction(increment.get("min", 0))
        by_record = increment.get("per", "record") == "record"
        out: list[tuple[date, Fraction]] = []
        for day in period.days():
            total = Fraction(0)
            if self.active(day, period.year):
                for _, quantity in self.counted(day):
                    if step and by_record and quantity:
                        quantity = _up(max(quantity, least), step)
                    total += quantity
            out.append((day, total))
        if step and not by_record:
            whole = sum((quantity for _, quantity in out), Fraction(0))
            last = max((index for index, (_, quantity) in enumerate(out) if quantity), default=None)
            if last is not None:
                day, quantity = out[last]
                out[last] = day, quantity + _up(max(whole, least), step) - whole
        return out

    def _beyond_included(self, period: Period, used: list[tuple[date, Fraction]]) -> Iterator[tuple[date, Fraction]]:
        """What of each day is not included; the oldest of what is left over is used first."""
        included = self.component.get("included")
        for day, quantity in used:
            if included is None:
                yield day, quantity
                continue
            number = self.counter(included.get("per"), day)
            if self.active(day, period.year) and number != self._included_period:
                self._included_period = number
                self._batches.append(Batch(Fraction(included["quantity"]), self._until(day, included)))
            self._batches = [batch for batch in self._batches if batch.left and day < batch.until]
            for batch in self._batches:
                taken = min(batch.left, quantity)
                batch.left -= taken
                quantity -= taken
            yield day, quantity

    def _until(self, day: date, included: dict[str, Any]) -> date:
        """When what is left of the period that has a day lapses."""
        calendar, per = self.costing.calendar, included.get("per", self.costing.billing)
        last = day
        while not calendar.ends(per, last):
            last = date.fromordinal(last.toordinal() + 1)
        return after(date.fromordinal(last.toordinal() + 1), included.get("rollover"))


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


