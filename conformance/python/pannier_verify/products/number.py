"""Numbers as other people write them, exactly (spec/formats/tariffs.md, Every importer)."""

from __future__ import annotations

import re
from fractions import Fraction

from ..values import rounded

DECIMALS = 12
_FORM = re.compile(r"(-?)([0-9]+(?:\.[0-9]+)?)(?:[eE]([+-]?[0-9]+))?")
_LONGEST = 60
_BOUND = Fraction(10**15)
_AMOUNT = re.compile(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?")


def exactly(text: str) -> Fraction | None:
    """The number that is written, with all its decimals; nothing where it is none or too long."""
    form = _FORM.fullmatch(text)
    if form is None:
        return None
    sign, digits, exponent = form[1], form[2], form[3] or "0"
    if len(digits) > _LONGEST or len(exponent) > 10 or abs(int(exponent)) > _LONGEST:
        return None
    return Fraction(sign + digits) * Fraction(10) ** int(exponent)


def number(text: str) -> Fraction | None:
    """The number to twelve decimals, half up; nothing where it is none or has more than fifteen digits before the point."""
    exact = exactly(text)
    value = None if exact is None else rounded(exact, DECIMALS)
    return value if value is not None and abs(value) < _BOUND else None


def whole(text: str | None) -> int | None:
    """A whole number of 32 bits."""
    value = None if text is None else number(text)
    if value is None or value.denominator != 1 or not 0 <= value < 2**32:
        return None
    return value.numerator


def written(value: Fraction) -> str:
    """The shortest decimal of a number of twelve decimals."""
    units = abs(value) * 10**DECIMALS
    digits = str(units.numerator // units.denominator).rjust(DECIMALS + 1, "0")
    text = f"{digits[:-DECIMALS]}.{digits[-DECIMALS:]}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 else text


def amount(value: Fraction | None) -> str | None:
    """A number as money (value-amount); nothing where it is too long for that."""
    text = None if value is None else written(value)
    return text if text is not None and _AMOUNT.fullmatch(text) else None


def hundredth(value: Fraction) -> Fraction:
    """A hundredth, to twelve decimals."""
    return rounded(value / 100, DECIMALS)
