"""Ids, labels and references (spec/10-records.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..findings import Finding
from ..records import Record
from .bundle import Bundle
from .types import TYPES

_ATTACHMENT = "attachment"


def unique(bundle: Bundle) -> Iterator[Finding]:
    """id-unique: once in a series, and a label once in the bundle."""
    labels: set[str] = set()
    for parts in bundle.series.values():
        seen: set[str] = set()
        for part in parts:
            identity = TYPES.get(part.kind.name)
            among = labels if identity is not None and identity.label else seen
            for record in part.records:
                name = record.value.get("id")
                if name is not None and name in among:
                    yield record.finding("id-unique", "id")
                if name is not None:
                    among.add(name)


def forms(bundle: Bundle) -> Iterator[Finding]:
    """label-form, id-composed."""
    for part in bundle.parts:
        identity = TYPES.get(part.kind.name)
        for record in part.records if identity else []:
            name = record.value.get("id")
            if name is None:
                continue
            if identity.label and not re.fullmatch(identity.label + "[a-z2-7]{5}", name):
                yield record.finding("label-form", "id")
            if identity.composed and not _composed(identity.composed, record):
                yield record.finding("id-composed", "id")


def _composed(form: str, record: Record) -> bool:
    wanted = form.format_map({name: value for name, value in record.value.items()})
    second = (f"{wanted}.1",) if form == "{date}" else ()
    return record.value["id"] in (wanted, *second)


def provisional(bundle: Bundle) -> Iterator[Finding]:
    """id-provisional: a derived id that rows to come may change says so."""
    for part in bundle.parts:
        for record in part.records:
            open_row = part.kind.name == "transaction" and record.value.get("status") != "booked"
            open_day = record.value.get(part.part.sort) in part.part.incomplete
            if record.value.get("id_stability") == "derived" and (open_row or open_day):
                yield record.finding("id-provisional", "id_stability")


def things(bundle: Bundle) -> Iterator[Finding]:
    """thing-matches-series."""
    for part in bundle.parts:
        identity = TYPES.get(part.kind.name)
        for record in part.records if identity else []:
            if not identity.series:
                thing = "all" if identity.or_all else record.value.get("id")
                member = "id"
            else:
                member = next((name for name in identity.series if name in record.value), identity.series[0])
                if not record.sees(*identity.series):
                    continue
                thing = record.value.get(member, "all" if identity.or_all else None)
            if thing != part.part.thing:
                yield record.finding("thing-matches-series", member)


def references(bundle: Bundle) -> Iterator[Finding]:
    """reference-resolves. In a share a reference into something that is not shown is no finding."""
    if not bundle.whole:
        return
    attachments = {attachment.id for attachment in bundle.head.attachments}
    for part in bundle.parts:
        for name, schema in part.kind.schema["properties"].items():
            wanted = schema.get("x-refers") or schema.get("items", {}).get("x-refers")
            for record in part.records:
                if name not in record.value:
                    continue
                value = record.value[name]
                if name == _ATTACHMENT:
                    if value not in attachments:
                        yield record.finding("reference-resolves", name)
                elif wanted:
                    yield from _resolve(bundle, record, name, wanted, value)


def _resolve(bundle: Bundle, record: Record, name: str, wanted: str, value: Any) -> Iterator[Finding]:
    values = value if isinstance(value, list) else [value]
    for index, target in enumerate(values):
        if not _there(bundle, record, wanted, target):
            yield record.finding("reference-resolves", name, *((index,) if isinstance(value, list) else ()))


def _there(bundle: Bundle, record: Record, wanted: str, target: str) -> bool:
    kinds = [record.value["document_kind"]] if "document_kind" in record.value else [wanted]
    if kinds == ["any"]:
        kinds = list(TYPES)
    for kind in kinds:
        if TYPES[kind].label:
            if bundle.label(kind, target):
                return True
        elif bundle.event(record.part.thing, kind, target):
            return True
    return False
