"""The examples of the chapter on tariffs, and what its vectors have no case for."""

from __future__ import annotations

import json
import re
import unittest
from decimal import Decimal
from typing import Any

from pannier_verify import schemas, standard, strict_json
from pannier_verify.findings import Finding
from pannier_verify.tariff import form, meaning

_SIMPLE: dict[str, Any] = json.loads((schemas.FOLDER / "examples/tariff/minimal.json").read_bytes())
_EXAMPLE = re.compile(r"^#### (tariff-[a-z-]+)\n.*?^Right: `([^\n]+)`\n\n^Wrong: `([^\n]+)`$", re.MULTILINE | re.DOTALL)


def _found(tariff: Any) -> list[Finding]:
    findings = list(form.check(tariff))
    if findings:
        return findings
    errors, warnings = meaning.check(tariff)
    return errors + warnings


def _with(change: dict[str, Any]) -> dict[str, Any]:
    """The simple tariff with other members; those that are null are taken away, as the examples mean it."""
    return {name: value for name, value in {**_SIMPLE, **change}.items() if value is not None}


def _fee(**members: Any) -> dict[str, Any]:
    return {"kind": "fixed", "id": "fee", "label": "Fee", "direction": "charge", "amount": "3.00", "per": "P1M", **members}


def _use(**members: Any) -> dict[str, Any]:
    use = {"kind": "usage", "id": "use", "label": "Use", "direction": "charge", "meter": "electricity.import", "unit": "kWh",
           "blocks": [{"price": "0.30"}]}
    return {**use, **members}


class Examples(unittest.TestCase):
    """What the text calls right is, and what it calls wrong has the requirement against it."""

    def test_right_and_wrong(self) -> None:
        examples = _EXAMPLE.findall((standard.SPEC / "13-tariffs.md").read_text(encoding="utf-8"))
        self.assertGreater(len(examples), 25)
        for code, right, wrong in examples:
            with self.subTest(code=code):
                self.assertEqual([], [one.code for one in _read(right) if standard.is_error(one.code) or one.code == code])
                self.assertIn(code, [one.code for one in _read(wrong)])


def _read(example: str) -> list[Finding]:
    try:
        return _found(_with(strict_json.parse_any_number(example.encode())))
    except strict_json.NotStrict:
        return [Finding("tariff-json")]


class Places(unittest.TestCase):
    """Codes and places of what the vectors leave out."""

    def test_codes_and_places(self) -> None:
        electricity = {"sector": "energy", "tax": _SIMPLE["tax"]}
        day_and_night = {"day": {"slots": [{"from": "06:00", "to": "22:00"}]}, "night": {"otherwise": ["day"]}}
        summer = {"summer": {"yearly": [{"from": "04-01", "to": "10-01"}]}}
        for change, wanted in (
            ({"components": [_fee(at="P3M")]}, ["tariff-component-members /components/0/at"]),
            ({"components": [_fee(per="once", at="P3M")]}, []),
            ({"components": [_fee(per="once", at="PT3H")]}, ["tariff-period /components/0/at"]),
            ({"components": [_fee(phase={"from": "P1Y", "to": "P12M"})]}, ["tariff-span /components/0/phase/to"]),
            ({"components": [_fee(tax={"included": True})]}, ["tariff-member-required /components/0/tax"]),
            ({"tax": {"included": True}}, ["tariff-tax-stated /tax"]),
            ({"components": [_fee(kind=3)]}, ["tariff-value /components/0/kind"]),
            ({"components": []}, ["tariff-value /components"]),
            ({"rounding": {**_SIMPLE["rounding"], "places": Decimal("2.0")}}, ["tariff-value /rounding/places"]),
            ({**electricity, "components": [_use(meter="gas", unit="l")]}, []),
            ({**electricity, "components": [_use(unit="m3")]}, ["tariff-unit /components/0/unit"]),
            ({"calendars": {"holidays": {}}}, ["tariff-window-form /calendars/holidays"]),
            ({"eligibility": [{"any": [{"fact": "age", "gte": "30", "lt": "18"}]}]}, ["tariff-bounds /eligibility/0/any/0"]),
            # Half a year has the hours of a window of its own, and all of it those of the other half.
            ({**electricity, "calendars": summer,
              "windows": {"summer": {"slots": [{"on": ["summer"]}]}, "winter": {"slots": [{"except": ["summer"]}]}},
              "components": [_use(window="summer"), _use(id="winter", window="winter")]}, []),
            ({**electricity, "calendars": summer, "windows": {"summer": {"slots": [{"on": ["summer"]}]}},
              "components": [_use(window="summer")]}, ["tariff-window-cover /components/0/window"]),
            # From Friday evening to Saturday morning the window is that of Friday.
            ({**electricity, "windows": {"night": {"slots": [{"days": ["fri"], "from": "22:00", "to": "06:00"}]},
                                         "rest": {"otherwise": ["night"]}},
              "components": [_use(window="night"), _use(id="rest", window="rest")]}, []),
            # What a credit leaves out nobody pays, and it fills no gap of a charge.
            ({**electricity, "windows": day_and_night, "components": [_use(direction="credit", window="day")]}, []),
            ({**electricity, "windows": day_and_night,
              "components": [_use(direction="credit", window="night"), _use(id="day", window="day")]},
             ["tariff-window-cover /components/1/window"]),
            # Each phase has its hours, and so has each filter.
            ({**electricity, "windows": day_and_night,
              "components": [_use(window="day", phase={"to": "P6M"}), _use(id="night", window="night", phase={"to": "P6M"}),
                             _use(id="later", window="day", phase={"from": "P6M"})]},
             ["tariff-phase-successor /components/1/phase/to", "tariff-window-cover /components/2/window"]),
            ({**electricity, "windows": day_and_night,
              "components": [_use(window="day", filter={"tou": ["a"]}), _use(id="night", window="night", filter={"tou": ["b"]})]},
             ["tariff-window-cover /components/0/window", "tariff-window-cover /components/1/window"]),
            ({**electricity, "windows": {**day_and_night, "all": {"slots": [{}]}},
              "components": [_use(window="all", filter={"tou": ["a"]}), _use(id="day", window="day", filter={"tou": ["b"]}),
                             _use(id="night", window="night", filter={"tou": ["b"]})]}, []),
        ):
            with self.subTest(change=change):
                self.assertEqual(wanted, [f"{one.code} {one.pointer}" for one in sorted(_found(_with(change)))])
