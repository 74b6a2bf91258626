"""Reads a folder of Parquet files with pyarrow; standard input says what has to be in it. Prints what each file is.

Decimals are compared by value, and by their zeros too where the metadata say how all of a column were written; everything
else as it stands in a record.
"""

import json
import sys
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


def plain(value):
    """As a record has it, decimals as numbers."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def same(found, expected, kind):
    """Whether a value of a column is the one of a record."""
    if expected is None or found is None:
        return found is expected
    if pa.types.is_decimal(kind):
        return isinstance(found, Decimal) and found == Decimal(expected)
    if pa.types.is_time(kind):
        return found == time.fromisoformat(expected)
    if pa.types.is_struct(kind):
        names = set(expected) | {name for name, inner in found.items() if inner is not None}
        return all(same(found.get(name), expected.get(name), kind.field(name).type) for name in names)
    if pa.types.is_list(kind):
        return len(found) == len(expected) and all(
            same(one, other, kind.value_type) for one, other in zip(found, expected, strict=True)
        )
    return plain(found) == expected


found = {}
written = {}
for path in sorted(Path(sys.argv[1]).glob("*.parquet")):
    file = pq.ParquetFile(path)
    table = file.read()
    table.validate(full=True)
    for row in table.to_pylist():
        found[path.stem, row["_thing"], row["id"]] = (row, table.schema)
    amounts = [field.name for field in table.schema if field.type == pa.decimal128(18, 6)]
    sums = [f"{name}={pc.sum(table[name]).as_py()}" for name in amounts if name in sys.argv[2:]]
    written[path.stem] = json.loads(file.metadata.metadata[b"pannier.written"])
    series = json.loads(file.metadata.metadata[b"pannier.series"])
    compression = file.metadata.row_group(0).column(0).compression
    print(path.stem, file.metadata.num_rows, file.metadata.num_row_groups, len(series), compression, *sums)

for line in sys.stdin:
    expected = json.loads(line)
    key = (expected["type"], expected["thing"], expected["record"]["id"])
    row, schema = found.pop(key)
    assert row.pop("_withheld") == expected["withheld"], key
    assert row.pop("_thing") == expected["thing"], key
    for name, value in row.items():
        kind = schema.field(name).type
        if name.endswith("_as_written"):
            assert value == expected["record"].get(name.removesuffix("_as_written")), (key, name)
        elif pa.types.is_timestamp(kind):
            assert kind == pa.timestamp("us", tz="UTC"), (key, name)
            text = expected["record"].get(name)
            assert (value and value) == (text and datetime.fromisoformat(text)), (key, name, value, text)
        elif name == "extensions":
            assert (value and json.loads(value)) == expected["record"].get(name), (key, name)
        else:
            text = expected["record"].get(name)
            assert same(value, text, kind), (key, name, value, text)
            if value is not None and pa.types.is_decimal(kind) and name in written[key[0]]:
                assert f"{value.quantize(Decimal(written[key[0]][name])):f}" == text, (key, name, value, text)
assert not found, found.keys()
