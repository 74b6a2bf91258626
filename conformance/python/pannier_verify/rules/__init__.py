"""Stage rules: what records say together (spec/10-records.md and the profiles)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .. import proof, standard
from ..findings import Finding
from ..head import Head
from ..records import Record, RecordType
from ..share import Share
from . import bank, coverage, documents, energy, ids, retail, series, summaries, telco, texts, together, totals
from .bundle import Bundle, PartRecords

Rule = Callable[[Bundle], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    series.period_over,
    series.dates,
    series.gapless,
    series.state_part,
    series.same_groups,
    ids.unique,
    ids.forms,
    ids.provisional,
    ids.things,
    ids.references,
    texts.normalised,
    texts.card_numbers,
    texts.numbers,
    texts.money,
    together.together,
    together.period_order,
    together.lines,
    together.contracts,
    together.contracts_once,
    totals.totals,
    bank.accounts,
    bank.currencies,
    bank.debts,
    bank.movements,
    bank.order,
    bank.chain,
    bank.reconciles,
    bank.details,
    bank.credit,
    bank.mandates,
    summaries.forms,
    summaries.disagreements,
    documents.signs,
    documents.sums,
    documents.invoice_lines,
    documents.instalments,
    documents.tax_amounts,
    documents.taxes,
    documents.preferences,
    documents.data_uses,
    retail.returns,
    retail.receipts,
    retail.prices,
    retail.gtins,
    retail.loyalty_accounts,
    retail.points,
    retail.balances,
    telco.subscriptions,
    telco.allowances,
    telco.rolled_in,
    telco.devices,
    telco.grains,
    telco.usage,
    energy.slots,
    energy.lengths,
    energy.gaps,
    energy.signs,
    energy.gas,
    energy.registers,
    energy.readings,
    energy.meters,
)


@dataclass
class Outcome:
    """What the rules found, and what they could not.

    `not_checked` names a rule and the series whose withheld rows it would have looked at; `coverage` is what is proven
    to be complete.
    """

    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    not_checked: list[tuple[str, str]] = field(default_factory=list)
    coverage: list[dict[str, Any]] = field(default_factory=list)
    bundle: Bundle | None = None


def check(
    head: Head, share: Share, types: dict[str, RecordType], records: list[list[Record]], is_share: bool
) -> Outcome:
    """Runs stage rules over records that passed stage schema."""
    parts = [
        PartRecords(shown.part, types[shown.part.schema], shown, listed)
        for shown, listed in zip(share.shown, records)
    ]
    hidden = is_share and len(head.sealed_parts) > share.decoys
    bundle = Bundle(head, parts, hidden, proof.is_complete(head, share, is_share))
    outcome = Outcome(not_checked=bundle.not_checked, bundle=bundle)
    for rule in RULES:
        for finding in rule(bundle):
            (outcome.errors if standard.is_error(finding.code) else outcome.warnings).append(finding)
    outcome.coverage = coverage.statements(bundle)
    return outcome
