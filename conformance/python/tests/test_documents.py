"""Durations of documents, periods of contact and look-backs, at the ends of months, years and the calendar."""

from __future__ import annotations

import unittest

from pannier_verify import events, grant
from pannier_verify.values import ahead, back, start_of


class Durations(unittest.TestCase):
    """The day to which a duration leads."""

    def test_ahead(self) -> None:
        for day, duration, wanted in (
            ("2026-01-31", "P1M", "2026-02-28"),
            ("2024-02-29", "P1Y", "2025-02-28"),
            ("2026-01-31", "P2W", "2026-02-14"),
            ("2026-01-31", "PT24H", "2026-02-01"),
            ("2026-01-31", "PT86401S", "2026-02-02"),
            ("2026-01-31", "P9999Y", "9999-12-31"),
        ):
            with self.subTest(day=day, duration=duration):
                self.assertEqual(ahead(day, duration), wanted)

    def test_back(self) -> None:
        for day, duration, wanted in (
            ("2026-03-31", "P1M", "2026-02-28"),
            ("2026-03-01", "PT1S", "2026-02-28"),
            ("2026-03-01", "P9999M", "1192-12-01"),
            ("2026-03-01", "P9999Y", "0001-01-01"),
        ):
            with self.subTest(day=day, duration=duration):
                self.assertEqual(back(day, duration), wanted)


class Periods(unittest.TestCase):
    """Which period of `contact` a moment lies in."""

    def test_periods(self) -> None:
        granted = start_of("2026-01-31") + 34_200
        for per, moment, wanted in (
            ("P1D", start_of("2026-02-01") - 1, 0),
            ("P1D", start_of("2026-02-01"), 1),
            ("P1M", start_of("2026-02-28") - 1, 0),
            ("P1M", start_of("2026-02-28"), 1),
            ("P1M", start_of("2026-03-31") - 1, 1),
            ("P1M", start_of("2026-03-31"), 2),
            ("PT12H", start_of("2026-01-31") + 43_199, 0),
            ("PT12H", start_of("2026-01-31") + 43_200, 1),
            ("P9999Y", start_of("9999-12-31"), 0),
        ):
            with self.subTest(per=per, moment=moment):
                self.assertEqual(events._period(granted, per, moment), wanted)


class LookBack(unittest.TestCase):
    """From when on a grant may give what happens (grant-within-request)."""

    def test_bounds(self) -> None:
        iat = start_of("2026-04-02") + 34_200
        for lookback, given, good in (
            ("P3M", {"from": "2026-01-01", "to": "2026-04-01"}, True),
            ("P3M", {"from": "2025-12-31", "to": "2026-04-01"}, False),
            ("P3M", {"from": "2025-11-01", "to": "2026-02-28"}, True),
            ("P3M", {"from": "2026-01-01", "to": "2026-12-31"}, True),
            ("P3M", {"from": "2026-01-01"}, True),
            ("P3M", {"to": "2026-04-01"}, False),
            ("P9999Y", {}, True),
            ("PT1H", {"from": "2026-04-01"}, True),
            ("PT1H", {"from": "2026-03-31"}, False),
            (None, {}, True),
        ):
            item = {"record_type": "transaction"} | ({"lookback": lookback} if lookback else {})
            request = {"level": "records", "items": [item]}
            with self.subTest(lookback=lookback, given=given):
                beyond = list(grant._given_beyond(0, {"record_type": "transaction", **given}, iat, request))
                self.assertEqual(beyond, [] if good else ["/given/0/from"])

    def test_retention(self) -> None:
        iat = start_of("2026-04-02") + 34_200
        for retention, wanted in (("P7D", start_of("2026-04-10")), ("PT36H", iat + 129_600), ("P1M", start_of("2026-05-03"))):
            with self.subTest(retention=retention):
                self.assertEqual(grant._kept_until(iat, retention), wanted)


if __name__ == "__main__":
    unittest.main()
