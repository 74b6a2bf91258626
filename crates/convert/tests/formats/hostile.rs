//! Arbitrary and damaged bytes: no panic, and every row accounted for.

use std::io::{self, Read, Seek, SeekFrom};

use crate::common::convert;
use pannier_convert::{Collected, DateOrder, Format, Options, mapped::Mapping, read};
use pannier_report::Code;
use proptest::prelude::*;

/// A small whole source of each format, to be damaged.
const SAMPLES: &[(Format, &str)] = &[
    (
        Format::Midata,
        "Account Number:,****5678\r\n\r\nDate,Type,Merchant/Description,Debit/Credit,Balance\r\n05/03/2026,VIS,\"THE \"\"CORNER\"\" SHOP\",-£5.00,\"£1,260.00\"\r\n04/03/2026,PAYMENT TO****,*****,-£50.00,£1265.00\r\n\r\nArranged overdraft limit,05/04/2026,£1000.00\r\n",
    ),
    (
        Format::Ofx,
        "OFXHEADER:100\nENCODING:USASCII\nCHARSET:1252\n\n<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20260420101500[0:GMT]</SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>B<ACCTID>DE89370400440532013000<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20260301<DTEND>20260331<STMTTRN><TRNTYPE>POS<DTPOSTED>20260305120000.000[-5:EST]<TRNAMT>-5,00<FITID>1<NAME>A&amp;amp;B<MEMO><![CDATA[x &<]]><ORIGCURRENCY><CURRATE>0.9<CURSYM>USD</ORIGCURRENCY></STMTTRN><STMTTRN><DTPOSTED>20260302<TRNAMT>1</BANKTRANLIST><LEDGERBAL><BALAMT>1.00<DTASOF>20260331</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>",
    ),
    (
        Format::Csv,
        "Date;Amount;Text;Balance;Account\n05/03/2026;-1.234,50;\"a;\"\"b\"\"\";10,00;DE89370400440532013000\n13/03/2026;(2,00);****;8,00;7\n\n14/03/2026;3,00-;c;11;\n",
    ),
    (
        Format::Ndjson,
        "{\"series\":\"current/transaction\",\"from\":\"2026-03-01\",\"to\":\"2026-04-01\",\"incomplete\":[\"2026-03-31\"]}\n{\"type\":\"transaction\",\"record\":{\"id\":\"t1\",\"account\":\"current\",\"date\":\"2026-03-05\",\"date_basis\":\"booked\",\"status\":\"booked\",\"amount\":\"-1.50\",\"currency\":\"GBP\",\"kind\":\"card\",\"extensions\":{\"a.b\":[1,null]}}}\n",
    ),
    (
        Format::Qif,
        "!Account\nNMain\nTBank\n/1/5'26\n$9\n^\n!Type:Bank\nD13/4/26\nT-1.50\nPShop\nSFood\nEx\n$-1\nSy\n$-.5\n^\nD2 Feb 2026\nU3\nL[Main]\n^\n",
    ),
    (
        Format::Mt940,
        "{1:F01X}{4:\r\n:20:R\r\n:25:10020030/1234567\r\n:28C:1/1\r\n:60F:C260105EUR10,\r\n:61:2601050106RDR1,50NTRFNONREF//B\r\n/OCMT/USD2,/CHGS/EUR0,1\r\n:86:166?00X?20EREF+1?21SVWZ+é?3010?3112?32N\r\n:61:260106C2,S103A\r\n:86:/TRTP/SEPA/IBAN/NL1/REMI/x/EREF/e\r\n:62M:C260106EUR13,5\r\n-}\r\n:20:R\r\n:25:10020030/1234567\r\n:60M:C260106EUR13,5\r\n:61:2512310102ED1,NINT\r\n:62F:C260107EUR13,5\r\n:64:C260107EUR1,\r\n:90C:1EUR2,\r\n-\r\n",
    ),
    (
        Format::Camt,
        "<?xml version=\"1.0\"?><Document><BkToCstmrStmt><Stmt><FrToDt><FrDtTm>2026-01-05T00:00:00</FrDtTm><ToDtTm>2026-01-06T10:00:00+01:00</ToDtTm></FrToDt><Acct><Id><IBAN>GB82WEST12345698765432</IBAN></Id><Ccy>EUR</Ccy></Acct><Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-05</Dt></Dt></Bal><TxsSummry><TtlNtries><NbOfNtries>1</NbOfNtries><Sum>3.00</Sum></TtlNtries></TxsSummry><Ntry><NtryRef>1</NtryRef><Amt Ccy=\"EUR\">3.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>2026-01-05T10:00:00Z</DtTm></BookgDt><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>STDO</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>A&amp;B</EndToEndId></Refs><Amt Ccy=\"USD\">3.30</Amt><CdtDbtInd>DBIT</CdtDbtInd><RmtInf><Ustrd>x</Ustrd></RmtInf></TxDtls><TxDtls><Amt Ccy=\"EUR\">1</Amt></TxDtls></NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>",
    ),
    (
        Format::ObUk,
        "{\"Data\":{\"Account\":[{\"AccountId\":\"1\",\"Currency\":\"GBP\",\"Account\":[{\"SchemeName\":\"IBAN\",\"Identification\":\"GB82WEST12345698765432\"}]}],\"Balance\":[{\"AccountId\":\"1\",\"Amount\":{\"Amount\":\"1.00\",\"Currency\":\"GBP\"},\"CreditDebitIndicator\":\"Debit\",\"Type\":\"ITBD\",\"DateTime\":\"2026-01-05T00:00:00Z\",\"CreditLine\":[{\"Included\":true}]}],\"Transaction\":[{\"AccountId\":\"1\",\"Amount\":{\"Amount\":2.50,\"Currency\":\"GBP\"},\"CreditDebitIndicator\":\"Credit\",\"Status\":\"BOOK\",\"BookingDateTime\":\"2026-01-05T00:00:00Z\",\"CurrencyExchange\":{\"InstructedAmount\":{\"Amount\":\"3\",\"Currency\":\"USD\"},\"ExchangeRate\":0.8}}],\"StandingOrder\":[{\"AccountId\":\"1\",\"NextPaymentAmount\":{\"Amount\":\"9\",\"Currency\":\"GBP\"}}]}}",
    ),
    (
        Format::BerlinGroup,
        "{\"account\":{\"iban\":\"GB82WEST12345698765432\",\"currency\":\"EUR\",\"name\":\"x\"},\"balances\":[{\"balanceAmount\":{\"currency\":\"EUR\",\"amount\":\"1.0\"},\"balanceType\":\"closingBooked\",\"referenceDate\":\"2026-01-05\"}],\"transactions\":{\"booked\":[{\"transactionAmount\":{\"currency\":\"EUR\",\"amount\":\"-2.5\"},\"bookingDate\":\"2026-01-05\",\"bankTransactionCode\":\"PMNT-RDDT-ESDD\",\"entryDetails\":[{\"transactionAmount\":{\"currency\":\"EUR\",\"amount\":\"-1\"}},{\"transactionAmount\":{\"currency\":\"EUR\",\"amount\":\"-1.5\"}}]}],\"pending\":[{\"transactionAmount\":{\"currency\":\"EUR\",\"amount\":3},\"valueDate\":\"2026-01-06\"}],\"information\":[{\"transactionAmount\":{\"currency\":\"EUR\",\"amount\":\"4\"},\"additionalInformationStructured\":{\"standingOrderDetails\":{\"frequency\":\"Monthly\"}}}]}}",
    ),
    (
        Format::CdrAu,
        "{\"data\":{\"accounts\":[{\"accountId\":\"1\",\"productCategory\":\"PERS_LOANS\",\"maskedNumber\":\"xx1234\"}],\"transactions\":[{\"accountId\":\"1\",\"status\":\"POSTED\",\"type\":\"FEE\",\"amount\":\"-1.00\",\"postingDateTime\":\"2026-01-05T00:00:00Z\",\"valueDateTime\":\"0001-01-05T00:00:00Z\",\"reference\":\"\"}],\"balances\":[{\"accountId\":\"1\",\"currentBalance\":\"5.00\",\"availableBalance\":\"6.00\"}]}}",
    ),
    (
        Format::CdrEnergy,
        "{\"data\":{\"servicePoints\":[{\"servicePointId\":\"S\",\"nationalMeteringId\":\"6407000001\",\"lastUpdateDateTime\":\"2026-06-30T10:00:00+10:00\",\"meters\":[{\"meterId\":\"M\",\"registers\":[{\"registerId\":\"E1\",\"unitOfMeasure\":\"KWH\"}]}]}],\"reads\":[{\"servicePointId\":\"S\",\"registerSuffix\":\"E1\",\"meterId\":\"M\",\"readStartDate\":\"2026-06-01\",\"readEndDate\":\"2026-06-02\",\"readUType\":\"intervalRead\",\"intervalRead\":{\"readIntervalLength\":720,\"aggregateValue\":3,\"intervalReads\":[1,2e0,null,-0.5],\"readQualities\":[{\"startInterval\":1,\"endInterval\":2,\"quality\":\"SUBSTITUTE\"}]}},{\"servicePointId\":\"S\",\"registerSuffix\":\"11\",\"readStartDate\":\"2026-01-01\",\"readEndDate\":\"2026-03-31\",\"unitOfMeasure\":\"Wh\",\"readUType\":\"basicRead\",\"basicRead\":{\"value\":-12}}],\"derRecords\":[{\"servicePointId\":\"S\",\"acConnections\":[{\"derDevices\":[{\"count\":2,\"type\":\"STORAGE\",\"nominalStorageCapacity\":6.5}]}]}],\"invoices\":[{\"accountId\":\"A\",\"issueDate\":\"2026-06-05\",\"invoiceAmount\":\"11.00\",\"gstAmount\":\"1.00\",\"electricity\":{\"totalUsageCharges\":\"12.00\",\"totalGenerationCredits\":\"2.00\"}}],\"transactions\":[{\"accountId\":\"A\",\"transactionUType\":\"usage\",\"usage\":{\"servicePointId\":\"S\",\"startDate\":\"2026-05-01T00:00:00Z\",\"endDate\":\"2026-05-31T23:59:59Z\",\"usage\":1.5,\"amount\":\"0.45\"}}]}}",
    ),
    (
        Format::Nem12,
        "100,NEM12,202606051200,A,B\n200,6407000001,E1,1,E1,N1,M-77,kWh,480,20260801\n300,20260601,1,2.5,3,A,,,20260602093000,\n300,20260602,0,,0,V,,,20260602093000,\n400,1,1,A\n400,2,2,N\n400,3,3,S14,51,\n500,O,S1,20260602093000,12345\n300,20260601,1,2,3,F16,,,20260603093000,\n200,6407000001,E1,1,B1,N1,M-78,VArh,720,\n300,20260601,1,2,N\n250,6407000001,1141,01,11,,M-5,E,10250,20260301000000,A,,,11062,20260601000000,A,,,812,kWh,20260901,20260602100000,\n900\n",
    ),
    (
        Format::MidataEnergy,
        "midata\n\"Fuel\",MPAN,validAtDate,Supplier,Tariff,Usage,Forecasted Usage,Forecasted Cost,Postcode,Contract End Date\nE,1200012345678,01/06/2026,Example,Fixed,\"2,950.5\",3100,\u{a3}912.40,SW1A 1AA,31/08/2026\nGas,0123456789,2026-06-01,,,12000 kWh,,,,\n",
    ),
];

