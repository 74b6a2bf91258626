"""What somebody used, as the kinds of components look at it, whatever records it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Protocol

NOTHING: Mapping[str, str] = {}


class Refused(Exception):
    """A requirement of stage quote is departed from, so that a tariff has no figure; `absent` where no record is of the meter."""

    def __init__(self, code: str, place: str = "", absent: bool = False) -> None:
        super().__init__(code)
        self.code, self.place, self.absent = code, place, absent

    @property
    def can_be_left_out(self) -> bool:
        """Whether what can only lower the price is left out of the figure in place of a refusal."""
        return self.absent or self.code == "quote-data-shown"


class Several(Exception):
    """Several requirements of stage quote are departed from."""

    def __init__(self, refused: list[Refused]) -> None:
        super().__init__(", ".join(one.code for one in refused))
        self.refused = refused


@dataclass(frozen=True)
class Piece:
    """Some use on one day, of one record or slot.

    `minute` is that of the tariff's clock at which it begins, and `moment` when, in seconds since 1970; nothing where that is not known, and `hidden` where the records know and do not show it. `single` is one call or message,
    `line` the line it is of, and `clock` the second of the day at which it began, where the records say it.
    """

    quantity: Fraction
    unit: str
    name: str = ""
    minute: int | None = None
    seconds: int | None = None
    moment: int | None = None
    hidden: bool = False
    tou: str | None = None
    estimated: bool = False
    single: bool = True
    traits: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    line: str = ""
    clock: int | None = None


@dataclass(frozen=True)
class Movement:
    """A booked movement of an account. What its records do not say, or withhold, is `None`."""

    amount: Fraction
    kind: str
    name: str = ""
    reversal: bool = False
    is_foreign: bool | None = None
    category: str | None = None
    mcc: str | None = None


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

    @property
    def lines(self) -> Sequence[str]:
        """The lines whose use is priced together."""

    def pieces(self, meter: str, day: date) -> Sequence[Piece]:
        """What a meter counted on a day."""

    def movements(self, day: date) -> Sequence[Movement]:
        """What was booked on a day, in its order."""

    def balance(self, day: date) -> Fraction:
        """The booked balance at the end of a day."""

    def goods(self, day: date) -> Sequence[Goods]:
        """Lines of receipts of a day."""

    def names(self, day: date) -> Iterator[str]:
        """Names of the movements of a day."""

    def aside(self) -> AbstractContextManager[None]:
        """What is asked for within bears on no figure."""

    def hours(self, label: str) -> Sequence[dict[str, Any]] | None:
        """The slots of the window that the customer's meter calls so; nothing where the data does not say them."""
