//! One row of a mapped file as a transaction.

use std::cell::{Cell, RefCell};

use pannier_model::{
    record::{Transaction, TransactionDateBasis, TransactionStatus},
    value::{
        Amount, CodeText, Currency, Date, Decimal, Digits4, FeeKind, Id, List, Masked, Name, Number, SourceId, Text,
        Total, TxKind,
    },
};
use pannier_report::{Code, Finding};

use super::Bookings;
use crate::{
    DateOrder, Loss,
    formats::mapped::{
        columns::{Finder, Words, has_word},
        tables::DateFormat,
    },
    syntax::{
        cells::{self, Line},
        delimited::RawRow,
    },
    values::{
        account_number::{Known, Written},
        iso,
        kind::Meaning,
        number_style::{BadNumber, NumberStyle},
        text,
    },
};

/// How the dates of the file are read.
#[derive(Clone, Debug)]
pub(super) enum DateStyle {
    Format(DateFormat),
    Order(DateOrder),
}

/// The dates of the file. Rows of one day stand together, so what the text read last says is known.
#[derive(Debug)]
pub(super) struct Dates {
    style: DateStyle,
    last: Cell<Option<LastDate>>,
}

/// A short text and the date it is.
#[derive(Clone, Copy, Debug)]
struct LastDate {
    text: [u8; 10],
    date: Date,
}

impl Dates {
    pub(super) fn new(style: DateStyle) -> Self {
        Self { style, last: Cell::new(None) }
    }

    fn read(&self, text: &str) -> Option<Date> {
        let Ok(written) = <[u8; 10]>::try_from(text.as_bytes()) else { return self.style.read(text) };
        if let Some(last) = self.last.get().filter(|last| last.text == written) {
            return Some(last.date);
        }
        let date = self.style.read(text)?;
        self.last.set(Some(LastDate { text: written, date }));
        Some(date)
    }
}

impl DateStyle {
    fn read(&self, text: &str) -> Option<Date> {
        match self {
            Self::Format(format) => format.read(text),
            Self::Order(order) => order.read(text.trim()),
        }
    }
}

/// The 0-based places of the columns that a mapping names, in one file.
pub(super) struct Places {
    pub(super) date: usize,
    /// Where a row without that date has another one.
    other_dates: Vec<usize>,
    pub(super) amount: AmountPlaces,
    fee: Option<usize>,
    pub(super) currency: Option<usize>,
    pub(super) account: Option<usize>,
    pub(super) product: Option<usize>,
    running_balance: Option<usize>,
    value_date: Option<usize>,
    executed_on: Option<usize>,
    description: Vec<usize>,
    kind_text: Option<usize>,
    reference: Vec<usize>,
    counterparty_name: Option<usize>,
    counterparty_number: Option<usize>,
    payer: Party,
    payee: Party,
    mandate_id: Option<usize>,
    end_to_end_id: Option<usize>,
    creditor_id: Option<usize>,
    bank_code: Option<usize>,
    mcc: Option<usize>,
    original_amount: Option<usize>,
    original_currency: Option<usize>,
    fx_rate: Option<usize>,
    fee_amount: Option<usize>,
    source_ids: Vec<(CodeText, usize)>,
    pending: Vec<(usize, Words)>,
    leave_out: Vec<(usize, Words)>,
    /// Fields of a row.
    pub(super) width: usize,
    /// How many of them stand in every row: columns at the end that have no name and are not read can be missing.
    least: usize,
    /// What a first reading wants of each column besides date, currency and amount.
    wanted: Vec<(usize, Wanted)>,
}

/// When a cell needs no closer look than a first reading gives it. An empty one never does.
#[derive(Clone, Copy, Debug)]
enum Wanted {
    /// It has no more bytes than this.
    Short(usize),
    /// It is a date.
    Date,
    /// It is an amount.
    Money,
    /// It is a number of an account.
    Number,
    /// Never, unless it is empty.
    Nothing,
}

/// What a first reading learns from a row of which nothing is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) date: Date,
    pub(super) currency: Currency,
    pub(super) amount: Amount,
    pub(super) running_balance: Option<Amount>,
}

