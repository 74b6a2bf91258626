"""Grants and withdrawals (spec/12-documents.md, Grants, Withdrawals)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import records, schemas
from .findings import Finding, pointer
from .proof import Records
from .request import LEVELS
from .values import DAY, FIRST_DAY, LAST_DAY, ahead, back, day_of, month_start, next_day, seconds, start_of


# Behind every day that a date can name.
END = "~"


def check(payload: dict[str, Any], request: dict[str, Any] | None) -> Iterator[Finding]:
    """grant-level, grant-period, grant-within-request; the last where the request is there."""
    yield from _level(payload)
    for index, given in enumerate(payload.get("given", [])):
        if "from" in given and "to" in given and given["from"] >= given["to"]:
            yield Finding("grant-period", pointer=pointer("given", index, "to"))
    if request is not None:
        for place in _beyond(payload, request):
            yield Finding("grant-within-request", pointer=place)


def _level(payload: dict[str, Any]) -> Iterator[Finding]:
    """grant-level."""
    if payload["level"] == "answer":
        yield from (
            Finding("grant-level", pointer=pointer(name)) for name in ("share", "given", "attachments") if name in payload
        )
        return
    if "share" not in payload:
        yield Finding("grant-level", pointer="/share")
    if "given" not in payload and "attachments" not in payload:
        yield Finding("grant-level", pointer="/given")
    if "attachments" in payload and payload["level"] != "records":
        yield Finding("grant-level", pointer="/attachments")


@dataclass(frozen=True)
class Given:
    """What a share shows: which it is, of each part the record type, the groups beside `core`, and the days that count, and
    its attachments as a grant names them."""

    jti: str
    pannier_share: str
    parts: list[tuple[str, list[str], str, str]]
    attachments: list[dict[str, str]]


def days(records: Records) -> tuple[str, str]:
    """The days of the rows of a part that count, the second not included; the same twice where none does."""
    shown, part = records.shown, records.shown.part
    numbers = list(shown.row_numbers())
    others = [range(*cells) for group in part.groups if group.id != "core" and shown.shows_group(group.id)
              for cells in shown.cells(group.id)]

    def proves_end(place: int, beside: int) -> bool:
        return abs(numbers[place] - numbers[beside]) == 1 and not any(numbers[place] in cells for cells in others)

    first, last = 0, len(numbers) - 1
    if last > 0:
        first, last = int(proves_end(0, 1)), last - int(proves_end(last, last - 1))
    start, end = (json.loads(records.data[place].data)[part.sort] for place in (first, last))
    return start, next_day(end) if first <= last else start


def check_share(payload: dict[str, Any], given: Given) -> Iterator[Finding]:
    """grant-share."""
    if payload.get("share") != {"jti": given.jti, "pannier_share": given.pannier_share}:
        yield Finding("grant-share", pointer="/share")
    for name, groups, start, end in given.parts:
        for group in ["core", *groups]:
            elements = [
                element
                for element in payload.get("given", [])
                if element["record_type"] == name and group in ["core", *element.get("groups", [])]
            ]
            spans = sorted((element.get("from", FIRST_DAY), element.get("to", END)) for element in elements)
            reached = start
            for low, high in spans:
                if low <= reached:
                    reached = max(reached, high)
            if reached < end or not elements:
                yield Finding("grant-share", pointer="/given")
    named = payload.get("attachments", [])
    for shown in given.attachments:
        if shown not in named:
            yield Finding("grant-share", pointer="/attachments")
    for index, attachment in enumerate(named):
        if attachment not in given.attachments:
            yield Finding("grant-share", pointer=pointer("attachments", index))


def check_withdrawal(payload: dict[str, Any], grant: dict[str, Any] | None) -> Iterator[Finding]:
    """withdrawal-key."""
    if grant is not None and payload["iss"] != grant["iss"]:
        yield Finding("withdrawal-key", pointer="/iss")


def _beyond(payload: dict[str, Any], request: dict[str, Any]) -> Iterator[str]:
    """Pointers to what a grant allows beyond the request that it names."""
    if payload["recipient"] != request["iss"]:
        yield "/recipient"
    if payload["purpose"] != request["purpose"]:
        yield "/purpose"
    if LEVELS.index(payload["level"]) > LEVELS.index(request["level"]):
        yield "/level"
    if payload["exp"] > _kept_until(payload["iat"], request["retention"]):
        yield "/exp"
    for index, name in enumerate(payload.get("recipients", [])):
        if name not in request.get("recipients", []):
            yield pointer("recipients", index)
    for index, given in enumerate(payload.get("given", [])):
        yield from _given_beyond(index, given, payload["iat"], request)
    kinds = [asked.get("media_types") for asked in request.get("attachments", [])]
    for index, attachment in enumerate(payload.get("attachments", [])):
        if not any(asked is None or attachment["media_type"] in asked for asked in kinds):
            yield pointer("attachments", index)


def _given_beyond(index: int, given: dict[str, Any], iat: int, request: dict[str, Any]) -> Iterator[str]:
    """What one element of `given` has beyond the item that asks for its record type."""
    name = given["record_type"]
    items = [item for item in request["items"] if item["record_type"] == name]
    if not items and (name != "summary" or request["level"] != "summary"):
        yield pointer("given", index, "record_type")
        return
    asked = {"core"}.union(*(item.get("groups", []) for item in items))
    for place, group in enumerate(given.get("groups", [])):
        if group not in asked:
            yield pointer("given", index, "groups", place)
    is_state = name in schemas.record_types() and records.standard_type(name).is_state
    if items and not is_state and all("lookback" in item for item in items):
        last = min(given.get("to", LAST_DAY), day_of(iat))
        first = min(month_start(back(last, item["lookback"])) for item in items)
        if given.get("from", FIRST_DAY) < first:
            yield pointer("given", index, "from")


def _kept_until(iat: int, retention: str) -> int:
    """The moment at which a retention ends: one of hours to the second, others with the day to which they lead."""
    length = seconds(retention)
    return iat + length if length is not None else start_of(ahead(day_of(iat), retention)) + DAY
