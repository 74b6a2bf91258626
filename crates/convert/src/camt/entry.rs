//! An entry (`Ntry`) and its parts (`TxDtls`).

use std::borrow::Cow;

use pannier_model::{
    record::{Transaction, TransactionDateBasis, TransactionDetail, TransactionStatus},
    value::{
        Amount, CodeText, Country, Currency, Date, Decimal, Instant, Int, List, Name, Number, SourceId, Text, Total,
        TxKind,
    },
};
use pannier_report::{Code, Finding, Location};

use super::codes;
use crate::{
    account_number::Written,
    gather::{Entry, unnamed},
    iso::{converts, date, unsigned},
    text,
    xml::Node,
};

/// Why an entry is no transaction.
pub(super) enum Refused {
    /// It is wrong.
    Wrong(Box<Finding>),
    /// It is right, and no record can hold it.
    Lost(&'static str),
}

/// References of an entry or part, and their names in `source_ids`.
const REFERENCES: &[(&str, &str)] = &[
    ("Refs/TxId", "tx_id"),
    ("Refs/UETR", "uetr"),
    ("Refs/InstrId", "instr_id"),
    ("Refs/PmtInfId", "pmt_inf_id"),
    ("Refs/MsgId", "msg_id"),
    ("Refs/ClrSysRef", "clr_sys_ref"),
    ("Refs/AcctSvcrRef", "tx_acct_svcr_ref"),
    ("Refs/ChqNb", "check_number"),
];

/// Reads an entry, whose parts stand under `NtryDtls` (or, in version 1, right under it). `cut` counts texts that are
/// longer than a record holds.
pub(super) fn read(ntry: Node<'_>, place: u64, cut: &mut u64) -> Result<Entry, Refused> {
    let wrong = |code: Code, message: &'static str| {
        Refused::Wrong(Finding::new(code, Location::line(ntry.line()).at_row(place), message).into())
    };
    let (amount, currency) = money(ntry, "Amt").ok_or_else(|| {
        wrong(Code::ConvertAmount, "an entry has no amount with a currency in the form of the message")
    })?;
    let credit = match ntry.leaf("CdtDbtInd") {
        Some("CRDT") => true,
        Some("DBIT") => false,
        _ => return Err(wrong(Code::ConvertStructure, "an entry says neither CRDT nor DBIT")),
    };
    let reversal = matches!(ntry.leaf("RvslInd"), Some("true" | "1"));
    let status = match ntry.any(&["Sts", "Sts/Cd"]) {
        Some("BOOK") => TransactionStatus::Booked,
        Some("PDNG" | "FUTR") => TransactionStatus::Pending,
        Some("INFO") => TransactionStatus::Information,
        _ => return Err(wrong(Code::ConvertStructure, "an entry has no status BOOK, PDNG, FUTR or INFO")),
    };
    let day = |path: &str| -> Result<Option<Date>, Refused> {
        let Some(text) = ntry.child(path).and_then(|node| node.any(&["Dt", "DtTm"])) else { return Ok(None) };
        date(text).map(Some).ok_or_else(|| wrong(Code::ConvertDate, "an entry has a date that is none"))
    };
    let (booked, value) = (day("BookgDt")?, day("ValDt")?);
    let (date, basis) = match (booked, value) {
        (Some(date), _) if status == TransactionStatus::Pending => (date, TransactionDateBasis::Expected),
        (Some(date), _) => (date, TransactionDateBasis::Booked),
        (None, Some(date)) => (date, TransactionDateBasis::Value),
        (None, None) => return Err(Refused::Lost("an entry without a booking date and a value date")),
    };
    let signed = if credit { amount } else { -amount };
    let transaction = Transaction::new(unnamed(), unnamed(), date, basis, status, signed, currency, TxKind::Other);
    let mut transaction = Box::new(transaction);
    transaction.value_date = value;
    let parts: Vec<Node<'_>> =
        ntry.each("NtryDtls").flat_map(|details| details.each("TxDtls")).chain(ntry.each("TxDtls")).collect();
    kind(&mut transaction, ntry, &parts, reversal);
    let mut ids = Vec::new();
    for (path, scheme) in [("NtryRef", "entry_ref"), ("AcctSvcrRef", "acct_svcr_ref")] {
        identifier(&mut ids, scheme, ntry, path);
    }
    for batch in ntry.each("NtryDtls").flat_map(|details| details.each("Btch")).chain(ntry.each("Btch")) {
        for (path, scheme) in [("PmtInfId", "pmt_inf_id"), ("MsgId", "msg_id")] {
            identifier(&mut ids, scheme, batch, path);
        }
    }
    // The one who pays to a credit is the debtor; what is taken back keeps the parties it had.
    let incoming = credit != reversal;
    let mut words = Words::default();
    words.line(ntry.leaf("AddtlNtryInf"));
    let mut details = Vec::new();
    match parts[..] {
        [] => {}
        [part] => {
            references(&mut ids, part);
            single(&mut transaction, part, incoming);
            words.remittance(part);
        }
        [..] => {
            for part in &parts {
                details.extend(detail(*part, &transaction, incoming, cut));
            }
        }
    }
    charges(&mut transaction, ntry, &parts);
    *cut += words.write(&mut transaction.description, &mut transaction.reference);
    transaction.source_ids = List::new(ids).ok();
    Ok(Entry { place, transaction, details })
}

