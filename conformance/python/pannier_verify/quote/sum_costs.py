"""What rests on other components: `percent` and `clamp`; and prices of goods: `items`."""

from __future__ import annotations

from fractions import Fraction

from ..tariff.units import factor
from .amounts import Money
from .kind import Costing, Kind
from .lines import Charge
from .periods import Period
from .use import Goods, Refused


class OfOthers(Kind):
    """What rests on components before it."""

    def base(self, before: dict[str, Money]) -> Fraction:
        """What those come to in a billing period: with tax where the amounts of this one have it."""
        total = sum((before[name] for name in dict.fromkeys(self.component["of"])), Money())
        return total.gross if self.tax["included"] else total.net


class Percent(OfOthers):
    """One line, where it is not nothing."""

    def charges(self, period: Period, before: dict[str, Money]) -> list[Charge]:
        if not self.begins_in(period):
            return []
        base = self.base(before)
        if "over" in self.component:
            base = max(base - Fraction(self.component["over"]), Fraction(0))
        rate = Fraction(self.component["rate"])
        amount = base * rate
        for name, choose in (("min", max), ("max", min)):
            if name in self.component and choose(amount, Fraction(self.component[name])) != amount:
                bound = Fraction(self.component[name])
                return [Charge(Fraction(1), "", bound * self.sign)] if bound else []
        return [Charge(base, self.costing.tariff["currency"], rate * self.sign)] if amount else []


class Clamp(OfOthers):
    """One line, where a bound is passed."""

    goes_on = True

    def __init__(self, costing: Costing, place: int) -> None:
        super().__init__(costing, place)
        self._sum = Fraction(0)

    def charges(self, period: Period, before: dict[str, Money]) -> list[Charge]:
        if not self.begins_in(period):
            self._sum = Fraction(0)
            return []
        self._sum += self.base(before)
        last = period.end.fromordinal(period.end.toordinal() - 1)
        if not self.costing.calendar.ends(self.component.get("per", self.costing.billing), last):
            return []
        total, self._sum = self._sum, Fraction(0)
        if "min" in self.component and total < Fraction(self.component["min"]):
            return [Charge(Fraction(1), "", Fraction(self.component["min"]) - total)]
        if "max" in self.component and total > Fraction(self.component["max"]):
            return [Charge(Fraction(1), "", Fraction(self.component["max"]) - total)]
        return []


class Items(Kind):
    """One line for each number, ascending, and one for all that is not on the list, where that counts."""

    def __init__(self, costing: Costing, place: int) -> None:
        super().__init__(costing, place)
        self._prices = {item["gtin"]: item for item in self.component["prices"]}

    def charges(self, period: Period, before: dict[str, Money]) -> list[Charge]:
        bought: dict[str, Fraction] = {}
        paid = Fraction(0)
        for day in self.days(period):
            for goods in self.costing.use.goods(day):
                quantity = self._quantity(goods)
                if goods.gtin is not None and quantity is not None:
                    bought[goods.gtin] = bought.get(goods.gtin, Fraction(0)) + quantity
                elif self.component["missing"] == "paid":
                    paid += goods.amount
                else:
                    self.costing.remark("quote-goods-listed", self.pointer)
        days = period.days() if self.begins_in(period) else ()
        looked = frozenset(goods.name for day in days for goods in self.costing.use.goods(day))
        out = [
            Charge(quantity, self._unit(gtin), self._price(gtin) * self.sign, looked)
            for gtin, quantity in sorted(bought.items())
            if quantity
        ]
        return out + ([Charge(Fraction(1), "", paid * self.sign, looked)] if paid else [])

    def check_data(self) -> None:
        """quote-goods-tax, quote-coverage."""
        for day in self.costing.calendar.days():
            if any(goods.tax_included != self.tax["included"] for goods in self.costing.use.goods(day)):
                raise Refused("quote-goods-tax", self.pointer)

    def _unit(self, gtin: str) -> str:
        return str(self._prices[gtin].get("unit", "item"))

    def _price(self, gtin: str) -> Fraction:
        item = self._prices[gtin]
        loyal = self.component.get("price_kind") == "loyalty" and "loyalty" in item
        return Fraction(item["loyalty" if loyal else "price"])

    def _quantity(self, goods: Goods) -> Fraction | None:
        """How much it is in the unit of its price; nothing where it is not on the list, or there is no way into that unit."""
        if goods.gtin not in self._prices:
            return None
        times = factor("item" if goods.unit == "count" else goods.unit, self._unit(goods.gtin))
        return None if times is None else goods.quantity * times
