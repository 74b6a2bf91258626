//! UK midata for energy: one row for each meter point, headers as suppliers write them, British dates.

use crate::common::{codes, convert, lines};
use pannier_convert::{Collected, Format, Guess, Options, Summary};

const HEAD: &str = "customerReferenceNumber,date,fuel,validAtDate,meterPointAdministrationNumber,energyProvider,productName,cancellationFeeIndicator,contractStartDate,postCode,contractEndDate,forecastedEnergyUsage,energyUsage,forecastedCost,paymentMethod\n";
const ROW: &str = "70012345,02/06/2026,Electricity,01/06/2026,1200012345678,Example Energy,Fixed 2027,Y,01/09/2025,SW1A 1AA,31/08/2026,\"3,100\",2950.5,£912.40,Monthly Direct Debit\n";

fn read(text: &str) -> (Collected, Summary) {
    convert(Format::MidataEnergy, text.as_bytes(), &Options::default())
}

fn clean(text: &str) -> Collected {
    let (collected, summary) = read(text);
    assert_eq!((codes(&collected), summary.lost), (Vec::<String>::new(), 0), "{text}");
    collected
}

#[test]
fn a_row_is_a_place_its_contract_and_two_years() {
    let collected = clean(&format!("{HEAD}{ROW}"));
    assert_eq!(
        lines(
            &collected,
            "supply_point",
            &["as_of", "fuel", "country", "zone", "status", "contract", "postcode_area", "number"]
        ),
        [
            r#"2026-06-01 | electricity | GB | Europe/London | active | contract | SW1A | {"display":"…5678","scheme":"mpan","value":"1200012345678"}"#
        ]
    );
    let members = &[
        "sector",
        "status",
        "provider",
        "product_name",
        "exit_charge_kind",
        "covers",
        "starts_on",
        "ends_on",
        "payment_method",
        "contract_number",
    ];
    assert_eq!(
        lines(&collected, "contract", members),
        [
            r#"energy | active | Example Energy | Fixed 2027 | unknown | ["supply"] | 2025-09-01 | 2026-09-01 | direct_debit | {"display":"…2345","scheme":"customer","value":"70012345"}"#
        ]
    );
    assert_eq!(
        lines(
            &collected,
            "consumption",
            &["date", "period_end", "direction", "quantity", "unit", "quality", "supply_point"]
        ),
        ["2025-06-01 | 2026-06-01 | import | 2950.5 | kWh | raw | supply"]
    );
    let members =
        &["date", "period_start", "period_end", "quantity", "unit", "method", "cost", "currency", "tax_included"];
    assert_eq!(
        lines(&collected, "annual_estimate", members),
        ["2026-06-01 | 2026-06-01 | 2027-06-01 | 3100 | kWh | supplier_estimate | 912.40 | GBP | true"]
    );
    let losses: Vec<_> = collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect();
    assert_eq!(losses, ["date"]);
}

