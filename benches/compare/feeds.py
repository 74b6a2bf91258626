"""Readers of feeds and answers side by side: ours through the command, and what there is in Python.

    pip install greenbutton-objects israel-open-banking    # which brings pydantic
    python3 feeds.py generate FORMAT MEGABYTES FILE    # green-button, cdr-au, ob-uk or berlin-group
    python3 feeds.py compare PANNIER FILE...           # all readers of each file in turns, the least of three runs
    python3 feeds.py measure PANNIER FILE...           # ours alone

A file is named FORMAT-anything. Green Button is read by greenbutton-objects, which only holds what it read. JSON is read in
two ways, and both write the records: `json` is the json module and a mapping, without ids and without an account of what
was not read; `models` makes typed values of every row, as programs do that check what they get, and then the same with ids
and with that account. Its models are pydantic's: those of israel-open-banking for the Berlin Group, those of the standards
below for the others. Neither checks balances. Processor time is user and system, memory the peak of the process.
"""

import base64
import hmac
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from decimal import Decimal

SHOPS = ["GROCER", "BAKERY", "CINEMA", "CHEMIST", "RAILWAY", "BOOKS", "GARAGE", "MARKET", "HARDWARE"]
# A year of hours at a place, so that a longer file has more places.
HOURS = 8_760