const MAPPING: &str = r#"
name = "hostile"
file = { delimiter = ";", short_rows = true }
account = { kind = "current" }
number = { decimal = ",", group = ".", trailing_minus = true, parentheses = true }
amount = { column = 2 }
columns = { date = 1, description = 3, running_balance = "Balance", account = 5 }
"#;

fn options(format: Format) -> Options {
    let mut options = Options::default();
    if format != Format::Midata {
        options.currency = Some("EUR".parse().expect("a currency"));
    }
    options.date_order = Some(DateOrder::DayFirst);
    options.mapping = Some(Mapping::parse(MAPPING).expect("a mapping"));
    options
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for (format, _) in SAMPLES {
            convert(*format, &bytes, &options(*format));
        }
        let _ = Format::guess(&bytes);
    }

    /// Pieces of the format in any order reach further than noise does.
    #[test]
    fn any_pieces(seed in proptest::collection::vec((0_usize..1000, 0_usize..40), 0..30)) {
        for (format, sample) in SAMPLES {
            let mut text = String::new();
            for (start, length) in &seed {
                text.extend(sample.chars().skip(start % sample.len()).take(*length));
            }
            convert(*format, text.as_bytes(), &options(*format));
        }
    }

    /// A mapping is written by hand: any text is read or refused.
    #[test]
    fn any_mapping(at in any::<prop::sample::Index>(), with in "[a-z0-9=\"{}\\[\\]\n ]{0,12}") {
        let at = at.index(MAPPING.len());
        let mut text = MAPPING.to_owned();
        text.replace_range(at..(at + with.len()).min(text.len()), &with);
        if let Ok(mapping) = Mapping::parse(&text) {
            let mut options = options(Format::Csv);
            options.mapping = Some(mapping);
            convert(Format::Csv, SAMPLES[2].1.as_bytes(), &options);
        }
    }

    /// One byte changed, one piece cut out.
    #[test]
    fn damaged(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in 0_usize..40) {
        for (format, sample) in SAMPLES {
            let mut bytes = sample.as_bytes().to_vec();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            convert(*format, &bytes, &options(*format));
            let end = (at + cut).min(bytes.len());
            bytes.drain(at..end);
            convert(*format, &bytes, &options(*format));
        }
    }
}

