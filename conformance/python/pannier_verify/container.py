"""Stage container: the strict ZIP profile (spec/02-container.md)."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from .findings import Departure
from .source import Source

MAX_FILE = 4_294_967_294
MAX_ENTRIES = 49_155
_MOST = {"head.sdjwt": 33_554_432, "share.json": 67_108_864}
MAX_RATIO = 200
MEDIA_TYPE = b"application/vnd.pannier.bundle+zip"

_END = struct.Struct("<4s4H2LH")
_RECORD = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_SEGMENT = r"[a-z0-9][a-z0-9._-]{0,63}"
_NAME = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})?".encode())
_ID = r"[a-z][a-z0-9_]{0,31}"
_PART_ENTRY = re.compile(rf"parts/({_ID})\.(ndjson|seeds|nodes)")
_ATTACHMENT_ENTRY = re.compile(rf"attachments/({_ID})")
_CHUNK = 1 << 18


@dataclass(frozen=True)
class Entry:
    """One entry, as its record in the directory says it; `data` is where its content begins."""

    source: Source
    name: str
    method: int
    crc: int
    compressed: int
    size: int
    data: int

    def chunks(self) -> Iterator[bytes]:
        """The content in pieces, inflated. Raises `Departure` where the stream is not exact (container-deflate-exact)."""
        raw = self._stored()
        if self.method == 0:
            yield from raw
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        given = 0
        for chunk in raw:
            while chunk:
                if inflater.eof:
                    raise Departure("container-deflate-exact", self.name)
                try:
                    piece = inflater.decompress(chunk, min(_CHUNK, self.size + 1 - given))
                except zlib.error as error:
                    raise Departure("container-deflate-exact", self.name) from error
                given += len(piece)
                if given > self.size or inflater.unused_data:
                    raise Departure("container-deflate-exact", self.name)
                if piece:
                    yield piece
                chunk = inflater.unconsumed_tail
        if not inflater.eof or given != self.size:
            raise Departure("container-deflate-exact", self.name)

    def read(self) -> bytes:
        """The whole content; for entries whose size the standard bounds."""
        return b"".join(self.chunks())

    def _stored(self) -> Iterator[bytes]:
        for start in range(0, self.compressed, _CHUNK):
            yield self.source.read(self.data + start, min(_CHUNK, self.compressed - start))


@dataclass(frozen=True)
class Container:
    """A file whose framing, names and contents passed; which entries the head calls for is asked later."""

    entries: dict[str, Entry]

    @property
    def is_share(self) -> bool:
        """Whether it is a share; otherwise it is a bundle (container-kind)."""
        return "share.json" in self.entries

    def check_set(self, parts: list[str], attachments: list[str]) -> None:
        """The entries are those that the head calls for, in its order.

        Requirements: container-file-set, container-entry-order. It runs once the head has passed.
        """
        wanted = ["mimetype", "head.sdjwt", "share.json" if self.is_share else "secret.bin"]
        for part in parts:
            wanted.append(f"parts/{part}.ndjson")
            if self.is_share:
                wanted += [f"parts/{part}.seeds", f"parts/{part}.nodes"]
        wanted += [f"attachments/{attachment}" for attachment in attachments]
        there = list(self.entries)
        if set(wanted) != set(there):
            raise Departure("container-file-set")
        if wanted != there:
            raise Departure("container-entry-order")


@dataclass(frozen=True)
class _Record:
    """What a record of the directory says, and its local header has to repeat (container-headers-agree)."""

    needed: int
    flags: int
    method: int
    time: int
    date: int
    crc: int
    compressed: int
    size: int
    name: bytes
    offset: int

    @property
    def repeated(self) -> tuple[int, int, int, int, int, int, int, int, bytes]:
        return (
            self.needed, self.flags, self.method, self.time, self.date,
            self.crc, self.compressed, self.size, self.name,
        )  # fmt: skip


def open_container(source: Source) -> Container:
    """Runs stage container but for the set of entries. Raises `Departure` at the first finding."""
    directory, start, count = _end_record(source)
    records = _directory(directory, count, start)
    _names([record.name for record in records])
    entries = _local_headers(source, records)
    located = {entry.name: entry for entry in entries}
    _table(located)
    for entry in entries:
        _content(entry)
    return Container(located)


def _end_record(source: Source) -> tuple[bytes, int, int]:
    """container-file-size, container-end-record, container-entry-count, container-directory-exact."""
    if not _END.size <= source.size <= MAX_FILE:
        raise Departure("container-file-size")
    end = source.size - _END.size
    signature, disk, first_disk, here, total, size, start, comment = _END.unpack(source.read(end, _END.size))
    if signature != b"PK\x05\x06" or disk or first_disk or here != total or comment:
        raise Departure("container-end-record")
    if not 1 <= total <= MAX_ENTRIES:
        raise Departure("container-entry-count")
    if start + size != end:
        raise Departure("container-directory-exact")
    return source.read(start, size), start, total


def _directory(directory: bytes, count: int, start: int) -> list[_Record]:
    """The records of the directory, each judged by itself and by its place: entries follow each other up to `start`."""
    records = []
    at = place = inflated = 0
    for _ in range(count):
        if at + _RECORD.size > len(directory):
            raise Departure("container-directory-exact")
        (
            signature, made_by, needed, flags, method, time, date, crc, compressed, size,
            name_length, extra, comment, disk, internal, external, offset,
        ) = _RECORD.unpack_from(directory, at)  # fmt: skip
        at += _RECORD.size
        name = directory[at : at + name_length]
        at += name_length + extra + comment
        if signature != b"PK\x01\x02" or at > len(directory):
            raise Departure("container-directory-exact")
        if extra or comment:
            raise Departure("container-no-extra")
        if flags:
            raise Departure("container-flags-zero")
        if method not in (0, 8):
            raise Departure("container-method")
        _attributes(made_by, needed, disk, internal, external)
        _time(time, date)
        if not _NAME.fullmatch(name):
            raise Departure("container-name-form")
        if method == 0 and compressed != size:
            raise Departure("container-stored-size", name.decode("ascii"))
        if size > MAX_RATIO * compressed:
            raise Departure("container-ratio", name.decode("ascii"))
        end = place + _LOCAL.size + name_length + compressed
        if offset != place or end > start:
            raise Departure("container-entries-contiguous", name.decode("ascii"))
        place = end
        inflated += size
        if inflated > MAX_FILE:
            raise Departure("container-inflated-size", name.decode("ascii"))
        records.append(_Record(needed, flags, method, time, date, crc, compressed, size, name, offset))
    if at != len(directory):
        raise Departure("container-directory-exact")
    if place != start:
        raise Departure("container-entries-contiguous")
    return records


def _attributes(made_by: int, needed: int, disk: int, internal: int, external: int) -> None:
    """container-attributes: a regular file, in whatever way the system that made it says so."""
    unix = external >> 16
    kind, special = unix & 0o170000, unix & 0o7000
    if (
        made_by >> 8 not in (0, 3)
        or needed not in (10, 20)
        or disk
        or internal not in (0, 1)
        or kind not in (0, 0o100000)
        or special
        or external & 0x18
    ):
        raise Departure("container-attributes")


def _time(time: int, date: int) -> None:
    """container-time-real."""
    month, day = (date >> 5) & 15, date & 31
    hour, minute, second = time >> 11, (time >> 5) & 63, time & 31
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60 and second < 30):
        raise Departure("container-time-real")


def _local_headers(source: Source, records: list[_Record]) -> list[Entry]:
    """container-entries-contiguous, container-no-extra, container-headers-agree; finds where contents begin."""
    entries = []
    for record in records:
        text = record.name.decode("ascii")
        signature, *fields, name_length, extra = _LOCAL.unpack(source.read(record.offset, _LOCAL.size))
        if signature != b"PK\x03\x04":
            raise Departure("container-entries-contiguous", text)
        if extra:
            raise Departure("container-no-extra", text)
        data = record.offset + _LOCAL.size + len(record.name)
        name = source.read(record.offset + _LOCAL.size, len(record.name))
        if (*fields, name) != record.repeated or name_length != len(record.name):
            raise Departure("container-headers-agree", text)
        entries.append(Entry(source, text, record.method, record.crc, record.compressed, record.size, data))
    return entries


def _names(names: list[bytes]) -> None:
    """container-names-unique: no name twice, and none the folder of another."""
    once = set(names)
    folders = {name.partition(b"/")[0] for name in once if b"/" in name}
    if len(once) != len(names) or folders & once:
        raise Departure("container-names-unique")


def _table(located: dict[str, Entry]) -> None:
    """What the table of entries says without the head.

    Requirements: container-mimetype, container-kind, container-entry-order, container-file-set, container-stored,
    container-entry-size, container-secret-length.
    """
    names = list(located)
    mimetype = located[names[0]]
    if mimetype.name != "mimetype" or mimetype.method:
        raise Departure("container-mimetype", mimetype.name)
    share = "share.json" in located
    if share == ("secret.bin" in located):
        raise Departure("container-kind")
    rank = 0
    for name, entry in located.items():
        place = _rank(name, share)
        if place is None:
            raise Departure("container-file-set", name)
        if place < rank:
            raise Departure("container-entry-order", name)
        rank = place
        if entry.method and not (name.endswith(".ndjson") or name.startswith("attachments/")):
            raise Departure("container-stored", name)
        if name == "secret.bin" and entry.size != 32:
            raise Departure("container-secret-length", name)
        if entry.size > _MOST.get(name, entry.size):
            raise Departure("container-entry-size", name)
    if "head.sdjwt" not in located:
        raise Departure("container-file-set", "head.sdjwt")
    if mimetype.size > len(MEDIA_TYPE) or mimetype.read() != MEDIA_TYPE:
        raise Departure("container-mimetype", mimetype.name)


def _rank(name: str, share: bool) -> int | None:
    """The place of an entry in the table; nothing where the table has none of its name in this kind of file."""
    fixed = {"mimetype": 0, "head.sdjwt": 1, "secret.bin": 2, "share.json": 2}
    if name in fixed:
        return fixed[name]
    part = _PART_ENTRY.fullmatch(name)
    if part:
        return 3 if share or part[2] == "ndjson" else None
    return 4 if _ATTACHMENT_ENTRY.fullmatch(name) else None


def _content(entry: Entry) -> None:
    """container-crc, container-deflate-exact."""
    crc = 0
    for chunk in entry.chunks():
        crc = zlib.crc32(chunk, crc)
    if crc != entry.crc:
        raise Departure("container-crc", entry.name)
