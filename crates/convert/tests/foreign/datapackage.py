"""Reads a folder of tables by its datapackage.json alone and prints its keys; standard input says what has to be in it.

`frictionless validate` has to accept the folder, and every record has to come back as it was.
"""

import csv
import json
import subprocess
import sys
from pathlib import Path

folder = Path(sys.argv[1])
package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))

checked = subprocess.run(
    [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"],
    cwd=folder, capture_output=True, text=True, check=False,
)
report = json.loads(checked.stdout)
assert report["valid"] and checked.returncode == 0, checked.stdout

guard = package["pannier:guard"]
found = {}
for resource in package["resources"]:
    fields = resource["schema"]["fields"]
    with open(folder / resource["path"], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        assert list(row) == [field["name"] for field in fields]
        values = {}
        for field in fields:
            cell = row[field["name"]]
            if cell == "":
                continue
            if field.get("pannier:guarded") and cell.startswith(guard):
                cell = cell[len(guard):]
            as_json = field["type"] in ("boolean", "integer", "array", "object")
            values[field["name"]] = json.loads(cell) if as_json else cell
        thing, withheld = values.pop("_thing"), values.pop("_withheld", "")
        found[resource["name"], thing, values["id"]] = (values, withheld.split())

for line in sys.stdin:
    expected = json.loads(line)
    key = (expected["type"], expected["thing"], expected["record"]["id"])
    assert found.pop(key) == (expected["record"], expected["withheld"]), key
assert not found, found.keys()

for resource in package["resources"]:
    schema = resource["schema"]
    keys = [f"{key['fields'][0]}->{key['reference']['resource']}" for key in schema.get("foreignKeys", [])]
    print(resource["name"], resource["rows"], ",".join(schema["primaryKey"]), *keys)
