"""What the customer answers, with what the records answer besides (quote-facts)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from .. import schemas, strict_json
from ..findings import Finding, Rejected


@dataclass(frozen=True)
class Answers:
    """Facts and choices by name, holidays, and what leaving the present contract costs."""

    facts: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    switch_cost: Fraction | None = None

    def number(self, fact: str) -> Fraction | None:
        """A fact that is a number; nothing where it is not known, or no number."""
        return as_number(self.facts.get(fact))

    def beside(self, known: dict[str, str]) -> Answers:
        """These, and what the records say where the customer says nothing."""
        return Answers({**known, **self.facts}, self.choices, self.holidays, self.switch_cost)


def as_number(text: str | None) -> Fraction | None:
    """A decimal, exactly."""
    check = schemas.validator({"$id": schemas.BASE + "decimal", "$ref": "common.schema.json#/$defs/decimal"})
    return Fraction(text) if text is not None and check.is_valid(text) else None


def read(data: bytes) -> Answers:
    """The answers in a file. Raises `Rejected` at stage quote."""
    try:
        value = strict_json.parse(data)
    except strict_json.NotStrict as error:
        raise Rejected("quote", [Finding("quote-facts")]) from error
    if any(schemas.departures(schemas.of_standard("quote-facts"), value)):
        raise Rejected("quote", [Finding("quote-facts")])
    return Answers(
        value.get("facts", {}),
        value.get("choices", {}),
        frozenset(date.fromisoformat(day) for day in value.get("holidays", [])),
        Fraction(value["switch_cost"]) if "switch_cost" in value else None,
    )
