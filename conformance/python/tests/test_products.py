"""Numbers, texts and days of product data, what is lost of a source, and what the name of a fee says."""

from __future__ import annotations

import json
import unittest
from fractions import Fraction
from typing import Any

from pannier_verify import products
from pannier_verify.findings import Rejected
from pannier_verify.products import bank_names, energy, node, number, words
from pannier_verify.products.draft import Draft


def _left(source: Any, *taken: str) -> list[str]:
    root = node.read(json.dumps(source).encode())
    root.take(*taken)
    return list(root.left())


class Reading(unittest.TestCase):
    def test_numbers_are_read_exactly_or_not_at_all(self) -> None:
        for text, expected in {
            "0.05": "0.05", "1e-05": "0.00001", "4.2E+1": "42", "00.50": "0.5", "19.538999557495117": "19.538999557495",
            "0.0000000000005": "0.000000000001", "-3": "-3", "-0": "0", "1e15": None, "9.99e37": None, "$50": None, "1,000": None, ".5": None,
            "5.": None, "--5": None, "": None, "1e99999999999": None,
        }.items():
            value = number.number(text)
            self.assertEqual(None if value is None else number.written(value), expected, text)

    def test_documents_that_are_refused(self) -> None:
        for text in (b'{"a":1,"a":2}', b"{}{}", b"[" * 65 + b"]" * 65, b"\xc9", b'"\\ud800"', b"NaN", b'{"a":', b'"[1"'):
            with self.assertRaises(node.NotReadable, msg=text):
                node.read(text)
        self.assertEqual(node.read(b'\xef\xbb\xbf"{\\"a\\":1.50}"').text("a"), "1.50")
        self.assertTrue(node.read(b"[" * 64 + b"]" * 64).says_nothing())

    def test_what_nobody_read_is_left_as_its_largest_parts(self) -> None:
        source = {"a": {"b": 1, "c": [2, 3]}, "d": {"e": None, "f": " "}, "g": False, "h~/": {"i": {}}}
        self.assertEqual(_left(source), [""])
        self.assertEqual(_left(source, "g"), ["/a"])
        self.assertEqual(_left({"a": 1, "b~/": [1]}, "a"), ["/b~0~1"])
        self.assertEqual(_left(source, "a", "g"), [])

    def test_days(self) -> None:
        for text, expected in {
            "2026-02-28T20:00:00Z": "2026-03-01", "2026-02-28T20:00:00.5+11:00": "2026-02-28", "2026-02-28": "2026-02-28",
            "2026-02-28T20:00": "2026-02-28", "2026-02-30": None, "2026-02-28 20:00": None, "28.2.2026": None,
        }.items():
            self.assertEqual(words.day(text, "Australia/Sydney"), expected, text)

    def test_codes_of_words(self) -> None:
        for text, expected in {"Bank@Post fee!": "bank_post_fee", "Übung": "bung", "?": "x", "A" * 70: "a" * 60}.items():
            self.assertEqual(words.code(text), expected)

    def test_more_losses_than_a_tariff_holds(self) -> None:
        fee = {"name": "Fee", "feeType": "PERIODIC", "amount": "5", "additionalValue": "P1M"}
        bank = {"productId": "1", "productCategory": "LEASES", "name": "N", "brand": "B", "lastUpdated": "2026-01-01", "fees": [fee]}
        made, _ = products.make(json.dumps(bank | {f"m{count}": 1 for count in range(1001)}).encode(), None, products.Given())
        losses = made[0]["source"]["losses"]
        self.assertEqual((len(losses), losses[0]["path"], losses[-1]["path"]), (1000, "/m0", "/"))
        with self.assertRaises(Rejected):
            products.make(json.dumps(bank | {"brand": " "}).encode(), None, products.Given())


class Names(unittest.TestCase):
    def test_a_name_is_understood_or_it_is_not(self) -> None:
        for name, expected in {
            "Foreign Transaction Fee": ({"is_foreign": True}, False), "DIRECT_DEBIT_DISHONOUR_FEE": ({"kind": ["returned_item"]}, False),
            "ATM Withdrawal Fee": ({"kind": ["cash_out"]}, True), "Overseas ATM Wdl Fee": ({"is_foreign": True, "kind": ["cash_out"]}, False),
            "International fee": None, "Fee": None, "Visa Debit Card EFTPOS fee": ({"kind": ["card"]}, True),
        }.items():
            self.assertEqual(bank_names.named(name, False), expected, name)
        self.assertEqual(bank_names.named("International fee", True), ({"is_foreign": True}, False))

    def test_ways(self) -> None:
        for name, kinds in {
            "Staff assisted transfer at Branch": ["transfer_out"], "Over the counter - cash deposit": ["cash_in"],
            "Branch cash, cheque and withdrawal": ["cash_out", "cheque"],
            "STAFF_ASSIST_FEE": ["cash_in", "cash_out", "cheque", "payment", "transfer_out"],
        }.items():
            self.assertEqual(bank_names.in_a_way(name), {"kind": kinds}, name)
        self.assertIsNone(bank_names.in_a_way("Transfer fee"))

    def test_texts_beside_a_price(self) -> None:
        for text, when in {
            "Deducted at the time of dishonour": True, "3.00% of the value": True, "3 per cent, or $3": True, "$3.00 per transaction": True,
            "A fee of $10": False, "plus the costs of another bank": False, "Charged per branch": False, "The first 3 are free": False,
        }.items():
            self.assertEqual(bank_names.says_when(text, [Fraction(3)]), when, text)
        for text, free in {
            "No annual card fee. Ever.": True, "$0 monthly": True, "Payable when you deposit cash": True, "Charged at no cost": True,
            "Waived when you deposit": False, "Free if you are a student": False, "Then 10 each": False, "No fee. Only for one": False,
        }.items():
            self.assertEqual(bank_names.is_free(text), free, text)


class Hours(unittest.TestCase):
    def test_the_last_minute_belongs_to_a_slot(self) -> None:
        for given, expected in {
            ("MON|SUN", "0600", "0959"): {"days": ["mon", "sun"], "from": "06:00", "to": "10:00"}, ("", "00:00", "23:59"): {},
            ("BUSINESS_DAYS", "T24:00Z", "07:00:00"): {"days": ["mon", "tue", "wed", "thu", "fri"], "to": "07:00"},
            ("FEAST", "00:00", "23:59"): None, ("", "0960", "1000"): None,
        }.items():
            self.assertEqual(energy.slot(*given, None), expected, given)

    def test_seasons(self) -> None:
        draft = Draft()
        self.assertIsNone(energy.season("2026-07-01", "2027-06-30", draft))
        self.assertEqual(energy.season("11-01", "02-28", draft), "season_1101_0301")
        self.assertEqual(draft.calendars, {"season_1101_0301": {"yearly": [{"from": "11-01", "to": "03-01"}]}})
        with self.assertRaises(energy.NotADay):
            energy.season("summer", "03-31", draft)