/// Where name and number of one side of a movement stand.
#[derive(Clone, Copy, Debug, Default)]
struct Party {
    name: Option<usize>,
    number: Option<usize>,
}

/// Where the amount stands.
pub(super) enum AmountPlaces {
    One(usize),
    Flagged(usize, usize),
    /// Debit, credit.
    Two(usize, usize),
}

impl Places {
    /// Finds the columns in the header, or takes places as they are where there is none.
    pub(super) fn find(mapping: &Bookings, header: Option<&[String]>, width: usize) -> Result<Self, Vec<Finding>> {
        let mut finder = Finder::new(header, width);
        let columns = &mapping.written.columns;
        let amount = &mapping.written.amount;
        let mut dates = finder.all(Some(&columns.date)).into_iter();
        // Where there is none, that was found.
        let date = dates.next().unwrap_or(usize::MAX);
        let fee = finder.maybe(amount.fee.as_ref());
        let amount = match (&amount.column, &amount.flag, &amount.debit, &amount.credit) {
            (Some(column), Some(flag), ..) => AmountPlaces::Flagged(finder.one(column), finder.one(flag)),
            (Some(column), None, ..) => AmountPlaces::One(finder.one(column)),
            (None, _, Some(debit), Some(credit)) => AmountPlaces::Two(finder.one(debit), finder.one(credit)),
            // Refused when the mapping was read.
            (None, ..) => AmountPlaces::One(usize::MAX),
        };
        let mut places = Self {
            date,
            other_dates: dates.collect(),
            amount,
            fee,
            currency: finder.maybe(columns.currency.as_ref()),
            account: finder.maybe(columns.account.as_ref()),
            product: finder.maybe(columns.product_name.as_ref()),
            running_balance: finder.maybe(columns.running_balance.as_ref()),
            value_date: finder.maybe(columns.value_date.as_ref()),
            executed_on: finder.maybe(columns.executed_on.as_ref()),
            description: finder.all(columns.description.as_ref()),
            kind_text: finder.maybe(columns.kind_text.as_ref()),
            reference: finder.all(columns.reference.as_ref()),
            counterparty_name: finder.maybe(columns.counterparty_name.as_ref()),
            counterparty_number: finder.maybe(columns.counterparty_number.as_ref()),
            payer: Party {
                name: finder.maybe(columns.payer_name.as_ref()),
                number: finder.maybe(columns.payer_number.as_ref()),
            },
            payee: Party {
                name: finder.maybe(columns.payee_name.as_ref()),
                number: finder.maybe(columns.payee_number.as_ref()),
            },
            mandate_id: finder.maybe(columns.mandate_id.as_ref()),
            end_to_end_id: finder.maybe(columns.end_to_end_id.as_ref()),
            creditor_id: finder.maybe(columns.creditor_id.as_ref()),
            bank_code: finder.maybe(columns.bank_code.as_ref()),
            mcc: finder.maybe(columns.mcc.as_ref()),
            original_amount: finder.maybe(columns.original_amount.as_ref()),
            original_currency: finder.maybe(columns.original_currency.as_ref()),
            fx_rate: finder.maybe(columns.fx_rate.as_ref()),
            fee_amount: finder.maybe(columns.fee_amount.as_ref()),
            source_ids: (mapping.written.source_ids.iter())
                .filter_map(|(scheme, column)| Some((CodeText::parse(scheme).ok()?, finder.one(column))))
                .collect(),
            pending: finder.rows(&mapping.written.pending),
            leave_out: finder.rows(&mapping.written.leave_out),
            width,
            least: width,
            wanted: Vec::new(),
        };
        places.wanted = places.wanted();
        if let Some(header) = header {
            let is_there = |index: &usize| !header[*index].trim().is_empty() || places.reads(*index);
            places.least = (0..header.len()).rfind(is_there).map_or(0, |last| last + 1);
        }
        if finder.findings.is_empty() { Ok(places) } else { Err(finder.findings) }
    }

