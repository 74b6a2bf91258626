//! The main job through the public API: records or a bank's download in, a bundle out, verified and read by a stranger.

use std::io::Cursor;

use pannier::{
    Cell, Error, Issue, Issued, MemoryScratch, Outcome, Policy, Row, Trust, Unproven,
    convert::{Format, Options},
    crypto::{Algorithm, PrivateKey, SeededRandom, Signer as _, SystemRandom},
    issue::{Author, Settings, Subject},
    merge,
    record::{Account, AnyRecord, Record as _, Summary, SummaryMetric, Transaction},
    verify, verify_streaming,
};

const ISSUER: &str = "https://bank.example";
/// 2026-06-01.
const NOW: i64 = 1_780_272_000;

const MIDATA: &str = "Date,Type,Merchant/Description,Debit/Credit,Balance\r\n\
    05/03/2026,VIS,EXAMPLE CHEMIST,-£5.00,£260.00\r\n\
    04/03/2026,DD,EXAMPLE GYM,-£50.00,£265.00\r\n\
    03/03/2026,CR,*****************,+£500.00,£315.00\r\n\
    28/02/2026,ATM,CASH ANYTOWN,-£40.00,-£185.00\r\n\
    Arranged overdraft limit,04/04/2026,£1000.00\r\n";

fn settings() -> Settings {
    let mut settings = Settings::new(Author::Issuer(ISSUER.to_owned()));
    settings.subject = Some(Subject { id: "customer 7".to_owned(), key: vec![7; 32] });
    settings
}

fn issue(key: &PrivateKey, settings: Settings, sources: &[&str]) -> Result<Issued, Error> {
    let mut random = SystemRandom::new();
    let mut issue = Issue::new(settings, key, NOW, &mut random, &MemoryScratch)?;
    for (number, source) in sources.iter().enumerate() {
        let mut options = Options::default();
        options.account = Some("current".parse().expect("an id"));
        issue.read(&format!("source-{number}.csv"), Format::Midata, &mut Cursor::new(source.as_bytes()), &options)?;
    }
    issue.finish()
}

fn bytes(issued: &Issued) -> Vec<u8> {
    let mut bytes = Vec::new();
    issued.write_to(&mut bytes).expect("memory");
    bytes
}

#[test]
fn a_download_becomes_a_bundle_that_a_stranger_reads() {
    let key = PrivateKey::generate(Algorithm::Es256).expect("a key");
    let issued = issue(&key, settings(), &[MIDATA]).expect("a bundle");
    assert_eq!(issued.verdict().outcome, Outcome::Verified);
    let own = issued.verdict().withheld.parts.iter().filter(|part| !part.series.ends_with("/summary"));
    assert_eq!(own.map(|part| part.n).sum::<u64>(), 6, "four transactions, an account, an overdraft");

    let trust = Trust::only(ISSUER, key.public_key());
    let verified = verify(bytes(&issued), &trust, &Policy::default(), NOW, &MemoryScratch)
        .expect("memory")
        .accept()
        .expect("verified");
    assert!(verified.verdict().complete);
    let rows: Vec<_> = verified.records::<Transaction>().map(|row| row.expect("a row")).collect();
    let seen: Vec<String> = rows.iter().map(|row| format!("{} {}", row.date, row.amount)).collect();
    assert_eq!(seen, ["2026-02-28 -40.00", "2026-03-03 500.00", "2026-03-04 -50.00", "2026-03-05 -5.00"]);
    assert!(matches!(rows[0].cell("running_balance"), Cell::Present(_)));
    assert!(matches!(rows[1].cell("description"), Cell::AbsentProven));
    let figures: Vec<String> = verified
        .records::<Summary>()
        .map(|row| row.expect("a row"))
        .filter(|row| row.metric == SummaryMetric::Out && row.date.to_string() == "2026-03-01")
        .map(|row| format!("{} {} {}", row.bucket.as_str(), row.count, row.value))
        .collect();
    // The fifth lies outside of what the scheme promises, thirty days before the download, and is not counted.
    assert_eq!(figures, ["direct_debit 1 -50.00"]);
    let coverage = &verified.verdict().coverage;
    assert!(coverage.iter().any(|of| of.series.ends_with("/transaction") && of.from == "2025-03-05"), "{coverage:?}");
}

#[test]
fn nobody_else_s_key_is_believed() {
    let key = PrivateKey::generate(Algorithm::Es256).expect("a key");
    let issued = issue(&key, settings(), &[MIDATA]).expect("a bundle");
    let other = PrivateKey::generate(Algorithm::Ed25519).expect("a key");
    let check = |trust: &Trust, outcome: Outcome, code: &str| {
        let verification = verify(bytes(&issued), trust, &Policy::default(), NOW, &MemoryScratch).expect("memory");
        assert_eq!(verification.verdict().outcome, outcome);
        assert_eq!(verification.verdict().findings[0].code.as_str(), code);
        assert!(verification.accept().is_err());
    };
    check(&Trust::only(ISSUER, other.public_key()), Outcome::UnknownIssuer, "trust-known-key");
    check(&Trust::nobody(), Outcome::UnknownIssuer, "trust-known-key");
    check(&Trust::only("https://other.example", key.public_key()), Outcome::Rejected, "trust-issuer");
}

