//! A row as an entry (`Ntry`), its parts as `TxDtls`.

use pannier_model::{
    record::{Record as _, Transaction, TransactionDateBasis, TransactionDetail, TransactionStatus},
    value::{Amount, Currency, Decimal, Number, SourceId, TxKind},
};

use super::{SIX_DECIMALS, indicator, number, unsigned};
use crate::{
    formats::camt::meaning,
    values::iso::converts,
    write::{
        Losses,
        words::{Xml, cut},
    },
};

/// Identifiers of the source that have an element, in the order of the schema. Our reader knows them by these names.
const REFERENCES: &[(&str, &str)] = &[
    ("MsgId", "msg_id"),
    ("AcctSvcrRef", "tx_acct_svcr_ref"),
    ("PmtInfId", "pmt_inf_id"),
    ("InstrId", "instr_id"),
    ("EndToEndId", ""),
    ("TxId", "tx_id"),
    ("MndtId", ""),
    ("ChqNb", "check_number"),
    ("ClrSysRef", "clr_sys_ref"),
];

/// Writes a row and its parts.
pub(super) fn write(xml: &mut Xml, row: &Transaction, details: &[TransactionDetail], losses: &mut Losses) {
    let Some(amount) = unsigned(row.amount) else {
        return losses.record(Transaction::TYPE, SIX_DECIMALS);
    };
    let mut lost = |member: &str, reason: &'static str| losses.member(Transaction::TYPE, member, reason);
    let currency = format!(" Ccy=\"{}\"", row.currency.as_str());
    xml.open("Ntry", "");
    if row.id.as_str().len() <= 35 {
        xml.leaf("NtryRef", row.id.as_str());
    } else {
        lost("id", "longer than 35 characters");
    }
    xml.leaf_with("Amt", &currency, &amount);
    xml.leaf("CdtDbtInd", indicator(row.amount));
    if row.reversal == Some(true) {
        xml.leaf("RvslInd", "true");
    }
    xml.open("Sts", "");
    xml.leaf(
        "Cd",
        match row.status {
            TransactionStatus::Booked => "BOOK",
            TransactionStatus::Pending => "PDNG",
            TransactionStatus::Information => "INFO",
        },
    );
    xml.close("Sts");
    dates(xml, row, &mut lost);
    let source_ids: &[SourceId] = row.source_ids.as_deref().unwrap_or_default();
    let reference = source_ids.iter().find(|id| id.scheme.as_str() == "acct_svcr_ref" && fits(id.value.as_str(), 35));
    if let Some(id) = reference {
        xml.leaf("AcctSvcrRef", id.value.as_str());
    } else if row.id.as_str().len() <= 35 {
        xml.leaf("AcctSvcrRef", row.id.as_str());
    }
    codes(xml, row, &mut lost);
    charges(xml, row, &currency, &mut lost);
    let parts = if details.len() > 1 { details } else { &[] };
    let before = xml.mark();
    xml.open("NtryDtls", "");
    let begun = xml.mark();
    if parts.is_empty() {
        single(xml, row, &mut lost);
        if row.details.is_some() {
            lost("details", "an entry of one part is one without parts");
        }
    } else {
        of_parts(row, &mut lost);
    }
    for id in source_ids {
        let here = REFERENCES.iter().any(|(_, scheme)| *scheme == id.scheme.as_str()) && parts.is_empty();
        if !(here && fits(id.value.as_str(), 35)) && Some(id) != reference {
            lost("source_ids", "NtryRef is the id of our record; camt.053 has no other place for it");
        }
    }
    for part in parts {
        detail(xml, part, row, losses);
    }
    for _ in details.iter().filter(|_| parts.is_empty()) {
        losses.record(TransactionDetail::TYPE, "the only part of an entry is the entry itself");
    }
    if xml.mark() == begun {
        xml.back_to(before);
    } else {
        xml.close("NtryDtls");
    }
    let mut lost = |member: &str, reason: &'static str| losses.member(Transaction::TYPE, member, reason);
    if let Some(text) = &row.description {
        let text = lines(text.as_str()).join("\n");
        let (short, more) = cut(&text, 500);
        if more {
            lost("description", "longer than 500 characters, cut");
        }
        if !short.is_empty() {
            xml.leaf("AddtlNtryInf", short);
        }
    }
    xml.close("Ntry");
}

