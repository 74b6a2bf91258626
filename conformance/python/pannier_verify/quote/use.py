"""What somebody used, as the kinds of components look at it, whatever records it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Protocol

NOTHING: Mapping[str, str] = {}


class Refused(Exception):
    """A requirement of stage quote is departed from, so that a tariff has no figure."""

    def __init__(self, code: str, place: str = "") -> None:
        super().__init__(code)
        self.code, self.place = code, place


@dataclass(frozen=True)
class Piece:
    """Some use on one day, of one record or slot.

    `shift` and `minute` are where it begins on the tariff's clock, counted from its day, and `moment` when, in seconds since 1970;
    nothing where that is not known, and `hidden` where the records know and do not show it. `single` is one call or message.
    """

    quantity: Fraction
    unit: str
    name: str = ""
    shift: int = 0
    minute: int | None = None
    seconds: int | None = None
    moment: int | None = None
    hidden: bool = False
    tou: str | None = None
    estimated: bool = False
    single: bool = True
    traits: Mapping[str, str] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True)
class Movement:
    """A booked movement of an account. What its records do not say is `None`, and `hidden` where they withhold it."""

    amount: Fraction
    kind: str
    name: str = ""
    reversal: bool = False
    is_foreign: bool | None = None
    category: str | None = None
    mcc: str | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Goods:
    """A line of a receipt that was sold or brought back."""

    gtin: str | None
    quantity: Fraction
    unit: str
    amount: Fraction
    tax_included: bool
    name: str = ""


class Use(Protocol):
    """The year that is priced, day by day, from the records that stand for it.

    Each method raises `Refused` where its data is not there, withheld or too coarse.
    """

    def pieces(self, meter: str, day: date) -> Sequence[Piece]:
        """What a meter counted on a day."""

    def movements(self, day: date) -> Sequence[Movement]:
        """What was booked on a day, in its order."""

    def balance(self, day: date) -> Fraction:
        """The booked balance at the end of a day."""

    def goods(self, day: date) -> Sequence[Goods]:
        """Lines of receipts of a day."""

    def names(self, what: str, day: date) -> Iterator[str]:
        """Names of the records of a day that are looked at for `movements` or `balance`."""
