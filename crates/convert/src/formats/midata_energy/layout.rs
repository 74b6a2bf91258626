//! Which columns a midata energy file has.

use crate::format::text_of;

/// Rows that may stand before the header.
const PREAMBLE: usize = 20;
/// Columns of the scheme that a header needs so that it is taken for one.
const NEEDED: usize = 4;

/// A column of the scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Customer,
    Date,
    Fuel,
    ValidAt,
    MeterPoint,
    Provider,
    Product,
    CancellationFee,
    Starts,
    Ends,
    Postcode,
    ForecastUsage,
    Usage,
    ForecastCost,
    Payment,
}

/// Words of a header without spaces, signs and capitals, as the scheme names them and as suppliers write them out.
const NAMES: &[(&str, Part)] = &[
    ("customerreferencenumber", Part::Customer),
    ("customerreference", Part::Customer),
    ("accountnumber", Part::Customer),
    ("date", Part::Date),
    ("fuel", Part::Fuel),
    ("fueltype", Part::Fuel),
    ("validatdate", Part::ValidAt),
    ("validat", Part::ValidAt),
    ("meterpointadministrationnumber", Part::MeterPoint),
    ("meterpointreferencenumber", Part::MeterPoint),
    ("mpan", Part::MeterPoint),
    ("mprn", Part::MeterPoint),
    ("mpanmprn", Part::MeterPoint),
    ("energyprovider", Part::Provider),
    ("energysupplier", Part::Provider),
    ("supplier", Part::Provider),
    ("productname", Part::Product),
    ("tariffname", Part::Product),
    ("tariff", Part::Product),
    ("cancellationfeeindicator", Part::CancellationFee),
    ("cancellationfee", Part::CancellationFee),
    ("contractstartdate", Part::Starts),
    ("contractenddate", Part::Ends),
    ("postcode", Part::Postcode),
    ("forecastedenergyusage", Part::ForecastUsage),
    ("forecastenergyusage", Part::ForecastUsage),
    ("forecastedusage", Part::ForecastUsage),
    ("energyusage", Part::Usage),
    ("usage", Part::Usage),
    ("annualusage", Part::Usage),
    ("forecastedcost", Part::ForecastCost),
    ("forecastcost", Part::ForecastCost),
    ("paymentmethod", Part::Payment),
];

/// The columns of a file.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) delimiter: u8,
    /// Row of the header, from 1.
    pub(super) header_row: u64,
    /// What each column is, and its name.
    pub(super) columns: Vec<(Option<Part>, String)>,
}

impl Layout {
    /// The header among the first rows. The beginning of a file is looked at as Latin text: header words are ASCII.
    pub(super) fn find(prefix: &[u8]) -> Option<Self> {
        let text = text_of(prefix);
        (1..).zip(text.trim_start_matches('\u{FEFF}').lines()).take(PREAMBLE).find_map(|(row, line)| {
            [',', ';', '\t', '|'].into_iter().find_map(|delimiter| Self::of(line, delimiter, row))
        })
    }

    fn of(line: &str, delimiter: char, header_row: u64) -> Option<Self> {
        let columns: Vec<(Option<Part>, String)> = line
            .split(delimiter)
            .map(|cell| {
                let name = cell.trim().trim_matches('"').trim().to_owned();
                let plain: String =
                    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
                (NAMES.iter().find(|(known, _)| *known == plain).map(|(_, part)| *part), name)
            })
            .collect();
        let has = |part: Part| columns.iter().filter(|(found, _)| *found == Some(part)).count() == 1;
        let known = columns.iter().filter(|(part, _)| part.is_some()).count();
        let figures = has(Part::Usage) || has(Part::ForecastUsage);
        // Words such as `date` and `usage` stand in the exports of many programs; a meter point does not.
        (has(Part::MeterPoint) && has(Part::Fuel) && figures && known >= NEEDED).then_some(Self {
            delimiter: u8::try_from(delimiter).unwrap_or(b','),
            header_row,
            columns,
        })
    }

    /// The place of a column.
    pub(super) fn column(&self, part: Part) -> Option<usize> {
        self.columns.iter().position(|(found, _)| *found == Some(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        let check = |text: &str, expected: Option<(u8, u64)>| {
            let found = Layout::find(text.as_bytes()).map(|layout| (layout.delimiter, layout.header_row));
            assert_eq!(found, expected, "{text}");
        };
        check("fuel,meterPointAdministrationNumber,energyUsage,postCode\n", Some((b',', 1)));
        check("\u{FEFF}midata\n\n\"Fuel Type\";\"MPAN / MPRN\";\"Energy Usage\";\"Supplier\"\n", Some((b';', 3)));
        check("Date,Fuel,Usage,Cost\n", None);
        check("Date,Type,Merchant/Description,Debit/Credit,Balance\n", None);
        check("fuel,mpan,postcode,supplier\n", None);
        check("fuel,mpan,mprn,usage,supplier\n", None);
    }
}
