"""Events, and the log of a grant (spec/12-documents.md, The log)."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from . import document, trust
from .document import Document
from .findings import Departure, Finding, pointer
from .policy import Policy
from .values import day_of, plus, seconds, start_of

_TOLD_BEFORE = 300
_ERASED_WITHIN = 30 * 86_400
_ON_ITS_WAY = 7 * 86_400
_MOST = 100_000
_USES = ("accessed", "used", "shared", "contacted")
# Which members stand beside which `what`, and whether they have to.
_BESIDE = {
    "with": ("shared", True),
    "channel": ("contacted", True),
    "withdrawal": ("withdrawn", True),
    "offer": ("used", False),
}


def check(payload: dict[str, Any], grant: dict[str, Any] | None) -> Iterator[Finding]:
    """event-members, event-recipient; the second where the grant is there."""
    what = payload["what"]
    for member, (word, needed) in _BESIDE.items():
        if (member in payload) != (what == word) and (member in payload or needed):
            yield Finding("event-members", pointer=pointer(member))
    if what == "breached" and "detail" not in payload:
        yield Finding("event-members", pointer="/detail")
    if grant is not None and payload["iss"] != grant["recipient"]:
        yield Finding("event-recipient", pointer="/iss")


def check_log(
    data: bytes, earlier: bytes | None, grant: Document, withdrawals: Sequence[Document], policy: Policy,
    trusted: trust.TrustList,
) -> Iterator[Finding]:
    """Every finding about the log of a grant; behind a line that is not believed nothing is counted."""
    lines = _lines(data)
    yield from _continues(lines, earlier)
    read: list[Document] = []
    whole = True
    for row, line in enumerate(lines[:_MOST], start=1):
        try:
            event = document.read(line, policy, trusted, "event")
            document.check_time(event, policy.now)
        except Departure as departure:
            yield dataclasses.replace(departure.finding, row=row)
            whole = False
            continue
        if whole:
            for finding in _line(event, read, grant):
                yield dataclasses.replace(finding, row=row)
            read.append(event)
    if not lines or len(lines) > _MOST:
        yield Finding("event-chain")
    if read:
        events = [event.payload for event in read]
        yield from _allowed(events, grant.payload)
        if whole:
            yield from _kept(events, grant.payload, withdrawals, policy.now)


def _lines(data: bytes) -> list[bytes]:
    """The lines of a log without their LF; that of the last may be missing."""
    lines = data.split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return lines


def _continues(lines: list[bytes], earlier: bytes | None) -> Iterator[Finding]:
    """event-continues."""
    now = [line.removesuffix(b"\r") for line in lines]
    for row, line in enumerate(_lines(earlier or b""), start=1):
        if now[row - 1 : row] != [line.removesuffix(b"\r")]:
            yield Finding("event-continues", row=row)
            return


def _line(event: Document, before: list[Document], grant: Document) -> Iterator[Finding]:
    """document-predecessor, event-members, event-recipient, event-chain and event-order of one line."""
    payload = event.payload
    if payload["grant"] != grant.hash:
        yield Finding("document-predecessor", pointer="/grant")
    yield from check(payload, grant.payload)
    if payload["seq"] != len(before):
        yield Finding("event-chain", pointer="/seq")
    if payload.get("previous") != (before[-1].hash if before else None):
        yield Finding("event-chain", pointer="/previous")
    if not before and payload["what"] != "accepted":
        yield Finding("event-chain", pointer="/what")
    earliest = before[-1].payload["at"] if before else grant.payload["iat"]
    if payload["at"] < earliest or payload["at"] > payload["iat"] + _TOLD_BEFORE:
        yield Finding("event-order", pointer="/at")


def _allowed(events: list[dict[str, Any]], grant: dict[str, Any]) -> Iterator[Finding]:
    """event-allowed."""
    contact = grant.get("contact")
    approached: Counter[object] = Counter()
    over = False
    for row, event in enumerate(events, start=1):
        what, at = event["what"], event["at"]
        place = None
        if what in _USES:
            if at >= grant["exp"]:
                place = "/at"
            elif over:
                place = "/what"
            elif what == "shared" and event.get("with", "") not in ["", *grant.get("recipients", [])]:
                place = "/with"
            elif what == "contacted":
                if contact is None or event.get("channel", contact["channels"][0]) not in contact["channels"]:
                    place = "/channel"
                else:
                    period = _period(grant["iat"], contact["per"], at)
                    approached[period] += 1
                    if approached[period] > contact["most"]:
                        place = "/at"
        if place is not None:
            yield Finding("event-allowed", row=row, pointer=place)
        over = over or what in ("withdrawn", "erased")


def _period(iat: int, per: str, at: int) -> int:
    """The number of the period in which `at` lies; the first begins with the day of `iat`."""
    first, number = day_of(iat), 0
    length = seconds(per)
    if length is not None:
        return (at - start_of(first)) // length
    while True:
        following = plus(first, per, number + 1)
        if following is None or at < start_of(following):
            return number
        number += 1


def _kept(
    events: list[dict[str, Any]], grant: dict[str, Any], withdrawals: Sequence[Document], now: int
) -> Iterator[Finding]:
    """event-erased, event-withdrawn, and document-predecessor of a withdrawal."""
    erased = next((event["at"] for event in events if event["what"] == "erased"), None)
    told = [(row, event) for row, event in enumerate(events, start=1) if event["what"] == "withdrawn"]
    limits = [grant["exp"]]
    for withdrawal in withdrawals:
        if withdrawal.payload["erase"]:
            limits.append(withdrawal.payload["iat"] + _ERASED_WITHIN)
        due = withdrawal.payload["iat"] + _ON_ITS_WAY
        of_it = [(row, event["at"]) for row, event in told if event.get("withdrawal") == withdrawal.hash]
        if of_it:
            row, came_in = of_it[0]
            if came_in >= due:
                yield Finding("event-withdrawn", row=row, pointer="/at")
        elif told:
            yield Finding("document-predecessor", row=told[-1][0], pointer="/withdrawal")
        elif now >= due:
            yield Finding("event-withdrawn")
    limit = min(limits)
    if (now if erased is None else erased) >= limit:
        yield Finding("event-erased")
