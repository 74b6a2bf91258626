//! Transactions and their details.

use super::{Draft, LEDGER, Part, Plan, SMALL, bank, bundle, reject, row, warn, warn_row};

pub(super) fn vectors() -> Vec<Draft> {
    [alone(), places(), abroad()].concat()
}

/// January without totals, the first two rows pending.
fn pending(change: impl FnOnce(&mut Part)) -> Plan {
    let mut plan = bank::small();
    let part = plan.part("k3");
    part.nested.clear();
    for row in &mut part.rows[..2] {
        row.change(r#""status":"booked""#, r#""status":"pending""#);
        row.change(r#""id_stability":"derived""#, r#""id_stability":"provisional""#);
    }
    change(part);
    plan
}

/// `seq` of rows that do not chain.
fn places() -> Vec<Draft> {
    let some = |change: fn(&mut Part)| {
        let mut plan = bank::small();
        let part = plan.part("k3");
        part.rows[4].change(r#","seq":4"#, "");
        change(part);
        plan
    };
    let (two_pending, not_all) =
        ("transaction-seq-unique/accept-pending", "transaction-seq-unique/accept-some-without");
    let twice = "one row is taken for the other where rows are put in their order";
    vec![
        Draft::accept(two_pending, &bundle(pending(|_| ())))
            .says("two rows that are not booked, each in its place", "what is not booked yet cannot be told apart"),
        Draft::reject(
            "transaction-seq-unique/reject-pending-twice",
            &pending(|part| part.rows[1].change(r#""seq":1"#, r#""seq":0"#)).seal().bundle(),
        )
        .base(two_pending)
        .row("parts/k3.ndjson", 1)
        .says("two rows that are not booked in one place", twice),
        Draft::accept(not_all, &bundle(some(|_| ())))
            .says("four rows with a place and one without", "a source that numbers its rows late cannot be carried"),
        Draft::reject(
            "transaction-seq-unique/reject-twice-beside-none",
            &some(|part| part.rows[3].change(r#""seq":3"#, r#""seq":2"#)).seal().bundle(),
        )
        .base(not_all)
        .row("parts/k3.ndjson", 3)
        .says("two rows in one place beside one without", twice),
    ]
}

fn alone() -> Vec<Draft> {
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
        warn_row(
            "transaction-sign/warn-money-in-negative",
            SMALL,
            "k3",
            1,
            [r#""kind":"standing_order""#, r#""kind":"transfer_in""#],
            "money that came in, with a minus sign",
            "a column of debits was read as credits",
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
        warn(
            "detail-sum/warn-penny",
            LEDGER,
            "x2",
            |part| part.rows[1].change(r#""amount":"-25.00""#, r#""amount":"-24.99""#),
            "details that are a penny off",
            "a row that is missing or was read wrongly is not noticed",
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
        Draft::accept("transaction-rate/accept-last-decimals", &{
            let mut plan = bank::ledger();
            plan.part("b9").rows[1].change(r#""original_amount":"-21.50""#, r#""original_amount":"-21.76""#);
            bundle(plan)
        })
        .says(
            "a product that is off by 0.2236, where the last decimals of rate and amount can hide 0.2276",
            "every payment abroad is warned of, since rates are printed with few decimals",
        ),
        abroad(
            "transaction-rate/warn-beyond-last-decimals",
            &[[r#""original_amount":"-21.50""#, r#""original_amount":"-21.77""#]],
            "a product that is off by 0.2322, where the last decimals of rate and amount can hide 0.2277",
            "a rate that was never applied passes for the one that was",
        ),
        abroad(
            "transaction-rate/warn-turned-round",
            &[[r#""fx_rate":"0.86""#, r#""fx_rate":"1.1628""#]],
            "a rate in the other direction",
            "every foreign fee computed from it is wrong",
        ),
    ]
}
