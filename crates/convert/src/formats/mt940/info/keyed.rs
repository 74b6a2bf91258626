//! The dress of the Dutch banks: keys and values between slashes.

use super::Info;
use crate::values::account_number::is_iban;

/// `/TRTP/SEPA OVERBOEKING/IBAN/…/NAME/…/REMI/…`.
pub(super) fn read(text: &str) -> Option<Info<'_>> {
    if !text.starts_with('/') {
        return None;
    }
    let keyed = slash_keys(text);
    if keyed.is_empty() {
        return None;
    }
    let mut info = Info::default();
    let mut rest: Vec<String> = Vec::new();
    // Whose name the next one is: /ULTD//NAME/.
    let mut ultimate = false;
    for (key, value) in keyed {
        let value = value.trim_matches('/').trim();
        match key {
            "TRTP" => info.kind = value,
            "IBAN" | "ACCW" => info.account = value.split(',').next().unwrap_or_default(),
            "BIC" => info.bank = value,
            "NAME" if ultimate => info.ultimate_name = value,
            "NAME" => info.name = value.into(),
            "REMI" => info.reference = remittance(value),
            "EREF" => info.end_to_end = value,
            "PREF" | "KREF" => info.customer_reference = value,
            "MARF" => info.mandate = value,
            "CSID" => info.creditor = value,
            "RTRN" => info.return_reason = value,
            "ULTC" | "ULTD" | "ULTB" => {
                info.ultimate_name = value.strip_prefix("NAME/").unwrap_or(value);
            }
            "CNTP" => {
                let mut parts = value.split('/').map(str::trim);
                info.account = parts.next().unwrap_or_default();
                info.bank = parts.next().unwrap_or_default();
                info.name = parts.next().unwrap_or_default().into();
                rest.extend(parts.filter(|part| !part.is_empty()).map(str::to_owned));
            }
            // Marks that what follows is about the payer or the payee.
            "ORDP" | "BENM" if value.is_empty() => {}
            key => rest.push(format!("/{key}/{value}")),
        }
        ultimate = matches!(key, "ULTC" | "ULTD" | "ULTB") && value.is_empty();
    }
    info.description = rest.join("\n").into();
    Some(info)
}

/// What the payer wrote, which may say before its text that it is free, or a reference of whom.
fn remittance(value: &str) -> &str {
    ["USTD/", "STRD/CUR/", "STRD/ISO/"]
        .iter()
        .find_map(|word| value.strip_prefix(word))
        .map_or(value, |value| value.trim_start_matches('/'))
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
        let Some(key) = key.filter(|key| !in_text || behind_text(key, &rest[key.len() + 1..])) else {
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

/// Whether this key may stand behind what the payer wrote.
fn behind_text(key: &str, value: &str) -> bool {
    match key {
        "EREF" | "PURP" | "ULTC" | "ULTD" | "RTRN" | "ISDT" => true,
        "IBAN" => value.split('/').next().is_some_and(is_iban),
        _ => false,
    }
}
