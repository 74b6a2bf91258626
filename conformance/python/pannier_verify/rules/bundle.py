"""All records of a file, as rules look at them."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..descriptors import Part
from ..findings import Finding, pointer
from ..head import ENTRY, Head
from ..records import Record, RecordType
from ..share import Shown


@dataclass(frozen=True)
class PartRecords:
    """A part with its type and the records shown of it."""

    part: Part
    kind: RecordType
    shown: Shown
    records: list[Record]

    @property
    def all_rows(self) -> bool:
        """Whether no row of it is withheld."""
        return self.shown.count == self.part.n

    def shows_group(self, name: str) -> bool:
        """Whether the part has this group and shows it in every row that is shown."""
        has = self.part.group(name) is not None
        return has and self.shown.shows_group(name) and name not in self.shown.masked

    def shows(self, *members: str) -> bool:
        """Whether the groups of these members are shown in every row that is."""
        for member in members:
            group = self.part.group_of(member)
            if group is not None and not (self.shown.shows_group(group.id) and group.id not in self.shown.masked):
                return False
        return True

    def finding(self, code: str, *segments: object) -> Finding:
        """A finding about the descriptor."""
        return Finding(code, ENTRY, pointer=self.part.place + pointer(*segments))


def runs(parts: list[PartRecords]) -> Iterator[list[Record]]:
    """The rows of a series in runs between which no row is withheld, over parts that follow each other."""
    run: list[Record] = []
    reached: tuple[int, int] | None = None
    for part in parts:
        for place, record in zip(part.shown.row_numbers(), part.records):
            if reached != (part.part.seq, place) and run:
                yield run
                run = []
            run.append(record)
            reached = (part.part.seq, place + 1)
        if reached == (part.part.seq, part.part.n) or (part.part.n == 0 and reached == (part.part.seq, 0)):
            reached = (part.part.seq + 1, 0)
        else:
            reached = None
    if run:
        yield run


@dataclass
class Bundle:
    """A file that passed stage schema.

    `may_hide_parts` says that digests stay closed behind which there may be parts, `whole` that nothing is withheld.
    """

    head: Head
    parts: list[PartRecords]
    may_hide_parts: bool
    whole: bool
    not_checked: list[tuple[str, str]] = field(default_factory=list)

    def skip(self, code: str, series: str) -> None:
        """Notes that a rule was not checked, because its input is withheld (verify-not-checked)."""
        if (code, series) not in self.not_checked:
            self.not_checked.append((code, series))

    @functools.cached_property
    def series(self) -> dict[str, list[PartRecords]]:
        """The parts of each series in the order of `seq`."""
        found: dict[str, list[PartRecords]] = {}
        for part in sorted(self.parts, key=lambda part: part.part.seq):
            found.setdefault(part.part.series, []).append(part)
        return found

    def of_type(self, *types: str) -> Iterator[Record]:
        """All records of these types."""
        for part in self.parts:
            if part.kind.name in types:
                yield from part.records

    def series_of(self, kind: str) -> Iterator[tuple[str, list[PartRecords]]]:
        """The things that have a series of this type, and its parts."""
        for name, parts in self.series.items():
            if parts[0].kind.name == kind:
                yield name.partition("/")[0], parts

    @functools.cached_property
    def _events(self) -> dict[tuple[str, str, str], Record]:
        found: dict[tuple[str, str, str], Record] = {}
        for part in self.parts:
            for record in part.records:
                if "id" in record.value:
                    found.setdefault((part.part.thing, part.kind.name, record.value["id"]), record)
        return found

    @functools.cached_property
    def _labels(self) -> dict[tuple[str, str], Record]:
        return {(kind, name): record for (_, kind, name), record in self._events.items()}

    def label(self, kind: str, name: Any) -> Record | None:
        """The state of this type with this label, wherever it is."""
        return self._labels.get((kind, name))

    def event(self, thing: str, kind: str, name: Any) -> Record | None:
        """The event of this type that a record about `thing` means by this id (reference-resolves)."""
        return self._events.get((thing, kind, name)) or self._events.get(("all", kind, name))

    def is_whole(self, thing: str, kind: str) -> bool:
        """Whether every record of a series is known to be shown, or that there is none."""
        return not self.may_hide_parts and all(part.all_rows for part in self.series.get(f"{thing}/{kind}", []))

    def is_whole_type(self, *kinds: str) -> bool:
        """Whether every record of these types is known to be shown."""
        return not self.may_hide_parts and all(part.all_rows for part in self.parts if part.kind.name in kinds)
