//! What counters showed: one register a row, several beside each other, moments with and without offsets, rows of other forms.

use crate::common::{codes, convert, lines};
use pannier_convert::{
    Collected, Format, Options, Summary,
    mapped::{Mapping, Shipped, recognised},
};

fn with(mapping: Mapping, text: &str) -> (Collected, Summary) {
    let mut options = Options::default();
    options.mapping = Some(mapping);
    convert(Format::Csv, text.as_bytes(), &options)
}

fn names(text: &str) -> Vec<&'static str> {
    recognised(text.as_bytes()).into_iter().map(Shipped::name).collect()
}

const READ: [&str; 7] = ["register", "date", "time", "reading", "unit", "direction", "reason"];

const ENEDIS: &str = "Identifiant PRM;Type de donnees;Date de debut;Date de fin;Grandeur physique;Grandeur metier;Etape metier;Unite\n\
    30000000000001;Index;01/09/2025;03/09/2025;Energie active;Consommation;Comptage Brut;Wh\n\n\
    Horodate;Type de releve;EAS F1;EAS F2;EAS F3;EAS F4;EAS F5;EAS F6;EAS F7;EAS F8;EAS F9;EAS F10;EAS D1;EAS D2;EAS D3;EAS D4;EAS T\n\
    2025-10-26T00:00:00+02:00;Arrêté quotidien;1009905;819074;;;;;;;;;1828979;;;;1828979\n\
    2025-10-27T00:00:00+01:00;Arrêté quotidien;1010905;819075;;;;;;;;;1829980;;;;1829980\n\
    2025-10-27T00:00:00+01:00;Arrêté quotidien;1010905;819075;;;;;;;;;1829980;;;;1829980\n\
    2025-10-28T00:00:00+01:00;Arrêté quotidien;;;;;;;;;;;;;;;\n\n\
    Periode;Identifiant calendrier fournisseur;Libelle calendrier fournisseur;Identifiant classe temporelle 1;Libelle classe temporelle 1;\
    Cadran classe temporelle 1;Identifiant classe temporelle 2;Libelle classe temporelle 2;Cadran classe temporelle 2;a;b;c;d;e;f;g;h;i;j;k\n\
    Du 2025-09-01T00:00:00+02:00 au;FC000001;Heures Pleines/Creuses;HC;Heures Creuses;EAS F1;HP;Heures Pleines;EAS F2;;;;;;;;;;;;\n";

#[test]
fn enedis_counters_of_each_day() {
    assert_eq!(names(ENEDIS), ["enedis-index"]);
    let (collected, summary) = with(Shipped::named("enedis-index").expect("shipped").mapping().clone(), ENEDIS);
    // A row without any reading is damage; one that repeats another and two behind the readings are losses.
    assert_eq!((codes(&collected), summary.lost, summary.converted), (vec!["convert-amount 8".to_owned()], 4, 2));
    assert_eq!(
        lines(&collected, "register_read", &READ),
        [
            "register | 2025-10-26 | 00:00:00 | 1009.905 | kWh | import | routine",
            "register | 2025-10-27 | 00:00:00 | 1010.905 | kWh | import | routine",
            "register-2 | 2025-10-26 | 00:00:00 | 819.074 | kWh | import | routine",
            "register-2 | 2025-10-27 | 00:00:00 | 819.075 | kWh | import | routine",
            "register-3 | 2025-10-26 | 00:00:00 | 1828.979 | kWh | import | routine",
            "register-3 | 2025-10-27 | 00:00:00 | 1829.98 | kWh | import | routine",
            "register-4 | 2025-10-26 | 00:00:00 | 1828.979 | kWh | import | routine",
            "register-4 | 2025-10-27 | 00:00:00 | 1829.98 | kWh | import | routine",
        ]
    );
    assert_eq!(
        lines(&collected, "register", &["id", "kind", "unit", "register_code", "fuel", "zone"]),
        [
            "register | cumulative | kWh | EAS F1 | electricity | Europe/Paris",
            "register-2 | cumulative | kWh | EAS F2 | electricity | Europe/Paris",
            "register-3 | cumulative | kWh | EAS D1 | electricity | Europe/Paris",
            "register-4 | cumulative | kWh | EAS T | electricity | Europe/Paris",
        ]
    );
    assert_eq!(lines(&collected, "supply_point", &["country", "as_of", "exports"]), ["FR | 2025-10-27 | -"]);
    // What another measure, another unit or production is, is not this.
    for (from, to) in [(";Index;", ";Courbe de charge;"), (";Wh\n", ";kWh\n"), (";Consommation;", ";Production;")] {
        assert_eq!(names(&ENEDIS.replace(from, to)), Vec::<&str>::new(), "{to}");
    }
}

