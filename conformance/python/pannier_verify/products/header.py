"""What an importer says of a product as a whole, and the tariff that comes of it with its draft."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from .. import base64url
from ..findings import Finding
from ..standard import currencies
from . import words
from .draft import UNKNOWN, Draft

MOST = 1000

Days = tuple[str | None, str | None]


@dataclass(frozen=True)
class Given:
    """What a source does not say, given by whoever has it; nothing of it outweighs what the source does say."""

    as_of: str | None = None
    country: str | None = None
    currency: str | None = None
    tax: str | None = None
    zone: str | None = None

    def stated_tax(self) -> dict[str, Any] | None:
        """Tax in amounts: `0.10` comes on top, `included` stands in them or is none, `included:0.20` says both."""
        if self.tax is None:
            return None
        included, _, rate = self.tax.rpartition(":") if self.tax != "included" else ("included", "", "0")
        return {"included": bool(included), "rate": rate}


@dataclass
class Header:
    """What the source states of the whole product; what it does not state stays empty."""

    sector: str
    id: str
    provider: str
    name: str
    provider_id: str | None = None
    version: str | None = None
    summary: str | None = None
    service: str | None = None
    jurisdiction: str | None = None
    currency: str | None = None
    zone: str | None = None
    saleable: Days = (None, None)
    priced: Days = (None, None)
    tax: dict[str, Any] | None = None
    billing: str = "P1M"


def tariff(header: Header, draft: Draft, source: bytes, given: Given) -> dict[str, Any] | None:
    """The tariff; nothing where something is missing, which is a finding of the draft then.

    Requirements: tariff-source-form, tariff-source-date, tariff-source-priced, convert-currency, convert-zone, convert-country.
    """
    currency, zone = header.currency or given.currency, header.zone or given.zone
    jurisdiction = header.jurisdiction or given.country
    saleable, priced = _span(header.saleable, given, draft), _span(header.priced, given, draft)
    provider, called = words.name(header.provider), words.name(header.name)
    lacks = {
        "tariff-source-form": not (provider and called),
        "convert-currency": not currency,
        "convert-zone": not zone,
        "convert-country": not jurisdiction,
        "tariff-source-date": not (saleable or priced),
        "tariff-source-priced": not draft.components,
    }
    tax = header.tax or given.stated_tax()
    if tax is None:
        draft.say_at("", "Whether prices contain tax is not stated", UNKNOWN)
        tax = {"included": True, "rate": "0"}
    missing = [Finding(requirement) for requirement, is_so in lacks.items() if is_so]
    draft.findings += missing
    if missing:
        return None
    digest = "sha-256:" + base64url.encode(hashlib.sha256(source).digest())
    made = {
        "id": words.name(header.id) or called,
        "version": words.name(header.version) or digest,
        "provider": {"id": words.name(header.provider_id) or provider, "name": provider},
        "name": called,
        "summary": next(iter(words.texts(header.summary or "")), None),
        "sector": header.sector,
        "service": header.service,
        "jurisdiction": jurisdiction,
        "currency": currency,
        "time_zone": zone,
        "saleable": saleable or priced,
        "priced": priced or saleable,
        "area": draft.area,
        "eligibility": draft.eligibility[:MOST],
        "tax": tax,
        "rounding": {"at": "total", "mode": "half_up", "places": currencies().get(currency) or 0},
        "billing": {"anchor": "calendar", "period": header.billing},
        "windows": draft.windows,
        "calendars": draft.calendars,
        "components": draft.components,
        "commitment": draft.commitment,
        "exit": draft.exit,
        "non_price": draft.non_price[:MOST],
        "unmodelled": _capped(draft.unmodelled, {"effect": UNKNOWN, "text": "and more"}),
        "source": {
            "digest": digest,
            "losses": _capped([{"path": path, "reason": "not said by the tariff"} for path in draft.losses],
                              {"path": "/", "reason": "and more"}),
            "retrieved": given.as_of,
        },
    }
    made["source"] = {name: value for name, value in made["source"].items() if value}
    always = ("eligibility", "unmodelled", "components")
    return {name: value for name, value in made.items() if name in always or value not in (None, [], {})}


def _span(days: Days, given: Given, draft: Draft) -> dict[str, str] | None:
    """A span that begins with the day stated or given; an end of the year 9000 or later is none."""
    start, end = days[0] or given.as_of, days[1]
    if start is None:
        return None
    if end is None or end >= "9000":
        return {"from": start}
    if end <= start:
        draft.lose_at("")
        return {"from": start}
    return {"from": start, "to": end}


def _capped(all_of_them: list[Any], more: Any) -> list[Any]:
    """At most as many as a tariff holds; the last says that there were more."""
    return all_of_them if len(all_of_them) <= MOST else [*all_of_them[: MOST - 1], more]