/// Kind, bank code and the bank's own word, from the entry or, where that is silent, from its only part.
fn kind(transaction: &mut Transaction, ntry: Node<'_>, parts: &[Node<'_>], reversal: bool) {
    let of = |node: Node<'_>| node.child("BkTxCd").is_some_and(|code| code.children().next().is_some());
    let node = if of(ntry) { Some(ntry) } else { parts.first().copied().filter(|_| parts.len() == 1) };
    let Some(code) = node.and_then(|node| node.child("BkTxCd")) else {
        transaction.reversal = reversal.then_some(true);
        return;
    };
    let domain = code.leaf("Domn/Cd").unwrap_or_default();
    let family = code.leaf("Domn/Fmly/Cd").unwrap_or_default();
    let sub_family = code.leaf("Domn/Fmly/SubFmlyCd").unwrap_or_default();
    let written = [domain, family, sub_family].join(".");
    transaction.bank_code = CodeText::parse(written.trim_matches('.')).ok();
    if let Some(own) = code.leaf("Prtry/Cd") {
        if transaction.bank_code.is_none() {
            transaction.bank_code = CodeText::parse(own).ok();
        }
        if transaction.bank_code.as_ref().is_none_or(|code| code.as_str() != own) {
            transaction.kind_text = Text::parse(own).ok();
        }
    }
    // The kind of a reversal is that of what is reversed, whose sign was the other one.
    if reversal {
        transaction.amount = -transaction.amount;
    }
    codes::meaning(domain, family, sub_family).apply(transaction);
    if reversal {
        transaction.amount = -transaction.amount;
        transaction.reversal = Some(true);
    }
}

/// What the only part of an entry says, said of the entry.
fn single(transaction: &mut Transaction, part: Node<'_>, incoming: bool) {
    let party = Party::read(part, incoming);
    transaction.counterparty_name = party.name;
    transaction.counterparty_number = party.number;
    transaction.counterparty_country = party.country;
    transaction.ultimate_name = party.ultimate;
    transaction.creditor_id = party.creditor_id;
    transaction.end_to_end_id = end_to_end(part);
    transaction.mandate_id = name(part, "Refs/MndtId");
    if let Some(node) = part.child("RtrInf/Rsn/Cd").or_else(|| part.child("RtrInf/Rsn/Prtry")) {
        transaction.return_reason = node.take().and_then(|code| CodeText::parse(code).ok());
    }
    if let Some(moment) = part.any(&["RltdDts/AccptncDtTm", "RltdDts/TxDtTm"]) {
        transaction.executed_on = date(moment);
        transaction.executed_at = Instant::parse(moment).ok();
    }
    // The same money, without its currency exchanged, stands in one or more of these.
    for path in ["Amt", "AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/CntrValAmt/Amt"] {
        let Some((amount, currency)) = money(part, path) else { continue };
        if currency != transaction.currency && transaction.original_amount.is_none() && amount.signum() != 0 {
            transaction.original_amount = Some(if transaction.amount.signum() < 0 { -amount } else { amount });
            transaction.original_currency = Some(currency);
            transaction.is_foreign = Some(true);
        }
    }
    part.leaf("CdtDbtInd");
    if let Some(original) = transaction.original_amount {
        for path in ["InstdAmt", "TxAmt", "CntrValAmt"] {
            let rate =
                part.child("AmtDtls").and_then(|all| all.child(path)).and_then(|one| one.child("CcyXchg/XchgRate"));
            if let Some(node) = rate
                && transaction.fx_rate.is_none()
                && let Some(rate) = number(node).filter(|rate| converts(original, *rate, transaction.amount))
            {
                node.take();
                transaction.fx_rate = Some(rate);
            }
        }
    }
}

