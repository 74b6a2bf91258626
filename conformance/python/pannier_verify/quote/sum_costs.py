"""What rests on other components: `percent` and `clamp`; and prices of goods: `items`."""

from __future__ import annotations

from fractions import Fraction

from ..tariff.units import factor
from .kind import Costing, Kind
from .lines import Charge
from .periods import Period
from .use import Goods, Refused


class Percent(Kind):
    """One line, where it is not nothing."""

    def charges(self, period: Period, before: dict[str, Fraction]) -> list[Charge]:
        base = sum((before[name] for name in self.component["of"]), Fraction(0))
        if "over" in self.component:
            base = max(base - Fraction(self.component["over"]), Fraction(0))
        rate = Fraction(self.component["rate"])
        amount = base * rate
        for name, choose in (("min", max), ("max", min)):
            if name in self.component and choose(amount, Fraction(self.component[name])) != amount:
                bound = Fraction(self.component[name])
                return [Charge(Fraction(1), "", bound * self.sign)] if bound else []
        return [Charge(base, self.costing.tariff["currency"], rate * self.sign)] if amount else []


class Clamp(Kind):
    """One line, where a bound is passed."""

    def __init__(self, costing: Costing, place: int) -> None:
        super().__init__(costing, place)
        self._sum = Fraction(0)

    def charges(self, period: Period, before: dict[str, Fraction]) -> list[Charge]:
        self._sum += sum((before[name] for name in self.component["of"]), Fraction(0))
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

    def charges(self, period: Period, before: dict[str, Fraction]) -> list[Charge]:
        names: set[str] = set()
        bought: dict[str, Fraction] = {}
        paid = Fraction(0)
        for day in self.days(period):
            for goods in self.costing.use.goods(day):
                names.add(goods.name)
                if goods.tax_included != self._tax_included:
                    raise Refused("quote-goods-tax", self.pointer)
                if goods.gtin in self._prices:
                    bought[goods.gtin] = bought.get(goods.gtin, Fraction(0)) + self._quantity(goods)
                elif self.component["missing"] == "paid":
                    paid += goods.amount
                else:
                    self.costing.remark("quote-goods-listed", self.pointer)
        looked = frozenset(names)
        out = [
            Charge(quantity, self._unit(gtin), self._price(gtin) * self.sign, looked)
            for gtin, quantity in sorted(bought.items())
            if quantity
        ]
        return out + ([Charge(Fraction(1), "", paid * self.sign, looked)] if paid else [])

    @property
    def _tax_included(self) -> bool:
        return bool(self.component.get("tax", self.costing.tariff["tax"])["included"])

    def _unit(self, gtin: str) -> str:
        return str(self._prices[gtin].get("unit", "item"))

    def _price(self, gtin: str) -> Fraction:
        item = self._prices[gtin]
        loyal = self.component.get("price_kind") == "loyalty" and "loyalty" in item
        return Fraction(item["loyalty" if loyal else "price"])

    def _quantity(self, goods: Goods) -> Fraction:
        times = factor(goods.unit, self._unit(goods.gtin or ""))
        if times is None:
            raise Refused("quote-unit", self.pointer)
        return goods.quantity * times
