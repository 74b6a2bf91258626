"""Texts, numbers and amounts (spec/10-records.md)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from .. import schemas
from ..findings import Finding
from ..standard import currencies
from ..values import scale
from .bundle import Bundle

_RUN = re.compile(r"(?<![0-9])[0-9]{13,19}(?![0-9])")
# Looked for at every place: a card number can stand behind four other digits.
_PRINTED = re.compile(r"(?<![0-9])(?=([0-9]{4}(?:[ -][0-9]{1,6}(?![0-9]))+))")

_FREE = frozenset(("name", "text", "code", "number", "extensions"))


def typed(value: Any, schema: dict[str, Any], path: tuple[object, ...] = ()) -> Iterator[tuple[tuple[object, ...], str, Any]]:
    """Every value of a type that the standard names, at any depth: where it stands, the name of the type, and itself."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    if name == "source_ids":
        schema = schemas.load("common")["$defs"][name]
    elif name:
        yield path, name, value
        return
    if isinstance(value, dict):
        for member, item in value.items():
            yield from typed(item, schema.get("properties", {}).get(member, {}), (*path, member))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from typed(item, schema.get("items", {}), (*path, index))


def strings(value: Any, path: tuple[object, ...] = ()) -> Iterator[tuple[tuple[object, ...], str]]:
    """Every text of a value, with where it stands."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from strings(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from strings(item, (*path, index))


def normalised(bundle: Bundle) -> Iterator[Finding]:
    """text-normalised: what is not ASCII is in normal form C."""
    for part in bundle.parts:
        for record in part.records:
            for path, text in strings(record.value):
                if not text.isascii() and not unicodedata.is_normalized("NFC", text):
                    yield record.finding("text-normalised", *path)


def card_numbers(bundle: Bundle) -> Iterator[Finding]:
    """card-number-in-text: free text, names, codes, numbers and what extensions say."""
    for part in bundle.parts:
        for record in part.records:
            for place, name, value in typed(record.value, part.kind.schema):
                if name not in _FREE:
                    continue
                for path, text in strings(value, place):
                    if _holds_card_number(text):
                        yield record.finding("card-number-in-text", *path)


def _holds_card_number(text: str) -> bool:
    """Whether there is a card number in one run of digits, or in the groups in which one is printed."""
    if any(_is_card_number(match.group()) for match in _RUN.finditer(text)):
        return True
    for match in _PRINTED.finditer(text):
        groups = re.findall(r"[0-9]+", match.group(1))
        numbers = ("".join(groups[:count]) for count in range(2, len(groups) + 1))
        if any(15 <= len(number) <= 19 and _is_card_number(number) for number in numbers):
            return True
    return False


def _is_card_number(digits: str) -> bool:
    values = [int(digit) for digit in reversed(digits)]
    check = sum(value if index % 2 == 0 else sum(divmod(2 * value, 10)) for index, value in enumerate(values))
    return digits[0] in "23456" and check % 10 == 0


def numbers(bundle: Bundle) -> Iterator[Finding]:
    """number-unmasked, number-display."""
    for part in bundle.parts:
        properties = part.kind.schema["properties"]
        for record in part.records:
            for path, name, value in typed(record.value, part.kind.schema):
                if name != "number":
                    continue
                if properties[path[0]].get("x-group") == "counterparty" and "value" in value:
                    yield record.finding("number-unmasked", *path, "value")
                if len(re.findall("[0-9]", value["display"])) > 4 and value["scheme"] not in _OF_NOBODY:
                    yield record.finding("number-display", *path, "display")


# Schemes whose numbers are neither a person's nor a contract's.
_OF_NOBODY = {"bic", "lei", "url", "other"}


def money(bundle: Bundle) -> Iterator[Finding]:
    """currency-known and amount-scale: a currency of the list, and no more decimals than it has."""
    for part in bundle.parts:
        for record in part.records:
            for path, name, value in typed(record.value, part.kind.schema):
                if name == "currency" and value not in currencies():
                    yield record.finding("currency-known", *path)
                if name != "amount":
                    continue
                decimals = currencies().get(record.value.get("original_currency" if path[-1] == "original_amount" else "currency"))
                if decimals is not None and scale(value) > decimals:
                    yield record.finding("amount-scale", *path)