    /// What [`RowReader::judged`] wants of each column.
    fn wanted(&self) -> Vec<(usize, Wanted)> {
        let mut wanted = Vec::new();
        let mut want = |index: Option<usize>, what: Wanted| wanted.extend(index.map(|index| (index, what)));
        want(self.running_balance, Wanted::Money);
        for index in [self.value_date, self.executed_on] {
            want(index, Wanted::Date);
        }
        want(self.counterparty_number, Wanted::Number);
        for index in [self.counterparty_name, self.mandate_id, self.end_to_end_id] {
            want(index, Wanted::Short(text::SHORT_NAME));
        }
        want(self.kind_text, Wanted::Short(text::SHORT_TEXT));
        for indices in [&self.description, &self.reference] {
            // Several stand below each other in one text, with a line end between them.
            let most = (text::SHORT_TEXT / indices.len().max(1)).saturating_sub(1);
            for index in indices {
                want(Some(*index), Wanted::Short(most));
            }
        }
        let others = [
            self.fee,
            self.payer.name,
            self.payer.number,
            self.payee.name,
            self.payee.number,
            self.creditor_id,
            self.bank_code,
            self.mcc,
            self.original_amount,
            self.original_currency,
            self.fx_rate,
            self.fee_amount,
        ];
        for index in others {
            want(index, Wanted::Nothing);
        }
        for (_, index) in &self.source_ids {
            want(Some(*index), Wanted::Short(text::SHORT_NAME));
        }
        wanted
    }

    /// Whether a column is read by anything.
    pub(super) fn reads(&self, index: usize) -> bool {
        let amount = match self.amount {
            AmountPlaces::One(one) => index == one,
            AmountPlaces::Flagged(one, other) | AmountPlaces::Two(one, other) => index == one || index == other,
        };
        let single = [
            self.currency,
            self.account,
            self.product,
            self.running_balance,
            self.value_date,
            self.executed_on,
            self.kind_text,
            self.counterparty_name,
            self.counterparty_number,
            self.fee,
            self.payer.name,
            self.payer.number,
            self.payee.name,
            self.payee.number,
            self.mandate_id,
            self.end_to_end_id,
            self.creditor_id,
            self.bank_code,
            self.mcc,
            self.original_amount,
            self.original_currency,
            self.fx_rate,
            self.fee_amount,
        ];
        amount
            || index == self.date
            || self.other_dates.contains(&index)
            || single.contains(&Some(index))
            || self.description.contains(&index)
            || self.reference.contains(&index)
            || self.source_ids.iter().any(|(_, at)| *at == index)
            || self.pending.iter().any(|(at, _)| *at == index)
    }

    /// The date of a row, and where it stands.
    pub(super) fn date<'c>(&self, cells: Line<'c>) -> (&'c str, usize) {
        let written = cells.cell(self.date);
        if !written.is_empty() || self.other_dates.is_empty() {
            return (written, self.date);
        }
        let mut others = self.other_dates.iter().map(|index| (cells.cell(*index), *index));
        others.find(|(text, _)| !text.is_empty()).unwrap_or((written, self.date))
    }

    /// Places of a row that are read and of which no member holds what stands there, and why.
    pub(super) fn without_member(&self, transaction: &Transaction, cells: Line<'_>) -> Without {
        let own = if transaction.amount.signum() < 0 { self.payer } else { self.payee };
        let holder = "about the holder of the account";
        let fee = self.fee.filter(|_| !self.has_no_amount(cells)).or(self.fee_amount);
        let fee = fee.filter(|_| transaction.fee_amount.is_none());
        let is_foreign = transaction.original_currency.is_some();
        let rate = self.fx_rate.filter(|_| is_foreign && transaction.fx_rate.is_none());
        [
            own.name.map(|index| (index, holder)),
            own.number.map(|index| (index, holder)),
            fee.map(|index| (index, "kept from money in")),
            rate.map(|index| (index, "without a factor from the original amount to the amount")),
        ]
    }

    /// Whether nothing stands where the amount does.
    fn has_no_amount(&self, cells: Line<'_>) -> bool {
        let (one, other) = match self.amount {
            AmountPlaces::One(one) | AmountPlaces::Flagged(one, _) => (one, one),
            AmountPlaces::Two(debit, credit) => (debit, credit),
        };
        cells.cell(one).is_empty() && cells.cell(other).is_empty()
    }

    /// Whether the mapping says that a row is none.
    pub(super) fn leaves_out(&self, cells: Line<'_>) -> bool {
        has_word(&self.leave_out, |index| cells.cell(index))
    }
}

