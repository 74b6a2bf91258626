"""Contracts in force over what is priced, and the back-test of the present one (quote-contract-once, quote-back-test)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from ..findings import Finding
from ..records import Record
from ..tariff.periods import plus_months
from ..values import number
from .answers import Answers
from .data import Data, whole_months
from .engine import run
from .periods import YEAR, Calendar
from .recorded import Recorded
from .service import Subject
from .use import Refused, Several

_BILLED = ("fee", "interest_charged", "interest_earned", "reward")
_PART = Fraction(1, 100)
_MOST = 12


def in_force(data: Data, subject: Subject) -> list[Record]:
    """The contracts in force that are about the account, line or supply point that is priced."""
    referring = {
        record.value["contract"]
        for kind in ("account", "subscription", "supply_point")
        for record in data.of_type(kind)
        if record.value["id"] in subject.found and "contract" in record.value
    }
    return [
        record
        for record in data.of_type("contract")
        if record.value["status"] == "active"
        and (set(record.value.get("covers", ())) & set(subject.found) or record.value["id"] in referring)
    ]


def switch_cost(currency: str, data: Data, answers: Answers, subject: Subject) -> Fraction | None:
    """What leaving the present contract costs, as the customer or the one contract in force says; nothing where neither does."""
    if answers.switch_cost is not None:
        return answers.switch_cost
    contracts = in_force(data, subject)
    if len(contracts) != 1:
        return None
    value = contracts[0].value
    if value["exit_charge_kind"] == "none":
        return Fraction(0)
    told = value["exit_charge_kind"] == "amount" and value.get("currency", currency) == currency
    return number(value["exit_charge"]) if told else None


def check(tariff: dict[str, Any] | None, data: Data, answers: Answers, subject: Subject) -> Iterator[Finding]:
    """What there is to say of the present contract, whose tariff is given where it is known."""
    contracts = in_force(data, subject)
    if len(contracts) > 1:
        yield Finding("quote-contract-once")
    elif tariff is not None:
        begun = contracts[0].value.get("starts_on") if contracts else None
        try:
            differs = _differs(tariff, data, answers, date.fromisoformat(begun) if begun else None, subject)
        except (Refused, Several):
            return
        if differs:
            yield Finding("quote-back-test")


def _differs(tariff: dict[str, Any], data: Data, answers: Answers, begun: date | None, subject: Subject) -> bool:
    """Whether what was billed over the longest run of months is another amount than the tariff comes to."""
    thing = subject.things()["transaction"]
    billed = {}
    if tariff["sector"] == "bank" and thing is not None:
        billed = _of_account(data, thing)
    months = _longest(sorted(billed))
    if not months:
        return False
    computed = _computed(tariff, data, answers, begun, subject, months)
    paid = sum((billed[month] for month in months), Fraction(0))
    return abs(computed - paid) > min(_PART * abs(paid), _MOST)


def _of_account(data: Data, thing: str) -> dict[date, Fraction]:
    """What an account was charged in each covered month, where it was charged anything at all."""
    months = {month: Fraction(0) for month in whole_months(data.covered(thing, "transaction"))}
    found = False
    for record in data.records(thing, "transaction"):
        value = record.value
        month = date.fromisoformat(value["date"]).replace(day=1)
        if value["status"] == "booked" and value["kind"] in _BILLED and month in months:
            months[month] -= number(value["amount"])
            found = True
    return months if found else {}


def _longest(months: list[date]) -> list[date]:
    """The longest run of months that follow each other, of several the latest; of a run longer than a year its last year."""
    best: list[date] = []
    run_of: list[date] = []
    for month in months:
        run_of = [*run_of, month] if run_of and plus_months(run_of[-1], 1) == month else [month]
        best = run_of if len(run_of) >= len(best) else best
    return best[-YEAR:]


def _computed(
    tariff: dict[str, Any], data: Data, answers: Answers, begun: date | None, subject: Subject, months: list[date]
) -> Fraction:
    """What the tariff comes to over these months, with nothing replayed."""
    calendar = Calendar(months[0], tariff["billing"]["anchor"])
    calendar.end = plus_months(months[-1], 1)
    use = Recorded(data, subject.things(), tariff["time_zone"], calendar, answers.holidays, replayed=False, lines=subject.lines())
    return run(tariff, use, answers, months[0], 1, begun or months[0], calendar).year(0).gross


