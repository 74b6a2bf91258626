"""What is proven to be complete (spec/10-records.md, verify-coverage)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .bundle import Bundle, PartRecords
from ..values import next_day


@dataclass(frozen=True)
class Span:
    """Days `[start, end)` of which nothing is missing, but for `exceptions`."""

    start: str
    end: str
    exceptions: tuple[str, ...]


def statements(bundle: Bundle) -> list[dict[str, Any]]:
    """All that signed descriptors and shown rows prove, as `result.schema.json` has it."""
    out = []
    for series, parts in bundle.series.items():
        groups: dict[Span, list[str]] = {}
        for group in parts[0].part.groups:
            for span in spans(bundle, parts, group.id):
                groups.setdefault(span, []).append(group.id)
        for span, named in groups.items():
            said: dict[str, Any] = {"series": series, "from": span.start, "to": span.end}
            if span.exceptions:
                said["except"] = list(span.exceptions)
            out.append({**said, "groups": named})
    return out


def spans(bundle: Bundle, parts: list[PartRecords], group: str) -> Iterator[Span]:
    """The spans of a group over all parts of a series; those of consecutive parts that touch are one."""
    after = (date(1970, 1, 1) + timedelta(bundle.head.day + 1)).isoformat()
    last: Span | None = None
    for part in parts:
        for span in _spans(part, group):
            span = Span(span.start, min(span.end, after), span.exceptions)
            if span.start >= span.end:
                continue
            if last is not None and last.end == span.start:
                last = Span(last.start, span.end, last.exceptions + span.exceptions)
            else:
                if last is not None and _says_something(last):
                    yield last
                last = span
    if last is not None and _says_something(last):
        yield last


def _says_something(span: Span) -> bool:
    """A statement that excepts all of its days is none."""
    return len(span.exceptions) < (date.fromisoformat(span.end) - date.fromisoformat(span.start)).days


def _spans(part: PartRecords, group: str) -> Iterator[Span]:
    described, shown = part.part, part.shown
    days = [record.value.get(described.sort, "") for record in part.records]
    masked = {day for day, record in zip(days, part.records) if group not in record.groups}
    excepted = sorted(masked | set(described.incomplete))
    ranges = shown.rows if described.n else [(0, 0)]
    if described.n and not shown.shows_group(group):
        return
    before = 0
    for first, end in ranges:
        behind = before + end - first
        start = described.start if first == 0 else next_day(days[before])
        stop = described.end if end == described.n else days[behind - 1]
        before = behind
        yield Span(start, stop, tuple(day for day in excepted if start <= day < stop))
