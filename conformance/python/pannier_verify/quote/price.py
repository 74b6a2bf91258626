"""The figures of a quote: status, grade, the years, the commitment and leaving (spec/14-costing.md, Figures)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from ..findings import Finding, pointer
from ..tariff import cover
from ..tariff.components import without_successor
from ..tariff.periods import after, months, plus_months
from . import amounts, conditions, contracts
from .amounts import Money
from .answers import Answers
from .data import Data
from .engine import Costs, run
from .lines import hash_of
from .kind import Costing
from .metrics import Metrics
from .periods import YEAR, Calendar, Period
from .recorded import Recorded
from .service import FIRST, Subject
from .use import Refused, Several

INCOMPLETE = ("quote-all-priced", "quote-goods-listed")
LONGEST_TERM = 120
_MOST_ALTERNATIVES = 10
RANKED = ("exact", "projected", "bounded")


@dataclass
class Quote:
    """What a tariff comes to; `price` is absent where it is refused, `findings` are why, or what only should not be.

    Of these, `halved` say that something ends within the first year with nothing after it.
    """

    findings: list[Finding]
    price: dict[str, Any] | None = None
    costs: Costs | None = None
    halved: tuple[Finding, ...] = ()
    gross: Fraction = Fraction(0)
    service: str = ""
    currency: str = ""


def quote(tariff: dict[str, Any], data: Data, answers: Answers, start: date, thing: str | None) -> Quote:
    """Prices one tariff for the year that begins at `start`."""
    refused = list(_in_force(tariff, start))
    subject = Subject(tariff, data, thing)
    answers = answers.beside(facts(data, subject))
    about = list(subject.findings())
    refused += about
    calendar = Calendar(start, tariff["billing"]["anchor"])
    use = Recorded(data, subject.things(), tariff["time_zone"], calendar, answers.holidays, lines=subject.lines())
    term = months(tariff.get("commitment", {}).get("term", "P0M")) or 0
    term = term if term <= LONGEST_TERM else 0
    ending = [finding for finding in without_successor(tariff["components"]) if _ends_before(tariff, finding, start, 2 * YEAR)]
    try:
        refused += _not_eligible(tariff, Costing(tariff, use, answers, calendar, start))
        if about:
            return Quote(refused)
        # Where something ends with nothing after it, only the first year has a price (quote-second-year).
        costs = run(tariff, use, answers, start, 1 if ending else max(2, -(-term // YEAR)))
        use.rest_on_service(tariff)
    except Several as reasons:
        refused += [Finding(reason.code, pointer=reason.place or FIRST) for reason in reasons.refused]
    except Refused as reason:
        refused.append(Finding(reason.code, pointer=reason.place or FIRST))
    if refused:
        return Quote(refused)
    remarks = [Finding(code, pointer=place) for code, place in sorted(costs.remarks)]
    for index, count in cover.amiss(tariff):
        if count > 1:
            costs.bounded = True
        elif not _has_base(tariff, tariff["components"][index]):
            remarks.append(Finding("quote-all-priced", pointer=pointer("components", index, "window")))
    remarks += _left_out(tariff)
    remarks += [Finding("quote-second-year", pointer=(finding.pointer or "").rpartition("/phase")[0]) for finding in ending]
    halved = tuple(
        Finding("quote-second-year", pointer=(finding.pointer or "").rpartition("/phase")[0])
        for finding in ending if _ends_before(tariff, finding, start, YEAR)
    )  # fmt: skip
    price = _price(tariff, costs, use, remarks, start, term, bool(halved))
    leaving = contracts.switch_cost(tariff["currency"], data, answers, subject)
    if leaving is not None:
        price["switch_cost"] = amounts.money(leaving, tariff["currency"])
    price["if_also"] = [
        {
            "components": [tariff["components"][place]["id"] for place in places],
            "holds": not counted,
            "gross": amounts.money(run(tariff, use, answers, start, 1, forced=dict.fromkeys(places, not counted)).year(0).gross,
                                   tariff["currency"]),
        }
        for places, counted in _unknown(tariff, costs)[:_MOST_ALTERNATIVES]
    ]
    return Quote(remarks, price, costs, halved, costs.year(0).gross, subject.service(), tariff["currency"])


def _not_eligible(tariff: dict[str, Any], costing: Costing) -> list[Finding]:
    """quote-eligible; figures are those of the whole year."""
    metrics = Metrics(costing, Period(0, costing.calendar.start, costing.calendar.end))
    return [
        Finding("quote-eligible", pointer=pointer("eligibility", index))
        for index, condition in enumerate(tariff["eligibility"])
        if conditions.holds(condition, tariff, costing.answers, metrics.of(pointer("eligibility", index))) is False
    ]


def _has_base(tariff: dict[str, Any], first: dict[str, Any]) -> bool:
    """Whether a charge without a window has all hours of the same use and time, and so those that windows leave out."""
    return any(
        other["kind"] == "usage" and other["meter"] == first["meter"] and other["direction"] == "charge" and "window" not in other
        and all(other.get(member) in (None, first.get(member)) for member in ("filter", "phase"))
        for other in tariff["components"]
    )


def _unknown(tariff: dict[str, Any], costs: Costs) -> list[tuple[list[int], bool]]:
    """Components under conditions that nobody answered, together where these are the same, and whether they count."""
    groups: list[tuple[list[int], bool]] = []
    for place, counted in sorted(costs.unknown.items()):
        conditions_of = tariff["components"][place]["when"]
        for places, same in groups:
            if same == counted and tariff["components"][places[0]]["when"] == conditions_of:
                places.append(place)
                break
        else:
            groups.append(([place], counted))
    return groups


def facts(data: Data, subject: Subject) -> dict[str, str]:
    """What records answer: the limit that is arranged, and facts of the person and the supply point."""
    found: dict[str, str] = {}
    for record in data.of_type("credit_arrangement"):
        value = record.value
        if value["account"] in subject.found and value["kind"] == "arranged_overdraft" and "credit_limit" in value:
            found["arranged_limit"] = value["credit_limit"]
    for record in data.of_type("party"):
        if record.value["role"] != "subject":
            continue
        for name in ("age_band", "country"):
            if name in record.value:
                found[name] = record.value[name]
        if "student" in record.value:
            found["student"] = "yes" if record.value["student"] else "no"
    for record in data.of_type("supply_point"):
        if "generation_kw" in record.value:
            found["solar"] = "yes" if Fraction(record.value["generation_kw"]) > 0 else "no"
    return found


def _in_force(tariff: dict[str, Any], start: date) -> list[Finding]:
    """quote-in-force."""
    at = start.isoformat()
    return [
        Finding("quote-in-force", pointer=pointer(name))
        for name in ("saleable", "priced")
        if not tariff[name]["from"] <= at < tariff[name].get("to", "9999-99-99")
    ]


def _left_out(tariff: dict[str, Any]) -> list[Finding]:
    """quote-all-priced."""
    return [
        Finding("quote-all-priced", pointer=pointer("unmodelled", index))
        for index, unmodelled in enumerate(tariff["unmodelled"])
        if unmodelled["effect"] in ("increase", "unknown")
    ]


def _ends_before(tariff: dict[str, Any], finding: Finding, start: date, count: int) -> bool:
    """Whether the phase that a finding is about ends within so many months."""
    index = int((finding.pointer or "").split("/")[2])
    return after(start, tariff["components"][index]["phase"]["to"]) < plus_months(start, count)


def _price(
    tariff: dict[str, Any], costs: Costs, use: Recorded, remarks: list[Finding], start: date, term: int, halved: bool
) -> dict[str, Any]:
    """A price, with the members of one of an offer; `halved` says that something ends within the year with nothing after it."""
    currency = tariff["currency"]
    lowering = any(unmodelled["effect"] == "decrease" for unmodelled in tariff["unmodelled"])
    codes = {finding.code for finding in remarks}
    if halved or codes & set(INCOMPLETE):
        status = "incomplete"
    elif costs.bounded or lowering:
        status = "bounded"
    else:
        status = "projected" if use.projected else "exact"
    out: dict[str, Any] = {
        "tariff": tariff["id"],
        "status": status,
        "grade": use.grade(tariff),
        "year_one": _sum(costs.year(0), currency),
        "lines": hash_of(costs.lines[0], currency),
    }
    components = [{"component": name, "gross": amounts.money(gross, currency)} for name, gross in costs.components().items()]
    out["components"] = components
    if len(costs.lines) > 1:
        out["year_two"] = _sum(costs.year(1), currency)
    if term and (term <= YEAR or "quote-second-year" not in codes):
        out["commitment"] = {"months": term, "gross": amounts.money(costs.months(term).gross, currency)}
    if "exit" in tariff or term <= YEAR:
        out["leave_after_one_year"] = amounts.money(costs.year(0).gross + _leaving(tariff, start, term), currency)
    return out


def _leaving(tariff: dict[str, Any], start: date, term: int) -> Fraction:
    """What leaving after the first year costs, as the tariff says it."""
    after_year, total = plus_months(start, YEAR), Fraction(0)
    for leaving in tariff.get("exit", []):
        phase = leaving.get("phase", {})
        if "from" in phase and after_year < after(start, phase["from"]):
            continue
        if "to" in phase and after_year >= after(start, phase["to"]):
            continue
        left = max(term - YEAR, 0)
        total += Fraction(leaving["amount"]) if "amount" in leaving else left * Fraction(leaving["per_month_left"])
    return total


def _sum(money: Money, currency: str) -> dict[str, str]:
    parts = {"gross": money.gross, "net": money.net, "tax": money.tax}
    return {name: amounts.money(amount, currency) for name, amount in parts.items()}
