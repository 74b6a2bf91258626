"""Rules of costing one by one, where a whole price would not say which of them is wrong."""

from __future__ import annotations

import unittest
from datetime import date
from fractions import Fraction

from pannier_verify.quote import amounts, balance_costs, conditions
from pannier_verify.quote.amounts import Money, Rounding, taxed
from pannier_verify.quote.periods import Calendar
from pannier_verify.quote.use import Movement
from pannier_verify.quote.use_costs import in_blocks
from pannier_verify.quote.answers import Answers


class Amounts(unittest.TestCase):
    """Rounding, tax, and how numbers are written."""

    def test_modes(self) -> None:
        for mode, value, wanted in (
            ("half_up", "0.125", "0.13"), ("half_even", "0.125", "0.12"), ("half_even", "0.135", "0.14"), ("down", "0.129", "0.12"),
            ("up", "0.121", "0.13"), ("up", "0.12", "0.12"), ("half_up", "-0.125", "-0.13"), ("down", "-0.129", "-0.12"),
        ):  # fmt: skip
            with self.subTest(mode=mode, value=value):
                self.assertEqual(Fraction(wanted), Rounding(2, mode)(Fraction(value)))

    def test_tax_of_lines(self) -> None:
        rounding = Rounding(2, "half_up")
        for amount, included, wanted in (
            ("1.311", True, ("1.09", "0.22", "1.31")),
            ("1.311", False, ("1.31", "0.26", "1.57")),
            ("-0.005", True, ("-0.01", "0.00", "-0.01")),
        ):
            with self.subTest(amount=amount, included=included):
                money = taxed(Fraction(amount), included, Fraction("0.20"), rounding)
                written = tuple(amounts.money(value, "GBP") for value in (money.net, money.tax, money.gross))
                self.assertEqual(wanted, written)

    def test_tax_of_sums(self) -> None:
        money = Money(Fraction("107.16") / Fraction("1.1"), Fraction("107.16") - Fraction("107.16") / Fraction("1.1"))
        rounded = money.rounded(Rounding(2, "up"))
        self.assertEqual([Fraction("97.41"), Fraction("9.75")], [rounded.net, rounded.tax])

    def test_written(self) -> None:
        for value, exact, money in ((Fraction(29, 340), "29/340", "29/340"), (Fraction(3, 2), "1.5", "1.50"), (Fraction(-1, 8), "-0.125", "-0.125"), (Fraction(0), "0", "0.00")):
            with self.subTest(value=value):
                self.assertEqual([exact, money], [amounts.exact(value), amounts.money(value, "GBP")])
        self.assertEqual("12", amounts.money(Fraction(12), "JPY"))


class Blocks(unittest.TestCase):
    """`up_to` is the last quantity at its price."""

    def test_blocks(self) -> None:
        blocks = [{"price": "1", "up_to": "100"}, {"price": "2", "up_to": "200"}, {"price": "3"}]
        for mode, start, amount, wanted in (
            ("graduated", 0, 100, [(0, 100)]),
            ("graduated", 90, 120, [(0, 10), (1, 100), (2, 10)]),
            ("volume", 0, 100, [(0, 100)]),
            ("volume", 0, 201, [(2, 201)]),
        ):
            with self.subTest(mode=mode, start=start, amount=amount):
                self.assertEqual(wanted, list(in_blocks(blocks, mode, Fraction(start), Fraction(amount))))


class Periods(unittest.TestCase):
    """Bills and counts of a year that begins in February."""

    def test_bills(self) -> None:
        start = date(2026, 2, 1)
        for anchor, period, wanted in (
            ("calendar", "P3M", ["2026-02-01/2026-04-01", "2026-04-01/2026-07-01", "2026-07-01/2026-10-01", "2026-10-01/2027-01-01", "2027-01"]),
            ("contract", "P6M", ["2026-02-01/2026-08-01", "2026-08-01/2027-02-01"]),
            ("calendar", "P1Y", ["2026-02-01/2027-02-01"]),
        ):
            with self.subTest(anchor=anchor, period=period):
                self.assertEqual(wanted, [bill.name for bill in Calendar(start, anchor).bills(period, 0)])

    def test_days_of_thirty(self) -> None:
        for day, wanted in ((date(2026, 1, 31), 0), (date(2026, 1, 30), 1), (date(2026, 2, 28), 3), (date(2028, 2, 28), 1), (date(2028, 2, 29), 2)):
            with self.subTest(day=day):
                self.assertEqual(wanted, balance_costs._thirties(day))


class Conditions(unittest.TestCase):
    """Three values, and which words a movement answers to."""

    def test_several(self) -> None:
        for values, every, some in (([True, None], None, True), ([False, None], False, None), ([], True, False), ([None], None, None)):
            with self.subTest(values=values):
                self.assertEqual((every, some), (conditions.every(values), conditions.some(values)))

    def test_matches(self) -> None:
        sent_back = Movement(Fraction(30), "direct_debit", reversal=True)
        card = Movement(Fraction(-30), "card")
        for match, movement, facts, wanted in (
            ({"kind": ["returned_item"]}, sent_back, {}, True),
            ({"kind": ["credit", "direct_debit"]}, sent_back, {}, False),
            ({"kind": ["card"], "is_foreign": True}, card, {}, None),
            ({"kind": ["card"], "is_foreign": True}, card, {"foreign_use": "no"}, False),
            ({"kind": ["fee"], "is_foreign": True}, card, {}, False),
            ({"category": ["travel"]}, card, {}, None),
        ):
            with self.subTest(match=match):
                self.assertIs(wanted, conditions.matches(match, movement, Answers(facts)))
