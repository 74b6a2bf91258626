"""Ids, labels and references (spec/10-records.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    further = r"(?:\.[1-9][0-9]*)?" if form == "{date}" else ""
    return re.fullmatch(re.escape(wanted) + further, record.value["id"]) is not None


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
    """reference-resolves. Where the record may be withheld nothing is said."""
    for part in bundle.parts:
        for name, schema in part.kind.schema["properties"].items():
            wanted = schema.get("x-refers") or schema.get("items", {}).get("x-refers")
            for record in part.records:
                if name not in record.value:
                    continue
                if name == _ATTACHMENT:
                    yield from _attached(bundle, record)
                elif wanted:
                    yield from _resolve(bundle, record, name, wanted)


def _attached(bundle: Bundle, record: Record) -> Iterator[Finding]:
    attachments = {attachment.id for attachment in bundle.head.attachments}
    if record.value[_ATTACHMENT] not in attachments:
        if bundle.may_hide_parts:
            bundle.skip("reference-resolves", record.part.series)
        else:
            yield record.finding("reference-resolves", _ATTACHMENT)


def _resolve(bundle: Bundle, record: Record, name: str, wanted: str) -> Iterator[Finding]:
    value = record.value[name]
    for index, target in enumerate(value if isinstance(value, list) else [value]):
        there, known = _look_up(bundle, record, name, wanted, target)
        if not there and known:
            yield record.finding("reference-resolves", name, *((index,) if isinstance(value, list) else ()))
        elif not there:
            bundle.skip("reference-resolves", record.part.series)


def _look_up(bundle: Bundle, record: Record, name: str, wanted: str, target: str) -> tuple[bool, bool]:
    """Whether the record that is meant is shown, and whether one that is not shown is known not to be there."""
    thing = record.part.thing
    if name == "document" and "document_kind" in record.value:
        wanted = record.value["document_kind"]
    if wanted == "any":
        labelled = [kind for kind, identity in TYPES.items() if identity.label]
        return any(bundle.label(kind, target) for kind in labelled), bundle.is_whole_type(*labelled)
    if TYPES[wanted].label:
        return bundle.label(wanted, target) is not None, bundle.is_whole_type(wanted)
    known = bundle.is_whole(thing, wanted) and bundle.is_whole("all", wanted)
    return bundle.event(thing, wanted, target) is not None, known
