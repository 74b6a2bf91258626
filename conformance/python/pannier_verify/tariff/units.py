"""Units of tariffs and of records, and what converts exactly into what (tariff-unit, quote-unit)."""

from __future__ import annotations

from fractions import Fraction

# Unit: its dimension, and how many of the base unit of that it has.
_UNITS: dict[str, tuple[str, Fraction]] = {
    "kWh": ("energy", Fraction(3_600_000)),
    "MWh": ("energy", Fraction(3_600_000_000)),
    "MJ": ("energy", Fraction(1_000_000)),
    "kW": ("power", Fraction(1000)),
    "m3": ("volume", Fraction(1000)),
    "l": ("volume", Fraction(1)),
    "ft3": ("volume", Fraction(28_316_846_592, 10**9)),
    "s": ("time", Fraction(1)),
    "min": ("time", Fraction(60)),
    "h": ("time", Fraction(3600)),
    "B": ("data", Fraction(1)),
    "kB": ("data", Fraction(1000)),
    "MB": ("data", Fraction(10**6)),
    "GB": ("data", Fraction(10**9)),
    "count": ("number", Fraction(1)),
    "kg": ("mass", Fraction(1000)),
    "g": ("mass", Fraction(1)),
    "m": ("length", Fraction(1)),
    "item": ("item", Fraction(1)),
}
_MEASURED = {
    "electricity.import": ("energy",),
    "electricity.export": ("energy",),
    "heat": ("energy",),
    "gas": ("energy", "volume"),
    "water": ("volume",),
    "voice": ("time",),
    "sms": ("number",),
    "mms": ("number",),
    "data": ("data",),
}


def measures(meter: str, unit: str) -> bool:
    """Whether a meter is measured in a unit."""
    return _UNITS[unit][0] in _MEASURED[meter]


def factor(unit: str, into: str) -> Fraction | None:
    """How many of `into` one of `unit` is; nothing where there is no exact way."""
    one, other = _UNITS.get(unit), _UNITS.get(into)
    if one is None or other is None or one[0] != other[0]:
        return None
    return one[1] / other[1]
