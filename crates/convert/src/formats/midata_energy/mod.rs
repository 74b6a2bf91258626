//! Downloads of household energy under the UK midata scheme: a row for each meter point, with its tariff, what was used
//! in the last year, and what is expected in the next.
//!
//! The scheme fixes what is never said: pounds sterling with VAT, kilowatt-hours, British days. Not in the format: register
//! reads, times of use (one figure also for meters with two rates), rates and standing charges, the amount of a fee for
//! leaving.

mod layout;

use pannier_model::{
    record::{
        AnnualEstimate, AnnualEstimateMethod, AnyRecord, Consumption, Contract, ContractExitChargeKind,
        ContractPaymentMethod, ContractSector, ContractStatus, Record as _, SupplyPoint, SupplyPointStatus,
    },
    value::{
        Amount, CodeText, Country, Currency, Date, Decimal, Flow, Fuel, Id, IdStability, List, Name, NumberScheme,
        Quality, Unit, Zone,
    },
};
use pannier_report::{Code, Finding, Location};

use self::layout::{Layout, Part};
use crate::{
    Encoding, Error, Format, Input, Loss, Options, Sink, Summary,
    events::{gather::unnamed, interval},
    formats::api,
    ids::{IdKey, Ranks, identify},
    output::{Output, day_series, numbered},
    syntax::{
        cells,
        delimited::{Dialect, RawRow, Table},
        encoding::{byte_order_mark, head, is_utf_8},
        transcoded::{self, Transcoded},
    },
    values::text,
};

/// Most meter points of a file.
const MOST: usize = 10_000;

/// Reads a file. See the module for what it carries.
pub(crate) fn read(input: &mut dyn Input, options: &Options, sink: &mut dyn Sink) -> Result<Summary, Error> {
    let mut output = Output::new(Format::MidataEnergy, sink);
    // Rows cannot be found in the bytes of UTF-16.
    match transcoded::of_two_bytes(input, options)? {
        None => convert(input, options, &mut output)?,
        Some(encoding) => match Transcoded::new(input, encoding)? {
            Ok(mut text) => {
                let options = Options { encoding: Some(Encoding::UTF_8), ..options.clone() };
                convert(&mut text, &options, &mut output)?;
            }
            Err(finding) => output.finding(finding)?,
        },
    }
    Ok(output.summary)
}

fn convert(input: &mut dyn Input, options: &Options, output: &mut Output<'_>) -> Result<(), Error> {
    let prefix = head(input, Format::PREFIX as u64)?;
    let mark = byte_order_mark(&prefix);
    let encoding = match mark.map(|(encoding, _)| encoding).or(options.encoding) {
        Some(encoding) => encoding,
        None if is_utf_8(input)? => Encoding::UTF_8,
        // The scheme's one sign beyond ASCII is the pound, the same byte in ISO-8859-1 and Windows-1252.
        None => Encoding::WINDOWS_1252,
    };
    let Some(layout) = Layout::find(&prefix) else {
        output.finding(
            Finding::new(
                Code::ConvertStructure,
                Location::whole(),
                "there is no header row of the midata energy scheme",
            )
            .with_help("it has columns for fuel, meter point and usage; save the file as UTF-8, or name its format"),
        )?;
        return Ok(());
    };
    let dialect = Dialect { delimiter: layout.delimiter, quote: Some(b'"') };
    let mut table = Table::new(input, dialect, mark.map_or(0, |(_, length)| length));
    let mut unread = cells::Unread::default();
    for (index, (part, name)) in layout.columns.iter().enumerate() {
        if part.is_none() {
            unread.declare(index, name);
        }
    }
    let mut points: Vec<Point> = Vec::new();
    table.forward(|row| {
        let row = match row {
            Ok(row) => row,
            Err((row, fault)) => return output.lost_row(row.number, cells::structure(row, fault)),
        };
        if row.is_blank() || row.number <= layout.header_row {
            return Ok(());
        }
        let cells = match cells::decode(row, encoding) {
            Ok(cells) => cells,
            Err(finding) => return output.lost_row(row.number, finding),
        };
        if cells.len() > layout.columns.len()
            && cells[layout.columns.len()..].iter().any(|cell| !cell.trim().is_empty())
        {
            let message = "a row has more fields than the header";
            return output.lost_row(row.number, Finding::new(Code::ConvertStructure, cells::at(row, None), message));
        }
        let reader = Reader { layout: &layout, row, cells: &cells, options };
        match reader.point() {
            Ok(point) if points.iter().any(|known| known.is_of(&point)) => {
                output.skipped_row(row.number, "the meter point stood in a row before")
            }
            Ok(_) if points.len() == MOST => {
                output.skipped_row(row.number, "the file has more than 10,000 meter points")
            }
            Ok(point) => {
                unread.see(|index| cells.get(index).map_or("", |cell| cell.trim()));
                for (member, reason) in &point.losses {
                    output.loss(Loss::member(row.number, *member, *reason))?;
                }
                points.push(point);
                Ok(())
            }
            Err(finding) => output.lost_row(row.number, finding),
        }
    })?;
    unread.report(output)?;
    if points.is_empty() {
        let message = "no row of the file is a meter point";
        output.finding(Finding::new(Code::ConvertRecordsPresent, Location::whole(), message))?;
    }
    emit(points, output)
}