/// A source that never ends a row, and counts what is asked of it.
struct Endless {
    at: u64,
    read: u64,
    head: &'static [u8],
}

impl Endless {
    const LENGTH: u64 = 1 << 30;
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(Self::LENGTH - self.at).unwrap_or(usize::MAX).min(buffer.len());
        for byte in &mut buffer[..left] {
            *byte = usize::try_from(self.at).ok().and_then(|at| self.head.get(at)).copied().unwrap_or(b'x');
            self.at += 1;
        }
        self.read += left as u64;
        Ok(left)
    }
}

impl Seek for Endless {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        if let SeekFrom::Start(at) = to {
            self.at = at.min(Self::LENGTH);
        }
        Ok(self.at)
    }
}

/// A gigabyte behind an open quotation mark is refused after a megabyte.
#[test]
fn rows_that_never_end() {
    for head in [&b"Date;Amount;Text;Balance;Account\n\"01/03/2026"[..], b"Date;Amount;Text;Balance;Account\n", b"\""] {
        let mut input = Endless { at: 0, read: 0, head };
        let mut collected = Collected::default();
        let summary = read(Format::Csv, &mut input, &options(Format::Csv), &mut collected).expect("memory");
        assert_eq!(summary.converted, 0);
        assert!(collected.findings.iter().any(|finding| finding.code == Code::ConvertStructure));
        assert!(input.read < 8 << 20, "{} bytes were read", input.read);
    }
}

