//! The information field `:86:`: what the bank tells about a row, in one of three dresses.

mod german;
mod keyed;

use std::borrow::Cow;

/// What a field says, as written; the reader makes members of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Info<'t> {
    /// Transaction code of the German banks.
    pub(super) german: Option<&'t str>,
    /// What that code is made more exact by, of a returned payment the reason.
    pub(super) extension: &'t str,
    /// The bank's word for the kind.
    pub(super) kind: &'t str,
    /// What the payer wrote.
    pub(super) reference: &'t str,
    /// What is left.
    pub(super) description: Cow<'t, str>,
    pub(super) name: Cow<'t, str>,
    pub(super) ultimate_name: &'t str,
    /// Bank and number of the other side.
    pub(super) bank: &'t str,
    pub(super) account: &'t str,
    pub(super) end_to_end: &'t str,
    pub(super) mandate: &'t str,
    pub(super) creditor: &'t str,
    pub(super) customer_reference: &'t str,
    pub(super) return_reason: &'t str,
    /// What the bank of the other side charged for a payment that came back, contained in the amount.
    pub(super) compensation: &'t str,
    /// Number of the batch at the bank.
    pub(super) batch: &'t str,
}

/// Texts that are put together of lines, in memory that the next field uses again.
#[derive(Default)]
pub(super) struct Joined {
    field: String,
    purpose: String,
}

impl<'t> Info<'t> {
    /// Reads the lines of a field.
    ///
    /// Lines are cut at 65 characters wherever that falls, so the lines of the two keyed dresses are put together
    /// without anything between; free text keeps its lines.
    pub(super) fn read<'l>(lines: impl Iterator<Item = &'l str> + Clone, joined: &'t mut Joined) -> Self {
        let Joined { field, purpose } = joined;
        field.clear();
        field.extend(lines.clone());
        let text = field.trim();
        german::read(text, purpose).or_else(|| keyed::read(text)).unwrap_or_else(|| {
            let mut description = String::new();
            for (index, line) in lines.enumerate() {
                if index > 0 {
                    description.push('\n');
                }
                description.push_str(line);
            }
            Self { description: description.into(), ..Self::default() }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], expected: &Info<'_>) {
        let mut joined = Joined::default();
        assert_eq!(&Info::read(lines.iter().copied(), &mut joined), expected, "{lines:?}");
    }

    #[test]
    fn german_fields() {
        check(
            &["166?00GUTSCHRIFT?10599?20Miete?21Januar?30EXAMPLEB?31DE021000?32EXAMPLE ", "GMBH?33 BERLIN?34000"],
            &Info {
                german: Some("166"),
                extension: "000",
                kind: "GUTSCHRIFT",
                batch: "599",
                description: "Miete\nJanuar".into(),
                bank: "EXAMPLEB",
                account: "DE021000",
                name: "EXAMPLE GMBH BERLIN".into(),
                ..Info::default()
            },
        );
        check(
            &["105?00LASTSCHRIFT?20EREF+E-1?21KREF+K?22MREF+M-", "7?23CRED+DE98ZZZ?24SVWZ+Rechnung 4?25711 ABWA+Kind"],
            &Info {
                german: Some("105"),
                kind: "LASTSCHRIFT",
                end_to_end: "E-1",
                customer_reference: "K",
                mandate: "M-7",
                creditor: "DE98ZZZ",
                reference: "Rechnung 4711",
                ultimate_name: "Kind",
                ..Info::default()
            },
        );
        // A question mark of the text, and an empty reference.
        check(
            &["106?20EREF+1?21SVWZ+?32WHO? SHOP"],
            &Info { german: Some("106"), end_to_end: "1", name: "WHO? SHOP".into(), ..Info::default() },
        );
        // A payment that came back: the reason, what was collected, and what the other bank charged.
        check(
            &["109?00RUECKLASTSCHRIFT?20EREF+1?21OAMT+10,00?22COAM+3,50?23SVWZ+Beitrag?32J EXAMPLE?34914"],
            &Info {
                german: Some("109"),
                extension: "914",
                kind: "RUECKLASTSCHRIFT",
                end_to_end: "1",
                description: "OAMT+10,00".into(),
                compensation: "3,50",
                reference: "Beitrag",
                name: "J EXAMPLE".into(),
                ..Info::default()
            },
        );
        // The purpose goes on behind everything else, in the order of the numbers or not.
        check(
            &["166?20eins?29zehn?30B?31A?32N?60elf?63vierzehn"],
            &Info {
                german: Some("166"),
                description: "eins\nzehn\nelf\nvierzehn".into(),
                bank: "B",
                account: "A",
                name: "N".into(),
                ..Info::default()
            },
        );
    }

