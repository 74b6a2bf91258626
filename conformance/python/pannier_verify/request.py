"""Requests: what a recipient asks for, and what its purpose needs (spec/12-documents.md, Requests)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import records, schemas, standard
from .findings import Finding, pointer
from .rules.summaries import METRICS
from .standard import Purpose
from .values import ahead, day_of

# What leaves the holder's hands, ascending.
LEVELS = ("answer", "summary", "records")


def check(payload: dict[str, Any]) -> Iterator[Finding]:
    """request-items, request-attachments, and where nothing departs from them what is more than the purpose needs."""
    findings = list(_all(payload, standard.purposes().get(payload["purpose"])))
    errors = [finding for finding in findings if standard.is_error(finding.code)]
    yield from errors or findings


def _all(payload: dict[str, Any], purpose: Purpose | None) -> Iterator[Finding]:
    yield from _attachments(payload, purpose)
    seen: set[str] = set()
    for index, item in enumerate(payload["items"]):
        name = item["record_type"]
        known = name in schemas.record_types()
        kind = records.standard_type(name) if known else None
        summed = kind is not None and (kind.is_state or name in METRICS)
        if kind is None or name in seen or (payload["level"] == "summary" and not summed):
            yield Finding("request-items", pointer=pointer("items", index, "record_type"))
            continue
        seen.add(name)
        unknown = [place for place, group in enumerate(item.get("groups", [])) if group not in dict(kind.groups)]
        for place in unknown:
            yield Finding("request-items", pointer=pointer("items", index, "groups", place))
        if not unknown:
            yield from _item(payload, index, item, kind.is_state, purpose)
    if purpose is not None:
        if _later(payload["iat"], payload["retention"], purpose.kept):
            yield Finding("request-purpose-retention", pointer="/retention")
        if LEVELS.index(payload["level"]) > LEVELS.index(purpose.level):
            yield Finding("request-purpose-level", pointer="/level")


def _item(
    payload: dict[str, Any], index: int, item: dict[str, Any], is_state: bool, purpose: Purpose | None
) -> Iterator[Finding]:
    """request-purpose-items, request-purpose-lookback."""
    name = item["record_type"]
    needed = purpose.items.get(name) if purpose else None
    if needed is None:
        yield Finding("request-purpose-items", pointer=pointer("items", index, "record_type"))
    else:
        for place, group in enumerate(item.get("groups", [])):
            if group != "core" and group not in needed:
                yield Finding("request-purpose-items", pointer=pointer("items", index, "groups", place))
    if purpose is not None and not is_state:
        if "lookback" not in item or _later(payload["iat"], item["lookback"], purpose.lookback):
            yield Finding("request-purpose-lookback", pointer=pointer("items", index, "lookback"))


def _attachments(payload: dict[str, Any], purpose: Purpose | None) -> Iterator[Finding]:
    """request-attachments, request-purpose-items."""
    if "attachments" in payload and payload["level"] != "records":
        yield Finding("request-attachments", pointer=pointer("attachments"))
    groups = {item["record_type"]: {"core", *item.get("groups", [])} for item in payload["items"]}
    seen: set[str | None] = set()
    for index, asked in enumerate(payload.get("attachments", [])):
        of = asked.get("of")
        place = pointer("attachments", index) if of is None else pointer("attachments", index, "of")
        if of in seen or (of is not None and _naming(of) not in groups.get(of, set())):
            yield Finding("request-attachments", pointer=place)
        elif of is None or purpose is None or of not in purpose.attachments:
            yield Finding("request-purpose-items", pointer=place)
        seen.add(of)


def _naming(name: str) -> str | None:
    """The group of a record type in which a row names its attachment; none where it cannot."""
    if name not in schemas.record_types():
        return None
    groups = records.standard_type(name).groups
    return next((group for group, members in groups if "attachment" in members), None)


def _later(iat: int, given: str, needed: str) -> bool:
    """Whether a duration leads to a later day than another one, from `iat`."""
    return ahead(day_of(iat), given) > ahead(day_of(iat), needed)
