//! Mappings that come with the program: found by their names, and recognised by the first rows of a file.

use std::{io::Cursor, sync::OnceLock};

use super::Mapping;
use crate::{
    Error,
    syntax::{
        delimited::{Dialect, Table},
        encoding::{Encoding, byte_order_mark},
    },
};

/// Lines in which a header is looked for.
const LINES: usize = 200;

/// A mapping that comes with the program.
#[derive(Debug)]
pub struct Shipped {
    name: &'static str,
    text: &'static str,
    mapping: OnceLock<Mapping>,
}

macro_rules! shipped {
    ($($name:literal,)+) => {
        [$(Shipped {
            name: $name,
            text: include_str!(concat!("../../../mappings/", $name, ".toml")),
            mapping: OnceLock::new(),
        },)+]
    };
}

static ALL: [Shipped; 286] = shipped![
    "abn-amro",
    "agl",
    "aib",
    "air-bank",
    "akb",
    "alior",
    "ally",
    "amazon-items",
    "amazon-shipments",
    "amex",
    "amex-de",
    "amex-nl",
    "amex-processed",
    "amex-us",
    "amex-us-short",
    "anz-au",
    "anz-nz",
    "anz-nz-card",
    "apple-card",
    "argenta",
    "asb",
    "asb-card",
    "asn",
    "asterisk-csv",
    "asterisk-csv-linked",
    "asterisk-custom",
    "asterisk-custom-short",
    "auchan",
    "axis",
    "axis-flag",
    "banco-do-brasil",
    "bank-of-america",
    "bank-of-america-card",
    "bank-of-ireland",
    "bankwest",
    "bankwest-cheque",
    "banque-postale",
    "barclays",
    "bekb",
    "belfius",
    "belfius-fr",
    "bkb",
    "bmo",
    "bnp-paribas",
    "bnp-paribas-fortis",
    "bnp-paribas-fortis-fr",
    "bnz",
    "boursobank",
    "bt-calls",
    "bunq",
    "c24",
    "c6",
    "c6-card",
    "caisse-epargne",
    "caixa",
    "caixabank",
    "capital-one-360",
    "capital-one-card",
    "capitec",
    "carrefour",
    "cash-app",
    "ceska-sporitelna",
    "chase",
    "chase-card",
    "chase-card-2017",
    "citi-card",
    "cnmc-consumo",
    "co-operative-bank",
    "comdirect",
    "comdirect-visa",
    "commbank",
    "commerzbank",
    "commerzbank-card",
    "consorsbank",
    "credit-agricole",
    "credit-mutuel",
    "credit-mutuel-amount",
    "credit-suisse",
    "crelan",
    "csob",
    "curve",
    "danske-dk",
    "datadis",
    "dbs",
    "dbs-2020",
    "dcu",
    "deutsche-bank",
    "discover",
    "discover-bank",
    "dkb",
    "dkb-2015",
    "dkb-visa",
    "dnb",
    "e-distribucion",
    "easybank",
    "eesti-energia",
    "eika",
    "elhub",
    "eloverblik",
    "eloverblik-production",
    "enedis-curve-30",
    "enedis-curve-60",
    "enedis-index",
    "enedis-measures",
    "energienetze-steiermark",
    "eq-bank",
    "erste-hu",
    "esb-hdf",
    "fineco",
    "fingrid-datahub",
    "fingrid-datahub-production",
    "fio",
    "first-direct",
    "fluvius",
    "fnb",
    "fortuneo",
    "freepbx",
    "freepbx-old",
    "freeswitch",
    "fritzbox",
    "gls-2019",
    "green-button-csv-hours",
    "green-button-csv-kwh-hours",
    "green-button-csv-kwh-quarters",
    "green-button-csv-quarters",
    "handelsbanken",
    "hdfc",
    "hsbc-uk",
    "hypovereinsbank",
    "ica-banken",
    "icici",
    "ing-au",
    "ing-be",
    "ing-be-fr",
    "ing-de",
    "ing-es",
    "ing-nl",
    "ing-nl-comma",
    "ing-nl-savings",
    "ing-pl",
    "inter",
    "inter-card",
    "intermarche",
    "itau",
    "ivozprovider-calls",
    "john-lewis-card",
    "kbc",
    "kbc-card",
    "kbc-card-english",
    "kbc-english",
    "kiwibank",
    "knab",
    "lansforsakringar",
    "leclerc",
    "linz-netz",
    "lloyds",
    "lloyds-card",
    "lukb",
    "macquarie",
    "mbank",
    "mbank-list",
    "mercado-pago",
    "mercury",
    "migros",
    "migros-bank",
    "millennium-pl",
    "mint",
    "monarch",
    "monzo",
    "monzo-2018",
    "mufg",
    "n26",
    "n26-2017",
    "n3rgy-electricity",
    "n3rgy-electricity-start",
    "n3rgy-gas",
    "n3rgy-gas-start",
    "nab",
    "nationwide",
    "natwest",
    "natwest-card",
    "navy-federal",
    "neon",
    "netz-noe",
    "netz-noe-export",
    "netz-ooe",
    "netz-ooe-export",
    "nordea-dk",
    "nordea-english",
    "nordea-fi",
    "nordea-no",
    "nordea-se",
    "nubank",
    "nubank-card",
    "octopus-electricity",
    "octopus-electricity-old",
    "octopus-export",
    "octopus-export-old",
    "octopus-gas",
    "octopus-gas-old",
    "op-fi",
    "outbank",
    "payoneer",
    "paypal",
    "paypal-de",
    "paypal-it",
    "pc-financial",
    "pekao",
    "picard",
    "pko",
    "pnc",
    "postfinance",
    "postfinance-2019",
    "postfinance-card",
    "qonto-fr",
    "rabobank",
    "raiffeisen-at",
    "raiffeisen-ch",
    "raiffeisen-cz",
    "rakuten-bank",
    "rakuten-card",
    "revolut",
    "revolut-2019-eur",
    "revolut-2019-gbp",
    "revolut-business",
    "revolut-languages",
    "rogers",
    "s-pankki",
    "santander-es",
    "sbi",
    "sce",
    "schwab",
    "scotiabank",
    "scotiabank-card",
    "sdge",
    "seb",
    "seb-semicolon",
    "shine",
    "simplii",
    "smart-meter-texas",
    "smbc",
    "societe-generale",
    "sofi",
    "sparebank1",
    "sparkasse",
    "sparkasse-card",
    "sparkasse-mt940",
    "starling",
    "starling-euro",
    "sumup-de",
    "swedbank",
    "swedbank-baltic",
    "swedbank-lt",
    "swisscard",
    "tangerine",
    "td-canada",
    "telekom-evn",
    "tkb",
    "trade-republic",
    "triodos",
    "truist",
    "ubs",
    "ubs-2019",
    "ubs-2019-fr",
    "ubs-card",
    "uk-standard-cdr",
    "unicredit-it",
    "up",
    "us-bank",
    "usaa",
    "valiant",
    "venmo",
    "victoria-half-hours",
    "viseca",
    "volksbank",
    "volksbank-2019",
    "vorarlberg-netz",
    "vorarlberg-netz-export",
    "wealthsimple",
    "wells-fargo",
    "westpac",
    "westpac-nz",
    "wise",
    "ynab",
    "zkb",
    "zkb-list",
];