/// A line, field, value, tag or comment of a gigabyte is refused without being taken into memory, where it begins.
#[test]
fn values_that_never_end() {
    let check = |format: Format, head: &'static [u8]| {
        let mut input = Endless { at: 0, read: 0, head };
        let mut collected = Collected::default();
        // The encoding of the whole is looked at first: as much of it as this test has the time for.
        let mut short = input.by_ref().take(Endless::LENGTH / 64);
        let mut bytes = Vec::new();
        short.read_to_end(&mut bytes).expect("memory");
        let summary = read(format, &mut io::Cursor::new(bytes), &options(format), &mut collected).expect("memory");
        assert_eq!(summary.converted, 0, "{format}");
        assert!(collected.findings.iter().any(|finding| finding.code == Code::ConvertStructure), "{format}");
    };
    check(Format::Qif, b"!Type:Bank\nD1/3/2026\nT1\nP");
    check(Format::Mt940, b":20:R\n:25:1/2\n:60F:C260105EUR10,\n:61:2601050106D1,NTRF\n:86:");
    check(Format::Camt, b"<Document><BkToCstmrStmt><Stmt><Ntry><AddtlNtryInf>");
    check(Format::Camt, b"<Document><BkToCstmrStmt><Stmt><Ntry a='");
    check(Format::Camt, b"<Document><!-- ");
}

/// The last day of the calendar, by which some sources mean "never": no period ends behind it.
#[test]
fn the_last_day_is_lost_and_said() {
    let check = |format: Format, text: &str| {
        let (collected, summary) = convert(format, text.as_bytes(), &options(format));
        assert_eq!((summary.read, summary.converted, summary.lost), (1, 0, 1), "{format}");
        assert_eq!(collected.findings[0].code, Code::ConvertDate, "{format}");
    };
    check(Format::Midata, "Date,Description,Amount,Balance\n31/12/9999,A,1.00,1.00\n");
    check(
        Format::Ofx,
        "<OFX><STMTRS><BANKTRANLIST><STMTTRN><DTPOSTED>99991231<TRNAMT>1</STMTTRN></BANKTRANLIST></STMTRS></OFX>",
    );
    check(Format::Csv, "Date;Amount;Text;Balance;Account\n31/12/9999;1;a;;\n");
    check(Format::Qif, "!Type:Bank\nD31/12/9999\nT1\n^\n");
    check(
        Format::Camt,
        "<Document><BkToCstmrStmt><Stmt><Ntry><Amt Ccy=\"EUR\">1</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>\
         <BookgDt><Dt>9999-12-31</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>",
    );
    check(
        Format::ObUk,
        r#"{"Data":{"Transaction":[{"AccountId":"1","Amount":{"Amount":"1","Currency":"GBP"},"CreditDebitIndicator":"Debit","Status":"BOOK","BookingDateTime":"9999-12-31T00:00:00Z"}]}}"#,
    );
    check(
        Format::BerlinGroup,
        r#"{"transactions":{"booked":[{"transactionAmount":{"amount":"1","currency":"EUR"},"bookingDate":"9999-12-31"}]}}"#,
    );
    check(
        Format::CdrAu,
        r#"{"data":{"transactions":[{"accountId":"1","amount":"1","status":"POSTED","postingDateTime":"9999-12-31T00:00:00Z"}]}}"#,
    );
}
