"""Stage share: what of each part is shown (spec/06-share.md, What is shown)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from . import head as heads
from . import schemas, strict_json
from .descriptors import Part
from .findings import Departure, pointer
from .head import Head

ENTRY = "share.json"
Ranges = list[tuple[int, int]]


@dataclass(frozen=True)
class Shown:
    """What is shown of a part. `groups` is empty for whole rows (the row view, and every bundle)."""

    part: Part
    rows: Ranges
    groups: tuple[str, ...] = ()
    masked: dict[str, Ranges] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many rows there are in the file."""
        return sum(end - start for start, end in self.rows)

    @property
    def whole(self) -> bool:
        """Whether every row is shown with every group."""
        groups = not self.groups or len(self.groups) == len(self.part.groups)
        return groups and not self.masked and self.count == self.part.n

    def row_numbers(self) -> Iterator[int]:
        """The places in the part of the rows in the file, one after the other."""
        for start, end in self.rows:
            yield from range(start, end)

    def cells(self, group: str) -> Ranges:
        """The rows whose cell of this group is shown, as ranges that do not touch."""
        return subtract(self.rows, self.masked.get(group, []))

    def shows_group(self, group: str) -> bool:
        """Whether any cell of this group is shown."""
        return not self.groups or group in self.groups


def subtract(ranges: Ranges, holes: Ranges) -> Ranges:
    """`ranges` without `holes`; both ascend, and the holes may lie anywhere."""
    out: Ranges = []
    at = 0
    for start, end in ranges:
        while at < len(holes) and holes[at][1] <= start:
            at += 1
        place = at
        while place < len(holes) and holes[place][0] < end:
            if start < holes[place][0]:
                out.append((start, holes[place][0]))
            start = max(start, holes[place][1])
            place += 1
        if start < end:
            out.append((start, end))
    return out


@dataclass(frozen=True)
class Share:
    """`share.json`, checked against the head."""

    shown: list[Shown]
    decoys: int


def whole(head: Head) -> Share:
    """What a bundle shows: everything."""
    return Share([Shown(part, [(0, part.n)] if part.n else []) for part in head.parts], 0)


def read(data: bytes, head: Head, now: int) -> Share:
    """Runs stage share over the bytes of `share.json`. Raises `Departure` at the first finding."""
    try:
        value = strict_json.parse(data)
    except strict_json.NotStrict as error:
        raise Departure("share-form", ENTRY) from error
    _check_types(value)
    for finding in schemas.departures(schemas.of_standard("share"), value, ENTRY):
        code = "share-parts" if re.fullmatch("/parts/[0-9]+/id", finding.pointer or "") else finding.code
        raise Departure(code, ENTRY, pointer=finding.pointer)
    if isinstance(value["v"], bool):
        raise Departure("share-form", ENTRY, pointer="/v")
    if [part["id"] for part in value["parts"]] != [part.id for part in head.parts]:
        raise Departure("share-parts", ENTRY, pointer="/parts")
    shown = [_Reader(part, index).read(given) for index, (part, given) in enumerate(zip(head.parts, value["parts"]))]
    decoys = value.get("decoys", [])
    digests = [heads.digest(decoy) for decoy in decoys]
    if len(set(digests)) < len(digests) or not set(digests) <= set(head.sealed_parts):
        raise Departure("share-decoys", ENTRY, pointer="/decoys")
    if value.get("exp", now + 1) <= now:
        raise Departure("share-expired", ENTRY, pointer="/exp")
    return Share(shown, len(decoys))


def _check_types(value: Any) -> None:
    """share-form: what is no list of texts is a member of another form, but for the ranges in `rows` and `masked`."""
    if not isinstance(value, dict):
        return
    parts = value.get("parts", [])
    groups = [part.get("groups", []) for part in parts if isinstance(part, dict)] if isinstance(parts, list) else [None]
    ids = [part.get("id", "") for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    lists = [*groups, value.get("decoys", []), ids]
    if any(not isinstance(one, list) or any(not isinstance(text, str) for text in one) for one in lists):
        raise Departure("share-form", ENTRY)


@dataclass(frozen=True)
class _Reader:
    """One element of `parts`, against its descriptor."""

    part: Part
    index: int

    def read(self, given: dict[str, Any]) -> Shown:
        rows = self._ranges(given["rows"], "share-ranges", "rows")
        if rows and rows[-1][1] > self.part.n:
            raise self._departure("share-ranges", "rows")
        groups = self._groups(given["groups"])
        if not groups and "masked" in given:
            raise self._departure("share-masked", "masked")
        masked = {name: self._masked(name, value, groups, rows) for name, value in given.get("masked", {}).items()}
        shown = Shown(self.part, rows, groups, masked)
        if groups:
            self._check_needs(shown)
            self._check_rows(shown)
        return shown

    def _departure(self, code: str, *segments: object) -> Departure:
        return Departure(code, ENTRY, pointer=pointer("parts", self.index, *segments))

    def _ranges(self, given: list[list[int]], code: str, *segments: object) -> Ranges:
        """share-ranges: half-open, not empty, ascending, not touching."""
        last = -1
        ranges: Ranges = []
        for start, end in given:
            if not last < start < end:
                raise self._departure(code, *segments)
            ranges.append((start, end))
            last = end
        return ranges

    def _groups(self, given: list[str]) -> tuple[str, ...]:
        """share-groups: `row` alone, or groups in the order of the descriptor."""
        if given == ["row"]:
            return ()
        order = [group.id for group in self.part.groups]
        if [name for name in order if name in given] != given:
            raise self._departure("share-groups", "groups")
        return tuple(given)

    def _masked(self, name: str, given: list[list[int]], groups: tuple[str, ...], rows: Ranges) -> Ranges:
        """share-masked: cells of a shown group of the field view, in rows that are shown."""
        ranges = self._ranges(given, "share-masked", "masked", name)
        at = 0
        for start, end in ranges:
            while at < len(rows) and rows[at][1] < end:
                at += 1
            if at == len(rows) or not rows[at][0] <= start < end <= rows[at][1]:
                raise self._departure("share-masked", "masked", name)
        if name not in groups:
            raise self._departure("share-masked", "masked", name)
        return ranges

    def _check_needs(self, shown: Shown) -> None:
        """share-needs: with a group those it needs, and with a cell those of its row."""
        for name in shown.groups:
            group = self.part.group(name)
            for needed in group.needs if group else ():
                if needed not in shown.groups:
                    raise self._departure("share-needs", "groups")
                if subtract(shown.cells(name), shown.cells(needed)):
                    raise self._departure("share-needs", "masked")

    def _check_rows(self, shown: Shown) -> None:
        """share-row-empty, share-sort-shown; a sort member that no group has is left to stage schema."""
        left = shown.rows
        for name in shown.groups:
            left = subtract(left, shown.cells(name))
        if left:
            raise self._departure("share-row-empty", "rows")
        sort = self.part.group_of(self.part.sort)
        if sort is not None and (sort.id not in shown.groups or sort.id in shown.masked):
            raise self._departure("share-sort-shown", "groups")
