"""Several tariffs on one customer's files: the answer to a question of operation `quote` (spec/14-costing.md, Comparisons)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from .. import standard
from ..findings import Finding, Rejected
from ..rules.bundle import Bundle
from ..tariff.text import Tariff
from . import contracts
from .answers import Answers
from .data import Data
from .price import RANKED, Quote, facts, quote
from .service import Subject


def compare(
    bundles: list[Bundle], tariffs: list[Tariff], current: Tariff | None, answers: Answers, start: str, thing: str | None
) -> tuple[list[dict[str, Any]], list[Finding]]:
    """The prices in their order, and what only should not be. Raises `Rejected` where any tariff is refused."""
    tariffs = _signed_first(tariffs)
    findings = list(_versions(tariffs))
    first = _first_day(start)
    if first is None:
        findings.append(Finding("quote-year", pointer=""))
    if findings or first is None:
        raise Rejected("quote", findings)
    data = Data(bundles)
    quotes = [quote(tariff.value, data, answers, first, thing) for tariff in tariffs]
    said = [finding for one in quotes for finding in one.findings]
    subject = Subject(tariffs[0].value, data, thing)
    said += contracts.check(current.value if current else None, data, answers.beside(facts(data, subject)), subject)
    errors = [finding for finding in said if standard.is_error(finding.code)]
    if errors:
        raise Rejected("quote", errors)
    return [one.price for one in _in_order(quotes) if one.price], said


def _first_day(start: str) -> date | None:
    """quote-year: the year begins with a month."""
    day = date.fromisoformat(start)
    return day if day.day == 1 else None


def _signed_first(tariffs: list[Tariff]) -> list[Tariff]:
    """The tariffs without those that nobody signed where somebody signed one of the same version."""
    signed = {tariff.version for tariff in tariffs if tariff.issuer}
    return [tariff for tariff in tariffs if tariff.issuer or tariff.version not in signed]


def _versions(tariffs: list[Tariff]) -> Iterable[Finding]:
    """quote-version-once."""
    texts: dict[tuple[str, str, str], str] = {}
    for tariff in tariffs:
        if texts.setdefault(tariff.version, tariff.digest) != tariff.digest:
            yield Finding("quote-version-once", pointer="/version")


def _in_order(quotes: list[Quote]) -> list[Quote]:
    """Those in the ranking, the lowest first year first, and behind them the others."""
    rankable = [one for one in quotes if one.price and one.price["status"] in RANKED]
    kinds = Counter((one.service, one.currency) for one in rankable)
    chosen = kinds.most_common(1)[0][0] if kinds else None
    ranked = sorted((one for one in rankable if (one.service, one.currency) == chosen), key=lambda one: one.gross)
    return ranked + [one for one in quotes if one not in ranked]