const MAPPING: &str = r#"
name = "counters"
record = "register_read"
zone = "Europe/Berlin"
country = "DE"
file = { delimiter = ";" }
date = { format = "%d.%m.%Y" }
number = { decimal = "," }
supply_point = { values = { fuel = "electricity" } }
register = { values = { direction = "import" }, columns = { tou = "Tarif" } }
values = { unit = "kWh", quality = "actual", reason = "routine" }
columns = { date = "Datum", reading = "Stand" }
"#;

fn changed(changes: &[(&str, &str)]) -> String {
    changes.iter().fold(MAPPING.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

/// Readings as `date time reading`, then codes of findings.
fn read(mapping: &str, text: &str) -> Vec<String> {
    let mapping = Mapping::parse(mapping).unwrap_or_else(|findings| panic!("{findings:?}"));
    let (collected, _) = with(mapping, text);
    let mut found = lines(&collected, "register_read", &["register", "date", "time", "at", "reading", "unit"]);
    found.extend(codes(&collected));
    found
}

#[test]
fn one_register_a_row() {
    let text = "Datum;Tarif;Stand\n03.03.2026;HT;1010,5\n01.03.2026;HT;1000\n03.03.2026;NT;501\n01.03.2026;NT;500,25\n";
    assert_eq!(
        read(MAPPING, text),
        [
            "register | 2026-03-01 | - | - | 1000 | kWh",
            "register | 2026-03-03 | - | - | 1010.5 | kWh",
            "register-2 | 2026-03-01 | - | - | 500.25 | kWh",
            "register-2 | 2026-03-03 | - | - | 501 | kWh",
        ]
    );
    // Two readings of one moment that differ are both there; nothing is chosen.
    let text = "Datum;Tarif;Stand\n01.03.2026;HT;1000\n01.03.2026;HT;1001\n";
    assert_eq!(read(MAPPING, text).len(), 2);
    let text = "Datum;Tarif;Stand\n01.03.2026;HT;-1\n;HT;5\n02.03.2026;HT;\n03.03.2026;HT;7\n";
    assert_eq!(
        read(MAPPING, text),
        ["register | 2026-03-03 | - | - | 7 | kWh", "convert-amount 2", "convert-date 3", "convert-amount 4"]
    );
}

#[test]
fn moments_of_the_clock() {
    let mapping = changed(&[(
        "columns = { date = \"Datum\", reading",
        "columns = { at = { column = \"Datum\", format = \"%d.%m.%Y %H:%M\" }, reading",
    )]);
    let text = "Datum;Tarif;Stand\n26.10.2025 02:00;HT;1\n26.10.2025 02:30;HT;2\n26.10.2025 02:00;HT;3\n29.03.2026 02:30;HT;4\n";
    assert_eq!(
        read(&mapping, text),
        [
            "register | 2025-10-26 | 02:00:00 | 2025-10-26T00:00:00Z | 1 | kWh",
            "register | 2025-10-26 | 02:30:00 | 2025-10-26T00:30:00Z | 2 | kWh",
            "register | 2025-10-26 | 02:00:00 | 2025-10-26T01:00:00Z | 3 | kWh",
            "convert-date 5",
        ]
    );
}

#[test]
fn mappings_of_counters_that_say_too_much_or_too_little() {
    let check = |changes: &[(&str, &str)], expected: &[&str]| {
        let text = changed(changes);
        let found: Vec<String> = match Mapping::parse(&text) {
            Ok(_) => Vec::new(),
            Err(findings) => findings.into_iter().map(|finding| finding.location.pointer.unwrap_or_default()).collect(),
        };
        assert_eq!(found, expected, "{text}");
    };
    let two = "registers = [{ reading = \"a\", values = { direction = \"import\" } }]\n";
    let one = "register = { values = { direction = \"import\" }, columns = { tou = \"Tarif\" } }\n";
    check(&[], &[]);
    check(&[(", reason = \"routine\"", "")], &["/columns/reason"]);
    check(&[("date = \"Datum\", ", "")], &["/columns/date"]);
    check(&[("date = \"Datum\", ", "date = \"Datum\", at = \"Zeit\", ")], &["/columns/at"]);
    check(&[("date = \"Datum\", ", "at = \"Zeit\", time = \"Uhr\", ")], &["/columns/at"]);
    check(&[(one, two), (", reading = \"Stand\"", "")], &[]);
    check(&[(one, two)], &["/registers"]);
    check(&[(one, &two.replace("reading", "quantity")), (", reading = \"Stand\"", "")], &["/registers/reading"]);
    check(&[(one, &two.replace("reading = \"a\", ", "")), (", reading = \"Stand\"", "")], &["/registers/reading"]);
    check(&[("number = ", "slots = { first = \"a\", last = \"b\" }\nnumber = ")], &["/slots"]);
}
