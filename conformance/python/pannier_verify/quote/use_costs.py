"""Prices for what a meter measures: `usage` and `peak`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from ..tariff.periods import after
from ..tariff.units import factor
from .kind import Costing, Kind, Windows
from .lines import Charge
from .periods import Period, real_day
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

    def looked_at(self, day: date) -> Sequence[Piece]:
        """All use of the meter on a day."""
        return self.costing.use.pieces(self.component["meter"], day)

    def counted(self, day: date) -> list[tuple[Piece, Fraction]]:
        """The use of a day that counts, each with its quantity in the unit of the component, or for power in kWh."""
        unit = self.component["unit"] if self.component["kind"] == "usage" else "kWh"
        window = self.component.get("window")
        out = []
        for piece in self.looked_at(day):
            if not filtered(piece, self.component.get("filter", {})):
                continue
            if window is not None and not self.windows.has(window, day, piece):
                continue
            times = factor(piece.unit, unit)
            if times is None:
                raise Refused("quote-unit", self.pointer)
            out.append((piece, piece.quantity * times))
        return out


@dataclass
class Batch:
    """What is left of what one period includes, and the day from which on it can no longer be used."""

    left: Fraction
    until: date | None


class Usage(Metered):
    """One line for each block that is reached."""

    def __init__(self, costing: Costing, place: int) -> None:
        super().__init__(costing, place)
        self._counted = Fraction(0)
        self._block_period: tuple[int, int] | None = None
        self._batches: list[Batch] = []
        self._included_period: tuple[int, int] | None = None

    def charges(self, period: Period, before: dict[str, Fraction]) -> list[Charge]:
        names: set[str] = set()
        by_block: dict[int, Fraction] = {}
        mode = self.component.get("mode", "graduated")
        used = self._by_day(period, names)
        for day, chargeable in self._beyond_included(period, used):
            key = (period.year, self.counter(self.component.get("block_period"), day))
            if key != self._block_period:
                self._block_period, self._counted = key, Fraction(0)
            if mode == "graduated":
                for index, part in in_blocks(self.component["blocks"], mode, self._counted, chargeable):
                    by_block[index] = by_block.get(index, Fraction(0)) + part
            self._counted += chargeable
            if mode == "volume" and self._is_last(period, day) and self._counted:
                for index, part in in_blocks(self.component["blocks"], mode, Fraction(0), self._counted):
                    by_block[index] = by_block.get(index, Fraction(0)) + part
        return [
            Charge(quantity, self.component["unit"], Fraction(self.component["blocks"][index]["price"]) * self.sign, frozenset(names))
            for index, quantity in sorted(by_block.items())
            if quantity
        ]

    def _is_last(self, period: Period, day: date) -> bool:
        return self.costing.calendar.ends(self.component.get("block_period", self.costing.billing), day)

    def _by_day(self, period: Period, names: set[str]) -> list[tuple[date, Fraction]]:
        """The use of each day of a period in steps, those of records or of the whole period."""
        increment = self.component.get("increment", {})
        step, least = Fraction(increment.get("step", 0)), Fraction(increment.get("min", 0))
        by_record = increment.get("per", "record") == "record"
        out: list[tuple[date, Fraction]] = []
        for day in period.days():
            total = Fraction(0)
            if self.active(day, period.year):
                names |= {piece.name for piece in self.looked_at(day) if piece.name}
                for piece, quantity in self.counted(day):
                    if step and by_record:
                        if not piece.single:
                            raise Refused("quote-data-fine", self.pointer)
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
            real = real_day(day, period.year)
            key = (period.year, self.counter(included.get("per"), day))
            if self.active(day, period.year) and key != self._included_period:
                self._included_period = key
                self._batches.append(Batch(Fraction(included["quantity"]), self._until(day, period.year, included)))
            self._batches = [batch for batch in self._batches if batch.left and (batch.until is None or real < batch.until)]
            for batch in self._batches:
                taken = min(batch.left, quantity)
                batch.left -= taken
                quantity -= taken
            yield day, quantity

    def _until(self, day: date, year: int, included: dict[str, Any]) -> date:
        """When what is left of the period that has a day lapses."""
        calendar, per = self.costing.calendar, included.get("per", self.costing.billing)
        last = day
        while not calendar.ends(per, last):
            last = date.fromordinal(last.toordinal() + 1)
        end = real_day(date.fromordinal(last.toordinal() + 1), year)
        return after(end, included.get("rollover"))


def _up(quantity: Fraction, step: Fraction) -> Fraction:
    """Rounded up to a step."""
    return -(-quantity // step) * step


class Peak(Metered):
    """The greatest mean power of a slot in each day or month, by blocks."""

    def charges(self, period: Period, before: dict[str, Fraction]) -> list[Charge]:
        names: set[str] = set()
        by_block: dict[int, Fraction] = {}
        months: dict[date, list[Fraction]] = {}
        for day in self.days(period):
            names |= {piece.name for piece in self.looked_at(day) if piece.name}
            power = self._greatest(day)
            if power is not None:
                months.setdefault(day if self.component["per"] == "P1D" else day.replace(day=1), []).append(power)
        for powers in months.values():
            most = self.component.get("n", 1) if self.component["measure"] == "top_n_mean" else 1
            top = sorted(powers, reverse=True)[:most]
            power = sum(top, Fraction(0)) / len(top)
            mode = self.component.get("mode", "graduated")
            for index, part in in_blocks(self.component["blocks"], mode, Fraction(0), power):
                by_block[index] = by_block.get(index, Fraction(0)) + part
        return [
            Charge(quantity, "kW", Fraction(self.component["blocks"][index]["price"]) * self.sign, frozenset(names))
            for index, quantity in sorted(by_block.items())
            if quantity
        ]

    def _greatest(self, day: date) -> Fraction | None:
        """The greatest mean power of a slot of a day in kW; registers of a meter count together."""
        slots: dict[int, Fraction] = {}
        for piece, energy in self.counted(day):
            at = piece.moment
            if at is None or piece.seconds is None:
                raise Refused("quote-data-shown" if piece.hidden else "quote-data-fine", self.pointer)
            slots[at] = slots.get(at, Fraction(0)) + energy * 3600 / piece.seconds
        return max(slots.values(), default=None)


