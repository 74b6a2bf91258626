"""Reads a database with the sqlite3 module of Python; standard input says what has to be in it. Prints what queries say."""

import json
import sqlite3
import sys

database = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
database.row_factory = sqlite3.Row
assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"

tables = {row["record_type"]: row["table_name"] for row in database.execute("SELECT DISTINCT record_type, table_name FROM series")}
found = {}
for record_type, table in tables.items():
    columns = {row["name"]: row for row in database.execute(f'PRAGMA table_xinfo("{table}")')}
    source = database.execute("SELECT sql FROM sqlite_schema WHERE name = ?", [table]).fetchone()[0]
    for row in database.execute(f'SELECT * FROM "{table}"'):
        values = {}
        for name in row.keys():
            value = row[name]
            if value is None or columns[name]["hidden"]:
                continue
            if f'"{name}" IN (0, 1)' in source:
                value = bool(value)
            elif isinstance(value, str) and value[:1] in "[{":
                value = json.loads(value)
            values[name] = value
        thing, withheld = values.pop("_thing"), values.pop("_withheld", "")
        found[record_type, thing, values["id"]] = (values, withheld.split())

for line in sys.stdin:
    expected = json.loads(line)
    key = (expected["type"], expected["thing"], expected["record"]["id"])
    assert found.pop(key) == (expected["record"], expected["withheld"]), key
assert not found, found.keys()

for query in sys.argv[2:]:
    for row in database.execute(query):
        print(*row, sep="|")
