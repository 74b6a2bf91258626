//! The information field `:86:`: what the bank tells about a row, in one of three dresses.

/// What a field says. Texts are as written; they are made members by the reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Info {
    /// Transaction code of the German banks.
    pub(super) german: Option<String>,
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
        if let Some((code, delimiter)) = structured(joined) {
            return Self::fields(code, delimiter, joined);
        }
        let keyed = slash_keys(joined);
        if joined.starts_with('/') && !keyed.is_empty() {
            return Self::keys(&keyed);
        }
        Self { description: lines.join("\n"), ..Self::default() }
    }

    /// `166?00TEXT?20EREF+…?30BANK?31ACCOUNT?32NAME`.
    fn fields(code: &str, delimiter: char, text: &str) -> Self {
        let mut info = Self { german: Some(code.to_owned()), ..Self::default() };
        let mut purpose: Vec<&str> = Vec::new();
        let mut rest: Vec<String> = Vec::new();
        let body = &text[code.len()..];
        let mut places: Vec<usize> = body
            .match_indices(delimiter)
            .map(|(at, _)| at)
            .filter(|at| number_at(body, at + delimiter.len_utf8()).is_some())
            .collect();
        places.push(body.len());
        for pair in places.windows(2) {
            let start = pair[0] + delimiter.len_utf8();
            let Some(number) = number_at(body, start) else { continue };
            let value = &body[start + 2..pair[1]];
            match number {
                "00" => value.trim().clone_into(&mut info.kind),
                "10" => value.trim().clone_into(&mut info.batch),
                "30" => value.trim().clone_into(&mut info.bank),
                // Polish banks write the whole number behind 38.
                "31" | "38" => value.trim().clone_into(&mut info.account),
                "32" | "33" => info.name.push_str(value),
                number if matches!(number.as_bytes(), [b'2', _] | [b'6', b'0'..=b'3']) => purpose.push(value),
                _ if value.trim().is_empty() => {}
                number => rest.push(format!("{delimiter}{number}{value}")),
            }
        }
        let together = purpose.concat();
        let sepa = sepa_keys(&together);
        if sepa.iter().any(|(key, _)| !key.is_empty()) {
            for (key, value) in sepa {
                let value = value.trim();
                match key {
                    "EREF" => value.clone_into(&mut info.end_to_end),
                    "KREF" => value.clone_into(&mut info.customer_reference),
                    "MREF" => value.clone_into(&mut info.mandate),
                    "CRED" => value.clone_into(&mut info.creditor),
                    "SVWZ" => value.clone_into(&mut info.reference),
                    "ABWA" | "ABWE" => value.clone_into(&mut info.ultimate_name),
                    "IBAN" => value.clone_into(&mut info.account),
                    "BIC" => value.clone_into(&mut info.bank),
                    _ if value.is_empty() => {}
                    "" => rest.insert(0, value.to_owned()),
                    key => rest.push(format!("{key}+{value}")),
                }
            }
        } else {
            rest.insert(0, purpose.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n").trim().to_owned());
        }
        rest.retain(|line| !line.is_empty());
        info.description = rest.join("\n");
        info
    }

    /// `/TRTP/SEPA OVERBOEKING/IBAN/…/NAME/…/REMI/…`.
    fn keys(keyed: &[(&str, &str)]) -> Self {
        let mut info = Self::default();
        let mut rest: Vec<String> = Vec::new();
        for (key, value) in keyed {
            let value = value.trim_matches('/').trim();
            match *key {
                "TRTP" => value.clone_into(&mut info.kind),
                "IBAN" | "ACCW" => value.split(',').next().unwrap_or_default().clone_into(&mut info.account),
                "BIC" => value.clone_into(&mut info.bank),
                "NAME" => value.clone_into(&mut info.name),
                "REMI" => {
                    // Unstructured remittance may say so before its text.
                    let value = value.strip_prefix("USTD//").or_else(|| value.strip_prefix("USTD/")).unwrap_or(value);
                    value.clone_into(&mut info.reference);
                }
                "EREF" => value.clone_into(&mut info.end_to_end),
                "PREF" | "KREF" => value.clone_into(&mut info.customer_reference),
                "MARF" => value.clone_into(&mut info.mandate),
                "CSID" => value.clone_into(&mut info.creditor),
                "RTRN" => value.clone_into(&mut info.return_reason),
                "ULTC" | "ULTD" | "ULTB" => {
                    value.strip_prefix("NAME/").unwrap_or(value).clone_into(&mut info.ultimate_name);
                }
                "CNTP" => {
                    let mut parts = value.split('/').map(str::trim);
                    parts.next().unwrap_or_default().clone_into(&mut info.account);
                    parts.next().unwrap_or_default().clone_into(&mut info.bank);
                    parts.next().unwrap_or_default().clone_into(&mut info.name);
                    rest.extend(parts.filter(|part| !part.is_empty()).map(str::to_owned));
                }
                // Marks that what follows is about the payer or the payee.
                "ORDP" | "BENM" if value.is_empty() => {}
                key => rest.push(format!("/{key}/{value}")),
            }
        }
        info.description = rest.join("\n");
        info
    }
}

