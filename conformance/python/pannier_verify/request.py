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
    """request-items, and what is more than the purpose needs."""
    purpose = standard.purposes().get(payload["purpose"])
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


def _later(iat: int, given: str, needed: str) -> bool:
    """Whether a duration leads to a later day than another one, from `iat`."""
    return ahead(day_of(iat), given) > ahead(day_of(iat), needed)