#[test]
fn rows_as_suppliers_write_them() {
    let gas = ROW
        .replace("Electricity", "GAS")
        .replace("1200012345678", "0123456789")
        .replace(",Y,", ",No,")
        .replace("Monthly Direct Debit", "Prepayment meter")
        .replace("\"3,100\"", "12000 kWh");
    let collected = clean(&format!("{HEAD}{ROW}\n{gas}"));
    assert_eq!(
        lines(&collected, "supply_point", &["id", "fuel", "contract"]),
        ["supply | electricity | contract", "supply-2 | gas | contract-2"]
    );
    assert_eq!(
        lines(&collected, "contract", &["exit_charge_kind", "payment_method"]),
        ["unknown | direct_debit", "none | prepayment_meter"]
    );
    assert_eq!(lines(&collected, "annual_estimate", &["quantity"]), ["3100", "12000"]);
    let written = "midata download\n\nFuel Type;MPAN / MPRN;Valid At;Supplier;Tariff Name;Usage;Extra\nE;12 000 123 456 78;2026-06-01;Example;Fixed;3000;x\n";
    let collected = clean(written);
    assert_eq!(lines(&collected, "consumption", &["quantity"]), ["3000"]);
    assert_eq!(collected.losses.iter().filter_map(|loss| loss.member.as_deref()).collect::<Vec<_>>(), ["Extra"]);
    // The supply number in full ends with the number of the meter point.
    let collected = clean(&format!("{HEAD}{}", ROW.replace("1200012345678", "018011001200012345678")));
    assert_eq!(
        lines(&collected, "supply_point", &["number"]),
        [r#"{"display":"…5678","scheme":"mpan","value":"1200012345678"}"#]
    );
    // What is not said is not guessed.
    let bare = ROW.replace("Example Energy", "").replace("£912.40", "n/a").replace("2950.5", "-");
    let collected = clean(&format!("{HEAD}{bare}"));
    assert_eq!((collected.records("contract").count(), collected.records("consumption").count()), (0, 0));
    assert_eq!(lines(&collected, "annual_estimate", &["cost", "tax_included"]), ["- | -"]);
    let latin: Vec<u8> = format!("{HEAD}{ROW}").chars().map(|c| if c == '£' { 0xA3 } else { c as u8 }).collect();
    let (collected, _) = convert(Format::MidataEnergy, &latin, &Options::default());
    assert_eq!(
        (codes(&collected), lines(&collected, "annual_estimate", &["cost"])),
        (vec![], vec!["912.40".to_owned()])
    );
}

#[test]
fn damaged_rows() {
    let check = |bad: &str, expected: &[&str]| {
        let other = ROW.replace("1200012345678", "1200099999999");
        let (collected, summary) = read(&format!("{HEAD}{ROW}{bad}{other}"));
        assert_eq!(codes(&collected), expected, "{bad}");
        assert_eq!((summary.converted, summary.lost), (2, 1), "{bad}");
    };
    let another = ROW.replace("1200012345678", "1200088888888");
    check(ROW, &[]);
    check(&another.replace("Electricity", "Coal"), &["convert-value 3"]);
    check(&another.replace("1200088888888", "1.20009E+12"), &["convert-value 3"]);
    check(&another.replace("1200088888888", "12"), &["convert-value 3"]);
    check(&another.replace("01/06/2026", "31/06/2026"), &["convert-date 3"]);
    check(&another.replace("01/06/2026", "06/2026"), &["convert-date 3"]);
    check(&another.replace("31/08/2026", "31/08/2024"), &["convert-date 3"]);
    check(&another.replace("2950.5", "\"2950,5\""), &["convert-amount 3"]);
    check(&another.replace("2950.5", "-1"), &["convert-amount 3"]);
    check(&another.replace("2950.5", "11 MWh"), &["convert-amount 3"]);
    check(&another.replace("£912.40", "€912.40"), &["convert-amount 3"]);
    check(&another.replace("Debit\n", "Debit,x\n"), &["convert-structure 3"]);
    check(&another.replace("01/06/2026", "").replace("02/06/2026", ""), &["convert-date 3"]);
    for text in ["", "a,b\n1,2\n", "fuel,mpan,usage\n"] {
        assert_eq!(codes(&read(text).0), ["convert-structure"], "{text}");
    }
    assert_eq!(codes(&read(HEAD).0), ["convert-records-present"]);
}

#[test]
fn guesses() {
    let check = |text: &str, expected: &str| {
        let found = match Format::guess(text.as_bytes()) {
            Guess::Certain { format, .. } => format.to_string(),
            _ => "none".to_owned(),
        };
        assert_eq!(found, expected, "{text}");
    };
    check(HEAD, "midata-energy");
    check("Fuel,MPRN,Supplier,Annual Usage\nG,1,2,3\n", "midata-energy");
    check("Date,Type,Merchant/Description,Debit/Credit,Balance\n", "midata");
    check("Date,Fuel,Litres,Price\n01/01/2026,Diesel,40,60\n", "csv");
}