/// A few bits of the directory (attributes, the version that made it) and of deflate padding say nothing; whatever they
/// are, the records are the same.
#[test]
fn a_changed_byte_is_refused_or_changes_nothing() {
    let key = PrivateKey::generate(Algorithm::Es256).expect("a key");
    let original = bytes(&issue(&key, settings(), &[MIDATA]).expect("a bundle"));
    let trust = Trust::only(ISSUER, key.public_key());
    let texts = |file: Vec<u8>| {
        let verification = verify(file, &trust, &Policy::default(), NOW, &MemoryScratch).expect("memory");
        let verified = verification.accept().ok()?;
        Some(verified.texts().map(|row| row.expect("a row").into_record()).collect::<Vec<String>>())
    };
    let unchanged = texts(original.clone());
    assert!(unchanged.as_ref().is_some_and(|rows| rows.len() > 6));
    let mut accepted = 0;
    for at in (0..original.len()).step_by(7) {
        let mut changed = original.clone();
        changed[at] ^= 1;
        let texts = texts(changed);
        accepted += usize::from(texts.is_some());
        assert!(texts.is_none() || texts == unchanged, "byte {at}");
    }
    assert!(accepted <= original.len() / 7 / 50, "{accepted} changes were accepted");
}

#[test]
fn self_made_bundles_are_their_own_kind() {
    let key = PrivateKey::generate(Algorithm::Es256).expect("a key");
    let mut settings = Settings::new(Author::Myself);
    settings.id_key = Some([1; 32]);
    let issued = issue(&key, settings, &[MIDATA]).expect("a bundle");
    assert_eq!(issued.verdict().outcome, Outcome::SelfMade);
    let strict = verify(bytes(&issued), &Trust::nobody(), &Policy::default(), NOW, &MemoryScratch).expect("memory");
    assert_eq!(strict.verdict().findings[0].code.as_str(), "self-accepted");
}

#[test]
fn overlapping_downloads_hold_every_event_once() {
    let key = PrivateKey::generate(Algorithm::Es256).expect("a key");
    let header = MIDATA.lines().next().expect("a header");
    let rows: Vec<&str> = MIDATA.lines().skip(1).take(4).collect();
    let older = format!(
        "{header}\r\n{}\r\n{}\r\n{}\r\nArranged overdraft limit,03/04/2026,£900.00\r\n",
        rows[1], rows[2], rows[3]
    );
    let newer = format!("{header}\r\n{}\r\n{}\r\nArranged overdraft limit,04/04/2026,£1000.00\r\n", rows[0], rows[1]);
    for sources in [[older.as_str(), newer.as_str()], [newer.as_str(), older.as_str()]] {
        let issued = issue(&key, settings(), &sources).expect("a bundle");
        let trust = Trust::only(ISSUER, key.public_key());
        let verified = verify(bytes(&issued), &trust, &Policy::default(), NOW, &MemoryScratch)
            .expect("memory")
            .accept()
            .expect("verified");
        let amounts: Vec<String> =
            verified.records::<Transaction>().map(|row| row.expect("a row").amount.to_string()).collect();
        assert_eq!(amounts, ["-40.00", "500.00", "-50.00", "-5.00"]);
    }
}

/// One number, two currencies: two accounts, each with its own rows.
#[test]
fn currencies_of_one_number_are_accounts_of_their_own() {
    let entry = |currency: &str, amount: &str| {
        format!(
            "<Ntry><Amt Ccy=\"{currency}\">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>\
             <BookgDt><Dt>2026-03-05</Dt></BookgDt></Ntry>"
        )
    };
    let text = format!(
        "<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>GB82WEST12345698765432</IBAN></Id></Acct>{}{}</Stmt></BkToCstmrStmt></Document>",
        entry("EUR", "1.00"),
        entry("USD", "2.00")
    );
    let key = PrivateKey::generate(Algorithm::Es256).expect("a key");
    let mut random = SystemRandom::new();
    let mut issue = Issue::new(settings(), &key, NOW, &mut random, &MemoryScratch).expect("settings");
    issue.read("statement.xml", Format::Camt, &mut Cursor::new(text.as_bytes()), &Options::default()).expect("memory");
    let issued = issue.finish().expect("a bundle");
    let trust = Trust::only(ISSUER, key.public_key());
    let verified = verify(bytes(&issued), &trust, &Policy::default(), NOW, &MemoryScratch)
        .expect("memory")
        .accept()
        .expect("verified");
    let accounts: std::collections::BTreeSet<String> =
        verified.records::<Transaction>().map(|row| row.expect("a row").account.as_str().to_owned()).collect();
    assert_eq!(accounts.len(), 2);
}

