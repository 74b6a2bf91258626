"""Prices that another program computed (`vendor/tariff-kat`), put to the engine without any records."""

from __future__ import annotations

import json
import re
import unittest
import zoneinfo
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from pannier_verify.quote import amounts
from pannier_verify.quote.answers import Answers
from pannier_verify.quote.engine import Costs, run
from pannier_verify.quote.replay import Days, Months, apart, months_apart
from pannier_verify.quote.use import Goods, Movement, Piece
from pannier_verify.tariff.periods import plus_months

_FOLDER = Path(__file__).resolve().parents[2] / "vendor" / "tariff-kat"
_HOUR = 3600
# Their meters and units in our words.
_METERS = {"e": ("electricity.import", "kWh"), "voice.s": ("voice", "s"), "data.MB": ("data", "MB")}
_KINDS = {"credit": "transfer_in", "card": "card", "returned-item": "direct_debit"}


class Given:
    """Use as their files have it."""

    lines: Sequence[str] = ()

    def __init__(self, known: dict[str, Any], start: date, zone: str) -> None:
        data = known["data"]
        self._pieces: dict[tuple[str, date], list[Piece]] = {}
        for day, minute, meter, quantity in data.get("readings", _every_hour(start, zone) if "note" in data else []):
            ours, unit = _METERS[meter]
            piece = Piece(Fraction(quantity), unit, minute=minute, seconds=_HOUR)
            self._pieces.setdefault((ours, date.fromisoformat(day)), []).append(piece)
        self._movements: dict[date, list[Movement]] = {}
        for month, event in data.get("events", []):
            movement = Movement(
                Fraction(event["amount"]), _KINDS[event["type"]], reversal=event["type"] == "returned-item",
                is_foreign=event.get("foreign", False), category=event.get("category", "other"),
            )  # fmt: skip
            self._movements.setdefault(date.fromisoformat(f"{month}-01"), []).append(movement)
        self._balances = {date.fromisoformat(day): Fraction(amount) for day, amount in data.get("endOfDay", [])}

    def pieces(self, meter: str, day: date) -> Sequence[Piece]:
        return self._pieces.get((meter, day), [])

    def movements(self, day: date) -> Sequence[Movement]:
        return self._movements.get(day, [])

    def balance(self, day: date) -> Fraction:
        return self._balances.get(day, Fraction(0))

    def goods(self, day: date) -> Sequence[Goods]:
        return []

    def names(self, day: date) -> Iterator[str]:
        return iter(())

    def aside(self) -> AbstractContextManager[None]:
        return nullcontext()

    def hours(self, label: str) -> None:
        return None


def _every_hour(start: date, zone: str) -> Iterator[tuple[str, int, str, str]]:
    """Half a kilowatt-hour in each hour of the year that there is."""
    place = zoneinfo.ZoneInfo(zone)
    moment = datetime(start.year, start.month, start.day, tzinfo=place).astimezone(zoneinfo.ZoneInfo("UTC"))
    while moment.astimezone(place).date() < plus_months(start, 12):
        local = moment.astimezone(place)
        yield local.date().isoformat(), local.hour * 60 + local.minute, "e", "0.5"
        moment += timedelta(hours=1)


def _snake(value: Any) -> Any:
    if isinstance(value, list):
        return [_snake(item) for item in value]
    if isinstance(value, dict):
        return {re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), name): _snake(item) for name, item in value.items()}
    return value


def _tariff(known: dict[str, Any]) -> dict[str, Any]:
    """Their abridged tariff as one of ours: what they take for granted is said."""
    theirs = known["tariff"]
    components = [_component(_snake(component)) for component in theirs["components"]]
    return {
        "currency": theirs["currency"],
        "time_zone": theirs.get("timeZone", "Etc/UTC"),
        "billing": {"anchor": "calendar", "period": "P1M"},
        "tax": {"included": True, "rate": "0"},
        "rounding": {**theirs["rounding"], "mode": theirs["rounding"]["mode"].replace("-", "_")},
        "windows": {name: {"slots": slots} for name, slots in theirs["windows"].items()},
        "components": components,
    }


