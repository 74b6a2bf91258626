"""Stages record and proof of a part, and what a bundle or share proves as a whole."""

from __future__ import annotations

import bisect
import hashlib
from dataclasses import dataclass

from . import rows, tree
from .container import Container
from .descriptors import Attachment
from .findings import Departure, Departures
from .head import Head
from .rows import Row
from .share import Share, Shown


@dataclass(frozen=True)
class Records:
    """The rows of a part in the file; `data[i]` is row `numbers[i]` of the part."""

    shown: Shown
    data: list[Row]


def read_rows(shown: Shown, container: Container) -> Records:
    """Runs stage record over one part. Raises `Departure` at the first finding."""
    part = shown.part
    entry = container.entries[part.entry]
    reader = rows.Reader(part)
    everywhere = [shown.shows_group(group.id) for group in part.groups]
    holes = {group.id: shown.masked[group.id] for group in part.groups if group.id in shown.masked}
    numbers = shown.row_numbers()
    data: list[Row] = []
    for number, (line, ended) in enumerate(rows.lines(entry.chunks()), start=1):
        place = next(numbers, None)
        groups = everywhere
        if holes and place is not None:
            groups = [
                on and not _inside(holes.get(group.id, []), place) for on, group in zip(everywhere, part.groups)
            ]
        data.append(reader.read(line, ended, number, groups, place is not None))
    if next(numbers, None) is not None:
        raise Departure("record-count", part.entry)
    return Records(shown, data)


def _inside(ranges: list[tuple[int, int]], place: int) -> bool:
    index = bisect.bisect_right(ranges, (place, 1 << 40)) - 1
    return index >= 0 and place < ranges[index][1]


def prove_part(records: Records, head: Head, container: Container, secret: bytes | None) -> None:
    """Runs stage proof over one part. Raises `Departure` where its streams are wrong, else `Departures` of its trees.

    Requirements: proof-root, proof-row-root, proof-stream-length, proof-stream-exact.
    """
    if secret is not None:
        _prove_bundle(records, head, secret)
    else:
        _prove_share(records, head, container)


def _prove_bundle(records: Records, head: Head, secret: bytes) -> None:
    part = records.shown.part
    wrong = ["proof-row-root"] if _root(records, head, -1, "row", secret) != part.row else []
    for index, group in enumerate(part.groups):
        if _root(records, head, index, group.id, secret) != group.root:
            wrong.append("proof-root")
    if wrong:
        raise Departures(wrong, part.entry)


def _root(records: Records, head: Head, group: int, name: str, secret: bytes) -> bytes:
    part = records.shown.part
    if part.n == 0:
        return tree.EMPTY
    seed = tree.root_seed(secret, head.jti, part.id, name)
    return _grow(records, head, group, name).open(0, part.n, seed)


def _prove_share(records: Records, head: Head, container: Container) -> None:
    shown = records.shown
    part = shown.part
    seeds, nodes = (container.entries[f"parts/{part.id}.{kind}"].read() for kind in ("seeds", "nodes"))
    if len(seeds) % tree.SEED or len(nodes) % tree.NODE:
        raise Departure("proof-stream-length", part.entry)
    streams = tree.Streams(seeds, nodes)
    wrong = []
    try:
        if not shown.groups and _walk(records, head, -1, "row", shown.rows, streams) != part.row:
            wrong.append("proof-row-root")
        for index, group in enumerate(part.groups):
            if group.id in shown.groups:
                if _walk(records, head, index, group.id, shown.cells(group.id), streams) != group.root:
                    wrong.append("proof-root")
    except tree.Inexact as error:
        raise Departure("proof-stream-exact", part.entry) from error
    if not streams.used_up:
        raise Departure("proof-stream-exact", part.entry)
    if wrong:
        raise Departures(wrong, part.entry)


def _walk(
    records: Records, head: Head, group: int, name: str, cells: list[tuple[int, int]], streams: tree.Streams
) -> bytes:
    n = records.shown.part.n
    return _grow(records, head, group, name).walk(0, n, cells, streams) if n else tree.EMPTY


def _grow(records: Records, head: Head, group: int, name: str) -> tree.Tree:
    """The tree of a group by its place in the descriptor, or over whole rows where that is −1."""
    shown = records.shown
    starts = [start for start, _ in shown.rows]
    before = [0]
    for start, end in shown.rows:
        before.append(before[-1] + end - start)

    def leaf(place: int) -> bytes:
        index = bisect.bisect_right(starts, place) - 1
        row = records.data[before[index] + place - starts[index]]
        return row.data if group < 0 else row.fragments[group]

    return tree.Tree(tree.context(head.jti, shown.part.id, name), leaf)


def prove_attachment(attachment: Attachment, container: Container) -> None:
    """proof-attachment: size and digest are those of the descriptor."""
    entry = container.entries[f"attachments/{attachment.id}"]
    digest = hashlib.sha256()
    for chunk in entry.chunks():
        digest.update(chunk)
    if entry.size != attachment.bytes or digest.digest() != attachment.sha256:
        raise Departure("proof-attachment", entry.name)


def prove_complete(head: Head, secret: bytes) -> None:
    """proof-disclosures-complete: in a bundle nothing stays closed but the decoys of its secret."""
    decoys = {tree.decoy(secret, head.jti, number) for number in range(len(head.sealed_parts))}
    if head.sealed_claims or decoys != set(head.sealed_parts):
        raise Departure("proof-disclosures-complete", "head.sdjwt")


def is_complete(head: Head, share: Share, is_share: bool) -> bool:
    """Whether everything the head speaks of is there."""
    if not is_share:
        return True
    return closed(head, share) == 0 and all(shown.whole for shown in share.shown)


def closed(head: Head, share: Share) -> int:
    """How many digests of the head stay closed in a share, opened decoys aside."""
    return len(head.sealed_parts) - share.decoys + len(head.sealed_claims)

