"""The stages in their order (spec/07-verification.md)."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager
from typing import Iterator

from . import binding, container, document, head, proof, records, rules, share, trust
from .findings import STAGES, Departure, Finding, Rejected
from .policy import Answer, Policy
from .source import Source


def verify(source: Source, policy: Policy) -> Answer:
    """Verifies a bundle or share. Raises `Rejected` with the earliest stage that fails (verify-earliest-stage).

    A policy with an earlier end than `rules` gets an answer about the stages up to it.
    """
    last = STAGES.index(policy.until)
    with _stage("head"):
        trusted = trust.read(policy.trust, policy.anchor)
    with _stage("container"):
        opened = container.open_container(source)
    if last < STAGES.index("head"):
        return Answer("")
    with _stage("head"):
        read = head.read(opened.entries[head.ENTRY].read(), policy, trusted)
    with _stage("container"):
        opened.check_set([part.id for part in read.parts], [attachment.id for attachment in read.attachments])
    answer = Answer(read.issuer)
    if last < STAGES.index("binding"):
        return answer
    with _stage("binding"):
        answer.binding = binding.check(read, opened, policy)
    if last < STAGES.index("share"):
        return answer
    secret = None if opened.is_share else opened.entries["secret.bin"].read()
    with _stage("share"):
        shown = share.read(opened.entries[share.ENTRY].read(), read, policy.now) if secret is None else share.whole(read)
    if last < STAGES.index("record"):
        return answer
    rows = _every("record", ((proof.read_rows, (one, opened)) for one in shown.shown))
    answer.complete = proof.is_complete(read, shown, opened.is_share)
    answer.sealed = proof.closed(read, shown) if secret is None else 0
    answer.released = sum(one.count for one in shown.shown)
    if last < STAGES.index("proof"):
        return answer
    checks: list[tuple] = [(proof.prove_part, (one, read, opened, secret)) for one in rows]
    checks.append((proof.prove_attachment, (read, opened)))
    if secret is not None:
        checks.append((proof.prove_complete, (read, secret)))
    _every("proof", checks)
    if last < STAGES.index("schema"):
        return answer
    types, parts = records.check(read, rows, policy.schemas)
    if last < STAGES.index("rules"):
        return answer
    outcome = rules.check(read, shown, types, parts, opened.is_share)
    answer.warnings, answer.not_checked, answer.coverage = outcome.warnings, outcome.not_checked, outcome.coverage
    if outcome.errors:
        raise Rejected("rules", outcome.errors + outcome.warnings)
    return answer


def check_document(data: bytes, policy: Policy) -> Answer:
    """Whether a signed document may be acted on. Raises `Rejected` at stage head for a list, else at stage document."""
    with _stage("head"):
        trusted = trust.read(policy.trust, policy.anchor)
    try:
        return document.read(data, policy, trusted)
    except Departure as departure:
        stage = "head" if departure.finding.code.startswith("trust-") else "document"
        raise Rejected(stage, [departure.finding]) from departure


@contextmanager
def _stage(name: str) -> Iterator[None]:
    try:
        yield
    except Departure as departure:
        raise Rejected(name, [departure.finding]) from departure


def _every(stage: str, checks: Iterable[tuple]) -> list:
    """What each check gives; all are run, so that the findings are those of every part."""
    results = []
    findings: list[Finding] = []
    for check, arguments in checks:
        try:
            results.append(check(*arguments))
        except Departure as departure:
            findings.append(departure.finding)
    if findings:
        raise Rejected(stage, findings)
    return results