/// Values of a row that no member holds, by place, and why.
pub(super) type Without = [Option<(usize, &'static str)>; 4];

impl From<&Transaction> for Seen {
    fn from(transaction: &Transaction) -> Self {
        let Transaction { date, currency, amount, running_balance, .. } = *transaction;
        Self { date, currency, amount, running_balance }
    }
}

/// Reads rows once the styles of a file are known.
pub(super) struct RowReader<'m> {
    pub(super) mapping: &'m Bookings,
    pub(super) places: Places,
    pub(super) dates: Dates,
    pub(super) numbers: NumberStyle,
    /// Of other parties.
    pub(super) accounts: RefCell<Known>,
    /// Of rows that do not say theirs.
    pub(super) currency: Option<Currency>,
    pub(super) placeholder: Id,
}

impl RowReader<'_> {
    /// What a first reading wants of a row of which nothing is lost, without making a record of it. `None` where
    /// [`RowReader::read`] has to look closer.
    pub(super) fn judged(&self, row: &RawRow, cells: Line<'_>) -> Option<Seen> {
        let places = &self.places;
        if cells.len() != places.width {
            return None;
        }
        let date = self.dates.read(places.date(cells).0)?;
        let currency = match places.currency.map(|index| cells.cell(index)) {
            Some(text) if !text.is_empty() => Currency::parse(text).ok()?,
            _ => self.currency?,
        };
        let amount = self.amount(row, cells, currency).ok()?;
        let mut running_balance = None;
        for (index, wanted) in &places.wanted {
            let written = cells.cell(*index);
            // What stands for no value is looked at where every value is.
            let text = if matches!(wanted, Wanted::Nothing) { written } else { self.mapping.said(written) };
            let is_settled = text.is_empty()
                || match wanted {
                    Wanted::Short(most) => text.len() <= *most,
                    Wanted::Date => self.dates.read(text).is_some(),
                    Wanted::Money => {
                        running_balance = self.money(row, cells, *index, currency).ok();
                        running_balance.is_some()
                    }
                    Wanted::Number => Written { number: Some(text), ..Written::default() }.has_number(),
                    Wanted::Nothing => false,
                };
            if !is_settled {
                return None;
            }
        }
        Some(Seen { date, currency, amount, running_balance })
    }

    /// Whether the closer look sees the same and has nothing to say: held against every row in debug builds.
    pub(super) fn is_judged_right(&self, row: &RawRow, cells: Line<'_>, seen: Seen) -> bool {
        let mut losses = Vec::new();
        let Ok(transaction) = self.read(row, cells, &mut losses, false) else { return false };
        let without_member = self.places.without_member(&transaction, cells);
        losses.is_empty()
            && Seen::from(&*transaction) == seen
            && without_member.into_iter().flatten().all(|(index, _)| self.mapping.said(cells.cell(index)).is_empty())
    }

    /// The transaction of a row; ids are set when it is booked.
    pub(super) fn read(
        &self,
        row: &RawRow,
        cells: Line<'_>,
        losses: &mut Vec<Loss>,
        kept: bool,
    ) -> Result<Box<Transaction>, Box<Finding>> {
        let places = &self.places;
        if cells.filled() > places.width || (cells.len() < places.least && !self.mapping.file.short_rows) {
            return Err(Finding::new(
                Code::ConvertStructure,
                cells::at(row, None),
                format!("a row has {} fields where {} are expected", cells.len(), places.width),
            )
            .with_help("short_rows = true in [file] allows rows with fewer fields")
            .into());
        }
        let (written, place) = places.date(cells);
        let date = self.dates.read(written).ok_or_else(|| {
            Finding::new(
                Code::ConvertDate,
                cells::at(row, Some(place)),
                "a field holds no date in the style of the file",
            )
            .with_help("a row that is no booking is named under [[leave_out]]")
            .with_value(written)
        })?;
        let currency = match places.currency.map(|index| cells.cell(index)) {
            Some(text) if !text.is_empty() => Currency::parse(text).map_err(|invalid| {
                Finding::new(Code::ConvertCurrency, cells::at(row, places.currency), invalid.to_string())
            })?,
            _ => self.currency.ok_or_else(|| {
                Finding::new(Code::ConvertCurrency, cells::at(row, None), "a row does not say its currency")
                    .with_help("give it with --currency or in the mapping")
            })?,
        };
        let charged = match places.fee.filter(|index| !cells.cell(*index).is_empty()) {
            None => None,
            Some(index) => {
                let charged = self.money(row, cells, index, currency)?;
                Some(if self.mapping.written.amount.fee_signed { -charged } else { charged })
            }
        };
        // Some banks write a charge that stands alone in its column only.
        let is_charge = charged.is_some_and(|charged| charged.signum() != 0) && places.has_no_amount(cells);
        let written = if is_charge { Amount::ZERO } else { self.amount(row, cells, currency)? };
        let amount = charged.map_or(Some(written), |charged| less(written, charged)).ok_or_else(|| {
            Finding::new(Code::ConvertAmount, cells::at(row, places.fee), "amount and fee are too much")
        })?;
        let mut transaction = Box::new(Transaction::new(
            self.placeholder.clone(),
            self.placeholder.clone(),
            date,
            TransactionDateBasis::Booked,
            TransactionStatus::Booked,
            amount,
            currency,
            TxKind::Other,
        ));
        if has_word(&places.pending, |index| cells.cell(index)) {
            transaction.status = TransactionStatus::Pending;
            transaction.date_basis = TransactionDateBasis::Statement;
        }
        let mut fit = Fit { row: row.number, cells, losses, kept, mapping: self.mapping, accounts: &self.accounts };
        transaction.fee_amount = charged.and_then(|charged| contained(charged, amount));
        self.optional(row, currency, &mut transaction, &mut fit);
        if is_charge && amount.signum() < 0 && transaction.kind == TxKind::Other {
            Meaning::Fee(FeeKind::Other).apply(&mut transaction);
        }
        Ok(transaction)
    }

    fn amount(&self, row: &RawRow, cells: Line<'_>, currency: Currency) -> Result<Amount, Box<Finding>> {
        let money = |index: usize| self.money(row, cells, index, currency);
        let wrong = |index: usize, message: &str| {
            Box::new(
                Finding::new(Code::ConvertAmount, cells::at(row, Some(index)), message).with_value(cells.cell(index)),
            )
        };
        let written = &self.mapping.written.amount;
        match self.places.amount {
            AmountPlaces::One(index) => money(index).map(|amount| if written.inverted { -amount } else { amount }),
            AmountPlaces::Flagged(index, flag) => {
                let amount = money(index)?;
                let word = cells.cell(flag);
                if written.flag_out.iter().any(|out| out == word) {
                    Ok(-amount)
                } else if written.flag_in.iter().any(|into| into == word) {
                    Ok(amount)
                } else {
                    Err(wrong(flag, "a word of the flag column means neither in nor out"))
                }
            }
            AmountPlaces::Two(debit, credit) => {
                let side = |index: usize, out: bool| {
                    if cells.cell(index).is_empty() {
                        return Ok(None);
                    }
                    let amount = money(index)?;
                    match (written.signed, out) {
                        (true, _) => Ok(Some(if written.inverted { -amount } else { amount })),
                        (false, _) if amount.signum() < 0 => {
                            Err(wrong(index, "an amount is negative although its column gives it its sign"))
                        }
                        (false, out) => Ok(Some(if out { -amount } else { amount })),
                    }
                };
                match (side(debit, true)?, side(credit, false)?) {
                    (Some(amount), None) | (None, Some(amount)) => Ok(amount),
                    (Some(amount), Some(zero)) | (Some(zero), Some(amount)) if zero.signum() == 0 => Ok(amount),
                    (Some(_), Some(_)) => Err(wrong(debit, "a row has an amount on either side")),
                    (None, None) => Err(wrong(debit, "a row has an amount on neither side")),
                }
            }
        }
    }

    fn money(&self, row: &RawRow, cells: Line<'_>, index: usize, currency: Currency) -> Result<Amount, Box<Finding>> {
        let own = &self.mapping.written.number.symbols;
        let read = if own.is_empty() {
            self.numbers.read(cells.cell(index), &[currency.as_str()])
        } else {
            let symbols: Vec<&str> = own.iter().map(String::as_str).chain([currency.as_str()]).collect();
            self.numbers.read(cells.cell(index), &symbols)
        };
        read.map_err(|error| {
            let message = match error {
                BadNumber::Notation => "a field holds no amount in the style of the file",
                BadNumber::Range => "an amount has more than 12 digits before the point or 6 after it",
            };
            Finding::new(Code::ConvertAmount, cells::at(row, Some(index)), message).with_value(cells.cell(index)).into()
        })
    }

    /// Members that a transaction can be without: what does not fit is lost alone.
    fn optional(&self, row: &RawRow, currency: Currency, transaction: &mut Transaction, fit: &mut Fit<'_>) {
        let places = &self.places;
        let cells = fit.cells;
        transaction.running_balance = fit
            .value("running_balance", places.running_balance, |_, index| self.money(row, cells, index, currency).ok());
        transaction.value_date = fit.value("value_date", places.value_date, |text, _| self.dates.read(text));
        transaction.executed_on = fit.value("executed_on", places.executed_on, |text, _| self.dates.read(text));
        (transaction.description, transaction.description_masked) = fit.masked_text("description", &places.description);
        transaction.reference = fit.masked_text("reference", &places.reference).0;
        if let Some(index) = places.kind_text {
            if fit.kept && !self.mapping.kinds.is_empty() {
                let word = cells.cell(index).to_lowercase();
                let kind =
                    self.mapping.kinds.iter().find(
                        |(start, is_prefix, _)| if *is_prefix { word.starts_with(start) } else { word == *start },
                    );
                if let Some((_, _, meaning)) = kind {
                    meaning.apply(transaction);
                }
            }
            transaction.kind_text = fit.masked_text("kind_text", &[index]).0;
        }
        let other = if transaction.amount.signum() < 0 { places.payee } else { places.payer };
        let (name, number) = (places.counterparty_name.or(other.name), places.counterparty_number.or(other.number));
        (transaction.counterparty_name, transaction.counterparty_masked) = fit.masked_name("counterparty_name", name);
        transaction.counterparty_number = fit.number("counterparty_number", number);
        transaction.mandate_id = fit.name("mandate_id", places.mandate_id);
        transaction.end_to_end_id = fit.name("end_to_end_id", places.end_to_end_id);
        transaction.creditor_id = fit.value("creditor_id", places.creditor_id, |text, _| CodeText::parse(text).ok());
        transaction.bank_code = fit.value("bank_code", places.bank_code, |text, _| CodeText::parse(text).ok());
        transaction.mcc = fit.value("mcc", places.mcc, |text, _| Digits4::parse(text).ok());
        if let Some(index) = places.fee_amount.filter(|index| !cells.cell(*index).is_empty()) {
            match self.money(row, cells, index, currency) {
                Ok(charged) => transaction.fee_amount = contained(charged, transaction.amount),
                Err(_) => {
                    fit.value("fee_amount", Some(index), |_, _| None::<Amount>);
                }
            }
        }
        let original = fit.value("original_currency", places.original_currency, |text, _| Currency::parse(text).ok());
        if let Some(original) = original.filter(|original| *original != currency) {
            transaction.is_foreign = Some(true);
            self.foreign(row, original, transaction, fit);
        }
        let ids = places.source_ids.iter().filter_map(|(scheme, index)| {
            Some(SourceId { scheme: scheme.clone(), value: fit.name(scheme.as_str(), Some(*index))? })
        });
        transaction.source_ids = List::new(ids.collect()).ok();
    }

    /// What a movement was in another currency, and how it was exchanged.
    fn foreign(&self, row: &RawRow, original: Currency, transaction: &mut Transaction, fit: &mut Fit<'_>) {
        let cells = fit.cells;
        let written = fit.value("original_amount", self.places.original_amount, |_, index| {
            self.money(row, cells, index, original).ok()
        });
        // Signed like the amount, whatever the column does.
        let signed =
            written.map(|written| if written.signum() * transaction.amount.signum() < 0 { -written } else { written });
        transaction.original_amount = signed;
        transaction.original_currency = signed.and(Some(original));
        let rate = fit.value("fx_rate", self.places.fx_rate, |text, _| {
            Decimal::parse(&text.replace(self.numbers.decimal, ".")).ok()
        });
        let Some(rate) = rate else { return };
        let exchanged = match transaction.fee_amount {
            None => Some(transaction.amount),
            Some(fee) => less(transaction.amount, fee),
        };
        // Banks print rates in both directions, and some without saying that a charge is contained.
        let fits = |(signed, exchanged)| iso::converts(signed, rate, exchanged);
        transaction.fx_rate = signed.zip(exchanged).is_some_and(fits).then_some(rate);
    }
}

