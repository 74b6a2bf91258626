//! Sources of energy and retail: a file in, a bundle out, verified by a stranger, with the rules of its sector.

use std::io::Cursor;

use pannier::{
    Issue, MemoryScratch, Outcome, Policy, Trust, Verified,
    convert::{Format, Options},
    crypto::{Algorithm, PrivateKey, Signer as _, SystemRandom},
    issue::{Author, Settings, Subject},
    share::{self, Selection, ShareError},
    verify,
};

const ISSUER: &str = "https://supplier.example";
/// 2026-06-01.
const NOW: i64 = 1_780_272_000;

/// Issues a bundle of one source, verifies it, and gives how many records of each type it holds.
fn round(format: Format, name: &str, source: &str, options: &Options) -> Vec<String> {
    let key = PrivateKey::generate(Algorithm::Es256).expect("a key");
    let mut settings = Settings::new(Author::Issuer(ISSUER.to_owned()));
    settings.subject = Some(Subject { id: "customer 7".to_owned(), key: vec![7; 32] });
    let mut random = SystemRandom::new();
    let mut issue = Issue::new(settings, &key, NOW, &mut random, &MemoryScratch).expect("settings");
    issue.read(name, format, &mut Cursor::new(source.as_bytes()), options).expect("a source");
    let issued = match issue.finish() {
        Ok(issued) => issued,
        Err(error) => panic!("{error:?}"),
    };
    let mut bytes = Vec::new();
    issued.write_to(&mut bytes).expect("memory");
    let trust = Trust::only(ISSUER, key.public_key());
    let verification = verify(bytes, &trust, &Policy::default(), NOW, &MemoryScratch).expect("memory");
    assert_eq!(verification.verdict().outcome, Outcome::Verified);
    assert!(verification.verdict().findings.is_empty(), "{:?}", verification.verdict().findings);
    let mut counts: std::collections::BTreeMap<String, u64> = std::collections::BTreeMap::new();
    for part in &issued.verdict().withheld.parts {
        let record_type = part.series.split('/').next_back().unwrap_or_default();
        *counts.entry(record_type.to_owned()).or_default() += part.n;
    }
    let file = verification.accept().expect("verified");
    for record_type in counts.keys() {
        shared(&file, &Selection::of([record_type.as_str()]), &trust);
    }
    let core = Some(["core".to_owned()].into());
    let all: Vec<&str> = counts.keys().map(String::as_str).collect();
    shared(&file, &Selection { groups: core, ..Selection::of(all.iter().copied()) }, &trust);
    shared(&file, &Selection { from: Some("2026-03-09".parse().expect("a day")), ..Selection::of(all) }, &trust);
    counts.into_iter().filter(|(name, _)| name != "summary").map(|(name, count)| format!("{name} {count}")).collect()
}

/// A share, where there is anything to share: its maker is told what its recipient is.
fn shared(file: &Verified<Vec<u8>>, selection: &Selection, trust: &Trust) {
    let plan = match share::plan(file, selection, NOW) {
        Ok(plan) => plan,
        Err(ShareError::Nothing | ShareError::NothingThen { .. } | ShareError::Home(_)) => return,
        Err(other) => panic!("{other}"),
    };
    let made = share::write(file, &plan, None, trust, NOW, &mut SystemRandom::new(), &MemoryScratch).expect("a share");
    let mut bytes = Vec::new();
    made.write_to(&mut bytes).expect("memory");
    let read = verify(bytes, trust, &Policy::default(), NOW, &MemoryScratch).expect("memory");
    assert_eq!(made.verdict(), read.verdict());
}

/// A usage point with an hour of each of two days, the second one 23 hours long, and a month after them.
#[test]
fn green_button() {
    let reading = |start: i64, seconds: i64, value: &str| {
        format!(
            "<e:IntervalReading><e:timePeriod><e:duration>{seconds}</e:duration><e:start>{start}</e:start></e:timePeriod>\
             <e:value>{value}</e:value></e:IntervalReading>"
        )
    };
    let start = 1_772_946_000; // 2026-03-08 in New York
    let hours: String = (-2..23).map(|hour| reading(start + hour * 3_600, 3_600, "250")).collect();
    let month = reading(start + 23 * 3_600, 31 * 86_400, "123456");
    let feed = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:e='http://naesb.org/espi'>\
         <entry><link rel='self' href='u/1'/><content><e:UsagePoint><e:ServiceCategory><e:kind>0</e:kind>\
         </e:ServiceCategory></e:UsagePoint></content></entry>\
         <entry><link rel='self' href='u/1/m/1'/><content><e:MeterReading/></content></entry>\
         <entry><link rel='self' href='t/1'/><content><e:ReadingType><e:flowDirection>1</e:flowDirection>\
         <e:uom>72</e:uom></e:ReadingType></content></entry>\
         <entry><link rel='self' href='u/1/m/1/b/1'/><content><e:IntervalBlock>{hours}{month}</e:IntervalBlock></content>\
         </entry></feed>"
    );
    let mut options = Options::default();
    options.zone = Some("America/New_York".parse().expect("a zone"));
    options.country = Some("US".parse().expect("a country"));
    assert_eq!(
        round(Format::GreenButton, "usage.xml", &feed, &options),
        ["consumption 1", "interval_day 2", "register 1", "supply_point 1"]
    );
}