impl Shipped {
    /// All of them, by their names.
    pub fn all() -> &'static [Self] {
        &ALL
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|shipped| shipped.name == name)
    }

    /// Its name: `uk-standard-cdr`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Its text, to be changed for a file that differs.
    pub const fn text(&self) -> &'static str {
        self.text
    }

    /// The mapping itself.
    pub fn mapping(&self) -> &Mapping {
        self.mapping.get_or_init(|| Mapping::parse(self.text).expect("a shipped mapping is one: a test reads them all"))
    }

    /// Whether other programs write the same header and mean something else: a person says that it is the right one.
    pub fn is_shared(&self) -> bool {
        self.mapping().is_shared()
    }

    /// Whether it is one for call detail records of Asterisk, which are a format of their own.
    pub fn is_asterisk(&self) -> bool {
        self.name.starts_with("asterisk-")
    }
}

/// The shipped mappings that fit the first bytes of a file: all columns that they name stand in its header, or its rows
/// look as they say.
pub fn recognised(prefix: &[u8]) -> Vec<&'static Shipped> {
    let (marked, start) = byte_order_mark(prefix).map_or((None, 0), |(encoding, length)| (Some(encoding), length));
    let Some(bytes) = usize::try_from(start).ok().and_then(|start| prefix.get(start..)) else { return Vec::new() };
    // The last character can be cut.
    let utf_8 = std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true);
    // Many mappings are for files that are written in the same way.
    let mut read: Vec<(Style, Vec<Vec<String>>)> = Vec::new();
    let fits = |shipped: &&Shipped| {
        let mapping = shipped.mapping();
        let own = || mapping.file().encodings.last().copied().filter(|_| !utf_8);
        let key = (mapping.file().dialect, marked.or_else(own).unwrap_or(Encoding::UTF_8));
        let index = read.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            read.push((key, first_rows(key, bytes)));
            read.len() - 1
        });
        mapping.fits(&read[index].1)
    };
    ALL.iter().filter(fits).collect()
}

/// How a file is read.
type Style = (Dialect, Encoding);

/// The first rows of a file.
fn first_rows((dialect, encoding): Style, bytes: &[u8]) -> Vec<Vec<String>> {
    let bytes = if encoding.is_utf_16() { &bytes[..bytes.len() & !1] } else { bytes };
    // Names of columns are looked for, not values: a letter that is lost costs nothing but its column.
    let text = encoding.decode(bytes).unwrap_or_else(|| String::from_utf8_lossy(bytes));
    let text: String = text.split_inclusive('\n').take(LINES).collect();
    let mut rows = Vec::new();
    let mut input = Cursor::new(&text);
    // The last row of the text can be cut.
    let _: Result<(), Error> = Table::new(&mut input, dialect, 0).forward(|row| {
        rows.push(row.map_or_else(
            |_| Vec::new(),
            |row| row.fields().map(|field| String::from_utf8_lossy(field).trim().to_owned()).collect(),
        ));
        Ok(())
    });
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_mappings_in_the_order_of_their_names() {
        for shipped in &ALL {
            assert!(Mapping::parse(shipped.text).is_ok(), "{}: {:?}", shipped.name, Mapping::parse(shipped.text));
        }
        assert!(ALL.is_sorted_by_key(|shipped| shipped.name));
    }
}
