"""Exact amounts: how they are rounded, split into net and tax, and written (cost-exact)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..standard import currencies

Tax = dict[str, object]


@dataclass(frozen=True)
class Rounding:
    """`places` and `mode` of a tariff's rounding."""

    places: int
    mode: str

    def __call__(self, value: Fraction) -> Fraction:
        """`value` with so many decimals."""
        scaled = abs(value) * 10**self.places
        whole, rest = divmod(scaled.numerator, scaled.denominator)
        half = 2 * rest - scaled.denominator
        up = {
            "half_up": half >= 0,
            "half_even": half > 0 or (half == 0 and whole % 2 == 1),
            "down": False,
            "up": rest > 0,
        }[self.mode]
        rounded = Fraction(whole + up, 10**self.places)
        return rounded if value >= 0 else -rounded


@dataclass(frozen=True)
class Money:
    """An amount with and without tax; `net` and `tax` add up to `gross`."""

    net: Fraction = Fraction(0)
    tax: Fraction = Fraction(0)

    @property
    def gross(self) -> Fraction:
        """With tax."""
        return self.net + self.tax

    def __add__(self, other: Money) -> Money:
        return Money(self.net + other.net, self.tax + other.tax)

    def rounded(self, rounding: Rounding) -> Money:
        """The sum with tax and the tax rounded each by itself; what is left is the net amount."""
        tax = rounding(self.tax)
        return Money(rounding(self.gross) - tax, tax)


def taxed(amount: Fraction, included: bool, rate: Fraction, rounding: Rounding | None = None) -> Money:
    """What a line comes to that a tariff states with or without tax.

    Where lines are rounded the amount is rounded as it is stated, and then what is split off or added.
    """
    rounded = rounding or (lambda value: value)
    stated = rounded(amount)
    if included:
        net = rounded(stated / (1 + rate)) if rate else stated
        return Money(net, stated - net)
    return Money(stated, rounded(stated * rate))


def exact(value: Fraction) -> str:
    """A decimal without zeros at its end, or a fraction in lowest terms where there is no such decimal."""
    places = _places(value)
    return f"{value.numerator}/{value.denominator}" if places is None else decimal(value, places)


def money(value: Fraction, currency: str) -> str:
    """The same with at least the decimals of the currency."""
    places = _places(value)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    return decimal(value, max(places, currencies().get(currency) or 0))


def decimal(value: Fraction, places: int) -> str:
    """A decimal with so many places, which the value has to have."""
    scaled = value * 10**places
    digits = f"{abs(scaled.numerator):0{places + 1}}"
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def _places(value: Fraction) -> int | None:
    """How many decimals a number has; nothing where they have no end."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None
