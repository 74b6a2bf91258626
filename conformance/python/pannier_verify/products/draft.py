"""A tariff under way: components as they are found, and all that they do not say (spec/formats/tariffs.md)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from ..findings import Finding
from . import number, words
from .node import Node

UNKNOWN, DECREASE, INCREASE = "unknown", "decrease", "increase"


def within(place: str, of: str) -> bool:
    """Whether a pointer is that of a part, or of something in it."""
    return place == of or place.startswith(of + "/")


def fact(about: str, value: str) -> dict[str, Any]:
    """A condition that a fact has a value."""
    return {"fact": words.code(about), "is": value}


class Draft:
    """What importers fill. Members that are lists stand so in the tariff."""

    def __init__(self) -> None:
        self.components: list[dict[str, Any]] = []
        self.eligibility: list[dict[str, Any]] = []
        self.non_price: list[dict[str, Any]] = []
        self.exit: list[dict[str, Any]] = []
        self.area: list[dict[str, Any]] = []
        self.windows: dict[str, Any] = {}
        self.calendars: dict[str, Any] = {}
        self.commitment: dict[str, Any] | None = None
        self.unmodelled: list[dict[str, Any]] = []
        self.losses: list[str] = []
        self.findings: list[Finding] = []
        self._priced: list[str] = []

    def add(self, base: str, label: str, direction: str, **terms: Any) -> dict[str, Any]:
        """Adds a component under an id of its own made of `base`; terms that are absent are left out."""
        taken = {component["id"] for component in self.components}
        stem = words.slug(base, most=40)
        made, count = stem, 2
        while made in taken:
            made, count = f"{stem}_{count}", count + 1
        stated = {name: value for name, value in terms.items() if value is not None}
        component = {"id": made, "label": words.name(label) or made, "direction": direction, **stated}
        self.components.append(component)
        return component

    def charges(self, keep: Callable[[dict[str, Any]], bool]) -> list[str]:
        """The ids of all charges that `keep`."""
        return [one["id"] for one in self.components if one["direction"] == "charge" and keep(one)]

    def say(self, node: Node, text: str, effect: str) -> None:
        """Something the components do not say; with it the whole place is read."""
        node.take_all()
        self.say_at(node.pointer, text, effect)

    def say_at(self, place: str, text: str, effect: str) -> None:
        """The same where the place is not wholly read by it."""
        source = words.texts(place or "/")[:1]
        for piece in words.texts(text) or ["Something without words"]:
            self.unmodelled.append({"effect": effect, "source": source[0], "text": piece} if source else {"effect": effect, "text": piece})

    def say_text(self, node: Node, member: str, about: str, effect: str) -> None:
        """The text of a member, unless it says nothing."""
        inner = node.get(member)
        text = inner and inner.scalar()
        if inner and text and not words.says_nothing(text):
            self.say_at(inner.pointer, f"{about}: {text}" if about else text, effect)

    def lose(self, node: Node | None) -> None:
        """A part of the source that has no place in a tariff; with it the whole of it is read."""
        if node:
            node.take_all()
            self.lose_at(node.pointer)

    def lose_at(self, place: str) -> None:
        """The same where the place is not wholly read by it."""
        self.losses += words.texts(place or "/")[:1]

    def lose_members(self, node: Node, *members: str) -> None:
        """Members without a place."""
        for member in members:
            self.lose(node.get(member))

    def prices_stand_in(self, node: Node | None) -> None:
        """A part of the source in which every member may be a price."""
        if node:
            self._priced.append(node.pointer)

    def leave(self, place: str) -> None:
        """What nobody read: lost, and where prices stand a price that may be missing."""
        address = place.rpartition("/")[2].endswith(("Uri", "URL"))
        if not address and any(within(place, of) for of in self._priced):
            self.say_at(place, f"Not known where prices stand: {place}", UNKNOWN)
        self.lose_at(place)

    def number(self, node: Node | None, about: str) -> Fraction | None:
        """A number; what is none is said and leaves the price open (tariff-source-amount)."""
        text = node and node.scalar()
        if node is None or text is None:
            return None
        value = number.number(text)
        if value is None:
            self._open("tariff-source-amount", node, f"{about}: {text}")
        elif value != number.exactly(text):
            self.lose_at(node.pointer)
        return value

    def money(self, node: Node | None, about: str) -> str | None:
        """An amount of money (tariff-source-amount)."""
        value = self.number(node, about)
        amount = number.amount(value)
        if node and value is not None and amount is None:
            self._open("tariff-source-amount", node, f"{about}: {number.written(value)}")
        return amount

    def fraction(self, node: Node | None, about: str) -> Fraction | None:
        """A rate that the format states as a fraction (tariff-source-rate)."""
        return self._rate(node, about, 1)

    def percent(self, node: Node | None, about: str) -> Fraction | None:
        """A rate that the format states in percent, as a fraction (tariff-source-rate)."""
        value = self._rate(node, about, 100)
        return None if value is None else number.hundredth(value)

    def has(self, about: str, label: str, value: str, unit: str | None = None) -> None:
        """Something the customer has beside prices."""
        made = {"id": words.code(about), "label": words.name(label), "value": words.name(value), "unit": unit}
        if made["label"] and made["value"]:
            self.non_price.append({name: one for name, one in made.items() if one is not None})

    def asks(self, about: str, label: str, node: Node) -> dict[str, Any]:
        """A condition that only the customer can answer, in the words of the source; named where these are cut."""
        if len(label) > words.LABEL:
            self.lose_at(node.pointer)
        made = words.name(label)
        return {**({"label": made} if made else {}), **fact(about, "yes")}

    def _rate(self, node: Node | None, about: str, whole: int) -> Fraction | None:
        value = self.number(node, about)
        if node and value is not None and abs(value) >= whole:
            self._open("tariff-source-rate", node, f"{about}: {number.written(value)}")
            return None
        return value

    def _open(self, requirement: str, node: Node, text: str) -> None:
        self.findings.append(Finding(requirement, pointer=node.pointer))
        self.say_at(node.pointer, text, UNKNOWN)
