//! The names of formats, and what a file's first bytes say about its own.

use std::{fmt, str::FromStr};

use crate::{
    formats::{
        amazon, berlin_group, camt, cdr_au, cdr_energy, en16931, green_button, ica, mapped, midata, midata_energy,
        mt940, nem12, ob_uk, poslog, qif, shopify, square, tesco, tmf,
    },
    syntax::{encoding::byte_order_mark, end_mark},
};

/// Declares [`Format`] from one table, so that no format is without a name or missing in the list of all.
macro_rules! formats {
    ($($(#[$doc:meta])+ $format:ident = $name:literal,)+) => {
        /// A foreign format, by the name it has on the command line.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Format {
            $($(#[$doc])+ $format,)+
        }

        impl Format {
            /// All formats, sector by sector.
            pub const ALL: &'static [Self] = &[$(Self::$format,)+];

            /// The name on the command line.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$format => $name,)+
                }
            }
        }
    };
}

formats! {
    /// Our records, one a line ([`crate::formats::ndjson`]).
    Ndjson = "ndjson",
    /// Download of a personal current account under the UK midata scheme ([`crate::formats::midata`]).
    Midata = "midata",
    /// OFX 1 (SGML) and 2 (XML), also called QFX ([`crate::formats::ofx`]).
    Ofx = "ofx",
    /// Delimited text with a mapping ([`crate::formats::mapped`]).
    Csv = "csv",
    /// Quicken interchange format ([`crate::formats::qif`]).
    Qif = "qif",
    /// SWIFT MT940 and MT942 ([`crate::formats::mt940`]).
    Mt940 = "mt940",
    /// ISO 20022 camt.052, camt.053 and camt.054 ([`crate::formats::camt`]).
    Camt = "camt",
    /// UK Open Banking account interface ([`crate::formats::ob_uk`]).
    ObUk = "ob-uk",
    /// Berlin Group NextGenPSD2 ([`crate::formats::berlin_group`]).
    BerlinGroup = "berlin-group",
    /// Australian Consumer Data Right, banking ([`crate::formats::cdr_au`]).
    CdrAu = "cdr-au",
    /// Usage of TM Forum's TMF635 ([`crate::formats::tmf`]).
    Tmf635 = "tmf635",
    /// Consumption of allowances of TM Forum's TMF677 ([`crate::formats::tmf`]).
    Tmf677 = "tmf677",
    /// Bills of TM Forum's TMF678 ([`crate::formats::tmf`]).
    Tmf678 = "tmf678",
    /// Call detail records of Asterisk ([`crate::formats::mapped`]).
    Asterisk = "asterisk",
    /// UBL 2 invoices and credit notes ([`crate::formats::en16931`]).
    Ubl = "ubl",
    /// UN/CEFACT Cross Industry Invoice ([`crate::formats::en16931`]).
    Cii = "cii",
    /// POSLog of tills ([`crate::formats::poslog`]).
    Poslog = "poslog",
    /// Amazon's order history and refunds ([`crate::formats::amazon`]).
    Amazon = "amazon",
    /// Shopify's export of orders ([`crate::formats::shopify`]).
    Shopify = "shopify",
    /// Square's exports of items and transactions ([`crate::formats::square`]).
    Square = "square",
    /// Tesco's data of one's own ([`crate::formats::tesco`]).
    Tesco = "tesco",
    /// ICA's receipts and rows ([`crate::formats::ica`]).
    Ica = "ica",
    /// Green Button: usage data of ESPI ([`crate::formats::green_button`]).
    GreenButton = "green-button",
    /// Australian Consumer Data Right, energy ([`crate::formats::cdr_energy`]).
    CdrEnergy = "cdr-energy",
    /// NEM12 and NEM13: meter data of the Australian market ([`crate::formats::nem12`]).
    Nem12 = "nem12",
    /// Household energy under the UK midata scheme ([`crate::formats::midata_energy`]).
    MidataEnergy = "midata-energy",
}

impl Format {
    /// How many first bytes [`Format::guess`] makes use of.
    pub const PREFIX: usize = 64 * 1024;

    /// What the first bytes of a file (up to [`Format::PREFIX`]) say about its format.
    pub fn guess(prefix: &[u8]) -> Guess {
        let prefix = end_mark::without(prefix);
        let text = text_of(prefix);
        let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
        let certain = |format, reason| Guess::Certain { format, reason };
        if start.starts_with("OFXHEADER") || begins_with_header(start) {
            return certain(Self::Ofx, "it begins with an OFX 1 header");
        }
        if qif::resembles(start) {
            return certain(Self::Qif, "it begins with a section of QIF");
        }
        if mt940::resembles(start) {
            return certain(Self::Mt940, "it has the fields :20: and :25: of a SWIFT statement");
        }
        if nem12::resembles(start) {
            return certain(Self::Nem12, "it has the records of a NEM12 or NEM13 file");
        }
        if camt::resembles(start) {
            return certain(Self::Camt, "it is a message of ISO 20022 camt.052, 053 or 054");
        }
        if green_button::resembles(start) {
            return certain(Self::GreenButton, "it is an Atom feed with elements of ESPI");
        }
        if en16931::resembles_ubl(start) {
            return certain(Self::Ubl, "it is an invoice, credit note or debit note of UBL 2");
        }
        if en16931::resembles_cii(start) {
            return certain(Self::Cii, "it is a Cross Industry Invoice");
        }
        if ica::resembles(start) {
            return certain(Self::Ica, "it has receipts or rows of ICA");
        }
        if poslog::resembles(start) {
            return certain(Self::Poslog, "it is a POSLog of a till");
        }
        if start.starts_with('<') {
            return if start.contains("<?OFX") || start.contains("<OFX>") || start.contains("<ofx>") {
                certain(Self::Ofx, "it has an OFX element")
            } else {
                Guess::Unknown
            };
        }
        if start.starts_with(['{', '[']) {
            let line = start.lines().next().unwrap_or_default();
            return if line.contains("\"series\"") || line.contains("\"record\"") {
                certain(Self::Ndjson, "its first line is a series or a record")
            } else if tesco::resembles(start) {
                certain(Self::Tesco, "it has baskets of Tesco's data of one's own")
            } else if let Some((format, reason)) = tmf::resemblance(start) {
                certain(format, reason)
            } else if ob_uk::resembles(start) {
                certain(Self::ObUk, "it has the members of an answer of UK Open Banking")
            } else if cdr_energy::resembles(start) {
                certain(Self::CdrEnergy, "it has the members of an answer of the Australian CDR for energy")
            } else if cdr_au::resembles(start) {
                certain(Self::CdrAu, "it has the members of an answer of the Australian CDR for banking")
            } else if berlin_group::resembles(start) {
                certain(Self::BerlinGroup, "it has the members of an answer of NextGenPSD2")
            } else {
                Guess::Unknown
            };
        }
        if amazon::resembles(start) {
            return certain(Self::Amazon, "its header row is one of Amazon's order history or refunds");
        }
        if shopify::resembles(start) {
            return certain(Self::Shopify, "its header row is that of Shopify's export of orders");
        }
        if square::resembles(start) {
            return certain(Self::Square, "its header row is one of Square's items or transactions");
        }
        if midata_energy::resembles(start) {
            return certain(Self::MidataEnergy, "its header row is one of the midata scheme for energy");
        }
        match midata::resemblance(&text) {
            midata::Resemblance::Sure => certain(Self::Midata, "its header row is one of the midata scheme"),
            midata::Resemblance::Possible => match mapped::recognised(prefix).as_slice() {
                [shipped] if !shipped.is_shared() => {
                    certain(Self::Csv, "its first rows fit a mapping that comes with the program")
                }
                _ => Guess::Ambiguous {
                    candidates: vec![Self::Midata, Self::Csv],
                    reason: "its header row is used by a midata export and by ordinary exports alike",
                },
            },
            midata::Resemblance::None if !text.contains('\0') => match mapped::recognised(prefix).as_slice() {
                [] if is_delimited(&text) => {
                    certain(Self::Csv, "its rows have equally many fields; columns need a mapping")
                }
                [] => Guess::Unknown,
                [shipped] if shipped.is_asterisk() => {
                    certain(Self::Asterisk, "its rows are call detail records of Asterisk")
                }
                _ => certain(Self::Csv, "its first rows fit a mapping that comes with the program"),
            },
            midata::Resemblance::None => Guess::Unknown,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text names no format that is read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownFormat;

impl std::error::Error for UnknownFormat {}

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = Format::ALL.iter().map(|format| format.as_str()).collect();
        write!(f, "no such format; formats are {}", names.join(", "))
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.iter().copied().find(|format| format.as_str() == text).ok_or(UnknownFormat)
    }
}

/// What a file's first bytes say. Complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guess {
    /// One format, and why.
    Certain {
        /// The format.
        format: Format,
        /// For people: `it begins with an OFX 1 header`.
        reason: &'static str,
    },
    /// Several, between which only the user can tell: `--from`.
    Ambiguous {
        /// The formats.
        candidates: Vec<Format>,
        /// For people.
        reason: &'static str,
    },
    /// None that is read here.
    Unknown,
}

/// Text good enough to look at; never for reading values.
pub(crate) fn text_of(prefix: &[u8]) -> String {
    let text = match byte_order_mark(prefix) {
        Some((encoding, length)) if encoding.is_utf_16() => {
            let bytes = &prefix[usize::try_from(length).unwrap_or(0)..];
            encoding.decode(&bytes[..bytes.len() & !1]).map(std::borrow::Cow::into_owned).unwrap_or_default()
        }
        _ => String::from_utf8_lossy(prefix).into_owned(),
    };
    // A lone CR ends a line too.
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// The header of OFX 1 without its first line: `KEY:VALUE` in capital letters up to the element.
fn begins_with_header(text: &str) -> bool {
    let is_field = |line: &str| {
        line.split_once(':')
            .is_some_and(|(key, _)| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_uppercase()))
    };
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let mut fields = lines.by_ref().take_while(|line| !line.starts_with('<'));
    fields.next().is_some_and(is_field) && fields.all(is_field) && text.contains("<OFX>")
}

/// Two or more rows (the last one may be cut) with the same number of fields, more than one, under some delimiter.
fn is_delimited(text: &str) -> bool {
    if text.contains('\0') {
        return false;
    }
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(8).collect();
    [';', '\t', ',', '|'].into_iter().any(|delimiter| {
        let fields = |line: &str| {
            let mut quoted = false;
            line.chars()
                .filter(|c| {
                    quoted ^= *c == '"';
                    *c == delimiter && !quoted
                })
                .count()
        };
        lines.len() >= 2
            && lines.windows(2).take(6).any(|pair| fields(pair[0]) > 0 && fields(pair[0]) == fields(pair[1]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses() {
        let check = |bytes: &[u8], expected: &str| {
            let found = match Format::guess(bytes) {
                Guess::Certain { format, .. } => format.to_string(),
                Guess::Ambiguous { candidates, .. } => {
                    candidates.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ")
                }
                Guess::Unknown => "unknown".to_owned(),
            };
            assert_eq!(found, expected, "{}", String::from_utf8_lossy(bytes));
        };
        check(b"", "unknown");
        let invoice = "<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\"/>";
        check(invoice.as_bytes(), "ubl");
        check(format!("<!DOCTYPE Invoice>{invoice}").as_bytes(), "ubl");
        check(format!("<!DOCTYPE a [<!ENTITY x \"]>\"><!ENTITY y '&x;'>]>\n<!-- > -->{invoice}").as_bytes(), "ubl");
        check(format!("<!DOCTYPE a [<!ENTITY x \"]>{invoice}").as_bytes(), "unknown");
        check(b"\n\n OFXHEADER:100\nDATA:OFXSGML\n", "ofx");
        check(b"<?xml version=\"1.0\"?>\n<?OFX OFXHEADER=\"200\"?><OFX>", "ofx");
        check(b"  <OFX><SIGNONMSGSRSV1>", "ofx");
        check(b"DATA:OFXSGML\nENCODING:UTF-8\n\n<OFX>\n", "ofx");
        check(b"DATA:OFXSGML\nand more\n<OFX>\n", "unknown");
        check(b"<Document xmlns=\"urn:iso:std:iso:20022\">", "unknown");
        check(b"{\"series\":\"current/transaction\"}\n", "ndjson");
        check(b"{\"amount\":1}\n", "unknown");
        check(b"{ \"Data\": { \"Account\": [ { \"AccountId\": \"1\" } ] } }", "ob-uk");
        check(b"{\"account\":{\"iban\":\"X\"},\"transactions\":{\"booked\":[{\"transactionAmount\":{", "berlin-group");
        check(b"{\"data\":{\"transactions\":[{\"accountId\":\"1\",\"isDetailAvailable\":false", "cdr-au");
        check(b"[{\"Data\":{\"Transaction\":[{\"AccountId\":\"1\"}]}}]", "ob-uk");
        check(b"!Type:Bank\nD01/01/2026\n", "qif");
        check(b"\xEF\xBB\xBF!account\r\nNx\r\n", "qif");
        check(b"# of a program\n\n# 2026\n!Type:Bank\n", "qif");
        check(b"!types", "unknown");
        check(b"{1:F01X}{4:\r\n:20:REF\r\n:25:1/2\r\n", "mt940");
        check(b"BANK\n940\nBANK\n:20:REF\n:60F:C260101EUR0,\n", "mt940");
        check(b"<?xml version=\"1.0\"?>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">", "camt");
        check(b"<x:Document><x:BkToCstmrStmt>", "unknown");
        check(
            b"<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><x xmlns=\"http://naesb.org/espi\"/>",
            "green-button",
        );
        check(b"<feed xmlns=\"http://www.w3.org/2005/Atom\"/>", "unknown");
        check(b":20:REF\n:79:free text\n", "unknown");
        check(b"Date,Type,Merchant/Description,Debit/Credit,Balance\n", "midata");
        check(b"\xEF\xBB\xBF\"Account Number:\",\"****1\"\r\n\r\n\"Date\",\"Type\",\"Merchant/Description\",\"Debit/Credit\",\"Balance\"\r\n", "midata");
        check(b"Date;Type;Merchant/Description;Debit/Credit;Balance;\r\n", "midata");
        check(b"Date,Description,Amount,Balance\n01/02/2026,X,1,2\n", "midata or csv");
        check(b"Date,Description,Amount,Balance\n01/02/2026,X,1,2\nArranged overdraft limit,01/03/2026,0\n", "midata");
        check(b"Buchungstag;Betrag\n01.02.2026;1,00\n", "csv");
        check(b"Buchungstag;Betrag\r01.02.2026;1,00\r", "csv");
        check(b"# remark\r!Type:Bank\r", "qif");
        check(b"\xFF\xFEa\0,\0b\0\n\0c\0,\0d\0\n\0", "csv");
        check(
            b"\"\",\"100\",\"0301234\",\"from-internal\",\"\",\"SIP/100\",\"\",\"Dial\",\"x\",\"2026-03-02 10:00:00\",\"\",\"2026-03-02 10:00:09\",\"9\",\"0\",\"NO ANSWER\",\"DOCUMENTATION\"\n",
            "asterisk",
        );
        check(b"a,100,0301234,d,e,f,g,h,i,2026-03-02 10:00:00,,,9,0,LOST,DOCUMENTATION\n", "unknown");
        check(
            b"Charge Code,Installation No,Date,Time,Destination,Called No,Duration,Cost\nLocal,1,x,x,x,x,x,x\n",
            "csv",
        );
        check(b"[{\"usageDate\":\"2026-03-02\",\"usageCharacteristic\":[]}]", "tmf635");
        check(b"{\"bucket\":[{\"bucketCounter\":[]}]}", "tmf677");
        check(b"{\"billNo\":\"1\",\"taxIncludedAmount\":{}}", "tmf678");
        check(b"{\"bucket\":[],\"billNo\":\"1\"}", "unknown");
        check(b"one line of prose", "unknown");
        check(b"PK\x03\x04", "unknown");
    }
}