/// What was charged, contained in an amount; sources write it with either sign. No record holds what was kept from money in.
fn contained(charged: Amount, amount: Amount) -> Option<Amount> {
    let fee = if charged.signum() > 0 { -charged } else { charged };
    (fee.signum() == 0 || amount.signum() < 0).then_some(fee)
}

fn less(amount: Amount, part: Amount) -> Option<Amount> {
    Total::from(amount).minus(part)?.to_amount().ok()
}

/// Fits cells into members, and notes those that do not.
struct Fit<'a> {
    row: u64,
    cells: Line<'a>,
    losses: &'a mut Vec<Loss>,
    /// Whether texts are kept, or only judged: the first pass wants none.
    kept: bool,
    mapping: &'a Bookings,
    accounts: &'a RefCell<Known>,
}

impl Fit<'_> {
    /// What a cell says; nothing where the mapping says that its text stands for no value.
    fn text(&self, index: usize) -> &str {
        self.mapping.said(self.cells.cell(index))
    }

    fn value<T>(&mut self, member: &str, index: Option<usize>, read: impl Fn(&str, usize) -> Option<T>) -> Option<T> {
        let index = index?;
        let text = self.text(index);
        if text.is_empty() {
            return None;
        }
        let value = read(text, index);
        if value.is_none() {
            self.losses.push(Loss::member(self.row, member, "a value does not have the form of its member"));
        }
        value
    }

    fn name(&mut self, member: &str, index: Option<usize>) -> Option<Name> {
        self.masked_name(member, index).0
    }

    fn masked_name(&mut self, member: &str, index: Option<usize>) -> (Option<Name>, Option<Masked>) {
        let written = index.map_or("", |index| self.text(index));
        if written.is_empty() || self.is_settled(written.len(), text::SHORT_NAME) {
            return (None, None);
        }
        let (shown, masked) = text::unmask(written);
        let name = shown.map_or(Ok(None), |shown| text::kept_name(&shown, self.kept)).unwrap_or_else(|_| {
            self.losses.push(Loss::member(self.row, member, "longer than 200 characters"));
            None
        });
        (name, masked)
    }

    /// Whether nothing is left to do for a text of so many bytes: it is only judged, and not too long.
    fn is_settled(&self, length: usize, short: usize) -> bool {
        !self.kept && length <= short
    }

    fn number(&mut self, member: &str, index: Option<usize>) -> Option<Number> {
        let (kept, accounts) = (self.kept, self.accounts);
        let number = self.value(member, index, |text, _| {
            if kept {
                return accounts.borrow_mut().number(text).map(Some);
            }
            Written { number: Some(text), ..Written::default() }.has_number().then_some(None)
        });
        number.flatten()
    }

    /// Several columns below each other, none twice.
    fn masked_text(&mut self, member: &str, indices: &[usize]) -> (Option<Text>, Option<Masked>) {
        let cells = self.cells;
        let said = |index: &usize| self.mapping.said(cells.cell(*index));
        if let [] | [_] = indices {
            return self.unmasked(member, indices.first().map_or("", said));
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in indices.iter().map(said).filter(|part| !part.is_empty()) {
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        self.unmasked(member, &parts.join("\n"))
    }

    fn unmasked(&mut self, member: &str, written: &str) -> (Option<Text>, Option<Masked>) {
        if written.is_empty() || self.is_settled(written.len(), text::SHORT_TEXT) {
            return (None, None);
        }
        let (shown, masked) = text::unmask(written);
        let text = shown.map_or(Ok(None), |shown| text::kept(&shown, self.kept)).unwrap_or_else(|_| {
            self.losses.push(Loss::member(self.row, member, "longer than 4000 characters"));
            None
        });
        (text, masked)
    }
}
