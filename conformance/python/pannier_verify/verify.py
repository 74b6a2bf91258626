"""The stages in their order (spec/07-verification.md)."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable
from contextlib import contextmanager
from typing import Any, Iterator

from . import base64url, binding, container, content, document, events, grant, head, proof, records, rules, share, standard, strict_json, trust
from .findings import STAGES, Departure, Departures, Finding, Rejected
from .policy import Answer, Policy
from .quote import answers, comparison, offered
from .quote.compare import compare
from .source import Memory, Source
from .tariff import text as tariff


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
    answer.sealed = proof.closed(read, shown) if secret is None else 0
    answer.released = sum(one.count for one in shown.shown)
    if last < STAGES.index("proof"):
        return answer
    checks: list[tuple] = [(proof.prove_part, (one, read, opened, secret)) for one in rows]
    checks += [(proof.prove_attachment, (attachment, opened)) for attachment in read.attachments]
    if secret is not None:
        checks.append((proof.prove_complete, (read, secret)))
    _every("proof", checks)
    answer.complete = proof.is_complete(read, shown, opened.is_share)
    if last < STAGES.index("schema"):
        return answer
    types, parts = records.check(read, rows, policy.schemas)
    if last < STAGES.index("rules"):
        return answer
    outcome = rules.check(read, shown, types, parts, opened.is_share)
    answer.warnings, answer.not_checked, answer.coverage = outcome.warnings, outcome.not_checked, outcome.coverage
    answer.bundle = outcome.bundle
    if outcome.errors:
        raise Rejected("rules", outcome.errors + outcome.warnings)
    return answer


def check_document(data: bytes, policy: Policy) -> Answer:
    """Whether a signed document may be acted on. Raises `Rejected` at stage head for a list, else at stage document."""
    with _document_stage():
        trusted = trust.read(policy.trust, policy.anchor)
        read = document.read(data, policy, trusted, policy.kind)
        document.check_time(read, policy.now)
        beside = _beside(policy, trusted)
        findings = list(content.check(read, beside))
        if read.kind == "grant":
            for data in policy.shares:
                findings += grant.check_share(read.payload, _given(Memory(data), policy, trusted))
        warnings = _of_document(findings)
    return Answer(read.issuer, warnings=warnings)


def check_log(data: bytes, policy: Policy) -> Answer:
    """Whether the log of a grant, which stands beside it, is in order. Raises `Rejected` as `check_document` does."""
    with _document_stage():
        trusted = trust.read(policy.trust, policy.anchor)
        beside = _beside(policy, trusted)
        granted = next(one for one in beside if one.kind == "grant")
        withdrawals = [one for one in beside if one.kind == "withdrawal"]
        for withdrawal in withdrawals:
            _of_document(content.check(withdrawal, [granted]))
        warnings = _of_document(events.check_log(data, policy.earlier, granted, withdrawals, policy, trusted))
    return Answer("", warnings=warnings)


def check_tariff(data: bytes, policy: Policy) -> Answer:
    """Whether a file is a tariff and, where it comes signed, one that may be acted on.

    Raises `Rejected` at stage tariff; of a signed one at stage head or document, or quote for another key than its provider's.
    """
    with _document_stage():
        read = tariff.read(data, policy)
    return Answer(read.issuer, warnings=list(read.warnings))


def check_quote(source: Source, policy: Policy) -> tuple[list[dict[str, Any]], list[Finding]]:
    """What tariffs cost on a file: the prices in their order, and what only should not be.

    Raises `Rejected` as verification of the file does, as a tariff that is none, or at stage quote.
    """
    verified = verify(source, policy)
    given = answers.read(policy.answers) if policy.answers is not None else answers.Answers()
    with _document_stage():
        tariffs = [_tariff(data, policy) for data in policy.tariffs]
        current = _tariff(policy.current, policy) if policy.current is not None else None
    return compare([verified.bundle], tariffs, current, given, policy.start, policy.thing)


def _tariff(data: bytes, policy: Policy) -> tariff.Tariff:
    """A tariff that is priced; what only should hold of it is another question."""
    try:
        return tariff.read(data, policy)
    except Rejected as rejected:
        errors = [finding for finding in rejected.findings if standard.is_error(finding.code)]
        raise Rejected(rejected.stage, errors) from rejected


def check_offer(data: bytes, policy: Policy) -> Answer:
    """Whether a signed offer may be acted on and its figures come out. Raises `Rejected` as `check_document` does, or at stage quote."""
    believed = check_document(data, dataclasses.replace(policy, kind="offer", shares=[]))
    with _document_stage():
        trusted = trust.read(policy.trust, policy.anchor)
        payload = document.read(data, policy, trusted, "offer").payload
        tariffs = [_tariff(one, policy) for one in policy.tariffs]
        given = [_given(Memory(one), policy, trusted) for one in policy.shares]
    findings = list(offered.shares(payload, [(one.jti, one.pannier_share) for one in given])) + list(offered.tariffs(payload, tariffs))
    if not findings:
        bundles = [verify(Memory(one), dataclasses.replace(policy, until="rules")).bundle for one in policy.shares]
        findings = list(offered.figures(payload, bundles, tariffs))
    if findings:
        raise Rejected("quote", findings)
    return believed


def check_comparison(data: bytes, policy: Policy) -> Answer:
    """Whether a comparison is what its files, tariffs, answers and year give. Raises `Rejected` as `verify` does, or at stage quote."""
    try:
        said = strict_json.parse_any_number(data)
    except strict_json.NotStrict as error:
        raise Rejected("quote", [Finding("quote-recomputes", pointer="")]) from error
    given = answers.read(json.dumps(said["answers"]).encode("utf-8"))
    trusted = trust.read(policy.trust, policy.anchor)
    files = []
    for one in policy.shares:
        verified = verify(Memory(one), dataclasses.replace(policy, until="rules"))
        claims = head.read(container.open_container(Memory(one)).entries[head.ENTRY].read(), policy, trusted).claims
        outcome = "self" if verified.issuer == "self" else "verified"
        files.append(
            comparison.File(comparison.sha_256(one), claims["iss"], claims["jti"], outcome, verified.sealed, verified.bundle)
        )
    tariffs, refused = [], []
    for one in policy.tariffs:
        try:
            tariffs.append(_tariff(one, policy))
        except Rejected as rejected:
            refused.append((comparison.sha_256(one), rejected.findings))
    computed = comparison.computed(said, given, files, tariffs, refused)
    first = next(comparison.differences(said, computed), None)
    if first is not None:
        raise Rejected("quote", [first])
    return Answer("")


def _given(source: Source, policy: Policy, trusted: trust.TrustList) -> grant.Given:
    """What the share shows that comes with a grant; it was verified when it came."""
    opened = container.open_container(source)
    read = head.read(opened.entries[head.ENTRY].read(), policy, trusted)
    data = opened.entries[share.ENTRY].read()
    parts = []
    for one in share.read(data, read, policy.now).shown:
        groups = [group.id for group in one.part.groups if one.shows_group(group.id) and one.cells(group.id)]
        if one.rows:
            others = [name for name in groups if name != "core"]
            parts.append((one.part.type, others, *grant.days(proof.read_rows(one, opened))))
    attachments = [
        {"name": one.name, "media_type": one.media_type, "digest": base64url.encode(one.sha256)} for one in read.attachments
    ]
    return grant.Given(read.jti, base64url.encode(hashlib.sha256(data).digest()), parts, attachments)


def _beside(policy: Policy, trusted: trust.TrustList) -> list[document.Document]:
    """The documents that the reader has besides; they were believed when they came, so their times are not asked for."""
    believing = dataclasses.replace(policy, accept_indeterminate=True)
    return [document.read(one, believing, trusted) for one in policy.beside]


def _of_document(findings: Iterable[Finding]) -> list[Finding]:
    """The warnings. Raises `Rejected` where there is an error among the findings."""
    listed = list(findings)
    if any(standard.is_error(finding.code) for finding in listed):
        raise Rejected(min((_stage_of(finding) for finding in listed), key=STAGES.index), listed)
    return listed


def _stage_of(finding: Finding) -> str:
    """A trust list is judged at stage head, wherever it is needed; of a signed tariff the key last."""
    if finding.code.startswith("quote-"):
        return "quote"
    return "head" if finding.code.startswith(("trust-", "self-")) else "document"


@contextmanager
def _document_stage() -> Iterator[None]:
    try:
        yield
    except Departure as departure:
        raise Rejected(_stage_of(departure.finding), [departure.finding]) from departure


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
        except Departures as departures:
            findings += departures.findings
    if findings:
        raise Rejected(stage, findings)
    return results
