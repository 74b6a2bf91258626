"""JSON with nothing left to the reader (head-json-strict)."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 32

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,15}")
_OUTSIDE_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


class NotStrict(ValueError):
    """The text is no strict JSON."""


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text) or abs(int(text)) > MAX_INTEGER:
        raise NotStrict("number out of range or with a negative zero")
    return int(text)


def _refuse(text: str) -> Any:
    raise NotStrict("a number with fraction or exponent, or none at all")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotStrict("a name twice in one object")
    return members


def _depth(text: str) -> int:
    deepest = depth = 0
    for token in _OUTSIDE_STRINGS.finditer(text):
        character = token.group()[0]
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _any_integer(text: str) -> int | Decimal:
    return int(text) if len(text) <= 16 and text != "-0" else Decimal(text)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_refuse, parse_constant=_refuse, strict=True
)
_DECODER_OF_ANY_NUMBER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_any_integer, parse_float=Decimal, parse_constant=_refuse, strict=True
)


def parse(data: bytes) -> Any:
    """The value of `data`.

    Requirement: head-json-strict. Raises `NotStrict`: no UTF-8, a byte order mark, a name twice, a number that is no
    integer within ±(2^53 − 1), more than 32 levels, half a surrogate pair, or text behind the value.
    """
    return _parse(data, _DECODER)


def parse_any_number(data: bytes) -> Any:
    """The same, with numbers of any form: one that is no integer is a `Decimal`, for a schema to refuse (tariff-json)."""
    return _parse(data, _DECODER_OF_ANY_NUMBER)


def _parse(data: bytes, decoder: json.JSONDecoder) -> Any:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotStrict("no UTF-8") from error
    if _depth(text) > MAX_DEPTH:
        raise NotStrict("too deep")
    start = len(text) - len(text.lstrip(" \t\r\n"))
    try:
        value, end = decoder.raw_decode(text, start)
    except NotStrict:
        raise
    except (ValueError, RecursionError) as error:
        raise NotStrict("no JSON") from error
    if text[end:].strip(" \t\r\n"):
        raise NotStrict("text behind the value")
    if "\\u" in text:
        try:
            json.dumps(value, ensure_ascii=False, default=str).encode("utf-8")
        except UnicodeEncodeError as error:
            raise NotStrict("half a surrogate pair") from error
    return value
