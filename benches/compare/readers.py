"""Reads the same bank files with our readers and with the Python readers people use, and prints what each takes of the
processor. All read every row into typed values; ours also puts the rows in order and gives each its id.

    pip install ofxtools ofxparse mt-940 camt053 quiffen
    cargo build --release -p pannier-convert --example read
    python3 benches/compare/readers.py target/release/examples/read [ROWS]

Runs take turns, so that other work on the machine falls on both alike; the least of three counts.
"""

import csv
import datetime
import decimal
import pathlib
import resource
import subprocess
import sys
import tempfile

SHOPS = ["EXAMPLE SUPERMARKET", "Beispiel Energie GmbH", "Example Rail Ltd", "SAMPLE PHARMACY 0042", "Muster Versicherung AG"]

MAPPING = """
name = "bench"
currency = "EUR"
file = { delimiter = ";" }
date = { format = "%d.%m.%Y" }
number = { decimal = ",", group = "." }
account = { kind = "current" }
amount = { column = "Betrag" }

[columns]
date = "Buchungstag"
value_date = "Valutadatum"
kind_text = "Buchungstext"
description = "Verwendungszweck"
counterparty_name = "Beguenstigter"
counterparty_number = "IBAN"
end_to_end_id = "Kundenreferenz"
"""


def bookings(count):
    """Day of March, amount going out in cents, rank, and who was paid."""
    for rank in range(count):
        yield rank * 31 // count + 1, rank * 7919 % 19_977 + 1, rank, SHOPS[rank % len(SHOPS)]


def money(cents, point):
    return f"{cents // 100}{point}{cents % 100:02}"


def ofx(out, count):
    out.write(
        "OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nSECURITY:NONE\r\nENCODING:UTF-8\r\nCHARSET:NONE\r\nCOMPRESSION:NONE\r\n"
        "OLDFILEUID:NONE\r\nNEWFILEUID:NONE\r\n\r\n<OFX>\r\n<SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS>"
        "<DTSERVER>20260401<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>\r\n<BANKMSGSRSV1><STMTTRNRS><TRNUID>0<STATUS><CODE>0"
        "<SEVERITY>INFO</STATUS><STMTRS>\r\n<CURDEF>EUR\r\n<BANKACCTFROM><BANKID>10020030<ACCTID>1234567<ACCTTYPE>CHECKING"
        "</BANKACCTFROM>\r\n<BANKTRANLIST>\r\n<DTSTART>20260301<DTEND>20260331\r\n"
    )
    for day, cents, rank, shop in bookings(count):
        out.write(
            f"<STMTTRN>\r\n<TRNTYPE>POS\r\n<DTPOSTED>202603{day:02}120000.000[+1:CET]\r\n<TRNAMT>-{money(cents, '.')}\r\n"
            f"<FITID>202603{rank:09}\r\n<NAME>{shop}\r\n<MEMO>{shop} ANYTOWN CARD 1234 REF {rank}\r\n</STMTTRN>\r\n"
        )
    out.write(
        "</BANKTRANLIST><LEDGERBAL><BALAMT>1.00<DTASOF>20260331</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )


def qif(out, count):
    out.write("!Type:Bank\n")
    for day, cents, rank, shop in bookings(count):
        out.write(
            f"D{day:02}/03/2026\nT-{money(cents, '.')}\nN{rank}\nP{shop}\nMCard 1234 at {shop}, Anytown, ref {rank}\n"
            "LGroceries\n^\n"
        )


def mt940(out, count):
    out.write(":20:STARTUMS\r\n:25:10020030/1234567\r\n:28C:1/1\r\n:60F:C260228EUR10000000,00\r\n")
    for day, cents, rank, shop in bookings(count):
        out.write(
            f":61:2603{day:02}03{day:02}D{money(cents, ',')}NDDTNONREF//{rank:09}\r\n:86:105?00SEPA-LASTSCHRIFT?20EREF+E-{rank}"
            f"?21MREF+M-{rank % 100}?22CRED+DE98ZZZ0\r\n9999999999?23SVWZ+Rechnung {rank} Kunde 47?2411?30EXAMPLEBIC?31DE8\r\n"
            f"9370400440532013000?32{shop}\r\n"
        )
    out.write(":62F:C260331EUR9000000,00\r\n-\r\n")


def camt(out, count):
    out.write(
        '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">\n'
        "<BkToCstmrStmt>\n<GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-04-01T00:00:00</CreDtTm></GrpHdr>\n<Stmt>\n<Id>S-1</Id>\n"
        "<CreDtTm>2026-04-01T00:00:00</CreDtTm><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>\n"
    )
    for day, cents, rank, shop in bookings(count):
        amount = money(cents, ".")
        out.write(
            f'<Ntry>\n  <NtryRef>{rank}</NtryRef>\n  <Amt Ccy="EUR">{amount}</Amt>\n  <CdtDbtInd>DBIT</CdtDbtInd>\n'
            f"  <Sts><Cd>BOOK</Cd></Sts>\n  <BookgDt><Dt>2026-03-{day:02}</Dt></BookgDt>\n  <ValDt><Dt>2026-03-{day:02}</Dt>"
            f"</ValDt>\n  <AcctSvcrRef>202603{rank:09}</AcctSvcrRef>\n  <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RDDT</Cd>"
            "<SubFmlyCd>ESDD</SubFmlyCd></Fmly></Domn><Prtry><Cd>NDDT+105</Cd><Issr>DK</Issr></Prtry></BkTxCd>\n  <NtryDtls>"
            f"<TxDtls>\n    <Refs><EndToEndId>E-{rank}</EndToEndId><MndtId>M-{rank % 100}</MndtId></Refs>\n"
            f'    <Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd>\n    <RltdPties><Cdtr><Pty><Nm>{shop}</Nm></Pty></Cdtr>'
            "<CdtrAcct><Id><IBAN>DE89370400440532013000</IBAN></Id></CdtrAcct></RltdPties>\n    <RltdAgts><CdtrAgt><FinInstnId>"
            f"<BICFI>EXAMDEFF</BICFI></FinInstnId></CdtrAgt></RltdAgts>\n    <RmtInf><Ustrd>Rechnung {rank} Kunde 4711</Ustrd>"
            "</RmtInf>\n  </TxDtls></NtryDtls>\n</Ntry>\n"
        )
    out.write("</Stmt></BkToCstmrStmt></Document>")


def delimited(out, count):
    out.write(
        "Auftragskonto;Buchungstag;Valutadatum;Buchungstext;Verwendungszweck;Kundenreferenz;Beguenstigter;IBAN;Betrag;Waehrung\n"
    )
    for day, cents, rank, shop in bookings(count):
        out.write(
            f"DE02120300000000202051;{day:02}.03.2026;{day:02}.03.2026;LASTSCHRIFT;Rechnung {rank} Kunde 4711 vielen Dank;"
            f"E-{rank};{shop};DE89370400440532013000;-{money(cents, ',')};EUR\n"
        )


def read_ofxtools(path):
    from ofxtools.Parser import OFXTree

    tree = OFXTree()
    tree.parse(str(path))
    return sum(len(statement.transactions) for statement in tree.convert().statements)


def read_ofxparse(path):
    from ofxparse import OfxParser

    with open(path, "rb") as file:
        return len(OfxParser.parse(file).account.statement.transactions)


def read_quiffen(path):
    from quiffen import Qif

    accounts = Qif.parse(path, day_first=True).accounts.values()
    return sum(len(rows) for account in accounts for rows in account.transactions.values())


def read_mt940(path):
    import mt940

    return len(mt940.parse(str(path)).transactions)


def read_camt053(path):
    import camt053

    document = camt053.parse_document(path.read_text(encoding="utf-8"))
    return sum(len(statement.entries) for statement in document.statements)


def read_csv(path):
    """A straightforward mapping: what a person writes with the module for the purpose."""
    rows = []
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter=";"):
            rows.append({
                "date": datetime.datetime.strptime(row["Buchungstag"], "%d.%m.%Y").date(),
                "value_date": datetime.datetime.strptime(row["Valutadatum"], "%d.%m.%Y").date(),
                "amount": decimal.Decimal(row["Betrag"].replace(".", "").replace(",", ".")),
                "kind_text": row["Buchungstext"].strip(),
                "description": row["Verwendungszweck"].strip(),
                "counterparty_name": row["Beguenstigter"].strip(),
                "counterparty_number": row["IBAN"].strip(),
                "end_to_end_id": row["Kundenreferenz"].strip(),
            })
    return len(rows)


