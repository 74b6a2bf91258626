"""Readers of feeds and answers side by side: ours through the command, and what there is in Python.

    python3 feeds.py generate FORMAT MEGABYTES FILE    # green-button, cdr-au, ob-uk or berlin-group
    python3 feeds.py compare PANNIER FILE...           # both readers of each file, one after the other
    python3 feeds.py measure PANNIER FILE...           # ours alone

A file is named FORMAT-anything. Green Button is read by greenbutton-objects, JSON by the json module and the mapping
below, which does less than ours: no ids, no balances checked, no account of what was not read. Both JSON readers write
the records; greenbutton-objects only holds them. Processor time is user and system, memory the peak of the process.
"""

import json
import os
import pathlib
import random
import resource
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


def show(reader, path, seconds, memory):
    size = os.path.getsize(path) / 1_000_000
    print(f"{pathlib.Path(path).name:28} {reader:10} {size:8.1f} MB {seconds:8.2f} s {size / seconds:8.1f} MB/s {memory:8.0f} MiB")


def main():
    match sys.argv[1:]:
        case ["generate", kind, megabytes, path]:
            generate(kind, megabytes, path)
        case ["read", path]:
            begun = time.process_time()
            kind = kind_of(path)
            count = read_green_button(path) if kind == "green-button" else read_json(kind, path)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(count, time.process_time() - begun, peak, file=sys.stderr)
        case [("compare" | "measure") as what, pannier, *paths]:
            for path in paths:
                seconds, memory, _ = ours(pannier, path)
                show("pannier", path, seconds, memory)
                if what == "compare":
                    theirs, memory, _ = run([sys.executable, __file__, "read", path])
                    show("python", path, theirs, memory)
                    print(f"{'':28} {theirs / seconds:.1f} times")
        case _:
            sys.exit(__doc__)


main()
