//! Stage `rules`: the last value that is right, and the first that is not, of rules that have a bound, an "or" or a list of members.

use serde_json::json;

use super::{Draft, sector::Sector};
use crate::forge::{bank, documents, energy, figures::states, head::Part, retail, telco, types::METER};

const SMALL: Sector = Sector { base: "whole/accept-small", plan: bank::small };
const STATES: Sector = Sector { base: "whole/accept-states", plan: bank::states };
const LEDGER: Sector = Sector { base: "whole/accept-ledger", plan: bank::ledger };
const ENERGY: Sector = Sector { base: "whole/accept-energy", plan: energy::plan };
const TELCO: Sector = Sector { base: "whole/accept-telco", plan: telco::plan };
const RETAIL: Sector = Sector { base: "whole/accept-retail", plan: retail::plan };
const DOCUMENTS: Sector = Sector { base: "whole/accept-documents", plan: documents::plan };

pub(super) fn vectors() -> Vec<Draft> {
    [records(), accounts(), supply(), lines(), goods(), bills()].concat()
}

/// Periods, ids, references and texts.
fn records() -> Vec<Draft> {
    let found = "what is held is another thing than the reference says";
    vec![
        SMALL.part(
            "rules-period-over/reject-state-of-two-days-later",
            "m1",
            |part| {
                "2026-04-02".clone_into(&mut part.from);
                "2026-04-03".clone_into(&mut part.to);
                part.rows[0].change(r#""as_of":"2026-04-01""#, r#""as_of":"2026-04-02""#);
            },
            "an account as it is on the day after the day of issue",
            "a state is promised that nobody has seen yet",
        ),
        ENERGY.change(
            "id-unique/reject-label-in-two-series",
            |plan| {
                let meter = json!({"id": "m3x7ab", "supply_point": energy::GAS, "kind": "smart"});
                plan.parts.push(states("m9", energy::GAS, &METER, &[meter]));
            },
            "two meters of two supply points under one label",
            found,
        ),
        STATES.row(
            "label-form/reject-letter-of-another-type",
            ("c7", 0),
            &[[r#""id":"f2x5yn""#, r#""id":"u2x5yn""#]],
            "/id",
            "a wish under a label that begins like that of a use of data",
            found,
        ),
        STATES.row(
            "label-form/reject-digit-8",
            ("c7", 0),
            &[[r#""id":"f2x5yn""#, r#""id":"f2x5y8""#]],
            "/id",
            "a label with a digit that none has",
            "labels that are drawn otherwise tell who drew them",
        ),
        SMALL
            .part(
                "id-provisional/warn-pending",
                "k3",
                |part| {
                    part.nested.clear();
                    part.rows[0].change(r#""status":"booked""#, r#""status":"pending""#);
                },
                "a derived id of a row that is not booked and does not say that it may change",
                "the same transaction comes back under another id and is counted twice",
            )
            .row("parts/k3.ndjson", 0),
        STATES.row(
            "reference-resolves/reject-document",
            ("g8", 0),
            &[[r#""attachment":"d2""#, r#""attachment":"d3""#]],
            "/attachment",
            "the document of a contract that is not there",
            "a document seems to have been left out",
        ),
        SMALL.row(
            "reference-resolves/reject-superseded",
            ("k3", 1),
            &[[r#""seq":1"#, r#""seq":1,"supersedes":"Qm9""#]],
            "/supersedes",
            "a row that takes the place of none",
            "a pending row seems to have been left out",
        ),
        SMALL
            .part(
                "text-normalised/reject-in-extensions",
                "k3",
                |part| {
                    part.rows[4].fragments[7] = "\"extensions\":{\"example.bank.x\":[{\"a\":\"Cafe\u{301}\"}]}".into();
                },
                "a text deep in extensions with letter and accent apart",
                "a name is not found again",
            )
            .row("parts/k3.ndjson", 4),
    ]
}

fn accounts() -> Vec<Draft> {
    let closed = |day: &str| {
        [r#""opened_on":"2019-05-07""#.to_owned(), format!(r#""opened_on":"2019-05-07","closed_on":"{day}""#)]
    };
    let change = |id: &str, day: &str, title: &str| {
        let [from, to] = closed(day);
        SMALL.row(id, ("m1", 0), &[[&from, &to]], "/closed_on", title, "a switch is offered that cannot happen")
    };
    let minus = "a minus that nobody can use is read as a debt";
    let credit = |variant: &str, member: &str, title: &str| {
        let to = format!(r#""credit_limit":"500.00","{member}":"-0.01""#);
        let id = format!("credit-not-negative/reject-{variant}");
        STATES.row(&id, ("f6", 0), &[[r#""credit_limit":"500.00""#, &to]], &format!("/{member}"), title, minus)
    };
    vec![
        change("account-closed/accept-closes-tomorrow", "2026-04-02", "an open account that is closed on the next day"),
        change(
            "account-closed/warn-closed-today",
            "2026-04-01",
            "an open account that was closed on the day it was looked at",
        )
        .base("account-closed/accept-closes-tomorrow"),
        SMALL.row(
            "account-closed/warn-before-it-was-opened",
            ("m1", 0),
            &[
                [r#""status":"open""#, r#""status":"closed""#],
                [r#""opened_on":"2019-05-07""#, r#""opened_on":"2019-05-07","closed_on":"2019-05-06""#],
            ],
            "/closed_on",
            "an account that was closed on the day before it was opened",
            "a switch is offered that cannot happen",
        ),
        credit("buffer", "buffer", "less than nothing free of interest"),
        credit("monthly-cap", "monthly_cap", "at most less than nothing in a month"),
        STATES.row(
            "mandate-amount-out/reject-amount",
            ("w4", 0),
            &[[r#""currency":"GBP""#, r#""currency":"GBP","amount":"0.01""#]],
            "/amount",
            "a direct debit of a penny that comes in",
            "a payment is counted as income",
        ),
        STATES.row(
            "contract-exit-charge/reject-without-day",
            ("g8", 0),
            &[
                [r#""exit_charge_kind":"none""#, r#""exit_charge_kind":"amount""#],
                [r#""ends_on":"2027-01-01""#, r#""ends_on":"2027-01-01","exit_charge":"90.00""#],
            ],
            "/exit_charge",
            "an exit charge of no day",
            "what leaving costs, and when it is free, cannot be told",
        ),
        LEDGER.row(
            "transaction-fee-amount/warn-greater",
            ("b9", 1),
            &[[r#""fee_amount":"-0.26""#, r#""fee_amount":"-18.76""#], [r#","fx_rate":"0.86""#, ""]],
            "/fee_amount",
            "a charge of a penny more than the amount it is contained in",
            "charges abroad are added where they should be taken off",
        ),
    ]
}

fn supply() -> Vec<Draft> {
    let mixed = "quantities of two kinds are added up";
    let all = |id: &str, swap: [&str; 2], pointer: &str, title: &str| {
        let change = |part: &mut Part| {
            part.rows.iter_mut().for_each(|row| row.change(swap[0], swap[1]));
        };
        ENERGY.part(id, "i2", change, title, mixed).row("parts/i2.ndjson", 0).pointer(pointer)
    };
    let gas = |variant: &str, quantity: &str, title: &str| {
        let swap = [r#""quantity":"1122.06""#, &format!(r#""quantity":"{quantity}""#)];
        let id = format!("gas-conversion/{variant}");
        ENERGY.row(&id, ("c1", 0), &[swap], "/quantity", title, "each program allows another error")
    };
    vec![
        ENERGY.row(
            "energy-not-negative/accept-net",
            ("a1", 0),
            &[[r#""direction":"import","quantity":"2900""#, r#""direction":"net","quantity":"-2900""#]],
            "",
            "a year in which more is fed in than taken",
            "a home with a roof of panels has no figure",
        ),
        // 100 times 1.02264 times 39.5, divided by 3.6, is 1122.0633…
        gas("accept-within", "1122.05", "1.33 hundredths less than volume, correction and calorific value give"),
        gas("warn-beyond", "1122.08", "1.67 hundredths more than volume, correction and calorific value give"),
        ENERGY.row(
            "register-digits/accept-five",
            ("d2", 1),
            &[[r#""reading":"210""#, r#""reading":"99999.9""#]],
            "",
            "the greatest reading of a counter of five digits, and a tenth that it shows beside them",
            "a right reading is called wrong",
        ),
        all(
            "register-agrees/reject-fuel",
            [r#""fuel":"electricity""#, r#""fuel":"heat""#],
            "/fuel",
            "days of heat, of a register of electricity",
        ),
        all(
            "register-agrees/reject-zone",
            [r#""zone":"Europe/London""#, r#""zone":"Europe/Dublin""#],
            "/zone",
            "days of Dublin, of a register in London",
        ),
        ENERGY.row(
            "period-order/reject-estimate",
            ("a1", 0),
            &[[r#""period_end":"2027-04-01""#, r#""period_end":"2026-04-01""#]],
            "/period_end",
            "an estimate of a year of no days",
            "the last day of a period was taken for the first after it",
        ),
    ]
}

fn lines() -> Vec<Draft> {
    let left = |variant: &str, instalment: &str, title: &str| {
        let paid = format!(r#""instalment":"{instalment}""#);
        let swaps = [[r#""instalment":"22.50""#, &paid], [r#""balance_left":"315.00""#, r#""balance_left":"315""#]];
        let id = format!("device-balance/{variant}");
        TELCO.row(&id, ("d1", 0), &swaps, "/balance_left", title, "each program allows another error")
    };
    vec![
        left("accept-half-a-pound", "22.55", "315 pounds left, where 314.50 are"),
        left("warn-more-than-half-a-pound", "22.56", "315 pounds left, where 314.40 are"),
        TELCO.row(
            "usage-unit/accept-data-in-seconds",
            ("u2", 0),
            &[[r#""unit":"B""#, r#""unit":"s""#]],
            "",
            "data that is rated by time",
            "an operator that sells hours is refused",
        ),
        TELCO.row(
            "usage-unit/warn-message-in-seconds",
            ("u1", 2),
            &[[r#""unit":"count""#, r#""unit":"s""#]],
            "/unit",
            "a message of one second",
            "a bigger or smaller plan is chosen by a sum that is not what was used",
        ),
    ]
}

fn goods() -> Vec<Draft> {
    vec![
        RETAIL.row(
            "loyalty-expiry/accept-next-day",
            ("e2", 0),
            &[[r#""expires_on":"2027-03-31""#, r#""expires_on":"2026-03-03""#]],
            "",
            "points that are lost on the day after they are earned",
            "points of a day are refused",
        ),
        RETAIL.row(
            "loyalty-expiries/warn-same-day-twice",
            ("y1", 0),
            &[[r#""on":"2026-12-31""#, r#""on":"2027-03-31""#]],
            "/expiries/1/on",
            "points that are lost on one day, in two elements",
            "points are counted that are not there",
        ),
    ]
}

fn bills() -> Vec<Draft> {
    let error = "each program allows another error";
    let lines = |variant: &str, amount: &str, title: &str| {
        let id = format!("invoice-lines/{variant}");
        let draft = DOCUMENTS.change(
            &id,
            |plan| {
                plan.part("l1").rows[1].change(r#""amount":"50.00""#, &format!(r#""amount":"{amount}""#));
                drop(plan.part("x1").rows.drain(..));
            },
            title,
            error,
        );
        if variant.starts_with("warn") { draft.row("parts/i1.ndjson", 0).pointer("/total") } else { draft }
    };
    let tax = |variant: &str, rate: &str, title: &str| {
        let swap = [r#""rate":"0.05""#, &format!(r#""rate":"{rate}""#)];
        DOCUMENTS.row(&format!("tax-amount/{variant}"), ("x1", 0), &[swap], "/amount", title, error)
    };
    vec![
        lines("accept-hundredth-for-each", "50.03", "three lines without tax that are three pennies off"),
        lines("warn-penny-more", "50.04", "three lines without tax that are four pennies off"),
        tax("accept-one-and-a-half", "0.05015", "a tax of 5.00 where base and rate give 5.015"),
        tax("warn-beyond", "0.05016", "a tax of 5.00 where base and rate give 5.016"),
    ]
}