/// Code and delimiter of a field that begins with three digits and a delimiter before two more.
fn structured(text: &str) -> Option<(&str, char)> {
    let code = text.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()))?;
    let delimiter =
        text[3..].chars().next().filter(|c| matches!(c, '?' | '<' | '>' | '+' | '~' | '^' | '&' | '@' | '!'))?;
    number_at(text, 3 + delimiter.len_utf8()).map(|_| (code, delimiter))
}

fn number_at(text: &str, start: usize) -> Option<&str> {
    text.get(start..start + 2).filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

const SEPA: [&str; 14] =
    ["EREF", "KREF", "MREF", "CRED", "DEBT", "COAM", "OAMT", "SVWZ", "ABWA", "ABWE", "IBAN", "BIC", "RREF", "PURP"];

/// `EREF+…SVWZ+…` as keys and values; what stands before the first key has an empty one. A key that comes a second time
/// is text: payers write such things.
fn sepa_keys(text: &str) -> Vec<(&'static str, &str)> {
    let mut places: Vec<(usize, &'static str)> = SEPA
        .iter()
        .filter_map(|key| {
            text.match_indices(key).find(|(at, _)| text[at + key.len()..].starts_with('+')).map(|(at, _)| (at, *key))
        })
        .collect();
    places.sort_unstable();
    // The reference comes last and is the payer's own text.
    if let Some(last) = places.iter().position(|(_, key)| *key == "SVWZ") {
        let text_of_payer = |key: &str| !matches!(key, "ABWA" | "ABWE");
        let kept: Vec<_> = places.split_off(last + 1).into_iter().filter(|(_, key)| !text_of_payer(key)).collect();
        places.extend(kept);
    }
    let mut found = Vec::new();
    let first = places.first().map_or(text.len(), |(at, _)| *at);
    if !text[..first].trim().is_empty() {
        found.push(("", &text[..first]));
    }
    for (index, (at, key)) in places.iter().enumerate() {
        let end = places.get(index + 1).map_or(text.len(), |(next, _)| *next);
        found.push((*key, &text[at + key.len() + 1..end]));
    }
    found
}

const SLASH: [&str; 24] = [
    "TRTP", "IBAN", "BIC", "NAME", "REMI", "EREF", "PREF", "KREF", "MARF", "CSID", "RTRN", "ULTC", "ULTD", "ULTB",
    "CNTP", "ORDP", "BENM", "PURP", "ADDR", "ISDT", "SVCL", "ACCW", "ID", "BUSP",
];

/// `/TRTP/…/NAME/…` as keys and values, in order.
fn slash_keys(text: &str) -> Vec<(&str, &str)> {
    let mut places: Vec<(usize, &str)> = Vec::new();
    for (at, _) in text.match_indices('/') {
        let rest = &text[at + 1..];
        // What the payer wrote runs to the end, except for keys that banks put behind it.
        let in_text = places.last().is_some_and(|(_, key)| *key == "REMI");
        let key = SLASH.iter().find(|key| rest.strip_prefix(**key).is_some_and(|after| after.starts_with('/')));
        let Some(key) =
            key.filter(|key| !in_text || matches!(**key, "EREF" | "PURP" | "ULTC" | "ULTD" | "RTRN" | "ISDT"))
        else {
            continue;
        };
        // The slash that ends one key begins the next: /ORDP//NAME/.
        if places.last().is_none_or(|(before, known)| before + known.len() < at) {
            places.push((at, &rest[..key.len()]));
        }
    }
    (0..places.len())
        .map(|index| {
            let (at, key) = places[index];
            let end = places.get(index + 1).map_or(text.len(), |(next, _)| *next);
            (key, text.get(at + key.len() + 2..end).unwrap_or_default())
        })
        .collect()
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
            &["166?00GUTSCHRIFT?10599?20Miete?21Januar?30EXAMPLEB?31DE021000?32EXAMPLE ", "GMBH?33 BERLIN?34339"],
            &Info {
                german: Some(s("166")),
                kind: s("GUTSCHRIFT"),
                batch: s("599"),
                description: s("Miete\nJanuar\n?34339"),
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
