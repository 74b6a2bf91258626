//! Stage `rules`: what has to hold between records.

use super::{Draft, bound, bundle, share, whole};
use crate::forge::{
    bank::{self, transaction_id},
    head::{Part, Plan, Row},
    retail,
    share::{Share, Shown},
    types,
};

const SMALL: &str = "whole/accept-small";
const STATES: &str = "whole/accept-states";
const LEDGER: &str = "whole/accept-ledger";
const ALL: &str = "whole/accept-everything";

/// The plan behind an accepting vector.
fn plan(base: &str) -> Plan {
    match base {
        SMALL => bank::small(),
        STATES => bank::states(),
        LEDGER => bank::ledger(),
        _ => bank::whole(),
    }
}

/// A change of one part of an accepting bundle before it was hashed and signed.
fn reject(id: &str, base: &str, part: &str, change: impl FnOnce(&mut Part), title: &str, why: &str) -> Draft {
    let mut plan = plan(base);
    change(plan.part(part));
    Draft::reject(id, &plan.seal().bundle()).base(base).says(title, why)
}

/// A share of January and February whose head was changed before it was signed.
fn reject_share(id: &str, change: impl FnOnce(&mut Plan), title: &str, why: &str) -> Draft {
    let mut plan = bank::ledger();
    change(&mut plan);
    let shown = vec![Shown::rows("k3", &[(0, 5)]), Shown::rows("b9", &[(0, 3)])];
    let made = share(plan, &Share { shown, binding: Some(bound()), ..Share::default() });
    let base = "verify-coverage/accept-last-part-withheld";
    Draft::reject(id, &made.archive).base(base).asking_binding().says(title, why)
}

fn warn(id: &str, base: &str, part: &str, change: impl FnOnce(&mut Part), title: &str, why: &str) -> Draft {
    let mut plan = plan(base);
    change(plan.part(part));
    Draft::warn(id, &bundle(plan)).base(base).says(title, why)
}

/// As [`reject`], one text of one row replaced.
fn row(id: &str, base: &str, part: &str, row: usize, swap: [&str; 2], title: &str, why: &str) -> Draft {
    reject(id, base, part, |part| part.rows[row].change(swap[0], swap[1]), title, why)
        .row(&format!("parts/{part}.ndjson"), row as u64)
}

/// As [`warn`], one text of one row replaced.
fn warn_row(id: &str, base: &str, part: &str, row: usize, swap: [&str; 2], title: &str, why: &str) -> Draft {
    warn(id, base, part, |part| part.rows[row].change(swap[0], swap[1]), title, why)
        .row(&format!("parts/{part}.ndjson"), row as u64)
}

pub(super) fn vectors() -> Vec<Draft> {
    [parts(), ids(), transactions(), abroad(), warnings(), states(), credit(), documents(), sums()].concat()
}

