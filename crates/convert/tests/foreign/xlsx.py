"""Reads a workbook with openpyxl; standard input says what has to be in it. Prints its sheets.

No cell may be a formula, and a number has to be the decimal of the record when its shortest text is read.
"""

import json
import sys
from datetime import datetime
from decimal import Decimal

import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
overview = book["overview"]
types = {sheet: record_type for record_type, sheet in (pair.split("=") for pair in sys.argv[2].split(","))}

found = {}
slots = {}
for sheet in book.worksheets:
    rows = sheet.iter_rows()
    header = [cell.value for cell in next(rows)]
    print(sheet.title, sheet.max_row, sheet.freeze_panes)
    for row in rows:
        assert all(cell.data_type != "f" for cell in row), sheet.title
        values = {name: cell for name, cell in zip(header, row, strict=False) if cell.value is not None}
        if sheet.title == "overview":
            continue
        if sheet.title == "interval_slots":
            slot = (values["starts_at"].value if "starts_at" in values else None, values.get("value"))
            slots.setdefault((values["register"].value, values["interval_day"].value), []).append(slot)
            continue
        thing, withheld = values.pop("_thing").value, values.pop("_withheld", None)
        groups = withheld.value.split() if withheld else []
        found[types[sheet.title], thing, values["id"].value] = (values, groups)


def same(cell, expected):
    """Whether a cell is the value of a record."""
    value = cell.value
    if isinstance(expected, bool):
        return value is expected
    if isinstance(value, datetime):
        return value == datetime.fromisoformat(expected) and cell.number_format == "yyyy-mm-dd"
    if isinstance(value, (int, float)):
        text = str(expected)
        decimals = len(text.partition(".")[2])
        shown = "0." + "0" * decimals if decimals else "0"
        return Decimal(repr(value)) == Decimal(text) and cell.number_format == shown
    if isinstance(expected, (dict, list)):
        return json.loads(value) == expected
    if value.startswith(("=", "+", "-", "@", "\t", "\n")) and not cell.quotePrefix:
        return False  # a formula as soon as somebody edits the cell
    # openpyxl leaves the escape of what would itself be read as an escape.
    return value.replace("_x005F_", "_") == str(expected)


lost = set(sys.argv[3:])
for line in sys.stdin:
    expected = json.loads(line)
    record = expected["record"]
    key = (expected["type"], expected["thing"], record["id"])
    values, withheld = found.pop(key)
    assert withheld == expected["withheld"], key
    if expected["type"] == "interval_day":
        rows = slots.pop((record["register"], record["id"]), [])
        wanted = record.pop("slots", [])
        assert len(rows) == len(wanted), key
        for (_, cell), slot in zip(rows, wanted, strict=True):
            assert cell is None if slot is None else same(cell, slot), (key, slot)
    for name in lost:
        if len(json.dumps(record.get(name))) > 32767:
            record.pop(name)
    assert values.keys() == record.keys(), (key, values.keys() ^ record.keys())
    for name, cell in values.items():
        assert same(cell, record[name]), (key, name, cell.value, record[name])
assert not found and not slots, (found.keys(), slots.keys())
for row in overview.iter_rows(min_row=2, max_row=3, values_only=True):
    print(*row, sep="|")
