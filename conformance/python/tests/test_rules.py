"""Values and rules, and that the tables of the package are those of the text."""

import re
import unittest
from fractions import Fraction
from pathlib import Path

from pannier_verify import schemas, standard, values
from pannier_verify.rules import energy, summaries, together
from pannier_verify.rules.types import TYPES

SPEC = Path(__file__).resolve().parents[3] / "spec"


def table(chapter: str, first: str) -> list[list[str]]:
    """The rows of the table whose first heading is `first`."""
    lines = iter((SPEC / chapter).read_text().splitlines())
    for line in lines:
        if line.startswith(f"| {first} |"):
            next(lines)
            break
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


class Tables(unittest.TestCase):
    def test_record_types(self) -> None:
        rows = table("10-records.md", "type")
        self.assertEqual({row[0] for row in rows}, set(TYPES))
        self.assertEqual({row[0] for row in rows}, set(schemas.record_types()))
        for name, kind, series, identity, totals in rows:
            ours = TYPES[name]
            self.assertEqual(schemas.load(name)["x-kind"], kind, name)
            self.assertEqual(ours.series, tuple(member for member in re.findall(r"`(\w+)`", series) if member != "all"))
            self.assertEqual(ours.or_all, "`all`" in series, name)
            letter = re.match(r"label `(.)…`", identity)
            self.assertEqual(ours.label, letter.group(1) if letter else "", name)
            self.assertEqual(ours.totals, tuple(re.findall(r"`(\w+)`", totals)) or None, name)

    def test_members_together(self) -> None:
        said: dict[str, dict[str, tuple[str, ...]]] = {}
        for name, members, needed in table("10-records.md", "record"):
            for member in re.findall(r"`(\w+)`", members):
                said.setdefault(name.strip("`"), {})[member] = tuple(re.findall(r"`(\w+)`", needed))
        self.assertEqual(together.TOGETHER, said)

    def test_summaries(self) -> None:
        said: dict[str, set[str]] = {}
        for of, metrics, *_ in table("10-records.md", "of"):
            said.setdefault(of, set()).update(re.findall(r"`(\w+)`", metrics))
        self.assertEqual({of: set(metrics) for of, metrics in summaries.METRICS.items()}, said)

    def test_every_code_of_the_package_is_a_requirement(self) -> None:
        folder = Path(standard.__file__).parent
        known = standard._requirements()
        codes: set[str] = set()
        for path in folder.rglob("*.py"):
            codes |= set(re.findall(r'(?:Departure|Finding|finding|_departure|_Fault|skip)\(\s*"([a-z0-9-]+)"', path.read_text()))
        self.assertGreater(len(codes), 150)
        self.assertEqual(codes - known.keys(), set())


class Values(unittest.TestCase):
    def test_plus(self) -> None:
        for start, duration, end in [
            ("2026-01-31", "P1M", "2026-02-28"), ("2024-02-29", "P1Y", "2025-02-28"), ("2026-01-01", "P12M", "2027-01-01"),
            ("2026-12-30", "P2W", "2027-01-13"), ("2026-01-01", "PT5H", None), ("9999-12-31", "P1D", None),
        ]:  # fmt: skip
            self.assertEqual(values.plus(start, duration), end)

    def test_rounded_half_away_from_zero(self) -> None:
        for value, decimals, wanted in [("0.5", 0, 1), ("-0.5", 0, -1), ("0.49", 0, 0), ("2.345", 2, "2.35")]:
            self.assertEqual(values.rounded(Fraction(value), decimals), Fraction(wanted))
        self.assertEqual(values.rounded(Fraction(1, 3), 12), Fraction("0.333333333333"))

    def test_instants(self) -> None:
        same = ["2026-03-29T03:00:00+02:00", "2026-03-29T01:00:00Z", "2026-03-28T20:30:00.000-04:30"]
        self.assertEqual({values.instant(text) for text in same}, {Fraction(1774746000)})

    def test_days_of_a_zone(self) -> None:
        for date, zone, hours in [
            ("2026-03-29", "Europe/London", 23), ("2026-10-25", "Europe/London", 25), ("2026-06-10", "Etc/GMT-10", 24),
            ("2018-11-04", "America/Sao_Paulo", 23), ("2026-10-04", "Australia/Lord_Howe", Fraction(47, 2)),
        ]:  # fmt: skip
            limits = energy.bounds(date, zone)
            assert limits is not None
            self.assertEqual(Fraction(limits[1] - limits[0], 3600), hours, zone)
        self.assertIsNone(energy.bounds("2026-01-01", "Nowhere/Else"))


class Schemas(unittest.TestCase):
    def test_a_line_feed_at_the_end_is_no_end(self) -> None:
        check = schemas.validator(schemas.load("common")["$defs"]["id"])
        self.assertTrue(check.is_valid("a7k2qx"))
        self.assertFalse(check.is_valid("a7k2qx\n"))

    def test_dollar_in_a_class_stays(self) -> None:
        for pattern, wanted in [("^a$", r"^a\Z"), ("[$]x$", r"[$]x\Z"), (r"\$$", r"\$\Z"), ("(a|b$)", r"(a|b\Z)")]:
            self.assertEqual(schemas.python_pattern(pattern), wanted)

    def test_every_example_is_valid(self) -> None:
        for folder in sorted((schemas.FOLDER / "examples").iterdir()):
            for path in folder.iterdir():
                value = __import__("json").loads(path.read_bytes())
                found = list(schemas.departures(schemas.of_standard(folder.name), value))
                self.assertEqual(found, [], path)


if __name__ == "__main__":
    unittest.main()
