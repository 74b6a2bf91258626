"""Contracts in force over what is priced, and the back-test of the present one (quote-contract-once, quote-back-test)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from ..findings import Finding
from ..records import Record
from ..tariff.periods import plus_months
from ..values import number
from . import amounts, bills
from .answers import Answers
from .bills import Billed
from .data import Data, whole_months
from .engine import run
from .periods import Calendar
from .recorded import Recorded
from .service import Subject
from .use import Refused, Several

_CHARGED = ("fee", "interest_charged", "interest_earned", "reward")
_PART = Fraction(1, 100)
_MOST = 12


_Covered = tuple[str, str | None]


def _covers(data: Data, record: Record) -> set[_Covered]:
    """What a contract covers: things, and of registers their supply points with the way of what they count."""
    registers = {one.value["id"]: one.value for one in data.of_type("register")}
    out: set[_Covered] = set()
    for label in record.value.get("covers", ()):
        register = registers.get(label)
        out.add((label, None) if register is None else (register["supply_point"], "export" if register["direction"] == "export" else "import"))
    return out


def _about(data: Data, subject: Subject, record: Record) -> set[_Covered]:
    """What of it is priced."""
    labels, ways = subject.labels(), subject.ways()
    return {(label, way) for label, way in _covers(data, record) if label in labels and (way is None or way in ways)}


def _meet(data: Data, subject: Subject, contracts: list[Record]) -> bool:
    """Whether two contracts are about one thing."""
    about = [_about(data, subject, record) for record in contracts]
    return any(
        not one or not other or any(a == b and (x is None or y is None or x == y) for a, x in one for b, y in other)
        for index, one in enumerate(about)
        for other in about[:index]
    )


def in_force(data: Data, subject: Subject) -> list[Record]:
    """The contracts in force that are about the account, line or supply point that is priced: by name, or as one that names nothing."""
    return [
        record
        for record in data.of_type("contract")
        if record.value["status"] == "active"
        and record.value["sector"] == subject.sector
        and ("covers" not in record.value or _about(data, subject, record))
    ]


def switch_cost(currency: str, data: Data, answers: Answers, subject: Subject) -> Fraction | None:
    """What leaving the present contract costs, as the customer or the one contract in force says; nothing where neither does."""
    if answers.switch_cost is not None:
        return answers.switch_cost
    contracts = in_force(data, subject)
    if not contracts or _meet(data, subject, contracts):
        return None
    costs = [_exit(record.value, currency) for record in contracts]
    return None if None in costs else sum((cost for cost in costs if cost is not None), Fraction(0))


def _exit(value: dict[str, Any], currency: str) -> Fraction | None:
    """What leaving a contract costs, where it says so."""
    if value["exit_charge_kind"] == "none":
        return Fraction(0)
    told = value["exit_charge_kind"] == "amount" and value.get("currency", currency) == currency
    return number(value["exit_charge"]) if told else None


def check(tariff: dict[str, Any] | None, data: Data, answers: Answers, subject: Subject) -> Iterator[Finding]:
    """What there is to say of the present contract, whose tariff is given where it is known."""
    contracts = in_force(data, subject)
    if _meet(data, subject, contracts):
        yield Finding("quote-contract-once")
    elif tariff is not None:
        begun = contracts[0].value.get("starts_on") if len(contracts) == 1 else None
        tested = back_test(tariff, data, answers, subject, date.fromisoformat(begun) if begun else None)
        if tested is not None and tested.differs:
            yield Finding("quote-back-test")


@dataclass(frozen=True)
class BackTest:
    """The past, priced and billed, over the months from `first` to before `end`."""

    first: date
    end: date
    computed: Fraction
    billed: Fraction

    @property
    def differs(self) -> bool:
        """Whether by more than a part of what was billed, or an amount."""
        return abs(self.computed - self.billed) > min(_PART * abs(self.billed), _MOST)

    def document(self, currency: str) -> dict[str, Any]:
        """As a comparison has it."""
        figures = {"billed": self.billed, "computed": self.computed, "difference": self.computed - self.billed}
        out: dict[str, Any] = {name: amounts.money(amount, currency) for name, amount in figures.items()}
        out |= {"differs": self.differs, "from": self.first.isoformat(), "to": self.end.isoformat()}
        return out | ({"remark": {"clause": "", "code": "quote-back-test"}} if self.differs else {})


def back_test(
    tariff: dict[str, Any], data: Data, answers: Answers, subject: Subject, begun: date | None = None
) -> BackTest | None:
    """What was billed over the longest run of months, and what the tariff comes to; nothing where neither is known."""
    if tariff["sector"] == "bank":
        thing = subject.things()["transaction"]
        billed = [] if thing is None else _longest(_of_account(data, thing))
    else:
        billed = bills.run_of(tariff, data, subject)
    if not billed:
        return None
    first, end = billed[0].first, billed[-1].end
    try:
        computed = _computed(tariff, data, answers, begun, subject, first, end)
    except (Refused, Several):
        return None
    return BackTest(first, end, computed, sum((one.total for one in billed), Fraction(0)))


def _of_account(data: Data, thing: str) -> dict[date, Fraction]:
    """What an account was charged in each covered month, where it was charged anything at all."""
    months = {month: Fraction(0) for month in whole_months(data.covered(thing, "transaction"))}
    found = False
    for record in data.records(thing, "transaction"):
        value = record.value
        month = date.fromisoformat(value["date"]).replace(day=1)
        if value["status"] == "booked" and value["kind"] in _CHARGED and month in months:
            months[month] -= number(value["amount"])
            found = True
    return months if found else {}


def _longest(months: dict[date, Fraction]) -> list[Billed]:
    """The longest run of months that follow each other, of several the latest; of one that is too long its last months."""
    best: list[Billed] = []
    run_of: list[Billed] = []
    for month, total in sorted(months.items()):
        one = Billed(month, plus_months(month, 1), total)
        run_of = [*run_of, one][-bills.LONGEST :] if run_of and run_of[-1].end == month else [one]
        best = run_of if len(run_of) >= len(best) else best
    return best


def _computed(
    tariff: dict[str, Any], data: Data, answers: Answers, begun: date | None, subject: Subject, first: date, end: date
) -> Fraction:
    """What the tariff comes to over these months, with nothing replayed."""
    calendar = Calendar(first, tariff["billing"]["anchor"])
    calendar.end = end
    use = Recorded(data, subject.things(), tariff["time_zone"], calendar, answers.holidays, replayed=False, lines=subject.lines())
    begun = begun if begun is not None and begun <= first else first
    return run(tariff, use, answers, first, 1, begun, calendar).year(0).gross