#[test]
fn two_bundles_of_one_customer_read_as_one() {
    let key = PrivateKey::generate(Algorithm::Es256).expect("a key");
    let first = issue(&key, settings(), &[MIDATA]).expect("a bundle");
    let second = issue(&key, settings(), &[MIDATA]).expect("a bundle");
    let trust = Trust::only(ISSUER, key.public_key());
    let read = |issued: &Issued| {
        verify(bytes(issued), &trust, &Policy::default(), NOW, &MemoryScratch)
            .expect("memory")
            .accept()
            .expect("verified")
    };
    let (first, second) = (read(&first), read(&second));
    let merged = merge(&[&first, &second]).expect("memory");
    // No account number, so these are two accounts; each keeps its own events.
    let transactions: Vec<String> = merged.series().into_iter().filter(|name| name.ends_with("/transaction")).collect();
    assert_eq!(transactions.len(), 2);
    for series in &transactions {
        assert_eq!(merged.series_records(series).count(), 4);
    }
}

#[test]
fn the_same_seed_gives_the_same_bundle() {
    let key = PrivateKey::ed25519(&[9; 32]);
    let make = || {
        let mut random = SeededRandom::new([3; 32]);
        let mut issue = Issue::new(settings(), &key, NOW, &mut random, &MemoryScratch).expect("settings");
        issue
            .read("bank.csv", Format::Midata, &mut Cursor::new(MIDATA.as_bytes()), &Options::default())
            .expect("memory");
        bytes(&issue.finish().expect("a bundle"))
    };
    assert_eq!(make(), make());
}

#[test]
fn records_on_the_way_and_the_verdict_at_the_end() {
    let key = PrivateKey::generate(Algorithm::Es256).expect("a key");
    let file = bytes(&issue(&key, settings(), &[MIDATA]).expect("a bundle"));
    let trust = Trust::only(ISSUER, key.public_key());
    let mut met = Vec::new();
    let mut keep = |row: Unproven<Row<AnyRecord>>| {
        met.push(row.into_unproven().into_record());
        Ok(())
    };
    let verification = verify_streaming(file.clone(), &trust, &Policy::default(), NOW, &MemoryScratch, &mut keep);
    let verified = verification.expect("memory").accept().expect("verified");
    let mut read: Vec<AnyRecord> = verified.all_records().map(|row| row.expect("a row").into_record()).collect();
    let by_id = |record: &AnyRecord| record.id().as_str().to_owned();
    read.sort_by_key(by_id);
    met.sort_by_key(by_id);
    assert_eq!(met, read);
}

/// A bundle of one numbered account with these booked days and amounts, in a window of January.
fn numbered(key: &PrivateKey, now: i64, window: (&str, &str), rows: &[(&str, &str, &str)]) -> Vec<u8> {
    let mut random = SystemRandom::new();
    let mut issue = Issue::new(settings(), key, now, &mut random, &MemoryScratch).expect("settings");
    let account = r#"{"id":"mine","as_of":"2026-01-31","kind":"current","currency":"EUR","status":"open","ownership":"sole","number":{"display":"••••0001","scheme":"other","value":"0000000001"}}"#;
    let account: Account = serde_json::from_str(account).expect("a record");
    let thing = account.id.clone();
    issue.record(account.into()).expect("memory");
    let (from, to) = (window.0.parse().expect("a date"), window.1.parse().expect("a date"));
    issue.series(Some(&thing), Transaction::TYPE, from, to, &[]).expect("memory");
    for (id, date, amount) in rows {
        let text = format!(
            r#"{{"id":"{id}","account":"mine","date":"{date}","date_basis":"booked","status":"booked","amount":"{amount}","currency":"EUR","kind":"card"}}"#
        );
        issue.record(serde_json::from_str::<Transaction>(&text).expect("a record").into()).expect("memory");
    }
    bytes(&issue.finish().expect("a bundle"))
}

#[test]
fn accounts_of_one_number_are_one_and_the_later_head_restates_its_days() {
    let key = PrivateKey::generate(Algorithm::Es256).expect("a key");
    let trust = Trust::only(ISSUER, key.public_key());
    let read = |file: Vec<u8>| {
        verify(file, &trust, &Policy::default(), NOW, &MemoryScratch).expect("memory").accept().expect("verified")
    };
    let earlier = [("a", "2026-01-05", "-1.00"), ("b", "2026-01-10", "-2.00"), ("c", "2026-01-15", "-3.00")];
    // The later head no longer has `c`, corrects `b`, and knows one more.
    let later = [("b", "2026-01-10", "-2.50"), ("d", "2026-01-20", "-4.00")];
    let first = read(numbered(&key, NOW - 40 * 86_400, ("2026-01-01", "2026-01-16"), &earlier));
    let second = read(numbered(&key, NOW, ("2026-01-08", "2026-02-01"), &later));
    for files in [[&first, &second], [&second, &first]] {
        let merged = merge(&files).expect("memory");
        let series: Vec<String> = merged.series().into_iter().filter(|name| name.ends_with("/transaction")).collect();
        assert_eq!(series.len(), 1, "{series:?}");
        let rows: Vec<String> = merged
            .series_records(&series[0])
            .map(|row| row.expect("a row").into_record())
            .map(|record| match record {
                AnyRecord::Transaction(row) => format!("{} {} {}", row.id, row.date, row.amount),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(rows, ["a 2026-01-05 -1.00", "b 2026-01-10 -2.50", "d 2026-01-20 -4.00"]);
    }
}
