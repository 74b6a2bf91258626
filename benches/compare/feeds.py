"""Readers of feeds and answers side by side: ours through the command, and what there is in Python.

    pip install greenbutton-objects israel-open-banking    # which brings pydantic
    python3 feeds.py generate FORMAT MEGABYTES FILE    # green-button, cdr-au, ob-uk, berlin-group, cdr-energy or tmf635
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
from datetime import date, datetime, timedelta, timezone
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


def day_of_reads(number, pick):
    """A day of half-hours, newest first: a year of one register, then the next."""
    place = number // 365
    day = (date(2025, 12, 31) - timedelta(days=number % 365)).isoformat()
    counted = [pick.randrange(2_000) for _ in range(48)]
    first = pick.randrange(1, 40)
    return {
        "servicePointId": f"SP-{place}", "registerId": "E1", "registerSuffix": "E1", "meterId": f"M{place}",
        "controlledLoad": False, "readStartDate": day, "readEndDate": day, "unitOfMeasure": "KWH",
        "readUType": "intervalRead",
        "intervalRead": {
            "readIntervalLength": 30, "aggregateValue": sum(counted) / 1_000,
            "intervalReads": [value / 1_000 for value in counted],
            "readQualities": [{"startInterval": first, "endInterval": first + 3, "quality": "SUBSTITUTE"}],
        },
    }


def usage(number, pick):
    """One of a thousand calls a day on ten lines, newest first."""
    moment = datetime(2025, 12, 31, 23, 59, tzinfo=timezone.utc) - timedelta(seconds=86 * number)
    characteristics = {
        "originatingNumber": f"43676555{number % 10:04}", "destinationNumber": f"4317{pick.randrange(10**6):06}",
        "duration": str(pick.randrange(1, 3_600)), "unit": "s",
    }
    return {
        "id": f"U-{number:012}", "usageDate": moment.isoformat(), "usageType": "VOICE", "description": "Voice call",
        "status": "rated",
        "usageCharacteristic": [
            {"name": name, "valueType": "string", "value": value} for name, value in characteristics.items()
        ],
        "ratedProductUsage": [{"taxIncludedRatingAmount": {"unit": "EUR", "value": pick.randrange(500) / 100}}],
    }


ENDS = {
    "cdr-au": ('{"data":{"transactions":[\n', "\n]},\"links\":{},\"meta\":{}}\n"),
    "ob-uk": ('{"Data":{"Transaction":[\n', "\n]},\"Links\":{},\"Meta\":{}}\n"),
    "berlin-group": ('{"account":{"iban":"DE89370400440532013000"},"transactions":{"booked":[\n', "\n]}}\n"),
    "cdr-energy": ('{"data":{"reads":[\n', "\n]},\"links\":{},\"meta\":{}}\n"),
    "tmf635": ("[\n", "\n]\n"),
}
MADE = {"cdr-energy": day_of_reads, "tmf635": usage}


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
        make = MADE.get(kind) or (lambda number, pick: transaction(kind, number, pick))
        out.write(begin)
        number = 0
        while left > 0:
            left -= out.write((",\n" if number else "") + json.dumps(make(number, pick)))
            number += 1
        out.write(end)


# The member that says whose a record is, and those that make its id.
OWNER = {"cdr-energy": "register", "tmf635": "line"}
VALUES = {"cdr-energy": ["date", "resolution"], "tmf635": ["started_at", "kind", "direction", "quantity", "unit"]}


def slots_of(point, register, day, minutes, values, unit, runs):
    """A day of a register: values in kWh, and where they are not measured."""
    assert unit == "KWH" and len(values) * minutes == 1_440
    words = {"ACTUAL": "actual", "SUBSTITUTE": "substituted", "FINAL_SUBSTITUTE": "substituted"}
    return {
        "register": f"{point}.{register}", "date": day, "resolution": f"PT{minutes}M", "values": values, "unit": "kWh",
        "quality": "actual",
        "runs": [{"first": first - 1, "count": last - first + 1, "quality": words[word]} for first, last, word in runs],
    }


def call_of(said, moment, word, amount, currency, row):
    """A call with its price."""
    assert word == "VOICE" and said["unit"] == "s"
    source_id = row["id"] if isinstance(row, dict) else row.id
    description = row["description"] if isinstance(row, dict) else row.description
    return {
        "line": said["originatingNumber"], "date": moment.date(), "started_at": moment, "kind": "voice",
        "direction": "out", "quantity": Decimal(said["duration"]), "unit": "s", "number": said["destinationNumber"],
        "rated_amount": amount, "currency": currency, "tax_included": True, "description": description,
        "source_id": source_id,
    }


def written(record):
    """Values as texts."""
    for name, value in record.items():
        if isinstance(value, (date, datetime)):
            record[name] = value.isoformat()
        elif isinstance(value, Decimal):
            record[name] = str(value)
        elif isinstance(value, list) and value and isinstance(value[0], Decimal):
            record[name] = [None if slot is None else str(slot) for slot in value]
    return record


def read_json(kind, path):
    """Rows of an answer as records, oldest first, written one a line; how many there were."""
    with open(path, encoding="utf-8") as source:
        answer = json.load(source, parse_float=Decimal)

    def cdr_au(row):
        return row["accountId"], row["postingDateTime"], row["amount"], row["currency"], row["status"] == "POSTED", {
            "kind_text": row.get("type"), "description": row.get("description"), "reference": row.get("reference"),
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

    def cdr_energy(row):
        interval = row["intervalRead"]
        return slots_of(
            row["servicePointId"], row["registerSuffix"], date.fromisoformat(row["readStartDate"]),
            interval["readIntervalLength"], interval["intervalReads"], row["unitOfMeasure"],
            [(run["startInterval"], run["endInterval"], run["quality"]) for run in interval["readQualities"]],
        )

    def tmf635(row):
        paid = row["ratedProductUsage"][0]["taxIncludedRatingAmount"]
        said = {each["name"]: each["value"] for each in row["usageCharacteristic"]}
        return call_of(said, datetime.fromisoformat(row["usageDate"]), row["usageType"], paid["value"], paid["unit"], row)

    rows, mapping = {
        "cdr-energy": lambda: (answer["data"]["reads"], cdr_energy),
        "tmf635": lambda: (answer, tmf635),
        "cdr-au": lambda: (answer["data"]["transactions"], cdr_au),
        "ob-uk": lambda: (answer["Data"]["Transaction"], ob_uk),
        "berlin-group": lambda: (answer["transactions"]["booked"], berlin_group),
    }[kind]()
    records = []
    for row in reversed(rows):
        if kind in MADE:
            records.append(written(mapping(row)))
            continue
        account, moment, amount, currency, booked, rest = mapping(row)
        record = {
            "account": account, "date": date.fromisoformat(moment[:10]).isoformat(), "amount": str(Decimal(amount)),
            "currency": currency, "status": "booked" if booked else "pending",
        }
        record.update((name, value) for name, value in rest.items() if value)
        records.append(record)
    records.sort(key=lambda record: (record[OWNER.get(kind, "account")], record["date"]))
    with tempfile.TemporaryFile("w", encoding="utf-8") as out:
        for record in records:
            out.write(json.dumps(record) + "\n")
    return len(records)


def models(kind):
    """The type of an answer, and of it: the account of all rows if it says one, and the rows."""
    from typing import Literal

    from pydantic import BaseModel, ConfigDict, RootModel
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
            credit_debit_indicator: Literal["Credit", "Debit", "CRDT", "DBIT"]
            status: Literal["Booked", "Pending", "Rejected", "BOOK", "PDNG", "RJCT", "INFO", "FUTR"]
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

    if kind == "cdr-energy":
        class Run(Camel):
            start_interval: int
            end_interval: int
            quality: Literal["ACTUAL", "SUBSTITUTE", "FINAL_SUBSTITUTE"]

        class Interval(Camel):
            read_interval_length: int
            aggregate_value: Decimal
            interval_reads: list[Decimal | None]
            read_qualities: list[Run] = []

        class Read(Camel):
            service_point_id: str
            register_id: str | None = None
            register_suffix: str | None = None
            meter_id: str | None = None
            controlled_load: bool | None = None
            read_start_date: date
            read_end_date: date | None = None
            unit_of_measure: str | None = None
            read_u_type: Literal["basicRead", "intervalRead"]
            interval_read: Interval | None = None

        class Reads(Camel):
            reads: list[Read]

        class Usage(Camel):
            data: Reads

        return Usage, lambda answer: (None, answer.data.reads)
    if kind == "tmf635":
        class Characteristic(Camel):
            name: str
            value_type: str | None = None
            value: str | int | Decimal | bool

        class Price(Camel):
            unit: str
            value: Decimal

        class Rated(Camel):
            tax_included_rating_amount: Price | None = None
            tax_excluded_rating_amount: Price | None = None

        class Event(Camel):
            id: str | None = None
            usage_date: datetime
            usage_type: str | None = None
            description: str | None = None
            status: Literal["received", "rejected", "recycled", "guided", "rated", "rerate", "billed"] | None = None
            usage_characteristic: list[Characteristic] = []
            rated_product_usage: list[Rated] = []

        return RootModel[list[Event]], lambda answer: (None, answer.root)

    class Posted(Camel):
        account_id: str
        transaction_id: str | None = None
        is_detail_available: bool
        type: Literal[
            "DIRECT_DEBIT", "FEE", "INTEREST_CHARGED", "INTEREST_PAID", "OTHER", "PAYMENT", "TRANSFER_INCOMING",
            "TRANSFER_OUTGOING",
        ]
        status: Literal["PENDING", "POSTED"]
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
            "kind_text": row.type, "description": row.description, "reference": row.reference,
            "counterparty_name": row.merchant_name, "mcc": row.merchant_category_code, "source_id": row.transaction_id,
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

    def cdr_energy(row):
        interval = row.interval_read
        return slots_of(
            row.service_point_id, row.register_suffix, row.read_start_date, interval.read_interval_length,
            interval.interval_reads, row.unit_of_measure,
            [(run.start_interval, run.end_interval, run.quality) for run in interval.read_qualities],
        )

    def tmf635(row):
        paid = row.rated_product_usage[0].tax_included_rating_amount
        said = {each.name: each.value for each in row.usage_characteristic}
        return call_of(said, row.usage_date, row.usage_type, paid.value, paid.unit, row)

    mapping = {
        "cdr-au": cdr_au, "ob-uk": ob_uk, "berlin-group": berlin_group, "cdr-energy": cdr_energy, "tmf635": tmf635,
    }[kind]
    records, unread = [], {}
    for row in reversed(rows):
        if kind in MADE:
            record = mapping(row)
        else:
            whose, day, amount, currency, booked, rest = mapping(row)
            record = {
                "account": whose, "date": day, "amount": amount, "currency": currency,
                "status": "booked" if booked else "pending",
            }
            record.update((name, value) for name, value in rest.items() if value)
        records.append(record)
        for name in row.model_extra or ():
            unread[name] = unread.get(name, 0) + 1
    owner, members = OWNER.get(kind, "account"), VALUES.get(kind, ["date", "amount", "currency"])
    records.sort(key=lambda record: (record[owner], record["date"]))
    ranks = {}
    with tempfile.TemporaryFile("w", encoding="utf-8") as out:
        for record in map(written, records):
            values = (record[owner], *(record[name] for name in members))
            rank = ranks[values] = ranks.get(values, -1) + 1
            message = "\0".join(["id", *values[1:], str(rank)]).encode()
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