/// Whether a text begins with the header of such a file.
pub(crate) fn resembles(start: &str) -> bool {
    Layout::find(start.as_bytes()).is_some()
}

/// One row.
struct Point {
    row: u64,
    as_of: Date,
    fuel: Fuel,
    number: String,
    postcode_area: Option<CodeText>,
    contract: Option<Terms>,
    used: Option<Decimal>,
    forecast: Option<(Decimal, Option<Amount>)>,
    /// Values that no record of the row takes, with the reason.
    losses: Vec<(&'static str, &'static str)>,
}

impl Point {
    fn is_of(&self, other: &Self) -> bool {
        (self.fuel, &self.number) == (other.fuel, &other.number)
    }
}

/// What the customer is bound to.
struct Terms {
    provider: Name,
    product: Name,
    starts_on: Option<Date>,
    ends_on: Option<Date>,
    exit: ContractExitChargeKind,
    payment: Option<ContractPaymentMethod>,
    customer: Option<String>,
}

struct Reader<'a> {
    layout: &'a Layout,
    row: &'a RawRow,
    cells: &'a [String],
    options: &'a Options,
}

impl Reader<'_> {
    /// A value that is given; words that say that there is none are none.
    fn cell(&self, part: Part) -> Option<&str> {
        let cell = self.cells.get(self.layout.column(part)?)?.trim();
        let nothing = ["", "-", "n/a", "na", "null", "not available", "not applicable", "unknown"];
        (!nothing.contains(&cell.to_ascii_lowercase().as_str())).then_some(cell)
    }

    fn wrong(&self, code: Code, part: Part, message: &str) -> Finding {
        Finding::new(code, cells::at(self.row, self.layout.column(part)), message)
    }

    fn date(&self, part: Part) -> Result<Option<Date>, Finding> {
        self.cell(part)
            .map(|text| {
                let message = "a date is none of the forms DD/MM/YYYY and YYYY-MM-DD";
                date(text).ok_or_else(|| self.wrong(Code::ConvertDate, part, message))
            })
            .transpose()
    }

    /// Digits and a point: the unit may stand beside them, commas between thousands.
    fn figure(&self, part: Part) -> Result<Option<String>, Finding> {
        let Some(text) = self.cell(part) else { return Ok(None) };
        let plain = text.to_ascii_lowercase();
        let plain = plain.trim_end_matches("kwh").trim_start_matches('£').trim();
        // Commas between groups of three digits, and nowhere else.
        let groups: Vec<&str> = plain.split('.').next().unwrap_or_default().split(',').collect();
        let grouped = groups.len() == 1
            || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3));
        let plain = plain.replace(',', "");
        let fits = grouped && interval::decimal(&plain).is_some_and(|number| number.signum() >= 0);
        if fits { Ok(Some(plain)) } else { Err(self.no_figure(part)) }
    }

    fn no_figure(&self, part: Part) -> Finding {
        self.wrong(Code::ConvertAmount, part, "a figure is no number, negative, or in another unit than the scheme's")
    }

    fn energy(&self, part: Part) -> Result<Option<Decimal>, Finding> {
        Ok(self.figure(part)?.as_deref().and_then(interval::decimal))
    }

    fn cost(&self, part: Part) -> Result<Option<Amount>, Finding> {
        let Some(figure) = self.figure(part)? else { return Ok(None) };
        Amount::parse(&figure).map(Some).map_err(|_| self.no_figure(part))
    }

    fn point(&self) -> Result<Point, Finding> {
        let fuel = match self.cell(Part::Fuel).map(str::to_ascii_lowercase).as_deref() {
            Some("electricity" | "electric" | "elec" | "e") => Fuel::Electricity,
            Some("gas" | "g") => Fuel::Gas,
            _ => return Err(self.wrong(Code::ConvertValue, Part::Fuel, "the fuel is neither electricity nor gas")),
        };
        let number: String =
            self.cell(Part::MeterPoint).unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        // 13 digits, with the 8 of the supply number before them 21; of gas 6 to 10.
        let fits = match fuel {
            Fuel::Gas => (6..=10).contains(&number.len()),
            _ => number.len() == 13 || number.len() == 21,
        };
        if !digits || !fits {
            let message = "the number of the meter point is not that of its fuel";
            return Err(self.wrong(Code::ConvertValue, Part::MeterPoint, message).with_help(
                "an MPAN has 13 digits, an MPRN 6 to 10; a spreadsheet may have written it with a power of ten",
            ));
        }
        let number = number[number.len().saturating_sub(13)..].to_owned();
        let as_of = self.date(Part::ValidAt)?.or(self.date(Part::Date)?).or(self.options.as_of);
        let as_of = as_of.filter(|day| day.next_month().is_some()).ok_or_else(|| {
            self.wrong(Code::ConvertDate, Part::ValidAt, "nothing says on which day the row was valid")
                .with_help("--as-of gives the day of the download")
        })?;
        let used = self.energy(Part::Usage)?;
        let cost = self.cost(Part::ForecastCost)?;
        let forecast = self.energy(Part::ForecastUsage)?.map(|usage| (usage, cost));
        let outward = self.cell(Part::Postcode).and_then(outward);
        let contract = self.terms()?;
        let mut losses = Vec::new();
        if cost.is_some() && forecast.is_none() {
            losses.push(("forecastedCost", "a cost without the usage it is for"));
        }
        if contract.is_none() && (self.cell(Part::Provider).is_some() || self.cell(Part::Product).is_some()) {
            losses.push(("contract", "a contract without the name of its provider or product"));
        }
        if self.cell(Part::ValidAt).is_some() && self.cell(Part::Date).is_some_and(|text| date(text) != Some(as_of)) {
            losses.push(("date", "the day of the download, where the day of the figures is another"));
        }
        Ok(Point {
            row: self.row.number,
            as_of,
            fuel,
            number,
            postcode_area: outward,
            contract,
            used,
            forecast,
            losses,
        })
    }

    fn terms(&self) -> Result<Option<Terms>, Finding> {
        let name = |part: Part| self.cell(part).and_then(|cell| text::name(cell).ok().flatten());
        let (starts_on, last) = (self.date(Part::Starts)?, self.date(Part::Ends)?);
        let ends_on = last.and_then(Date::next_day);
        if let (Some(start), Some(end)) = (starts_on, ends_on)
            && end <= start
        {
            return Err(self.wrong(Code::ConvertDate, Part::Ends, "the contract ends before it begins"));
        }
        let (Some(provider), Some(product)) = (name(Part::Provider), name(Part::Product)) else { return Ok(None) };
        let exit = match self.cell(Part::CancellationFee).map(str::to_ascii_lowercase).as_deref() {
            Some("n" | "no" | "false" | "0") => ContractExitChargeKind::None,
            // That there is a fee is said, and not how much.
            _ => ContractExitChargeKind::Unknown,
        };
        let payment = self.cell(Part::Payment).map(|word| {
            let word = word.to_ascii_lowercase();
            let says = |part: &str| word.contains(part);
            match () {
                () if says("debit") && !says("card") => ContractPaymentMethod::DirectDebit,
                () if says("prepay") || says("pre-pay") || says("payg") || says("pay as you go") => {
                    ContractPaymentMethod::PrepaymentMeter
                }
                () if says("card") => ContractPaymentMethod::Card,
                () if says("transfer") || says("standing order") => ContractPaymentMethod::Transfer,
                () if says("cash") => ContractPaymentMethod::Cash,
                () => ContractPaymentMethod::Other,
            }
        });
        let customer = self.cell(Part::Customer).map(str::to_owned);
        Ok(Some(Terms { provider, product, starts_on, ends_on, exit, payment, customer }))
    }
}

