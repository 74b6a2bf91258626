"""Stage record: the one byte form of a row (spec/03-rows.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .descriptors import Part
from .findings import Departure

MAX_LINE = 1_048_576
MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1

_TEXT = re.compile(rb'(?:[^"\\\x00-\x1f]|\\(?:["\\bfnrt]|u00(?:0[1-7be f]|1[0-9a-f])))*'.replace(b" ", b""))
_NUMBER = re.compile(rb"0|-?[1-9][0-9]*")
_DIGITS = re.compile(rb"-?[0-9]*")
_NAME = re.compile(rb"[a-z][a-z0-9_]*")
_PRIVATE_NAME = re.compile(rb"[a-z][a-z0-9_.-]*")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Row:
    """One row that passed: its bytes, and the fragment of each group (record-fragment)."""

    data: bytes
    fragments: tuple[bytes, ...]


def lines(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The lines of an entry without their LF, and whether there was one. Takes no more memory than a line may have."""
    rest = b""
    for chunk in chunks:
        rest += chunk
        *complete, rest = rest.split(b"\n")
        for line in complete:
            yield line, True
        if len(rest) >= MAX_LINE:
            yield rest, False
            return
    if rest:
        yield rest, False


class Reader:
    """Reads the rows of one part. `shown` says for each group whether it is shown, row by row."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._order: dict[bytes, tuple[int, int]] = {}
        for index, group in enumerate(part.groups):
            for member in group.members:
                self._order[member.encode()] = (len(self._order), index)

    def read(self, line: bytes, ended: bool, number: int, shown: list[bool], declared: bool = True) -> Row:
        """The row in `line`, the `number`th of its entry, which head and share speak of or not.

        Raises `Departure` of stage record.
        """
        if len(line) + 1 > MAX_LINE:
            raise self._departure("record-line-length", number)
        if not ended:
            raise self._departure("record-line-end", number)
        if not declared:
            raise self._departure("record-count", number)
        if line.startswith(_BOM):
            raise self._departure("record-utf8", number)
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self._departure("record-utf8", number) from error
        try:
            return self._row(line, shown)
        except _Fault as fault:
            raise self._departure(fault.code, number) from fault

    def _departure(self, code: str, number: int) -> Departure:
        return Departure(code, self._part.entry, number)

    def _row(self, line: bytes, shown: list[bool]) -> Row:
        if line[:1] != b"{":
            raise _Fault("record-row-form")
        spans: list[tuple[int, int] | None] = [None] * len(self._part.groups)
        last = -1
        at = 1
        if line[1:2] == b"}":
            at = 2
        else:
            while True:
                begin = at
                quote = line.find(b'"', at + 1)
                if line[at : at + 1] != b'"' or quote < 0:
                    raise _Fault("record-row-form")
                name = line[at + 1 : quote]
                if name not in self._order:
                    raise _Fault("record-member-shown")
                at = _colon(line, quote)
                place, group = self._order[name]
                if place <= last:
                    raise _Fault("record-member-order")
                if not shown[group]:
                    raise _Fault("record-member-shown")
                last = place
                if line[at : at + 4] == b"null":
                    raise _Fault("record-null-in-array")
                at = _value(line, at, 2, name == b"extensions")
                first = spans[group]
                spans[group] = (first[0] if first else begin, at)
                if line[at : at + 1] == b",":
                    at += 1
                elif line[at : at + 1] == b"}":
                    at += 1
                    break
                else:
                    raise _Fault("record-row-form")
        if at != len(line):
            raise _Fault("record-line-end" if line[at:] == b"\r" else "record-row-form")
        return Row(line, tuple(line[span[0] : span[1]] if span else b"" for span in spans))


class _Fault(Exception):
    """A departure whose row the caller knows."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _string(line: bytes, at: int) -> int:
    """The end of the string at `at`. Requirement: record-string-form."""
    match = _TEXT.match(line, at + 1)
    end = match.end() if match else at + 1
    if end == len(line):
        raise _Fault("record-row-form")
    if line[end : end + 1] != b'"':
        raise _Fault("record-string-form")
    return end + 1


def _colon(line: bytes, quote: int) -> int:
    """Where the value begins behind the name that ends with the quotation mark at `quote`."""
    if line[quote + 1 : quote + 2] != b":":
        raise _Fault("record-row-form")
    return quote + 2


def _name(line: bytes, at: int, form: re.Pattern[bytes]) -> tuple[bytes, int]:
    """The name at `at` of a nested object, as it stands there, and where its value begins."""
    if line[at : at + 1] != b'"':
        raise _Fault("record-row-form")
    match = form.match(line, at + 1)
    if not match or line[match.end() : match.end() + 1] != b'"':
        raise _Fault("record-nested-names")
    return match.group(), _colon(line, match.end())


def _value(line: bytes, at: int, depth: int, private: bool) -> int:
    """The end of the value at `at`, whose arrays and objects are at `depth`; `private` inside of `extensions`."""
    first = line[at : at + 1]
    if first == b'"':
        return _string(line, at)
    if first == b"{":
        return _object(line, at, depth, private)
    if first == b"[":
        return _array(line, at, depth, private)
    for word in (b"true", b"false"):
        if line.startswith(word, at):
            return at + len(word)
    return _number(line, at)


def _number(line: bytes, at: int) -> int:
    """The end of the number at `at`. Requirement: record-number-form."""
    match = _DIGITS.match(line, at)
    text = match.group() if match else b""
    if not text:
        raise _Fault("record-row-form")
    end = at + len(text)
    whole = _NUMBER.fullmatch(text) and len(text) <= 17 and abs(int(text)) <= MAX_INTEGER
    if not whole or line[end : end + 1] in (b".", b"e", b"E"):
        raise _Fault("record-number-form")
    return end


def _array(line: bytes, at: int, depth: int, private: bool) -> int:
    if depth > MAX_DEPTH:
        raise _Fault("record-depth")
    at += 1
    if line[at : at + 1] == b"]":
        return at + 1
    while True:
        at = at + 4 if line.startswith(b"null", at) else _value(line, at, depth + 1, private)
        separator = line[at : at + 1]
        at += 1
        if separator == b"]":
            return at
        if separator != b",":
            raise _Fault("record-row-form")


def _object(line: bytes, at: int, depth: int, private: bool) -> int:
    """record-nested-names, record-null-in-array, record-depth."""
    if depth > MAX_DEPTH:
        raise _Fault("record-depth")
    form = _PRIVATE_NAME if private else _NAME
    last = b""
    at += 1
    if line[at : at + 1] == b"}":
        return at + 1
    while True:
        name, at = _name(line, at, form)
        if name <= last:
            raise _Fault("record-nested-names")
        last = name
        if line.startswith(b"null", at):
            raise _Fault("record-null-in-array")
        at = _value(line, at, depth + 1, private)
        separator = line[at : at + 1]
        at += 1
        if separator == b"}":
            return at
        if separator != b",":
            raise _Fault("record-row-form")
