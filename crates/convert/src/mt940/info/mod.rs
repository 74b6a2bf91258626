//! The information field `:86:`: what the bank tells about a row, in one of three dresses.

mod german;
mod keyed;

/// What a field says. Texts are as written; they are made members by the reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Info {
    /// Transaction code of the German banks.
    pub(super) german: Option<String>,
    /// What that code is made more exact by, of a returned payment the reason.
    pub(super) extension: String,
    /// The bank's word for the kind.
    pub(super) kind: String,
    /// What the payer wrote.
    pub(super) reference: String,
    /// What is left.
    pub(super) description: String,
    pub(super) name: String,
    pub(super) ultimate_name: String,
    /// Bank and number of the other side.
    pub(super) bank: String,
    pub(super) account: String,
    pub(super) end_to_end: String,
    pub(super) mandate: String,
    pub(super) creditor: String,
    pub(super) customer_reference: String,
    pub(super) return_reason: String,
    /// What the bank of the other side charged for a payment that came back, contained in the amount.
    pub(super) compensation: String,
    /// Number of the batch at the bank.
    pub(super) batch: String,
}

impl Info {
    /// Reads the lines of a field.
    ///
    /// Lines are cut at 65 characters wherever that falls, so the lines of the two keyed dresses are put together
    /// without anything between; free text keeps its lines.
    pub(super) fn read(lines: &[&str]) -> Self {
        let joined = lines.concat();
        let joined = joined.trim();
        german::read(joined)
            .or_else(|| keyed::read(joined))
            .unwrap_or_else(|| Self { description: lines.join("\n"), ..Self::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&str], expected: &Info) {
        assert_eq!(&Info::read(lines), expected, "{lines:?}");
    }

    fn s(text: &str) -> String {
        text.to_owned()
    }

    #[test]
    fn german_fields() {
        check(
            &["166?00GUTSCHRIFT?10599?20Miete?21Januar?30EXAMPLEB?31DE021000?32EXAMPLE ", "GMBH?33 BERLIN?34000"],
            &Info {
                german: Some(s("166")),
                extension: s("000"),
                kind: s("GUTSCHRIFT"),
                batch: s("599"),
                description: s("Miete\nJanuar"),
                bank: s("EXAMPLEB"),
                account: s("DE021000"),
                name: s("EXAMPLE GMBH BERLIN"),
                ..Info::default()
            },
        );
        check(
            &["105?00LASTSCHRIFT?20EREF+E-1?21KREF+K?22MREF+M-", "7?23CRED+DE98ZZZ?24SVWZ+Rechnung 4?25711 ABWA+Kind"],
            &Info {
                german: Some(s("105")),
                kind: s("LASTSCHRIFT"),
                end_to_end: s("E-1"),
                customer_reference: s("K"),
                mandate: s("M-7"),
                creditor: s("DE98ZZZ"),
                reference: s("Rechnung 4711"),
                ultimate_name: s("Kind"),
                ..Info::default()
            },
        );
        // A question mark of the text, and an empty reference.
        check(
            &["106?20EREF+1?21SVWZ+?32WHO? SHOP"],
            &Info { german: Some(s("106")), end_to_end: s("1"), name: s("WHO? SHOP"), ..Info::default() },
        );
        // A payment that came back: the reason, what was collected, and what the other bank charged.
        check(
            &["109?00RUECKLASTSCHRIFT?20EREF+1?21OAMT+10,00?22COAM+3,50?23SVWZ+Beitrag?32J EXAMPLE?34914"],
            &Info {
                german: Some(s("109")),
                extension: s("914"),
                kind: s("RUECKLASTSCHRIFT"),
                end_to_end: s("1"),
                description: s("OAMT+10,00"),
                compensation: s("3,50"),
                reference: s("Beitrag"),
                name: s("J EXAMPLE"),
                ..Info::default()
            },
        );
        // The purpose goes on behind everything else, in the order of the numbers or not.
        check(
            &["166?20eins?29zehn?30B?31A?32N?60elf?63vierzehn"],
            &Info {
                german: Some(s("166")),
                description: s("eins\nzehn\nelf\nvierzehn"),
                bank: s("B"),
                account: s("A"),
                name: s("N"),
                ..Info::default()
            },
        );
    }

    /// A delimiter and two digits that the payer wrote.
    #[test]
    fn delimiters_in_texts() {
        let check = |text: &str, description: &str, bank: &str, name: &str| {
            let info = Info::read(&[text]);
            assert_eq!(
                (info.description.as_str(), info.bank.as_str(), info.name.as_str()),
                (description, bank, name),
                "{text}"
            );
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
                german: Some(s("152")),
                description: s("Miete Januar"),
                end_to_end: s("NOTPROVIDED"),
                account: s("GB82WEST12345698765432"),
                bank: s("EXAMDEFF"),
                name: s("N"),
                ..Info::default()
            },
        );
        // In the midst of a text they are text.
        check(
            &["166?20Bitte an IBAN: GB82?32N"],
            &Info { german: Some(s("166")), description: s("Bitte an IBAN: GB82"), name: s("N"), ..Info::default() },
        );
    }