/// A service point with a day of each of two registers, what was billed for it, and the account and contract behind it.
#[test]
fn cdr_energy() {
    let read = |suffix: &str, values: &str| {
        format!(
            r#"{{"servicePointId":"S","registerSuffix":"{suffix}","meterId":"M","readStartDate":"2026-04-05","unitOfMeasure":"KWH","readUType":"intervalRead","intervalRead":{{"readIntervalLength":480,"aggregateValue":1,"intervalReads":[{values}],"readQualities":[{{"startInterval":2,"endInterval":2,"quality":"SUBSTITUTE"}}]}}}}"#
        )
    };
    let source = format!(
        r#"{{"data":{{"accounts":[{{"accountId":"A","plans":[{{"servicePointIds":["S"],"planOverview":{{"displayName":"Flexi","startDate":"2025-07-01"}}}}]}}],
            "balances":[{{"accountId":"A","balance":"12.00"}}],
            "servicePoints":[{{"servicePointId":"S","nationalMeteringId":"6407000001","servicePointStatus":"ACTIVE","lastUpdateDateTime":"2026-04-30T10:00:00+10:00","relatedParticipants":[{{"party":"Example Energy","role":"FRMP"}}]}}],
            "reads":[{},{}],
            "invoices":[{{"accountId":"A","issueDate":"2026-05-05","invoiceAmount":"11.00","gstAmount":"1.00","servicePoints":["S"],"electricity":{{"totalUsageCharges":"12.00","totalGenerationCredits":"2.00"}},"paymentStatus":"PAID"}}],
            "transactions":[{{"accountId":"A","transactionUType":"usage","usage":{{"servicePointId":"S","startDate":"2026-04-01T00:00:00+10:00","endDate":"2026-05-01T00:00:00+10:00","usage":1.5,"amount":"0.45"}}}}]}}}}"#,
        read("E1", "0.5,0,0.5"),
        read("B1", "-0.5,0,-0.5").replace("\"aggregateValue\":1", "\"aggregateValue\":-1"),
    );
    let mut options = Options::default();
    options.as_of = Some("2026-05-10".parse().expect("a date"));
    assert_eq!(
        round(Format::CdrEnergy, "energy.json", &source, &options),
        [
            "account 1",
            "balance 1",
            "consumption 1",
            "contract 1",
            "interval_day 2",
            "invoice 1",
            "invoice_line 2",
            "meter 1",
            "register 2",
            "supply_point 1"
        ]
    );
}

/// Two streams of a meter with a day each, a day that nobody knows, a run of estimates, and readings of another meter.
#[test]
fn nem12() {
    let source = "100,NEM12,202605051200,A,B\n\
        200,6407000001,E1B1,1,E1,N1,M-77,kWh,480,\n300,20260405,1,2,3,A,,,20260406000000,\n\
        300,20260406,1,2,3,V,,,20260407000000,\n400,1,2,A\n400,3,3,S14,51,\n300,20260408,,,,N\n\
        200,6407000001,E1B1,1,B1,N1,M-77,kWh,480,\n300,20260405,0,0.5,0,A,,,20260406000000,\n\
        250,6407000001,11,01,11,,M-5,E,10250,20260301000000,A,,,10300,20260401000000,A,,,50,kWh,,20260402000000,\n900\n";
    assert_eq!(
        round(Format::Nem12, "days.csv", source, &Options::default()),
        ["consumption 1", "interval_day 4", "meter 2", "register 3", "register_read 2", "supply_point 1"]
    );
}

/// Two meter points with what binds the customer and two years of each.
#[test]
fn midata_energy() {
    let source = "fuel,validAtDate,MPAN,energyProvider,productName,cancellationFeeIndicator,contractEndDate,energyUsage,forecastedEnergyUsage,forecastedCost\n\
        electricity,01/05/2026,1200012345678,Example,Fixed,Y,31/08/2026,2950,3100,912.40\n\
        gas,01/05/2026,0123456789,Example,Fixed,N,,12000,11000,\n";
    assert_eq!(
        round(Format::MidataEnergy, "midata.csv", source, &Options::default()),
        ["annual_estimate 2", "consumption 2", "contract 2", "supply_point 2"]
    );
}
