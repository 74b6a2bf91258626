"""Intents, offers and acceptances (spec/15-offers.md), as far as it takes no tariff to judge them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .findings import Finding, pointer
from .values import day_of, number

_SUMS = ("year_one", "year_two")


def check_intent(payload: dict[str, Any]) -> Iterator[Finding]:
    """intent-data, intent-replies."""
    data = payload["data"]
    if data["level"] == "answer":
        for name in ("record_types", "share"):
            if name in data:
                yield Finding("intent-data", pointer=pointer("data", name))
    if payload["max_replies"] < 1:
        yield Finding("intent-replies", pointer="/max_replies")


def check(payload: dict[str, Any], intent: dict[str, Any] | None) -> Iterator[Finding]:
    """offer-public-price, offer-not-dearer, offer-sums, offer-within-intent; the last where the intent is there."""
    if payload["personalised"] != ("public" in payload):
        yield Finding("offer-public-price", pointer="/public")
    elif "public" in payload and "why_dearer" not in payload:
        own, everybodys = (offered["price"]["year_one"]["gross"] for offered in (payload, payload["public"]))
        if number(own) > number(everybodys):
            yield Finding("offer-not-dearer", pointer="/price/year_one/gross")
    yield from _sums(payload["price"], "price")
    if "public" in payload:
        yield from _sums(payload["public"]["price"], "public", "price")
    holidays = payload.get("holidays", [])
    for index, (one, other) in enumerate(zip(holidays, holidays[1:]), start=1):
        if one >= other:
            yield Finding("offer-sums", pointer=pointer("holidays", index))
    if intent is not None:
        for place in _beyond(payload, intent):
            yield Finding("offer-within-intent", pointer=place)


def check_acceptance(
    payload: dict[str, Any], offer: dict[str, Any] | None, signers: tuple[str, str | None]
) -> Iterator[Finding]:
    """acceptance-start, acceptance-offer; `signers` are the thumbprints of the keys of both."""
    for first_day in [day_of(payload["iat"])] + ([offer["from"]] if offer else []):
        if payload.get("start", first_day) < first_day:
            yield Finding("acceptance-start", pointer="/start")
    if offer is None:
        return
    if signers[0] == signers[1]:
        yield Finding("acceptance-offer", pointer="/cnf/jwk")
    if payload["iat"] >= offer["exp"]:
        yield Finding("acceptance-offer", pointer="/iat")
    if payload["recipient"] != offer["iss"]:
        yield Finding("acceptance-offer", pointer="/recipient")
    if payload["lines"] != offer["price"]["lines"]:
        yield Finding("acceptance-offer", pointer="/lines")


def _sums(price: dict[str, Any], *place: str) -> Iterator[Finding]:
    for name in _SUMS:
        if name in price:
            gross, net, tax = (number(price[name][member]) for member in ("gross", "net", "tax"))
            if net + tax != gross:
                yield Finding("offer-sums", pointer=pointer(*place, name, "gross"))


def _beyond(payload: dict[str, Any], intent: dict[str, Any]) -> Iterator[str]:
    """Pointers to what of an offer the intent does not ask for."""
    if payload["iat"] >= intent["exp"]:
        yield "/iat"
    if payload["iss"] != intent.get("recipient", payload["iss"]):
        yield "/iss"
    if payload["currency"] != intent["currency"]:
        yield "/currency"
    price = payload["price"]
    if "budget" in intent and number(price["year_one"]["gross"]) > number(intent["budget"]):
        yield "/price/year_one/gross"
    if "commitment" in price and price["commitment"]["months"] > intent.get("max_months", price["commitment"]["months"]):
        yield "/price/commitment/months"
    answered = [(given["fact"], given["is"]) for given in intent.get("facts", [])]
    for index, given in enumerate(payload.get("facts", [])):
        if (given["fact"], given["is"]) not in answered:
            yield pointer("facts", index)
