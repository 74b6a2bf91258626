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
    events::gather::{Entry, unnamed},
    syntax::xml::Node,
    values::{
        account_number::Written,
        iso::{converts, date, unsigned},
        text::{self, TooLong, is_printable},
    },
};

/// Why an entry is no transaction.
pub(super) enum Refused {
    /// It is wrong.
    Wrong(Box<Finding>),
    /// It is right, and no record can hold it.
    Lost(&'static str),
}

/// What stands under the references (`Refs`) of a part, and its name in `source_ids`.
const REFERENCES: &[(&str, &str)] = &[
    ("TxId", "tx_id"),
    ("UETR", "uetr"),
    ("InstrId", "instr_id"),
    ("PmtInfId", "pmt_inf_id"),
    ("MsgId", "msg_id"),
    ("ClrSysRef", "clr_sys_ref"),
    ("AcctSvcrRef", "tx_acct_svcr_ref"),
    ("ChqNb", "check_number"),
];

/// How an entry is read.
pub(super) struct Reading {
    /// Whether its texts, codes and numbers are kept. Of one that is judged only that it is read is noted, and what of it
    /// would be lost.
    pub(super) kept: bool,
    /// Texts so far that are longer than a record holds.
    pub(super) too_long: u64,
    /// Whether the entry is one of a statement, in which nothing stands that was not booked.
    pub(super) in_statement: bool,
}

/// Reads an entry, whose parts stand under `NtryDtls` (or, in version 1, right under it).
pub(super) fn read(ntry: Node<'_>, place: u64, reading: &mut Reading) -> Result<Entry, Refused> {
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
        // The message wants a status. Programs that make statements leave it out.
        None if reading.in_statement && ntry.child("Sts").is_none() => TransactionStatus::Booked,
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
    kind(&mut transaction, ntry, &parts, reversal, reading.kept);
    let batches: Vec<Node<'_>> =
        ntry.each("NtryDtls").flat_map(|details| details.each("Btch")).chain(ntry.each("Btch")).collect();
    // Of so many some may find no room, which shows only where they are kept.
    let mut ids = Ids { kept: reading.kept || batches.len() > IDENTIFIERS / 4, list: Vec::new() };
    for (path, scheme) in [("NtryRef", "entry_ref"), ("AcctSvcrRef", "acct_svcr_ref")] {
        ids.add(scheme, ntry, path);
    }
    for batch in batches {
        for (path, scheme) in [("PmtInfId", "pmt_inf_id"), ("MsgId", "msg_id")] {
            ids.add(scheme, batch, path);
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
            ids.references(part);
            single(&mut transaction, part, incoming, reading.kept);
            words.remittance(part);
        }
        [..] => {
            for part in &parts {
                details.extend(detail(*part, &transaction, incoming, reading));
            }
        }
    }
    charges(&mut transaction, ntry, &parts);
    words.write(reading, &mut transaction.description, &mut transaction.reference);
    transaction.source_ids = List::new(ids.list).ok();
    Ok(Entry { place, transaction, details })
}

/// Kind, bank code and the bank's own word, from the entry or, where that is silent, from its only part.
fn kind(transaction: &mut Transaction, ntry: Node<'_>, parts: &[Node<'_>], reversal: bool, kept: bool) {
    let of = |node: Node<'_>| node.child("BkTxCd").is_some_and(|code| code.children().next().is_some());
    let node = if of(ntry) { Some(ntry) } else { parts.first().copied().filter(|_| parts.len() == 1) };
    let Some(code) = node.and_then(|node| node.child("BkTxCd")) else {
        transaction.reversal = reversal.then_some(true);
        return;
    };
    let domain = code.leaf("Domn/Cd").unwrap_or_default();
    let family = code.leaf("Domn/Fmly/Cd").unwrap_or_default();
    let sub_family = code.leaf("Domn/Fmly/SubFmlyCd").unwrap_or_default();
    let own = code.leaf("Prtry/Cd");
    if !kept {
        return;
    }
    let written = [domain, family, sub_family].join(".");
    transaction.bank_code = CodeText::parse(written.trim_matches('.')).ok();
    if let Some(own) = own {
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
fn single(transaction: &mut Transaction, part: Node<'_>, incoming: bool, kept: bool) {
    let party = Party::read(part, incoming, kept);
    transaction.counterparty_name = party.name;
    transaction.counterparty_number = party.number;
    transaction.counterparty_country = party.country;
    transaction.ultimate_name = party.ultimate;
    transaction.creditor_id = party.creditor_id;
    transaction.end_to_end_id = end_to_end(part, kept);
    transaction.mandate_id = name(part, "Refs/MndtId", kept);
    if let Some(node) = part.child("RtrInf/Rsn/Cd").or_else(|| part.child("RtrInf/Rsn/Prtry")) {
        transaction.return_reason = node.take().filter(|_| kept).and_then(|code| CodeText::parse(code).ok());
    }
    if let Some(moment) = part.any(&["RltdDts/AccptncDtTm", "RltdDts/TxDtTm"]).filter(|_| kept) {
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
fn detail(part: Node<'_>, whole: &Transaction, incoming: bool, reading: &mut Reading) -> Option<TransactionDetail> {
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
    let party = Party::read(part, incoming, reading.kept);
    detail.counterparty_name = party.name;
    detail.counterparty_number = party.number;
    detail.end_to_end_id = end_to_end(part, reading.kept);
    detail.mandate_id = name(part, "Refs/MndtId", reading.kept);
    let mut ids = Ids { kept: reading.kept, list: Vec::new() };
    ids.references(part);
    detail.source_ids = List::new(ids.list).ok();
    let mut words = Words::default();
    words.remittance(part);
    words.write(reading, &mut detail.description, &mut detail.reference);
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
    fn read(part: Node<'_>, incoming: bool, kept: bool) -> Self {
        let Some(parties) = part.child("RltdPties") else { return Self::default() };
        let (side, account, ultimate) =
            if incoming { ("Dbtr", "DbtrAcct", "UltmtDbtr") } else { ("Cdtr", "CdtrAcct", "UltmtCdtr") };
        let mut found = Self::default();
        if let Some(side) = parties.child(side) {
            // From version 8 on a party is a person or an institution.
            let person = side.child("Pty").unwrap_or(side);
            found.name = fit(person, "Nm", kept).or_else(|| fit(side, "Agt/FinInstnId/Nm", kept)).and_then(|fit| fit.0);
            found.country =
                person.leaf("PstlAdr/Ctry").filter(|_| kept).and_then(|country| Country::parse(country).ok());
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
                    .filter(|_| kept)
                    .and_then(|id| CodeText::parse(id).ok());
            }
        }
        let written = parties.child(account).and_then(account_number);
        found.number = written.filter(|_| kept).and_then(numbered);
        if let Some(ultimate) = parties.child(ultimate) {
            found.ultimate = name(ultimate.child("Pty").unwrap_or(ultimate), "Nm", kept);
        }
        found
    }
}

/// The number of an account as written.
pub(super) fn account_number(account: Node<'_>) -> Option<&str> {
    account.any(&["Id/IBAN", "Id/BBAN", "Id/Othr/Id", "Id/PrtryAcct/Id", "Id/UPIC"])
}

/// A number as one of ours.
pub(super) fn numbered(written: &str) -> Option<Number> {
    Written { number: Some(written), ..Written::default() }.number()
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

    /// The reference is the creditor's where there is one, else what the payer wrote; everything else describes.
    fn write(mut self, reading: &mut Reading, description: &mut Option<Text>, reference: &mut Option<Text>) {
        if self.references.is_empty() {
            self.references = self.unstructured;
        } else {
            self.lines.extend(self.unstructured);
        }
        for (lines, member) in [(self.references, reference), (self.lines, description)] {
            let joined = match lines[..] {
                [] => Cow::Borrowed(""),
                [line] => Cow::Borrowed(line),
                [..] => Cow::Owned(lines.join("\n")),
            };
            *member = text::kept(&joined, reading.kept).unwrap_or_else(|_| {
                reading.too_long += 1;
                None
            });
        }
    }
}

/// Most identifiers that a record holds.
const IDENTIFIERS: usize = 1000;

/// Identifiers of an entry or part.
struct Ids {
    kept: bool,
    list: Vec<SourceId>,
}

impl Ids {
    fn references(&mut self, part: Node<'_>) {
        let Some(references) = part.child("Refs") else { return };
        for (path, scheme) in REFERENCES {
            self.add(scheme, references, path);
        }
    }

    /// Adds an identifier unless it is there already, or there is no room for it.
    fn add(&mut self, scheme: &str, node: Node<'_>, path: &str) {
        if self.list.len() == IDENTIFIERS {
            return;
        }
        let Some(found) = node.child(path) else { return };
        let Ok(Some(Fit(name))) = judged(found.peek(), self.kept) else { return };
        found.take();
        let (Some(value), Ok(scheme)) = (name, CodeText::parse(scheme)) else { return };
        let id = SourceId { scheme, value };
        if !self.list.contains(&id) {
            self.list.push(id);
        }
    }
}

fn end_to_end(part: Node<'_>, kept: bool) -> Option<Name> {
    name(part, "Refs/EndToEndId", kept).filter(|id| id.as_str() != "NOTPROVIDED")
}

/// A name, taken; one that is too long stays among what nobody took.
fn name(node: Node<'_>, path: &str, kept: bool) -> Option<Name> {
    fit(node, path, kept).and_then(|fit| fit.0)
}

/// As [`name`], which tells a name that is not kept from none.
fn fit(node: Node<'_>, path: &str, kept: bool) -> Option<Fit> {
    let found = node.child(path)?;
    let fit = judged(found.peek(), kept).ok()?;
    found.take();
    fit
}

/// A text that is a name, and the name if it is kept.
struct Fit(Option<Name>);

fn judged(written: &str, kept: bool) -> Result<Option<Fit>, TooLong> {
    let is_plain = !written.is_empty() && written.len() <= text::SHORT_NAME && is_printable(written.as_bytes());
    if is_plain && !kept {
        Ok(Some(Fit(None)))
    } else {
        text::name(written).map(|name| name.map(|name| Fit(Some(name))))
    }
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
