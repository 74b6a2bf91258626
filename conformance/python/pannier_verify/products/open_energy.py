"""Format `open-energy`: entries of the open collection of household electricity prices (spec/formats/tariffs.md)."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from . import number, words
from .draft import INCREASE, UNKNOWN, Draft
from .energy import window
from .header import Header
from .node import Node

_ORIGIN = (
    "attribute the", "attributed as", "cc by", "imported from", "imported via", "licence ouverte", "lindas", "not endorsed by",
    "period 20", "published by", "public energy plan data", "serves", "user-submitted data",
)
_OF_PRICES = set(
    "approximate charge charges cost costs discount excluded excludes fee fees included modelled network price prices rate rates "
    "seasonal tax".split()
)
_REPEATED = re.compile(r"All-in (.*?) Rp/kWh = .*?; annual fixed (.*) CHF", re.DOTALL)
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,12})?")
_CURRENCY = re.compile(r"(?!XXX)[A-Z]{3}")
_JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_ZONE = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*")
_DAYS = {"all": None, "weekday": ["mon", "tue", "wed", "thu", "fri"], "weekend": ["sat", "sun"]}
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


def products(root: Node) -> list[Node]:
    """The entries of a document: one, or a list."""
    nodes = root.elements if root.is_list else [root]
    return [node for node in nodes if node.path("meta", "schemaVersion") and node.path("tariff", "import")]


def header(node: Node, draft: Draft) -> Header:
    """What the entry is, with its prices and all else in the draft."""
    meta, tariff = node.members["meta"], node.members["tariff"]
    draft.prices_stand_in(tariff)
    made = Header("energy", meta.text("id") or "", meta.text("provider") or "", "")
    made.name = meta.text("plan") or made.id
    made.version = meta.text("updated")
    made.currency = _formed(_CURRENCY, meta.text("currency"))
    zone = meta.text("timezone")
    made.zone = _formed(_ZONE, zone) if len(zone or "") <= 64 else None
    country, region = meta.text("country"), meta.text("region")
    made.jurisdiction = _formed(_JURISDICTION, f"{country}-{region}" if region else country) or _formed(_JURISDICTION, country)
    clock = made.zone or "UTC"
    since = words.day(tariff.text("validFrom"), clock) or words.day(made.version, clock)
    made.saleable = made.priced = since, words.day(tariff.text("validTo"), clock)
    coverage = meta.get("coverage")
    if coverage:
        codes = [name for code in coverage.list("postcodes") if (name := words.name(code.scalar()))]
        draft.area += [{"scheme": "postcode", "include": codes}] if codes else []
        coverage.flag("national")
    says_all = _notes(meta, tariff, draft)
    grid = meta.text("distributor")
    if grid:
        draft.has("distributor", "Network operator", grid)
    if meta.text("unit") not in (None, "kWh"):
        draft.say_at(meta.pointer, "Prices are for another unit than kWh", UNKNOWN)
    tariff.read("kind")
    _use(tariff.members["import"], draft)
    _supply(tariff, says_all, draft)
    _feed_in(tariff.path("export", "flatRate"), draft)
    for load in tariff.list("controlledLoad"):
        draft.say(load, "A price of its own for controlled load", UNKNOWN)
    return made


def _formed(form: re.Pattern[str], text: str | None) -> str | None:
    return text if text and form.fullmatch(text) else None


def _notes(meta: Node, tariff: Node, draft: Draft) -> bool:
    """Whether a sentence of the notes repeats the prices; what may say more of prices leaves them open."""
    node = meta.get("notes")
    text = node and node.scalar()
    if node is None or words.says_nothing(text):
        return False
    sentences = [sentence.strip().rstrip(".") for sentence in (text or "").split(". ")]
    again = [sentence for sentence in sentences if _repeats(sentence, tariff)]
    left = [sentence for sentence in sentences if sentence and sentence not in again and not _is_origin(sentence)]
    if left:
        draft.say_at(node.pointer, "Notes: " + ". ".join(left), UNKNOWN)
    else:
        draft.lose_at(node.pointer)
    return bool(again)


def _is_origin(sentence: str) -> bool:
    lower = sentence.lower()
    found = {word for word in re.split(r"\W|_", lower)}
    return any(phrase in lower for phrase in _ORIGIN) and found.isdisjoint(_OF_PRICES)


def _repeats(sentence: str, tariff: Node) -> bool:
    form = _REPEATED.fullmatch(sentence)
    rate, supply = tariff.path("import", "flatRate"), tariff.path("supply", "daily")
    price = number.number(rate.peek() or "") if rate else None
    daily = (number.number(supply.peek() or "") if supply else None) or Fraction(0)
    return form is not None and price is not None and _is_rounded(price * 100, form[1]) and _is_rounded(daily * 365, form[2])


def _is_rounded(value: Fraction, text: str) -> bool:
    """Whether a text is a value to so many decimals as it has."""
    if not _DECIMAL.fullmatch(text):
        return False
    places = len(text.partition(".")[2])
    return abs(value - Fraction(text)) <= Fraction(1, 2 * 10**places)


def _use(prices: Node, draft: Draft) -> None:
    flat = draft.number(prices.get("flatRate"), "Price of use")
    if flat is not None:
        draft.add("usage", "Use", "charge", **_terms(flat, "electricity.import"))
    known = set()
    for band in prices.list("bands"):
        name = band.text("id") or ""
        label = band.text("name") or name
        price = draft.number(band.get("rate"), label)
        slots = [made for one in prices.list("schedule") if one.peeked("band") == name and (made := _slot(one)) is not None]
        band.read("role")
        known.add(name)
        if price is None:
            continue
        hours = window(name, slots, draft)
        if hours is None:
            draft.say_at(band.pointer, f"{label}: {number.written(price)}, at no hours", UNKNOWN)
        else:
            draft.add(name, label, "charge", **_terms(price, "electricity.import"), window=hours)
    for one in prices.list("schedule"):
        if one.peeked("band") not in known:
            draft.say(one, "Hours of a price that is not stated", UNKNOWN)


def _slot(one: Node) -> dict[str, Any] | None:
    """A slot of a schedule, read; nothing where it is written in another way. Ends of hours are not part of them."""
    days, start, end = one.peeked("days"), one.peeked("from"), one.peeked("to")
    if days not in _DAYS or not (start and end and _TIME.fullmatch(start) and _TIME.fullmatch(end)):
        return None
    one.take_all()
    members = {"days": _DAYS[days], "from": start, "to": end}
    return {name: value for name, value in members.items() if value not in (None, "00:00", "24:00")}


def _supply(tariff: Node, says_all: bool, draft: Draft) -> None:
    amount = draft.money(tariff.path("supply", "daily"), "Supply charge")
    if amount is None:
        if not says_all:
            draft.say_at(tariff.pointer, "No charge for supply is stated", UNKNOWN)
    elif Fraction(amount) == 0:
        draft.lose_at(tariff.pointer)
    else:
        draft.add("supply", "Supply charge", "charge", kind="fixed", amount=amount, per="P1D")


def _feed_in(rate: Node | None, draft: Draft) -> None:
    price = draft.number(rate, "Feed-in")
    if rate and price is not None and price < 0:
        draft.say_at(rate.pointer, f"Feed-in: {number.written(price)}", INCREASE)
    elif price:
        draft.add("feed_in", "Feed-in", "credit", **_terms(price, "electricity.export"))


def _terms(price: Fraction, meter: str) -> dict[str, Any]:
    return {"kind": "usage", "meter": meter, "unit": "kWh", "blocks": [{"price": number.written(price)}]}