/// A rate, not taken yet.
fn number(node: Node<'_>) -> Option<Decimal> {
    Decimal::parse(node.peek()).ok()
}

/// One of several parts. A part without an amount of its own is left to the losses.
fn detail(part: Node<'_>, whole: &Transaction, incoming: bool, cut: &mut u64) -> Option<TransactionDetail> {
    let (amount, currency) = ["Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"]
        .iter()
        .find_map(|path| money(part, path).map(|money| (*path, money)))
        .map(|(_, money)| money)?;
    let negative = match part.leaf("CdtDbtInd") {
        Some("CRDT") => false,
        Some("DBIT") => true,
        _ => whole.amount.signum() < 0,
    };
    let amount = if negative { -amount } else { amount };
    let zero = Int::new(0).expect("zero is a count");
    let mut detail = TransactionDetail::new(unnamed(), unnamed(), unnamed(), whole.date, zero, amount, currency);
    let party = Party::read(part, incoming);
    detail.counterparty_name = party.name;
    detail.counterparty_number = party.number;
    detail.end_to_end_id = end_to_end(part);
    detail.mandate_id = name(part, "Refs/MndtId");
    let mut ids = Vec::new();
    references(&mut ids, part);
    detail.source_ids = List::new(ids).ok();
    let mut words = Words::default();
    words.remittance(part);
    *cut += words.write(&mut detail.description, &mut detail.reference);
    Some(detail)
}

/// Charges that the amount contains, where they have its sign.
fn charges(transaction: &mut Transaction, ntry: Node<'_>, parts: &[Node<'_>]) {
    let records = ntry
        .each("Chrgs")
        .chain(parts.iter().filter(|_| parts.len() == 1).flat_map(|part| part.each("Chrgs")))
        .flat_map(|charges| charges.each("Rcrd"));
    let mut sum = Total::ZERO;
    for record in records {
        let included = record.child("ChrgInclInd").is_some_and(|node| matches!(node.peek(), "true" | "1"));
        let debit = record.child("CdtDbtInd").map(Node::peek);
        let same_sign = debit == Some(if transaction.amount.signum() < 0 { "DBIT" } else { "CRDT" });
        let Some((amount, currency)) = peek_money(record, "Amt") else { continue };
        if included && same_sign && currency == transaction.currency {
            for path in ["ChrgInclInd", "CdtDbtInd", "Amt"] {
                record.leaf(path);
            }
            sum = sum.plus(amount).unwrap_or(sum);
        }
    }
    if sum.signum() > 0
        && let Ok(amount) = sum.to_amount()
    {
        transaction.fee_amount = Some(if transaction.amount.signum() < 0 { -amount } else { amount });
    }
}

/// The other side of a part.
#[derive(Default)]
struct Party {
    name: Option<Name>,
    number: Option<Number>,
    country: Option<Country>,
    ultimate: Option<Name>,
    creditor_id: Option<CodeText>,
}

impl Party {
    fn read(part: Node<'_>, incoming: bool) -> Self {
        let Some(parties) = part.child("RltdPties") else { return Self::default() };
        let (side, account, ultimate) =
            if incoming { ("Dbtr", "DbtrAcct", "UltmtDbtr") } else { ("Cdtr", "CdtrAcct", "UltmtCdtr") };
        let mut found = Self::default();
        if let Some(side) = parties.child(side) {
            // From version 8 on a party is a person or an institution.
            let person = side.child("Pty").unwrap_or(side);
            found.name = name(person, "Nm").or_else(|| name(side, "Agt/FinInstnId/Nm"));
            found.country = person.leaf("PstlAdr/Ctry").and_then(|country| Country::parse(country).ok());
            if !incoming {
                found.creditor_id = ["Id/PrvtId", "Id/OrgId"]
                    .iter()
                    .filter_map(|path| person.child(path))
                    .flat_map(|id| id.each("Othr"))
                    .find(|other| other.child("SchmeNm/Prtry").is_some_and(|scheme| scheme.peek() == "SEPA"))
                    .and_then(|other| {
                        other.leaf("SchmeNm/Prtry");
                        other.leaf("Id")
                    })
                    .and_then(|id| CodeText::parse(id).ok());
            }
        }
        found.number = parties.child(account).and_then(account_number).and_then(|(_, number)| number);
        if let Some(ultimate) = parties.child(ultimate) {
            found.ultimate = name(ultimate.child("Pty").unwrap_or(ultimate), "Nm");
        }
        found
    }
}