def place(number):
    """A usage point with a register and its blocks of a day, newest first as many holders write them."""
    base = f"https://energy.example/espi/1_1/resource/UsagePoint/{number}"
    reading = f"{base}/MeterReading/1"

    def entry(address, up, related, content):
        links = "".join(f'<link rel="related" href="{link}"/>' for link in related)
        return (
            f'<entry>\n<id>urn:uuid:{number:032x}</id>\n<link rel="self" href="{address}"/>'
            f'<link rel="up" href="{up}"/>{links}\n<title/>\n<content>{content}</content>\n'
            "<published>2025-01-01T00:00:00Z</published><updated>2025-01-01T00:00:00Z</updated>\n</entry>\n"
        )

    def espi(name, content):
        return f'<{name} xmlns="http://naesb.org/espi">{content}</{name}>'

    yield entry(
        base, base.rsplit("/", 1)[0], [f"{base}/MeterReading", f"{base}/LocalTimeParameters/1"],
        espi("UsagePoint", "<ServiceCategory><kind>0</kind></ServiceCategory>"),
    )
    yield entry(
        f"{base}/LocalTimeParameters/1", f"{base}/LocalTimeParameters", [],
        espi("LocalTimeParameters", "<dstEndRule>B40E2000</dstEndRule><dstOffset>3600</dstOffset>"
             "<dstStartRule>360E2000</dstStartRule><tzOffset>-18000</tzOffset>"),
    )
    kind = f"https://energy.example/espi/1_1/resource/ReadingType/{number}"
    yield entry(reading, f"{base}/MeterReading", [f"{reading}/IntervalBlock", kind], espi("MeterReading", ""))
    yield entry(
        kind, kind.rsplit("/", 1)[0], [],
        espi("ReadingType", "<accumulationBehaviour>4</accumulationBehaviour><commodity>1</commodity>"
             "<currency>840</currency><dataQualifier>12</dataQualifier><flowDirection>1</flowDirection>"
             "<intervalLength>3600</intervalLength><kind>12</kind><phase>769</phase>"
             "<powerOfTenMultiplier>0</powerOfTenMultiplier><timeAttribute>0</timeAttribute><uom>72</uom>"),
    )
    pick = random.Random(number)
    for day in reversed(range(HOURS // 24)):
        start = 1_704_085_200 + day * 86_400
        rows = "".join(
            f"\n<IntervalReading>\n<ReadingQuality><quality>8</quality></ReadingQuality>\n<timePeriod>"
            f"<duration>3600</duration><start>{start + hour * 3600}</start></timePeriod>\n"
            f"<value>{pick.randrange(20, 4_000)}</value>\n</IntervalReading>"
            for hour in range(24)
        )
        block = f"<interval><duration>86400</duration><start>{start}</start></interval>{rows}\n"
        yield entry(f"{reading}/IntervalBlock/{day}", f"{reading}/IntervalBlock", [], espi("IntervalBlock", block))


def transaction(kind, number, pick):
    """One of a thousand a day, newest first."""
    day = (date(2025, 12, 31) - timedelta(days=number // 1_000)).isoformat()
    cents = pick.randrange(50, 9_999)
    amount = f"{cents // 100}.{cents % 100:02}"
    shop = f"{pick.choice(SHOPS)} {pick.randrange(10_000)}"
    if kind == "cdr-au":
        return {
            "accountId": "A-1", "transactionId": f"T-{number:012}", "isDetailAvailable": False, "type": "PAYMENT",
            "status": "POSTED", "description": f"Card purchase {shop}", "postingDateTime": f"{day}T09:30:00+11:00",
            "amount": f"-{amount}", "currency": "AUD", "reference": f"R{number}", "merchantName": shop,
            "merchantCategoryCode": "5411",
        }
    if kind == "ob-uk":
        return {
            "AccountId": "A-1", "TransactionId": f"T-{number:012}", "CreditDebitIndicator": "Debit", "Status": "Booked",
            "BookingDateTime": f"{day}T00:00:00+00:00", "ValueDateTime": f"{day}T00:00:00+00:00",
            "TransactionInformation": f"Card purchase {shop}", "Amount": {"Amount": amount, "Currency": "GBP"},
            "BankTransactionCode": {"Code": "CustomerCardTransactions", "SubCode": "PointOfSalePaymentDebitCard"},
            "MerchantDetails": {"MerchantName": shop, "MerchantCategoryCode": "5411"},
        }
    return {
        "transactionId": f"T-{number:012}", "bookingDate": day, "valueDate": day,
        "transactionAmount": {"currency": "EUR", "amount": f"-{amount}"}, "creditorName": shop,
        "creditorAccount": {"iban": "DE89370400440532013000"}, "remittanceInformationUnstructured": f"Purchase {number}",
        "bankTransactionCode": "PMNT-CCRD-POSD",
    }


ENDS = {
    "cdr-au": ('{"data":{"transactions":[\n', "\n]},\"links\":{},\"meta\":{}}\n"),
    "ob-uk": ('{"Data":{"Transaction":[\n', "\n]},\"Links\":{},\"Meta\":{}}\n"),
    "berlin-group": ('{"account":{"iban":"DE89370400440532013000"},"transactions":{"booked":[\n', "\n]}}\n"),
}


def generate(kind, megabytes, path):
    left = int(megabytes) * 1_000_000
    with open(path, "w", encoding="utf-8") as out:
        if kind == "green-button":
            out.write('<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n')
            number = 0
            while left > 0:
                number += 1
                left -= sum(out.write(text) for text in place(number))
            out.write("</feed>\n")
            return
        pick = random.Random(20260101)
        begin, end = ENDS[kind]
        out.write(begin)
        number = 0
        while left > 0:
            left -= out.write((",\n" if number else "") + json.dumps(transaction(kind, number, pick)))
            number += 1
        out.write(end)


def read_json(kind, path):
    """Rows of an answer as records, oldest first, written one a line; how many there were."""
    with open(path, encoding="utf-8") as source:
        answer = json.load(source, parse_float=Decimal)

    def cdr_au(row):
        return row["accountId"], row["postingDateTime"], row["amount"], row["currency"], row["status"] == "POSTED", {
            "description": row.get("description"), "reference": row.get("reference"),
            "counterparty_name": row.get("merchantName"), "mcc": row.get("merchantCategoryCode"),
            "source_id": row.get("transactionId"),
        }

    def ob_uk(row):
        sign = "-" if row["CreditDebitIndicator"] in ("Debit", "DBIT") else ""
        merchant = row.get("MerchantDetails", {})
        return row["AccountId"], row["BookingDateTime"], sign + row["Amount"]["Amount"], row["Amount"]["Currency"], \
            row["Status"] in ("Booked", "BOOK"), {
                "value_date": row.get("ValueDateTime", "")[:10], "description": row.get("TransactionInformation"),
                "counterparty_name": merchant.get("MerchantName"), "mcc": merchant.get("MerchantCategoryCode"),
                "bank_code": ".".join(row.get("BankTransactionCode", {}).values()), "source_id": row.get("TransactionId"),
            }

    def berlin_group(row):
        amount = row["transactionAmount"]
        return answer["account"]["iban"], row["bookingDate"], amount["amount"], amount["currency"], True, {
            "value_date": row.get("valueDate"), "counterparty_name": row.get("creditorName"),
            "counterparty_number": row.get("creditorAccount", {}).get("iban"),
            "reference": row.get("remittanceInformationUnstructured"), "bank_code": row.get("bankTransactionCode"),
            "source_id": row.get("transactionId"),
        }

    rows, mapping = {
        "cdr-au": lambda: (answer["data"]["transactions"], cdr_au),
        "ob-uk": lambda: (answer["Data"]["Transaction"], ob_uk),
        "berlin-group": lambda: (answer["transactions"]["booked"], berlin_group),
    }[kind]()
    records = []
    for row in reversed(rows):
        account, moment, amount, currency, booked, rest = mapping(row)
        record = {
            "account": account, "date": date.fromisoformat(moment[:10]).isoformat(), "amount": str(Decimal(amount)),
            "currency": currency, "status": "booked" if booked else "pending",
        }
        record.update((name, value) for name, value in rest.items() if value)
        records.append(record)
    records.sort(key=lambda record: (record["account"], record["date"]))
    with tempfile.TemporaryFile("w", encoding="utf-8") as out:
        for record in records:
            out.write(json.dumps(record) + "\n")
    return len(records)


def models(kind):
    """The type of an answer, and of it: the account of all rows if it says one, and the rows."""
    from datetime import datetime

    from pydantic import BaseModel, ConfigDict
    from pydantic.alias_generators import to_camel, to_pascal

    class Pascal(BaseModel):
        model_config = ConfigDict(alias_generator=to_pascal, extra="allow")

    class Camel(BaseModel):
        model_config = ConfigDict(alias_generator=to_camel, extra="allow")

    if kind == "berlin-group":
        from israel_open_banking.core.ais.general import models as israel
        from pydantic import Field

        # What these banks write as an object is a text in the standard.
        class Row(israel.Transaction):
            bank_transaction_code: str | None = Field(None, alias="bankTransactionCode")

        class Report(israel.AccountReport):
            booked: list[Row]

        class Booked(israel.AccountTransactionReport):
            transactions: Report

        return Booked, lambda answer: (answer.account.iban, answer.transactions.booked)
    if kind == "ob-uk":
        class Money(Pascal):
            amount: Decimal
            currency: str

        class Code(Pascal):
            code: str
            sub_code: str | None = None

        class Merchant(Pascal):
            merchant_name: str | None = None
            merchant_category_code: str | None = None

        class Transaction(Pascal):
            account_id: str
            transaction_id: str | None = None
            transaction_reference: str | None = None
            credit_debit_indicator: str
            status: str
            booking_date_time: datetime
            value_date_time: datetime | None = None
            transaction_information: str | None = None
            amount: Money
            bank_transaction_code: Code | None = None
            merchant_details: Merchant | None = None

        class Data(Pascal):
            transaction: list[Transaction]

        class Answer(Pascal):
            data: Data

        return Answer, lambda answer: (None, answer.data.transaction)

    class Posted(Camel):
        account_id: str
        transaction_id: str | None = None
        is_detail_available: bool
        type: str
        status: str
        description: str
        posting_date_time: datetime | None = None
        value_date_time: datetime | None = None
        execution_date_time: datetime | None = None
        amount: Decimal
        currency: str = "AUD"
        reference: str
        merchant_name: str | None = None
        merchant_category_code: str | None = None

    class Listed(Camel):
        transactions: list[Posted]

    class Page(Camel):
        data: Listed

    return Page, lambda answer: (None, answer.data.transactions)


def read_models(kind, path):
    """As `read_json`, of typed values, with an id for every record and an account of what no member took."""
    answer_type, rows_of = models(kind)
    with open(path, "rb") as source:
        account, rows = rows_of(answer_type.model_validate_json(source.read()))

    def cdr_au(row):
        return row.account_id, row.posting_date_time.date(), row.amount, row.currency, row.status == "POSTED", {
            "description": row.description, "reference": row.reference, "counterparty_name": row.merchant_name,
            "mcc": row.merchant_category_code, "source_id": row.transaction_id,
        }

    def ob_uk(row):
        debit = row.credit_debit_indicator in ("Debit", "DBIT")
        merchant, code = row.merchant_details, row.bank_transaction_code
        return row.account_id, row.booking_date_time.date(), -row.amount.amount if debit else row.amount.amount, \
            row.amount.currency, row.status in ("Booked", "BOOK"), {
                "value_date": row.value_date_time and row.value_date_time.date().isoformat(),
                "description": row.transaction_information, "counterparty_name": merchant and merchant.merchant_name,
                "mcc": merchant and merchant.merchant_category_code,
                "bank_code": code and f"{code.code}.{code.sub_code}", "source_id": row.transaction_id,
            }

    def berlin_group(row):
        other = row.creditor_account
        amount = row.transaction_amount
        return account, row.booking_date, Decimal(amount.amount), amount.currency, True, {
            "value_date": row.value_date and row.value_date.isoformat(), "counterparty_name": row.creditor_name,
            "counterparty_number": other and other.iban, "reference": row.remittance_information_unstructured,
            "bank_code": row.bank_transaction_code, "source_id": row.transaction_id,
        }

    mapping = {"cdr-au": cdr_au, "ob-uk": ob_uk, "berlin-group": berlin_group}[kind]
    records, unread = [], {}
    for row in reversed(rows):
        whose, day, amount, currency, booked, rest = mapping(row)
        record = {
            "account": whose, "date": day, "amount": amount, "currency": currency,
            "status": "booked" if booked else "pending",
        }
        record.update((name, value) for name, value in rest.items() if value)
        records.append(record)
        for name in row.model_extra or ():
            unread[name] = unread.get(name, 0) + 1
    records.sort(key=lambda record: (record["account"], record["date"]))
    ranks = {}
    with tempfile.TemporaryFile("w", encoding="utf-8") as out:
        for record in records:
            record["date"], record["amount"] = record["date"].isoformat(), str(record["amount"])
            values = (record["account"], record["date"], record["amount"], record["currency"])
            rank = ranks[values] = ranks.get(values, -1) + 1
            message = "\0".join(["id", "transaction", *values[1:], str(rank)]).encode()
            digest = hmac.digest(bytes(32), message, "sha256")
            record["id"] = base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")
            out.write(json.dumps(record) + "\n")
        for name, count in unread.items():
            out.write(f"{count} values of {name}\n")
    return len(records)


def read_green_button(path):
    from greenbutton_objects import parse

    points = parse.parse_feed(path)
    return sum(1 for point in points for reading in point.meterReadings for _ in reading.intervalReadings)


def run(command):
    """Runs a command; its processor time in seconds and its peak memory in MiB."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)}: {errors}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, errors.strip()


def kind_of(path):
    name = pathlib.Path(path).name
    return next(kind for kind in ["green-button", *ENDS] if name.startswith(kind))


def ours(pannier, path):
    with tempfile.TemporaryDirectory() as folder:
        return run([pannier, "convert", path, "--from", kind_of(path), "--country", "US", "-o", f"{folder}/out.ndjson"])


READERS = {"greenbutton": read_green_button, "json": read_json, "models": read_models}


def theirs(reader, path):
    return run([sys.executable, __file__, "read", reader, path])


def show(reader, path, seconds, memory, faster=""):
    size = os.path.getsize(path) / 1_000_000
    name = pathlib.Path(path).name
    print(f"{name:20} {reader:12} {size:7.1f} MB {seconds:7.2f} s {size / seconds:7.1f} MB/s {memory:6.0f} MiB {faster}")


def main():
    match sys.argv[1:]:
        case ["generate", kind, megabytes, path]:
            generate(kind, megabytes, path)
        case ["read", reader, path]:
            count = READERS[reader](path) if reader == "greenbutton" else READERS[reader](kind_of(path), path)
            print(count, file=sys.stderr)
        case [("compare" | "measure") as what, pannier, *paths]:
            for path in paths:
                if what == "measure":
                    seconds, memory, _ = ours(pannier, path)
                    show("pannier", path, seconds, memory)
                    continue
                readers = ["greenbutton"] if kind_of(path) == "green-button" else ["json", "models"]
                runs = {"pannier": [], **{reader: [] for reader in readers}}
                for _ in range(3):
                    for reader, taken in runs.items():
                        taken.append(ours(pannier, path) if reader == "pannier" else theirs(reader, path))
                least = {reader: min(taken) for reader, taken in runs.items()}
                for reader, (seconds, memory, _) in least.items():
                    faster = "" if reader == "pannier" else f"{seconds / least['pannier'][0]:.1f} times"
                    show(reader, path, seconds, memory, faster)
        case _:
            sys.exit(__doc__)


main()
