"""Texts, numbers and amounts (spec/10-records.md)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from ..findings import Finding
from ..values import scale
from .bundle import Bundle

_RUN = re.compile(r"(?<![0-9])[2-6][0-9]{12,18}(?![0-9])")
_PRINTED = re.compile(
    r"(?<![0-9])[2-6][0-9]{3}(?:[ -][0-9]{4}){2}[ -][0-9]{1,7}(?![0-9])|(?<![0-9])3[0-9]{3}[ -][0-9]{6}[ -][0-9]{4,5}(?![0-9])"
)

# Decimals of the currencies that have not two of them (ISO 4217).
DECIMALS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}


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
    """card-number-in-text."""
    for part in bundle.parts:
        free = {
            name
            for name, schema in part.kind.schema["properties"].items()
            if str(schema.get("$ref", "")).endswith(("/name", "/text")) or name == "extensions"
        }
        for record in part.records:
            for path, text in strings({name: record.value[name] for name in record.value if name in free}):
                if any(_luhn(match.group()) for form in (_RUN, _PRINTED) for match in form.finditer(text)):
                    yield record.finding("card-number-in-text", *path)


def _luhn(text: str) -> bool:
    digits = [int(character) for character in reversed(text) if character.isdigit()]
    return sum(digit if index % 2 == 0 else sum(divmod(2 * digit, 10)) for index, digit in enumerate(digits)) % 10 == 0


def numbers(bundle: Bundle) -> Iterator[Finding]:
    """number-unmasked, number-display."""
    for part in bundle.parts:
        properties = part.kind.schema["properties"]
        members = [name for name, schema in properties.items() if str(schema.get("$ref", "")).endswith("/number")]
        for record in part.records:
            for name in members:
                value = record.value.get(name)
                if value is None:
                    continue
                if properties[name].get("x-group") == "counterparty" and "value" in value:
                    yield record.finding("number-unmasked", name, "value")
                if sum(character.isdigit() for character in value["display"]) > 4 and name not in _OF_THINGS:
                    yield record.finding("number-display", name, "display")


# Numbers that are neither a person's nor a contract's.
_OF_THINGS = {"merchant_id", "invoice_number", "receipt_number", "serial"}


def amounts(bundle: Bundle) -> Iterator[Finding]:
    """amount-scale: no more decimals than the currency has."""
    for part in bundle.parts:
        properties = part.kind.schema["properties"]
        members = [name for name, schema in properties.items() if str(schema.get("$ref", "")).endswith("/amount")]
        for record in part.records:
            for name in members:
                currency = record.value.get("original_currency" if name == "original_amount" else "currency")
                if name in record.value and currency and scale(record.value[name]) > DECIMALS.get(currency, 2):
                    yield record.finding("amount-scale", name)
