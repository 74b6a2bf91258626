"""Periods, order and groups of parts (spec/10-records.md)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ..findings import Finding
from ..values import next_day
from .bundle import Bundle


def period_over(bundle: Bundle) -> Iterator[Finding]:
    """rules-period-over: no later than the day of issue, for states than the day after."""
    issued = (date(1970, 1, 1) + timedelta(bundle.head.day)).isoformat()
    for part in bundle.parts:
        if part.part.end > (next_day(issued) if part.kind.is_state else issued):
            yield part.finding("rules-period-over", "to")


def dates(bundle: Bundle) -> Iterator[Finding]:
    """rules-date-in-period, rules-sorted."""
    for part in bundle.parts:
        last = ""
        for record in part.records:
            sorted_by = record.value.get(part.part.sort, "")
            if not part.part.start <= sorted_by < part.part.end:
                yield record.finding("rules-date-in-period", part.part.sort)
            if sorted_by < last:
                yield record.finding("rules-sorted", part.part.sort)
            last = sorted_by


def gapless(bundle: Bundle) -> Iterator[Finding]:
    """rules-gapless: of events; a series of states is one part anyway (rules-state-part)."""
    for parts in bundle.series.values():
        if parts[0].kind.is_state:
            continue
        if not bundle.may_hide_parts and [part.part.seq for part in parts] != list(range(len(parts))):
            yield parts[0].finding("rules-gapless", "seq")
            continue
        for before, after in zip(parts, parts[1:]):
            follows = after.part.seq == before.part.seq + 1
            touches = after.part.start == before.part.end
            if after.part.seq == before.part.seq or after.part.start < before.part.end or follows != touches:
                yield after.finding("rules-gapless", "from")


def state_part(bundle: Bundle) -> Iterator[Finding]:
    """rules-state-part: one part, from the earliest day to the day after the latest."""
    for parts in bundle.series.values():
        if not parts[0].kind.is_state:
            continue
        if len(parts) > 1 or parts[0].part.seq != 0:
            yield parts[0].finding("rules-state-part", "seq")
            continue
        part = parts[0]
        if not part.all_rows:
            bundle.skip("rules-state-part", part.part.series)
            continue
        if part.part.n == 0:
            yield part.finding("rules-state-part", "n")
        days = sorted(record.value.get(part.part.sort, "") for record in part.records)
        if days and (part.part.start != days[0] or part.part.end != next_day(days[-1])):
            yield part.finding("rules-state-part", "from")


def same_groups(bundle: Bundle) -> Iterator[Finding]:
    """rules-same-groups: schema, sort member and groups are those of the first part of the series."""
    for parts in bundle.series.values():
        shapes = [
            (part.part.schema, part.part.sort, [(group.id, group.members) for group in part.part.groups])
            for part in parts
        ]
        for part, shape in zip(parts[1:], shapes[1:]):
            if shape != shapes[0]:
                yield part.finding("rules-same-groups", "groups")