    #[test]
    fn dutch_keys() {
        check(
            &["/TRTP/SEPA OVERBOEKING/IBAN/NL00EXAM0/BIC/EXAMNL2A/NAME/J. EXAMPLE", "/REMI/INVOICE 1/A/EREF/E-1"],
            &Info {
                kind: s("SEPA OVERBOEKING"),
                account: s("NL00EXAM0"),
                bank: s("EXAMNL2A"),
                name: s("J. EXAMPLE"),
                reference: s("INVOICE 1/A"),
                end_to_end: s("E-1"),
                ..Info::default()
            },
        );
        check(
            &["/EREF/E//CNTP/NL00EXAM0/EXAMNL2A/J. EXAMPLE///REMI/USTD//INVOICE/"],
            &Info {
                end_to_end: s("E"),
                account: s("NL00EXAM0"),
                bank: s("EXAMNL2A"),
                name: s("J. EXAMPLE"),
                reference: s("INVOICE"),
                ..Info::default()
            },
        );
        check(
            &["/ORDP//NAME/J. EXAMPLE/ADDR/STREET 1/REMI/X"],
            &Info { name: s("J. EXAMPLE"), description: s("/ADDR/STREET 1"), reference: s("X"), ..Info::default() },
        );
        // Number and bank behind the text, as one bank has them in direct debits.
        check(
            &[
                "/TRTP/SEPA Incasso/CSID/NL22ZZZ1/NAME/SHOP/MARF/M1/REMI/Factuur 5/IBAN/GB82WEST",
                "12345698765432/BIC/EXAMNL2A/EREF/9",
            ],
            &Info {
                kind: s("SEPA Incasso"),
                creditor: s("NL22ZZZ1"),
                name: s("SHOP"),
                mandate: s("M1"),
                reference: s("Factuur 5"),
                account: s("GB82WEST12345698765432"),
                bank: s("EXAMNL2A"),
                end_to_end: s("9"),
                ..Info::default()
            },
        );
        check(
            &["/BENM//NAME/SHOP/REMI/X/ULTD//NAME/J. EXAMPLE"],
            &Info { name: s("SHOP"), reference: s("X"), ultimate_name: s("J. EXAMPLE"), ..Info::default() },
        );
        // What the payer wrote about a number stays text.
        check(
            &["/NAME/SHOP/REMI/give me your /IBAN/please"],
            &Info { name: s("SHOP"), reference: s("give me your /IBAN/please"), ..Info::default() },
        );
        check(
            &["/CNTP/NL00EXAM0/EXAMNL2A/TAX OFFICE///REMI/STRD/CUR/9001123456789012/"],
            &Info {
                account: s("NL00EXAM0"),
                bank: s("EXAMNL2A"),
                name: s("TAX OFFICE"),
                reference: s("9001123456789012"),
                ..Info::default()
            },
        );
    }

    #[test]
    fn free_text() {
        let free = |text: &str| Info { description: s(text), ..Info::default() };
        check(&["CARD 1234", "EXAMPLE SHOP"], &free("CARD 1234\nEXAMPLE SHOP"));
        check(&["999PN5477CHEQUE"], &free("999PN5477CHEQUE"));
        check(&["/no key/of ours"], &free("/no key/of ours"));
        check(&["166?"], &free("166?"));
        check(&["16é?20"], &free("16é?20"));
        check(&[""], &free(""));
    }
}