/// `31/12/2026`, `31-12-2026`, `31.12.2026` or `2026-12-31`: the scheme is British, so a day stands before its month.
fn date(text: &str) -> Option<Date> {
    if let Ok(date) = Date::parse(text) {
        return Some(date);
    }
    let parts: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    if year.len() != 4 || day.len() > 2 || month.len() > 2 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The outward half of a postcode, which names an area.
fn outward(postcode: &str) -> Option<CodeText> {
    let plain: String = postcode.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let area = if (5..=7).contains(&plain.len()) { &plain[..plain.len() - 3] } else { plain.as_str() };
    CodeText::parse(area).ok().filter(|_| area.len() <= 4)
}

fn emit(points: Vec<Point>, output: &mut Output<'_>) -> Result<(), Error> {
    let gbp = Currency::parse("GBP").expect("a currency");
    let mut contracts = 0;
    for (number, point) in (1..).zip(points) {
        let label = numbered("supply", number);
        let (britain, london) =
            (Country::parse("GB").expect("a country"), Zone::parse("Europe/London").expect("a zone"));
        let mut state =
            SupplyPoint::new(label.clone(), point.as_of, point.fuel, britain, london, SupplyPointStatus::Active);
        let scheme = if point.fuel == Fuel::Gas { NumberScheme::Mprn } else { NumberScheme::Mpan };
        state.number = api::number_of(scheme, &point.number);
        state.postcode_area.clone_from(&point.postcode_area);
        let contract = point.contract.as_ref().map(|terms| {
            contracts += 1;
            let id = numbered("contract", contracts);
            (id.clone(), terms.record(id, point.as_of, &label))
        });
        state.contract = contract.as_ref().map(|(id, _)| id.clone());
        let to = point.as_of.next_day().unwrap_or(point.as_of);
        if let Some((id, contract)) = contract {
            output.state(id, contract)?;
        }
        output.series(day_series(label.clone(), SupplyPoint::TYPE, point.as_of, to))?;
        output.row(point.row, state)?;
        point.figures(&label, gbp, output)?;
    }
    Ok(())
}

impl Point {
    /// What was used in the year before, and what is expected in the year after.
    fn figures(&self, label: &Id, gbp: Currency, output: &mut Output<'_>) -> Result<(), Error> {
        let derived = |record: AnyRecord| {
            let mut record = record;
            identify(&IdKey::ZERO, &mut Ranks::default(), &mut record);
            record
        };
        let source_ref = Name::parse(&format!("row:{}", self.row)).ok();
        if let (Some(used), Some(from)) = (self.used, self.as_of.plus_months(-12)) {
            output.series(day_series(label.clone(), Consumption::TYPE, from, self.as_of))?;
            // How much of it was read and how much estimated, the scheme does not say.
            let (flow, unit, quality) = (Flow::Import, Unit::KilowattHour, Quality::Raw);
            let mut row = Consumption::new(unnamed(), from, self.as_of, self.fuel, flow, used, unit, quality);
            row.supply_point = Some(label.clone());
            row.source_ref.clone_from(&source_ref);
            row.id_stability = Some(IdStability::Derived);
            output.record(Some(self.row), derived(row.into()))?;
        }
        if let (Some((usage, cost)), Some(end), Some(to)) =
            (self.forecast, self.as_of.plus_months(12), self.as_of.next_day())
        {
            output.series(day_series(label.clone(), AnnualEstimate::TYPE, self.as_of, to))?;
            let mut row = AnnualEstimate::new(
                unnamed(),
                label.clone(),
                self.as_of,
                self.as_of,
                end,
                self.fuel,
                Flow::Import,
                usage,
                Unit::KilowattHour,
                AnnualEstimateMethod::SupplierEstimate,
            );
            if let Some(cost) = cost {
                (row.cost, row.currency, row.tax_included) = (Some(cost), Some(gbp), Some(true));
            }
            row.source_ref = source_ref;
            row.id_stability = Some(IdStability::Derived);
            output.record(Some(self.row), derived(row.into()))?;
        }
        Ok(())
    }
}

impl Terms {
    fn record(&self, id: Id, as_of: Date, point: &Id) -> Contract {
        let status = match (self.starts_on, self.ends_on) {
            (_, Some(end)) if end <= as_of => ContractStatus::Ended,
            (Some(start), _) if start > as_of => ContractStatus::Pending,
            _ => ContractStatus::Active,
        };
        let mut row = Contract::new(
            id,
            as_of,
            ContractSector::Energy,
            status,
            self.provider.clone(),
            self.product.clone(),
            self.exit,
        );
        row.covers = List::new(vec![point.clone()]).ok();
        (row.starts_on, row.ends_on) = (self.starts_on, self.ends_on);
        row.payment_method = self.payment;
        row.contract_number =
            self.customer.as_deref().and_then(|number| api::number_of(NumberScheme::Customer, number));
        row
    }
}
