//! Members that are required when the meaning says so (`C` in the tables): one line of a table each.
//!
//! A schema cannot say them without a top-level `if`, and a withheld group must not make them fail: each line looks at
//! members of which at least one is shown, and the member that has to be there stands in the same group or in `core`.

use super::facts::PartFacts;
use super::findings::PartFindings;
use pannier_model::record::AnyRecord;
use pannier_model::value::View;
use pannier_report::Code;

/// Where any member of `given` is present, `needed` has to be.
struct Needs {
    record_type: &'static str,
    given: &'static [&'static str],
    needed: &'static str,
    code: Code,
}

const fn needs(record_type: &'static str, given: &'static [&'static str], needed: &'static str, code: Code) -> Needs {
    Needs { record_type, given, needed, code }
}

const TABLE: &[Needs] = &[
    needs("preference", &["max_contacts"], "per", Code::PreferencePeriod),
    needs("preference", &["per"], "max_contacts", Code::PreferencePeriod),
    needs("contract", &["exit_charge"], "exit_charge_as_of", Code::ContractExitCharge),
    needs("contract", &["exit_charge_as_of"], "exit_charge", Code::ContractExitCharge),
    needs("contract", &["exit_charge", "recurring_amount", "concession_amount"], "currency", Code::ContractCurrency),
    needs(
        "contract",
        &["exit_charge", "recurring_amount", "concession_amount"],
        "tax_included",
        Code::ContractCurrency,
    ),
    needs("contract", &["recurring_amount"], "recurring_period", Code::ContractRecurring),
    needs("contract", &["recurring_period"], "recurring_amount", Code::ContractRecurring),
    needs("transaction", &["original_amount"], "original_currency", Code::TransactionOriginalCurrency),
    needs("transaction", &["original_currency"], "original_amount", Code::TransactionOriginalCurrency),
    needs("payment_mandate", &["amount", "last_amount"], "currency", Code::MandateCurrency),
    needs("invoice_line", &["quantity"], "unit", Code::MemberTogether),
    needs("subscription", &["recurring_amount"], "recurring_period", Code::MemberTogether),
    needs("subscription", &["recurring_amount"], "currency", Code::MemberTogether),
    needs("subscription", &["recurring_amount"], "tax_included", Code::MemberTogether),
    needs("plan_allowance", &["quantity"], "unit", Code::MemberTogether),
    needs("device_agreement", &["instalment"], "instalment_period", Code::MemberTogether),
    needs("device_agreement", &["settlement"], "settlement_as_of", Code::MemberTogether),
    needs("device_agreement", &["gtin"], "gtin_check", Code::MemberTogether),
    needs("usage_event", &["rated_amount", "rated_before_allowance"], "currency", Code::MemberTogether),
    needs("usage_event", &["rated_amount", "rated_before_allowance"], "tax_included", Code::MemberTogether),
    needs("receipt_line", &["gtin"], "gtin_check", Code::MemberTogether),
    needs("receipt_line", &["net_quantity"], "net_unit", Code::MemberTogether),
    needs("tender", &["original_amount"], "original_currency", Code::MemberTogether),
    needs("loyalty_account", &["value"], "currency", Code::MemberTogether),
    needs("loyalty_entry", &["value"], "currency", Code::MemberTogether),
    needs("supply_point", &["contracted_power"], "contracted_power_unit", Code::MemberTogether),
    needs("interval_day", &["cost"], "currency", Code::MemberTogether),
    needs("interval_day", &["cost"], "tax_included", Code::MemberTogether),
    needs("consumption", &["volume"], "volume_unit", Code::MemberTogether),
    needs("consumption", &["cost"], "currency", Code::MemberTogether),
    needs("consumption", &["cost"], "tax_included", Code::MemberTogether),
    needs("annual_estimate", &["cost"], "currency", Code::MemberTogether),
    needs("annual_estimate", &["cost"], "tax_included", Code::MemberTogether),
];

/// What of the table concerns one record type.
#[derive(Debug)]
pub(crate) struct Conditional {
    lines: Vec<usize>,
    /// The member with the first day of the record's own period, where it has one.
    period_start: Option<&'static str>,
}

impl Conditional {
    /// For the type of a part; `None` is one that the standard does not know.
    pub(crate) fn of(part: &PartFacts) -> Self {
        let record_type = part.record_type;
        let name = record_type.map_or("", |record_type| record_type.name);
        let has_period = record_type.is_some_and(|record_type| record_type.member("period_end").is_some());
        let starts = record_type.is_some_and(|record_type| record_type.member("period_start").is_some());
        Self {
            lines: (0..TABLE.len())
                .filter(|line| TABLE[*line].record_type == name)
                // Of nearly all parts most groups are absent, and nothing is asked of what cannot be there.
                .filter(|line| TABLE[*line].given.iter().any(|member| part.shows_member(member)))
                .collect(),
            period_start: has_period.then_some(if starts { "period_start" } else { "date" }),
        }
    }

    pub(crate) fn check_row(&self, record: &AnyRecord, row: u64, findings: &mut PartFindings<'_>) {
        for line in &self.lines {
            let Needs { given, needed, code, .. } = &TABLE[*line];
            let Some(given) = given.iter().find(|member| record.get(member).is_some()) else { continue };
            if record.get(needed).is_none() {
                findings.row(*code, row, format!("/{given}"), &format!("`{given}` stands without `{needed}`"));
            }
        }
        if let Some(start) = self.period_start {
            period(record, start, row, findings);
        }
    }
}

/// `period-order`: half-open periods inside a record are not empty.
fn period(record: &AnyRecord, start: &str, row: u64, findings: &mut PartFindings<'_>) {
    if let (Some(View::Date(start)), Some(View::Date(end))) = (record.get(start), record.get("period_end"))
        && end <= start
    {
        findings.row_help(
            Code::PeriodOrder,
            row,
            "/period_end",
            "the period ends where or before it begins",
            "`period_end` is the first day after the period; add a day to an inclusive end",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pannier_model::record::by_name;

    #[test]
    fn the_table_names_members_of_one_group_or_core() {
        for line in TABLE {
            let record_type = by_name(line.record_type).expect(line.record_type);
            let needed = record_type.group_of(line.needed).expect(line.needed).id;
            for given in line.given {
                let given = record_type.group_of(given).expect(given).id;
                assert!(needed == "core" || needed == given, "{} {}", line.record_type, line.needed);
            }
        }
    }
}
