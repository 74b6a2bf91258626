"""Writes N synthetic card and transfer rows of one account, the same data twice: rows.csv for the pipelines people
use instead, rows.ndjson for `pannier issue`. Deterministic; standard library only.

    python3 generate.py 100000 OUT
"""

import csv
import json
import pathlib
import random
import sys
from datetime import date, timedelta

MEMBERS = [
    "id", "account", "date", "date_basis", "status", "amount", "currency", "kind", "seq",
    "running_balance", "description", "reference", "counterparty_name", "counterparty_country",
]
SHOPS = ["GROCER", "BAKERY", "CINEMA", "CHEMIST", "RAILWAY", "BOOKS", "CAFÉ", "GARAGE", "MARKET", "HARDWARE"]
TOWNS = ["ANYTOWN", "SOMEWHERE", "EASTHAM", "NEWPORT", "OLDFIELD", "HIGHTON", "LOWMOOR", "MIDFORD"]


def cents(value):
    sign = "-" if value < 0 else ""
    return f"{sign}{abs(value) // 100}.{abs(value) % 100:02}"


def rows(count):
    pick = random.Random(20260101)
    first, days = date(2025, 1, 1), 365
    balance = 100_000
    for number in range(count):
        amount = pick.randrange(-9_999, -50) if pick.random() < 0.9 else pick.randrange(10_000, 300_000)
        balance += amount
        shop = f"{pick.choice(SHOPS)} {pick.randrange(10_000)}"
        yield {
            "id": f"t{number}",
            "account": "current",
            "date": (first + timedelta(days=number * days // count)).isoformat(),
            "date_basis": "booked",
            "status": "booked",
            "amount": cents(amount),
            "currency": "GBP",
            "kind": "card" if amount < 0 else "transfer_in",
            "seq": number,
            "running_balance": cents(balance),
            "description": f"{shop} {pick.choice(TOWNS)} {pick.randrange(16**8):08x}",
            "reference": f"REF{pick.randrange(10**9):09}",
            "counterparty_name": shop,
            "counterparty_country": "GB",
        }


def main():
    count, out = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    account = {"id": "current", "as_of": "2025-12-31", "kind": "current", "currency": "GBP", "status": "open",
               "ownership": "sole"}
    with open(out / "rows.csv", "w", newline="", encoding="utf-8") as table, \
            open(out / "rows.ndjson", "w", encoding="utf-8") as lines:
        writer = csv.DictWriter(table, MEMBERS)
        writer.writeheader()

        def line(value):
            lines.write(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")

        line({"series": "current/account", "from": "2025-12-31", "to": "2026-01-01"})
        line({"type": "account", "record": account})
        line({"series": "current/transaction", "from": "2025-01-01", "to": "2026-01-01"})
        for row in rows(count):
            writer.writerow(row)
            line({"type": "transaction", "record": row})


main()
