"""Conditions of three values (spec/14-costing.md, Three values): true, false, and unknown as `None`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from .answers import Answers, as_number
from .use import Movement

Metric = Callable[[dict[str, Any]], "Fraction | None"]

_SENT_BACK = ("direct_debit", "cheque", "standing_order")
# A word of `match` that stands for the records of another: what is only known to be foreign or not by the account.
FOREIGN_USE = "foreign_use"


def every(values: Iterable[bool | None]) -> bool | None:
    """Whether all hold."""
    listed = list(values)
    return False if False in listed else None if None in listed else True


def some(values: Iterable[bool | None]) -> bool | None:
    """Whether any holds."""
    listed = list(values)
    return True if True in listed else None if None in listed else False


def holds(condition: dict[str, Any], tariff: dict[str, Any], answers: Answers, metric: Metric) -> bool | None:
    """The value of a condition; `metric` gives a figure of the billing period."""
    if "any" in condition:
        return some(_test(test, tariff, answers, metric) for test in condition["any"])
    return _test(condition, tariff, answers, metric)


def _test(test: dict[str, Any], tariff: dict[str, Any], answers: Answers, metric: Metric) -> bool | None:
    value: bool | None
    if "choice" in test:
        default = next(choice["default"] for choice in tariff["choices"] if choice["id"] == test["choice"])
        value = answers.choices.get(test["choice"], default) in test.get("one_of", (test.get("is"),))
    elif "fact" in test:
        value = _of_fact(test, answers.facts.get(test["fact"]))
    else:
        value = _within(test, metric(test))
    return value if value is None or not test.get("not") else not value


def _of_fact(test: dict[str, Any], answer: str | None) -> bool | None:
    if answer is None:
        return None
    if "is" in test:
        return answer == test["is"]
    if "one_of" in test:
        return answer in test["one_of"]
    return _within(test, as_number(answer))


def _within(test: dict[str, Any], value: Fraction | None) -> bool | None:
    if value is None:
        return None
    return (
        ("gte" not in test or value >= Fraction(test["gte"]))
        and ("lte" not in test or value <= Fraction(test["lte"]))
        and ("lt" not in test or value < Fraction(test["lt"]))
    )


def matches(match: dict[str, Any], movement: Movement, answers: Answers) -> bool | None:
    """Whether a movement is one that an `event` is about."""
    values: list[bool | None] = []
    if "kind" in match:
        values.append(any(kind in match["kind"] for kind in kinds(movement)))
    if "category" in match:
        values.append(None if movement.category is None else movement.category in match["category"])
    if "mcc" in match:
        values.append(None if movement.mcc is None else movement.mcc in match["mcc"])
    if "is_foreign" in match:
        foreign = movement.is_foreign
        if foreign is None and answers.facts.get(FOREIGN_USE) == "no":
            foreign = False
        values.append(None if foreign is None else foreign == match["is_foreign"])
    return every(values)


def kinds(movement: Movement) -> tuple[str, ...]:
    """The words that `kind` of a match can have for a movement."""
    if movement.reversal and movement.kind in _SENT_BACK:
        return ("returned_item",)
    return (movement.kind, "credit") if movement.amount > 0 else (movement.kind,)
