"""Bank profile (spec/profiles/bank.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from ..findings import Finding
from ..records import Record
from ..values import days_from, next_day, number, unit_of_last_place
from . import coverage
from .bundle import Bundle, PartRecords, runs

_OUT = {"cash_out", "direct_debit", "standing_order", "transfer_out", "fee", "interest_charged"}
_IN = {"cash_in", "transfer_in", "interest_earned", "reward", "top_up"}


def accounts(bundle: Bundle) -> Iterator[Finding]:
    """account-closed."""
    for record in bundle.of_type("account"):
        closed = record.value.get("closed_on")
        if closed is None:
            continue
        early = closed < record.value.get("opened_on", closed)
        if early or (closed <= record.value["as_of"] and record.value["status"] != "closed"):
            yield record.finding("account-closed", "status" if not early else "closed_on")


def currencies(bundle: Bundle) -> Iterator[Finding]:
    """balance-account-currency, transaction-account-currency."""
    codes = {
        "balance": "balance-account-currency",
        "credit_arrangement": "balance-account-currency",
        "transaction": "transaction-account-currency",
    }
    for record in bundle.of_type(*codes):
        account = bundle.label("account", record.value["account"])
        if account is not None and account.value["currency"] != record.value["currency"]:
            yield record.finding(codes[record.part.type], "currency")


def debts(bundle: Bundle) -> Iterator[Finding]:
    """balance-debt-negative."""
    for record in bundle.of_type("balance"):
        account = bundle.label("account", record.value["account"])
        if account is None or account.value["kind"] not in ("loan", "mortgage"):
            continue
        if record.value["kind"].endswith("_booked") and number(record.value["amount"]) > 0:
            yield record.finding("balance-debt-negative", "amount")


def movements(bundle: Bundle) -> Iterator[Finding]:
    """What a transaction says by itself.

    Requirements: transaction-fee-kind, transaction-sign, transaction-original-currency, transaction-original-sign,
    transaction-fee-amount, transaction-rate.
    """
    for record in bundle.of_type("transaction"):
        value = record.value
        amount = number(value["amount"])
        if ("fee_kind" in value) != (value["kind"] == "fee"):
            yield record.finding("transaction-fee-kind", "fee_kind")
        usual = -1 if value["kind"] in _OUT else 1 if value["kind"] in _IN else 0
        if usual * (-1 if value.get("reversal") else 1) * amount < 0:
            yield record.finding("transaction-sign", "amount")
        if ("original_amount" in value) != ("original_currency" in value):
            yield record.finding("transaction-original-currency", "original_amount")
        original = number(value.get("original_amount", "0"))
        if original * amount < 0:
            yield record.finding("transaction-original-sign", "original_amount")
        fee = number(value.get("fee_amount", "0"))
        if fee * amount < 0 or abs(fee) > abs(amount):
            yield record.finding("transaction-fee-amount", "fee_amount")
        if record.has("original_amount", "fx_rate") and not _rate_agrees(record):
            yield record.finding("transaction-rate", "fx_rate")


def _rate_agrees(record: Record) -> bool:
    """Whether rate and amounts agree within the last decimals that are written."""
    value = record.value
    original, rate = number(value["original_amount"]), number(value["fx_rate"])
    wanted = number(value["amount"]) - number(value.get("fee_amount", "0"))
    slack = abs(original) * unit_of_last_place(value["fx_rate"])
    slack += min(unit_of_last_place(value["amount"]), Fraction(1, 100))
    return abs(original * rate - wanted) <= slack


def order(bundle: Bundle) -> Iterator[Finding]:
    """transaction-seq-unique, over all parts of an account."""
    for _, parts in bundle.series_of("transaction"):
        seen: set[int] = set()
        for record in _records(parts):
            seq = record.value.get("seq")
            if seq is not None and seq in seen:
                yield record.finding("transaction-seq-unique", "seq")
            if seq is not None:
                seen.add(seq)


def _records(parts: list[PartRecords]) -> Iterator[Record]:
    for part in parts:
        yield from part.records


def chain(bundle: Bundle) -> Iterator[Finding]:
    """balance-chain: over rows that follow each other, in one order."""
    for thing, parts in bundle.series_of("transaction"):
        ordered = {"seq" in one.value for one in _records(parts) if one.value["status"] == "booked"}
        if not bundle.is_whole(thing, "transaction") or len(ordered) > 1:
            bundle.skip("balance-chain", f"{thing}/transaction")
        if len(ordered) == 1:
            for run in _by_seq(bundle, thing, parts) if True in ordered else runs(parts):
                yield from _breaks([record for record in run if record.value["status"] == "booked"])


def _by_seq(bundle: Bundle, thing: str, parts: list[PartRecords]) -> Iterator[list[Record]]:
    """The rows by `seq`; where a row may be withheld between two, a run ends, and of rows with one `seq` nothing follows."""
    whole = bundle.is_whole(thing, "transaction")
    found = [record for record in _records(parts) if "seq" in record.value]
    count = Counter(record.value["seq"] for record in found)
    run: list[Record] = []
    for record in sorted(found, key=lambda record: record.value["seq"]):
        seq = record.value["seq"]
        if run and ((seq != run[-1].value["seq"] + 1 and not whole) or max(count[seq], count[run[-1].value["seq"]]) > 1):
            yield run
            run = []
        run.append(record)
    if run:
        yield run


def _breaks(run: list[Record]) -> Iterator[Finding]:
    balance: Fraction | None = None
    for record in run:
        if balance is not None:
            balance += number(record.value["amount"])
        said = record.value.get("running_balance")
        if said is None:
            continue
        if balance is not None and number(said) != balance:
            yield record.finding("balance-chain", "running_balance")
        balance = number(said)


def reconciles(bundle: Bundle) -> Iterator[Finding]:
    """balance-reconciles: a stated balance is the one before it plus what was booked between them."""
    for thing, parts in bundle.series_of("balance"):
        movements_of = bundle.series.get(f"{thing}/transaction", [])
        if not movements_of:
            continue
        stated = []
        for record in _records(parts):
            kind = record.value["kind"]
            if kind in ("opening_booked", "closing_booked") and record.value["credit_line_included"] != "yes":
                holds = record.value["date"] if kind == "opening_booked" else next_day(record.value["date"])
                plain = kind == "closing_booked" and record.value["credit_line_included"] == "no"
                stated.append((record.value["date"], kind == "closing_booked", plain, holds, record))
        stated.sort(key=lambda one: one[:3])
        for before, after in zip(stated, stated[1:]):
            (*_, start, base), (*_, end, record) = before, after
            if base.value["currency"] != record.value["currency"]:
                continue
            if not _all_booked(bundle, thing, movements_of, start, end):
                bundle.skip("balance-reconciles", f"{thing}/balance")
                continue
            booked = [
                number(one.value["amount"])
                for one in _records(movements_of)
                if one.value["status"] == "booked" and one.value["currency"] == base.value["currency"]
                and start <= one.value["date"] < end
            ]
            if number(base.value["amount"]) + sum(booked, Fraction(0)) != number(record.value["amount"]):
                yield record.finding("balance-reconciles", "amount")


def _all_booked(bundle: Bundle, thing: str, parts: list[PartRecords], start: str, end: str) -> bool:
    """Whether every booking of the days `[start, end)` is shown and promised."""
    incomplete = {day for part in parts for day in part.part.incomplete}
    if bundle.is_whole(thing, "transaction"):
        periods = [(part.part.start, part.part.end) for part in parts]
    else:
        periods = [(span.start, span.end) for span in coverage.spans(bundle, parts, "core")]
    days = days_from(start, end) if start < end else []
    return all(day not in incomplete and any(first <= day < after for first, after in periods) for day in days)


def details(bundle: Bundle) -> Iterator[Finding]:
    """transaction-details-count, detail-sum. More details than stated are too many whatever else is withheld."""
    of: dict[tuple[str, str], list[Record]] = {}
    for record in bundle.of_type("transaction_detail"):
        of.setdefault((record.part.thing, record.value["parent"]), []).append(record)
    for record in bundle.of_type("transaction"):
        thing = record.part.thing
        parts = of.get((thing, record.value["id"]), [])
        stated = record.value.get("details")
        if stated is None and not parts:
            continue
        whole = bundle.is_whole(thing, "transaction_detail")
        if stated is not None and (stated < len(parts) or (whole and stated != len(parts))):
            yield record.finding("transaction-details-count", "details")
        elif not whole and stated != len(parts):
            bundle.skip("transaction-details-count", f"{thing}/transaction_detail")
        elif parts and all(part.value["currency"] == record.value["currency"] for part in parts):
            if sum(number(part.value["amount"]) for part in parts) != number(record.value["amount"]):
                yield record.finding("detail-sum", "amount")


def credit(bundle: Bundle) -> Iterator[Finding]:
    """credit-not-negative, credit-tiers."""
    for record in bundle.of_type("credit_arrangement"):
        for name in ("credit_limit", "buffer", "monthly_cap"):
            if number(record.value.get(name, "0")) < 0:
                yield record.finding("credit-not-negative", name)
        if not _tiers_ascend(record):
            yield record.finding("credit-tiers", "rates")


def _tiers_ascend(record: Record) -> bool:
    """Whether each tier begins where the one before it ends or above, the first at zero or above, and ends above that."""
    ends: dict[str, Fraction | None] = {}
    for tier in record.value.get("rates", []):
        above = number(tier.get("above", "0"))
        end = ends.get(tier["basis"], Fraction(0))
        up_to = number(tier["up_to"]) if "up_to" in tier else None
        if end is None or above < end or (up_to is not None and up_to <= above):
            return False
        ends[tier["basis"]] = up_to
    return True


def mandates(bundle: Bundle) -> Iterator[Finding]:
    """mandate-currency, mandate-amount-out."""
    for record in bundle.of_type("payment_mandate"):
        amounts = [name for name in ("amount", "last_amount") if name in record.value]
        if amounts and "currency" not in record.value:
            yield record.finding("mandate-currency", "currency")
        for name in amounts:
            if number(record.value[name]) > 0:
                yield record.finding("mandate-amount-out", name)
