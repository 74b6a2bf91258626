"""Prints rows, sum of amounts, days and withheld groups of the transactions in every target, read by programs of others."""

import csv
import json
import sqlite3
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq


def say(name, rows):
    """Rows are (amount, date, withheld)."""
    rows = list(rows)
    total = sum(Decimal(str(amount)) for amount, _, _ in rows)
    days = sorted(str(date)[:10] for _, date, _ in rows)
    groups = sorted({group for _, _, withheld in rows for group in withheld})
    print(name, len(rows), f"{total:.2f}", days[0], days[-1], *groups)


def lines():
    for line in Path("ndjson").read_text(encoding="utf-8").splitlines():
        line = json.loads(line)
        if line.get("type") == "transaction":
            yield line["record"]["amount"], line["record"]["date"], []


say("ndjson", lines())
with open("csv/transaction.csv", encoding="utf-8", newline="") as file:
    say("csv", ((row["amount"], row["date"], row["_withheld"].split()) for row in csv.DictReader(file)))
with sqlite3.connect("sqlite") as database:
    query = "SELECT amount, date, coalesce(_withheld, '') FROM transactions"
    say("sqlite", ((amount, date, groups.split()) for amount, date, groups in database.execute(query)))
    exact = database.execute("SELECT sum(amount_micros) FROM transactions").fetchone()[0]
    print("sqlite", f"{Decimal(exact) / 10**6:.2f}")
table = pq.read_table("parquet/transaction.parquet", columns=["amount", "date", "_withheld"])
say("parquet", ((row["amount"], row["date"], row["_withheld"]) for row in table.to_pylist()))
sheet = openpyxl.load_workbook(open("xlsx", "rb"))["transactions"]
rows = list(sheet.values)
at = rows[0].index
say("xlsx", ((row[at("amount")], row[at("date")], (row[at("_withheld")] or "").split()) for row in rows[1:]))