/// Booking day and value day. A row without a booking day is listed under its value day.
fn dates(xml: &mut Xml, row: &Transaction, lost: &mut impl FnMut(&str, &'static str)) {
    let under_value = row.date_basis == TransactionDateBasis::Value && row.value_date.is_none_or(|day| day == row.date);
    let usual = match row.status {
        TransactionStatus::Pending => TransactionDateBasis::Expected,
        _ => TransactionDateBasis::Booked,
    };
    if row.date_basis != usual && !under_value {
        lost("date_basis", "written as a booking day");
    }
    let booked = (!under_value).then_some(row.date);
    let value = if under_value { Some(row.date) } else { row.value_date };
    for (name, day) in [("BookgDt", booked), ("ValDt", value)] {
        if let Some(day) = day {
            xml.open(name, "");
            xml.leaf("Dt", &day.to_string());
            xml.close(name);
        }
    }
}

/// Domain, family and sub-family; and the bank's own word. The row's own code where it means the row's kind.
fn codes(xml: &mut Xml, row: &Transaction, lost: &mut impl FnMut(&str, &'static str)) {
    // As the reader does: the kind of a reversal is that of what is taken back, whose sign was the other one.
    let reads_as = |parts: [&str; 3]| {
        let mut probe = row.clone();
        let reversed = row.reversal == Some(true);
        if reversed {
            probe.amount = -probe.amount;
        }
        meaning(parts[0], parts[1], parts[2]).apply(&mut probe);
        (probe.kind, probe.fee_kind, if reversed { Some(true) } else { probe.reversal })
    };
    let own = row.bank_code.as_ref().map(pannier_model::value::CodeText::as_str);
    let own_parts = own.and_then(iso).filter(|parts| reads_as(*parts).0 == row.kind);
    let word = row.kind_text.as_ref().map(pannier_model::value::Text::as_str);
    let proprietary = match (own, own_parts) {
        (Some(own), None) => Some(own),
        _ => word,
    };
    let parts = own_parts.or_else(|| match by_kind(row.kind, row.amount) {
        // A code of nothing, so that the bank's own word is not taken for a code.
        None if own.is_none() && word.is_some() => Some(["PMNT", "NTAV", "NTAV"]),
        parts => parts,
    });
    let short = proprietary.map(crate::write::words::line).filter(|word| fits(word, 35));
    let (kind, fee, reversal) = match parts {
        Some(parts) => reads_as(parts),
        None if short.is_some() => reads_as(["", "", ""]),
        None => (TxKind::Other, None, row.reversal.filter(|reversal| *reversal)),
    };
    for (member, same) in
        [("kind", kind == row.kind), ("fee_kind", fee == row.fee_kind), ("reversal", reversal == row.reversal)]
    {
        if !same {
            lost(member, "no code of ISO 20022 says it");
        }
    }
    let code_kept = own_parts.is_some() || own.is_none() || (parts.is_none() && short.is_some());
    if !code_kept {
        lost("bank_code", "beside a code that says the kind it is the bank's own word");
    }
    if word.is_some() && !(proprietary == word && short.as_deref() == word && parts.is_some()) {
        lost("kind_text", "longer than 35 characters, or beside another word of the bank");
    }
    xml.open("BkTxCd", "");
    if let Some([domain, family, sub_family]) = parts {
        xml.open("Domn", "");
        xml.leaf("Cd", domain);
        xml.open("Fmly", "");
        xml.leaf("Cd", family);
        xml.leaf("SubFmlyCd", sub_family);
        xml.close("Fmly");
        xml.close("Domn");
    }
    if let Some(word) = &short {
        xml.open("Prtry", "");
        xml.leaf("Cd", word);
        xml.close("Prtry");
    }
    xml.close("BkTxCd");
}

/// `PMNT.RDDT.ESDD` in its parts.
fn iso(code: &str) -> Option<[&str; 3]> {
    let mut parts = code.split('.');
    let parts = [parts.next()?, parts.next()?, parts.next().filter(|_| code.matches('.').count() == 2)?];
    let is_code = |part: &&str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_uppercase());
    parts.iter().all(is_code).then_some(parts)
}

/// The code of ISO 20022 for a kind, where there is one.
fn by_kind(kind: TxKind, amount: Amount) -> Option<[&'static str; 3]> {
    Some(match kind {
        TxKind::Card => ["PMNT", "CCRD", "POSD"],
        TxKind::CashOut => ["PMNT", "CCRD", "CWDL"],
        TxKind::CashIn => ["PMNT", "CNTR", "CDPT"],
        TxKind::Cheque if amount.signum() < 0 => ["PMNT", "ICHQ", "CCHQ"],
        TxKind::Cheque => ["PMNT", "RCHQ", "CCHQ"],
        TxKind::DirectDebit => ["PMNT", "RDDT", "PMDD"],
        TxKind::StandingOrder => ["PMNT", "ICDT", "STDO"],
        TxKind::TransferIn => ["PMNT", "RCDT", "OTHR"],
        TxKind::TransferOut => ["PMNT", "ICDT", "OTHR"],
        TxKind::Fee => ["ACMT", "MDOP", "CHRG"],
        TxKind::InterestCharged | TxKind::InterestEarned => ["ACMT", "MDOP", "INTR"],
        TxKind::Payment | TxKind::Charge | TxKind::TopUp | TxKind::Reward | TxKind::Other => return None,
    })
}

/// A charge that the amount contains.
fn charges(xml: &mut Xml, row: &Transaction, currency: &str, lost: &mut impl FnMut(&str, &'static str)) {
    let Some(fee) = row.fee_amount else { return };
    match unsigned(fee).filter(|_| fee.signum() != 0 && (fee.signum() < 0) == (row.amount.signum() < 0)) {
        Some(amount) => {
            xml.open("Chrgs", "");
            xml.open("Rcrd", "");
            xml.leaf_with("Amt", currency, &amount);
            xml.leaf("CdtDbtInd", indicator(fee));
            xml.leaf("ChrgInclInd", "true");
            xml.close("Rcrd");
            xml.close("Chrgs");
        }
        None => lost("fee_amount", "nothing, of the other sign, or of six decimals"),
    }
}

/// What is said of a row without parts.
fn single(xml: &mut Xml, row: &Transaction, lost: &mut impl FnMut(&str, &'static str)) {
    let before = xml.mark();
    xml.open("TxDtls", "");
    let begun = xml.mark();
    let ids: &[SourceId] = row.source_ids.as_deref().unwrap_or_default();
    let mandate = row.mandate_id.as_ref().map(pannier_model::value::Name::as_str);
    let end_to_end = row.end_to_end_id.as_ref().map(pannier_model::value::Name::as_str);
    references(xml, ids, end_to_end, mandate, lost);
    exchange(xml, row, lost);
    let credit = row.amount.signum() >= 0;
    let party = Party {
        incoming: credit != (row.reversal == Some(true)),
        name: row.counterparty_name.as_ref().map(pannier_model::value::Name::as_str),
        country: row.counterparty_country.as_ref().map(pannier_model::value::Country::as_str),
        number: row.counterparty_number.as_ref(),
        ultimate: row.ultimate_name.as_ref().map(pannier_model::value::Name::as_str),
        creditor: row.creditor_id.as_ref().map(pannier_model::value::CodeText::as_str),
    };
    party.write(xml, lost);
    remittance(xml, row.reference.as_ref().map(pannier_model::value::Text::as_str), lost);
    match row.executed_at {
        Some(at) => {
            if row.executed_on != Some(at.local_date()) {
                lost("executed_on", "not the day of the moment beside it");
            }
            xml.open("RltdDts", "");
            xml.leaf("TxDtTm", &at.to_string());
            xml.close("RltdDts");
        }
        None if row.executed_on.is_some() => lost("executed_on", "camt.053 takes a moment, not a day"),
        None => {}
    }
    if let Some(reason) = &row.return_reason {
        let reason = reason.as_str();
        if fits(reason, 35) {
            xml.open("RtrInf", "");
            xml.open("Rsn", "");
            xml.leaf(if reason.len() <= 4 { "Cd" } else { "Prtry" }, reason);
            xml.close("Rsn");
            xml.close("RtrInf");
        } else {
            lost("return_reason", "longer than 35 characters");
        }
    }
    if xml.mark() == begun {
        xml.back_to(before);
    } else {
        xml.close("TxDtls");
    }
}

/// What a row with parts says of itself stands in none of them.
fn of_parts(row: &Transaction, lost: &mut impl FnMut(&str, &'static str)) {
    let there = [
        ("is_foreign", row.is_foreign.is_some()),
        ("executed_on", row.executed_on.is_some()),
        ("executed_at", row.executed_at.is_some()),
        ("reference", row.reference.is_some()),
        ("return_reason", row.return_reason.is_some()),
        ("counterparty_name", row.counterparty_name.is_some()),
        ("counterparty_number", row.counterparty_number.is_some()),
        ("counterparty_country", row.counterparty_country.is_some()),
        ("ultimate_name", row.ultimate_name.is_some()),
        ("creditor_id", row.creditor_id.is_some()),
        ("mandate_id", row.mandate_id.is_some()),
        ("end_to_end_id", row.end_to_end_id.is_some()),
        ("original_amount", row.original_amount.is_some()),
        ("original_currency", row.original_currency.is_some()),
        ("fx_rate", row.fx_rate.is_some()),
    ];
    for (member, _) in there.into_iter().filter(|(_, is_there)| *is_there) {
        lost(member, "an entry with several parts has it in none of them");
    }
}

fn detail(xml: &mut Xml, part: &TransactionDetail, row: &Transaction, losses: &mut Losses) {
    let Some(amount) = unsigned(part.amount) else {
        return losses.record(TransactionDetail::TYPE, SIX_DECIMALS);
    };
    let mut lost = |member: &str, reason: &'static str| losses.member(TransactionDetail::TYPE, member, reason);
    xml.open("TxDtls", "");
    let mandate = part.mandate_id.as_ref().map(pannier_model::value::Name::as_str);
    let end_to_end = part.end_to_end_id.as_ref().map(pannier_model::value::Name::as_str);
    references(xml, &[], end_to_end, mandate, &mut lost);
    xml.leaf_with("Amt", &format!(" Ccy=\"{}\"", part.currency.as_str()), &amount);
    xml.leaf("CdtDbtInd", indicator(part.amount));
    let party = Party {
        incoming: (row.amount.signum() >= 0) != (row.reversal == Some(true)),
        name: part.counterparty_name.as_ref().map(pannier_model::value::Name::as_str),
        number: part.counterparty_number.as_ref(),
        ..Party::default()
    };
    party.write(xml, &mut lost);
    remittance(xml, part.reference.as_ref().map(pannier_model::value::Text::as_str), &mut lost);
    if let Some(text) = &part.description {
        let text = lines(text.as_str()).join("\n");
        let (short, more) = cut(&text, 500);
        if more {
            lost("description", "longer than 500 characters, cut");
        }
        if !short.is_empty() {
            xml.leaf("AddtlTxInf", short);
        }
    }
    xml.close("TxDtls");
}

fn references(
    xml: &mut Xml,
    ids: &[SourceId],
    end_to_end: Option<&str>,
    mandate: Option<&str>,
    lost: &mut impl FnMut(&str, &'static str),
) {
    let own = |element: &str, scheme: &str| match element {
        "EndToEndId" => end_to_end,
        "MndtId" => mandate,
        _ => ids.iter().find(|id| id.scheme.as_str() == scheme).map(|id| id.value.as_str()),
    };
    for (member, text) in [("end_to_end_id", end_to_end), ("mandate_id", mandate)] {
        if text.is_some_and(|text| !fits(text, 35) || text == "NOTPROVIDED") {
            lost(member, "longer than 35 characters");
        }
    }
    let found: Vec<(&str, &str)> = REFERENCES
        .iter()
        .filter_map(|(element, scheme)| Some((*element, own(element, scheme).filter(|text| fits(text, 35))?)))
        .collect();
    if found.is_empty() {
        return;
    }
    xml.open("Refs", "");
    for (element, text) in found {
        xml.leaf(element, text);
    }
    xml.close("Refs");
}

/// The amount in the currency of the purchase, and its rate.
fn exchange(xml: &mut Xml, row: &Transaction, lost: &mut impl FnMut(&str, &'static str)) {
    let pair: Option<(Amount, Currency)> = row.original_amount.zip(row.original_currency);
    let fit = pair.filter(|(original, currency)| {
        *currency != row.currency && original.signum() != 0 && (original.signum() < 0) == (row.amount.signum() < 0)
    });
    let Some((original, currency, amount)) =
        fit.and_then(|(original, currency)| Some((original, currency, unsigned(original)?)))
    else {
        for (member, there) in [
            ("original_amount", row.original_amount.is_some()),
            ("original_currency", row.original_currency.is_some()),
            ("fx_rate", row.fx_rate.is_some()),
            ("is_foreign", row.is_foreign.is_some()),
        ] {
            if there {
                lost(
                    member,
                    "an original amount of the same sign in another currency is what camt.053 has a place for",
                );
            }
        }
        return;
    };
    if row.is_foreign != Some(true) {
        lost("is_foreign", "an original amount in another currency stands beside it");
    }
    let rate = row.fx_rate.filter(|rate| is_rate(*rate) && converts(original, *rate, row.amount));
    if row.fx_rate.is_some() && rate.is_none() {
        lost("fx_rate", "more exact than the schema takes, or not the factor between the two amounts");
    }
    xml.open("AmtDtls", "");
    xml.open("InstdAmt", "");
    xml.leaf_with("Amt", &format!(" Ccy=\"{}\"", currency.as_str()), &amount);
    if let Some(rate) = rate {
        xml.open("CcyXchg", "");
        xml.leaf("SrcCcy", currency.as_str());
        xml.leaf("TrgtCcy", row.currency.as_str());
        xml.leaf("XchgRate", &rate.to_string());
        xml.close("CcyXchg");
    }
    xml.close("InstdAmt");
    xml.close("AmtDtls");
}

/// Eleven digits in all, ten of them behind the point.
fn is_rate(rate: Decimal) -> bool {
    let text = rate.to_string();
    let digits = text.bytes().filter(u8::is_ascii_digit).count() - usize::from(text.starts_with("0."));
    rate.signum() > 0 && rate.scale() <= 10 && digits <= 11
}

/// The other side of a row or part.
#[derive(Default)]
struct Party<'a> {
    incoming: bool,
    name: Option<&'a str>,
    country: Option<&'a str>,
    number: Option<&'a Number>,
    ultimate: Option<&'a str>,
    creditor: Option<&'a str>,
}

impl Party<'_> {
    fn write(&self, xml: &mut Xml, lost: &mut impl FnMut(&str, &'static str)) {
        let creditor = self.creditor.filter(|id| !self.incoming && fits(id, 35));
        if self.creditor.is_some() && creditor.is_none() {
            lost("creditor_id", "longer than 35 characters, or of a row that comes in");
        }
        let number_known = self.number.filter(|number| number.value().is_some());
        if self.number.is_some() && number_known.is_none() {
            lost("counterparty_number", "not known in full");
        }
        let is_party = self.name.is_some() || self.country.is_some() || creditor.is_some();
        if !is_party && number_known.is_none() && self.ultimate.is_none() {
            return;
        }
        let (side, account, ultimate) =
            if self.incoming { ("Dbtr", "DbtrAcct", "UltmtDbtr") } else { ("Cdtr", "CdtrAcct", "UltmtCdtr") };
        let mut named = |xml: &mut Xml, name: &str, member: &str| {
            let name = crate::write::words::line(name);
            let (short, more) = cut(&name, 140);
            if more {
                lost(member, "longer than 140 characters, cut");
            }
            xml.leaf("Nm", short);
        };
        xml.open("RltdPties", "");
        if is_party {
            xml.open(side, "");
            xml.open("Pty", "");
            if let Some(name) = self.name {
                named(xml, name, "counterparty_name");
            }
            if let Some(country) = self.country {
                xml.open("PstlAdr", "");
                xml.leaf("Ctry", country);
                xml.close("PstlAdr");
            }
            if let Some(creditor) = creditor {
                xml.open("Id", "");
                xml.open("PrvtId", "");
                xml.open("Othr", "");
                xml.leaf("Id", creditor);
                xml.open("SchmeNm", "");
                xml.leaf("Prtry", "SEPA");
                xml.close("SchmeNm");
                xml.close("Othr");
                xml.close("PrvtId");
                xml.close("Id");
            }
            xml.close("Pty");
            xml.close(side);
        }
        if let Some(known) = number_known {
            xml.open(account, "");
            number(xml, Some(known), "", &mut |reason| lost("counterparty_number", reason));
            xml.close(account);
        }
        if let Some(name) = self.ultimate {
            xml.open(ultimate, "");
            xml.open("Pty", "");
            let name = crate::write::words::line(name);
            let (short, more) = cut(&name, 140);
            if more {
                lost("ultimate_name", "longer than 140 characters, cut");
            }
            xml.leaf("Nm", short);
            xml.close("Pty");
            xml.close(ultimate);
        }
        xml.close("RltdPties");
    }
}

/// A reference line by line; a line longer than the schema takes is broken.
fn remittance(xml: &mut Xml, reference: Option<&str>, lost: &mut impl FnMut(&str, &'static str)) {
    let Some(reference) = reference else { return };
    let lines = lines(reference);
    if lines.is_empty() {
        return;
    }
    xml.open("RmtInf", "");
    for line in lines {
        let mut rest = line.as_str();
        while !rest.is_empty() {
            let (piece, more) = cut(rest, 140);
            if more {
                lost("reference", "a line longer than 140 characters, broken");
            }
            let end = if more { rest.char_indices().nth(140).map_or(rest.len(), |(end, _)| end) } else { rest.len() };
            if !piece.is_empty() {
                xml.leaf("Ustrd", piece);
            }
            rest = rest[end..].trim_start();
        }
    }
    xml.close("RmtInf");
}

/// Lines with something in them, each without the spaces around it.
fn lines(text: &str) -> Vec<String> {
    text.split('\n').map(crate::write::words::line).filter(|line| !line.is_empty()).collect()
}

fn fits(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.trim().is_empty() && text.trim() == text
}