def _component(component: dict[str, Any]) -> dict[str, Any]:
    component = {"label": component["id"], "direction": "charge", **component}
    if component["kind"] == "usage":
        component["meter"] = _METERS[component["meter"]][0]
    if component["kind"] == "balance":
        component["blocks"] = [
            {"rate" if name == "price" else name: value for name, value in block.items()} for block in component["blocks"]
        ]
    if "match" in component:
        theirs = component["match"]
        ours: dict[str, Any] = {"kind": [{"returned-item": "returned_item"}.get(theirs["type"], theirs["type"])]}
        if "foreign" in theirs:
            ours["is_foreign"] = theirs["foreign"]
        if "category" in theirs:
            ours["category"] = [theirs["category"]]
        component["match"] = ours
    return component


def _costs(known: dict[str, Any]) -> Costs:
    start, tariff = date.fromisoformat(known["horizonStart"]), _tariff(known)
    return run(tariff, Given(known, start, tariff["time_zone"]), Answers(), start, 2)


class KnownPrices(unittest.TestCase):
    """What each component, the first lines and both years come to."""

    def test_prices(self) -> None:
        priced = [known for known in (json.loads(path.read_bytes()) for path in sorted(_FOLDER.glob("*.json"))) if "tariff" in known]
        self.assertGreater(len(priced), 20)
        for known in priced:
            with self.subTest(name=known["name"]):
                costs, currency, wanted = _costs(known), known["tariff"]["currency"], known["expect"]
                years = [amounts.money(costs.year(year).gross, currency) for year in (0, 1)]
                self.assertEqual([wanted["yearOne"], wanted["yearTwo"]], years)
                sums = {name: amounts.exact(amount) for name, amount in costs.components().items()}
                self.assertEqual({name: amounts.exact(Fraction(amount)) for name, amount in wanted["byComponent"].items()}, sums)
                lines = [
                    [line.component, line.period.name, amounts.exact(line.charge.quantity), line.charge.unit,
                     amounts.exact(line.charge.price), amounts.exact(line.charge.exact)]
                    for line in costs.lines[0]
                ]  # fmt: skip
                members = ("component", "period", "quantity", "unit", "price", "exact")
                for line in wanted["firstLines"]:
                    self.assertIn([line[member] for member in members], lines)


class KnownReplays(unittest.TestCase):
    """Which day or month stands for which."""

    def test_days(self) -> None:
        known = json.loads((_FOLDER / "projection-by-day.json").read_bytes())
        first, last = (date.fromisoformat(day) for day in known["covered"].split(".."))
        days = Days([first + timedelta(offset) for offset in range((last - first).days + 1)], ())
        for target, source, _ in known["map"]:
            with self.subTest(target=target):
                self.assertEqual(date.fromisoformat(source), days.source(date.fromisoformat(target)))

    def test_months(self) -> None:
        known = json.loads((_FOLDER / "projection-by-month.json").read_bytes())
        months = Months([date.fromisoformat(f"{month}-01") for month in known["covered"]])
        for target, source, distance in known["map"]:
            with self.subTest(target=target):
                first = date.fromisoformat(f"{target}-01")
                self.assertEqual(date.fromisoformat(f"{source}-01"), months.source(first))
                self.assertEqual(distance, months_apart(first, date.fromisoformat(f"{source}-01")))

    def test_course_of_the_year(self) -> None:
        for one, other, wanted in (("2028-02-29", "2027-02-28", 0), ("2027-12-31", "2026-01-01", 1), ("2027-07-02", "2026-01-01", 182)):
            with self.subTest(one=one):
                self.assertEqual(wanted, apart(date.fromisoformat(one), date.fromisoformat(other)))
