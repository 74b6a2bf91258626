"""The records of the files that are priced on, with what is proven to be complete."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import date, timedelta

from ..records import Record
from ..rules import coverage
from ..rules.bundle import Bundle, PartRecords

# Days of a longer period that count: the last.
_LONGEST = 36_525


class Data:
    """All verified files of a quote as one."""

    def __init__(self, bundles: list[Bundle]) -> None:
        self.bundles = bundles

    @property
    def may_hide(self) -> bool:
        """Whether parts stay sealed, so that what has no part that is shown counts as withheld (quote-shares)."""
        return any(bundle.may_hide_parts for bundle in self.bundles)

    def things(self, *kinds: str) -> list[str]:
        """The things that have a series of one of these types, an empty one too."""
        return sorted({thing for bundle in self.bundles for kind in kinds for thing, _ in bundle.series_of(kind)})

    def parts(self, thing: str, kind: str) -> list[PartRecords]:
        """The parts of a series."""
        return [part for bundle in self.bundles for part in bundle.series.get(f"{thing}/{kind}", [])]

    def records(self, thing: str, kind: str) -> list[Record]:
        """The records of a series."""
        return [record for part in self.parts(thing, kind) for record in part.records]

    def of_type(self, kind: str) -> Iterator[Record]:
        """All records of a type."""
        for bundle in self.bundles:
            yield from bundle.of_type(kind)

    @functools.cache
    def covered(self, thing: str, kind: str, group: str = "core") -> frozenset[date]:
        """The days for which a series is proven to be complete in a group."""
        found: set[date] = set()
        for bundle in self.bundles:
            for span in coverage.spans(bundle, bundle.series.get(f"{thing}/{kind}", []), group):
                first, excepted = date.fromisoformat(span.start), set(span.exceptions)
                length = (date.fromisoformat(span.end) - first).days
                days = (first + timedelta(offset) for offset in range(max(0, length - _LONGEST), length))
                found.update(day for day in days if day.isoformat() not in excepted)
        return frozenset(found)

    def has_group(self, thing: str, kind: str, group: str) -> bool:
        """Whether the issuer gives a group for a series."""
        return any(part.part.group(group) is not None for part in self.parts(thing, kind))

    def withholds(self, thing: str, kind: str, group: str) -> bool:
        """Whether a group that a series has is withheld in any of its parts."""
        return any(part.part.group(group) is not None and not part.shows_group(group) for part in self.parts(thing, kind))


def name(record: Record) -> str:
    """What a record is called in the digest behind a line."""
    return f"{record.part.series}/{record.value['id']}"


def whole_months(days: frozenset[date]) -> set[date]:
    """The months of which every day is among these, by their first days."""
    return {day for day in days if day.day == 1 and all(other in days for other in _month(day))}


def _month(first: date) -> Iterator[date]:
    day = first
    while day.month == first.month:
        yield day
        day += timedelta(1)