FORMATS = {
    "ofx": (ofx, [], {"ofxtools": read_ofxtools, "ofxparse": read_ofxparse}),
    "csv": (delimited, ["--mapping", "mapping.toml"], {"csv": read_csv}),
    "mt940": (mt940, [], {"mt-940": read_mt940}),
    "camt": (camt, [], {"camt053": read_camt053}),
    "qif": (qif, ["--currency", "EUR"], {"quiffen": read_quiffen}),
}


def spent(command, folder):
    """Processor time of a command in seconds, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main():
    if sys.argv[1] == "--read":
        _, _, format, reader, path, rows = sys.argv
        found = FORMATS[format][2][reader](pathlib.Path(path))
        sys.exit(0 if found == int(rows) else f"{reader} finds {found} rows of {rows}")
    ours_is = str(pathlib.Path(sys.argv[1]).resolve())
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 50_000
    print(f"{rows} rows; least processor time of three runs that take turns")
    print(f"{'':8}{'reader':12}{'seconds':>10}{'rows/s':>12}{'MB/s':>10}{'ours is':>10}")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "mapping.toml").write_text(MAPPING)
        for format, (write, flags, readers) in FORMATS.items():
            source = folder / f"source.{format}"
            with open(source, "w", encoding="utf-8", newline="") as out:
                write(out, rows)
            commands = {"pannier": [ours_is, format, str(source), *flags]}
            for reader in readers:
                commands[reader] = [sys.executable, __file__, "--read", format, reader, str(source), str(rows)]
            times = {name: [] for name in commands}
            for _ in range(3):
                for name, command in commands.items():
                    times[name].append(spent(command, folder))
            ours = min(times["pannier"])
            size = source.stat().st_size
            for name, taken in times.items():
                least = min(taken)
                faster = "" if name == "pannier" else f"{least / ours:.1f}x"
                print(f"{format:8}{name:12}{least:10.2f}{rows / least:12,.0f}{size / least / 1e6:10.1f}{faster:>10}")


main()