    /// A delimiter and two digits that the payer wrote.
    #[test]
    fn delimiters_in_texts() {
        let check = |text: &str, description: &str, bank: &str, name: &str| {
            let mut joined = Joined::default();
            let info = Info::read([text].into_iter(), &mut joined);
            assert_eq!((&*info.description, info.bank, &*info.name), (description, bank, name), "{text}");
        };
        check("166?20Kostet das?50 Euro?32N", "Kostet das?50 Euro", "", "N");
        check("166?20Treffen um?10 Uhr?21oder?20 Uhr?30B?32N", "Treffen um?10 Uhr\noder?20 Uhr", "B", "N");
        check("166?20Preis?30 Euro?21bitte?30B?32N", "Preis?30 Euro\nbitte", "B", "N");
        // Behind the purpose a number that no table has is a field of the bank's own.
        check("166?20a?32N?35OTHER", "a\n?35OTHER", "", "N");
        check("020~00VE02~20a~30B~32N~38PL1~60b", "a\nb", "B", "N");
    }

    #[test]
    fn german_keys_with_colons() {
        check(
            &["152?20Miete Januar?21EREF: NOTPROVIDED?22IBAN: GB82WEST?2312345698765432 ?24BIC: EXAMDEFF?32N"],
            &Info {
                german: Some("152"),
                description: "Miete Januar".into(),
                end_to_end: "NOTPROVIDED",
                account: "GB82WEST12345698765432",
                bank: "EXAMDEFF",
                name: "N".into(),
                ..Info::default()
            },
        );
        // In the midst of a text they are text.
        check(
            &["166?20Bitte an IBAN: GB82?32N"],
            &Info {
                german: Some("166"),
                description: "Bitte an IBAN: GB82".into(),
                name: "N".into(),
                ..Info::default()
            },
        );
    }

    #[test]
    fn dutch_keys() {
        check(
            &["/TRTP/SEPA OVERBOEKING/IBAN/NL00EXAM0/BIC/EXAMNL2A/NAME/J. EXAMPLE", "/REMI/INVOICE 1/A/EREF/E-1"],
            &Info {
                kind: "SEPA OVERBOEKING",
                account: "NL00EXAM0",
                bank: "EXAMNL2A",
                name: "J. EXAMPLE".into(),
                reference: "INVOICE 1/A",
                end_to_end: "E-1",
                ..Info::default()
            },
        );
        check(
            &["/EREF/E//CNTP/NL00EXAM0/EXAMNL2A/J. EXAMPLE///REMI/USTD//INVOICE/"],
            &Info {
                end_to_end: "E",
                account: "NL00EXAM0",
                bank: "EXAMNL2A",
                name: "J. EXAMPLE".into(),
                reference: "INVOICE",
                ..Info::default()
            },
        );
        check(
            &["/ORDP//NAME/J. EXAMPLE/ADDR/STREET 1/REMI/X"],
            &Info {
                name: "J. EXAMPLE".into(),
                description: "/ADDR/STREET 1".into(),
                reference: "X",
                ..Info::default()
            },
        );
        // Number and bank behind the text, as one bank has them in direct debits.
        check(
            &[
                "/TRTP/SEPA Incasso/CSID/NL22ZZZ1/NAME/SHOP/MARF/M1/REMI/Factuur 5/IBAN/GB82WEST",
                "12345698765432/BIC/EXAMNL2A/EREF/9",
            ],
            &Info {
                kind: "SEPA Incasso",
                creditor: "NL22ZZZ1",
                name: "SHOP".into(),
                mandate: "M1",
                reference: "Factuur 5",
                account: "GB82WEST12345698765432",
                bank: "EXAMNL2A",
                end_to_end: "9",
                ..Info::default()
            },
        );
        check(
            &["/BENM//NAME/SHOP/REMI/X/ULTD//NAME/J. EXAMPLE"],
            &Info { name: "SHOP".into(), reference: "X", ultimate_name: "J. EXAMPLE", ..Info::default() },
        );
        // What the payer wrote about a number stays text.
        check(
            &["/NAME/SHOP/REMI/give me your /IBAN/please"],
            &Info { name: "SHOP".into(), reference: "give me your /IBAN/please", ..Info::default() },
        );
        check(
            &["/CNTP/NL00EXAM0/EXAMNL2A/TAX OFFICE///REMI/STRD/CUR/9001123456789012/"],
            &Info {
                account: "NL00EXAM0",
                bank: "EXAMNL2A",
                name: "TAX OFFICE".into(),
                reference: "9001123456789012",
                ..Info::default()
            },
        );
    }

    #[test]
    fn free_text() {
        let free = |text: &'static str| Info { description: text.into(), ..Info::default() };
        check(&["CARD 1234", "EXAMPLE SHOP"], &free("CARD 1234\nEXAMPLE SHOP"));
        check(&["999PN5477CHEQUE"], &free("999PN5477CHEQUE"));
        check(&["/no key/of ours"], &free("/no key/of ours"));
        check(&["166?"], &free("166?"));
        check(&["16é?20"], &free("16é?20"));
        check(&[""], &free(""));
    }
}
