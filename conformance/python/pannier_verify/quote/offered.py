"""The figures of an offer, computed again from its shares and tariffs (offer-share, offer-tariff, offer-figures)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from .. import standard
from ..findings import Finding, pointer
from ..rules.bundle import Bundle
from ..tariff.text import Tariff
from .answers import Answers
from .data import Data
from .price import RANKED, quote

_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# What an offer may leave out although there is a figure.
_OPTIONAL = ("grade",)
# What a quote has and no offer.
_OF_QUOTES = ("tariff", "switch_cost", "if_also")


def shares(payload: dict[str, Any], given: list[tuple[str, str]]) -> Iterator[Finding]:
    """offer-share: the shares that are named are those that are given, by `jti` and hash, each once and ascending."""
    named = [(share["jti"], share["pannier_share"]) for share in payload["shares"]]
    ascending = all(one[0] < other[0] for one, other in zip(named, named[1:]))
    if not ascending or sorted(named) != sorted(given):
        yield Finding("offer-share", pointer="/shares")


def tariffs(payload: dict[str, Any], given: list[Tariff]) -> Iterator[Finding]:
    """offer-tariff: digest, id, version and name of each tariff that is named."""
    for (place, offered), tariff in zip(_offered(payload), given):
        named, value = offered["tariff"], tariff.value
        if named["digest"] != tariff.digest:
            yield Finding("offer-tariff", pointer=pointer(*place, "tariff", "digest"))
        for member in ("id", "version", "name"):
            if named[member] != value[member]:
                yield Finding("offer-tariff", pointer=pointer(*place, "tariff", member))
        if not place and payload["currency"] != value["currency"]:
            yield Finding("offer-figures", pointer="/currency")


def figures(payload: dict[str, Any], bundles: list[Bundle], given: list[Tariff]) -> Iterator[Finding]:
    """offer-figures: every figure of each price, and the hash of its lines."""
    answers = Answers(
        {one["fact"]: one["is"] for one in payload.get("facts", [])},
        {one["choice"]: one["is"] for one in payload.get("choices", [])},
        frozenset(date.fromisoformat(day) for day in payload.get("holidays", [])),
    )
    start = date.fromisoformat(payload["from"])
    if start.day != 1:
        yield Finding("quote-year", pointer="/from")
        return
    for (place, offered), tariff in zip(_offered(payload), given):
        made = quote(tariff.value, Data(bundles), answers, start, payload.get("thing"))
        if made.price is None or made.price["status"] not in RANKED:
            yield from (finding for finding in made.findings if made.price is None or standard.is_error(finding.code))
            if made.price is not None:
                yield Finding("offer-figures", pointer=pointer(*place, "price", "status"))
            continue
        # Components are left out of an offer where nothing is charged.
        computed = {name: value for name, value in made.price.items() if name not in _OF_QUOTES and value != []}
        for name in sorted(computed.keys() | offered["price"].keys()):
            if name not in offered["price"] and name in _OPTIONAL:
                continue
            yield from _differences(offered["price"].get(name), computed.get(name), (*place, "price", name))


def _offered(payload: dict[str, Any]) -> list[tuple[tuple[str, ...], dict[str, Any]]]:
    """What is offered, then what everybody is, each with its place."""
    own: list[tuple[tuple[str, ...], dict[str, Any]]] = [((), payload)]
    return own + ([(("public",), payload["public"])] if "public" in payload else [])


def _differences(offered: Any, computed: Any, place: tuple[object, ...]) -> Iterator[Finding]:
    """A finding for each figure that is another one; amounts are compared, and not how many zeros they have."""
    if isinstance(offered, dict) and isinstance(computed, dict) and offered.keys() == computed.keys():
        for name in offered:
            yield from _differences(offered[name], computed[name], (*place, name))
    elif isinstance(offered, list) and isinstance(computed, list) and len(offered) == len(computed):
        for index, (one, other) in enumerate(zip(offered, computed)):
            yield from _differences(one, other, (*place, index))
    elif not _same(offered, computed):
        yield Finding("offer-figures", pointer=pointer(*place))


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str) and _AMOUNT.fullmatch(one) and _AMOUNT.fullmatch(other):
        return Fraction(one) == Fraction(other)
    return bool(one == other)