fn parts() -> Vec<Draft> {
    let complete = "a statement of completeness covers days for which nobody promised anything";
    let incomplete = {
        let mut plan = bank::small();
        plan.part("k3").incomplete = vec!["2026-01-30".to_owned(), "2026-01-31".to_owned()];
        plan.part("k3").rows[4].change(r#""id_stability":"derived""#, r#""id_stability":"provisional""#);
        bundle(plan)
    };
    let empty = {
        let mut plan = bank::small();
        plan.part("k3").rows.clear();
        plan.part("k3").nested.clear();
        bundle(plan)
    };
    vec![
        Draft::accept("rules-gapless/accept-incomplete-days", &incomplete).says(
            "a part whose last two days are incomplete",
            "a source that breaks off in the middle of a day cannot be carried",
        ),
        Draft::accept("rules-gapless/accept-no-rows", &empty)
            .says("a part without rows", "a month in which nothing happened cannot be proven"),
        reject(
            "rules-period-over/reject-part-not-over",
            LEDGER,
            "t0",
            |part| "2026-04-02".clone_into(&mut part.to),
            "a part whose period is not over on the day of issue",
            complete,
        ),
        reject(
            "rules-date-in-period/reject-after",
            SMALL,
            "k3",
            |part| "2026-01-30".clone_into(&mut part.to),
            "a row on the first day after the period",
            complete,
        )
        .row("parts/k3.ndjson", 4),
        reject(
            "rules-date-in-period/reject-before",
            SMALL,
            "k3",
            |part| "2026-01-02".clone_into(&mut part.from),
            "a row on the day before the period",
            complete,
        )
        .row("parts/k3.ndjson", 0),
        reject(
            "rules-sorted/reject-swapped",
            SMALL,
            "k3",
            |part| part.rows.swap(0, 1),
            "two rows in falling order",
            "a run of rows proves that nothing lies between them, and something does",
        )
        .row("parts/k3.ndjson", 1),
        reject(
            "rules-gapless/reject-seq",
            LEDGER,
            "t0",
            |part| part.seq = 3,
            "a series numbered 0, 1, 3",
            "a month vanishes and nobody sees that it is missing",
        ),
        reject(
            "rules-gapless/reject-gap",
            LEDGER,
            "b9",
            |part| "2026-02-02".clone_into(&mut part.from),
            "a day between two parts",
            "a day on which something happened is in no part",
        ),
        reject_share(
            "rules-gapless/reject-share-no-room",
            |plan| plan.part("b9").seq = 2,
            "two months numbered 0 and 2 in a share: no day is left for the one that is withheld",
            "an issuer makes room for a part that is shown to some and not to others",
        ),
        reject_share(
            "rules-gapless/reject-share-gap",
            |plan| "2026-02-02".clone_into(&mut plan.part("b9").from),
            "consecutive parts in a share with a day between them",
            "a day on which something happened is in no part",
        ),
        reject_share(
            "rules-gapless/reject-share-same-number",
            |plan| plan.part("b9").seq = 0,
            "two parts of one series with the same number in a share",
            "a customer chooses which of two first months to show",
        ),
        Draft::reject(
            "rules-period-over/reject-share",
            &share(
                {
                    let mut plan = bank::ledger();
                    "2026-04-02".clone_into(&mut plan.part("t0").to);
                    plan
                },
                &Share { shown: vec![Shown::rows("t0", &[(0, 4)])], binding: Some(bound()), ..Share::default() },
            )
            .archive,
        )
        .base("verify-coverage/accept-last-part")
        .asking_binding()
        .says("a share of a part whose period is not over on the day of issue", complete),
        reject(
            "rules-gapless/reject-overlap",
            LEDGER,
            "b9",
            |part| "2026-01-31".clone_into(&mut part.from),
            "a day in two parts",
            "a record is counted twice",
        ),
        reject(
            "rules-same-groups/reject-group-left-out",
            LEDGER,
            "t0",
            |part| {
                drop(part.groups.remove(5));
                part.rows.iter_mut().for_each(|row| drop(row.fragments.remove(5)));
            },
            "a part without a group that the others have",
            "that a group is missing tells in which months it was empty",
        ),
        reject(
            "rules-state-part/reject-wider-period",
            SMALL,
            "m1",
            |part| "2026-03-01".clone_into(&mut part.from),
            "an account observed on one day in a part of a month",
            "a state counts as observed on days on which nobody looked",
        ),
        reject(
            "rules-state-part/reject-seq",
            SMALL,
            "m1",
            |part| part.seq = 1,
            "the only part of a state with number 1",
            "an earlier state seems to be withheld",
        ),
        reject(
            "rules-state-part/reject-no-rows",
            STATES,
            "c7",
            |part| part.rows.clear(),
            "a part of wishes in which there is none",
            "somebody without a wish and somebody whose wishes are not told look alike",
        ),
    ]
}

fn ids() -> Vec<Draft> {
    let (first, second) = (transaction_id(0), transaction_id(1));
    let mut two_accounts = bank::small();
    let mut other = two_accounts.part("m1").clone();
    "y8".clone_into(&mut other.id);
    "aqqqqq/account".clone_into(&mut other.series);
    other.rows[0].change(r#""id":"a7k2qx""#, r#""id":"aqqqqq""#);
    two_accounts.parts.push(other);
    let neighbour = "thing-matches-series/accept-two-accounts";
    let accepted = Draft::accept(neighbour, &bundle(two_accounts.clone()))
        .says("a bundle of two accounts", "customers with two accounts need two bundles");
    two_accounts.part("k3").rows[1].change(r#""account":"a7k2qx""#, r#""account":"aqqqqq""#);
    vec![
        row(
            "id-unique/reject-twice",
            SMALL,
            "k3",
            1,
            [&second, &first],
            "two transactions with one id",
            "whoever imports by id loses one of them",
        ),
        row(
            "id-composed/reject-detail",
            LEDGER,
            "x2",
            1,
            [&format!("{}.1", transaction_id(10)), &format!("{}.2", transaction_id(10))],
            "the second detail under the id of the third",
            "whoever takes such ids apart finds the wrong detail",
        ),
        row(
            "label-form/reject-word",
            STATES,
            "c7",
            0,
            [r#""id":"f2x5yn""#, r#""id":"newsletter""#],
            "a word for a label",
            "the name of a withheld thing tells what it is",
        ),
        row(
            "reference-resolves/reject-mandate",
            LEDGER,
            "k3",
            2,
            [r#""mandate":"o5n2hb""#, r#""mandate":"o5n2hc""#],
            "a mandate that is not there",
            "what a payment rests on cannot be found",
        ),
        accepted,
        Draft::reject("thing-matches-series/reject-other-account", &two_accounts.seal().bundle())
            .base(neighbour)
            .row("parts/k3.ndjson", 1)
            .says(
                "a transaction of one account in the series of another",
                "whoever shares the series of one account shares a record of another",
            ),
        row(
            "text-normalised/reject-decomposed",
            SMALL,
            "k3",
            3,
            ["Caf\u{e9} Zo\u{eb}", "Cafe\u{301} Zoe\u{308}"],
            "a name with letters and accents apart",
            "a name is not found again",
        ),
    ]
}

fn transactions() -> Vec<Draft> {
    let unread = "an amount is read without what gives it its meaning";
    vec![
        row(
            "transaction-fee-kind/reject-fee-without",
            LEDGER,
            "t0",
            0,
            [r#","fee_kind":"arranged_overdraft""#, ""],
            "a fee that does not say what for",
            "what an account costs cannot be compared",
        ),
        row(
            "transaction-fee-kind/reject-card-with",
            SMALL,
            "k3",
            0,
            [r#""kind":"card""#, r#""kind":"card","fee_kind":"foreign""#],
            "a card payment with the kind of a fee",
            "a purchase is counted as a fee",
        ),
        row(
            "transaction-original-currency/reject-without",
            LEDGER,
            "b9",
            1,
            [r#","original_currency":"EUR""#, ""],
            "an amount abroad without currency",
            unread,
        ),
        {
            let mut draft = reject(
                "transaction-account-currency/reject-other",
                SMALL,
                "k3",
                |part| {
                    part.nested.clear();
                    part.rows.iter_mut().for_each(|row| row.change(r#""currency":"GBP""#, r#""currency":"EUR""#));
                },
                "transactions in euros on an account in pounds",
                unread,
            );
            draft.vector.base = Some(SMALL.to_owned());
            draft
        },
        row(
            "transaction-details-count/reject-three",
            LEDGER,
            "t0",
            2,
            [r#""details":2"#, r#""details":3"#],
            "three details said, two there",
            "a detail vanishes and nobody sees that it is missing",
        ),
        reject(
            "totals-disagree/reject-sum",
            SMALL,
            "k3",
            |part| {
                let totals = &mut part.nested[0].value;
                assert!(totals.contains("1362.41"), "{totals}");
                *totals = totals.replace("1362.41", "1362.40");
            },
            "totals that are a penny off",
            "the figure is shown without its rows, and nobody can check it",
        ),
        reject(
            "totals-disagree/reject-other-member",
            SMALL,
            "k3",
            |part| {
                let totals = &mut part.nested[0].value;
                *totals = totals.replace(r#""member":"amount""#, r#""member":"running_balance""#);
            },
            "totals of running balances",
            "the figure is shown without its rows, and means something else than it seems",
        ),
        reject(
            "totals-disagree/reject-count",
            SMALL,
            "k3",
            |part| {
                let totals = &mut part.nested[0].value;
                *totals = totals.replace(r#""count":5"#, r#""count":4"#);
            },
            "totals of four rows where there are five",
            "the figure is shown without its rows, and nobody can check it",
        ),
    ]
}

/// The foreign card payment of February, in the second row of its part.
fn abroad() -> Vec<Draft> {
    let abroad = |id: &str, swaps: &[[&str; 2]], title: &str, why: &str| {
        let change = |part: &mut Part| swaps.iter().for_each(|[from, to]| part.rows[1].change(from, to));
        warn(id, LEDGER, "b9", change, title, why).row("parts/b9.ndjson", 1)
    };
    let no_rate = [r#","fx_rate":"0.86""#, ""];
    vec![
        abroad(
            "transaction-original-sign/warn-other-sign",
            &[[r#""original_amount":"-21.50""#, r#""original_amount":"21.50""#], no_rate],
            "a payment in pounds and a receipt in euros",
            "money that went out abroad is counted as money that came in",
        ),
        abroad(
            "transaction-fee-amount/warn-other-sign",
            &[[r#""fee_amount":"-0.26""#, r#""fee_amount":"0.26""#], no_rate],
            "a charge with another sign than the amount it is contained in",
            "charges abroad are added where they should be taken off",
        ),
        abroad(
            "transaction-rate/warn-turned-round",
            &[[r#""fx_rate":"0.86""#, r#""fx_rate":"1.1628""#]],
            "a rate in the other direction",
            "every foreign fee computed from it is wrong",
        ),
    ]
}

fn warnings() -> Vec<Draft> {
    let lost = "a row that is missing or was read wrongly is not noticed";
    vec![
        warn_row(
            "amount-scale/warn-three-decimals",
            SMALL,
            "k3",
            0,
            [r#""amount":"-45.50""#, r#""amount":"-45.500""#],
            "an amount in pounds with three decimals",
            "a separator of thousands was taken for a decimal mark",
        ),
        warn_row(
            "card-number-in-text/warn-in-description",
            SMALL,
            "k3",
            0,
            ["CARD 1001", "CARD 4000000000000002"],
            "a card number in a description",
            "whoever reads the file pays with the card",
        ),
        warn_row(
            "number-unmasked/warn-counterparty",
            SMALL,
            "k3",
            2,
            [r#""scheme":"sortcode_acct"}"#, r#""scheme":"sortcode_acct","value":"00-00-00 12345678"}"#],
            "the account number of the other party",
            "somebody who never agreed is in the file with their number",
        ),
        warn_row(
            "number-display/warn-in-full",
            SMALL,
            "k3",
            2,
            [r#""display":"****5678""#, r#""display":"00-00-00 12345678""#],
            "a number in full where its end should stand",
            "screens, logs and paper show the number",
        ),
        warn_row(
            "transaction-sign/warn-money-in-negative",
            SMALL,
            "k3",
            1,
            [r#""kind":"standing_order""#, r#""kind":"transfer_in""#],
            "money that came in, with a minus sign",
            "a column of debits was read as credits",
        ),
        warn(
            "id-provisional/warn-incomplete-day",
            SMALL,
            "k3",
            |part| part.incomplete = vec!["2026-01-30".to_owned()],
            "a derived id on an incomplete day that does not say it may change",
            "the same transaction comes back under another id and is counted twice",
        ),
        warn_row(
            "account-closed/warn-open",
            SMALL,
            "m1",
            0,
            [r#""opened_on":"2019-05-07""#, r#""opened_on":"2019-05-07","closed_on":"2026-01-31""#],
            "an account that is open and was closed",
            "a switch is offered that cannot happen",
        ),
        warn(
            "balance-chain/warn-break",
            SMALL,
            "k3",
            |part| part.rows[4].change(r#""running_balance":"1862.41""#, r#""running_balance":"1862.42""#),
            "a running balance that is a penny off",
            lost,
        ),
        warn(
            "balance-reconciles/warn-closing",
            LEDGER,
            "h1",
            |part| part.rows[3].change(r#""amount":"2521.67""#, r#""amount":"2521.68""#),
            "a closing balance that is a penny off",
            lost,
        ),
        warn(
            "detail-sum/warn-penny",
            LEDGER,
            "x2",
            |part| part.rows[1].change(r#""amount":"-25.00""#, r#""amount":"-24.99""#),
            "details that are a penny off",
            lost,
        ),
    ]
}

fn states() -> Vec<Draft> {
    let leaving = "what leaving costs, and when it is free, cannot be told";
    vec![
        row(
            "contract-currency/reject-without",
            STATES,
            "g8",
            0,
            [r#","currency":"GBP""#, ""],
            "a contract with an amount and no currency",
            "an amount is read without what gives it its meaning",
        ),
        row(
            "contract-currency/reject-without-tax-side",
            STATES,
            "g8",
            0,
            [r#","tax_included":true"#, ""],
            "a contract with an amount that does not say whether tax is in it",
            "prices with and without tax are compared",
        ),
        row(
            "contract-exit-charge/reject-kind-without",
            STATES,
            "g8",
            0,
            [r#""exit_charge_kind":"none""#, r#""exit_charge_kind":"amount""#],
            "an exit charge that is not given",
            leaving,
        ),
        row(
            "contract-exit-charge/reject-free-with-charge",
            STATES,
            "g8",
            0,
            [
                r#""ends_on":"2027-01-01""#,
                r#""ends_on":"2027-01-01","exit_charge":"90.00","exit_charge_as_of":"2026-04-01""#,
            ],
            "free to leave, with an exit charge",
            leaving,
        ),
        row(
            "contract-recurring/reject-without-period",
            STATES,
            "g8",
            0,
            [r#","recurring_period":"P1M""#, ""],
            "an amount due nobody knows how often",
            "a week and a month are different prices",
        ),
        row(
            "contract-term/reject-last-day",
            STATES,
            "g8",
            0,
            [r#""ends_on":"2027-01-01""#, r#""ends_on":"2026-12-31""#],
            "the last day of the term for the first free one",
            leaving,
        ),
        row(
            "contract-term/reject-behind-the-calendar",
            STATES,
            "g8",
            0,
            [r#""starts_on":"2026-01-01""#, r#""starts_on":"9999-12-31""#],
            "a term that no date can end",
            leaving,
        ),
        {
            let mut plan = bank::states();
            let contract = &mut plan.part("g8").rows[0];
            contract.change(r#""starts_on":"2026-01-01""#, r#""starts_on":"2026-01-31""#);
            contract.change(r#""P12M""#, r#""P1M""#);
            contract.change(r#""ends_on":"2027-01-01""#, r#""ends_on":"2026-02-28""#);
            Draft::accept("contract-term/accept-short-month", &bundle(plan))
                .says("a month from 31 January", "a term that ends in a short month is refused")
        },
        row(
            "mandate-currency/reject-without",
            STATES,
            "w4",
            0,
            [r#","currency":"GBP""#, ""],
            "a mandate with an amount and no currency",
            "an amount is read without what gives it its meaning",
        ),
        row(
            "preference-period/reject-without",
            STATES,
            "c7",
            0,
            [r#","per":"P1M""#, ""],
            "two contacts, nobody knows in which time",
            "a wish of a customer means nothing",
        ),
    ]
}

fn credit() -> Vec<Draft> {
    let owed = "a debt is read as savings";
    let debt = {
        let mut plan = bank::ledger();
        plan.parts.retain(|part| ["m1", "h1"].contains(&part.id.as_str()));
        plan.part("m1").rows[0].change(r#""kind":"current""#, r#""kind":"mortgage""#);
        let balances = plan.part("h1");
        balances.rows.truncate(1);
        balances.rows[0].change(r#""kind":"opening_booked","amount":""#, r#""kind":"closing_booked","amount":"-"#);
        plan
    };
    let saved = {
        let mut plan = debt.clone();
        plan.part("h1").rows[0].change(r#""amount":"-"#, r#""amount":""#);
        plan
    };
    let neighbour = "balance-debt-negative/accept-mortgage";
    vec![
        Draft::accept(neighbour, &bundle(debt)).says("a mortgage with its debt", "who owes money cannot say how much"),
        Draft::warn("balance-debt-negative/warn-mortgage", &bundle(saved))
            .base(neighbour)
            .row("parts/h1.ndjson", 0)
            .says("a mortgage whose debt is positive", owed),
        row(
            "balance-account-currency/reject-balance",
            LEDGER,
            "h1",
            0,
            [r#""currency":"GBP""#, r#""currency":"EUR""#],
            "a balance in euros of an account in pounds",
            "an amount is read in another currency",
        ),
        row(
            "balance-account-currency/reject-credit",
            STATES,
            "f6",
            0,
            [r#""currency":"GBP""#, r#""currency":"EUR""#],
            "an overdraft in euros on an account in pounds",
            "an amount is read in another currency",
        ),
        row(
            "credit-not-negative/reject-limit",
            STATES,
            "f6",
            0,
            [r#""credit_limit":"500.00""#, r#""credit_limit":"-500.00""#],
            "a limit below zero",
            "a limit that was read as a debt",
        ),
        row(
            "credit-tiers/reject-descending",
            STATES,
            "f6",
            0,
            [
                r#"[{"basis":"ear","rate":"0.399","up_to":"500.00"}]"#,
                r#"[{"above":"100.00","basis":"ear","rate":"0.399"},{"basis":"ear","rate":"0","up_to":"100.00"}]"#,
            ],
            "the upper tier before the lower",
            "what a debt costs is computed from the wrong tier",
        ),
        row(
            "mandate-amount-out/reject-positive",
            STATES,
            "w4",
            0,
            [r#""last_amount":"-29.99""#, r#""last_amount":"29.99""#],
            "a direct debit that brings money in",
            "a payment is counted as income",
        ),
        row(
            "transaction-seq-unique/reject-twice",
            SMALL,
            "k3",
            3,
            [r#""seq":3"#, r#""seq":2"#],
            "two rows in one place of the order",
            "running balances chain in two ways",
        ),
        {
            let mut plan = retail::shop(bank::small());
            plan.part("l7").rows[0].change(r#","gtin_check":"ok""#, "");
            Draft::reject("member-together/reject-gtin-without-check", &plan.seal().bundle())
                .base("whole/accept-receipt")
                .row("parts/l7.ndjson", 0)
                .says(
                    "a GTIN that does not say whether its check digit is right",
                    "a mistyped article is taken for another",
                )
        },
    ]
}

/// Rules that hold in all sectors, by records that a bank does not have.
fn documents() -> Vec<Draft> {
    let line = |id: &str, swap: [&str; 2], title: &str, why: &str| {
        let mut plan = retail::shop(bank::small());
        plan.part("l7").rows[0].change(swap[0], swap[1]);
        Draft::reject(id, &plan.seal().bundle()).base("whole/accept-receipt").row("parts/l7.ndjson", 0).says(title, why)
    };
    vec![
        {
            let mut plan = retail::billed(bank::small());
            plan.part("i4").rows[0].change(r#""period_end":"2026-03-01""#, r#""period_end":"2026-02-01""#);
            Draft::reject("period-order/reject-empty", &plan.seal().bundle())
                .base("whole/accept-invoice")
                .row("parts/i4.ndjson", 0)
                .says("an invoice for no days", "the last day of a period was taken for the first after it")
        },
        line(
            "line-date/reject-other-day",
            [r#""date":"2026-03-14""#, r#""date":"2026-03-15""#],
            "a line of another day than its receipt",
            "a line is counted in another month than its receipt",
        ),
        line(
            "line-currency/reject-other",
            [r#""currency":"GBP""#, r#""currency":"EUR""#],
            "a line in euros of a receipt in pounds",
            "an amount is read in another currency",
        ),
        line(
            "gtin-check/reject-bad-said-ok",
            [r#""04006381333931""#, r#""04006381333932""#],
            "a GTIN whose check digit is wrong and said to be right",
            "a mistyped article is taken for another",
        ),
    ]
}

fn sums() -> Vec<Draft> {
    let signed = "a recipient who sees the figure alone relies on a signature under nonsense";
    vec![
        row(
            "summary-disagrees/reject-value",
            ALL,
            "n0",
            0,
            [r#""value":"-12.10""#, r#""value":"-12.00""#],
            "a summary that is ten pence off",
            signed,
        ),
        Draft::accept("summary-unit/accept-energy", &bundle(energy()))
            .says("a summary of energy", "what is not money cannot be summed up"),
        alone(
            "summary-metric/reject-other",
            [r#""metric":"energy""#, r#""metric":"usage""#],
            "use of a line, of meter readings",
            signed,
        ),
        alone(
            "summary-month/reject-days-missing",
            [r#""days":31"#, r#""days":30"#],
            "a month of 30 days that says to be whole and has 31",
            "a bill of a part of a month looks small",
        ),
        alone(
            "summary-unit/reject-neither",
            [r#","unit":"kWh""#, ""],
            "a sum of energy without unit",
            "a bare number is read as whatever the reader expects",
        ),
    ]
}

/// The summary of [`energy`] without what it sums up, so that nothing but its form can be wrong.
fn alone(id: &str, swap: [&str; 2], title: &str, why: &str) -> Draft {
    let mut plan = energy();
    plan.part("n0").rows[0].change(swap[0], swap[1]);
    let shown = Share { shown: vec![Shown::rows("n0", &[(0, 1)])], ..whole::rows() };
    Draft::reject(id, &share(plan, &shown).archive)
        .base("summary-unit/accept-energy")
        .asking_binding()
        .row("parts/n0.ndjson", 0)
        .says(title, why)
}

/// The small bundle, a month of energy, and its one summary.
fn energy() -> Plan {
    let mut plan = bank::small();
    let id =
        bank::event_id("summary", &["consumption", "2026-01-01", "energy", "electricity.import.all", "", "kWh"], 0);
    let core = format!(
        concat!(
            r#""id":"{}","of":"consumption","date":"2026-01-01","days":31,"complete":true,"metric":"energy","#,
            r#""bucket":"electricity.import.all","count":1,"value":"212.5","unit":"kWh""#
        ),
        id
    );
    let row = Row { fragments: vec![core.into_bytes(), Vec::new(), Vec::new()], line: None };
    let january = ("2026-01-01", "2026-02-01");
    plan.parts.push(Part::new("n0", "all", &types::SUMMARY, 0, january, vec![row]));
    let used = Row::new(
        &types::CONSUMPTION,
        &[
            ("id", &bank::s(&bank::event_id("consumption", &["2026-01-01", "2026-02-01", "import", "212.5"], 0))),
            ("date", "\"2026-01-01\""),
            ("period_end", "\"2026-02-01\""),
            ("fuel", "\"electricity\""),
            ("direction", "\"import\""),
            ("quantity", "\"212.5\""),
            ("unit", "\"kWh\""),
            ("quality", "\"actual\""),
        ],
    );
    plan.parts.push(Part::new("v3", "all", &types::CONSUMPTION, 0, january, vec![used]));
    plan
}
