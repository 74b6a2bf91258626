"""The lines of a quote, and the hash of them (cost-explained; spec/15-offers.md)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from .. import base64url
from . import amounts
from .amounts import Money
from .periods import Period


@dataclass(frozen=True)
class Charge:
    """What a component adds in a billing period, before tax and rounding, with the sign of who pays."""

    quantity: Fraction
    unit: str
    price: Fraction
    names: frozenset[str] | None = None

    @property
    def exact(self) -> Fraction:
        """Quantity times price."""
        return self.quantity * self.price

    def signed(self, sign: int) -> Charge:
        """The same for a credit, which is -1, or a charge."""
        return Charge(self.quantity, self.unit, self.price * sign, self.names)


@dataclass(frozen=True)
class Line:
    """A charge of a component with its tax, rounded where the tariff rounds lines."""

    component: str
    place: int
    period: Period
    charge: Charge
    money: Money


def digest_of_names(names: Iterable[str]) -> str:
    """The digest of names of records: each once, by bytes, ended by a line feed."""
    ordered = sorted({name.encode("utf-8") for name in names})
    hashed = hashlib.sha256(b"".join(name + b"\n" for name in ordered)).digest()
    return f"sha-256:{base64url.encode(hashed)}"


def hash_of(lines: Iterable[Line], currency: str) -> str:
    """The hash of the lines of an offer: their values with TAB between them and a line feed at the end of each."""
    text = "".join("\t".join(_values(line, currency)) + "\n" for line in lines)
    return base64url.encode(hashlib.sha256(text.encode("utf-8")).digest())


def _values(line: Line, currency: str) -> list[str]:
    charge, money = line.charge, line.money
    return [
        line.component,
        line.period.name,
        amounts.exact(charge.quantity),
        charge.unit,
        amounts.exact(charge.price),
        amounts.exact(charge.exact),
        amounts.money(money.net, currency),
        amounts.money(money.tax, currency),
        amounts.money(money.gross, currency),
        f"/components/{line.place}",
        "" if charge.names is None else digest_of_names(charge.names),
    ]