/// The number of an account as written, and as a number of ours.
pub(super) fn account_number(account: Node<'_>) -> Option<(&str, Option<Number>)> {
    let written = account.any(&["Id/IBAN", "Id/BBAN", "Id/Othr/Id", "Id/PrtryAcct/Id", "Id/UPIC"])?;
    Some((written, Written { number: Some(written), ..Written::default() }.number()))
}

/// Texts of an entry or part, sorted by what they are.
#[derive(Default)]
struct Words<'t> {
    lines: Vec<&'t str>,
    unstructured: Vec<&'t str>,
    references: Vec<&'t str>,
}

impl<'t> Words<'t> {
    fn line(&mut self, text: Option<&'t str>) {
        self.lines.extend(text);
    }

    fn remittance(&mut self, part: Node<'t>) {
        self.line(part.leaf("AddtlTxInf"));
        for information in part.each("RmtInf") {
            self.unstructured.extend(information.each("Ustrd").filter_map(Node::take));
            for structured in information.each("Strd") {
                self.references.extend(structured.any(&["CdtrRefInf/Ref", "CdtrRefInf/CdtrRef"]));
                self.lines.extend(structured.each("AddtlRmtInf").filter_map(Node::take));
            }
        }
        for reason in part.each("RtrInf").flat_map(|returned| returned.each("AddtlInf")) {
            self.line(reason.take());
        }
    }

    /// The reference is the creditor's where there is one, else what the payer wrote; everything else describes. Says
    /// how many of the two had to be cut.
    fn write(mut self, description: &mut Option<Text>, reference: &mut Option<Text>) -> u64 {
        if self.references.is_empty() {
            self.references = self.unstructured;
        } else {
            self.lines.extend(self.unstructured);
        }
        let mut cut = 0;
        for (lines, member) in [(self.references, reference), (self.lines, description)] {
            let joined = match lines[..] {
                [] => Cow::Borrowed(""),
                [line] => Cow::Borrowed(line),
                [..] => Cow::Owned(lines.join("\n")),
            };
            *member = text::text(&joined).unwrap_or_else(|_| {
                cut += 1;
                text::text(&joined.chars().take(4000).collect::<String>()).ok().flatten()
            });
        }
        cut
    }
}

fn references(ids: &mut Vec<SourceId>, part: Node<'_>) {
    for (path, scheme) in REFERENCES {
        identifier(ids, scheme, part, path);
    }
}

/// Most identifiers that a record holds.
const IDENTIFIERS: usize = 1000;

/// Adds an identifier unless it is there already, or there is no room for it.
fn identifier(ids: &mut Vec<SourceId>, scheme: &str, node: Node<'_>, path: &str) {
    if ids.len() == IDENTIFIERS {
        return;
    }
    let Some(found) = node.child(path) else { return };
    let (Ok(scheme), Ok(Some(value))) = (CodeText::parse(scheme), text::name(found.peek())) else { return };
    found.take();
    let id = SourceId { scheme, value };
    if !ids.contains(&id) {
        ids.push(id);
    }
}

fn end_to_end(part: Node<'_>) -> Option<Name> {
    name(part, "Refs/EndToEndId").filter(|id| id.as_str() != "NOTPROVIDED")
}

/// A name; one that is too long stays among what nobody took.
fn name(node: Node<'_>, path: &str) -> Option<Name> {
    let found = node.child(path)?;
    let name = text::name(found.peek()).ok()?;
    found.take();
    name
}

/// An amount and its currency, taken.
pub(super) fn money(node: Node<'_>, path: &str) -> Option<(Amount, Currency)> {
    let money = peek_money(node, path)?;
    node.leaf(path);
    Some(money)
}

fn peek_money(node: Node<'_>, path: &str) -> Option<(Amount, Currency)> {
    let found = node.child(path)?;
    let currency = Currency::parse(found.attribute("Ccy")?).ok()?;
    Some((unsigned(found.peek())?, currency))
}
