"""The form of conditions, and what they name (tariff-condition-form, tariff-choice-value, tariff-bounds)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ..findings import Finding, pointer
from .units import measures

_SUBJECTS = ("choice", "fact", "metric")
_BOUNDS = ("gte", "lt", "lte")
# Which members belong to a test of each subject, beside `not` and `label`.
_MEMBERS = {
    "choice": {"choice", "is", "one_of"},
    "fact": {"fact", "is", "one_of", *_BOUNDS},
    "metric": {"metric", *_BOUNDS},
}
_OF_METRIC = {"count": {"match"}, "inflow": {"match"}, "outflow": {"match"}, "usage": {"meter", "unit", "filter"}}
# What a metric cannot do without.
_NEEDED = {"count": {"match"}, "usage": {"meter", "unit"}}
_FREE = {"not", "label"}

Place = tuple[str | int, ...]


def check(tariff: dict[str, Any]) -> Iterator[Finding]:
    """Every finding about conditions, of eligibility and of components."""
    choices = {choice["id"]: choice["values"] for choice in tariff.get("choices", [])}
    for place, condition in all_of(tariff):
        if "any" in condition:
            if condition.keys() - {"any", "label"}:
                yield Finding("tariff-condition-form", pointer=pointer(*place))
            tests = [((*place, "any", index), test) for index, test in enumerate(condition["any"])]
        else:
            tests = [(place, condition)]
        for where, test in tests:
            yield from _test(where, test, choices)


def all_of(tariff: dict[str, Any]) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Each condition with its place."""
    for index, condition in enumerate(tariff["eligibility"]):
        yield ("eligibility", index), condition
    for number, component in enumerate(tariff["components"]):
        for index, condition in enumerate(component.get("when", [])):
            yield ("components", number, "when", index), condition


def _test(place: Place, test: dict[str, Any], choices: dict[str, list[str]]) -> Iterator[Finding]:
    if not _well_formed(test):
        yield Finding("tariff-condition-form", pointer=pointer(*place))
        return
    if "choice" in test:
        values = choices.get(test["choice"])
        if values is None:
            yield Finding("tariff-reference", pointer=pointer(*place, "choice"))
        elif not {test[name] for name in ("is",) if name in test}.union(test.get("one_of", ())) <= set(values):
            yield Finding("tariff-choice-value", pointer=pointer(*place))
    if "unit" in test and not measures(test["meter"], test["unit"]):
        yield Finding("tariff-unit", pointer=pointer(*place, "unit"))
    if "gte" in test and any(Fraction(test["gte"]) > Fraction(test[name]) for name in ("lt", "lte") if name in test):
        yield Finding("tariff-bounds", pointer=pointer(*place))


def _well_formed(test: dict[str, Any]) -> bool:
    subjects = [name for name in _SUBJECTS if name in test]
    if len(subjects) != 1:
        return False
    subject = subjects[0]
    extra = _OF_METRIC.get(test.get("metric", ""), set())
    if test.keys() - _FREE - _MEMBERS[subject] - extra:
        return False
    bounded = any(name in test for name in _BOUNDS)
    if "lt" in test and "lte" in test:
        return False
    if subject == "choice":
        return ("is" in test) + ("one_of" in test) == 1
    if subject == "fact":
        return ("is" in test) + ("one_of" in test) + bounded == 1
    return bounded and _NEEDED.get(test["metric"], set()) <= test.keys()
