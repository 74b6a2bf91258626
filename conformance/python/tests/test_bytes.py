"""Texts and bytes: base64url, strict JSON, rows, sources."""

import json
import unittest
from pathlib import Path

from pannier_verify import base64url, rows, strict_json
from pannier_verify.descriptors import Group, Part
from pannier_verify.findings import Departure
from pannier_verify.source import Piece, Pieces

VENDOR = Path(__file__).resolve().parents[2] / "vendor"


class Base64Url(unittest.TestCase):
    def test_one_spelling(self) -> None:
        for text, data in [("", b""), ("_w", b"\xff"), ("7g6qqL4WqoWuypEj-UyNlQ", bytes.fromhex("ee0eaaa8be16aa85aeca9123f94c8d95"))]:
            self.assertEqual(base64url.decode(text), data)
            self.assertEqual(base64url.encode(data), text)

    def test_other_spellings(self) -> None:
        for text in ["7g6qqL4WqoWuypEj-UyNlQ==", "7g6qqL4WqoWuypEj+UyNlQ", "7g6qqL4WqoWuypEj-UyNlR", "A", "_w\n", "é"]:
            self.assertIsNone(base64url.decode(text), text)


class StrictJson(unittest.TestCase):
    def test_accepted(self) -> None:
        for text, value in [('{"v":1}', {"v": 1}), (' [0,-1,9007199254740991]\r\n', [0, -1, 2**53 - 1]), ('"\\ud83d\\ude00"', "😀")]:
            self.assertEqual(strict_json.parse(text.encode()), value)
        self.assertEqual(strict_json.parse(b"[" * 32 + b"]" * 32), json.loads("[" * 32 + "]" * 32))

    def test_refused(self) -> None:
        texts = [
            '{"v":1,"\\u0076":2}', '{"v":1.0}', '{"v":-0}', '{"v":1e0}', "9007199254740992", "NaN", "[1,]", "01", "",
            "\ufeff1", '"\\ud83d"', '"\t"', "1 2", "\u00a01", "[" * 33 + "]" * 33, "1" * 5000, "/**/1", "{'v':1}",
        ]  # fmt: skip
        for text in texts:
            with self.assertRaises(strict_json.NotStrict, msg=text[:40]):
                strict_json.parse(text.encode("utf-8"))
        with self.assertRaises(strict_json.NotStrict):
            strict_json.parse(b'"\xff"')

    def test_known_answers(self) -> None:
        """The files of `vendor/json-parsing`: what none may accept is refused here too."""
        files = sorted((VENDOR / "json-parsing" / "test_parsing").glob("n_*.json"))
        self.assertGreater(len(files), 100)
        for path in files:
            with self.assertRaises(strict_json.NotStrict, msg=path.name):
                strict_json.parse(path.read_bytes())


def part(*groups: tuple[str, ...]) -> Part:
    """A part with groups of these members."""
    made = tuple(Group(f"g{index}", members, b"", ()) for index, members in enumerate(groups))
    return Part("", "k3", "all/x", 0, "", "", "", "", 1, b"", made, (), ())


class Rows(unittest.TestCase):
    reader = rows.Reader(part(("date", "amount"), ("text", "reference"), ("fee",)))

    def test_the_example(self) -> None:
        line = '{"date":"2026-01-02","amount":"-4.20","text":"Café \\"Zoë\\""}'.encode()
        self.assertEqual(len(line), 62)
        row = self.reader.read(line, True, 1, [True] * 3)
        self.assertEqual(row.fragments, (line[1:37], line[38:61], b""))

    def test_departures(self) -> None:
        cases = [
            (b'{"date":1}\r', "record-line-end"),
            (b'\xef\xbb\xbf{"date":1}', "record-utf8"),
            (b'{"date":"\xed\xa0\x80"}', "record-utf8"),
            (b'{"text":1,"date":1}', "record-member-order"),
            (b'{"fee":1}', "record-member-shown"),
            (b'{"date":[1,null]}', None),
            (b'{"date":{"b":1,"a":1}}', "record-nested-names"),
            (b'{"date":"\\u0041"}', "record-string-form"),
            (b'{"date":"\\u000b"}', None),
            (b'{"date":"\\u000a"}', "record-string-form"),
            (b'{"date":1.0}', "record-number-form"),
            (b'{"date":0x1}', "record-row-form"),
            (b'{"date":null}', "record-null-in-array"),
            (b'{"date":"a', "record-row-form"),
            (b"", "record-row-form"),
        ]
        for line, code in cases:
            try:
                self.reader.read(line, True, 1, [True, True, False])
                found = None
            except Departure as departure:
                found = departure.finding.code
            self.assertEqual(found, code, line)

    def test_lines_take_no_more_memory_than_one_may_have(self) -> None:
        pulled = 0

        def chunks():  # type: ignore[no-untyped-def]
            nonlocal pulled
            for _ in range(1000):
                pulled += 1
                yield b"x" * (1 << 18)

        self.assertEqual([ended for _, ended in rows.lines(chunks())], [False])
        self.assertLess(pulled, 6)


class Recipes(unittest.TestCase):
    def test_read_anywhere(self) -> None:
        source = Pieces([Piece(b"<", 1), Piece(b"abc", 3), Piece(b">", 0), Piece(b"!", 2)])
        whole = b"<abcabcabc!!"
        self.assertEqual(source.size, len(whole))
        for start in range(len(whole) + 1):
            for length in range(len(whole) - start + 2):
                self.assertEqual(source.read(start, length), whole[start : start + length])


if __name__ == "__main__":
    unittest.main()
